/**
 * Three solutions of other publishers, each of another shape: an own table with everything around it, columns and a form on a
 * table of Microsoft's, and an activity with a key that hangs on the first one's table.
 */
import {
  attribute,
  relationship,
  solutionZip,
  toolRelationships,
  toolTable,
  TOOL_ROOT,
  type ZipOptions,
} from './solutionZip';

const id = (last: string): string => `33333333-aaaa-4bbb-8ccc-${last.padStart(12, '0')}`;

export const TOOL_FORM_ID = id('1');
export const TOOL_VIEW_ID = id('2');
export const SCRIPT_ID = id('3');
export const ICON_ID = id('4');
export const ROLE_ID = id('5');
export const CONTACT_FORM_ID = id('6');

const label = (text: string): string =>
  `<LocalizedNames><LocalizedName description="${text}" languagecode="1033" /></LocalizedNames>`;

export const formXml = (
  formId: string,
  name: string,
  controls: readonly string[],
  libraries: readonly string[] = [],
): string =>
  `<FormXml><forms type="main"><systemform><formid>{${formId}}</formid><FormActivationState>1</FormActivationState><form><tabs><tab name="t"><columns><column width="100%"><sections><section name="s"><rows>${controls
    .map(
      (one) =>
        `<row><cell><control id="${one}" classid="{4273EDBD-AC1D-40d3-9FB2-095C621B552D}" datafieldname="${one}" /></cell></row>`,
    )
    .join('')}</rows></section></sections></column></columns></tab></tabs>${
    libraries.length === 0
      ? ''
      : `<formLibraries>${libraries.map((one) => `<Library name="${one}" libraryUniqueId="{${id('9')}}" />`).join('')}</formLibraries>`
  }</form>${label(name)}</systemform></forms></FormXml>`;

export const viewXml = (viewId: string, table: string, name: string, columns: readonly string[]): string =>
  `<SavedQueries><savedqueries><savedquery><isdefault>1</isdefault><savedqueryid>{${viewId}}</savedqueryid><layoutxml><grid name="resultset"><row name="result" id="${table}id">${columns
    .map((one) => `<cell name="${one}" width="200" />`)
    .join(
      '',
    )}</row></grid></layoutxml><querytype>0</querytype><fetchxml><fetch version="1.0"><entity name="${table}">${columns
    .map((one) => `<attribute name="${one}" />`)
    .join('')}</entity></fetch></fetchxml>${label(name)}</savedquery></savedqueries></SavedQueries>`;

const webResource = (resourceId: string, name: string, type: number): string =>
  `<WebResource><WebResourceId>{${resourceId}}</WebResourceId><Name>${name}</Name><DisplayName>${name}</DisplayName><WebResourceType>${type}</WebResourceType><FileName>/WebResources/${resourceId}</FileName></WebResource>`;

const variable = (name: string): Record<string, string> => ({
  [`environmentvariabledefinitions/${name}/environmentvariabledefinition.xml`]: `<environmentvariabledefinition schemaname="${name}"><displayname default="Limit"><label description="Limit" languagecode="1033" /></displayname><type>100000001</type><defaultvalue>5</defaultvalue></environmentvariabledefinition>`,
  [`environmentvariabledefinitions/${name}/environmentvariablevalues.json`]: JSON.stringify({
    environmentvariablevalues: { environmentvariablevalue: { value: '7' } },
  }),
});

const option = (value: number, text: string): string =>
  `<option value="${value}"><labels><label description="${text}" languagecode="1033" /></labels></option>`;

const CONTROL = 'acme_Acme.Dial';
const controlFiles = (version: string): Record<string, string> => ({
  [`Controls/${CONTROL}/ControlManifest.xml`]: `<manifest><control namespace="Acme" constructor="Dial" version="${version}" control-type="standard"><property name="value" of-type="Whole.None" usage="bound" /><resources><code path="bundle.js" order="1" /></resources></control></manifest>`,
  [`Controls/${CONTROL}/bundle.js`]: `/* ${version} */`,
});

const RIBBON = `<RibbonDiffXml><CustomActions><CustomAction Id="acme.do" Location="Mscrm.HomepageGrid.acme_tool.MainTab.Actions.Controls._children" Sequence="10"><CommandUIDefinition><Button Id="acme.do.button" Command="acme.do.command" LabelText="Do" Image16by16="$webresource:acme_/icon.svg" /></CommandUIDefinition></CustomAction></CustomActions><CommandDefinitions><CommandDefinition Id="acme.do.command"><EnableRules /><DisplayRules /><Actions /></CommandDefinition></CommandDefinitions></RibbonDiffXml>`;

