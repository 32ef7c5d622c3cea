/** Room tests. Flows that a person runs: the form, its check, the environment's values, cancelling. */
import { button, call, flowId, flowZip, type Json } from './flowZip';
import { openFlows, type Answer, type Flows } from './openFlows';

const FLOW = flowId(1);
const PROPERTIES: Json = {
  text: {
    title: 'Name',
    description: 'Of the tool',
    type: 'string',
    'x-ms-content-hint': 'TEXT',
    'x-ms-dynamically-added': true,
  },
  number: { title: 'How many', type: 'number', 'x-ms-content-hint': 'NUMBER' },
  boolean: { title: 'Sure', type: 'boolean', 'x-ms-content-hint': 'BOOLEAN' },
  email: { title: 'Reply to', type: 'string', format: 'email', 'x-ms-content-hint': 'EMAIL' },
  date: { title: 'Day', type: 'string', format: 'date', 'x-ms-content-hint': 'DATE' },
  text_1: { title: 'Size', type: 'string', enum: ['Small', 'Large'], 'x-ms-content-hint': 'TEXT' },
};

let flows: Flows;
beforeEach(async () => {
  flows = await openFlows();
});
afterEach(() => flows.close());

async function begin(
  actions: Json,
  parameters?: Json,
  files: Record<string, string> = {},
  required: readonly string[] = ['text'],
): Promise<void> {
  const flow = { id: FLOW, name: 'Make a tool', trigger: button(PROPERTIES, required), actions, parameters };
  await flows.importZip(flowZip([flow], { files }));
  flows.connect();
  await flows.turnOn(FLOW);
}
const run = (inputs: Json): Promise<Answer> => flows.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs });
const named = (expression: string): Json => ({
  Note: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': expression }),
});

describe('a flow that is run by hand', () => {
  it('says what it asks for', async () => {
    await begin(named('x'));
    expect((await flows.flow(FLOW)).fields).toEqual([
      { name: 'text', title: 'Name', description: 'Of the tool', type: 'text', isRequired: true },
      { name: 'number', title: 'How many', type: 'number', isRequired: false },
      { name: 'boolean', title: 'Sure', type: 'boolean', isRequired: false },
      { name: 'email', title: 'Reply to', type: 'email', isRequired: false },
      { name: 'date', title: 'Day', type: 'date', isRequired: false },
      { name: 'text_1', title: 'Size', type: 'text', isRequired: false, choices: ['Small', 'Large'] },
    ]);
  });

  it('hands on what was filled in, with its types', async () => {
    await begin(named("@{triggerBody()['text']} @{add(triggerBody()['number'], 1)} @{triggerBody()?['email']}"));
    const answer = await run({ text: 'Hammer', number: 2, boolean: false, date: '2026-03-02', text_1: 'Large' });
    expect(answer.status).toBe(202);
    const ended = await flows.ended(FLOW);
    expect(ended).toMatchObject({ id: answer.body.id, status: 'Succeeded', triggerKind: 'Instant' });
    expect(flows.names()).toEqual(['Hammer 3 ']);
  });

  it.each<[string, Json, RegExp]>([
    ['nothing where something is required', {}, /'Name' has to be given/],
    ['a text as a number', { text: 'x', number: '2' }, /'How many' has to be a number/],
    ['a text as yes or no', { text: 'x', boolean: 'true' }, /'Sure' has to be yes or no/],
    ['what is no address', { text: 'x', email: 'nobody' }, /'Reply to'/],
    ['what is no date', { text: 'x', date: '2026-13-40' }, /'Day'/],
    ['a day that its month does not have', { text: 'x', date: '2026-02-31' }, /'Day'/],
    ['what is not one of the choices', { text: 'x', text_1: 'Huge' }, /'Size'/],
    ['what nobody asked for', { text: 'x', other: 1 }, /'other'/],
  ])('refuses %s', async (_what, inputs, reason) => {
    await begin(named('x'));
    const answer = await run(inputs);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'inputs-invalid' } } });
    expect((answer.body.error as { message: string }).message).toMatch(reason);
    expect(await flows.runs(FLOW)).toEqual([]);
  });

  it('is not run without inputs for who did not say that they are inputs', async () => {
    await begin(named('x'), {}, {}, []);
    for (const body of [{ number: 7 }, [{ inputs: {} }], 'inputs', { inputs: [] }, { inputs: {}, number: 7 }]) {
      const answer = await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, body);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'inputs-invalid' } } });
    }
    expect(await flows.runs(FLOW)).toEqual([]);
  });

  it('is not run while it is off', async () => {
    await begin(named('x'));
    await flows.turnOff(FLOW);
    expect(await run({ text: 'x' })).toMatchObject({ status: 409, body: { error: { code: 'flow-not-ready' } } });
  });

  it('sees what an environment variable holds when the run begins', async () => {
    const definition = `<environmentvariabledefinition schemaname="acme_Limit"><displayname default="Limit"><label description="Limit" languagecode="1033" /></displayname><type>100000001</type><defaultvalue>5</defaultvalue></environmentvariabledefinition>`;
    await begin(
      named("@{add(parameters('Limit (acme_Limit)'), 1)} @{parameters('Left (acme_Left)')}"),
      {
        'Limit (acme_Limit)': { type: 'Int', defaultValue: 1, metadata: { schemaName: 'acme_Limit' } },
        'Left (acme_Left)': { type: 'String', defaultValue: 'default', metadata: { schemaName: 'acme_Left' } },
      },
      { 'environmentvariabledefinitions/acme_Limit/environmentvariabledefinition.xml': definition },
    );
    await run({ text: 'x' });
    await flows.ended(FLOW);
    const { rows } = flows.sandbox.dataverse;
    const [variable] = rows.findWhere('environmentvariabledefinition', { schemaname: 'acme_Limit' });
    rows.create('environmentvariablevalue', {
      schemaname: 'acme_Limit',
      value: '41',
      environmentvariabledefinitionid: { table: 'environmentvariabledefinition', id: variable?.id ?? '' },
    });
    await run({ text: 'x' });
    await flows.ended(FLOW, 2);
    expect(flows.names()).toEqual(['6 default', '42 default']);
  });

  it('can be cancelled while it waits', async () => {
    await begin({
      Wait: { type: 'Wait', runAfter: {}, inputs: { interval: { count: 1, unit: 'Hour' } } },
      Note: call(
        'CreateRecord',
        { entityName: 'acme_tools', 'item/acme_name': 'x' },
        { runAfter: { Wait: ['Succeeded'] } },
      ),
    });
    const { body } = await run({ text: 'x' });
    expect((await flows.send('POST', `/flows/api/runs/${String(body.id)}/cancel`)).status).toBe(202);
    expect((await flows.ended(FLOW)).status).toBe('Cancelled');
    expect(flows.names()).toEqual([]);
    expect((await flows.send('POST', `/flows/api/runs/${String(body.id)}/cancel`)).status).toBe(409);
  });
});

