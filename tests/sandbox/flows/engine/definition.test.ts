/** Room tests. What is found in a definition before anything runs. */
import { compileFlow } from '../../../../sandbox/flows/engine';
import type { FlowObject, FlowValue } from '../../../../sandbox/flows/expressions';
import { after, compose, connector, flowFile } from './flows';

/** The code of what compiling throws. */
function codeOf(file: FlowValue): string {
  try {
    compileFlow(file);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
}

const initialize = (name: string, type = 'integer', more: FlowObject = {}): FlowObject => ({
  type: 'InitializeVariable',
  inputs: { variables: [{ name, type }] },
  ...more,
});

const scope = (actions: FlowObject, more: FlowObject = {}): FlowObject => ({ type: 'Scope', actions, ...more });
const loop = (actions: FlowObject, more: FlowObject = {}): FlowObject => ({
  type: 'Foreach',
  foreach: [1],
  actions,
  ...more,
});

function nested(depth: number): FlowObject {
  return depth === 1 ? { Level1: compose(1) } : { [`Level${depth}`]: scope(nested(depth - 1)) };
}

const many = (count: number, make: (index: number) => FlowObject): FlowObject =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`A${index}`, make(index)]));

describe('compileFlow', () => {
  it.each<[string, string, FlowObject]>([
    ['an unknown type', 'action-type-not-known', { A: { type: 'Send_SMS' } }],
    ['a type that is not done', 'flow-not-supported', { A: { type: 'Table', inputs: { from: [], format: 'HTML' } } }],
    ['no type', 'flow-shape', { A: { inputs: 1 } }],
    ['no inputs', 'flow-shape', { A: { type: 'Compose' } }],
    ['an action that is no object', 'flow-shape', { A: 'Compose' }],
    ['a name over 80 characters', 'flow-shape', { ['A'.repeat(81)]: compose(1) }],
    ['running after nobody', 'run-after-not-sibling', { A: compose(1, after('B')) }],
    [
      'running after an action of another scope',
      'run-after-not-sibling',
      { S: scope({ B: compose(1) }), A: compose(1, after('B')) },
    ],
    ['running after the scope around', 'run-after-not-sibling', { S: scope({ B: compose(1, after('S')) }) }],
    ['running after itself', 'run-after-cycle', { A: compose(1, after('A')) }],
    [
      'running in a circle',
      'run-after-cycle',
      { A: compose(1, after('C')), B: compose(1, after('A')), C: compose(1, after('B')) },
    ],
    ['an unknown status', 'flow-shape', { A: compose(1), B: compose(1, after('A', 'Done')) }],
    ['no status', 'flow-shape', { A: compose(1), B: compose(1, { runAfter: { A: [] } }) }],
    ['a name given twice', 'action-name-taken', { A: compose(1), S: scope({ a: compose(1) }) }],
    ['the name of the trigger', 'action-name-taken', { manual: compose(1) }],
    ['more than 8 levels', 'nesting-too-deep', nested(9)],
    ['more than 500 actions', 'too-many-actions', many(501, () => compose(1))],
    ['more than 250 variables', 'too-many-variables', many(251, (index) => initialize(`v${index}`))],
    ['a variable inside a scope', 'variable-not-at-top', { S: scope({ V: initialize('v') }) }],
    ['a variable inside a loop', 'variable-not-at-top', { L: loop({ V: initialize('v') }) }],
    ['a variable twice', 'variable-declared-twice', { A: initialize('v'), B: initialize('v') }],
    ['a variable nobody declares', 'variable-not-declared', { A: compose("@variables('v')") }],
    [
      'setting a variable nobody declares',
      'variable-not-declared',
      { A: { type: 'SetVariable', inputs: { name: 'v', value: 1 } } },
    ],
    [
      'a variable that may not be there yet',
      'variable-not-declared',
      { V: initialize('v'), A: compose("@variables('v')") },
    ],
    [
      'a variable set from itself',
      'variable-refers-to-itself',
      {
        V: initialize('v'),
        A: { type: 'SetVariable', inputs: { name: 'v', value: "@add(1, variables('v'))" }, ...after('V') },
      },
    ],
    ['a type of variable that is none', 'flow-shape', { A: initialize('v', 'date') }],
    ['an expression that does not parse', 'expression-invalid', { A: compose("@concat('a'") }],
    ['an unknown function', 'expression-invalid', { A: compose({ deep: ["@{toUpperCase('a')}"] }) }],
    ['an expression over 8,192 characters', 'expression-invalid', { A: compose(`@concat('${'a'.repeat(8_192)}')`) }],
    ['an action that does not exist', 'reference-invalid', { A: compose("@outputs('B')") }],
    ['an action in another spelling', 'reference-invalid', { B: compose(1), A: compose("@outputs('b')", after('B')) }],
    ['an action beside it', 'reference-invalid', { B: compose(1), A: compose("@body('B')") }],
    ['an action behind it', 'reference-invalid', { A: compose("@actions('B')"), B: compose(1, after('A')) }],
    ['the scope around', 'reference-invalid', { S: scope({ A: compose("@result('S')") }) }],
    ['the result of no scope', 'reference-invalid', { B: compose(1), A: compose("@result('B')", after('B')) }],
    ['the item of no loop', 'reference-invalid', { A: compose("@items('L')") }],
    [
      'the item of a loop that is over',
      'reference-invalid',
      { L: loop({ B: compose(1) }), A: compose("@items('L')", after('L')) },
    ],
    [
      'an action two loops deep',
      'reference-invalid',
      { L: loop({ M: loop({ B: compose(1) }) }), A: compose("@outputs('B')", after('L')) },
    ],
    [
      'the bodies of all rounds of a loop',
      'flow-not-supported',
      { L: loop({ B: compose(1) }), A: compose("@body('B')", after('L')) },
    ],
    ['a parameter that is not declared', 'reference-invalid', { A: compose("@parameters('p')") }],
    [
      'a connection that is not declared',
      'connection-not-declared',
      { A: connector('Op', { host: { connectionName: 'x', operationId: 'Op', apiId: 'a/b' } }) },
    ],
    [
      'a call without an operation',
      'flow-shape',
      { A: { type: 'OpenApiConnection', inputs: { host: { connectionName: 'shared_test' } } } },
    ],
    ['a policy that does not exist', 'flow-shape', { A: connector('Op', { retryPolicy: { type: 'linear' } }) }],
    [
      'a wait between retries below 5 seconds',
      'flow-shape',
      { A: connector('Op', { retryPolicy: { type: 'fixed', count: 2, interval: 'PT1S' } }) },
    ],
    [
      'more than 90 retries',
      'flow-shape',
      { A: connector('Op', { retryPolicy: { type: 'fixed', count: 91, interval: 'PT5S' } }) },
    ],
    [
      'a policy from an expression',
      'flow-not-supported',
      { A: connector('Op', { retryPolicy: { type: 'fixed', count: '@add(1, 1)', interval: 'PT5S' } }) },
    ],
    [
      'a static result',
      'flow-not-supported',
      { A: compose(1, { runtimeConfiguration: { staticResult: { staticResultOptions: 'Enabled' } } }) },
    ],
    [
      '51 rounds at once',
      'flow-shape',
      { L: loop({}, { runtimeConfiguration: { concurrency: { repetitions: 51 } } }) },
    ],
    ['no rounds at once', 'flow-shape', { L: loop({}, { runtimeConfiguration: { concurrency: { repetitions: 0 } } }) }],
    ['5,001 rounds of an Until', 'flow-shape', { U: { type: 'Until', expression: '@true', limit: { count: 5_001 } } }],
    ['a time that is none', 'flow-shape', { A: connector('Op', {}, { limit: { timeout: '1 hour' } }) }],
    [
      'a condition with an unknown function',
      'expression-invalid',
      { A: { type: 'If', expression: { and: [{ like: ['a', 'b'] }] } } },
    ],
    ['a condition with two names', 'flow-shape', { A: { type: 'If', expression: { equals: [1, 1], less: [1, 2] } } }],
    [
      '26 cases',
      'flow-shape',
      { A: { type: 'Switch', expression: '@1', cases: many(26, (index) => ({ case: index })) } },
    ],
    [
      'a value of two cases',
      'flow-shape',
      { A: { type: 'Switch', expression: '@1', cases: many(2, () => ({ case: 1 })) } },
    ],
    [
      'a keyword of schemas that is not checked',
      'flow-not-supported',
      { A: { type: 'ParseJson', inputs: { content: '{}', schema: { pattern: 'a' } } } },
    ],
    ['a Response inside of a loop', 'flow-shape', { L: loop({ S: scope({ A: { type: 'Response', inputs: {} } }) }) }],
    ['a time of ages', 'flow-shape', { A: compose(1, { limit: { timeout: `P${'9'.repeat(400)}D` } }) }],
    ['a wait of two kinds', 'flow-shape', { A: { type: 'Wait', inputs: { interval: {}, until: {} } } }],
  ])('refuses %s: %s', (_, code, actions) => {
    expect(codeOf(flowFile(actions))).toBe(code);
  });

  it.each<[string, FlowObject]>([
    ['8 levels', nested(8)],
    ['500 actions', many(500, () => compose(1))],
    ['an action inside a scope before', { S: scope({ B: compose(1) }), A: compose("@outputs('B')", after('S')) }],
    ['an action before the scope around', { B: compose(1), S: scope({ A: compose("@outputs('B')") }, after('B')) }],
    [
      'an action over another one',
      { C: compose(1), B: compose(1, after('C')), A: compose("@outputs('C')", after('B')) },
    ],
    ['an action of the same round', { L: loop({ B: compose(1), A: compose("@outputs('B')", after('B')) }) }],
    ['a flow without actions', {}],
  ])('takes %s', (_, actions) => {
    expect(codeOf(flowFile(actions))).toBe('none');
  });

  it.each<[string, FlowValue]>([
    ['null', null],
    ['a list', []],
    ['a file without a definition', { properties: {} }],
    ['no trigger', flowFile({}, { triggers: {} })],
    ['two triggers', flowFile({}, { triggers: { a: { type: 'Request' }, b: { type: 'Request' } } })],
    ['a parameter without a type', flowFile({}, { parameters: { p: {} } })],
    ['actions that are a list', flowFile({}, { actions: [] })],
  ])('refuses %s', (_, file) => {
    expect(codeOf(file)).toBe('flow-shape');
  });

  it.each([["@parameters('p')"], ["@variables('v')"], ["@outputs('A')"]])('refuses %s in the trigger', (frequency) => {
    const triggers = { timer: { type: 'Recurrence', recurrence: { frequency, interval: 1 } } };
    expect(codeOf(flowFile({ A: compose(1) }, { triggers }))).toBe('reference-invalid');
  });

  it('names the action and the place', () => {
    expect(() => compileFlow(flowFile({ Make: compose({ list: ['@nothing()'] }) }))).toThrow(
      /Action 'Make', inputs: There is no function 'nothing'\. \(character 1\) in 'list\/0'/,
    );
  });
});
