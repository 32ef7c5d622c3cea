import type { InvokeAnswer } from '../../../../outbound/invoke/classifyAnswer';
import { createInvoker, type ClaimedRow } from '../../../../outbound/invoke/gateway';
import { INFERRED_SIGNATURE, type ActionSignature } from '../../../../outbound/invoke/signature';

const CONFIGURATION_ID = '0c000000-0000-4000-8000-000000000001';
const claimed: ClaimedRow = { id: '0b000000-0000-4000-8000-000000000001', etag: 'W/"7"', attempts: 1 };

function invokerOver(answer: () => Promise<InvokeAnswer>, signature: ActionSignature = INFERRED_SIGNATURE) {
  const calls: (readonly [body: unknown, claimed: ClaimedRow])[] = [];
  const gateway = {
    isGuarded: true,
    invokeOutbound: (body: unknown, row: ClaimedRow) => {
      calls.push([body, row]);
      return answer();
    },
  };
  return { invoker: createInvoker(gateway, signature, CONFIGURATION_ID), calls };
}

describe('an invoker', () => {
  it('posts the stored text as it is, once, for the very version that was claimed', async () => {
    const { invoker, calls } = invokerOver(async () => ({ kind: 'response', status: 204 }));
    expect(await invoker.invoke('[ 1 ]', claimed)).toEqual({ kind: 'accepted' });
    expect(calls).toEqual([[expect.objectContaining({ ContactList: '[ 1 ]' }), claimed]]);
    expect(invoker.isGuarded).toBe(true);
  });

  it('posts nothing of a list that cannot be read where it has to be', async () => {
    const { invoker, calls } = invokerOver(async () => ({ kind: 'response', status: 204 }), {
      ...INFERRED_SIGNATURE,
      contactListEncoding: 'collection',
    });
    expect(await invoker.invoke('[', claimed)).toMatchObject({ kind: 'refused', code: 'contact-list-damaged' });
    expect(calls).toEqual([]);
  });

  it.each([
    [Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'ECONNRESET'],
    [new Error('x'), 'gateway-failed'],
    [undefined, 'gateway-failed'],
  ])('takes a gateway that rejects for one that got no answer: what was sent is unknown', async (thrown, code) => {
    const { invoker } = invokerOver(() => Promise.reject(thrown as Error));
    expect(await invoker.invoke('[]', claimed)).toMatchObject({ kind: 'unknown', code });
  });
});
