/** Room tests. The solution linter on cloud flows: a good flow has no findings, and every rule finds a deliberate break. */
import { lintSolution, readPackageVersion } from '../../../solution/tools/lint';
import { codeOf, SolutionFolder } from './solutionFolder';

const GUID = '5f0c1d2e-3a4b-5c6d-8e7f-001122334455';
const FILE = `Workflows/Casecreated-${GUID.toUpperCase()}.json`;
const ROW = `${FILE}.data.xml`;
const REFERENCE = 'obm_dataverse';
const AUTHENTICATION = "@parameters('$authentication')";

const HOST = {
  connectionName: 'shared_commondataserviceforapps',
  operationId: 'PerformUnboundAction',
  apiId: '/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps',
};
const connectorAction = (runAfter: Record<string, string[]> = {}) => ({
  type: 'OpenApiConnection',
  description: 'Sends.',
  inputs: { host: { ...HOST }, parameters: { actionName: 'obm_Action' }, authentication: AUTHENTICATION },
  runAfter,
});

/** A flow that breaks no rule; every test gets its own. */
const flow = () => ({
  properties: {
    connectionReferences: {
      shared_commondataserviceforapps: {
        runtimeSource: 'embedded',
        connection: { connectionReferenceLogicalName: REFERENCE },
        api: { name: 'shared_commondataserviceforapps' },
      },
    } as Record<string, { runtimeSource: string; connection: { connectionReferenceLogicalName: string } }>,
    definition: {
      $schema:
        'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
      contentVersion: '1.0.0.0',
      parameters: {
        $connections: { defaultValue: {}, type: 'Object' },
        $authentication: { defaultValue: {}, type: 'SecureObject' },
        'Time zone (obm_TimeZone)': { type: 'String', defaultValue: 'UTC', metadata: { schemaName: 'obm_TimeZone' } },
      } as Record<string, unknown>,
      triggers: {
        manual: { type: 'Request', inputs: { schema: { properties: { text: { type: 'string' } } } } },
      } as Record<string, unknown>,
      actions: {
        Send: connectorAction(),
        Each: {
          type: 'Foreach',
          foreach: "@outputs('Send')?['body/value']",
          actions: { Note: { type: 'Compose', inputs: "@triggerBody()?['text']", runAfter: {} } },
          runAfter: { Send: ['Succeeded', 'TimedOut'] },
        },
      } as Record<string, Record<string, unknown>>,
    },
  },
  schemaVersion: '1.0.0.0' as string | undefined,
});
type Flow = ReturnType<typeof flow>;

const compose = (inputs: string) => ({ type: 'Compose', inputs, runAfter: {} });
const variable = (name: string) => ({
  type: 'InitializeVariable',
  inputs: { variables: [{ name, type: 'string' }] },
  runAfter: {},
});
const add = (it: Flow, action: Record<string, unknown>) => (it.properties.definition.actions['More'] = action);
const many = (it: Flow, count: number) => {
  for (let index = 0; index < count; index += 1) it.properties.definition.actions[`More${index}`] = compose('x');
};
const nested = (levels: number): Record<string, unknown> =>
  levels === 0 ? compose('x') : { type: 'Scope', actions: { [`Level${levels}`]: nested(levels - 1) }, runAfter: {} };
const call = (it: Flow, parameters: Record<string, unknown>) =>
  (it.properties.definition.actions['Send']!['inputs'] = { host: HOST, parameters, authentication: AUTHENTICATION });
const subscribe = (it: Flow, changed: Record<string, unknown>) =>
  (it.properties.definition.triggers = {
    Row: rowTrigger({ message: 1, scope: 4, entityname: 'incident', ...changed }),
  });
const schedule = (it: Flow) => {
  it.properties.definition.triggers = { R: { type: 'Recurrence', recurrence: { frequency: 'Day', interval: 1 } } };
  it.properties.definition.actions = { Note: compose("@utcNow('yyyy')") };
};
const rowTrigger = (request: Record<string, unknown>) => ({
  type: 'OpenApiConnectionWebhook',
  inputs: {
    host: { ...HOST, operationId: 'SubscribeWebhookTrigger' },
    parameters: Object.fromEntries(
      Object.entries(request).map(([key, value]) => [`subscriptionRequest/${key}`, value]),
    ),
    authentication: AUTHENTICATION,
  },
});

