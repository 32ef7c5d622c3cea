import { classifyAnswer, DEFAULT_RETRY_AFTER_MS, type InvokeAnswer } from '../../../../outbound/invoke/classifyAnswer';
import { createInvoker, type OutboundGateway } from '../../../../outbound/invoke/gateway';
import { INFERRED_SIGNATURE } from '../../../../outbound/invoke/signature';

const response = (status: number, facts: object = {}): InvokeAnswer => ({ kind: 'response', status, ...facts });

describe('classifyAnswer', () => {
  it.each([
    [200, 'accepted'],
    [204, 'accepted'],
    [302, 'unknown'],
    [400, 'refused'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [408, 'unknown'],
    [412, 'refused'],
    [429, 'throttled'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
    [504, 'unknown'],
    [0, 'unknown'],
  ])('takes status %i for %s', (status, kind) => {
    expect(classifyAnswer(response(status)).kind).toBe(kind);
  });

  it.each([
    '0x80072322',
    '0x80072321',
    '0x80072326',
    -2147015902,
    '-2147015903',
    '-2147015898',
    '0X80072322',
    0x80072322,
  ])('takes the service protection code %s for throttled, whatever the status', (errorCode) => {
    expect(classifyAnswer(response(503, { errorCode })).kind).toBe('throttled');
  });

  it.each(['0x80072323', '0x80040265', -2147220891, 'ThrottlingConcurrency', ''])(
    'does not take the code %j for throttled',
    (errorCode) => {
      expect(classifyAnswer(response(400, { errorCode })).kind).toBe('refused');
    },
  );

  it('accepts a 2xx whatever code it carries', () => {
    expect(classifyAnswer(response(204, { errorCode: '0x80072322' })).kind).toBe('accepted');
  });

  it('waits as long as the platform asks, zero included', () => {
    expect(classifyAnswer(response(429, { retryAfterMs: 5000 }))).toEqual({ kind: 'throttled', retryAfterMs: 5000 });
    expect(classifyAnswer(response(429, { retryAfterMs: 0 }))).toEqual({ kind: 'throttled', retryAfterMs: 0 });
  });

  it.each([undefined, Number.NaN, -1, Infinity])('waits a default time when it asks for %s', (retryAfterMs) => {
    expect(classifyAnswer(response(429, { retryAfterMs }))).toEqual({
      kind: 'throttled',
      retryAfterMs: DEFAULT_RETRY_AFTER_MS,
    });
  });

  it('keeps the platform’s code and sentence', () => {
    expect(classifyAnswer(response(400, { errorCode: '0x80040203', errorMessage: 'Too many.' }))).toEqual({
      kind: 'refused',
      code: '0x80040203',
      message: 'Too many.',
    });
    expect(classifyAnswer(response(500))).toMatchObject({ code: 'http-500' });
  });

  it('takes no answer for unknown', () => {
    expect(classifyAnswer({ kind: 'no-answer', cause: 'timeout' })).toMatchObject({ kind: 'unknown', code: 'timeout' });
  });
});

describe('a refusal that every other batch would meet too', () => {
  const stopOf = (status: number, facts: object = {}) => {
    const outcome = classifyAnswer(response(status, facts));
    return outcome.kind === 'refused' ? outcome.stops : outcome.kind;
  };
  const missing = (table: string) => ({
    errorCode: '0x80040217',
    errorMessage: `${table} With Id = 0c000000-0000-4000-8000-000000000001 Does Not Exist`,
  });

  it.each([
    [401, {}, 'permission-denied'],
    [403, {}, 'permission-denied'],
    [400, { errorCode: '0x80040220' }, 'permission-denied'],
    [400, { errorCode: -2147220960 }, 'permission-denied'],
    [400, { errorCode: '0x80042f09' }, 'permission-denied'],
    [404, { errorCode: '0x80060888' }, 'action-missing'],
    [404, missing('msdyn_ocoutboundconfiguration'), 'configuration-missing'],
    [404, missing("Entity 'msdyn_ocoutboundconfiguration'"), 'configuration-missing'],
    [404, missing('msdyn_ocsystemmessage'), 'template-missing'],
    [404, { errorCode: '0x80040217' }, 'configuration-missing'],
  ])('is told from status %i and %j', (status, facts, stops) => {
    expect(stopOf(status, facts)).toBe(stops);
  });

  it.each([
    [404, missing('incident')],
    [404, missing('obm_sendbatch')],
    [404, {}],
    [400, { errorCode: '0x80040203' }],
    [400, { errorCode: '0x80060888' }],
  ])('is not: status %i and %j concern one batch', (status, facts) => {
    expect(stopOf(status, facts)).toBeUndefined();
  });

  it('is never an unclear answer', () => {
    expect(stopOf(500, { errorCode: '0x80040220' })).toBe('unknown');
    expect(stopOf(429, { errorCode: '0x80040220' })).toBe('throttled');
  });

  it.each([204, 400, 429, 500])('keeps the row’s version of an answer with status %i', (status) => {
    expect(classifyAnswer(response(status, { etag: 'W/"2"' }))).toMatchObject({ etag: 'W/"2"' });
  });
});

describe('a request that was repeated below the program', () => {
  it('is unknown: the first copy may have run', () => {
    expect(classifyAnswer({ kind: 'repeated' })).toMatchObject({ kind: 'unknown', code: 'request-repeated' });
  });
});

describe('createInvoker', () => {
  const configurationId = '0c000000-0000-4000-8000-000000000001';
  const claimed = { id: 'batch', etag: 'W/"1"', attempts: 0 };
  const invokerOver = (gateway: OutboundGateway, signature = INFERRED_SIGNATURE) =>
    createInvoker(gateway, signature, configurationId);

  it.each([true, false])('is guarded as its gateway is: %s', (isGuarded) => {
    expect(invokerOver({ isGuarded, invokeOutbound: async () => response(204) }).isGuarded).toBe(isGuarded);
  });

  it('posts the stored text unchanged', async () => {
    const bodies: unknown[] = [];
    const invoker = invokerOver({
      isGuarded: true,
      async invokeOutbound(body) {
        bodies.push(body);
        return response(204);
      },
    });
    await expect(invoker.invoke('[ {} ]', claimed)).resolves.toEqual({ kind: 'accepted' });
    expect(bodies).toMatchObject([{ ContactList: '[ {} ]' }]);
  });

  it.each([
    [Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'ECONNRESET'],
    [new Error('lost'), 'gateway-failed'],
    ['text', 'gateway-failed'],
  ])('takes a gateway that rejects for one without an answer', async (error, code) => {
    const invoker = invokerOver({ isGuarded: true, invokeOutbound: () => Promise.reject(error) });
    await expect(invoker.invoke('[]', claimed)).resolves.toMatchObject({ kind: 'unknown', code });
  });

  it('refuses a damaged list without posting it', async () => {
    let posted = 0;
    const gateway: OutboundGateway = {
      isGuarded: true,
      async invokeOutbound() {
        posted += 1;
        return response(204);
      },
    };
    const invoker = invokerOver(gateway, { ...INFERRED_SIGNATURE, contactListEncoding: 'collection' });
    await expect(invoker.invoke('[', claimed)).resolves.toMatchObject({
      kind: 'refused',
      code: 'contact-list-damaged',
    });
    expect(posted).toBe(0);
  });
});
