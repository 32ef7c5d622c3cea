/** Room tests. The send action over HTTP, and its signature read once per browser session. */
import { readSignature, sendActionGateway } from '../../../webresources/gateways/sendAction';
import type { WebApiHttp, WebApiRequest, WebApiResponse } from '../../../webresources/gateways/webApiHttp';

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

describe('calling the send action', () => {
  it('posts the body as it is', async () => {
    const { http, requests } = answering({ status: 204, text: '' });
    expect(await sendActionGateway(http).invokeOutbound({ ContactList: '[]' })).toMatchObject({
      kind: 'response',
      status: 204,
    });
    expect(requests).toEqual([{ method: 'POST', path: 'msdyn_InvokeOutboundAPI', body: { ContactList: '[]' } }]);
  });

  it('passes on status, code, message and the time to wait, without phone numbers', async () => {
    const text = JSON.stringify({ error: { code: '0x80072322', message: 'Too many for +6281234567890.' } });
    const { http } = answering({ status: 429, retryAfterMs: 2000, text });
    expect(await sendActionGateway(http).invokeOutbound({})).toEqual({
      kind: 'response',
      status: 429,
      errorCode: '0x80072322',
      errorMessage: 'Too many for ….',
      retryAfterMs: 2000,
    });
  });

  it.each(['timeout', 'connection'] as const)('tells that no answer came (%s)', async (cause) => {
    const { http } = answering({ cause });
    expect(await sendActionGateway(http).invokeOutbound({})).toEqual({ kind: 'no-answer', cause });
  });
});

describe('the signature', () => {
  beforeEach(() => sessionStorage.clear());
  const clientUrl = 'https://contoso.test';

  it('is read from the metadata once per session and environment', async () => {
    const { http, requests } = answering({ status: 200, text: CSDL('ContactList', 'Edm.String') });
    const host = { http, storage: sessionStorage, clientUrl };
    const first = await readSignature(host, {});
    expect(await readSignature(host, {})).toEqual(first);
    expect(first).toMatchObject({ contactListParameter: 'ContactList', contactListEncoding: 'text' });
    expect(requests).toEqual([{ method: 'GET', path: '$metadata', headers: { Accept: 'application/xml' } }]);
    await readSignature({ ...host, clientUrl: 'https://fabrikam.test' }, {});
    expect(requests).toHaveLength(2);
  });

  it('is read again when an administrator has changed the override', async () => {
    const { http } = answering({ status: 200, text: CSDL('Recipients', 'Collection(mscrm.expando)') });
    const host = { http, storage: sessionStorage, clientUrl };
    expect(await readSignature(host, {})).toMatchObject({
      contactListParameter: 'Recipients',
      contactListEncoding: 'collection',
    });
    expect(await readSignature(host, { contactListEncoding: 'text' })).toMatchObject({ contactListEncoding: 'text' });
  });

  it('is not remembered when the action is missing', async () => {
    const { http } = answering({ status: 200, text: '<edmx:Edmx/>' });
    await expect(readSignature({ http, storage: sessionStorage, clientUrl }, {})).rejects.toMatchObject({
      code: 'action-missing',
    });
    expect(sessionStorage).toHaveLength(0);
  });
});
