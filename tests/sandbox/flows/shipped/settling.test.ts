/** Room tests. The end of a flow's send, and a person who steps in while the flow writes it down: what the person did stays. */
import { SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import { cancelSend, retryRefused } from '../../../../outbound/sends/controls';
import { FLOW_HOLD_MINUTES } from '../../../../outbound/sends/flowHold';
import { journalOf } from '../../../support/journal';
import { TEST_DAY } from '../../../support/sandbox';
import { answerWith, directRun, isClaim, isPost, isRecord, isSettling, type Around } from './directRun';
import { resumeSend } from './resumeSend';
import { numberOf, received, ShippedFlows, sumsOf } from './shippedFlows';

jest.setTimeout(120_000);

let flows: ShippedFlows;
beforeEach(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY);
  flows.sandbox.clock.stop();
  for (let index = 0; index < 250; index += 1) flows.addCase({ number: numberOf(index) });
});
afterEach(() => flows.close());

const sendId = async (): Promise<string> => String((await flows.sendOf()).obm_sendid);
const decider = () => ({ by: 'Citra', on: flows.sandbox.clock.now() });

/** Something happens once, at the moment in which the flow has read its batches and is about to write the sums. */
function beforeSettling(happens: () => Promise<void>, around: Around): Around {
  let hasHappened = false;
  return async (call, ask) => {
    if (isSettling(call) && !hasHappened) {
      hasHappened = true;
      await happens();
    }
    return around(call, ask);
  };
}

/** The second outcome cannot be recorded: 100 accepted, 100 claimed, 50 waiting. */
function stoppingFlow(): Around {
  let records = 0;
  return (call, ask) => (isRecord(call) && ++records === 2 ? Promise.resolve(answerWith(403)) : ask());
}

/** The first batch is refused. */
function refusingService(): Around {
  let posts = 0;
  return (call, ask) => (isPost(call) && ++posts === 1 ? Promise.resolve(answerWith(400)) : ask());
}

describe('a person who steps in while the flow settles its send', () => {
  it('cancels it for good', async () => {
    let kind = '';
    await directRun(
      flows,
      beforeSettling(async () => {
        kind = (await cancelSend(journalOf(flows.sandbox.url), await sendId(), decider())).kind;
      }, stoppingFlow()),
    );
    const send = await flows.sendOf();
    expect([kind, send.obm_state]).toEqual(['moved', SEND_STATE_OPTION.canceled]);
    expect([send.obm_stopcode, send.obm_stoptext]).toEqual([null, null]);
    expect(send.obm_finishedon).not.toBeNull();
    expect((await resumeSend(flows, await sendId())).kind).toBe('not-allowed');
    expect(await received(flows)).toHaveLength(200);
  });

  it('has those who were refused tried again, and they are counted as waiting', async () => {
    let kind = '';
    await directRun(
      flows,
      beforeSettling(async () => {
        kind = (await retryRefused(journalOf(flows.sandbox.url), await sendId(), decider())).kind;
      }, refusingService()),
    );
    expect(kind).toBe('moved');
    expect(sumsOf(await flows.sendOf())).toMatchObject({ accepted: 150, refused: 0, waiting: 100 });
  });

  it('takes it over, and the runner that ends it is right', async () => {
    let kind = '';
    await directRun(
      flows,
      beforeSettling(async () => {
        flows.pass(FLOW_HOLD_MINUTES * 60 + 1);
        kind = (await resumeSend(flows, await sendId())).kind;
      }, stoppingFlow()),
    );
    const send = await flows.sendOf();
    expect([kind, send.obm_state]).toEqual(['moved', SEND_STATE_OPTION.needsAttention]);
    expect([send.obm_stopcode, send.obm_stoptext]).toEqual([null, null]);
    expect(sumsOf(send)).toMatchObject({ accepted: 150, unknown: 100, waiting: 0 });
  });

  it('pauses a send that was taken over, and it stays paused', async () => {
    const { rows } = flows.sandbox.dataverse;
    const id = async () => rows.findWhere('obm_send', {})[0]?.id ?? '';
    let isOthers = false;
    await directRun(
      flows,
      beforeSettling(
        async () => rows.update('obm_send', await id(), { obm_state: SEND_STATE_OPTION.paused }),
        async (call, ask) => {
          if (isClaim(call) && !isOthers) {
            isOthers = true;
            rows.update('obm_send', await id(), { obm_state: SEND_STATE_OPTION.sending, obm_stopcode: null });
          }
          return ask();
        },
      ),
    );
    expect((await flows.sendOf()).obm_state).toBe(SEND_STATE_OPTION.paused);
  });
});

describe('a run of a flow', () => {
  it('fails when it leaves people waiting, also when only a look at the send failed', async () => {
    let signs = 0;
    const outcome = await directRun(flows, (call, ask) => {
      const isSign = Object.keys(call.parameters).join().endsWith('recordId,item/obm_flowsignon');
      return isSign && ++signs === 2 ? Promise.resolve(answerWith(403)) : ask();
    });
    const send = await flows.sendOf();
    expect(sumsOf(send)).toMatchObject({ accepted: 150, waiting: 100 });
    expect([send.obm_state, send.obm_stopcode]).toEqual([SEND_STATE_OPTION.paused, 'cloud-flow-failed']);
    expect(outcome).toMatchObject({ status: 'Failed', error: { code: 'flow-stopped' } });
  });

  it('leaves a send that needs attention when a batch of it was deleted meanwhile', async () => {
    const { rows } = flows.sandbox.dataverse;
    let claims = 0;
    await directRun(flows, (call, ask) => {
      const [batch] = isClaim(call) && ++claims === 1 ? rows.findWhere('obm_sendbatch', { obm_index: 1 }) : [];
      if (batch) rows.delete('obm_sendbatch', batch.id);
      return ask();
    });
    const send = await flows.sendOf();
    expect(sumsOf(send)).toMatchObject({ audience: 250, accepted: 150, refused: 0, unknown: 0, waiting: 0 });
    expect(send.obm_state).toBe(SEND_STATE_OPTION.needsAttention);
  });
});
