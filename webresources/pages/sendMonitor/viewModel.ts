/**
 * Room webresources/pages. What the send monitor shows, from what it knows: one union whose members are the states a user can
 * see. Buttons follow from the table of moves that client, server and forms share.
 */
import { flowHoldEnd, isFlowWriting } from '../../../outbound/sends/flowHold';
import { reconcile, type Reconciliation } from '../../../outbound/sends/reconcile';
import type { JournalBatch } from '../../../outbound/sends/sendJournal';
import { canMoveSend, RESOLUTIONS, type Resolution, type SendState } from '../../../outbound/sends/states';
import { toShown } from '../../strings/errorText';
import {
  evidenceKey,
  type EvidenceState,
  type MonitorState,
  type Notice,
  type OpenState,
  type Question,
  type RunProgress,
  type ShownError,
} from './monitorState';

/** What a person can do to the whole send. */
export type SendAction = 'start' | 'schedule' | 'resume' | 'continue' | 'pause' | 'cancel';

export type PartName = 'accepted' | 'excluded' | 'refused' | 'unknown' | 'waiting' | 'missing';

export interface SumPart {
  readonly name: PartName;
  readonly count: number;
}

export interface RefusedReason {
  readonly code: string;
  readonly message: string;
  readonly contacts: number;
  /** Of these, how many can be sent again: the others' contact data was removed. */
  readonly sendable: number;
  readonly requests: number;
}

export interface UnknownBatch {
  readonly id: string;
  readonly index: number;
  readonly contacts: number;
  readonly code?: string;
  /** Its contact data was removed: it cannot be sent again. */
  readonly isCleared: boolean;
  readonly evidence?: EvidenceState;
}

export type SendMonitorView =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: ShownError }
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly state: SendState;
      /** Not written in full yet: its sums say nothing. */
      readonly isRecording: boolean;
      readonly sums: Reconciliation;
      /** In the order of the sum; `missing` only when rows were deleted or added. */
      readonly parts: readonly SumPart[];
      /** What the screen reader is told; changes with the state and with every tenth of the way only. */
      readonly announced: { readonly state: SendState; readonly percent: number };
      readonly actions: readonly SendAction[];
      readonly scheduledOn?: Date;
      readonly startBy?: Date;
      readonly forecastFinish?: Date;
      readonly stop?: ShownError;
      /** A cloud flow has the send, until then at least. */
      readonly flowHoldEnd?: Date;
      readonly refused: readonly RefusedReason[];
      readonly canRetry: boolean;
      readonly unknown: readonly UnknownBatch[];
      readonly resolutions: readonly Exclude<Resolution, 'retry-refused'>[];
      readonly question?: Question;
      readonly isBusy: boolean;
      readonly run?: RunProgress;
      readonly notices: readonly Notice[];
      readonly staleBecause?: ShownError;
      readonly exporting?: { readonly done: number; readonly total: number };
    };

/** The one function from what is known to what is shown. */
export function toView(state: MonitorState): SendMonitorView {
  return state.kind === 'open' ? toOpenView(state) : state;
}

function toOpenView(state: OpenState): SendMonitorView {
  const { snapshot, run } = state;
  const { send, batches, stop } = snapshot;
  const sums = reconcile({ audience: send.audience, excluded: send.excluded, batches });
  const refused = toRefusedReasons(batches, state.errorTexts);
  const isOpen = send.state !== 'canceled' && send.state !== 'finished';
  const isWrittenInPart = send.state === 'paused' && isFlowWriting(send);
  return {
    kind: 'open',
    name: snapshot.name,
    state: send.state,
    isRecording: isWrittenInPart || (send.state === 'waiting' && send.batchCount === 0),
    sums,
    parts: toParts(sums),
    announced: { state: send.state, percent: toTenth(sums) },
    actions: isWrittenInPart ? ['cancel'] : toActions(send.state, sums, run !== undefined),
    scheduledOn: send.scheduledOn,
    startBy: send.startBy,
    // A forecast that was written by a run that is over says nothing.
    forecastFinish: send.state === 'sending' ? (state.forecastFinish ?? snapshot.forecastFinish) : undefined,
    stop: isOpen && stop && !isWrittenInPart ? toShown(stop.code, stop.text) : undefined,
    flowHoldEnd: send.state === 'paused' && !isWrittenInPart ? flowHoldEnd(send) : undefined,
    refused,
    canRetry: canSendAgain(send.state) && refused.some(({ sendable }) => sendable > 0),
    unknown: batches
      .filter(({ state: batchState }) => batchState === 'unknown')
      .map((batch) => toUnknown(batch, state)),
    resolutions: RESOLUTIONS_OF_UNKNOWN.filter(
      (resolution) => RESOLUTIONS[resolution].to !== 'waiting' || canSendAgain(send.state),
    ),
    question: state.question,
    isBusy: state.isBusy,
    run,
    notices: state.notices,
    staleBecause: state.staleBecause,
    exporting: state.exporting,
  };
}

