/** Room tests. Requests of deploying: which answers are repeated, after how long, and what an answer means. */
import { failureOf, isUnclear, WebApi } from '../../../solution/tools/deploy/webApi';

const NOON = Date.parse('2026-03-02T12:00:00Z');

/** Answers each of the given in turn, the last one forever. */
function service(answers: readonly (readonly [status: number, retryAfter?: string])[]) {
  const methods: string[] = [];
  const waits: number[] = [];
  const fetch = (_url: string, init: RequestInit): Promise<Response> => {
    const [status, retryAfter] = answers[Math.min(methods.length, answers.length - 1)] ?? [200];
    methods.push(init.method ?? 'GET');
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
    return Promise.resolve(new Response('{}', { status, headers }));
  };
  const api = new WebApi({
    baseUrl: 'https://org.crm.dynamics.com',
    fetch: fetch as typeof globalThis.fetch,
    wait: (ms) => Promise.resolve(void waits.push(ms)),
    now: () => NOON,
  });
  return { api, methods, waits };
}

describe('A request of deploying', () => {
  it.each<[what: string, header: string | undefined, ms: number]>([
    ['seconds', '7', 7_000],
    ['a date', 'Mon, 02 Mar 2026 12:00:09 GMT', 9_000],
    ['a date that is over', 'Mon, 02 Mar 2026 11:00:00 GMT', 0],
    ['nothing', undefined, 5_000],
    ['an empty text', '', 5_000],
    ['no time at all', 'soon', 5_000],
    ['more than a window of the limits', '86400', 300_000],
  ])('waits after a 429 as Retry-After says: %s', async (_what, header, ms) => {
    const { api, waits } = service([[429, header], [200]]);
    expect((await api.send('POST', 'x')).status).toBe(200);
    expect(waits).toEqual([ms]);
  });

  it.each([408, 502, 503, 504])('is asked again after %d when it reads, three times at most', async (status) => {
    const passing = service([[status], [status], [200]]);
    expect((await passing.api.send('GET', 'x')).status).toBe(200);
    const lasting = service([[status]]);
    expect((await lasting.api.send('GET', 'x')).status).toBe(status);
    expect(lasting.methods).toHaveLength(3);
  });

  it.each(['POST', 'PATCH', 'DELETE'] as const)(
    'is sent once when it is a %s, whatever the gateway says',
    async (method) => {
      const { api, methods } = service([[503]]);
      await api.send(method, 'x');
      expect(methods).toEqual([method]);
    },
  );

  it('waits no longer than the time that all requests have together', async () => {
    let now = 0;
    const fetch = (): Promise<Response> => Promise.resolve(new Response('{}', { status: 429 }));
    const api = new WebApi({
      baseUrl: 'https://org.crm.dynamics.com',
      fetch: fetch as typeof globalThis.fetch,
      wait: (ms) => Promise.resolve(void (now += ms)),
      now: () => now,
    });
    const limited = api.limitedTo(60_000);
    expect([(await limited.send('GET', 'x')).status, now]).toEqual([429, 60_000]);
    expect([(await limited.send('GET', 'y')).status, now]).toEqual([429, 60_000]);
  });

  it('names no token that cannot be sent', async () => {
    const api = new WebApi({ baseUrl: 'https://localhost:1', getToken: () => Promise.resolve('s3cret\npart') });
    await expect(api.send('GET', 'x')).rejects.toMatchObject({
      code: 'environment-unreachable',
      message: expect.not.stringContaining('s3cret') as string,
    });
  });

  it('is refused without the secret that it sent, whatever the platform says', async () => {
    const message = 'The value +6281200000001 is not valid: "+6281200000001".';
    const api = new WebApi({
      baseUrl: 'https://org.crm.dynamics.com',
      fetch: (() =>
        Promise.resolve(
          new Response(JSON.stringify({ error: { message } }), { status: 400 }),
        )) as typeof globalThis.fetch,
    });
    const value = '+6281200000001';
    await expect(api.demand('the list', 'PATCH', 'x', { value }, value)).rejects.toThrow(
      'The value … is not valid: "…".',
    );
    await expect(api.demand('the list', 'PATCH', 'x', { value: 'no' }, 'no')).rejects.toThrow('is not valid');
  });

  it.each<[status: number, unclear: boolean]>([
    [400, false],
    [403, false],
    [404, false],
    [408, true],
    [412, false],
    [429, false],
    [500, true],
    [501, false],
    [503, true],
  ])('with the answer %d leaves its outcome open: %s', (status, unclear) => {
    expect(isUnclear({ status })).toBe(unclear);
    const { code } = failureOf('the removal', { status, text: '', body: {} });
    expect(code).toBe(unclear ? 'answer-unclear' : 'request-refused');
  });
});
