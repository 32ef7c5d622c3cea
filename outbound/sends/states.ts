/**
 * Room outbound, sends. The states of a send and of a batch, with their option values and the allowed moves, as data that
 * the client, server handlers and forms share.
 */
import { BATCH_STATE_OPTION, SEND_STATE_OPTION } from '../dataverse/names';
import { OutboundError } from '../errors';

/** A state of a send, in the domain's words. */
export type SendState = keyof typeof SEND_STATE_OPTION;
/** A state of a batch, in the domain's words. */
export type BatchState = keyof typeof BATCH_STATE_OPTION;

interface StateDefinition<State extends string> {
  readonly option: number;
  /** States that may follow. */
  readonly next: readonly State[];
}

/** Every state of a send with its option value (`obm_sendstate`) and the moves that are allowed. */
export const SEND_STATES: Readonly<Record<SendState, StateDefinition<SendState>>> = {
  /** Its batches are being written. To a final state directly when a runner could not write "sending" but did its work. */
  waiting: {
    option: SEND_STATE_OPTION.waiting,
    next: ['sending', 'scheduled', 'finished', 'needsAttention', 'canceled'],
  },
  /** Written in full; starts at its time, unless that is missed. */
  scheduled: { option: SEND_STATE_OPTION.scheduled, next: ['sending', 'windowMissed', 'canceled'] },
  /** Nobody started it in time: a person says whether it still should be sent. */
  windowMissed: { option: SEND_STATE_OPTION.windowMissed, next: ['sending', 'scheduled', 'canceled'] },
  sending: {
    option: SEND_STATE_OPTION.sending,
    next: ['waiting', 'paused', 'finished', 'needsAttention', 'canceled'],
  },
  /** By a person, by a runner that lost its privileges or its configuration, or for a cloud flow that sends it and ends it (`obm_stopcode`). */
  paused: { option: SEND_STATE_OPTION.paused, next: ['sending', 'finished', 'needsAttention', 'canceled'] },
  finished: { option: SEND_STATE_OPTION.finished, next: [] },
  /** Something was refused or is unknown: a person decides. */
  needsAttention: { option: SEND_STATE_OPTION.needsAttention, next: ['sending', 'finished', 'canceled'] },
  canceled: { option: SEND_STATE_OPTION.canceled, next: [] },
};

/** Every state of a batch with its option value (`obm_sendbatchstate`) and the moves that are allowed. */
export const BATCH_STATES: Readonly<Record<BatchState, StateDefinition<BatchState>>> = {
  waiting: { option: BATCH_STATE_OPTION.waiting, next: ['claimed'] },
  /** A runner is about to post it, is posting it, or vanished meanwhile (claims.ts). Back to waiting only if it was throttled or never posted. */
  claimed: { option: BATCH_STATE_OPTION.claimed, next: ['accepted', 'refused', 'unknown', 'waiting'] },
  accepted: { option: BATCH_STATE_OPTION.accepted, next: [] },
  /** The platform did nothing, so a person may have it tried again. */
  refused: { option: BATCH_STATE_OPTION.refused, next: ['waiting'] },
  /** Only a person moves it, who has seen the evidence, or the late answer of the very request it stands for. */
  unknown: { option: BATCH_STATE_OPTION.unknown, next: ['accepted', 'refused', 'waiting'] },
};

/**
 * What a person may decide about a batch, as `obm_resolution` keeps it: from which state to which. The first three answer an
 * unknown outcome; `send-again` and `retry-refused` are the only ways to a second request that was not throttled.
 */
export const RESOLUTIONS = {
  sent: { from: 'unknown', to: 'accepted' },
  'not-sent': { from: 'unknown', to: 'refused' },
  'send-again': { from: 'unknown', to: 'waiting' },
  'retry-refused': { from: 'refused', to: 'waiting' },
} as const satisfies Readonly<Record<string, { readonly from: BatchState; readonly to: BatchState }>>;

/** One of `RESOLUTIONS`. */
export type Resolution = keyof typeof RESOLUTIONS;

/** An option value that is none of the state's. */
export class StateUnknownError extends OutboundError {
  override readonly name = 'StateUnknownError';
  readonly code = 'state-unknown';
  constructor(readonly option: unknown) {
    super(
      `The state ${String(option)} is not one this version knows. ` +
        'Another version of the solution may have written it: reload the page.',
    );
  }
}

/** @throws {StateUnknownError} */
export const sendStateOf = (option: unknown): SendState => stateOf(SEND_STATES, option);

/** @throws {StateUnknownError} */
export const batchStateOf = (option: unknown): BatchState => stateOf(BATCH_STATES, option);

/**
 * The state of a batch by what stands in its row. Emptied by hand it says nothing, so the batch may have been sent: unknown.
 * @throws {StateUnknownError}
 */
export const storedBatchState = (option: unknown): BatchState => batchStateOf(option ?? BATCH_STATES.unknown.option);

/** May a send go from one state straight to the other? Staying is no move. */
export const canMoveSend = (from: SendState, to: SendState): boolean => SEND_STATES[from].next.includes(to);

/** May a batch go from one state straight to the other? Staying is no move. */
export const canMoveBatch = (from: BatchState, to: BatchState): boolean => BATCH_STATES[from].next.includes(to);

function stateOf<State extends string>(
  states: Readonly<Record<State, StateDefinition<State>>>,
  option: unknown,
): State {
  const state = (Object.keys(states) as State[]).find((name) => states[name].option === option);
  if (state === undefined) throw new StateUnknownError(option);
  return state;
}