export interface ToolkitOptions extends ZipOptions {
  /** The first version has all parts; a later one drops what this names. */
  readonly without?: readonly ('color' | 'view' | 'icon' | 'choice' | 'variable' | 'control' | 'app')[];
  readonly colorLength?: number;
  readonly formName?: string;
}

/** Own table with form, view, ribbon, choice, scripts, control, role, environment variable, app and site map. */
export function toolkitZip(options: ToolkitOptions = {}): Uint8Array {
  const drops = new Set(options.without ?? []);
  const has = (part: NonNullable<ToolkitOptions['without']>[number]): boolean => !drops.has(part);
  const version = options.version ?? '1.0.0.0';
  const attributes = [
    ...(has('color')
      ? [
          attribute(
            'nvarchar',
            'acme_Color',
            `<Format>text</Format><MaxLength>${options.colorLength ?? 20}</MaxLength>`,
          ),
        ]
      : []),
    ...(has('choice') ? [attribute('picklist', 'acme_Kind', '<OptionSetName>acme_kind</OptionSetName>')] : []),
    attribute('lookup', 'acme_ContactId', '<LookupTypes />'),
  ];
  const table = toolTable({
    attributes,
    flags: '<HasRelatedActivities>True</HasRelatedActivities><HasRelatedNotes>True</HasRelatedNotes>',
    parts:
      formXml(
        TOOL_FORM_ID,
        options.formName ?? 'Tool',
        ['acme_name', ...(has('color') ? ['acme_color'] : [])],
        ['acme_/tool.js'],
      ) + (has('view') ? viewXml(TOOL_VIEW_ID, 'acme_tool', 'Active Tools', ['acme_name']) : ''),
  }).replace('<RibbonDiffXml><CustomActions /></RibbonDiffXml>', has('icon') ? RIBBON : '<RibbonDiffXml />');
  const root = (type: number, schemaName: string): string =>
    `<RootComponent type="${type}" schemaName="${schemaName}" behavior="0" />`;
  return solutionZip({
    uniqueName: 'AcmeToolkit',
    ...options,
    roots: [
      TOOL_ROOT,
      `<RootComponent type="20" id="{${ROLE_ID}}" behavior="0" />`,
      root(61, 'acme_/tool.js'),
      ...(has('icon') ? [root(61, 'acme_/icon.svg')] : []),
      ...(has('choice') ? [root(9, 'acme_kind')] : []),
      ...(has('control') ? [root(66, CONTROL)] : []),
      ...(has('variable') ? [root(380, 'acme_Limit')] : []),
      ...(has('app') ? [root(62, 'acme_App'), root(80, 'acme_App')] : []),
    ],
    sections: {
      Entities: table,
      EntityRelationships: toolRelationships(
        relationship('acme_contact_tool', 'Contact', 'acme_ContactId', { navigation: 'acme_ContactId' }),
      ),
      Roles: `<Role id="{${ROLE_ID}}" name="Tool Keeper"><RolePrivileges><RolePrivilege name="prvReadacme_tool" level="Global" /></RolePrivileges></Role>`,
      ...(has('choice')
        ? {
            optionsets: `<optionset Name="acme_kind" localizedName="Kind"><displaynames><displayname description="Kind" languagecode="1033" /></displaynames><options>${option(123450000, 'Hand')}${option(123450001, 'Power')}</options></optionset>`,
          }
        : {}),
      WebResources:
        webResource(SCRIPT_ID, 'acme_/tool.js', 3) + (has('icon') ? webResource(ICON_ID, 'acme_/icon.svg', 11) : ''),
      CustomControls: has('control')
        ? `<CustomControl><Name>${CONTROL}</Name><FileName>/Controls/${CONTROL}/ControlManifest.xml</FileName></CustomControl>`
        : '',
      ...(has('app')
        ? {
            AppModuleSiteMaps: `<AppModuleSiteMap><SiteMapUniqueName>acme_App</SiteMapUniqueName><SiteMap><Area Id="a"><Group Id="g"><SubArea Id="s" Entity="acme_tool" /></Group></Area></SiteMap>${label('Tools')}</AppModuleSiteMap>`,
            AppModules: `<AppModule><UniqueName>acme_App</UniqueName><AppModuleComponents><AppModuleComponent type="1" schemaName="acme_tool" /><AppModuleComponent type="62" schemaName="acme_App" /></AppModuleComponents>${label('Tools')}</AppModule>`,
          }
        : {}),
    },
    files: {
      [`WebResources/${SCRIPT_ID}`]: `/* ${version} */`,
      ...(has('icon') ? { [`WebResources/${ICON_ID}`]: '<svg />' } : {}),
      ...(has('control') ? controlFiles(version) : {}),
      ...(has('variable') ? variable('acme_Limit') : {}),
    },
  });
}

