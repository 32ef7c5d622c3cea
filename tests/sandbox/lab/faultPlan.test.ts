/** Room tests. The plan of faults: it counts requests and says which fault each one meets. */
import fc from 'fast-check';
import type { FaultOrder } from '../../../sandbox/lab/faults/faultOrder';
import { FaultPlan } from '../../../sandbox/lab/faults/faultPlan';
import type { RequestedOperation } from '../../../sandbox/lab/faults/operationMatch';

const request = (message = 'Send'): RequestedOperation => ({
  method: 'POST',
  path: `/${message}`,
  messages: [message],
});
const order = (more: Partial<FaultOrder> = {}): FaultOrder => ({
  kind: 'refuse',
  operation: { message: 'Send' },
  atCall: 1,
  every: 1,
  times: 1,
  delayMs: 0,
  retryAfterSeconds: 1,
  ...more,
});
const kinds = (plan: FaultPlan, calls: number) => Array.from({ length: calls }, () => plan.next(request())?.kind);

describe('FaultPlan', () => {
  it('strikes the n-th matching request from now, once', () => {
    const plan = new FaultPlan();
    plan.next(request());
    plan.order(order({ atCall: 2 }));
    plan.next(request('Other'));
    expect(kinds(plan, 3)).toStrictEqual([undefined, 'refuse', undefined]);
  });

  it('strikes several in a row', () => {
    const plan = new FaultPlan();
    plan.order(order({ times: 2, kind: 'throttle' }));
    expect(kinds(plan, 3)).toEqual(['throttle', 'throttle', undefined]);
  });

  it('says what is still to come, counted from now', () => {
    const plan = new FaultPlan();
    plan.order(order({ atCall: 2, times: 3 }));
    expect(plan.pending()).toMatchObject([{ atCall: 2, times: 3, met: 0, struck: 0 }]);
    kinds(plan, 3);
    expect(plan.pending()).toMatchObject([{ atCall: 1, times: 1, met: 3, struck: 2 }]);
    kinds(plan, 1);
    expect(plan.pending()).toEqual([]);
  });

  it('says when the next of every third comes', () => {
    const plan = new FaultPlan();
    plan.order(order({ atCall: 3, every: 3, times: null }));
    const next: unknown[] = [];
    for (let call = 0; call < 5; call += 1) {
      next.push(plan.pending()[0]?.atCall);
      plan.next(request());
    }
    expect(next).toEqual([3, 2, 1, 3, 2]);
  });

  it('lets the earlier order strike when two meet, and forgets all on clear', () => {
    const plan = new FaultPlan();
    plan.order(order({ kind: 'delay' }));
    plan.order(order({ kind: 'error', times: 2 }));
    expect(kinds(plan, 1)).toEqual(['delay']);
    plan.clear();
    expect(kinds(plan, 1)).toStrictEqual([undefined]);
  });

  it('strikes just when it said it would, whatever the order', () => {
    const positive = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(positive, positive, fc.option(positive), (atCall, every, times) => {
        const plan = new FaultPlan();
        plan.order(order({ atCall, every, times }));
        let struck = 0;
        for (let call = 1; call <= 60; call += 1) {
          const said = plan.pending()[0]?.atCall === 1;
          const isStruck = plan.next(request()) !== undefined;
          expect(isStruck).toBe(said);
          if (isStruck) struck += 1;
        }
        const turns = Math.floor((60 - atCall) / every) + 1;
        expect(struck).toBe(Math.min(turns, times ?? turns));
      }),
      { numRuns: 100 },
    );
  });

  it('strikes about as often as its rate says, and the same requests for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (seed, rate) => {
        const run = () => {
          const plan = new FaultPlan();
          plan.order(order({ rate, seed, times: null }));
          return kinds(plan, 400);
        };
        const first = run();
        expect(run()).toEqual(first);
        const share = first.filter((kind) => kind !== undefined).length / 400;
        expect(Math.abs(share - rate)).toBeLessThan(0.15);
      }),
      { numRuns: 50 },
    );
  });
});
