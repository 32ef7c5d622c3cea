/** Room tests. Service protection: what is let in and refused within the window, for how long, and for whom. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { DataverseError } from '../../../sandbox/dataverse/errors';
import { openDataverse } from '../../../sandbox/dataverse/open';
import type { WebApiOptions } from '../../../sandbox/dataverse/webApi';
import { DOCUMENTED_LIMITS, ServiceProtection, WINDOW_MS } from '../../../sandbox/dataverse/webApi/serviceProtection';
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { serve } from '../../contract/webApi/openSandboxHost';

const USER = 'user';

describe('ServiceProtection', () => {
  let nowMs = 0;
  let elapsedMs = 0;
  const open = (limits = DOCUMENTED_LIMITS): ServiceProtection =>
    new ServiceProtection(
      () => new Date(nowMs),
      () => elapsedMs,
      limits,
    );
  beforeEach(() => {
    nowMs = 1_000_000_000;
    elapsedMs = 0;
  });
  const run = (protection: ServiceProtection, ms = 0, user = USER): void => {
    const { leave } = protection.enter(user);
    elapsedMs += ms;
    leave();
  };
  const refusal = (protection: ServiceProtection, user = USER): unknown => {
    try {
      protection.enter(user).leave();
      return undefined;
    } catch (error) {
      const { status, code, retryAfterSeconds } = error as DataverseError;
      return { status, code, retryAfterSeconds };
    }
  };

  it('lets 6,000 requests in within 300 seconds and refuses the next until the first is over', () => {
    const protection = open();
    run(protection);
    nowMs += 100_000;
    for (let index = 1; index < 6000; index += 1) run(protection);
    expect(refusal(protection)).toEqual({ status: 429, code: '0x80072322', retryAfterSeconds: 200 });
    nowMs += 199_999;
    expect(refusal(protection)).toEqual({ status: 429, code: '0x80072322', retryAfterSeconds: 1 });
    nowMs += 1;
    expect(refusal(protection)).toBeUndefined();
    expect(refusal(protection)).toMatchObject({ code: '0x80072322', retryAfterSeconds: 100 });
  });

  it('refuses after 1,200 seconds of execution until enough of it is over', () => {
    const protection = open();
    run(protection, 700_000);
    nowMs += 60_000;
    run(protection, 500_000);
    expect(refusal(protection)).toEqual({ status: 429, code: '0x80072321', retryAfterSeconds: 240 });
    nowMs += 240_000;
    expect(refusal(protection)).toBeUndefined();
  });

  it('lets 52 requests run at once', () => {
    const protection = open();
    const running = Array.from({ length: 52 }, () => protection.enter(USER));
    expect(refusal(protection)).toEqual({ status: 429, code: '0x80072326', retryAfterSeconds: 1 });
    running[0]?.leave();
    expect(refusal(protection)).toBeUndefined();
  });

  it('counts each user alone', () => {
    const protection = open({ ...DOCUMENTED_LIMITS, requests: 1 });
    run(protection);
    expect(refusal(protection)).toMatchObject({ status: 429 });
    expect(refusal(protection, 'another')).toBeUndefined();
  });

  it('never lets more in within any window than its limit, and always after the time it names', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 120 }),
        (requests, waits) => {
          const protection = open({ ...DOCUMENTED_LIMITS, requests });
          const entered: number[] = [];
          for (const wait of waits) {
            nowMs += wait;
            const refused = refusal(protection) as { retryAfterSeconds: number } | undefined;
            if (refused) {
              nowMs += refused.retryAfterSeconds * 1000;
              expect(refusal(protection)).toBeUndefined();
            }
            entered.push(nowMs);
            const within = entered.filter((at) => at > nowMs - WINDOW_MS);
            expect(within.length).toBeLessThanOrEqual(requests);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('Service protection over HTTP', () => {
  let host: SandboxHost;
  let client: WebApiClient;
  let nowMs = 0;
  const start = async (serviceProtection?: WebApiOptions['serviceProtection']): Promise<void> => {
    nowMs = Date.parse('2026-03-02T12:00:00Z');
    const dataverse = openDataverse({ file: ':memory:', clock: () => new Date(nowMs), newId: randomUUID });
    host = await serve(dataverse, serviceProtection ? { serviceProtection } : {});
    client = new WebApiClient(host);
  };
  afterEach(() => host.close());

  it('answers 429 with its code and Retry-After, and 200 when the time is over', async () => {
    await start({ requests: 2 });
    const first = await client.get('WhoAmI');
    expect(first.headers.get('x-ms-ratelimit-burst-remaining-xrm-requests')).toBe('1');
    expect(first.headers.get('x-ms-ratelimit-time-remaining-xrm-requests')).toBe('1,200.00');
    expect((await client.get('WhoAmI')).status).toBe(200);
    const refused = await client.get('WhoAmI');
    expect(refused.status).toBe(429);
    expect(errorCode(refused)).toBe('0x80072322');
    expect(refused.headers.get('retry-after')).toBe('300');
    nowMs += 300_000;
    expect((await client.get('WhoAmI')).status).toBe(200);
  });

  it('counts a batch once', async () => {
    await start({ requests: 2 });
    const part = 'Content-Type: application/http\r\n\r\nGET WhoAmI HTTP/1.1\r\n\r\n';
    const answer = await client.send('POST', '$batch', `--b\r\n${part}\r\n--b\r\n${part}\r\n--b\r\n${part}\r\n--b--`, {
      'content-type': 'multipart/mixed; boundary=b',
    });
    expect(answer.text.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
    expect((await client.get('WhoAmI')).status).toBe(200);
    expect((await client.get('WhoAmI')).status).toBe(429);
  });

  it('leaves no row behind when it refuses a create', async () => {
    await start({ requests: 1 });
    await client.get('WhoAmI');
    expect((await client.send('POST', 'accounts', { name: 'Refused' })).status).toBe(429);
    expect(host.dataverse.rows.findWhere('account', {})).toEqual([]);
  });

  it('limits as documented unless it is told otherwise', async () => {
    await start();
    expect(host.protection.current).toEqual(DOCUMENTED_LIMITS);
    const answer = await client.get('WhoAmI');
    expect(answer.headers.get('x-ms-ratelimit-burst-remaining-xrm-requests')).toBe('5999');
  });

  it('limits nothing when it is off', async () => {
    await start('off');
    expect(host.protection.current).toBeUndefined();
    expect((await client.get('WhoAmI')).headers.get('x-ms-ratelimit-burst-remaining-xrm-requests')).toBeNull();
  });
});
