import fc from 'fast-check';
import { fairShares } from '../../../../../outbound/sends/budget/fairShares';

describe('fairShares', () => {
  it('levels what each has had', () => {
    const needs = [
      { used: 0, need: 1000 },
      { used: 30, need: 1000 },
      { used: 500, need: 1000 },
    ];
    expect(fairShares(needs, 70)).toEqual([50, 20, 0]);
  });

  it('gives on what one cannot use', () => {
    const needs = [
      { used: 0, need: 5 },
      { used: 0, need: 1000 },
      { used: 0, need: 1000 },
    ];
    expect(fairShares(needs, 105)).toEqual([5, 50, 50]);
  });

  it('gives everything there is, nobody more than they need, and nobody less than they could have without taking from a poorer one', () => {
    const amount = fc.oneof(fc.nat(50), fc.double({ min: 0, max: 30_000, noNaN: true }));
    const needsOf = fc.array(fc.record({ used: amount, need: amount }), { maxLength: 20 });
    fc.assert(
      fc.property(needsOf, amount, (needs, free) => {
        const shares = fairShares(needs, free);
        const wanted = needs.reduce((total, { need }) => total + need, 0);
        expect(shares.reduce((total, share) => total + share, 0)).toBeCloseTo(Math.min(free, wanted), 3);
        shares.forEach((share, index) => {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(needs[index]?.need ?? 0);
        });
        const levels = shares.map((share, index) => share + (needs[index]?.used ?? 0));
        const unmet = levels.filter((_, index) => (shares[index] ?? 0) < (needs[index]?.need ?? 0) - 1e-3);
        const served = levels.filter((_, index) => (shares[index] ?? 0) > 1e-3);
        expect(Math.max(0, ...served)).toBeLessThanOrEqual(Math.min(Infinity, ...unmet) + 1e-3);
      }),
    );
  });
});
