/** Room tests. The hour's limit of requests, and the plan of faults: both count calls. */
import { FaultPlan, type FaultOrder } from '../../../sandbox/omnichannel/lab/faultPlan';
import { MAX_REQUESTS_PER_HOUR, RequestWindow } from '../../../sandbox/omnichannel/service/requestWindow';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

describe('RequestWindow', () => {
  it('takes 30,000 requests in an hour and not one more', () => {
    const window = new RequestWindow();
    for (let count = 0; count < MAX_REQUESTS_PER_HOUR; count += 1)
      expect(window.take(at(count / 10)).retryAfterSeconds).toBeUndefined();
    expect(window.take(at(3000))).toEqual({ retryAfterSeconds: 600 });
  });

  it('slides: room comes back one request at a time', () => {
    const window = new RequestWindow(2);
    window.take(at(0));
    window.take(at(1800));
    expect(window.take(at(3599))).toEqual({ retryAfterSeconds: 1 });
    expect(window.take(at(3600))).toEqual({});
    expect(window.take(at(3601))).toEqual({ retryAfterSeconds: 1799 });
  });

  it('does not count what it refuses', () => {
    const window = new RequestWindow(1);
    window.take(at(0));
    for (let second = 1; second < 100; second += 1) window.take(at(second));
    expect(window.take(at(3600))).toEqual({});
  });

  it('goes on counting after a restart', () => {
    const window = new RequestWindow(2, [at(0).getTime(), at(10).getTime()]);
    expect(window.take(at(20))).toEqual({ retryAfterSeconds: 3580 });
  });

  it('stays exact over many hours', () => {
    const window = new RequestWindow(5000);
    let refused = 0;
    for (let second = 0; second < 30_000; second += 1)
      if (window.take(at(second / 2)).retryAfterSeconds !== undefined) refused += 1;
    // 7,200 a hour are asked for, 5,000 are given; 15,000 seconds are four hours and ten minutes.
    expect(30_000 - refused).toBe(4 * 5000 + 1200);
  });
});

describe('FaultPlan', () => {
  const order = (more: Partial<FaultOrder>): FaultOrder => ({
    kind: 'refuse',
    atCall: 1,
    times: 1,
    delayMs: 0,
    retryAfterSeconds: 1,
    ...more,
  });
  const kinds = (plan: FaultPlan, calls: number) => Array.from({ length: calls }, () => plan.next()?.kind);

  it('strikes the n-th call from now, once', () => {
    const plan = new FaultPlan();
    plan.next();
    plan.order(order({ atCall: 2 }));
    expect(kinds(plan, 3)).toEqual([undefined, 'refuse', undefined]);
  });

  it('strikes several calls in a row', () => {
    const plan = new FaultPlan();
    plan.order(order({ times: 2, kind: 'throttle' }));
    expect(kinds(plan, 3)).toEqual(['throttle', 'throttle', undefined]);
  });

  it('says what is still to come, counted from now', () => {
    const plan = new FaultPlan();
    plan.order(order({ atCall: 2, times: 3 }));
    expect(plan.pending()).toMatchObject([{ atCall: 2, times: 3 }]);
    kinds(plan, 3);
    expect(plan.pending()).toMatchObject([{ atCall: 1, times: 1 }]);
    plan.next();
    expect(plan.pending()).toEqual([]);
  });

  it('lets the earlier order strike when two meet, and forgets all on clear', () => {
    const plan = new FaultPlan();
    plan.order(order({ kind: 'delay' }));
    plan.order(order({ kind: 'error', times: 2 }));
    expect(kinds(plan, 1)).toEqual(['delay']);
    plan.clear();
    expect(kinds(plan, 1)).toEqual([undefined]);
  });
});
