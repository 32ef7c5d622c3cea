/** Room tests. The order that the form of the page makes of what was typed. */
import { readFaultOrder } from '../../../sandbox/lab/faults/faultOrder';
import { NEW_DRAFT, toOrder } from '../../../sandbox/lab/page/faultDraft';

const order = (draft: Partial<typeof NEW_DRAFT>) => readFaultOrder(toOrder({ ...NEW_DRAFT, ...draft }), false);

describe('the form for a fault', () => {
  it('orders a fault of the sending action when nothing was changed', () => {
    expect(order({})).toMatchObject({
      kind: 'delay',
      operation: { message: 'msdyn_InvokeOutboundAPI' },
      atCall: 1,
      times: 1,
      delayMs: 1000,
    });
  });

  it('names only what was filled in', () => {
    expect(order({ target: 'operation', set: ' contacts ', message: '' }).operation).toEqual({ set: 'contacts' });
    expect(order({ target: 'path', method: 'GET', path: '/phones*' }).operation).toEqual({
      method: 'GET',
      path: '/phones*',
    });
    expect(order({ target: 'operation', set: '', message: '' }).operation).toEqual({});
  });

  it('strikes the third, the sixth, … or by chance, without end when nothing is said', () => {
    expect(order({ when: 'every', every: '3', times: '' })).toMatchObject({ atCall: 3, every: 3, times: null });
    expect(order({ when: 'chance', percent: '12,5', seed: '9', times: '4' })).toMatchObject({
      rate: 0.125,
      seed: 9,
      times: 4,
    });
  });

  it.each([{ atCall: 'soon' }, { atCall: '1.5' }, { times: '0' }, { when: 'chance' as const, percent: '' }])(
    'leaves the lab to refuse %j',
    (draft) => {
      expect(() => order(draft)).toThrow(expect.objectContaining({ code: 'fault-number-invalid' }));
    },
  );
});
