/** Room tests. What each type of action does, by itself and with its neighbours. */
import type { FlowObject, FlowValue } from '../../../../sandbox/flows/expressions';
import { after, compose, failing, resultOf, runActions } from './flows';

const variable = (type: string, value?: FlowValue): FlowObject => ({
  type: 'InitializeVariable',
  inputs: { variables: [{ name: 'v', type, ...(value === undefined ? {} : { value }) }] },
});

const onVariable = (type: string, value?: FlowValue): FlowObject => ({
  type,
  inputs: { name: 'v', ...(value === undefined ? {} : { value }) },
  ...after('Init'),
});

const readBack = { Result: compose("@variables('v')", after('Change')) };

describe('variables', () => {
  it.each([
    ['SetVariable', variable('string', 'old'), 'new', 'new'],
    ['SetVariable', variable('Boolean', false), '@not(false)', true],
    ['SetVariable', variable('array', [1]), null, null],
    ['SetVariable', variable('object'), { a: "@triggerBody()['text']" }, { a: 'hello' }],
    ['SetVariable', variable('float', 1.5), 2, 2],
    ['IncrementVariable', variable('integer', 40), 2, 42],
    ['IncrementVariable', variable('integer', 40), undefined, 41],
    ['IncrementVariable', variable('float', 0.5), 1, 1.5],
    ['DecrementVariable', variable('integer', 40), 2, 38],
    ['AppendToArrayVariable', variable('array', [1]), { a: 2 }, [1, { a: 2 }]],
    ['AppendToArrayVariable', variable('array'), 'first', ['first']],
    ['AppendToStringVariable', variable('string', 'a'), 'b', 'ab'],
    ['AppendToStringVariable', variable('string'), '@string(1)', '1'],
  ])('%s on %j with %j gives %j', async (type, declared, value, expected) => {
    expect(await resultOf({ Init: declared, Change: onVariable(type, value), ...readBack })).toEqual(expected);
  });

  it.each([
    ['SetVariable', variable('integer', 1), 'text'],
    ['SetVariable', variable('array', []), { a: 1 }],
    ['IncrementVariable', variable('integer'), 1],
    ['IncrementVariable', variable('integer', 1), 0.5],
    ['IncrementVariable', variable('string', '1'), 1],
    ['AppendToArrayVariable', variable('string', ''), 1],
    ['AppendToStringVariable', variable('array', []), 'a'],
  ])('%s on %j refuses %j', async (type, declared, value) => {
    const ran = await runActions({ Init: declared, Change: onVariable(type, value) });
    expect(ran.record('Change')).toMatchObject({ status: 'Failed', code: 'BadRequest' });
    expect(ran.outcome).toMatchObject({ status: 'Failed', error: { code: 'ActionFailed' } });
  });

  it('keeps a value that was read from changing with the variable', async () => {
    const actions = {
      Init: variable('array', [1]),
      First: onVariable('AppendToArrayVariable', 2),
      Before: compose("@variables('v')", after('First')),
      Change: { ...onVariable('AppendToArrayVariable', 3), ...after('Before') },
      Result: compose("@outputs('Before')", after('Change')),
    };
    expect(await resultOf(actions)).toEqual([1, 2]);
  });
});

const data = (type: string, inputs: FlowObject): FlowObject => ({
  Data: { type, inputs },
  Result: compose("@body('Data')", after('Data')),
});