const row = `<Workflow WorkflowId="{${GUID}}" Name="Case created">
  <JsonFileName>/${FILE}</JsonFileName><Type>1</Type><Subprocess>0</Subprocess><Category>5</Category><Mode>0</Mode>
  <Scope>4</Scope><OnDemand>0</OnDemand><TriggerOnCreate>0</TriggerOnCreate><TriggerOnDelete>0</TriggerOnDelete>
  <AsyncAutodelete>0</AsyncAutodelete><SyncWorkflowLogOnFailure>0</SyncWorkflowLogOnFailure>
  <StateCode>0</StateCode><StatusCode>1</StatusCode><RunAs>1</RunAs><IsTransacted>1</IsTransacted>
  <IntroducedVersion>0.1.0.0</IntroducedVersion><IsCustomizable>1</IsCustomizable><PrimaryEntity>none</PrimaryEntity>
  <LocalizedNames>
    <LocalizedName languagecode="1033" description="Case created" />
    <LocalizedName languagecode="1057" description="Kasus dibuat" />
  </LocalizedNames>
</Workflow>`;

const references = `<connectionreferences><connectionreference connectionreferencelogicalname="${REFERENCE}">
  <connectionreferencedisplayname>Dataverse</connectionreferencedisplayname>
  <connectorid>/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps</connectorid>
  <iscustomizable>1</iscustomizable><statecode>0</statecode><statuscode>1</statuscode>
</connectionreference></connectionreferences>`;

