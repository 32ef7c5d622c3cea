/** Room tests. The hour's limit of requests. */
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
