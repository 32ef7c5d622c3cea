/** Room webresources/pages. Who gets no message, by reason, and for each what decided: as the dialog shows them. */
import type { ConsentExplanation } from '../../../outbound/recipients/explainConsent';
import {
  EXCLUSION_REASONS,
  type ExcludedRecipient,
  type ExclusionReason,
  type RecipientDecision,
  type TooLong,
} from '../../../outbound/recipients/recipientDecision';
import { text } from '../../gateways/texts';
import { variableText } from '../../strings/findingText';
import { maskNumber } from './maskNumber';

/** Reasons the domain gives, and one more that only a selection can have: the row is gone. */
export type ShownReason = ExclusionReason | 'row-missing';

export interface ExclusionGroup {
  readonly reason: ShownReason;
  /** What has to be known about all of them. */
  readonly note?: string;
  readonly rows: readonly {
    readonly id: string;
    readonly name: string;
    readonly maskedNumber?: string;
    /** What decided for this row: the column, the other row, the length. */
    readonly explanation?: string;
  }[];
}

/** Only reasons that somebody has. @param missing ids of rows that are gone */
export function toExclusionGroups(
  decisions: readonly RecipientDecision[],
  missing: readonly string[],
): ExclusionGroup[] {
  const nameById = new Map(decisions.map(({ candidate }) => [candidate.sourceId, candidate.sourceName]));
  const byReason = new Map<ExclusionReason, ExcludedRecipient[]>();
  for (const decision of decisions) {
    if (decision.kind === 'eligible') continue;
    const group = byReason.get(decision.reason);
    if (group === undefined) byReason.set(decision.reason, [decision]);
    else group.push(decision);
  }
  const groups = EXCLUSION_REASONS.flatMap((reason): ExclusionGroup[] => {
    const excluded = byReason.get(reason);
    if (excluded === undefined) return [];
    const rows = excluded.map((decision) => ({
      id: decision.candidate.sourceId,
      name: [decision.candidate.sourceName, decision.candidate.recipientName].filter((name) => name !== '').join(' · '),
      maskedNumber: decision.candidate.rawNumber === undefined ? undefined : maskNumber(decision.candidate.rawNumber),
      explanation: explain(decision, nameById),
    }));
    return [{ reason, note: noteOf(reason, excluded), rows }];
  });
  const gone: ExclusionGroup = { reason: 'row-missing', rows: missing.map((id) => ({ id, name: id })) };
  return missing.length === 0 ? groups : [...groups, gone];
}

/** "decided by the column customerid_contact.donotphone: Yes". */
function consentText({ column, value }: ConsentExplanation): string {
  if (value === 'not-read') return text('consentNotRead', column);
  return text('consentDecided', column, text(value === null ? 'consentEmpty' : value ? 'consentYes' : 'consentNo'));
}

/** "the message has 1,700 characters, and 1,600 are allowed". */
function tooLongText(reason: ShownReason, { length, maxLength, variable }: TooLong): string {
  if (variable !== undefined) return text('tooLongVariable', length, maxLength, variableText(variable));
  return text(reason === 'over-size-cap' ? 'tooLongContact' : 'tooLongMessage', length, maxLength);
}

function explain(decision: ExcludedRecipient, nameById: ReadonlyMap<string, string>): string | undefined {
  const { reason, consent, representedBy, optedOutRow, tooLong } = decision;
  if (representedBy !== undefined) return text('representedBy', nameById.get(representedBy) ?? representedBy);
  if (optedOutRow !== undefined) return text('consentOtherRow', nameById.get(optedOutRow) ?? optedOutRow);
  if (tooLong !== undefined) return tooLongText(reason, tooLong);
  return reason === 'opted-out' && consent !== undefined ? consentText(consent) : undefined;
}

/** A preference about calls is no answer to a question about messages, so whoever counts it as one says so. */
function noteOf(reason: ExclusionReason, excluded: readonly ExcludedRecipient[]): string | undefined {
  return reason === 'opted-out' ? consentNote(excluded) : undefined;
}

/** What has to be known about the consent of these people; absent when a column for messages decided about all of them. */
export const consentNote = (decisions: readonly Pick<RecipientDecision, 'consent'>[]): string | undefined =>
  decisions.some(({ consent }) => consent?.meaning === 'call-preference') ? text('consentCallPreference') : undefined;
