/**
 * Room outbound, sends. How long a cloud flow has a send to itself. A flow's connector cannot claim on condition of a row's version
 * (`If-Match`), so flow and runner never work on one send: nobody resumes it until the flow has given no sign of life for
 * `FLOW_HOLD_MINUTES`, and the flow claims only within `FLOW_CLAIM_MINUTES` of a sign after which it still found the send its own.
 * What the flow has claimed is claimed for everybody, however late its request is.
 *
 * What lies between the two is left for one write of the platform, from the evaluation of the step before to its end, and for
 * clocks that differ. A call of a connector may take two minutes (Microsoft Learn, "Limits of automated, scheduled, and instant
 * flows", outbound synchronous request), and the claim is tried once.
 */
import type { JournalSend } from './sendJournal';

/** `obm_stopcode` of a paused send while a cloud flow writes it down and sends it. Only the flow that made the send ever writes it. */
export const FLOW_SENDING = 'cloud-flow-sending';

/** After a flow's last sign of life, nobody else sends for so long. */
export const FLOW_HOLD_MINUTES = 30;

/** A flow claims a batch only so long after its last sign of life. */
export const FLOW_CLAIM_MINUTES = 5;

/**
 * Does a cloud flow still write the send down, or has it broken off? The count of batches comes last. Such a send can be canceled and
 * nothing else: who resumed it would lose everybody that is not written yet.
 */
export const isFlowWriting = ({ flowSignOn, batchCount }: Pick<JournalSend, 'flowSignOn' | 'batchCount'>): boolean =>
  flowSignOn !== undefined && batchCount === 0;

/** Until when a cloud flow that gives no further sign has the send to itself; `undefined`: no flow has it. */
export const flowHoldEnd = ({ flowSignOn }: Pick<JournalSend, 'flowSignOn'>): Date | undefined =>
  flowSignOn && new Date(flowSignOn.getTime() + FLOW_HOLD_MINUTES * 60_000);
