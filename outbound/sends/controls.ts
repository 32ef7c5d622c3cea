/**
 * Room outbound, sends. What a person may do with a send: schedule, pause, resume, cancel, have refused batches tried again, and
 * decide about unknown ones. What is allowed is in the tables of states.ts; what comes of it is a value.
 */
import { flowHoldEnd, isFlowWriting } from './flowHold';
import { findScheduleFault, type Schedule } from './schedule';
import type { BatchDecision, JournalBatch, JournalSend, SendChange, SendJournal } from './sendJournal';
import { settleSend } from './settleSend';
import { canMoveBatch, canMoveSend, RESOLUTIONS, type Resolution, type SendState } from './states';

/**
 * Why a control does nothing:
 *
 * - `send-missing`, `batch-missing`: it was deleted.
 * - `send-move-refused`: a send in this state cannot become that.
 * - `schedule-invalid`: the start is over, or the latest start is before it.
 * - `send-over`: a canceled or finished send posts nothing any more, so nothing can be sent again.
 * - `batch-move-refused`: the batch is in another state, or another answer fits there.
 * - `nothing-refused`: no batch was refused for that reason.
 * - `contact-data-cleared`: the contact data was removed after the retention time, so nothing can be sent again.
 * - `flow-writing`: a cloud flow still writes the send down, or has broken off; it can only be canceled.
 * - `flow-sending`: a cloud flow has the send to itself until the time that is given, or longer when it gives signs of life.
 */
export type ControlRefusal =
  | 'send-missing'
  | 'batch-missing'
  | 'send-move-refused'
  | 'schedule-invalid'
  | 'send-over'
  | 'batch-move-refused'
  | 'nothing-refused'
  | 'contact-data-cleared'
  | 'flow-writing'
  | 'flow-sending';

/** The state forbids it; nothing was changed. */
export type NotAllowed = {
  readonly kind: 'not-allowed';
  readonly code: ControlRefusal;
  /** A sentence a person can act on. */
  readonly message: string;
  /** `flow-sending`: until then at least. */
  readonly until?: Date;
};

/** Somebody else was faster; look again. */
export type ChangedMeanwhile = { readonly kind: 'changed-meanwhile' };

/** What became of a change of a send. */
export type ControlResult = { readonly kind: 'moved'; readonly send: JournalSend } | ChangedMeanwhile | NotAllowed;

/** What became of a change of several batches. */
export type BatchControlResult =
  | {
      readonly kind: 'moved';
      /** Batches that were moved, in order of index. */
      readonly batches: readonly JournalBatch[];
      /** Batches that somebody else changed first; they stay as they are. */
      readonly changedMeanwhile: number;
    }
  | ChangedMeanwhile
  | NotAllowed;

/** Who decided, and when. */
export interface Decider {
  /** A name that people recognise, such as a user's full name or id. */
  readonly by: string;
  readonly on: Date;
}

/** Sets or changes the time of a send that has not started. Rejects when the journal does, as every control. */
export async function scheduleSend(
  journal: SendJournal,
  sendId: string,
  schedule: Schedule,
  now: Date,
): Promise<ControlResult> {
  if (findScheduleFault(schedule, now) !== undefined) {
    return refuse('schedule-invalid', 'The start has to be in the future, and the latest start not before it.');
  }
  const { scheduledOn, startBy } = schedule;
  const change = { scheduledOn, startBy: startBy ?? null };
  return moveSend(
    journal,
    sendId,
    'scheduled',
    () => change,
    (state) => state === 'scheduled' || canMoveSend(state, 'scheduled'),
  );
}

/** Holds a send. Runners stop within seconds; requests in flight are still answered and written down. */
export const pauseSend = (journal: SendJournal, sendId: string): Promise<ControlResult> =>
  moveSend(journal, sendId, 'paused', () => ({ stop: null }));

/**
 * Lets a paused send go on, starts a scheduled one at once, and one that missed its time late; and one that needs attention while somebody
 * waits: a person let them wait again, and their connection was lost before the state followed. A send that a cloud flow holds is
 * taken over only when the flow has given no sign of life for as long as flowHold.ts says, by the server's time where it is known.
 */
export const resumeSend = (journal: SendJournal, sendId: string, { on }: Decider): Promise<ControlResult> =>
  moveSend(
    journal,
    sendId,
    'sending',
    ({ state }) => ({ stop: null, ...((state === 'scheduled' || state === 'windowMissed') && { startedOn: on }) }),
    // Not from `waiting`, whose batches are still being written.
    (state) => RESUMED_FROM.includes(state),
    async (send) => {
      if (send.state === 'needsAttention' && !(await isSomebodyWaiting(journal, sendId)))
        return refuseMove(send, 'sending');
      if (isFlowWriting(send)) {
        return refuse('flow-writing', 'A cloud flow has not written this send down in full. It can only be canceled.');
      }
      const until = flowHoldEnd(send);
      if (until === undefined || (send.readOn ?? on) > until) return undefined;
      const message = `A cloud flow is sending this. Unless it gives a sign of life, it can be taken over after ${until.toISOString()}.`;
      return { ...refuse('flow-sending', message), until };
    },
  );

const RESUMED_FROM: readonly SendState[] = ['paused', 'scheduled', 'windowMissed', 'needsAttention'];