/** What is broken, how, and the code that must be found. */
const BREAKS: readonly (readonly [string, string, (it: Flow) => void])[] = [
  ['flow-text-form', 'no version of its schema', (it) => (it.schemaVersion = undefined)],
  ['flow-text-form', 'another language', (it) => (it.properties.definition.$schema = 'https://example.org/flow.json')],
  ['flow-trigger', 'two triggers', (it) => (it.properties.definition.triggers['second'] = { type: 'Recurrence' })],
  [
    'flow-connection',
    'a connection of the caller',
    (it) => (it.properties.connectionReferences['shared_commondataserviceforapps']!.runtimeSource = 'invoker'),
  ],
  [
    'flow-connection',
    'a connection reference of nobody',
    (it) =>
      (it.properties.connectionReferences[
        'shared_commondataserviceforapps'
      ]!.connection.connectionReferenceLogicalName = 'obm_other'),
  ],
  [
    'flow-connection',
    'an action over a connection of nobody',
    (it) => (it.properties.definition.actions['Send']!['inputs'] = { host: { connectionName: 'shared_office365' } }),
  ],
  [
    'flow-authentication',
    'an action without authentication',
    (it) => (it.properties.definition.actions['Send']!['inputs'] = { host: HOST }),
  ],
  ['flow-parameters', 'no place for connections', (it) => delete it.properties.definition.parameters['$connections']],
  [
    'flow-variable',
    'a variable that is not packed',
    (it) =>
      (it.properties.definition.parameters['Other (obm_Other)'] = {
        type: 'String',
        metadata: { schemaName: 'obm_Other' },
      }),
  ],
  [
    'flow-variable',
    'a variable under a name of its own',
    (it) =>
      (it.properties.definition.parameters['zone'] = { type: 'String', metadata: { schemaName: 'obm_TimeZone' } }),
  ],
  [
    'secret-in-source',
    'a secret with a default',
    (it) => (it.properties.definition.parameters['key'] = { type: 'SecureString', defaultValue: 'abc' }),
  ],
  [
    'secret-in-source',
    'a signed address',
    (it) => (it.properties.definition.actions['Send']!['description'] = `https://x.example/?sig=${'a1B2'.repeat(8)}`),
  ],
  [
    'flow-secure-data',
    'secured data of an action that cannot',
    (it) =>
      (it.properties.definition.actions['Each']!['runtimeConfiguration'] = { secureData: { properties: ['inputs'] } }),
  ],
  [
    'flow-secure-data',
    'secured outputs of an action that hides them with its inputs',
    (it) =>
      (it.properties.definition.actions['Shown'] = {
        type: 'Compose',
        inputs: 1,
        runAfter: {},
        runtimeConfiguration: { secureData: { properties: ['inputs', 'outputs'] } },
      }),
  ],
  [
    'flow-run-after',
    'an action after one of nobody',
    (it) => (it.properties.definition.actions['Each']!['runAfter'] = { Sent: ['Succeeded'] }),
  ],
  [
    'flow-run-after',
    'an action after one in another scope',
    (it) => (it.properties.definition.actions['Send']!['runAfter'] = { Note: ['Succeeded'] }),
  ],
  [
    'flow-run-after',
    'a status that does not exist',
    (it) => (it.properties.definition.actions['Each']!['runAfter'] = { Send: ['Done'] }),
  ],
  [
    'flow-cycle',
    'two actions that wait for each other',
    (it) => (it.properties.definition.actions['Send']!['runAfter'] = { Each: ['Succeeded'] }),
  ],
  [
    'flow-action-twice',
    'a name used inside a loop again',
    (it) =>
      (it.properties.definition.actions['Each']!['actions'] = { Send: { type: 'Compose', inputs: '', runAfter: {} } }),
  ],
  [
    'flow-expression',
    'an action of nobody in an expression',
    (it) => (it.properties.definition.actions['Each']!['foreach'] = "@outputs('Sent')"),
  ],
  [
    'flow-expression',
    'a field that the trigger does not have',
    (it) =>
      (it.properties.definition.actions['Each']!['actions'] = {
        Note: { type: 'Compose', inputs: "@triggerBody()?['number']", runAfter: {} },
      }),
  ],
  [
    'flow-description',
    'a description that is too long',
    (it) => (it.properties.definition.actions['Send']!['description'] = 'x'.repeat(257)),
  ],
  ['flow-trigger', 'a message that never fires', (it) => subscribe(it, { message: 8 })],
  ['flow-trigger', 'a scope that does not exist', (it) => subscribe(it, { scope: 0 })],
  ['flow-trigger', 'columns of a row that is only added', (it) => subscribe(it, { filteringattributes: 'title' })],
  [
    'flow-trigger',
    'a frequency that does not exist',
    (it) => (it.properties.definition.triggers = { R: { type: 'Recurrence', recurrence: { frequency: 'Daily' } } }),
  ],
  ['flow-limits', 'a name that is too long', (it) => (it.properties.definition.actions['x'.repeat(81)] = compose('x'))],
  ['flow-limits', 'an expression that is too long', (it) => add(it, compose(`@concat('${'x'.repeat(8200)}')`))],
  ['flow-limits', 'more actions than a flow may have', (it) => many(it, 501)],
  ['flow-limits', 'actions nine levels deep', (it) => add(it, nested(8))],
  ['flow-expression-syntax', 'a bracket without its end', (it) => add(it, compose('@concat(1'))],
  ['flow-expression-syntax', 'a bracket too many', (it) => add(it, compose('@concat(1))'))],
  ['flow-expression-syntax', 'a text without its end', (it) => add(it, compose("@concat('1)"))],
  ['flow-expression', 'a variable that is never begun', (it) => add(it, compose("@variables('Lost')"))],
  ['flow-expression', 'a parameter that is not declared', (it) => add(it, compose("@parameters('Lost')"))],
  [
    'flow-variable-place',
    'a variable that is begun in a scope',
    (it) => add(it, { type: 'Scope', actions: { Begin: variable('x') }, runAfter: {} }),
  ],
  [
    'flow-variable-place',
    'a variable that is begun twice',
    (it) => Object.assign(it.properties.definition.actions, { One: variable('x'), Two: variable('x') }),
  ],
  [
    'flow-loop',
    'a loop without a limit',
    (it) => add(it, { type: 'Until', expression: '@true', actions: {}, runAfter: {} }),
  ],
  [
    'flow-loop',
    'more rounds beside each other than allowed',
    (it) => (it.properties.definition.actions['Each']!['runtimeConfiguration'] = { concurrency: { repetitions: 51 } }),
  ],
  [
    'flow-static-result',
    'a static result without a name',
    (it) => (it.properties.definition.actions['Send']!['runtimeConfiguration'] = { staticResult: {} }),
  ],
  ['flow-entity-set', 'a table where its set belongs', (it) => call(it, { entityName: 'obm_send' })],
  [
    'flow-entity-set',
    'the set that everybody guesses',
    (it) => call(it, { entityName: 'msdyn_ocoutboundconfigurations' }),
  ],
  [
    'flow-send-repeated',
    'a send action that repeats itself',
    (it) => call(it, { actionName: 'msdyn_InvokeOutboundAPI' }),
  ],
  ['flow-numbers-open', 'numbers in the run history', (it) => call(it, { actionName: 'msdyn_InvokeOutboundAPI' })],
  [
    'flow-connection',
    'a connector that is not its connection',
    (it) =>
      (it.properties.definition.actions['Send']!['inputs'] = {
        ...(it.properties.definition.actions['Send']!['inputs'] as object),
        host: { ...HOST, apiId: '/providers/Microsoft.PowerApps/apis/shared_office365' },
      }),
  ],
];

