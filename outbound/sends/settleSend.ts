/**
 * Room outbound, sends. Brings a send's row in line with its batches: claims whose runner vanished are given up, sums are added
 * up from the journal, and the state follows them.
 */
import { stateAfterLease } from './claims';
import { nextSendState, reconcile, type Reconciliation } from './reconcile';
import type { JournalBatch, JournalSend, SendChange, SendJournal } from './sendJournal';

/** What came of bringing a send's sums and state up to date. */
export type SettleResult =
  | { readonly kind: 'settled'; readonly send: JournalSend; readonly counts: Reconciliation }
  /** There is no such send. */
  | { readonly kind: 'gone' }
  /** Others changed the send each time; whoever was last has its sums. */
  | { readonly kind: 'changed-meanwhile' };

const MAX_TRIES = 10;

/** A send and its batches, the batches read after the send. */
export interface SeenSend {
  readonly send: JournalSend;
  readonly batches: readonly JournalBatch[];
}

/**
 * Writes the sums and the state they lead to. The send is read before its batches, and changed only if nobody changed it since:
 * of several runners that end together, the last to write has seen every outcome.
 * Rejects when the journal does.
 * @param seen read just now, so that it need not be read again
 */
export async function settleSend(
  journal: SendJournal,
  sendId: string,
  clock: () => Date,
  seen?: SeenSend,
): Promise<SettleResult> {
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const read = tries === 1 && seen ? seen : await readInOrder(journal, sendId);
    if (!read) return { kind: 'gone' };
    const { send, batches } = read;
    const counts = reconcile({ audience: send.audience, excluded: send.excluded, batches });
    const changed = await journal.changeSend(send, toChange(send, counts, clock()));
    if (changed) return { kind: 'settled', send: changed, counts };
  }
  return { kind: 'changed-meanwhile' };
}

async function readInOrder(journal: SendJournal, sendId: string): Promise<SeenSend | undefined> {
  const send = await journal.readSend(sendId);
  return send && { send, batches: await journal.readBatches(sendId) };
}

function toChange(send: JournalSend, counts: Reconciliation, now: Date): SendChange {
  const { accepted, refused, unknown, waiting } = counts;
  const state = nextSendState(send.state, counts);
  const sums: SendChange = { counts: { accepted, refused, unknown, waiting } };
  if (state === send.state) return sums;
  const isOver = state === 'finished' || state === 'needsAttention';
  return { ...sums, state, ...(isOver && { finishedOn: now, forecastFinish: null }) };
}

/**
 * Gives up claims whose lease is over: what their runner may have posted before it vanished becomes unknown, so that nobody tries
 * it again; what it surely did not waits again. Any runner may do this at any time, and in any state of the send.
 * @returns the batches that were moved, as they were before; others changed meanwhile. Rejects when the journal does.
 */
export async function expireClaims(
  journal: SendJournal,
  batches: readonly JournalBatch[],
  now: Date,
): Promise<readonly JournalBatch[]> {
  const moved: JournalBatch[] = [];
  for (const batch of batches) {
    const state = stateAfterLease(batch, now);
    if (state !== undefined && (await journal.expireClaim(batch, state, now))) moved.push(batch);
  }
  return moved;
}