describe('data actions', () => {
  it.each([
    [
      'Select',
      { from: [1, 2], select: { n: '@item()', twice: '@mul(item(), 2)' } },
      [
        { n: 1, twice: 2 },
        { n: 2, twice: 4 },
      ],
    ],
    ['Select', { from: [{ a: 'x' }], select: "@item()?['a']" }, ['x']],
    ['Select', { from: [], select: '@item()' }, []],
    ['Query', { from: [1, 2, 3], where: '@greater(item(), 1)' }, [2, 3]],
    ['Query', { from: [null, 'a'], where: '@not(equals(item(), null))' }, ['a']],
    ['Join', { from: ['a', 1, true], joinWith: '; ' }, 'a; 1; True'],
    ['ParseJson', { content: '{"a":[1,2]}', schema: {} }, { a: [1, 2] }],
    ['ParseJson', { content: { a: 1 }, schema: { type: 'object', required: ['a'] } }, { a: 1 }],
  ])('%s of %j gives %j', async (type, inputs, expected) => {
    expect(await resultOf(data(type, inputs))).toEqual(expected);
  });

  it.each([
    ['Select', { from: '@null', select: '@item()' }, 'BadRequest'],
    ['Query', { from: 'text', where: '@true' }, 'BadRequest'],
    ['Query', { from: [1], where: '@item()' }, 'InvalidTemplate'],
    ['Join', { from: [1], joinWith: 1 }, 'BadRequest'],
    ['ParseJson', { content: 'not json', schema: {} }, 'InvalidTemplate'],
    ['ParseJson', { content: '@null', schema: {} }, 'InvalidTemplate'],
    ['ParseJson', { content: { a: '1' }, schema: { properties: { a: { type: 'integer' } } } }, 'ValidationFailed'],
    ['ParseJson', { content: {}, schema: { required: ['a'] } }, 'ValidationFailed'],
    ['ParseJson', { content: [1, null], schema: { type: 'array', items: { type: ['integer'] } } }, 'ValidationFailed'],
  ])('%s refuses %j: %s', async (type, inputs, code) => {
    const ran = await runActions(data(type, inputs as FlowObject));
    expect(ran.record('Data').error?.code).toBe(code);
    expect(ran.record('Result').status).toBe('Skipped');
  });

  it('says where a schema does not fit, without the value', async () => {
    const schema = { type: 'object', properties: { list: { items: { required: ['b'] } } } };
    const ran = await runActions(data('ParseJson', { content: { list: [{ b: 1 }, { secret: 2 }] }, schema }));
    const { outputs } = ran.record('Data');
    expect(outputs).toMatchObject({ errors: [{ path: 'list[1].b' }] });
  });

  it('fails the action by an expression that fails, in the words of the platform', async () => {
    const ran = await runActions({ Result: failing() });
    const { code, error } = ran.record('Result');
    expect(code).toBe('BadRequest');
    expect(error?.code).toBe('InvalidTemplate');
    expect(error?.message).toMatch(
      /^Unable to process template language expressions in action 'Result' inputs at line/,
    );
  });
});

const branching = (type: string, more: FlowObject): FlowObject => ({ Branch: { type, ...more } });

describe('If', () => {
  const chosen = async (expression: FlowValue): Promise<readonly string[]> => {
    const ran = await runActions(
      branching('If', { expression, actions: { Yes: compose(1) }, else: { actions: { No: compose(2) } } }),
    );
    return ran.records.filter(({ status }) => status === 'Succeeded').map(({ name }) => name);
  };

  it.each<[FlowValue, string]>([
    ['@equals(1, 1)', 'Yes'],
    [{ equals: [1, 2] }, 'No'],
    [{ and: [{ equals: ["@triggerBody()['text']", 'hello'] }, { greater: [2, 1] }] }, 'Yes'],
    [{ or: [{ less: [2, 1] }, { contains: [['a'], 'a'] }] }, 'Yes'],
    [{ not: { startsWith: ['abc', 'a'] } }, 'No'],
    [{ and: [{ not: { equals: [1, 1] } }, '@true'] }, 'No'],
  ])('%j takes %s', async (expression, branch) => {
    expect(await chosen(expression)).toEqual([branch, 'Branch']);
  });

  it('tells that the other branch was not taken', async () => {
    const ran = await runActions(branching('If', { expression: '@true', else: { actions: { No: compose(2) } } }));
    expect(ran.record('No')).toMatchObject({
      status: 'Skipped',
      code: 'ActionSkipped',
      error: { code: 'ActionBranchingConditionNotSatisfied' },
      path: ['Branch'],
      counted: 0,
    });
    expect(ran.outcome.status).toBe('Succeeded');
  });

  it('fails when its condition is no boolean, and skips what is inside', async () => {
    const ran = await runActions(branching('If', { expression: '@string(1)', actions: { Yes: compose(1) } }));
    expect(ran.record('Branch').error?.code).toBe('InvalidTemplate');
    expect(ran.record('Yes').error?.code).toBe('ActionDependencyFailed');
  });
});

describe('Switch', () => {
  const cases = {
    One: { case: 1, actions: { First: compose(1) } },
    Two: { case: '1', actions: { Second: compose(2) } },
  };
  it.each<[FlowValue, string]>([
    [1, 'First'],
    ['1', 'Second'],
    ['else', 'Third'],
  ])('%j takes %s', async (expression, branch) => {
    const ran = await runActions(
      branching('Switch', { expression, cases, default: { actions: { Third: compose(3) } } }),
    );
    expect(ran.records.filter(({ status }) => status === 'Succeeded').map(({ name }) => name)).toEqual([
      branch,
      'Branch',
    ]);
  });

  it('refuses a value that is neither a text nor an integer', async () => {
    const ran = await runActions(branching('Switch', { expression: '@null', cases }));
    expect(ran.record('Branch').code).toBe('ExpressionEvaluationFailed');
  });
});

