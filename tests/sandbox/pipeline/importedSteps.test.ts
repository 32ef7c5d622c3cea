/** Room tests. Webhooks, steps and custom APIs that solutions bring: imported, upgraded, covered, uninstalled. */
import { openImportHost, type ImportHost } from '../solutions/importHost';
import { toolZip, type ZipOptions } from '../solutions/solutionZip';
import { byKey, contextOf, Receiver } from './receiver';
import { addEndpoint, addStep, UPDATE } from './world';

const ENDPOINT = '55555555-aaaa-4bbb-8ccc-000000000001';
const STEP = '55555555-aaaa-4bbb-8ccc-000000000002';
const IMAGE = '55555555-aaaa-4bbb-8ccc-000000000003';
const PLUGIN_STEP = '55555555-aaaa-4bbb-8ccc-000000000004';
const SUCCEEDED = 30;

const endpointXml = (url: string): string =>
  `<ServiceEndpoint ServiceEndpointId="{${ENDPOINT}}" Name="Acme hook"><ConnectionMode>1</ConnectionMode><Contract>8</Contract><UserClaim>1</UserClaim><AuthType>4</AuthType><MessageFormat>2</MessageFormat><Url>${url}</Url></ServiceEndpoint>`;

const stepXml = (columns: string): string =>
  `<SdkMessageProcessingStep Name="Acme step" SdkMessageProcessingStepId="{${STEP}}"><SdkMessageId>{${UPDATE}}</SdkMessageId><PrimaryEntity>acme_tool</PrimaryEntity><AsyncAutoDelete>0</AsyncAutoDelete><FilteringAttributes>${columns}</FilteringAttributes><InvocationSource>0</InvocationSource><Mode>0</Mode><Rank>1</Rank><EventHandler>{${ENDPOINT}}</EventHandler><EventHandlerTypeCode>4618</EventHandlerTypeCode><Stage>40</Stage><SdkMessageProcessingStepImages><SdkMessageProcessingStepImage Name="Before"><SdkMessageProcessingStepImageId>{${IMAGE}}</SdkMessageProcessingStepImageId><Attributes>acme_name</Attributes><EntityAlias>Before</EntityAlias><ImageType>0</ImageType><MessagePropertyName>Target</MessagePropertyName></SdkMessageProcessingStepImage></SdkMessageProcessingStepImages></SdkMessageProcessingStep>`;

const pluginStepXml = `<SdkMessageProcessingStep Name="Plug-in step" SdkMessageProcessingStepId="{${PLUGIN_STEP}}"><SdkMessageId>{${UPDATE}}</SdkMessageId><PluginTypeName>Acme.Plugin</PluginTypeName><PrimaryEntity>acme_tool</PrimaryEntity><EventHandlerTypeCode>4602</EventHandlerTypeCode><Stage>40</Stage></SdkMessageProcessingStep>`;

const ROOTS = [
  `<RootComponent type="92" id="{${STEP}}" behavior="0" />`,
  `<RootComponent type="92" id="{${PLUGIN_STEP}}" behavior="0" />`,
  `<RootComponent type="95" id="{${ENDPOINT}}" behavior="0" />`,
];

const API_FILES = {
  'customapis/acme_Count/customapi.xml':
    '<customapi uniquename="acme_Count"><allowedcustomprocessingsteptype>0</allowedcustomprocessingsteptype><bindingtype>0</bindingtype><description default="Counts"><label description="Counts" languagecode="1033" /></description><displayname default="Count"><label description="Count" languagecode="1033" /></displayname><iscustomizable>0</iscustomizable><isfunction>0</isfunction><isprivate>0</isprivate><name>Count</name><workflowsdkstepenabled>0</workflowsdkstepenabled></customapi>',
  'customapis/acme_Count/customapirequestparameters/Text/customapirequestparameter.xml':
    '<customapirequestparameter uniquename="Text"><displayname default="Text" /><description default="Text" /><isoptional>0</isoptional><name>Text</name><type>10</type></customapirequestparameter>',
  'customapis/acme_Count/customapiresponseproperties/Length/customapiresponseproperty.xml':
    '<customapiresponseproperty uniquename="Length"><displayname default="Length" /><description default="Length" /><name>Length</name><type>7</type></customapiresponseproperty>',
};

