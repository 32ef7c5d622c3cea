import { attribute, relationship, solutionZip, toolZip } from './solutionZip';
import { openImportHost, start, type ImportHost } from './importHost';

const SUCCEEDED = 30;

const FORM = `<FormXml><forms type="main"><systemform><formid>{11111111-aaaa-4bbb-8ccc-000000000001}</formid><FormActivationState>1</FormActivationState><form><tabs><tab name="t"><columns><column width="100%"><sections><section name="s"><rows><row><cell><control id="acme_name" classid="{4273EDBD-AC1D-40d3-9FB2-095C621B552D}" datafieldname="acme_name" /></cell></row></rows></section></sections></column></columns></tab></tabs><DisplayConditions Order="0" FallbackForm="true"><Everyone /></DisplayConditions></form><LocalizedNames><LocalizedName description="Tool" languagecode="1033" /></LocalizedNames></systemform></forms></FormXml>`;

const view = (name: string): string =>
  `<SavedQueries><savedqueries><savedquery><isdefault>1</isdefault><savedqueryid>{11111111-aaaa-4bbb-8ccc-000000000002}</savedqueryid><layoutxml><grid name="resultset" jump="acme_name"><row name="result" id="acme_toolid"><cell name="acme_name" width="200" /></row></grid></layoutxml><querytype>0</querytype><fetchxml><fetch version="1.0"><entity name="acme_tool"><attribute name="acme_name" /></entity></fetch></fetchxml><LocalizedNames><LocalizedName description="${name}" languagecode="1033" /></LocalizedNames></savedquery></savedqueries></SavedQueries>`;

