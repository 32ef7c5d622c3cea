import { readWebhookEnvironment } from '../../../plugins-ts/serveWebhooks';
import { defineHandler, RefusedByHandlerError, type Handler } from '../../../plugins-ts/handler';
import { openWebhookHost, type AnsweredEvent, type WebhookHost } from '../../../plugins-ts/webhookHost';

const KEY = 'a shared key of some length';

const handlerOf = (run: Handler['run']): Handler =>
  defineHandler({
    step: { table: 'account', message: 'Update', mode: 'synchronous', columns: ['name'], preImageColumns: [] },
    run,
  });

const event = (operationId: string): string =>
  JSON.stringify({
    MessageName: 'Update',
    PrimaryEntityName: 'account',
    PrimaryEntityId: '0f8fad5b-d9cb-469f-a165-70867728950e',
    OperationId: operationId,
    InputParameters: [],
  });

describe('the webhook host', () => {
  let host: WebhookHost | undefined;
  let logged: AnsweredEvent[];
  const open = async (run: Handler['run'], most?: number): Promise<WebhookHost> => {
    logged = [];
    host = await openWebhookHost({
      key: KEY,
      handlers: [handlerOf(run)],
      port: 0,
      most,
      log: (one) => logged.push(one),
    });
    return host;
  };
  afterEach(() => host?.close());

  const post = (url: string, body = event('one'), key = KEY): Promise<Response> =>
    fetch(`${url}?code=${encodeURIComponent(key)}`, { method: 'POST', body, headers: { 'x-request-id': 'request' } });

  it('answers 200 when a handler agrees, and 400 with its sentence when it does not', async () => {
    const { url } = await open(({ operationId }) => {
      if (operationId === 'two') throw new RefusedByHandlerError('locked', 'It is locked.');
    });
    expect((await post(url)).status).toBe(200);
    const refused = await post(url, event('two'));
    expect([refused.status, await refused.json()]).toEqual([400, { code: 'locked', message: 'It is locked.' }]);
    expect(logged).toEqual([
      { event: 'answered', status: 200, code: 'handled', message: 'Handled.', requestId: 'request' },
      { event: 'answered', status: 400, code: 'locked', message: 'It is locked.', requestId: 'request' },
    ]);
  });

  it('turns away who has no key or another, before the body says anything', async () => {
    const run = jest.fn();
    const { url } = await open(run);
    expect((await post(url, 'no JSON', 'another key of some length')).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: event('one') })).status).toBe(401);
    expect(run).not.toHaveBeenCalled();
    expect(JSON.stringify(logged)).not.toContain('another');
  });

  it.each([
    ['GET', '/webhook', 405],
    ['POST', '/', 404],
    ['POST', '/webhook/more', 404],
  ])('answers %s %s with %s', async (method, path, status) => {
    const { url } = await open(jest.fn());
    expect((await fetch(new URL(path, url), { method })).status).toBe(status);
  });

  it('answers 400 to what is no event and 413 to what is too large', async () => {
    const { url } = await open(jest.fn());
    expect((await post(url, 'no JSON')).status).toBe(400);
    expect((await post(url, 'x'.repeat(600 * 1024))).status).toBe(413);
  });

  it('answers 503 while it has as much as it takes, and works on when that is done', async () => {
    let finish: () => void = () => undefined;
    let started: () => void = () => undefined;
    const isStarted = new Promise<void>((resolve) => (started = resolve));
    const { url } = await open(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
          started();
        }),
      1,
    );
    const first = post(url);
    await isStarted;
    expect((await post(url, event('two'))).status).toBe(503);
    finish();
    expect((await first).status).toBe(200);
    // The first is known by now, so its repetition needs no handler.
    expect((await post(url)).status).toBe(200);
  });

  it('runs a handler once for an event that is delivered twice', async () => {
    const run = jest.fn();
    const { url } = await open(run);
    await Promise.all([post(url), post(url)]);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('answers what is under way before it closes', async () => {
    let finish: () => void = () => undefined;
    let started: () => void = () => undefined;
    const isStarted = new Promise<void>((resolve) => (started = resolve));
    const opened = await open(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
          started();
        }),
    );
    const answer = post(opened.url);
    await isStarted;
    const closed = opened.close();
    finish();
    const { status, headers } = await answer;
    // Kept, the connection would keep the host open until its sender lets go of it.
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
    await closed;
    host = undefined;
    await expect(post(opened.url)).rejects.toThrow();
  });
});

describe('readWebhookEnvironment', () => {
  it('takes key, port, address and number from the environment', () => {
    expect(readWebhookEnvironment({ WEBHOOK_KEY: KEY })).toEqual({ key: KEY, port: 8200, most: undefined });
    const all = { WEBHOOK_KEY: KEY, WEBHOOK_PORT: '0', WEBHOOK_HOST: '0.0.0.0', WEBHOOK_MOST: '5' };
    expect(readWebhookEnvironment(all)).toEqual({ key: KEY, port: 0, host: '0.0.0.0', most: 5 });
  });

  it.each([
    [{}, 'WEBHOOK_KEY'],
    [{ WEBHOOK_KEY: 'short-secret' }, 'WEBHOOK_KEY'],
    [{ WEBHOOK_KEY: KEY, WEBHOOK_PORT: '70000' }, 'WEBHOOK_PORT'],
    [{ WEBHOOK_KEY: KEY, WEBHOOK_MOST: 'many' }, 'WEBHOOK_MOST'],
  ])('refuses %j by the name of what is wrong', (environment, name) => {
    expect(() => readWebhookEnvironment(environment)).toThrow(name);
    expect(() => readWebhookEnvironment(environment)).not.toThrow('short-secret');
  });
});
