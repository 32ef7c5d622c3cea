/** Room tests. Web API requests over fetch: status, etag and Retry-After survive, and silence is told from refusal. */
import { readFault, requireSuccess, type WebApiHttp } from '../../../outbound/dataverse/webApi';
import { withoutNumbers } from '../../../outbound/dataverse/webApiErrors';
import { toOutboundError } from '../../../webresources/gateways/hostErrors';
import { createWebApiHttp } from '../../../webresources/gateways/webApiHttp';

const NOW = new Date('2026-01-01T00:00:00Z');

interface Scripted {
  readonly http: WebApiHttp;
  readonly calls: { url: string; init: RequestInit }[];
  /** Lets the time-out strike. */
  timeOut(): void;
  readonly timersRunning: () => number;
}

function scripted(answer: (init: RequestInit) => Promise<Partial<Response>>): Scripted {
  const calls: { url: string; init: RequestInit }[] = [];
  const timers = new Set<() => void>();
  const http = createWebApiHttp({
    clientUrl: 'https://contoso.test',
    fetch: ((url: string, init: RequestInit) => {
      calls.push({ url, init });
      return answer(init);
    }) as unknown as typeof fetch,
    timeoutMs: 5000,
    startTimer: (callBack) => {
      timers.add(callBack);
      return () => timers.delete(callBack);
    },
    now: () => NOW,
  });
  return { http, calls, timeOut: () => timers.forEach((strike) => strike()), timersRunning: () => timers.size };
}

const response = (status: number, text = '', headers: Record<string, string> = {}): Partial<Response> => ({
  ok: status < 300,
  status,
  headers: new Headers(headers),
  text: () => Promise.resolve(text),
});

describe('a request', () => {
  it('goes to the Web API of the environment, with OData headers, its own and the body as JSON', async () => {
    const { http, calls } = scripted(() => Promise.resolve(response(204)));
    await http.send({ method: 'PATCH', path: 'obm_sendbatches(1)', headers: { 'If-Match': 'W/"7"' }, body: { a: 1 } });
    expect(calls[0]?.url).toBe('https://contoso.test/api/data/v9.2/obm_sendbatches(1)');
    expect(calls[0]?.init).toMatchObject({
      method: 'PATCH',
      credentials: 'same-origin',
      body: '{"a":1}',
      headers: { 'If-Match': 'W/"7"', 'OData-Version': '4.0', 'Content-Type': 'application/json; charset=utf-8' },
    });
  });

  it.each([
    ['seconds', '7', 7000],
    ['a date', 'Thu, 01 Jan 2026 00:00:09 GMT', 9000],
    ['a date that has passed', 'Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['nonsense', 'soon', undefined],
  ])('reads Retry-After given as %s in milliseconds', async (_form, header, expected) => {
    const { http } = scripted(() => Promise.resolve(response(429, '', { 'Retry-After': header })));
    expect(await http.send({ method: 'POST', path: 'x' })).toMatchObject({ status: 429, retryAfterMs: expected });
  });

  it('that is led to a sign-in page is silence: the page of a followed redirect would pass for success', async () => {
    const { http } = scripted((init) =>
      init.redirect === 'error'
        ? Promise.reject(new TypeError('Failed to fetch'))
        : Promise.resolve(response(200, '<html>Sign in</html>')),
    );
    expect(await http.send({ method: 'POST', path: 'x', body: {} })).toMatchObject({ kind: 'no-answer' });
  });

  it('that gets no answer resolves as silence, not as a refusal', async () => {
    const { http, timersRunning } = scripted(() => Promise.reject(new TypeError('Failed to fetch')));
    const answer = await http.send({ method: 'POST', path: 'x' });
    expect(answer).toMatchObject({ kind: 'no-answer', cause: 'connection', error: { code: 'host-unreachable' } });
    expect(timersRunning()).toBe(0);
  });

  it('that takes too long is broken off and resolves as a time-out', async () => {
    const { http, timeOut } = scripted(
      (init) =>
        new Promise((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        }),
    );
    const sending = http.send({ method: 'POST', path: 'x' });
    timeOut();
    expect(await sending).toMatchObject({ kind: 'no-answer', cause: 'timeout', error: { code: 'host-timeout' } });
  });

  it('that writes is decided by its status even when the body is cut off', async () => {
    const cut = { ...response(200), text: () => Promise.reject(new TypeError('network error')) };
    const { http } = scripted(() => Promise.resolve(cut));
    expect(await http.send({ method: 'POST', path: 'x' })).toMatchObject({ kind: 'response', status: 200 });
  });

  it('that reads gets nothing when the body is cut off', async () => {
    const cut = { ...response(200), text: () => Promise.reject(new TypeError('network error')) };
    const { http } = scripted(() => Promise.resolve(cut));
    expect(await http.send({ method: 'GET', path: 'x' })).toMatchObject({ kind: 'no-answer', cause: 'connection' });
  });
});

describe('a refusal', () => {
  const codeOf = async (status: number, hostCode: string): Promise<unknown> => {
    const { http } = scripted(() =>
      Promise.resolve(response(status, JSON.stringify({ error: { code: hostCode, message: 'No.' } }))),
    );
    return requireSuccess(http, { method: 'GET', path: 'x' }).then(
      () => 'nothing thrown',
      (error: { code: string }) => error.code,
    );
  };

  it.each([
    [404, '0x80040217', 'row-missing'],
    [403, '0x80040220', 'permission-denied'],
    [403, '', 'permission-denied'],
    [400, '0x80048d19', 'host-request-failed'],
  ])('with status %i and code %s becomes the error %s', async (status, hostCode, expected) => {
    expect(await codeOf(status, hostCode)).toBe(expected);
  });

  it('without an OData body still has its status', () => {
    expect(readFault({ kind: 'response', status: 502, text: '<html>Bad gateway</html>' })).toEqual({ status: 502 });
  });

  it.each([
    [-2147220969, 'row-missing'],
    [2147746327, 'row-missing'],
    [2147746336, 'permission-denied'],
    [2147746305, 'host-request-failed'],
  ])('of Xrm.WebApi with errorCode %i, signed or not, becomes %s', (errorCode, expected) => {
    expect(toOutboundError({ errorCode, message: 'x' }).code).toBe(expected);
  });

  it('never carries a phone number into a message, but leaves ids readable', () => {
    expect(withoutNumbers('Number +6281234567890 of 3f2504e0-4f89-11d3-9a0c-0305e82c3301 is wrong')).toBe(
      'Number … of 3f2504e0-4f89-11d3-9a0c-0305e82c3301 is wrong',
    );
  });
});