describe('ImportSolutionAsync', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  it('answers with the ids of a job that has not begun, and finishes the job afterwards', async () => {
    const answer = await start(
      host.dataverse,
      Buffer.from(toolZip()).toString('base64'),
      '22222222-2222-4222-8222-222222222222',
    );
    expect(answer.ImportJobKey).toBe('22222222-2222-4222-8222-222222222222');
    expect(host.dataverse.rows.find('asyncoperation', answer.AsyncOperationId)?.values.statuscode).toBe(0);
    await host.imports.idle();
    expect(host.dataverse.rows.find('asyncoperation', answer.AsyncOperationId)?.values).toMatchObject({
      statecode: 3,
      statuscode: SUCCEEDED,
    });
    expect(host.dataverse.rows.find('importjob', answer.ImportJobKey)?.values).toMatchObject({
      solutionname: 'AcmeTools',
      progress: 100,
    });
  });

  it('makes a table that takes rows, with its form, view, solution and publisher', async () => {
    const outcome = await host.importZip(toolZip({ parts: FORM + view('Active Tools') }));
    expect(outcome).toMatchObject({ status: SUCCEEDED, message: '', errorCode: 0 });
    const id = host.dataverse.rows.create('acme_tool', { acme_name: 'Hammer' });
    expect(host.dataverse.rows.find('acme_tool', id)?.values).toMatchObject({
      acme_name: 'Hammer',
      statecode: 0,
      statuscode: 1,
    });
    const form = host.dataverse.rows.find('systemform', '11111111-aaaa-4bbb-8ccc-000000000001')?.values;
    expect(form).toMatchObject({
      objecttypecode: 'acme_tool',
      type: 2,
      isdefault: true,
      solutionname: 'AcmeTools',
      ismanaged: true,
    });
    expect(form?.formxml).toContain('datafieldname="acme_name"');
    expect(host.dataverse.rows.find('savedquery', '11111111-aaaa-4bbb-8ccc-000000000002')?.values).toMatchObject({
      name: 'Active Tools',
      returnedtypecode: 'acme_tool',
      isdefault: true,
    });
    expect(host.dataverse.rows.findWhere('solution', { uniquename: 'AcmeTools' })[0]?.values).toMatchObject({
      version: '1.0.0.0',
      ismanaged: true,
    });
    expect(host.dataverse.rows.findWhere('publisher', { uniquename: 'acme' })[0]?.values).toMatchObject({
      customizationprefix: 'acme',
    });
  });

  it('takes every type of column with its limits', async () => {
    const option = (value: number, label: string): string =>
      `<option value="${value}"><labels><label description="${label}" languagecode="1033" /></labels></option>`;
    const attributes = [
      attribute('ntext', 'acme_Notes', '<Format>text</Format><MaxLength>4000</MaxLength>'),
      attribute('int', 'acme_Count', '<MinValue>0</MinValue><MaxValue>10</MaxValue>'),
      attribute('decimal', 'acme_Weight', '<MinValue>0</MinValue><MaxValue>100</MaxValue><Accuracy>2</Accuracy>'),
      attribute(
        'bit',
        'acme_Sharp',
        `<AppDefaultValue>1</AppDefaultValue><optionset Name="z"><options>${option(1, 'Yes')}${option(0, 'No')}</options></optionset>`,
      ),
      attribute('datetime', 'acme_Bought', '<Format>date</Format><Behavior>2</Behavior>'),
      attribute(
        'picklist',
        'acme_Kind',
        '<AppDefaultValue>-1</AppDefaultValue><OptionSetName>acme_kind</OptionSetName>',
      ),
      attribute(
        'multiselectpicklist',
        'acme_Uses',
        `<optionset Name="u"><options>${option(1, 'Wood')}${option(2, 'Metal')}</options></optionset>`,
      ),
      attribute('lookup', 'acme_CaseId', '<LookupTypes />'),
    ];
    const outcome = await host.importZip(
      toolZip({
        attributes,
        relationships: relationship('acme_incident_tool', 'Incident', 'acme_CaseId', {
          navigation: 'acme_CaseId',
          collection: 'acme_incident_tool',
        }),
        roots: ['<RootComponent type="9" schemaName="acme_kind" behavior="0" />'],
        sections: {
          optionsets: `<optionset Name="acme_kind" localizedName="Kind"><displaynames><displayname description="Kind" languagecode="1033" /></displaynames><options>${option(123450000, 'Hand')}${option(123450001, 'Power')}</options></optionset>`,
        },
      }),
    );
    expect(outcome.message).toBe('');
    const contact = host.dataverse.rows.create('contact', { lastname: 'Sari' });
    const incident = host.dataverse.rows.create('incident', {
      title: 'Lost',
      customerid: { table: 'contact', id: contact },
    });
    const id = host.dataverse.rows.create('acme_tool', {
      acme_name: 'Saw',
      acme_count: 10,
      acme_weight: 1.239,
      acme_bought: '2026-01-31',
      acme_kind: 123450001,
      acme_uses: [2, 1],
      acme_caseid: { table: 'incident', id: incident },
    });
    expect(host.dataverse.rows.find('acme_tool', id)?.values).toMatchObject({
      acme_sharp: true,
      acme_weight: 1.24,
      acme_bought: '2026-01-31',
      acme_uses: [1, 2],
      acme_caseid: { table: 'incident', id: incident },
    });
    expect(() => host.dataverse.rows.create('acme_tool', { acme_count: 11 })).toThrow(/outside the valid range/);
    expect(host.dataverse.metadata.relationship('acme_incident_tool')).toMatchObject({
      navigationProperty: 'acme_CaseId',
      referencedTable: 'incident',
    });
  });

  it('adds columns to a table of somebody else and leaves the table otherwise as it was', async () => {
    const before = host.dataverse.metadata.table('contact');
    const entity = `<Entity><Name>Contact</Name><EntityInfo><entity Name="Contact"><attributes>${attribute('nvarchar', 'acme_Badge', '<Format>text</Format><MaxLength>20</MaxLength>')}</attributes></entity></EntityInfo><RibbonDiffXml /></Entity>`;
    const outcome = await host.importZip(
      solutionZip({
        sections: { Entities: entity },
        roots: ['<RootComponent type="1" schemaName="contact" behavior="2" />'],
      }),
    );
    expect(outcome.message).toBe('');
    const after = host.dataverse.metadata.table('contact');
    expect(after?.columns.length).toBe((before?.columns.length ?? 0) + 1);
    expect({ ...after, columns: [] }).toEqual({ ...before, columns: [] });
    const id = host.dataverse.rows.create('contact', { lastname: 'Sari', acme_badge: 'A-7' });
    expect(host.dataverse.rows.find('contact', id)?.values).toMatchObject({ acme_badge: 'A-7' });
  });

  it('lets activities be regarding rows of a table with activities', async () => {
    await host.importZip(
      toolZip({ flags: '<HasRelatedActivities>True</HasRelatedActivities><HasRelatedNotes>True</HasRelatedNotes>' }),
    );
    const tool = host.dataverse.rows.create('acme_tool', { acme_name: 'Saw' });
    const call = host.dataverse.rows.create('phonecall', {
      subject: 'About the saw',
      regardingobjectid: { table: 'acme_tool', id: tool },
    });
    expect(host.dataverse.rows.find('activitypointer', call)?.values).toMatchObject({
      activitytypecode: 'phonecall',
      regardingobjectid: { table: 'acme_tool', id: tool },
    });
    expect(host.dataverse.metadata.relationship('acme_tool_msdyn_ocoutboundmessages')?.navigationProperty).toBe(
      'regardingobjectid_acme_tool_msdyn_ocoutboundmessage',
    );
    expect(
      host.dataverse.rows.create('annotation', { subject: 'Note', objectid: { table: 'acme_tool', id: tool } }),
    ).toBeTruthy();
  });

  it('imports web resources, a control, a site map, an app, a ribbon and an environment variable', async () => {
    const outcome = await host.importZip(
      toolZip({
        parts:
          '<RibbonDiffXml><CustomActions><CustomAction Id="acme.a" Location="Mscrm.HomepageGrid.acme_tool.MainTab.Actions.Controls._children"><CommandUIDefinition><Button Id="acme.b" Command="acme.c" /></CommandUIDefinition></CustomAction></CustomActions></RibbonDiffXml>',
        roots: [
          '<RootComponent type="61" schemaName="acme_/js/tool.js" behavior="0" />',
          '<RootComponent type="66" schemaName="acme_Acme.Gauge" behavior="0" />',
          '<RootComponent type="62" schemaName="acme_app" behavior="0" />',
          '<RootComponent type="80" schemaName="acme_app" behavior="0" />',
          '<RootComponent type="380" schemaName="acme_Unit" behavior="0" />',
        ],
        sections: {
          WebResources:
            '<WebResource><WebResourceId>{33333333-aaaa-4bbb-8ccc-000000000001}</WebResourceId><Name>acme_/js/tool.js</Name><DisplayName>Tool script</DisplayName><WebResourceType>3</WebResourceType><FileName>/WebResources/acme_jstooljs33333333</FileName></WebResource>',
          CustomControls:
            '<CustomControl><Name>acme_Acme.Gauge</Name><FileName>/Controls/acme_Acme.Gauge/ControlManifest.xml</FileName></CustomControl>',
          AppModuleSiteMaps:
            '<AppModuleSiteMap><SiteMapUniqueName>acme_app</SiteMapUniqueName><SiteMap><Area Id="a"><Group Id="g"><SubArea Id="s" Entity="acme_tool" /></Group></Area></SiteMap></AppModuleSiteMap>',
          AppModules:
            '<AppModule><UniqueName>acme_app</UniqueName><AppModuleComponents><AppModuleComponent type="1" schemaName="acme_tool" /></AppModuleComponents><LocalizedNames><LocalizedName description="Acme app" languagecode="1033" /></LocalizedNames></AppModule>',
        },
        files: {
          'WebResources/acme_jstooljs33333333': 'var Acme = {};',
          'Controls/acme_Acme.Gauge/ControlManifest.xml':
            '<manifest><control namespace="Acme" constructor="Gauge" version="1.2.3" control-type="virtual"><property name="value" of-type="Whole.None" usage="bound" /><resources><code path="bundle.js" order="1" /><platform-library name="React" version="16.14.0" /><platform-library name="Fluent" version="8.121.1" /></resources></control></manifest>',
          'Controls/acme_Acme.Gauge/bundle.js': 'var gauge;',
          'environmentvariabledefinitions/acme_Unit/environmentvariabledefinition.xml':
            '<environmentvariabledefinition schemaname="acme_Unit"><defaultvalue>mm</defaultvalue><displayname default="Unit" /><type>100000000</type></environmentvariabledefinition>',
          'environmentvariabledefinitions/acme_Unit/environmentvariablevalues.json':
            '{"environmentvariablevalues":{"environmentvariablevalue":{"value":"cm"}}}',
        },
        change: (entries) => ({
          ...entries,
          'customizations.xml': (entries['customizations.xml'] ?? '').replace(
            '<RibbonDiffXml><CustomActions /></RibbonDiffXml>',
            '',
          ),
        }),
      }),
    );
    expect(outcome.message).toBe('');
    const { rows } = host.dataverse;
    expect(rows.findWhere('webresource', { name: 'acme_/js/tool.js' })[0]?.values.content).toBe(
      Buffer.from('var Acme = {};').toString('base64'),
    );
    const control = rows.findWhere('customcontrol', { name: 'acme_Acme.Gauge' })[0];
    expect(control?.values.version).toBe('1.2.3');
    expect(
      rows.findWhere('customcontrolresource', { customcontrolid: control?.id ?? '' }).map((file) => file.values.name),
    ).toEqual(['bundle.js']);
    expect(rows.findWhere('sitemap', { sitemapnameunique: 'acme_app' })[0]?.values.sitemapxml).toContain('SubArea');
    expect(
      JSON.parse(String(rows.findWhere('appmodule', { uniquename: 'acme_app' })[0]?.values.descriptor)),
    ).toMatchObject({
      components: [{ type: 1, schemaName: 'acme_tool' }],
    });
    expect(rows.findWhere('ribboncustomization', { solutionname: 'AcmeTools' })[0]?.values).toMatchObject({
      entity: 'acme_tool',
    });
    expect(rows.findWhere('environmentvariabledefinition', { schemaname: 'acme_Unit' })[0]?.values.defaultvalue).toBe(
      'mm',
    );
    expect(rows.findWhere('environmentvariablevalue', {})[0]?.values.value).toBe('cm');
  });

  it('changes nothing when the same solution comes again', async () => {
    const zip = toolZip({ parts: FORM + view('Active Tools') });
    await host.importZip(zip);
    const versions = (): unknown =>
      ['solution', 'publisher', 'systemform', 'savedquery'].map((table) =>
        host.dataverse.rows.findWhere(table, {}).map((row) => row.versionNumber),
      );
    const before = versions();
    const metadataVersion = host.dataverse.metadata.version;
    const outcome = await host.importZip(zip);
    expect(outcome.status).toBe(SUCCEEDED);
    expect(versions()).toEqual(before);
    expect(host.dataverse.metadata.version).toBe(metadataVersion);
    expect(outcome.data).not.toMatch(/outcome="(created|updated)"/);
  });

  it('replaces components with those of a newer version and says which of the old ones stay', async () => {
    await host.importZip(toolZip({ parts: FORM + view('Active Tools') }));
    const outcome = await host.importZip(
      toolZip({
        version: '1.1.0.0',
        parts: view('Usable Tools'),
        attributes: [attribute('nvarchar', 'acme_Color', '<Format>text</Format><MaxLength>20</MaxLength>')],
      }),
    );
    expect(outcome.message).toBe('');
    expect(host.dataverse.rows.find('savedquery', '11111111-aaaa-4bbb-8ccc-000000000002')?.values.name).toBe(
      'Usable Tools',
    );
    expect(host.dataverse.rows.find('systemform', '11111111-aaaa-4bbb-8ccc-000000000001')).toBeDefined();
    expect(outcome.data).toContain('<component type="Form" name="acme_tool: Tool" outcome="kept">');
    expect(host.dataverse.metadata.column('acme_tool', 'acme_color')?.maxLength).toBe(20);
    expect(host.dataverse.rows.findWhere('solution', { uniquename: 'AcmeTools' })[0]?.values.version).toBe('1.1.0.0');
  });

  it('names what it has no engine for and imports the rest', async () => {
    const id = '44444444-aaaa-4bbb-8ccc-000000000001';
    const outcome = await host.importZip(
      toolZip({
        roots: [`<RootComponent type="29" id="{${id}}" behavior="0" />`],
        sections: {
          Workflows: `<Workflow WorkflowId="{${id}}" Name="Nightly count"><XamlFileName>/Workflows/x.xaml</XamlFileName><Category>0</Category></Workflow>`,
        },
        files: { 'appactions/acme_Count/appaction.xml': '<appaction uniquename="acme_Count" />' },
      }),
    );
    expect(outcome.status).toBe(SUCCEEDED);
    expect(outcome.message).toContain('Workflow Nightly count: Not run by the sandbox.');
    expect(outcome.message).toContain('App Action acme_Count: Not run by the sandbox.');
    expect(host.dataverse.metadata.table('acme_tool')).toBeDefined();
  });

  it('works through imports one after another', async () => {
    const first = await start(host.dataverse, Buffer.from(toolZip()).toString('base64'));
    const second = await start(host.dataverse, Buffer.from(toolZip({ version: '2.0.0.0' })).toString('base64'));
    await host.imports.idle();
    for (const { AsyncOperationId } of [first, second]) {
      expect(host.dataverse.rows.find('asyncoperation', AsyncOperationId)?.values.statuscode).toBe(SUCCEEDED);
    }
    expect(host.dataverse.rows.findWhere('solution', { uniquename: 'AcmeTools' })[0]?.values.version).toBe('2.0.0.0');
  });
});