const isSomebodyWaiting = async (journal: SendJournal, sendId: string): Promise<boolean> =>
  (await journal.readBatches(sendId)).some(({ state }) => state === 'waiting');

/** Ends a send for good. What waits is never sent; requests in flight are still answered and written down. */
export const cancelSend = (journal: SendJournal, sendId: string, { on }: Decider): Promise<ControlResult> =>
  moveSend(journal, sendId, 'canceled', () => ({ finishedOn: on, forecastFinish: null }));

/**
 * Lets refused batches wait again: the platform surely did nothing for them. All of them, or those refused with one code; those
 * whose contact data was removed stay refused. A send that needs attention is sending again then; a paused one stays paused.
 */
export async function retryRefused(
  journal: SendJournal,
  sendId: string,
  decider: Decider,
  errorCode?: string,
): Promise<BatchControlResult> {
  const send = await journal.readSend(sendId);
  if (!send) return refuse('send-missing', 'The send was deleted.');
  if (isOver(send.state)) return refuse('send-over', `A send that is ${send.state} sends nothing any more.`);
  const batches = (await journal.readBatches(sendId)).filter(
    (batch) => batch.state === 'refused' && (errorCode === undefined || batch.errorCode === errorCode),
  );
  if (batches.length === 0) return refuse('nothing-refused', 'No batch of this send was refused for that reason.');
  const sendable = batches.filter((batch) => !isCleared(batch));
  if (sendable.length === 0) return refuse('contact-data-cleared', CLEARED);
  return decide(journal, sendId, sendable, 'retry-refused', decider);
}

/**
 * Writes down what a person found out about a batch whose outcome is unknown. `sent` and `not-sent` tell what happened and are
 * possible after the send is over too; `send-again` may message people twice, and is the person's explicit choice.
 */
export async function resolveUnknown(
  journal: SendJournal,
  sendId: string,
  batchId: string,
  resolution: Exclude<Resolution, 'retry-refused'>,
  decider: Decider,
): Promise<BatchControlResult> {
  const send = await journal.readSend(sendId);
  if (!send) return refuse('send-missing', 'The send was deleted.');
  if (RESOLUTIONS[resolution].to === 'waiting' && isOver(send.state)) {
    return refuse('send-over', `A send that is ${send.state} sends nothing any more.`);
  }
  const batch = (await journal.readBatches(sendId)).find(({ id }) => id === batchId);
  if (!batch) return refuse('batch-missing', 'The batch was deleted.');
  const { from, to } = RESOLUTIONS[resolution];
  if (batch.state !== from || !canMoveBatch(batch.state, to)) {
    return refuse(
      'batch-move-refused',
      `Only a batch that is ${from} can be decided about; this one is ${batch.state}.`,
    );
  }
  if (to === 'waiting' && isCleared(batch)) return refuse('contact-data-cleared', CLEARED);
  return decide(journal, sendId, [batch], resolution, decider);
}

const CLEARED = 'The contact data was removed after the retention time. Make a new send to reach these people.';

const isCleared = ({ clearedOn }: JournalBatch): boolean => clearedOn !== undefined;

const isOver = (state: SendState): boolean => state === 'canceled' || state === 'finished';

/** Moves the batches one by one, each only if it is still as it was seen, and adds the send up again, also when it gets no further. */
async function decide(
  journal: SendJournal,
  sendId: string,
  batches: readonly JournalBatch[],
  resolution: Resolution,
  { by, on }: Decider,
): Promise<BatchControlResult> {
  const decision: BatchDecision = {
    state: RESOLUTIONS[resolution].to,
    resolution,
    resolvedBy: by,
    resolvedOn: on,
  };
  const moved: JournalBatch[] = [];
  // The state follows: sending when something waits again, finished when nothing is open any more.
  const settle = () => settleSend(journal, sendId, () => on);
  try {
    for (const batch of batches) if (await journal.resolveBatch(batch, decision)) moved.push(batch);
  } catch (error) {
    // Who has decided about the others is told of the first failure; what it leaves undone, the next look at the send does.
    await settle().catch(() => undefined);
    throw error;
  }
  if (moved.length === 0) return { kind: 'changed-meanwhile' };
  await settle();
  return { kind: 'moved', batches: moved, changedMeanwhile: batches.length - moved.length };
}

async function moveSend(
  journal: SendJournal,
  sendId: string,
  to: SendState,
  more: (send: JournalSend) => SendChange,
  isAllowed: (from: SendState) => boolean = (from) => canMoveSend(from, to),
  findHindrance: (send: JournalSend) => Promise<NotAllowed | undefined> = async () => undefined,
): Promise<ControlResult> {
  const send = await journal.readSend(sendId);
  if (!send) return refuse('send-missing', 'The send was deleted.');
  if (!isAllowed(send.state)) return refuseMove(send, to);
  const hindrance = await findHindrance(send);
  if (hindrance) return hindrance;
  const moved = await journal.changeSend(send, { ...more(send), state: to });
  return moved ? { kind: 'moved', send: moved } : { kind: 'changed-meanwhile' };
}

const refuseMove = ({ state }: JournalSend, to: SendState): NotAllowed =>
  refuse('send-move-refused', `A send that is ${state} cannot become ${to}.`);

const refuse = (code: ControlRefusal, message: string): NotAllowed => ({ kind: 'not-allowed', code, message });
