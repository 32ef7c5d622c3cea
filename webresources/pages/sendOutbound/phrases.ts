/** Room webresources/pages. Sentences of the dialog that depend on a count or on a value of the domain. */
import { text } from '../../gateways/texts';
import type { TextKey } from '../../strings/textKeys';
import type { LanguageCount } from './prepareSend';
import type { ShownReason } from './shownExclusions';
import type { BatchProgress } from './sendState';

/** "1 message", "50 messages". */
export const messagesText = (count: number): string => (count === 1 ? text('messageOne') : text('messageOther', count));

/** "1 request", "3 requests". */
export const requestsText = (count: number): string => (count === 1 ? text('requestOne') : text('requestOther', count));

/** "Send 250 messages in 3 requests". */
export const sendLabel = (messages: number, requests: number): string =>
  text('sendButton', messagesText(messages), requestsText(requests));

const REASON_TEXT: Readonly<Record<ShownReason, TextKey>> = {
  'no-person': 'reasonNoPerson',
  'no-number': 'reasonNoNumber',
  'invalid-number': 'reasonInvalidNumber',
  'opted-out': 'reasonOptedOut',
  'not-on-allow-list': 'reasonNotOnAllowList',
  'duplicate-number': 'reasonDuplicateNumber',
  'message-too-long': 'reasonMessageTooLong',
  'variable-too-long': 'reasonVariableTooLong',
  'over-size-cap': 'reasonOverSizeCap',
  'row-missing': 'reasonRowMissing',
};

export const reasonText = (reason: ShownReason): string => text(REASON_TEXT[reason]);

/** "31 because there is no text in Danish". */
export function fallbackText({ wanted, reason, count }: LanguageCount['fallbacks'][number]): string {
  if (wanted !== undefined) return text('fallbackNoText', count, wanted);
  return text(reason === 'unknown-locale' ? 'fallbackUnknownLocale' : 'fallbackNoLocale', count);
}

const STATE_TEXT: Readonly<Record<BatchProgress['state'], TextKey>> = {
  waiting: 'batchWaiting',
  sending: 'batchSending',
  accepted: 'batchAccepted',
  refused: 'batchRefused',
  unknown: 'batchUnknown',
  throttled: 'batchThrottled',
};

export const batchStateText = (state: BatchProgress['state']): string => text(STATE_TEXT[state]);