const RESOLUTIONS_OF_UNKNOWN = ['sent', 'not-sent', 'send-again'] as const;

function toParts(sums: Reconciliation): SumPart[] {
  const names: readonly PartName[] = ['accepted', 'excluded', 'refused', 'unknown', 'waiting', 'missing'];
  return names
    .map((name) => ({ name, count: sums[name] }))
    .filter(({ name, count }) => name !== 'missing' || count !== 0);
}

/** Of the messages, those that need no request any more; in whole tenths. */
function toTenth({ accepted, refused, unknown, waiting, inFlight }: Reconciliation): number {
  const all = accepted + refused + unknown + waiting;
  return all === 0 ? 100 : Math.floor(((all - waiting - inFlight) / all) * 10) * 10;
}

const MOVE_OF: Readonly<Record<Exclude<SendAction, 'continue'>, SendState>> = {
  start: 'sending',
  schedule: 'scheduled',
  resume: 'sending',
  pause: 'paused',
  cancel: 'canceled',
};

/** From which states a person does each; where the move itself is allowed is in the table of states. */
const OFFERED_IN: Readonly<Record<SendAction, readonly SendState[]>> = {
  start: ['scheduled', 'windowMissed'],
  schedule: ['scheduled', 'windowMissed'],
  resume: ['paused', 'needsAttention'],
  continue: ['sending'],
  pause: ['sending'],
  // Only rows that nobody finishes writing stay in waiting: canceling them is all that is left.
  cancel: ['waiting', 'scheduled', 'windowMissed', 'sending', 'paused', 'needsAttention'],
};

function toActions(state: SendState, { waiting }: Reconciliation, isRunningHere: boolean): SendAction[] {
  const isAllowed = (action: SendAction): boolean => {
    if (!OFFERED_IN[action].includes(state)) return false;
    if (action === 'continue') return waiting > 0 && !isRunningHere;
    // A new time for a scheduled send is no move.
    if (action === 'schedule' && state === 'scheduled') return true;
    if (!canMoveSend(state, MOVE_OF[action])) return false;
    // A paused send with nothing left to send comes to its end by being resumed.
    return action !== 'resume' || state === 'paused' || waiting > 0;
  };
  return (Object.keys(OFFERED_IN) as SendAction[]).filter(isAllowed);
}

/** May a batch that goes back to waiting be sent then? */
const canSendAgain = (state: SendState): boolean => state === 'sending' || canMoveSend(state, 'sending');

function toRefusedReasons(batches: readonly JournalBatch[], errorTexts: OpenState['errorTexts']): RefusedReason[] {
  const byCode = new Map<string, { contacts: number; sendable: number; requests: number }>();
  for (const batch of batches) {
    if (batch.state !== 'refused') continue;
    const code = refusalCode(batch);
    const { contacts, sendable, requests } = byCode.get(code) ?? { contacts: 0, sendable: 0, requests: 0 };
    byCode.set(code, {
      contacts: contacts + batch.contactCount,
      sendable: sendable + (batch.clearedOn ? 0 : batch.contactCount),
      requests: requests + 1,
    });
  }
  return [...byCode]
    .map(([code, counts]) => ({ ...toShown(code, errorTexts[code] ?? ''), ...counts }))
    .sort((one, other) => other.contacts - one.contacts);
}

/** A person said of an unknown outcome that nothing was sent: its error code tells why it was unknown, not why it is refused. */
export const NOT_SENT = 'not-sent' satisfies Resolution;
const NO_CODE = 'no-code';

/** What a refused batch is listed under. */
const refusalCode = ({ resolution, errorCode = NO_CODE }: JournalBatch): string =>
  resolution === NOT_SENT ? NOT_SENT : errorCode;

/** Codes of refusals that the platform gave. */
export const platformCodes = (batches: readonly JournalBatch[]): Set<string> =>
  new Set(
    batches
      .filter((batch) => batch.state === 'refused' && batch.errorCode !== undefined && refusalCode(batch) !== NOT_SENT)
      .map(refusalCode),
  );

/** Can a reason be retried by itself? What a person said has no code to find it by. */
export const isRetriable = ({ code, sendable }: RefusedReason): boolean =>
  sendable > 0 && code !== NOT_SENT && code !== NO_CODE;

const toUnknown = (batch: JournalBatch, { evidence }: OpenState): UnknownBatch => ({
  id: batch.id,
  index: batch.index,
  contacts: batch.contactCount,
  code: batch.errorCode,
  isCleared: batch.clearedOn !== undefined,
  evidence: evidence[evidenceKey(batch)],
});
