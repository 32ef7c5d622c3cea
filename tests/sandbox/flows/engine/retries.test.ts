/** Room tests. Calls of connectors: what is repeated, after which waits, what counts, and what an action shows of them. */
import * as fc from 'fast-check';
import type { ConnectorAnswer, ConnectorCall } from '../../../../sandbox/flows/contracts';
import { FlowNotSupportedError, NoAnswerError } from '../../../../sandbox/flows/contracts';
import type { FlowObject } from '../../../../sandbox/flows/expressions';
import { after, answers, compose, connector, JumpingClock, noAnswer, runActions, START } from './flows';

const FIXED = { type: 'fixed', count: 3, interval: 'PT20S' };

/** One call with a policy, answered in turn, and when each request was made: seconds from the start. */
async function called(
  retryPolicy: FlowObject | undefined,
  reply: (call: ConnectorCall) => Promise<ConnectorAnswer>,
  { more = {}, random = 0.5, profile }: { more?: FlowObject; random?: number; profile?: 'Low' | 'Medium' } = {},
) {
  const clock = new JumpingClock();
  const at: number[] = [];
  const ran = await clock.drive(
    runActions(
      {
        Call: connector('Op', retryPolicy ? { retryPolicy } : {}, more),
        Behind: compose("@outputs('Call')?['statusCode']", after('Call', 'Failed', 'Succeeded')),
      },
      {
        clock,
        profile,
        random: () => random,
        callConnector: (call) => {
          at.push((clock.now().getTime() - START) / 1_000);
          return reply(call);
        },
      },
    ),
  );
  return { ...ran, at, call: ran.record('Call') };
}

describe('a call of a connector', () => {
  it('hands over evaluated parameters as flat as they are written', async () => {
    const calls: ConnectorCall[] = [];
    const parameters = { entityName: 'things', 'item/a/b': "@triggerBody()['text']", 'item/list': ['@mul(2, 3)'] };
    const paging = { runtimeConfiguration: { paginationPolicy: { minimumItemCount: 7000 } } };
    await called(undefined, (call) => (calls.push(call), answers({})()), {});
    await runActions(
      { Call: connector('Op', { parameters }, paging) },
      { callConnector: (call) => (calls.push(call), answers({ statusCode: 204 })()) },
    );
    expect(calls[1]).toMatchObject({
      connectionReference: 'test_reference',
      api: 'shared_test',
      operationId: 'Op',
      parameters: { entityName: 'things', 'item/a/b': 'hello', 'item/list': [6] },
      minimumItemCount: 7000,
    });
    expect(calls[0]).not.toHaveProperty('minimumItemCount');
  });

  it.each([
    [200, 'Succeeded', 'OK'],
    [204, 'Succeeded', 'NoContent'],
    [400, 'Failed', 'BadRequest'],
    [404, 'Failed', 'NotFound'],
    [429, 'Failed', 'TooManyRequests'],
    [503, 'Failed', 'ServiceUnavailable'],
    [599, 'Failed', '599'],
  ])('ends %i as %s (%s), with its answer to be read', async (statusCode, status, code) => {
    const { call, record } = await called(
      { type: 'none' },
      answers({ statusCode, headers: { a: 'b' }, body: { c: 1 } }),
    );
    expect(call).toMatchObject({ status, code, outputs: { statusCode, headers: { a: 'b' }, body: { c: 1 } } });
    expect(record('Behind').outputs).toBe(statusCode);
  });

  it('fails by name when the connector cannot do it, without another try', async () => {
    const { call, at } = await called(FIXED, answers(new FlowNotSupportedError('the operation Op')));
    expect(call).toMatchObject({ status: 'Failed', error: { code: 'flow-not-supported' } });
    expect(at).toHaveLength(1);
  });

  it('fails without a stack when the connector breaks', async () => {
    const { call, outcome } = await called(FIXED, answers(new TypeError('secret +4512345678')));
    expect(call).toMatchObject({ status: 'Failed', code: 'InternalServerError' });
    expect(JSON.stringify([call, outcome])).not.toContain('+45');
  });

  it('counts each further page', async () => {
    const { call, outcome } = await called(undefined, answers({ requests: 3 }));
    expect([call.counted, outcome.countedActions]).toEqual([3, 4]);
  });
});

