import fc from 'fast-check';
import { decideStart } from '../../../../outbound/sends/startSend';
import { defaultStartBy, findScheduleFault } from '../../../../outbound/sends/schedule';

const NOW = new Date('2026-03-05T02:00:00Z');
const at = (ms: number): Date => new Date(NOW.getTime() + ms);

describe('a time for a send', () => {
  it.each([
    [-1, undefined, 'past'],
    [0, undefined, 'past'],
    [1, undefined, undefined],
    [1, 1, undefined],
    [2, 1, 'start-by-first'],
    [-2, -3, 'past'],
  ])('that starts %s ms from now and asks after %s ms has the fault %s', (start, limit, fault) => {
    const startBy = limit === undefined ? undefined : at(limit);
    expect(findScheduleFault({ scheduledOn: at(start), startBy }, NOW)).toBe(fault);
  });

  it('without a fault makes a send wait now, and never miss its time before it has come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9, max: 9 }),
        fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined }),
        (start, limit) => {
          const schedule = { scheduledOn: at(start), startBy: limit === undefined ? undefined : at(limit) };
          fc.pre(findScheduleFault(schedule, NOW) === undefined);
          const send = { state: 'scheduled', ...schedule } as const;
          expect(decideStart(send, NOW).kind).toBe('wait');
          expect(decideStart(send, schedule.scheduledOn).kind).toBe('start');
        },
      ),
    );
  });

  it('is offered a latest start of two hours later, which has no fault', () => {
    expect(defaultStartBy(at(1))).toEqual(at(7_200_001));
    expect(findScheduleFault({ scheduledOn: at(1), startBy: defaultStartBy(at(1)) }, NOW)).toBeUndefined();
  });
});
