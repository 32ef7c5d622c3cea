/** A solution of another publisher with one component of every kind that has localizable columns, named in two languages. */
import { solutionXml, toolZip, type ZipOptions } from '../solutions/solutionZip';

/** English and, unless it is left out, Indonesian. */
export type Pair = readonly [english: string, indonesian?: string];

export interface LocalizedOptions extends ZipOptions {
  readonly view?: Pair;
  readonly friendlyName?: Pair;
}

export const VIEW_ID = '22222222-aaaa-4bbb-8ccc-000000000001';
export const FORM_ID = '22222222-aaaa-4bbb-8ccc-000000000002';
export const CHART_ID = '22222222-aaaa-4bbb-8ccc-000000000003';
export const FLOW_ID = '22222222-aaaa-4bbb-8ccc-000000000004';

const texts = (element: string, [english, indonesian]: Pair): string =>
  `<${element} description="${english}" languagecode="1033" />${indonesian === undefined ? '' : `<${element} description="${indonesian}" languagecode="1057" />`}`;
const named = (name: Pair, description?: Pair): string =>
  `<LocalizedNames>${texts('LocalizedName', name)}</LocalizedNames>${description ? `<Descriptions>${texts('Description', description)}</Descriptions>` : ''}`;

const parts = (view: Pair): string =>
  `<FormXml><forms type="main"><systemform><formid>{${FORM_ID}}</formid><form><tabs /></form>${named(['Tool', 'Alat'], ['All about a tool', 'Semua tentang alat'])}</systemform></forms></FormXml>` +
  `<SavedQueries><savedqueries><savedquery><savedqueryid>{${VIEW_ID}}</savedqueryid><layoutxml><grid name="resultset"><row name="result" id="acme_toolid"><cell name="acme_name" width="200" /></row></grid></layoutxml><querytype>0</querytype><fetchxml><fetch><entity name="acme_tool"><attribute name="acme_name" /></entity></fetch></fetchxml>${named(view, ['Tools in use', 'Alat yang dipakai'])}</savedquery></savedqueries></SavedQueries>` +
  `<Visualizations><visualization><savedqueryvisualizationid>{${CHART_ID}}</savedqueryvisualizationid><datadescription><datadefinition><fetchcollection><fetch><entity name="acme_tool" /></fetch></fetchcollection></datadefinition></datadescription>${named(['Tools by State', 'Alat menurut status'])}</visualization></Visualizations>`;

const DEFINITION = JSON.stringify({
  properties: {
    connectionReferences: {},
    definition: {
      $schema:
        'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
      contentVersion: '1.0.0.0',
      triggers: { manual: { type: 'Request', kind: 'Button', inputs: { schema: { type: 'object', properties: {} } } } },
      actions: { Note: { type: 'Compose', inputs: 'noted', runAfter: {} } },
    },
  },
  schemaVersion: '1.0.0.0',
});
const FLOW = `<Workflow WorkflowId="{${FLOW_ID}}" Name="Count tools" Description="Counts them."><JsonFileName>/Workflows/CountTools.json</JsonFileName><Type>1</Type><Category>5</Category><Scope>4</Scope><StateCode>0</StateCode><StatusCode>1</StatusCode><RunAs>1</RunAs><PrimaryEntity>none</PrimaryEntity>${named(['Count tools', 'Hitung alat'], ['Counts them.', 'Menghitungnya.'])}</Workflow>`;

const labelled = (element: string, [english, indonesian]: Pair): string =>
  `<${element} default="${english}">${texts('label', [english, indonesian])}</${element}>`;
const VARIABLE = `<environmentvariabledefinition schemaname="acme_Limit"><type>100000000</type>${labelled('displayname', ['Limit', 'Batas'])}${labelled('description', ['How many', 'Berapa'])}</environmentvariabledefinition>`;

/** A valid zip; every text of it is in both languages unless an option says otherwise. */
export function localizedZip(options: LocalizedOptions = {}): Uint8Array {
  const { view = ['Active Tools', 'Alat aktif'], friendlyName = ['Acme Tools', 'Alat Acme'], ...more } = options;
  return toolZip({
    ...more,
    parts: parts(view),
    roots: [
      `<RootComponent type="29" id="{${FLOW_ID}}" behavior="0" />`,
      '<RootComponent type="62" schemaName="acme_App" behavior="0" />',
      '<RootComponent type="80" schemaName="acme_App" behavior="0" />',
      '<RootComponent type="380" schemaName="acme_Limit" behavior="0" />',
    ],
    sections: {
      Workflows: FLOW,
      AppModuleSiteMaps: `<AppModuleSiteMap><SiteMapUniqueName>acme_App</SiteMapUniqueName><SiteMap><Area Id="a"><Group Id="g"><SubArea Id="s" Entity="acme_tool" /></Group></Area></SiteMap>${named(['Tools', 'Perkakas'])}</AppModuleSiteMap>`,
      AppModules: `<AppModule><UniqueName>acme_App</UniqueName><AppModuleComponents><AppModuleComponent type="1" schemaName="acme_tool" /><AppModuleComponent type="62" schemaName="acme_App" /></AppModuleComponents>${named(['Tools', 'Perkakas'], ['To lend tools', 'Untuk meminjamkan alat'])}</AppModule>`,
    },
    files: {
      'Workflows/CountTools.json': DEFINITION,
      'environmentvariabledefinitions/acme_Limit/environmentvariabledefinition.xml': VARIABLE,
    },
    change: (entries) => ({
      ...entries,
      'solution.xml': solutionXml({ ...more, roots: rootsOf(entries) }).replace(
        '<LocalizedNames><LocalizedName description="Acme Tools" languagecode="1033" /></LocalizedNames>',
        named(friendlyName),
      ),
    }),
  });
}

const rootsOf = (entries: Readonly<Record<string, string>>): string[] =>
  /<RootComponents>(.*)<\/RootComponents>/.exec(entries['solution.xml'] ?? '')?.[1]?.split(/(?<=\/>)/) ?? [];