/** A column and a form on the contact, nothing of its own. */
export const contactFieldsZip = (
  options: ZipOptions & { readonly labelText?: string; readonly extra?: string } = {},
): Uint8Array =>
  solutionZip({
    uniqueName: 'GlobexContacts',
    publisher: 'globex',
    prefix: 'globex',
    ...options,
    roots: [
      '<RootComponent type="1" schemaName="contact" behavior="2" />',
      `<RootComponent type="60" id="{${CONTACT_FORM_ID}}" behavior="0" />`,
      ...(options.roots ?? []),
    ],
    sections: {
      Entities: `<Entity><Name>Contact</Name><EntityInfo><entity Name="Contact"><attributes>${attribute('nvarchar', 'globex_Badge', '<Format>text</Format><MaxLength>30</MaxLength>')}${attribute('nvarchar', 'JobTitle', '<Format>text</Format><MaxLength>100</MaxLength>').replace('description="JobTitle"', `description="${options.labelText ?? 'Function'}"`)}${options.extra ?? ''}</attributes></entity></EntityInfo>${formXml(CONTACT_FORM_ID, 'Badge', ['globex_badge'])}<RibbonDiffXml /></Entity>`,
      ...options.sections,
    },
  });

/** A custom activity with an alternate key and a lookup to the table of the toolkit. */
export const inspectionsZip = (options: ZipOptions = {}): Uint8Array =>
  solutionZip({
    uniqueName: 'InitechInspections',
    publisher: 'initech',
    prefix: 'initech',
    ...options,
    roots: ['<RootComponent type="1" schemaName="initech_inspection" behavior="0" />'],
    sections: {
      Entities: toolTable({
        attributes: [
          attribute('nvarchar', 'acme_Code', '<Format>text</Format><MaxLength>10</MaxLength>'),
          attribute('lookup', 'acme_ToolRef', '<LookupTypes />'),
          attribute('lookup', 'RegardingObjectId', '<LookupTypes />'),
        ],
        flags: '<IsActivity>1</IsActivity>',
      })
        .replaceAll('acme_ToolRef', 'initech_Tool')
        .replaceAll('acme_toolref', 'initech_tool')
        .replaceAll('acme_ToolId', 'ActivityId')
        .replaceAll('acme_toolid', 'activityid')
        .replaceAll('acme_Tool<', 'initech_Inspection<')
        .replaceAll('"acme_Tool"', '"initech_Inspection"')
        .replaceAll('acme_tools', 'initech_inspections')
        .replaceAll('acme_', 'initech_')
        .replace(
          '</attributes>',
          '</attributes><EntityKeys><EntityKey><LogicalName>initech_bycode</LogicalName><EntityKeyAttributes><AttributeName>initech_code</AttributeName></EntityKeyAttributes></EntityKey></EntityKeys>',
        ),
      EntityRelationships:
        [
          ['business_unit_initech_inspection', 'BusinessUnit', 'OwningBusinessUnit'],
          ['lk_initech_inspection_createdby', 'SystemUser', 'CreatedBy'],
          ['lk_initech_inspection_modifiedby', 'SystemUser', 'ModifiedBy'],
          ['owner_initech_inspection', 'Owner', 'OwnerId'],
          ['team_initech_inspection', 'Team', 'OwningTeam'],
          ['user_initech_inspection', 'SystemUser', 'OwningUser'],
        ]
          .map(([name, referenced, column]) =>
            relationship(name ?? '', referenced ?? '', column ?? '', {
              cascade: 'NoCascade',
              referencing: 'initech_Inspection',
            }),
          )
          .join('') +
        relationship('initech_tool_inspections', 'acme_Tool', 'initech_Tool', {
          navigation: 'initech_Tool_initech_inspection',
          referencing: 'initech_Inspection',
        }) +
        relationship('contact_initech_inspections', 'Contact', 'RegardingObjectId', {
          navigation: 'regardingobjectid_contact_initech_inspection',
          referencing: 'initech_Inspection',
          cascade: 'Cascade',
        }),
    },
  });