describe('Foreach', () => {
  it('goes through the items in order, and knows the one of each loop', async () => {
    const inner = {
      type: 'Foreach',
      foreach: "@items('Outer')",
      actions: { Pair: compose("@concat(string(items('Inner')), string(length(items('Outer'))), string(item()))") },
    };
    const ran = await runActions({
      Outer: { type: 'Foreach', foreach: [[1, 2], [3]], actions: { Inner: inner } },
    });
    const pairs = ran.records.filter(({ name }) => name === 'Pair');
    expect(pairs.map(({ outputs, rounds, path }) => [outputs, rounds, path])).toEqual([
      ['121', [0, 0], ['Outer', 'Inner']],
      ['222', [0, 1], ['Outer', 'Inner']],
      ['313', [1, 0], ['Outer', 'Inner']],
    ]);
  });

  it('fails when one round fails, after having run the others', async () => {
    const ran = await runActions({
      Loop: { type: 'Foreach', foreach: [1, 0, 2], actions: { Divide: compose("@div(4, items('Loop'))") } },
    });
    expect(ran.records.map(({ status }) => status)).toEqual(['Succeeded', 'Failed', 'Succeeded', 'Failed']);
    expect(ran.outcome.status).toBe('Failed');
  });

  it('gives what happened in all rounds to actions behind it', async () => {
    const loop = { type: 'Foreach', foreach: [1, 2], actions: { Twice: compose("@mul(2, items('Loop'))") } };
    expect(await resultOf({ Loop: loop, Result: compose("@outputs('Twice')", after('Loop')) })).toEqual([2, 4]);
    const results = await resultOf({ Loop: loop, Result: compose("@result('Loop')", after('Loop')) });
    expect(results).toMatchObject([{ name: 'Twice', repetitionCount: 2, outputs: [{ outputs: 2 }, { outputs: 4 }] }]);
  });

  it('succeeds without items', async () => {
    const ran = await runActions({ Loop: { type: 'Foreach', foreach: [], actions: { Never: failing() } } });
    expect(ran.statuses).toEqual({ Loop: 'Succeeded' });
  });

  it('refuses what is no list, and a list that is too long', async () => {
    const loop = (foreach: FlowValue): FlowObject => ({
      Loop: { type: 'Foreach', foreach, actions: { In: compose(1) } },
    });
    const none = await runActions(loop('@null'));
    expect(none.record('Loop').code).toBe('ExpressionEvaluationFailed');
    expect(none.record('In').status).toBe('Skipped');
    const long = await runActions(loop('@range(0, 5001)'), { profile: 'Low' });
    expect(long.record('Loop').code).toBe('ExpressionEvaluationFailed');
  });
});

describe('Until', () => {
  const counting = (more: FlowObject): FlowObject => ({
    Init: variable('integer', 0),
    Loop: {
      type: 'Until',
      actions: {
        Count: { type: 'IncrementVariable', inputs: { name: 'v' } },
        Left: compose("@sub(3, variables('v'))", after('Count')),
      },
      ...after('Init'),
      ...more,
    },
    Result: compose("@variables('v')", after('Loop', 'Succeeded', 'Failed')),
  });

  it('repeats until its condition is met, which sees what is inside', async () => {
    expect(await resultOf(counting({ expression: "@equals(outputs('Left'), 0)" }))).toBe(3);
    expect(await resultOf(counting({ expression: "@equals(iterationIndexes('Loop'), 4)" }))).toBe(5);
  });

  it('ends at its count without failing, unless it is told to', async () => {
    const limited = { expression: '@false', limit: { count: 7, timeout: 'PT1H' } };
    const ran = await runActions(counting(limited));
    expect([ran.record('Result').outputs, ran.record('Loop').status]).toEqual([7, 'Succeeded']);
    const failed = await runActions(counting({ ...limited, operationOptions: 'FailWhenLimitsReached' }));
    expect(failed.record('Loop').status).toBe('Failed');
  });

  it('starts no round after its time', async () => {
    const slow = { type: 'Wait', inputs: { interval: { count: 25, unit: 'Minute' } } };
    const ran = await runActions({ Loop: { type: 'Until', expression: '@false', actions: { Slow: slow } } });
    expect(ran.records.filter(({ name }) => name === 'Slow')).toHaveLength(3);
  });

  it('succeeds when its last round does, and fails when that fails', async () => {
    const loop = (expression: string): FlowObject => ({
      Init: variable('integer', 0),
      Loop: {
        type: 'Until',
        expression: "@equals(variables('v'), 2)",
        actions: {
          Count: { type: 'IncrementVariable', inputs: { name: 'v' } },
          Try: compose(expression, after('Count')),
        },
        ...after('Init'),
      },
    });
    expect((await runActions(loop("@div(1, sub(variables('v'), 1))"))).outcome.status).toBe('Succeeded');
    expect((await runActions(loop("@div(1, sub(variables('v'), 2))"))).outcome.status).toBe('Failed');
  });

  it('gives what its last round left to actions behind it', async () => {
    const actions = counting({ expression: "@equals(variables('v'), 2)" });
    expect(await resultOf({ ...actions, Result: compose("@outputs('Left')", after('Loop')) })).toBe(1);
  });
});

