import { ClockMovedBackError, VirtualClock } from '../../../sandbox/clock';

describe('the clock of a sandbox', () => {
  let machine = 0;
  let clock: VirtualClock;
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    machine = Date.UTC(2026, 0, 1);
    clock = new VirtualClock(() => machine + Date.now());
  });
  afterEach(() => jest.useRealTimers());
  const inMs = (ms: number): Date => new Date(clock.now().getTime() + ms);

  it('runs with the machine, also after it was moved', () => {
    clock.moveTo(inMs(3_600_000));
    jest.advanceTimersByTime(1000);
    expect(clock.now()).toEqual(new Date(Date.UTC(2026, 0, 1, 1, 0, 1)));
    expect(clock.aheadMs).toBe(3_600_000);
  });

  it('wakes who waits, in the order of the times, when it is moved past them', () => {
    const woken: string[] = [];
    clock.at(inMs(2000), () => woken.push('second'));
    clock.at(inMs(1000), () => woken.push('first'));
    clock.at(inMs(9000), () => woken.push('later'));
    jest.advanceTimersByTime(999);
    expect(woken).toEqual([]);
    clock.moveTo(inMs(5000));
    jest.advanceTimersByTime(0);
    jest.advanceTimersByTime(1);
    expect(woken).toEqual(['first', 'second']);
  });

  it('wakes nobody while it stands, and goes on from the time it shows', () => {
    const woken: string[] = [];
    clock.at(inMs(1000), () => woken.push('one'));
    clock.stop();
    const shown = clock.now();
    jest.advanceTimersByTime(5000);
    expect(clock.now()).toEqual(shown);
    expect(woken).toEqual([]);
    clock.run();
    jest.advanceTimersByTime(1000);
    expect(woken).toEqual(['one']);
  });

  it('takes an order back', () => {
    const action = jest.fn();
    clock.at(inMs(10), action)();
    jest.advanceTimersByTime(100);
    expect(action).not.toHaveBeenCalled();
  });

  it('waits longer than one timer of the machine can', () => {
    const action = jest.fn();
    clock.at(inMs(60 * 86_400_000), action);
    jest.advanceTimersByTime(59 * 86_400_000);
    expect(action).not.toHaveBeenCalled();
    jest.advanceTimersByTime(86_400_000);
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('refuses to go back, with the time it shows', () => {
    expect(() => clock.moveTo(inMs(-1))).toThrow(ClockMovedBackError);
  });
});
