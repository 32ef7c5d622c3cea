/**
 * Room outbound, sends. Works through the batches of a planned send: book a request, claim, invoke, record. At most one
 * accepted request a batch: what may have been sent is never repeated, and what another runner holds is left alone.
 */
import { isOutboundError, type OutboundError } from '../../errors';
import type { SendStop } from '../../invoke/classifyAnswer';
import { stateAfterLease } from '../claims';
import type { JournalBatch } from '../sendJournal';
import { expireClaims, settleSend, type SeenSend } from '../settleSend';
import { BudgetPurse } from './budgetPurse';
import type { DispatchHost, DispatchOptions } from './dispatchHost';
import { DispatchPass } from './dispatchPass';
import { toSendReport, type SendReport, type StopReason } from './dispatchReport';
import { Runner } from './runner';
import { SendWatch } from './sendWatch';

/** Passes in a row that found waiting batches and settled none. */
const MAX_IDLE_PASSES = 3;

/**
 * Sends what waits, starting a scheduled send whose time has come. Never rejects: the caller wants the whole report, not the
 * first failure. Safe to run several times and from several runners at once: a claim can be lost, a batch found claimed is not
 * touched until its lease is over, and then it is given up: unknown, or waiting if it was surely not posted. Sums and state of the send are written at the end.
 */
export async function dispatchSend(host: DispatchHost, sendId: string, options: DispatchOptions): Promise<SendReport> {
  const runner = new Runner(host, sendId, options);
  const watch = new SendWatch(runner);
  const pending: JournalBatch[] = [];
  const purse = new BudgetPurse(runner, () => pending.length);
  const tries = new Map<string, number>();
  let [batches] = await Promise.all([readBatches(runner), watch.open()]);
  let seen: SeenSend | undefined;
  // A batch may come back while others are worked on: from another runner, or from a person.
  for (let idlePasses = 0; idlePasses < MAX_IDLE_PASSES;) {
    pending.length = 0;
    for (const batch of batches) if (batch.state === 'waiting') pending.push(batch);
    if (pending.length === 0 || runner.isStopping) break;
    const pass = new DispatchPass(runner, watch, purse, pending, tries);
    await pass.run();
    if (purse.usedUpUntil) runner.stop({ kind: 'budget-used', until: purse.usedUpUntil });
    idlePasses = pass.settled > 0 ? 0 : idlePasses + 1;
    if (idlePasses >= MAX_IDLE_PASSES) runner.stop({ kind: 'leases-lost' });
    seen = undefined;
    if (runner.isStopping) break;
    const send = await watch.readNow();
    batches = await readBatches(runner);
    seen = send && { send, batches };
    // The last of several runners may have finished it meanwhile; only what still waits makes its state matter.
    const isWaiting = batches.some(({ state }) => state === 'waiting');
    if (send && send.state !== 'sending' && isWaiting) runner.stop({ kind: 'not-sending', state: send.state });
  }
  const denial = denialOf(runner.stopReason);
  if (denial !== undefined) await watch.pause('permission-denied', denial);
  const [settled] = await Promise.all([settle(runner, seen), purse.close()]);
  return toSendReport(sendId, runner.reports, {
    ...settled,
    ...(runner.stopReason && { stopped: runner.stopReason }),
    ...(runner.progressError && { progressError: runner.progressError }),
  });
}

/** The batches, after claims whose runner vanished were given up. Without an answer there is none, and the run stops. */
async function readBatches(runner: Runner): Promise<readonly JournalBatch[]> {
  const { journal, clock } = runner.host;
  const answer = await runner.ask(async () => {
    const batches = await journal.readBatches(runner.sendId);
    const now = clock();
    if (batches.every((batch) => stateAfterLease(batch, now) === undefined)) return batches;
    await expireClaims(journal, batches, now);
    // Also what somebody else gave up in the same moment: it may wait to be sent.
    return journal.readBatches(runner.sendId);
  });
  if (!('value' in answer)) {
    runner.stop({ kind: 'journal-unavailable', cause: answer.cause });
    return [];
  }
  for (const batch of answer.value) runner.reports.read(batch);
  return answer.value;
}

/** Why journal or budget may not be used any more: then a runner would only try again and again. Else `undefined`. */
function denialOf(stopped: StopReason | undefined): string | undefined {
  if (stopped?.kind !== 'journal-unavailable' && stopped?.kind !== 'budget-unavailable') return undefined;
  // The budget tells why it is unavailable in its cause.
  return [stopped.cause, (stopped.cause as Error | undefined)?.cause].find(isDenial)?.message;
}

const isDenial = (error: unknown): error is OutboundError =>
  isOutboundError(error) && error.code === ('permission-denied' satisfies SendStop);

/** Without an answer for the batches nothing was seen of them, so they are read again. */
async function settle(
  { host, sendId, stopReason }: Runner,
  seen: SeenSend | undefined,
): Promise<Pick<SendReport, 'settled' | 'settleError'>> {
  try {
    const known = stopReason?.kind === 'journal-unavailable' ? undefined : seen;
    const result = await settleSend(host.journal, sendId, host.clock, known);
    return result.kind === 'settled' ? { settled: { state: result.send.state, counts: result.counts } } : {};
  } catch (cause) {
    return { settleError: { cause } };
  }
}
