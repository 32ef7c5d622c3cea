import { batchesToClear, type RetainedBatch, type RetainedSend } from '../../../../outbound/sends/retention';
import { BATCH_STATES, SEND_STATES, type BatchState, type SendState } from '../../../../outbound/sends/states';

const now = new Date('2025-04-30T00:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const of = (state: SendState, more: Partial<RetainedSend> = {}): RetainedSend => ({ state, batchCount: 1, ...more });
const batch = (state: BatchState, days: number, more: Partial<RetainedBatch> = {}): RetainedBatch => ({
  id: `${state}-${days}`,
  state,
  answeredOn: daysAgo(days),
  ...more,
});

describe('batchesToClear', () => {
  it('takes batches that have been at rest for so many days, and no younger one', () => {
    const batches = [batch('accepted', 30), batch('accepted', 29.999), batch('refused', 31), batch('unknown', 365)];
    const due = batchesToClear(of('needsAttention'), batches, 30, now);
    expect(due.map(({ id }) => id)).toEqual(['accepted-30', 'refused-31', 'unknown-365']);
  });

  it.each(Object.keys(BATCH_STATES) as BatchState[])('never takes a %s batch that a runner may still post', (state) => {
    const isPostable = state === 'waiting' || state === 'claimed';
    const due = batchesToClear(of('sending', { finishedOn: daysAgo(99) }), [batch(state, 99)], 30, now);
    expect(due).toHaveLength(isPostable ? 0 : 1);
  });

  it('takes what a canceled send left waiting, counted from its end', () => {
    const batches = [batch('waiting', 99), batch('claimed', 99)];
    expect(batchesToClear(of('canceled', { finishedOn: daysAgo(30) }), batches, 30, now)).toEqual([batches[0]]);
    expect(batchesToClear(of('canceled', { finishedOn: daysAgo(3) }), batches, 30, now)).toEqual([]);
  });

  it('takes what a creation that was broken off left, counted from its begin and never within a day', () => {
    const batches = [batch('waiting', 99, { answeredOn: undefined })];
    const clear = (age: number, days: number) =>
      batchesToClear(of('waiting', { createdOn: daysAgo(age) }), batches, days, now);
    expect([clear(30, 30), clear(29, 30), clear(0.9, 0), clear(1, 0)]).toEqual([batches, [], [], batches]);
  });

  it('takes what a cloud flow left that broke off while it wrote, counted from its last sign of life and never within a day', () => {
    const batches = [batch('waiting', 99, { answeredOn: undefined })];
    const clear = (age: number, silence: number, days: number) =>
      batchesToClear(
        of('paused', { batchCount: 0, createdOn: daysAgo(age), flowSignOn: daysAgo(silence) }),
        batches,
        days,
        now,
      );
    expect([clear(30, 30, 30), clear(29, 29, 30), clear(99, 29, 30)]).toEqual([batches, [], []]);
    expect([clear(0.9, 0.9, 0), clear(1, 1, 0), clear(1, 99, 0)]).toEqual([[], batches, batches]);
  });

  it('leaves what waits in a send that can go on, of a person or of a cloud flow that has written it in full', () => {
    const waiting = [batch('waiting', 99)];
    const long = { createdOn: daysAgo(99), finishedOn: daysAgo(99) };
    const goesOn = (Object.keys(SEND_STATES) as SendState[]).filter(
      (state) => state !== 'waiting' && state !== 'canceled',
    );
    for (const state of goesOn) {
      const isPaused = state === 'paused';
      expect(
        batchesToClear(of(state, { ...long, ...(isPaused && { flowSignOn: daysAgo(99) }) }), waiting, 30, now),
      ).toEqual([]);
      expect(batchesToClear(of(state, { ...long, batchCount: 0 }), waiting, 30, now)).toEqual([]);
    }
  });

  it('takes nothing twice, and nothing without an answer', () => {
    const batches = [batch('accepted', 99, { clearedOn: now }), batch('accepted', 99, { answeredOn: undefined })];
    expect(batchesToClear(of('finished'), batches, 30, now)).toEqual([]);
  });

  it.each([Number.NaN, -1])('takes nothing for a retention of %s days', (days) => {
    expect(batchesToClear(of('finished'), [batch('accepted', 99)], days, now)).toEqual([]);
  });

  it('takes everything at rest at once for a retention of 0 days', () => {
    expect(batchesToClear(of('finished'), [batch('accepted', 0)], 0, now)).toHaveLength(1);
  });
});
