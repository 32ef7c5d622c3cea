/** Room tests. Which actions of a run are under way: those that have begun and not ended, as long as the process lasts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { button, flowId, flowZip, type FlowSpec, type Json } from './flowZip';
import { NOON, openFlows, type Flows } from './openFlows';

const FLOW = flowId(1);
const OTHER = flowId(2);
let flows: Flows;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flows-under-way-'));
  flows = await openFlows({ file: join(folder, 'data.db') });
});
afterEach(async () => {
  await flows.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (): Promise<string> =>
  String((await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs: {} })).body.id);

async function run(actions: Json, trigger: Json = button(), others: readonly FlowSpec[] = []): Promise<string> {
  await flows.importZip(flowZip([{ id: FLOW, name: 'By hand', trigger, actions }, ...others]));
  flows.connect();
  for (const { id } of [{ id: FLOW }, ...others]) expect((await flows.turnOn(id)).body).toEqual({});
  return start();
}

const compose = (inputs: unknown): Json => ({ type: 'Compose', runAfter: {}, inputs });

describe('what is under way in a run', () => {
  const wait: Json = { type: 'Wait', runAfter: {}, inputs: { interval: { count: 1, unit: 'Hour' } } };
  const each = (actions: Json, more: Json = {}): Json => ({
    Each: { type: 'Foreach', runAfter: {}, foreach: "@createArray('a','b','c')", actions, ...more },
  });
  type Place = Parameters<Flows['level']>[1];
  const running = async (id: string, place: Place = {}): Promise<string[]> =>
    (await flows.level(id, place)).running.map(({ name }) => name);
  /** Runs, until an action of that name is under way there. */
  async function runUntil(
    name: string,
    place: Place,
    actions: Json,
    trigger?: Json,
    others?: readonly FlowSpec[],
  ): Promise<string> {
    const id = await run(actions, trigger, others);
    await flows.until(
      () => running(id, place),
      (names) => names.includes(name),
    );
    return id;
  }
  const reopen = async (): Promise<void> => {
    await flows.close();
    flows = await openFlows({ file: join(folder, 'data.db') });
  };

  it('is an action that waits, since it began, until it has ended', async () => {
    const id = await runUntil('Wait', {}, { First: compose(1), Wait: { ...wait, runAfter: { First: ['Succeeded'] } } });
    const level = await flows.level(id);
    expect(level.running).toEqual([{ name: 'Wait', startTime: NOON.toISOString() }]);
    expect(level.actions.map(({ name }) => name)).toEqual(['First']);
    flows.sandbox.clock.moveTo(new Date('2026-03-02T13:00:00Z'));
    await flows.ended(FLOW);
    expect((await flows.level(id)).running).toEqual([]);
    expect((await flows.level(id)).actions.map(({ name }) => name)).toEqual(['First', 'Wait']);
  });

  it('is every scope and loop around it too, in its round and in no other', async () => {
    const id = await runUntil(
      'Outer',
      {},
      {
        Outer: {
          type: 'Scope',
          runAfter: {},
          actions: each({ Inner: { type: 'Scope', runAfter: {}, actions: { Wait: wait } } }),
        },
        Later: { type: 'Scope', runAfter: { Outer: ['Succeeded'] }, actions: { Never: compose(2) } },
      },
    );
    expect(await running(id)).toEqual(['Outer']);
    expect(await running(id, { path: ['Outer'] })).toEqual(['Each']);
    expect(await running(id, { path: ['Outer', 'Each'], rounds: [0] })).toEqual(['Inner']);
    expect(await running(id, { path: ['Outer', 'Each'], rounds: [1] })).toEqual([]);
    expect(await running(id, { path: ['Outer', 'Each', 'Inner'], rounds: [0] })).toEqual(['Wait']);
    expect((await flows.level(id, { path: ['Outer'], loops: ['Each'] })).rounds).toEqual({ Each: 1 });
  });

  it('is a round that has ended nothing, beside others at the same time', async () => {
    const beside = { runtimeConfiguration: { concurrency: { repetitions: 3 } } };
    const id = await runUntil('Each', {}, each({ Wait: wait }, beside));
    expect((await flows.level(id, { loops: ['Each'] })).rounds).toEqual({ Each: 3 });
    for (const round of [0, 1, 2]) expect(await running(id, { path: ['Each'], rounds: [round] })).toEqual(['Wait']);
  });

  it('is an Until with its pause, round by round', async () => {
    const id = await runUntil(
      'Again',
      {},
      {
        Again: {
          type: 'Until',
          runAfter: {},
          expression: "@equals(iterationIndexes('Again'), 1)",
          limit: { count: 5, timeout: 'PT5H' },
          actions: { Pause: wait },
        },
      },
    );
    const pausing = (round: number): Promise<string[]> => running(id, { path: ['Again'], rounds: [round] });
    expect(await pausing(0)).toEqual(['Pause']);
    flows.sandbox.clock.moveTo(new Date('2026-03-02T13:00:00Z'));
    await flows.until(
      () => pausing(1),
      (names) => names.includes('Pause'),
    );
    expect([await pausing(0), await running(id)]).toEqual([[], ['Again']]);
  });

  it('is a call whose answer has not come', async () => {
    const answer = {
      type: 'Response',
      kind: 'PowerApp',
      runAfter: { Wait: ['Succeeded'] },
      inputs: { statusCode: 200 },
    };
    const child = { id: OTHER, name: 'Child', trigger: button(), actions: { Wait: wait, Answer: answer } };
    const ask = { type: 'Workflow', runAfter: {}, inputs: { host: { workflowReferenceName: OTHER }, body: {} } };
    const id = await runUntil('Ask', {}, { Ask: ask }, undefined, [child]);
    flows.sandbox.clock.moveTo(new Date('2026-03-02T13:00:00Z'));
    expect((await flows.ended(FLOW)).status).toBe('Succeeded');
    expect(await running(id)).toEqual([]);
  });

  it('is told to the pages that are open, when it begins and when it ends', async () => {
    const heard: [string, string][] = [];
    const { history, changes } = flows.sandbox.flows;
    changes.listen(() => {
      const [newest] = history.list(FLOW, 1);
      const { running: now, actions } = history.level(newest?.id ?? '', [], [], []);
      heard.push([now.map(({ name }) => name).join(), actions.map(({ status }) => status).join()]);
    });
    await runUntil('Wait', {}, { Wait: wait });
    expect(heard.at(-1)).toEqual(['Wait', '']);
    flows.sandbox.clock.moveTo(new Date('2026-03-02T13:00:00Z'));
    await flows.ended(FLOW);
    expect(heard.at(-1)).toEqual(['', 'Succeeded']);
  });

  it('is nothing once a person has cancelled the run', async () => {
    const id = await runUntil('Wait', {}, { Wait: wait });
    await flows.send('POST', `/flows/api/runs/${id}/cancel`);
    await flows.ended(FLOW);
    const { running: left, actions } = await flows.level(id);
    expect([left, actions.map(({ status }) => status)]).toEqual([[], ['Cancelled']]);
  });

  it('is nothing in a run that was interrupted by the end of the sandbox', async () => {
    const id = await runUntil('Wait', {}, { Wait: wait });
    await reopen();
    expect((await flows.detail(id)).error?.code).toBe('RunInterrupted');
    expect(await flows.level(id)).toMatchObject({ running: [], actions: [] });
  });

  it('is told of a run that waited for its turn over the end of the sandbox, once it has begun', async () => {
    const trigger = button({}, [], { runtimeConfiguration: { concurrency: { runs: 1 } } });
    await runUntil('Wait', {}, { Wait: wait }, trigger);
    const next = await start();
    expect(await running(next)).toEqual([]);
    await reopen();
    await flows.until(
      () => running(next),
      (names) => names.includes('Wait'),
    );
  });

  it('is nothing when the lab has gone back to a snapshot that was taken meanwhile', async () => {
    const id = await runUntil('Wait', {}, { Wait: wait });
    flows.sandbox.snapshots.create('meanwhile');
    flows.sandbox.snapshots.restore('meanwhile');
    await flows.sandbox.flows.idle();
    expect(await running(id)).toEqual([]);
    expect((await flows.detail(id)).status).toBe('Failed');
  });

  it('is nothing in a run that waits for its turn again, because the lab has gone back to before it began', async () => {
    const trigger = button({}, [], { runtimeConfiguration: { concurrency: { runs: 1 } } });
    await runUntil('Wait', {}, { Wait: wait }, trigger);
    const [second, third] = [await start(), await start()];
    const waiting = (id: string): Promise<string[]> =>
      flows.until(
        () => running(id),
        (names) => names.includes('Wait'),
      );
    flows.sandbox.snapshots.create('queue');
    for (const [id, now] of [
      [second, '2026-03-02T13:00:00Z'],
      [third, '2026-03-02T14:00:00Z'],
    ] as const) {
      flows.sandbox.clock.moveTo(new Date(now));
      await waiting(id);
    }
    flows.sandbox.snapshots.restore('queue');
    await waiting(second);
    expect(await running(third)).toEqual([]);
  });
});
