import fc from 'fast-check';
import { nextSendState, reconcile } from '../../../../outbound/sends/reconcile';
import { BATCH_STATES, type BatchState, type SendState } from '../../../../outbound/sends/states';

const batch = (state: BatchState, contactCount: number) => ({ state, contactCount });

describe('reconcile', () => {
  it('counts contacts by the state of their batch', () => {
    const batches = [batch('accepted', 100), batch('refused', 40), batch('unknown', 30), batch('waiting', 20)];
    expect(reconcile({ audience: 200, excluded: 10, batches })).toEqual({
      audience: 200,
      accepted: 100,
      excluded: 10,
      refused: 40,
      unknown: 30,
      waiting: 20,
      missing: 0,
      inFlight: 0,
    });
  });

  it('counts a claimed batch as unknown: it may have been sent', () => {
    expect(reconcile({ audience: 50, excluded: 0, batches: [batch('claimed', 50)] })).toMatchObject({
      unknown: 50,
      inFlight: 50,
      waiting: 0,
    });
  });

  it('shows people whose batch is gone instead of hiding them', () => {
    expect(reconcile({ audience: 100, excluded: 0, batches: [batch('accepted', 60)] }).missing).toBe(40);
  });

  it('sums to the audience, always', () => {
    const batches = fc.array(
      fc.record({
        state: fc.constantFrom(...(Object.keys(BATCH_STATES) as BatchState[])),
        contactCount: fc.integer({ min: 0, max: 100 }),
      }),
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(), batches, (audience, excluded, list) => {
        const counts = reconcile({ audience, excluded, batches: list });
        const { accepted, refused, unknown, waiting, missing } = counts;
        expect(accepted + counts.excluded + refused + unknown + waiting + missing).toBe(audience);
        expect(counts.inFlight).toBeLessThanOrEqual(unknown);
      }),
    );
  });

  it('misses nobody of a sound journal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 })), fc.nat(1000), (sizes, excluded) => {
        const audience = excluded + sizes.reduce((sum, size) => sum + size, 0);
        const list = sizes.map((size) => batch('waiting', size));
        expect(reconcile({ audience, excluded, batches: list })).toMatchObject({
          missing: 0,
          waiting: audience - excluded,
        });
      }),
    );
  });
});

describe('nextSendState', () => {
  const stateAfter = (current: SendState, batches: ReturnType<typeof batch>[], audience?: number) =>
    nextSendState(
      current,
      reconcile({
        audience: audience ?? batches.reduce((sum, { contactCount }) => sum + contactCount, 0),
        excluded: 0,
        batches,
      }),
    );

  it.each<[string, SendState, ReturnType<typeof batch>[], SendState]>([
    ['stays waiting while nothing is done', 'waiting', [batch('waiting', 1)], 'waiting'],
    ['is sending while something is in flight', 'waiting', [batch('claimed', 1)], 'sending'],
    ['is sending while something waits', 'sending', [batch('accepted', 1), batch('waiting', 1)], 'sending'],
    ['is finished when all are accepted', 'sending', [batch('accepted', 2)], 'finished'],
    ['needs attention after a refusal', 'sending', [batch('accepted', 1), batch('refused', 1)], 'needsAttention'],
    ['needs attention after an unknown outcome', 'sending', [batch('unknown', 1)], 'needsAttention'],
    ['stays canceled', 'canceled', [batch('accepted', 1)], 'canceled'],
  ])('%s', (_what, current, batches, next) => {
    expect(stateAfter(current, batches)).toBe(next);
  });

  it('needs attention when people are missing from the journal', () => {
    expect(stateAfter('sending', [batch('accepted', 1)], 2)).toBe('needsAttention');
  });

  it('needs attention when the journal has more people than were chosen', () => {
    expect(stateAfter('sending', [batch('accepted', 2)], 1)).toBe('needsAttention');
  });
});