describe('Scope and result()', () => {
  it('gives the records of its first level, failed and skipped ones too', async () => {
    const actions = {
      Try: {
        type: 'Scope',
        actions: {
          Good: compose('fine'),
          Bad: failing(after('Good')),
          Never: compose(1, after('Bad')),
          Inner: { type: 'Scope', actions: { Deep: compose(2) } },
        },
      },
      Result: compose("@result('Try')", after('Try', 'Failed')),
    };
    expect(await resultOf(actions)).toMatchObject([
      { name: 'Good', status: 'Succeeded', code: 'OK', inputs: 'fine', outputs: 'fine' },
      { name: 'Bad', status: 'Failed', code: 'BadRequest', error: { code: 'InvalidTemplate' } },
      { name: 'Never', status: 'Skipped', code: 'ActionSkipped', error: { code: 'ActionConditionFailed' } },
      { name: 'Inner', status: 'Succeeded' },
    ]);
  });
});

describe('Terminate', () => {
  it.each(['Succeeded', 'Failed', 'Cancelled'])(
    'ends the run as %s and skips what has not begun',
    async (runStatus) => {
      const ran = await runActions({
        End: { type: 'Terminate', inputs: { runStatus, runError: { code: 'X1', message: "@triggerBody()['text']" } } },
        Never: compose(1, after('End')),
      });
      expect(ran.outcome.status).toBe(runStatus);
      expect(ran.outcome.error).toEqual(runStatus === 'Failed' ? { code: 'X1', message: 'hello' } : undefined);
      expect(ran.statuses).toEqual({ End: 'Succeeded', Never: 'Skipped' });
    },
  );

  it('interrupts what runs beside it', async () => {
    const ran = await runActions({
      Slow: { type: 'Wait', inputs: { interval: { count: 1, unit: 'Day' } } },
      End: { type: 'Terminate', inputs: { runStatus: 'Failed' } },
    });
    expect(ran.statuses).toEqual({ End: 'Succeeded', Slow: 'Cancelled' });
    expect(ran.outcome.endTime).toEqual(ran.outcome.startTime);
  });
});

describe('Wait', () => {
  it.each<[FlowObject, string]>([
    [{ interval: { count: 90, unit: 'Second' } }, '2026-03-15T12:01:30.000Z'],
    [{ interval: { count: 1, unit: 'Week' } }, '2026-03-22T12:00:00.000Z'],
    [{ interval: { count: '@add(1, 1)', unit: 'Day' } }, '2026-03-17T12:00:00.000Z'],
    [{ until: { timestamp: "@addHours('2026-03-15T12:00:00Z', 5)" } }, '2026-03-15T17:00:00.000Z'],
    [{ until: { timestamp: '2020-01-01T00:00:00Z' } }, '2026-03-15T12:00:00.000Z'],
  ])('%j ends at %s', async (inputs, end) => {
    const ran = await runActions({ Pause: { type: 'Wait', inputs } });
    expect(ran.record('Pause').endTime.toISOString()).toBe(end);
  });

  it('takes no longer than the run may: 30 days', async () => {
    const ran = await runActions({ Pause: { type: 'Wait', inputs: { interval: { count: 2, unit: 'Month' } } } });
    expect(ran.outcome).toMatchObject({ status: 'TimedOut', error: { code: 'WorkflowRunTimedOut' } });
    expect(ran.outcome.endTime.getTime() - ran.outcome.startTime.getTime()).toBe(30 * 86_400_000);
  });
});
