/**
 * Room outbound, recipients. What is decided about one candidate: eligible, or excluded with one reason; and the rules that a
 * send decides by. Types, and the list of the reasons.
 */
import type { AllowList } from './allowList';
import type { ConsentExplanation } from './explainConsent';
import type { NegotiatedLocale } from './negotiateLocale';
import type { InvalidNumberDetail, LineType } from './phoneNumber';
import type { RecipientCandidate, RecordReference } from './toCandidates';

/**
 * In the order in which they are asked; the first that applies is the reason. The last three are about what would be sent, so
 * `toContactList` asks them, once a template is chosen.
 */
export const EXCLUSION_REASONS = [
  'no-person',
  'no-number',
  'invalid-number',
  'opted-out',
  'not-on-allow-list',
  'duplicate-number',
  'message-too-long',
  'variable-too-long',
  'over-size-cap',
] as const;

/** Why somebody gets no message; one for everybody who is excluded. */
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

/**
 * What is wrong with an invalid number; for `opted-out`, why a consent does not count:
 *
 * - `consent-unknown`: the consent column was not read, which counts as no consent.
 * - `number-opted-out`: the row itself allows messages, but another row with the same number opted out (`optedOutRow`).
 */
export type ExclusionDetail = InvalidNumberDetail | 'consent-unknown' | 'number-opted-out';

/** A row whose number is another row's too: the message to that one is the message to this one. */
export interface MergedRow {
  readonly sourceId: string;
  readonly sourceTable: string;
  readonly sourceName: string;
  /** The record the message would have been about. The platform ties a message to one record only, the representative's. */
  readonly regarding: RecordReference;
}

/** Somebody who may be messaged, with the number that is written to and what decided. */
export interface EligibleRecipient {
  readonly kind: 'eligible';
  readonly candidate: RecipientCandidate;
  /** E.164. */
  readonly recipientNumber: string;
  readonly lineType: LineType;
  readonly consent: ConsentExplanation;
  /** Rows this one represents, in their order. */
  readonly merged: readonly MergedRow[];
  /** Set by `recipientNegotiator`; absent as long as no template is chosen. */
  readonly locale?: NegotiatedLocale;
}

/** Somebody who gets no message of their own, with the one reason and what decided. */
export interface ExcludedRecipient {
  readonly kind: 'excluded';
  readonly candidate: RecipientCandidate;
  readonly reason: ExclusionReason;
  readonly detail?: ExclusionDetail;
  /** Absent when there is nobody whose consent could be asked (`no-person`). */
  readonly consent?: ConsentExplanation;
  /** `sourceId` of the row that is messaged in this one's place (`duplicate-number`). */
  readonly representedBy?: string;
  /** `sourceId` of the row whose opt-out decided for this one (`number-opted-out`). */
  readonly optedOutRow?: string;
  /** What is too long: the message, one value, or the contact as it would be posted (the last three reasons). */
  readonly tooLong?: TooLong;
}

/** UTF-16 units. */
export interface TooLong {
  readonly length: number;
  readonly maxLength: number;
  /** Number of the content variable (`variable-too-long`). */
  readonly variable?: number;
}

/** What is decided about one candidate: exactly one of the two. */
export type RecipientDecision = EligibleRecipient | ExcludedRecipient;

/** Rules for everybody of a send. */
export interface RecipientSettings {
  /** ISO 3166 code for numbers in national format. Absent: such numbers are invalid (`no-country`). */
  readonly defaultCountry?: string;
  /**
   * Does an opt-out on one row hold for other rows with the same number? The phone it would ring on is the same one, and
   * somebody who opted out there cannot tell two records apart, so yes unless told otherwise. A consent that was not read
   * says nothing about other rows. @default true
   */
  readonly optOutBlocksNumber?: boolean;
  /** Only these numbers are ever eligible (`parseAllowList`). Absent: no list is set. */
  readonly allowList?: AllowList;
}
