/** Room tests. Functions that refer to the run: actions, trigger, loops, variables, parameters, the flow itself. */
import type { EvaluationContext, FlowObject, FlowValue } from '../../../../sandbox/flows/expressions';
import { failureOf, fails, gives, valueOf } from './evaluation';

const actions: Readonly<Record<string, FlowObject>> = {
  Get_user: {
    name: 'Get_user',
    status: 'Succeeded',
    code: 'OK',
    inputs: { id: 7 },
    outputs: { statusCode: 200, body: { fullname: 'Yvonne McKay', status: 'Active' }, headers: { ETag: 'W/"1"' } },
  },
  Compose: { name: 'Compose', status: 'Succeeded', outputs: [[1, 2], [3]] },
  List_rows: { name: 'List_rows', outputs: { body: { value: [{ name: 'a' }, { name: 'b' }] } } },
  Skipped: { name: 'Skipped', status: 'Skipped' },
};

const has = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const run: Partial<EvaluationContext> = {
  action: (name) => has(actions, name),
  currentAction: () => ({ name: 'Until', outputs: { done: true } }),
  trigger: () => ({ name: 'manual', outputs: { headers: {}, body: { text: 'hello', incidentid: '42' } } }),
  variable: (name) => has<FlowValue>({ numItems: 20, nothing: null }, name),
  parameter: (name) => has<FlowValue>({ 'Display name (pub_name)': 'Sophia Owen', flag: false }, name),
  item: () => ({ body: 'current', nested: { name: 'x' } }),
  loopItem: (name) => (name === 'Outer' ? { id: 1 } : undefined),
  iterationIndex: (name) => (name === 'Until' ? 3 : undefined),
  scopeResults: (name) =>
    name === 'Try'
      ? [
          { name: 'A', status: 'Succeeded' },
          { name: 'B', status: 'Failed' },
        ]
      : undefined,
  workflow: () => ({ name: 'flow', run: { name: '0858' }, tags: { flowDisplayName: 'Cases', environmentName: 'env' } }),
};

describe('inside of a run', () => {
  gives(
    [
      ["actions('Get_user').outputs.body.status", 'Active'],
      ["actions('Get_user').status", 'Succeeded'],
      ["actions('Get_user')['inputs']['id']", 7],
      ["outputs('Get_user')['statusCode']", 200],
      ["outputs('Get_user')?['body/fullname']", 'Yvonne McKay'],
      ["outputs('Get_user')?['body/nothing']", null],
      ["outputs('Get_user')?['headers']?['ETag']", 'W/"1"'],
      ["actionOutputs('Get_user').statusCode", 200],
      ["body('Get_user').fullname", 'Yvonne McKay'],
      ["actionBody('Get_user')?['fullname']", 'Yvonne McKay'],
      ["outputs('List_rows')?['body/value']", [{ name: 'a' }, { name: 'b' }]],
      ["first(outputs('List_rows')?['body/value'])?['name']", 'a'],
      ["length(body('List_rows')?['value'])", 2],
      ["outputs('Compose')", [[1, 2], [3]]],
      ["outputs('Compose')[0]", [1, 2]],
      ["outputs('Skipped')", null],
      ["body('Skipped')", null],
      ["body('Compose')", null],
      ['action().name', 'Until'],
      ["action()['outputs']['done']", true],
      ['trigger().name', 'manual'],
      ["triggerOutputs()?['body/incidentid']", '42'],
      ["triggerOutputs()['body']['text']", 'hello'],
      ["triggerBody()['text']", 'hello'],
      ["triggerBody()?['missing']", null],
      ['item().body', 'current'],
      ["item()?['nested/name']", 'x'],
      ["items('Outer')?['id']", 1],
      ["iterationIndexes('Until')", 3],
      ["variables('numItems')", 20],
      ["variables('nothing')", null],
      ["parameters('Display name (pub_name)')", 'Sophia Owen'],
      ["parameters('flag')", false],
      ["length(result('Try'))", 2],
      ["result('Try')[1]['status']", 'Failed'],
      ['workflow().run.name', '0858'],
      ["workflow()?['tags']?['flowDisplayName']", 'Cases'],
      ["workflow()['tags']['environmentName']", 'env'],
    ],
    run,
  );
  fails(
    [
      ["outputs('Not there')", 'reference-not-found'],
      ["body('Not there')", 'reference-not-found'],
      ["actions('toString')", 'reference-not-found'],
      ["variables('missing')", 'reference-not-found'],
      ["parameters('missing')", 'reference-not-found'],
      ["items('Inner')", 'reference-not-found'],
      ["result('Catch')", 'reference-not-found'],
      ["iterationIndexes('For')", 'reference-not-found'],
      ["outputs('Skipped')['body']", 'member-access'],
      ['outputs(1)', 'argument-type'],
      ['variables()', 'argument-count'],
      ["item('x')", 'argument-count'],
      ["triggerBody('x')", 'argument-count'],
      ["triggerFormDataValue('x')", 'expression-not-supported'],
    ],
    run,
  );
});

describe('outside of a run', () => {
  fails([
    ['item()', 'reference-not-found'],
    ['trigger()', 'reference-not-found'],
    ['triggerBody()', 'reference-not-found'],
    ['triggerOutputs()', 'reference-not-found'],
    ['action()', 'reference-not-found'],
    ['workflow()', 'reference-not-found'],
  ]);

  it('names what it could not find', () => {
    expect(failureOf(() => valueOf("outputs('Get_row')"))).toMatchObject({
      functionName: 'outputs',
      referenceName: 'Get_row',
      message: "The function 'outputs' refers to 'Get_row', which does not exist here. (character 1)",
    });
  });
});