describe('a solution with webhooks', () => {
  let host: ImportHost;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.open();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    host = openImportHost();
    await receiver.forget();
  });
  afterEach(() => host.close());

  const zip = (options: ZipOptions & { readonly columns?: string } = {}): Uint8Array =>
    toolZip({
      roots: ROOTS,
      ...options,
      sections: {
        SdkMessageProcessingSteps: stepXml(options.columns ?? 'acme_name') + pluginStepXml,
        ServiceEndpoints: endpointXml(receiver.url),
        ...options.sections,
      },
    });
  const count = (table: string): number => host.dataverse.rows.findWhere(table, {}).length;

  it('has its step heard at once, on its own new table, once the key is set', async () => {
    const outcome = await host.importZip(zip());
    expect(outcome.status).toBe(SUCCEEDED);
    expect(outcome.message.split('\n').slice(1)).toEqual([
      'SDK Message Processing Step Plug-in step: Not run by the sandbox.',
    ]);
    for (const component of [
      'type="SDK Message Processing Step" name="Acme step"',
      'type="Service Endpoint" name="Acme hook"',
    ])
      expect(outcome.data).toContain(`<component ${component} outcome="created">`);
    const { rows } = host.dataverse;
    rows.update('serviceendpoint', ENDPOINT, { authvalue: 'the key' });
    const tool = rows.create('acme_tool', { acme_name: 'Hammer' });
    rows.update('acme_tool', tool, { acme_name: 'Saw' });
    const [request] = await receiver.requests(1);
    expect(request?.url).toBe('/hook?code=the+key');
    const context = contextOf(request);
    expect(context).toMatchObject({ PrimaryEntityName: 'acme_tool', OwningExtension: { Id: STEP } });
    expect(byKey(byKey(context['PreEntityImages'])['Before']?.['Attributes'])['acme_name']).toBe('Hammer');
  });

  it('keeps key and disabled steps through an upgrade, and takes over what the new version says', async () => {
    await host.importZip(zip());
    const { rows } = host.dataverse;
    rows.update('serviceendpoint', ENDPOINT, { authvalue: 'the key' });
    rows.update('sdkmessageprocessingstep', STEP, { statecode: 1 });
    const outcome = await host.importZip(zip({ version: '2.0.0.0', columns: 'acme_name,statecode' }), {
      message: 'StageAndUpgradeAsync',
    });
    expect(outcome.status).toBe(SUCCEEDED);
    expect(rows.find('serviceendpoint', ENDPOINT)?.values).toMatchObject({
      authvalue: 'the key',
      isauthvalueset: true,
    });
    expect(rows.find('sdkmessageprocessingstep', STEP)?.values).toMatchObject({
      statecode: 1,
      filteringattributes: 'acme_name,statecode',
    });
  });

  it('loses with an upgrade what the new version no longer has', async () => {
    await host.importZip(zip());
    const outcome = await host.importZip(
      zip({ version: '2.0.0.0', roots: [], sections: { SdkMessageProcessingSteps: '', ServiceEndpoints: '' } }),
      { message: 'StageAndUpgradeAsync' },
    );
    expect(outcome.status).toBe(SUCCEEDED);
    expect([
      count('sdkmessageprocessingstep'),
      count('serviceendpoint'),
      count('sdkmessageprocessingstepimage'),
    ]).toEqual([0, 0, 0]);
    expect(outcome.data).toContain('name="Acme step" outcome="deleted"');
  });

  it('takes everything with it when it is uninstalled, filters of its tables too', async () => {
    const before = count('sdkmessagefilter');
    await host.importZip(zip());
    expect(count('sdkmessagefilter')).toBe(before + 3);
    const solution = host.dataverse.rows.findWhere('solution', { uniquename: 'AcmeTools' })[0];
    host.dataverse.rows.delete('solution', solution?.id ?? '');
    expect([
      count('sdkmessageprocessingstep'),
      count('serviceendpoint'),
      count('sdkmessageprocessingstepimage'),
      count('sdkmessagefilter'),
    ]).toEqual([0, 0, 0, before]);
  });

  it('cannot be uninstalled while a step of somebody else listens to its table or calls its webhook', async () => {
    await host.importZip(zip());
    const { rows } = host.dataverse;
    const solution = rows.findWhere('solution', { uniquename: 'AcmeTools' })[0];
    const uninstall = (): void => rows.delete('solution', solution?.id ?? '');
    const onTable = addStep(host.dataverse, addEndpoint(host.dataverse, receiver.url), { table: 'acme_tool' });
    expect(uninstall).toThrow(/Acme: Update of acme_tool \(SDK Message Processing Step\) needs acme_tool \(Entity\)/);
    rows.delete('sdkmessageprocessingstep', onTable);
    const onWebhook = addStep(host.dataverse, ENDPOINT, { table: 'contact' });
    expect(uninstall).toThrow(/needs Acme hook \(Service Endpoint\)/);
    rows.delete('sdkmessageprocessingstep', onWebhook);
    uninstall();
    expect(host.dataverse.metadata.table('acme_tool')).toBeUndefined();
  });

  it('stops being heard when its import is rolled back', async () => {
    const outcome = await host.importZip(
      zip({ sections: { SdkMessageProcessingSteps: stepXml('acme_name').replace('<Stage>40', '<Stage>99') } }),
    );
    expect(outcome.status).toBe(31);
    expect(outcome.data).toContain('Acme step');
    expect(count('serviceendpoint')).toBe(0);
  });

  it('has its custom API called by a registered handler, and gone when it is uninstalled', async () => {
    const outcome = await host.importZip(toolZip({ files: API_FILES }));
    expect([outcome.status, outcome.message]).toEqual([SUCCEEDED, '']);
    const { dataverse } = host;
    dataverse.registerCustomApiHandler('acme_Count', ({ parameters }) => ({
      Length: String(parameters['Text']).length,
    }));
    expect(await host.call('acme_Count', { Text: 'abc' })).toEqual({ Length: 3 });
    expect(dataverse.operations.find('acme_Count')).toMatchObject({
      kind: 'action',
      parameters: [{ name: 'Text', type: 'Edm.String', isOptional: false }],
      returns: [{ name: 'Length', type: 'Edm.Int32' }],
    });
    const again = await host.importZip(toolZip({ files: API_FILES, version: '1.1.0.0' }));
    expect(again.data).toContain('type="Custom API" name="acme_Count" outcome="unchanged"');
    const solution = dataverse.rows.findWhere('solution', { uniquename: 'AcmeTools' })[0];
    dataverse.rows.delete('solution', solution?.id ?? '');
    expect(dataverse.operations.find('acme_Count')).toBeUndefined();
    expect(count('customapirequestparameter')).toBe(0);
  });
});