describe('a flow that another one starts', () => {
  const CHILD = flowId(2);
  const child = (id: string, body: Json): Json => ({
    Ask: { type: 'Workflow', runAfter: {}, inputs: { host: { workflowReferenceName: id }, body } },
    Note: call(
      'CreateRecord',
      { entityName: 'acme_tools', 'item/acme_name': "@body('Ask')?['twice']" },
      { runAfter: { Ask: ['Succeeded'] } },
    ),
  });
  const answering: Json = {
    Answer: {
      type: 'Response',
      kind: 'PowerApp',
      runAfter: {},
      inputs: { statusCode: 200, body: { twice: "@concat(triggerBody()['text'], triggerBody()['text'])" } },
    },
  };

  async function beginBoth(body: Json): Promise<string> {
    const trigger = button({ text: PROPERTIES.text }, ['text']);
    await flows.importZip(
      flowZip([
        { id: FLOW, name: 'Parent', trigger: button(), actions: child(CHILD, body) },
        { id: CHILD, name: 'Child', trigger, actions: answering },
      ]),
    );
    flows.connect();
    await flows.turnOn(FLOW);
    await flows.turnOn(CHILD);
    return String((await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, {})).body.id);
  }

  it('answers its Response, and its run knows the run that started it', async () => {
    const parent = await beginBoth({ text: 'ab' });
    expect((await flows.ended(FLOW)).status).toBe('Succeeded');
    expect(flows.names()).toEqual(['abab']);
    const run = await flows.ended(CHILD);
    await flows.sandbox.flows.idle();
    expect(flows.sandbox.dataverse.rows.find('flowrun', run.id)?.values).toMatchObject({
      parentrunid: parent,
      isprimary: 0,
    });
  });

  it('fails the action that started it when its inputs are refused', async () => {
    const parent = await beginBoth({});
    expect((await flows.ended(FLOW)).status).toBe('Failed');
    expect((await flows.level(parent)).actions[0]).toMatchObject({ name: 'Ask', status: 'Failed', code: 'BadRequest' });
    expect(await flows.runs(CHILD)).toEqual([]);
  });
});