/** What is broken outside the definition. */
const FILE_BREAKS: readonly (readonly [string, string, (folder: SolutionFolder) => void])[] = [
  ['flow-text-form', 'a byte order mark', (f) => f.write(FILE, `\uFEFF${f.read(FILE)}`)],
  ['flow-text-form', 'text that is no JSON', (f) => f.write(FILE, '{')],
  ['flow-definition-missing', 'a row without its definition', (f) => f.remove(FILE)],
  ['flow-file-name', 'a row that names another file', (f) => f.replace(ROW, 'Casecreated', 'Casesresolved')],
  ['flow-file-name', 'a row with another id', (f) => f.replace(ROW, `{${GUID}}`, `{6${GUID.slice(1)}}`)],
  ['component-without-root', 'a row that is no root', (f) => f.replace(ROW, `{${GUID}}`, `{6${GUID.slice(1)}}`)],
  ['flow-row', 'a row of a classic workflow', (f) => f.replace(ROW, '<Category>5<', '<Category>0<')],
  ['flow-row', 'a row of an activation', (f) => f.replace(ROW, '<Type>1<', '<Type>2<')],
  ['flow-row', 'a row that is on and off', (f) => f.replace(ROW, '<StatusCode>1<', '<StatusCode>2<')],
  [
    'prefix-missing',
    'a connection reference without the prefix',
    (f) => f.replace('Other/Customizations.xml', `"${REFERENCE}"`, '"dataverse"'),
  ],
  [
    'connection-reference-connector',
    'a connection reference to no connector',
    (f) => f.replace('Other/Customizations.xml', 'apis/shared_', 'apis/'),
  ],
  [
    'flow-connection',
    'a connection reference of another connector',
    (f) => f.replace('Other/Customizations.xml', 'apis/shared_commondataserviceforapps', 'apis/shared_office365'),
  ],
  [
    'id-twice',
    'a connection reference written twice',
    (f) => f.replace('Other/Customizations.xml', /(<connectionreference [^]*<\/connectionreference>)/, '$1$1'),
  ],
];

describe('lintSolution, on cloud flows', () => {
  let folder: SolutionFolder;
  beforeAll(() => (folder = new SolutionFolder()));
  beforeEach(() => {
    folder.write(FILE, JSON.stringify(flow()));
    folder.write(ROW, row);
    folder.replace('Other/Customizations.xml', /<connectionreferences>[^]*<\/connectionreferences>/, references);
    folder.replace(
      'Other/Solution.xml',
      '<RootComponents>',
      `<RootComponents><RootComponent type="29" id="{${GUID}}" behavior="0" />`,
    );
  });
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());

  const lint = () => lintSolution(folder.src, { map: folder.map, packageVersion: readPackageVersion() });
  const expectFinding = (code: string) => {
    const found = lint().filter((finding) => finding.code === code);
    expect(found).not.toEqual([]);
    for (const { message } of found) expect(message).toMatch(/\.$|…$/);
  };

  it('has nothing to say about a good flow', () => {
    expect(lint()).toEqual([]);
  });

  it.each<[string, (it: Flow) => void]>([
    ['a flow that the clock starts', (it) => schedule(it)],
    [
      'a flow that rows start, with a filter on what was modified',
      (it) => subscribe(it, { message: 3, filteringattributes: 'title' }),
    ],
    ['scopes eight levels deep', (it) => add(it, nested(7))],
    [
      'data operations that hide what they hold, a switch, and a scope for what fails',
      (it) => {
        const hides = (...properties: string[]) => ({ runtimeConfiguration: { secureData: { properties } } });
        Object.assign(it.properties.definition.actions, {
          Names: {
            type: 'Select',
            inputs: { from: "@outputs('Send')?['body/value']", select: { name: "@item()?['name']" } },
            runAfter: { Send: ['Succeeded'] },
            ...hides('inputs', 'outputs'),
          },
          Kept: {
            type: 'Query',
            inputs: { from: "@body('Names')", where: "@not(empty(item()?['name']))" },
            runAfter: { Names: ['Succeeded'] },
            ...hides('inputs', 'outputs'),
          },
          First: {
            type: 'Switch',
            expression: "@string(length(body('Kept')))",
            cases: {
              One: { case: '1', actions: { Only: { ...compose("@first(body('Kept'))"), ...hides('inputs') } } },
            },
            default: { actions: {} },
            runAfter: { Kept: ['Succeeded'] },
          },
          Caught: { type: 'Scope', actions: {}, runAfter: { First: ['Failed', 'Skipped', 'TimedOut'] } },
        });
      },
    ],
    [
      'variables, loops with limits and texts with quotation marks',
      (it) => {
        schedule(it);
        const after = { Begin: ['Succeeded'] };
        Object.assign(it.properties.definition.actions, {
          Begin: variable('x'),
          Turn: {
            type: 'Until',
            expression: "@equals(variables('x'), 'it''s (')",
            limit: { count: 5 },
            actions: {},
            runAfter: after,
          },
        });
      },
    ],
  ])('has nothing to say about %s', (_what, change) => {
    const other = flow();
    change(other);
    folder.write(FILE, JSON.stringify(other));
    expect(lint()).toEqual([]);
  });

  it.each(BREAKS)('finds %s in %s', (code, _what, breakIt) => {
    const broken = flow();
    breakIt(broken);
    folder.write(FILE, JSON.stringify(broken));
    expectFinding(code);
  });

  it.each(FILE_BREAKS)('finds %s in %s', (code, _what, breakIt) => {
    breakIt(folder);
    expectFinding(code);
  });

  it('refuses to read a definition without its row', () => {
    folder.remove(ROW);
    expect(codeOf(lint)).toBe('source-invalid');
  });
});
