/** Room tests. Rounds of a Foreach at the same time, and long loops and lists. */
import * as fc from 'fast-check';
import { compileFlow } from '../../../../sandbox/flows/engine';
import type { FlowObject } from '../../../../sandbox/flows/expressions';
import { after, answers, compose, connector, flowFile, JumpingClock, resultOf, run, runActions } from './flows';

const parallel = (repetitions: number | undefined): FlowObject =>
  repetitions === undefined ? {} : { runtimeConfiguration: { concurrency: { repetitions } } };

/** A loop over minutes that waits as many in each round. */
const waiting = (minutes: readonly number[], more: FlowObject): FlowObject => ({
  type: 'Foreach',
  foreach: minutes,
  actions: {
    Pause: { type: 'Wait', inputs: { interval: { count: "@items('Loop')", unit: 'Minute' } } },
    Name: compose("@concat('m', string(items('Loop')))", after('Pause')),
  },
  ...more,
});

/** The greatest number of executions at the same time. */
function greatestOverlap(spans: readonly { startTime: Date; endTime: Date }[]): number {
  const overlapping = spans.map(({ startTime }) =>
    spans.filter((other) => other.startTime <= startTime && startTime < other.endTime),
  );
  return Math.max(0, ...overlapping.map(({ length }) => length));
}

describe('Foreach with rounds at the same time', () => {
  const minutes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 25 });

  it('runs as many as allowed and no more, each once, and keeps their order for who comes behind', async () => {
    await fc.assert(
      fc.asyncProperty(minutes, fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }), async (list, limit) => {
        const actions = { Loop: waiting(list, parallel(limit)), Result: compose("@outputs('Name')", after('Loop')) };
        const { records, record } = await runActions(actions);
        const pauses = records.filter(({ name }) => name === 'Pause');
        expect(pauses.map(({ rounds }) => rounds[0]).sort((one = 0, other = 0) => one - other)).toEqual(
          list.map((_, index) => index),
        );
        expect(greatestOverlap(pauses)).toBe(Math.min(limit ?? 1, list.length));
        expect(record('Result').outputs).toEqual(list.map((minute) => `m${minute}`));
      }),
      { numRuns: 60 },
    );
  });

  it('takes one round after the other inside of another Foreach', async () => {
    const inner = { ...waiting([1, 2, 3], parallel(50)), foreach: [1, 2, 3] };
    const outer = { type: 'Foreach', foreach: [0], actions: { Loop: inner } };
    const { records } = await runActions({ Outer: outer });
    expect(greatestOverlap(records.filter(({ name }) => name === 'Pause'))).toBe(1);
  });

  it('is told by operationOptions to be sequential', async () => {
    const { records } = await runActions({ Loop: waiting([1, 2], { ...parallel(5), operationOptions: 'Sequential' }) });
    expect(greatestOverlap(records.filter(({ name }) => name === 'Pause'))).toBe(1);
  });
});

describe('size', () => {
  it('selects from 100,000 items as one action', async () => {
    const select = {
      index: '@item()',
      text: "@concat('n', string(item()))",
      even: '@equals(mod(item(), 2), 0)',
      all: { deep: '@item()' },
    };
    const flow = compileFlow(flowFile({ Make: { type: 'Select', inputs: { from: '@range(0, 100000)', select } } }));
    const { outcome, record } = await run(flow);
    expect(outcome.countedActions).toBe(1);
    expect((record('Make').outputs as { body: unknown[] }).body[99_999]).toMatchObject({
      index: 99_999,
      text: 'n99999',
    });
  });

  it('appends and reads in each of 2,345 rounds', async () => {
    const loop = {
      type: 'Foreach',
      foreach: '@range(0, 2345)',
      actions: {
        Append: { type: 'AppendToArrayVariable', inputs: { name: 'list', value: { id: "@items('Loop')" } } },
        Call: connector('Op', { parameters: { 'item/id': "@items('Loop')" } }, after('Append')),
        Look: compose("@outputs('Call')?['statusCode']", after('Call')),
      },
      ...after('List'),
    };
    const actions = {
      List: { type: 'InitializeVariable', inputs: { variables: [{ name: 'list', type: 'array', value: [] }] } },
      Loop: loop,
      Result: compose("@length(variables('list'))", after('Loop')),
    };
    expect(await resultOf(actions, { callConnector: answers({ statusCode: 204 }) })).toBe(2_345);
  });

  it('leaves the thread to others during a long loop', async () => {
    let turns = 0;
    let isOver = false;
    const others = (): void => {
      turns += 1;
      if (!isOver) setImmediate(others);
    };
    others();
    const clock = new JumpingClock();
    await clock.drive(
      runActions({ Loop: { type: 'Foreach', foreach: '@range(0, 20000)', actions: { In: compose(1) } } }, { clock }),
    );
    isOver = true;
    expect(turns).toBeGreaterThan(50);
  });

  it('refuses a message over 100 MB', async () => {
    const big = compose("@body('Make')", after('Make'));
    const make = (count: number): FlowObject => ({
      Make: { type: 'Select', inputs: { from: `@range(0, ${count})`, select: `${'x'.repeat(50_000)}` } },
      Big: big,
    });
    expect((await runActions(make(2_000))).statuses).toEqual({ Make: 'Succeeded', Big: 'Succeeded' });
    const ran = await runActions(make(2_200));
    expect(ran.record('Make')).toMatchObject({ status: 'Failed', error: { code: 'ActionOutputsSizeLimitExceeded' } });
  });
});
