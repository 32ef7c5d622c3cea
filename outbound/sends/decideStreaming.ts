/**
 * Room outbound, sends. The decisions of `decideRecipients` for more candidates than fit into memory: the candidates are read
 * twice, a part at a time, and only numbers and row ids are kept between the parts.
 */
import {
  decideRecipients,
  type EligibleRecipient,
  type ExcludedRecipient,
  type RecipientDecision,
  type RecipientSettings,
} from '../recipients/decideRecipients';
import { explainConsent } from '../recipients/explainConsent';
import { normalizeNumber, toCountryHint, toDefaultCountry } from '../recipients/phoneNumber';
import type { RecipientCandidate } from '../recipients/toCandidates';
import { NumberIndex } from './numberIndex';

/** Candidates decided together. */
const PART = 500;

/**
 * One decision a candidate, in order: the same as `decideRecipients` gives for all of them at once, but for `merged`, which
 * stays empty (a row that is represented names its representative; who represents many is only known at the end).
 * @param readCandidates gives the same candidates in the same order each time; called once, or twice when an opt-out holds for
 *   its number.
 * @throws {DefaultCountryInvalidError} for a default country that is none.
 */
export function* decideStreaming(
  readCandidates: () => Iterable<RecipientCandidate>,
  settings: RecipientSettings = {},
): Generator<RecipientDecision, void, undefined> {
  const numberOf = numberReader(settings);
  const optOuts = settings.optOutBlocksNumber === false ? new NumberIndex() : readOptOuts(readCandidates(), numberOf);
  const representatives = new NumberIndex();
  for (const part of inParts(readCandidates())) {
    for (const decision of decideRecipients(part, settings)) {
      yield decision.kind === 'eligible'
        ? reviewEligible(decision, optOuts, representatives)
        : reviewExcluded(decision, optOuts, representatives, numberOf);
    }
  }
}

/** A row that its own part takes for eligible, in the light of the other parts. */
function reviewEligible(
  decision: EligibleRecipient,
  optOuts: NumberIndex,
  representatives: NumberIndex,
): RecipientDecision {
  const { candidate, consent, recipientNumber, merged } = decision;
  const optedOutRow = optOuts.get(recipientNumber);
  if (optedOutRow !== undefined) return numberOptedOut({ candidate, consent }, optedOutRow);
  const sizeBefore = representatives.size;
  const representedBy = representatives.addFirst(recipientNumber, candidate.sourceId);
  if (representatives.size === sizeBefore) {
    return { kind: 'excluded', candidate, reason: 'duplicate-number', consent, representedBy };
  }
  return merged.length === 0 ? decision : { ...decision, merged: [] };
}

/** A row that its own part excludes for a reason that depends on other rows, or that comes after one that does. */
function reviewExcluded(
  decision: ExcludedRecipient,
  optOuts: NumberIndex,
  representatives: NumberIndex,
  numberOf: NumberReader,
): ExcludedRecipient {
  const isDuplicate = decision.reason === 'duplicate-number';
  if (!isDuplicate && decision.reason !== 'not-on-allow-list' && decision.detail !== 'number-opted-out')
    return decision;
  const recipientNumber = numberOf(decision.candidate);
  if (recipientNumber === undefined) return decision;
  const optedOutRow = optOuts.get(recipientNumber);
  if (optedOutRow !== undefined) return numberOptedOut(decision, optedOutRow);
  return isDuplicate ? { ...decision, representedBy: representatives.get(recipientNumber) } : decision;
}

const numberOptedOut = (
  { candidate, consent }: Pick<ExcludedRecipient, 'candidate' | 'consent'>,
  optedOutRow: string,
): ExcludedRecipient => ({
  kind: 'excluded',
  candidate,
  reason: 'opted-out',
  ...(consent && { consent }),
  detail: 'number-opted-out',
  optedOutRow,
});

/** E.164, by the same rule as `decideRecipients`. */
type NumberReader = (candidate: RecipientCandidate) => string | undefined;

function numberReader(settings: RecipientSettings): NumberReader {
  const defaultCountry = toDefaultCountry(settings.defaultCountry);
  return ({ rawNumber, country }) => {
    if (rawNumber === undefined) return undefined;
    const number = normalizeNumber(rawNumber, toCountryHint(country) ?? defaultCountry);
    return number.kind === 'valid' ? number.recipientNumber : undefined;
  };
}

/** The first row that opted out of each number. Only rows that opted out have their number looked at. */
function readOptOuts(candidates: Iterable<RecipientCandidate>, numberOf: NumberReader): NumberIndex {
  const optOuts = new NumberIndex();
  for (const candidate of candidates) {
    if (!candidate.person || !candidate.isConsentKnown || explainConsent(candidate).optIn) continue;
    const recipientNumber = numberOf(candidate);
    if (recipientNumber !== undefined) optOuts.addFirst(recipientNumber, candidate.sourceId);
  }
  return optOuts;
}

function* inParts(candidates: Iterable<RecipientCandidate>): Generator<RecipientCandidate[]> {
  let part: RecipientCandidate[] = [];
  for (const candidate of candidates) {
    part.push(candidate);
    if (part.length < PART) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
