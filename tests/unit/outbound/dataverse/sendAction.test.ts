/** Room tests. The send action over HTTP, and its signature read once per session. */
import type { MultipartBody, WebApiHttp, WebApiRequest, WebApiResponse } from '../../../../outbound/dataverse/webApi';
import { readSignature, sendActionGateway, type SignatureStorage } from '../../../../outbound/dataverse/sendAction';

const CSDL = (parameter: string, type: string): string => `<edmx:Edmx><Schema><Action Name="msdyn_InvokeOutboundAPI">
<Parameter Name="OutboundSettingsRecord" Type="mscrm.msdyn_ocoutboundconfiguration"/>
<Parameter Name="${parameter}" Type="${type}"/></Action></Schema></edmx:Edmx>`;

function answering(answer: Omit<WebApiResponse, 'kind'> | { cause: 'timeout' | 'connection' }): {
  http: WebApiHttp;
  requests: WebApiRequest[];
} {
  const requests: WebApiRequest[] = [];
  return {
    requests,
    http: {
      async send(request) {
        requests.push(request);
        return 'cause' in answer
          ? { kind: 'no-answer', cause: answer.cause, error: new Error('x') as never }
          : { kind: 'response', ...answer };
      },
    },
  };
}

const claimed = { id: '0b000000-0000-4000-8000-000000000001', etag: 'W/"7"', attempts: 1 };

const gatewayOver = (http: WebApiHttp) =>
  sendActionGateway({
    http,
    root: 'https://contoso.test/api/data/v9.2/',
    newBoundary: () => 'batch_1',
    now: () => new Date('2026-01-02T03:04:05Z'),
  });

const part = (statusLine: string, body = '', header = ''): string =>
  [
    '--batchresponse_x',
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    `HTTP/1.1 ${statusLine}`,
    'Content-Type: application/json',
    ...(header === '' ? [] : [header]),
    '',
    body,
    '',
  ].join('\r\n');

const answerOf = (...parts: string[]): string => `${parts.join('')}--batchresponse_x--\r\n`;
const ROW_CHANGED = part('200 OK', '{"@odata.etag":"W/\\"8\\"","obm_attempts":2}');

