/**
 * Room outbound, sends. Which batches have kept their contact data long enough. Counts, hashes, row ids and outcomes stay when the
 * contact list goes.
 */
import { isFlowWriting } from './flowHold';
import type { JournalSend } from './sendJournal';
import type { BatchState, SendState } from './states';

/** What retention has to know of a batch. */
export interface RetainedBatch {
  readonly id: string;
  readonly state: BatchState;
  /** When its outcome was written, or a person decided about it, whichever is later. */
  readonly answeredOn?: Date;
  /** When its contact list was removed. */
  readonly clearedOn?: Date;
}

/** What retention has to know of the batches' send. */
export interface RetainedSend extends Pick<JournalSend, 'batchCount' | 'flowSignOn'> {
  readonly state: SendState;
  readonly finishedOn?: Date;
  readonly createdOn?: Date;
}

/** The setting's default. */
export const DEFAULT_RETENTION_DAYS = 30;

const MS_PER_DAY = 86_400_000;
/** States in which no runner posts the batch: its text is only needed should a person have it sent again. */
const AT_REST: readonly BatchState[] = ['accepted', 'refused', 'unknown'];

/** Within a day somebody may still be writing a send down: a sign of life of a cloud flow counts anew. */
export const LEAST_DAYS_OF_WRITING = 1;

/** A page writes a send down in the state `waiting`, a cloud flow in `paused`. */
const isBeingWritten = (send: RetainedSend): boolean =>
  send.state === 'waiting' || (send.state === 'paused' && isFlowWriting(send));

/** The last sign that somebody writes the send down. */
const writtenOn = ({ createdOn, flowSignOn }: RetainedSend): Date | undefined =>
  createdOn && flowSignOn && flowSignOn > createdOn ? flowSignOn : createdOn;

/**
 * The batches whose contact list is to be removed now, in their order: those at rest for so many days, and those that a canceled send
 * left waiting, and those of a send whose creation was broken off, by a page or by a cloud flow: nothing ever sends them. Refused and unknown ones too, although they cannot be sent again then (`contact-data-cleared` in controls.ts): a
 * promise about personal data does not wait for a decision that nobody makes. Claimed batches and those
 * that may still be sent keep their list.
 * @param days 0 or more; fractions count. A number that is none, or less than 0, clears nothing.
 */
export function batchesToClear<Batch extends RetainedBatch>(
  send: RetainedSend,
  batches: readonly Batch[],
  days: number,
  now: Date,
): Batch[] {
  if (!(days >= 0)) return [];
  const isOld = (since: Date | undefined, least = days): boolean =>
    since !== undefined && now.getTime() - since.getTime() >= least * MS_PER_DAY;
  return batches.filter(({ state, answeredOn, clearedOn }) => {
    if (clearedOn !== undefined) return false;
    if (state === 'waiting' && isBeingWritten(send)) {
      return isOld(writtenOn(send), Math.max(days, LEAST_DAYS_OF_WRITING));
    }
    if (state === 'waiting') return send.state === 'canceled' && isOld(send.finishedOn);
    return AT_REST.includes(state) && isOld(answeredOn);
  });
}
