/** Room tests. A person resumes a send that a flow has left, and the product's own runner goes on with it. */
import { randomUUID } from 'node:crypto';
import { SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import { runSends } from '../../../../plugins-ts/runner/runSends';
import { httpOf } from '../../../support/journal';
import type { ShippedFlows } from './shippedFlows';

/** @param minutes that pass before, so that leases are over */
export async function resumeSend(flows: ShippedFlows, sendId: string, minutes: number): Promise<void> {
  const { clock, dataverse, url } = flows.sandbox;
  clock.moveTo(new Date(clock.now().getTime() + minutes * 60_000));
  dataverse.rows.update('obm_send', sendId, { obm_state: SEND_STATE_OPTION.sending, obm_stopcode: null });
  let isOver = false;
  await runSends(
    {
      baseUrl: url,
      http: httpOf(url),
      clock: () => clock.now(),
      newId: randomUUID,
      wait: () => new Promise((next) => setImmediate(next)),
      log({ event }) {
        if (event === 'send-left') isOver = true;
      },
    },
    { shouldStop: () => isOver, concurrency: 1, lookEveryMs: 5 },
  );
}