describe('calling the send action', () => {
  it('is guarded: what did not change the claimed row was not posted', () => {
    expect(gatewayOver(answering({ status: 200, text: '' }).http).isGuarded).toBe(true);
  });

  it('changes the claimed row and posts the body in one batch, in this order', async () => {
    const { http, requests } = answering({ status: 200, text: answerOf(ROW_CHANGED, part('204 No Content')) });
    await gatewayOver(http).invokeOutbound({ ContactList: '[]' }, claimed);
    expect(requests).toHaveLength(1);
    const [request] = requests;
    expect(request).toMatchObject({ method: 'POST', path: '$batch' });
    const { text } = request?.body as MultipartBody;
    expect(text.match(/^(PATCH|POST|If-Match|\{).*$/gm)).toEqual([
      'PATCH https://contoso.test/api/data/v9.2/obm_sendbatches(0b000000-0000-4000-8000-000000000001)?$select=obm_attempts HTTP/1.1',
      'If-Match: W/"7"',
      '{"obm_attempts":2,"obm_postedon":"2026-01-02T03:04:05.000Z"}',
      'POST https://contoso.test/api/data/v9.2/msdyn_InvokeOutboundAPI HTTP/1.1',
      '{"ContactList":"[]"}',
    ]);
  });

  it('is accepted when both parts are', async () => {
    const { http } = answering({ status: 200, text: answerOf(ROW_CHANGED, part('204 No Content')) });
    expect(await gatewayOver(http).invokeOutbound({}, claimed)).toMatchObject({
      kind: 'response',
      status: 204,
      etag: 'W/"8"',
    });
  });

  it('tells that the request was repeated when the claim had changed already', async () => {
    const text = answerOf(part('412 Precondition Failed', '{"error":{"code":"0x80060882","message":"changed"}}'));
    expect(await gatewayOver(answering({ status: 412, text }).http).invokeOutbound({}, claimed)).toEqual({
      kind: 'repeated',
    });
    expect(await gatewayOver(answering({ status: 200, text }).http).invokeOutbound({}, claimed)).toEqual({
      kind: 'repeated',
    });
    const { http } = answering({ status: 412, text: '' });
    expect(await gatewayOver(http).invokeOutbound({}, claimed)).toEqual({ kind: 'repeated' });
  });

  it('passes on status, code, message and the time to wait of the action, without phone numbers', async () => {
    const fault = JSON.stringify({ error: { code: '0x80072322', message: 'Too many for +6281234567890.' } });
    const text = answerOf(ROW_CHANGED, part('429 Too Many Requests', fault, 'Retry-After: 2'));
    expect(await gatewayOver(answering({ status: 429, text }).http).invokeOutbound({}, claimed)).toEqual({
      kind: 'response',
      status: 429,
      errorCode: '0x80072322',
      errorMessage: 'Too many for ….',
      retryAfterMs: 2000,
      etag: 'W/"8"',
    });
  });

  it.each([
    ['429 Too Many Requests', { status: 429, errorCode: '0x80072322', retryAfterMs: 2000 }],
    ['403 Forbidden', { status: 403, errorCode: '0x80072322' }],
  ])('passes on why the claimed row could not be changed, which is before the action (%s)', async (line, said) => {
    const fault = JSON.stringify({ error: { code: '0x80072322', message: 'No.' } });
    const { http } = answering({ status: 200, text: answerOf(part(line, fault, 'Retry-After: 2')) });
    expect(await gatewayOver(http).invokeOutbound({}, claimed)).toMatchObject({ kind: 'response', ...said });
  });

  it('passes on a refusal of the whole batch', async () => {
    const text = JSON.stringify({ error: { code: '0x80072326', message: 'Too many requests at once.' } });
    const { http } = answering({ status: 429, retryAfterMs: 3000, text });
    expect(await gatewayOver(http).invokeOutbound({}, claimed)).toMatchObject({ status: 429, retryAfterMs: 3000 });
  });

  it.each([
    ["the action's part is missing", answerOf(ROW_CHANGED), 'answer-incomplete'],
    ['the answer was cut off', '', 'answer-unreadable'],
    ['the answer is something else', '<html>', 'answer-unreadable'],
  ])('knows nothing when %s', async (_case, text, cause) => {
    const { http } = answering({ status: 200, text });
    expect(await gatewayOver(http).invokeOutbound({}, claimed)).toEqual({ kind: 'no-answer', cause });
  });

  it.each(['timeout', 'connection'] as const)('tells that no answer came (%s)', async (cause) => {
    const { http } = answering({ cause });
    expect(await gatewayOver(http).invokeOutbound({}, claimed)).toEqual({ kind: 'no-answer', cause });
  });
});

describe('the signature', () => {
  const kept = new Map<string, string>();
  const storage: SignatureStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
  beforeEach(() => kept.clear());
  const clientUrl = 'https://contoso.test';

  it('is read from the metadata once per session and environment', async () => {
    const { http, requests } = answering({ status: 200, text: CSDL('ContactList', 'Edm.String') });
    const host = { http, storage, clientUrl };
    const first = await readSignature(host, {});
    expect(await readSignature(host, {})).toEqual(first);
    expect(first).toMatchObject({ contactListParameter: 'ContactList', contactListEncoding: 'text' });
    expect(requests).toEqual([{ method: 'GET', path: '$metadata', headers: { Accept: 'application/xml' } }]);
    await readSignature({ ...host, clientUrl: 'https://fabrikam.test' }, {});
    expect(requests).toHaveLength(2);
  });

  it('is read again when an administrator has changed the override', async () => {
    const { http } = answering({ status: 200, text: CSDL('Recipients', 'Collection(mscrm.expando)') });
    const host = { http, storage, clientUrl };
    expect(await readSignature(host, {})).toMatchObject({
      contactListParameter: 'Recipients',
      contactListEncoding: 'collection',
    });
    expect(await readSignature(host, { contactListEncoding: 'text' })).toMatchObject({ contactListEncoding: 'text' });
  });

  it('is not remembered when the action is missing', async () => {
    const { http } = answering({ status: 200, text: '<edmx:Edmx/>' });
    await expect(readSignature({ http, storage, clientUrl }, {})).rejects.toMatchObject({
      code: 'action-missing',
    });
    expect(kept.size).toBe(0);
  });
});
