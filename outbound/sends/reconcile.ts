/**
 * Room outbound, sends. Accounts for everybody a send was meant for, from its journal: at every moment the audience is the
 * sum of the accepted, excluded, refused, unknown, waiting and missing.
 */
import { canMoveSend, type BatchState, type SendState } from './states';

/** What the journal says of a send. Counts are contacts. */
export interface ReconcileInput {
  /** Everybody the user chose, counted when the plan was frozen. */
  readonly audience: number;
  readonly excluded: number;
  readonly batches: readonly { readonly state: BatchState; readonly contactCount: number }[];
}

/** Contacts. `audience` is always the sum of the six below it. */
export interface Reconciliation {
  readonly audience: number;
  readonly accepted: number;
  readonly excluded: number;
  readonly refused: number;
  /** Claimed batches count here until their outcome is written: they may have been sent. */
  readonly unknown: number;
  readonly waiting: number;
  /** Planned, but in no batch: batch rows were deleted. Negative when rows were added. 0 in a sound journal. */
  readonly missing: number;
  /** Of `unknown`: those a runner holds, or held when it vanished. */
  readonly inFlight: number;
}

const COUNTED_AS = {
  waiting: 'waiting',
  claimed: 'unknown',
  accepted: 'accepted',
  refused: 'refused',
  unknown: 'unknown',
} as const satisfies Record<BatchState, keyof Reconciliation>;

/** The counts of a send. */
export function reconcile({ audience, excluded, batches }: ReconcileInput): Reconciliation {
  const counts = { accepted: 0, refused: 0, unknown: 0, waiting: 0 };
  let inFlight = 0;
  for (const { state, contactCount } of batches) {
    counts[COUNTED_AS[state]] += contactCount;
    if (state === 'claimed') inFlight += contactCount;
  }
  const counted = excluded + counts.accepted + counts.refused + counts.unknown + counts.waiting;
  return { audience, excluded, ...counts, missing: audience - counted, inFlight };
}

/** States that follow from the counts. The others are a person's, or a runner's for another reason, and stay. */
const FOLLOWS_COUNTS: readonly SendState[] = ['waiting', 'sending', 'needsAttention'];

/**
 * The state a send is in by its counts: sending while batches wait or are in flight, else finished, or in need of attention when
 * somebody was refused, is unknown or missing. A paused, scheduled or canceled send stays so, whatever is still in flight.
 */
export function nextSendState(current: SendState, counts: Reconciliation): SendState {
  if (!FOLLOWS_COUNTS.includes(current)) return current;
  const needed = neededState(current, counts);
  return canMoveSend(current, needed) ? needed : current;
}

function neededState(current: SendState, counts: Reconciliation): SendState {
  const nothingYet = counts.accepted + counts.refused + counts.unknown === 0;
  // Its batches are still being written: those that are not there yet are not missing.
  if (current === 'waiting' && nothingYet) return 'waiting';
  if (counts.inFlight > 0 || counts.waiting > 0) return 'sending';
  return counts.refused + counts.unknown + Math.abs(counts.missing) > 0 ? 'needsAttention' : 'finished';
}
