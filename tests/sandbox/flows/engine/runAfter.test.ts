/** Room tests. The order of actions, what is skipped, and what becomes of a scope and of the run: laws over random graphs. */
import * as fc from 'fast-check';
import type { ActionStatus } from '../../../../sandbox/flows/contracts';
import type { FlowObject } from '../../../../sandbox/flows/expressions';
import { after, compose, failing, runActions } from './flows';

const STATUSES = ['Succeeded', 'Failed', 'Skipped', 'TimedOut'] as const;
type End = 'Succeeded' | 'Failed' | 'TimedOut';

interface Sketch {
  readonly name: string;
  /** What it does when it runs. */
  readonly end: End;
  /** Minutes that it takes. */
  readonly takes: number;
  readonly runAfter: Readonly<Record<string, readonly ActionStatus[]>>;
}

/** An action that ends so, after that time; what fails is a scope with a wait and a division by zero. */
function actionOf({ name, end, takes, runAfter }: Sketch): FlowObject {
  const order: FlowObject = { runAfter };
  const wait = { type: 'Wait', inputs: { interval: { count: takes, unit: 'Minute' } } };
  if (end === 'Succeeded') return { ...wait, ...order };
  if (end === 'TimedOut') {
    return {
      type: 'Wait',
      inputs: { interval: { count: 1, unit: 'Day' } },
      limit: { timeout: `PT${takes}M` },
      ...order,
    };
  }
  const inside = { [`${name}_wait`]: wait, [`${name}_fail`]: failing(after(`${name}_wait`)) };
  return { type: 'Scope', actions: inside, ...order };
}

/** Any graph without a circle, its actions listed in any order. */
const sketches: fc.Arbitrary<Sketch[]> = fc
  .integer({ min: 1, max: 8 })
  .chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({
          name: fc.constant(`A${index}`),
          end: fc.constantFrom<End>('Succeeded', 'Succeeded', 'Failed', 'TimedOut'),
          takes: fc.integer({ min: 1, max: 9 }),
          runAfter: fc
            .subarray(
              Array.from({ length: index }, (__, before) => `A${before}`),
              { maxLength: Math.min(3, index) },
            )
            .chain((names) =>
              fc
                .tuple(...names.map(() => fc.subarray([...STATUSES], { minLength: 1 })))
                .map((wanted) => Object.fromEntries(names.map((name, at) => [name, wanted[at] ?? []]))),
            ),
        }),
      ),
    ),
  )
  .chain((list) => fc.shuffledSubarray(list, { minLength: list.length }));

/** What the rules say, worked out action by action without any order or time. */
function expectedStatuses(graph: readonly Sketch[]): Record<string, ActionStatus> {
  const known: Record<string, ActionStatus> = {};
  const statusOf = (name: string): ActionStatus => {
    const sketch = graph.find((one) => one.name === name);
    if (!sketch) throw new Error(name);
    const met = Object.entries(sketch.runAfter).every(([before, wanted]) => wanted.includes(statusOf(before)));
    return (known[name] ??= met ? sketch.end : 'Skipped');
  };
  for (const { name } of graph) statusOf(name);
  return known;
}

/** Every way backwards from an action that ends a branch, over skipped ones to the first that ran. */
function endsWell(graph: readonly Sketch[], statuses: Record<string, ActionStatus>): boolean {
  const waysFrom = (name: string): ActionStatus[] => {
    const status = statuses[name] ?? 'Skipped';
    if (status !== 'Skipped') return [status];
    return Object.keys(graph.find((one) => one.name === name)?.runAfter ?? {}).flatMap(waysFrom);
  };
  const waitedFor = new Set(graph.flatMap(({ runAfter }) => Object.keys(runAfter)));
  const ends = graph.filter(({ name }) => !waitedFor.has(name));
  return ends.flatMap(({ name }) => waysFrom(name)).every((status) => status === 'Succeeded');
}

const toActions = (graph: readonly Sketch[]): FlowObject =>
  Object.fromEntries(graph.map((sketch) => [sketch.name, actionOf(sketch)]));

describe('runAfter', () => {
  it('gives every action of any graph the status that the rules give it, and the run too', async () => {
    await fc.assert(
      fc.asyncProperty(sketches, async (graph) => {
        const ran = await runActions(toActions(graph));
        const expected = expectedStatuses(graph);
        for (const { name } of graph) expect([name, ran.statuses[name]]).toEqual([name, expected[name]]);
        expect(ran.outcome.status).toBe(endsWell(graph, expected) ? 'Succeeded' : 'Failed');
      }),
      { numRuns: 300 },
    );
  });

  it('judges a scope as it judges a run', async () => {
    await fc.assert(
      fc.asyncProperty(sketches, async (graph) => {
        const ran = await runActions({ Scope: { type: 'Scope', actions: toActions(graph) } });
        expect(ran.statuses.Scope).toBe(endsWell(graph, expectedStatuses(graph)) ? 'Succeeded' : 'Failed');
      }),
      { numRuns: 100 },
    );
  });

  it('starts an action when all before it have ended, and not later', async () => {
    await fc.assert(
      fc.asyncProperty(sketches, async (graph) => {
        const { records, outcome } = await runActions(toActions(graph));
        const byName = new Map(records.map((record) => [record.name, record]));
        for (const { name, runAfter } of graph) {
          const ends = Object.keys(runAfter).map((before) => byName.get(before)?.endTime.getTime() ?? NaN);
          const start = Math.max(outcome.startTime.getTime(), ...ends);
          expect([name, byName.get(name)?.startTime.getTime()]).toEqual([name, start]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('counts an action once, and a skipped one not at all', async () => {
    await fc.assert(
      fc.asyncProperty(sketches, async (graph) => {
        const { records, outcome } = await runActions(toActions(graph));
        expect(outcome.countedActions).toBe(records.filter(({ status }) => status !== 'Skipped').length);
      }),
      { numRuns: 50 },
    );
  });

  const tryCatch = (first: FlowObject): FlowObject => ({
    Try: { type: 'Scope', actions: { Work: first } },
    Catch: { type: 'Scope', actions: { Handle: compose('handled') }, ...after('Try', 'Failed', 'TimedOut', 'Skipped') },
    Finally: compose('done', after('Catch', 'Succeeded', 'Skipped')),
  });

  it.each([
    [
      'is skipped when all goes well',
      compose(1),
      { Try: 'Succeeded', Catch: 'Skipped', Handle: 'Skipped', Finally: 'Succeeded' },
    ],
    [
      'runs when something fails',
      failing(),
      { Try: 'Failed', Catch: 'Succeeded', Handle: 'Succeeded', Finally: 'Succeeded' },
    ],
  ])('lets a catch that %s end in success', async (_, first, expected) => {
    const ran = await runActions(tryCatch(first));
    expect(ran.statuses).toMatchObject(expected);
    expect(ran.outcome.status).toBe('Succeeded');
  });

  it('says which action was waited for, and what it became', async () => {
    const ran = await runActions({ Bad: failing(), Next: compose(1, after('Bad', 'Succeeded', 'Skipped')) });
    expect(ran.record('Next').error).toEqual({
      code: 'ActionConditionFailed',
      message:
        "The execution of template action 'Next' is skipped: the 'runAfter' condition for action 'Bad' is not satisfied. " +
        "Expected status values 'Succeeded, Skipped' and actual value 'Failed'.",
    });
  });
});
