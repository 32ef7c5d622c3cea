/**
 * Room outbound, sends. Whether a send may start now. A send that nobody started in its time asks a person instead of going out
 * late.
 */
import type { JournalSend } from './sendJournal';
import type { SendState } from './states';

/** Whether a send may start now. */
export type StartDecision =
  /** `sending` already, or to be moved there. */
  | { readonly kind: 'start' }
  | { readonly kind: 'wait'; readonly until: Date }
  /** To be moved to `windowMissed`. */
  | { readonly kind: 'window-missed' }
  /** Being written, in somebody's hands, or over. */
  | { readonly kind: 'not-startable'; readonly state: SendState };

/**
 * What a runner that finds the send now should do. A send that is sending has started, whatever its times say; `startBy` holds
 * for the start only, its last millisecond included.
 */
export function decideStart(
  { state, scheduledOn, startBy }: Pick<JournalSend, 'state' | 'scheduledOn' | 'startBy'>,
  now: Date,
): StartDecision {
  if (state === 'sending') return { kind: 'start' };
  if (state !== 'scheduled') return { kind: 'not-startable', state };
  if (startBy !== undefined && now.getTime() > startBy.getTime()) return { kind: 'window-missed' };
  if (scheduledOn !== undefined && now.getTime() < scheduledOn.getTime()) return { kind: 'wait', until: scheduledOn };
  return { kind: 'start' };
}
