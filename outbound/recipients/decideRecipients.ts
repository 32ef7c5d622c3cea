/**
 * Room outbound, recipients. Decides once per candidate, in order: eligible, or excluded with one reason. The dry run and the
 * live run call this same function.
 */
import { normalizeNumber, toDefaultCountry, type InvalidNumberDetail, type LineType } from './phoneNumber';
import type { RecipientCandidate } from './toCandidates';

/** In the order in which they are asked; the first that applies is the reason. */
export const EXCLUSION_REASONS = ['no-person', 'no-number', 'invalid-number', 'opted-out', 'duplicate-number'] as const;

export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

/** `consent-unknown`: the consent column was not read, which counts as no consent. */
export type ExclusionDetail = InvalidNumberDetail | 'consent-unknown';

export interface EligibleRecipient {
  readonly kind: 'eligible';
  readonly candidate: RecipientCandidate;
  /** E.164. */
  readonly recipientNumber: string;
  readonly lineType: LineType;
}

export interface ExcludedRecipient {
  readonly kind: 'excluded';
  readonly candidate: RecipientCandidate;
  readonly reason: ExclusionReason;
  /** What is wrong with an invalid number; why a consent does not count. */
  readonly detail?: ExclusionDetail;
  /** `sourceId` of the row that is messaged in this one's place (`duplicate-number`). */
  readonly representedBy?: string;
}

export type RecipientDecision = EligibleRecipient | ExcludedRecipient;

export interface RecipientSettings {
  /** ISO 3166 code for numbers in national format. Absent: such numbers are invalid (`no-country`). */
  readonly defaultCountry?: string;
}

export interface DecisionSummary {
  readonly eligible: number;
  readonly excluded: Readonly<Record<ExclusionReason, number>>;
}

/**
 * One decision a candidate, in the candidates' order. Of several eligible candidates with one number the first represents
 * the others. Consent is the row's own: an opted-out row does not speak for another row with the same number.
 * @throws {DefaultCountryInvalidError} for a default country that is none.
 */
export function decideRecipients(
  candidates: readonly RecipientCandidate[],
  settings: RecipientSettings = {},
): RecipientDecision[] {
  const defaultCountry = toDefaultCountry(settings.defaultCountry);
  const representativeByNumber = new Map<string, string>();
  return candidates.map((candidate): RecipientDecision => {
    const exclude = (reason: ExclusionReason, facts: Partial<ExcludedRecipient> = {}): ExcludedRecipient => ({
      kind: 'excluded',
      candidate,
      reason,
      ...facts,
    });
    if (!candidate.person) return exclude('no-person');
    if (candidate.rawNumber === undefined) return exclude('no-number');
    const number = normalizeNumber(candidate.rawNumber, defaultCountry);
    if (number.kind === 'invalid') return exclude('invalid-number', { detail: number.detail });
    if (!candidate.optIn) {
      return exclude('opted-out', candidate.isConsentKnown ? {} : { detail: 'consent-unknown' });
    }
    const { recipientNumber, lineType } = number;
    const representedBy = representativeByNumber.get(recipientNumber);
    if (representedBy !== undefined) return exclude('duplicate-number', { representedBy });
    representativeByNumber.set(recipientNumber, candidate.sourceId);
    return { kind: 'eligible', candidate, recipientNumber, lineType };
  });
}

/** How many are eligible, and how many excluded for each reason (reasons without anybody are 0). */
export function summarizeDecisions(decisions: readonly RecipientDecision[]): DecisionSummary {
  const excluded = Object.fromEntries(EXCLUSION_REASONS.map((reason) => [reason, 0])) as Record<
    ExclusionReason,
    number
  >;
  let eligible = 0;
  for (const decision of decisions) {
    if (decision.kind === 'eligible') eligible += 1;
    else excluded[decision.reason] += 1;
  }
  return { eligible, excluded };
}

/** The eligible ones, in order. */
export const eligibleRecipients = (decisions: readonly RecipientDecision[]): EligibleRecipient[] =>
  decisions.filter((decision): decision is EligibleRecipient => decision.kind === 'eligible');

/** Excluded source rows by reason, as the send's journal keeps them. */
export function exclusionsByReason(
  decisions: readonly RecipientDecision[],
): Partial<Record<ExclusionReason, string[]>> {
  const byReason: Partial<Record<ExclusionReason, string[]>> = {};
  for (const decision of decisions) {
    if (decision.kind === 'excluded') (byReason[decision.reason] ??= []).push(decision.candidate.sourceId);
  }
  return byReason;
}
