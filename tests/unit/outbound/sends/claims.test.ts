/** Room tests. What a claim tells of its request when nobody answers it. */
import { postedOnOf, stateAfterLease } from '../../../../outbound/sends/claims';
import { BATCH_STATES, type BatchState } from '../../../../outbound/sends/states';

const NOW = new Date('2026-03-05T10:00:00Z');
const before = (ms: number): Date => new Date(NOW.getTime() - ms);

describe('the mark of a claim', () => {
  const claim = { claimedBy: 'one#1', claimedOn: NOW, leaseExpiresOn: NOW };

  it('is left to the request when that is guarded', () => {
    expect(postedOnOf({ ...claim, isGuarded: true })).toBeUndefined();
  });

  it('is there from the beginning when nobody could tell later whether it was posted', () => {
    expect(postedOnOf({ ...claim, isGuarded: false })).toEqual(NOW);
  });
});

describe('a claim whose lease is over', () => {
  const claimed = { state: 'claimed', leaseExpiresOn: before(1) } as const;

  it('waits again when its request never marked the row', () => {
    expect(stateAfterLease(claimed, NOW)).toBe('waiting');
  });

  it('is unknown when its request marked the row, whenever that was', () => {
    for (const postedOn of [before(60_000), before(-60_000)]) {
      expect(stateAfterLease({ ...claimed, postedOn }, NOW)).toBe('unknown');
    }
  });

  it('is unknown when it never had a lease: nothing is known of what made it', () => {
    expect(stateAfterLease({ state: 'claimed' }, NOW)).toBe('unknown');
  });
});

describe('what holds', () => {
  it('is a claim through the last moment of its lease, marked or not', () => {
    for (const postedOn of [undefined, before(1)]) {
      expect(stateAfterLease({ state: 'claimed', leaseExpiresOn: NOW, postedOn }, NOW)).toBeUndefined();
    }
  });

  it.each((Object.keys(BATCH_STATES) as BatchState[]).filter((state) => state !== 'claimed'))(
    'is a batch that is %s, whatever is left of a claim',
    (state) => {
      expect(stateAfterLease({ state, leaseExpiresOn: before(1), postedOn: before(1) }, NOW)).toBeUndefined();
    },
  );
});
