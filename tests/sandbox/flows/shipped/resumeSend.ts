/** Room tests. A person resumes a send that a flow has begun, as the monitor does, and the product's own runner goes on with it. */
import { randomUUID } from 'node:crypto';
import { SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import { resumeSend as resume, type ControlResult } from '../../../../outbound/sends/controls';
import { runSends } from '../../../../plugins-ts/runner/runSends';
import { httpOf, journalOf } from '../../../support/journal';
import type { ShippedFlows } from './shippedFlows';

/** Resolves when the runner has done what it can, or at once when the send is not given away. Its waits move the clock. */
export async function resumeSend(flows: ShippedFlows, sendId: string): Promise<ControlResult> {
  const { clock, dataverse, url } = flows.sandbox;
  const result = await resume(journalOf(url), sendId, { by: 'Citra', on: clock.now() });
  if (result.kind !== 'moved') return result;
  let isLeft = false;
  const isSending = (): boolean =>
    dataverse.rows.findWhere('obm_send', { obm_sendid: sendId })[0]?.values.obm_state === SEND_STATE_OPTION.sending;
  await runSends(
    {
      baseUrl: url,
      http: httpOf(url),
      clock: () => clock.now(),
      newId: randomUUID,
      async wait(ms) {
        flows.pass(ms / 1000);
        await new Promise((next) => setImmediate(next));
      },
      log({ event }) {
        if (event === 'send-left') isLeft = true;
      },
    },
    { shouldStop: () => isLeft || !isSending(), concurrency: 1, lookEveryMs: 5 },
  );
  return result;
}