describe('retries', () => {
  it.each([408, 429, 500, 502, 503, 504])('repeat %i', async (statusCode) => {
    const { call, at } = await called(FIXED, answers({ statusCode }, { statusCode: 200 }));
    expect(call).toMatchObject({ status: 'Succeeded', counted: 2 });
    expect(at).toEqual([0, 20]);
  });

  it.each([400, 401, 403, 404, 409, 412, 413, 422])('do not repeat %i', async (statusCode) => {
    const { call, at } = await called(FIXED, answers({ statusCode }, { statusCode: 200 }));
    expect(call).toMatchObject({ status: 'Failed', counted: 1 });
    expect(at).toEqual([0]);
  });

  it.each([
    [{ statusCode: 429, headers: { 'retry-after': '30' } }],
    [{ statusCode: 503 }],
    [new NoAnswerError('connection-lost', 'gone')],
    [new NoAnswerError('timeout', 'slow')],
  ])('never repeat anything with the policy none: %j', async (answer) => {
    const { call, at } = await called({ type: 'none' }, answers(answer, { statusCode: 200 }));
    expect(call).toMatchObject({ status: 'Failed', counted: 1 });
    expect(at).toEqual([0]);
  });

  it('end with the last answer when all are used up', async () => {
    const { call, at } = await called(FIXED, answers({ statusCode: 500, body: 'again' }));
    expect(call).toMatchObject({
      status: 'Failed',
      code: 'InternalServerError',
      counted: 4,
      outputs: { body: 'again' },
    });
    expect(at).toEqual([0, 20, 40, 60]);
  });

  it('wait longer when the answer asks for it, in seconds or by a date', async () => {
    const seconds = await called(FIXED, answers({ statusCode: 429, headers: { 'retry-after': '45' } }, {}));
    expect(seconds.at).toEqual([0, 45]);
    const headers = { 'retry-after': new Date(START + 75_000).toUTCString() };
    expect((await called(FIXED, answers({ statusCode: 429, headers }, {}))).at).toEqual([0, 75]);
    const short = await called(FIXED, answers({ statusCode: 429, headers: { 'retry-after': '1' } }, {}));
    expect(short.at).toEqual([0, 20]);
    const endless = await called(FIXED, answers({ statusCode: 429, headers: { 'retry-after': '9'.repeat(300) } }, {}));
    expect(endless.at).toEqual([0, 86_400]);
  });

  it('come by themselves: eight times, or twice some minutes apart with the smallest plan', async () => {
    const medium = await called(undefined, answers({ statusCode: 500 }));
    expect(medium.at).toHaveLength(9);
    expect(medium.at[1]).toBe(3.5);
    const low = await called(undefined, answers({ statusCode: 500 }), { profile: 'Low' });
    expect(low.at).toHaveLength(3);
    expect(low.at[1]).toBeGreaterThanOrEqual(300);
  });

  it('wait a random time out of a range that doubles and has an end', async () => {
    const policies = fc.record({
      count: fc.integer({ min: 1, max: 12 }),
      interval: fc.integer({ min: 5, max: 600 }),
      minimum: fc.integer({ min: 5, max: 60 }),
      maximum: fc.integer({ min: 60, max: 3_600 }),
      random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(policies, async ({ count, interval, minimum, maximum, random }) => {
        const policy = {
          type: 'exponential',
          count,
          interval: `PT${interval}S`,
          minimumInterval: `PT${minimum}S`,
          maximumInterval: `PT${maximum}S`,
        };
        const { at, call } = await called(policy, answers({ statusCode: 500 }), { random });
        expect([at.length, call.counted]).toEqual([count + 1, count + 1]);
        at.slice(1).forEach((time, index) => {
          const delay = Math.round((time - (at[index] ?? 0)) * 1_000);
          const [from, to] = [index === 0 ? 0 : interval * 2 ** (index - 1), interval * 2 ** index];
          expect(delay).toBeGreaterThanOrEqual(Math.min(Math.max(from, minimum), maximum) * 1_000);
          expect(delay).toBeLessThanOrEqual(Math.min(Math.max(to, minimum), maximum) * 1_000);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('are over when the time of the action is', async () => {
    const { call, at } = await called(FIXED, answers({ statusCode: 503 }), { more: { limit: { timeout: 'PT30S' } } });
    expect(call).toMatchObject({ status: 'TimedOut', code: 'ActionTimedOut', counted: 2 });
    expect(at).toEqual([0, 20]);
    expect(call.endTime.getTime() - START).toBe(30_000);
  });
});

describe('no answer', () => {
  it('is 502 when the connection is lost', async () => {
    const { call } = await called({ type: 'none' }, answers(new NoAnswerError('connection-lost', 'gone')));
    expect(call).toMatchObject({ status: 'Failed', code: 'BadGateway', outputs: { statusCode: 502 } });
  });

  it('is 504 after 120 seconds, and the connector is told to stop', async () => {
    let signal: AbortSignal | undefined;
    const { call } = await called({ type: 'none' }, (given) => ((signal = given.signal), noAnswer()));
    expect(call).toMatchObject({ status: 'Failed', code: 'GatewayTimeout', outputs: { statusCode: 504 } });
    expect(call.endTime.getTime() - START).toBe(120_000);
    expect(signal?.aborted).toBe(true);
  });

  it('leaves the run to others when the action has a shorter time', async () => {
    const { call, outcome } = await called({ type: 'none' }, noAnswer, { more: { limit: { timeout: 'PT10S' } } });
    expect(call).toMatchObject({ status: 'TimedOut', counted: 1 });
    expect(outcome.status).toBe('Failed');
  });
});
