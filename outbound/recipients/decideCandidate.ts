/**
 * Room outbound, recipients. The decision about one candidate, when it is known what other rows say about their number. Runs
 * once for every recipient of a send, so it makes no functions and no copies on the way.
 */
import { explainConsent } from './explainConsent';
import { normalizeNumber, toCountryHint, toDefaultCountry, type NormalizedNumber } from './phoneNumber';
import type { EligibleRecipient, MergedRow, RecipientDecision, RecipientSettings } from './recipientDecision';
import type { RecipientCandidate } from './toCandidates';

/** Rows whose opt-out holds for their number: `sourceId` of the first of them, by number in E.164. */
export interface OptOuts {
  get(recipientNumber: string): string | undefined;
}

/** A row that may represent others, which are then listed as merged into it. */
export type Representative = EligibleRecipient & { readonly merged: MergedRow[] };

/** Which row represents a number. */
export interface Representatives {
  /**
   * Lets this row represent its number, unless another row does already.
   * @returns `sourceId` of that other row.
   */
  claim(recipient: Representative): string | undefined;
}

/**
 * A function that decides about candidates in their order.
 * @throws {DefaultCountryInvalidError} for a default country that is none.
 */
export function candidateDecider(
  settings: RecipientSettings,
  optOuts: OptOuts,
  representatives: Representatives,
): (candidate: RecipientCandidate) => RecipientDecision {
  const { allowList } = settings;
  const defaultCountry = toDefaultCountry(settings.defaultCountry);
  return (candidate) => {
    if (!candidate.person) return { kind: 'excluded', candidate, reason: 'no-person' };
    const consent = explainConsent(candidate);
    const number = numberOf(candidate, defaultCountry);
    if (!number) return { kind: 'excluded', candidate, reason: 'no-number', consent };
    if (number.kind === 'invalid') {
      return { kind: 'excluded', candidate, reason: 'invalid-number', consent, detail: number.detail };
    }
    if (!consent.optIn) {
      return candidate.isConsentKnown
        ? { kind: 'excluded', candidate, reason: 'opted-out', consent }
        : { kind: 'excluded', candidate, reason: 'opted-out', consent, detail: 'consent-unknown' };
    }
    const { recipientNumber, lineType } = number;
    const optedOutRow = optOuts.get(recipientNumber);
    if (optedOutRow !== undefined) {
      return { kind: 'excluded', candidate, reason: 'opted-out', consent, detail: 'number-opted-out', optedOutRow };
    }
    if (allowList && !allowList.has(recipientNumber)) {
      return { kind: 'excluded', candidate, reason: 'not-on-allow-list', consent };
    }
    const recipient: Representative = { kind: 'eligible', candidate, recipientNumber, lineType, consent, merged: [] };
    const representedBy = representatives.claim(recipient);
    if (representedBy === undefined) return recipient;
    return { kind: 'excluded', candidate, reason: 'duplicate-number', consent, representedBy };
  };
}

/** Takes note of the rows whose opt-out holds for their number. Only rows that opted out have their number looked at. */
export function noteOptOuts(
  readCandidates: () => Iterable<RecipientCandidate>,
  settings: RecipientSettings,
  note: (recipientNumber: string, sourceId: string) => void,
): void {
  if (settings.optOutBlocksNumber === false) return;
  const defaultCountry = toDefaultCountry(settings.defaultCountry);
  for (const candidate of readCandidates()) {
    if (candidate.optIn || !candidate.person || !candidate.isConsentKnown) continue;
    const number = numberOf(candidate, defaultCountry);
    if (number?.kind === 'valid') note(number.recipientNumber, candidate.sourceId);
  }
}

/** The number this row has: national formats are read in the record's own country, else in the default one. */
function numberOf(
  { rawNumber, country }: RecipientCandidate,
  defaultCountry: ReturnType<typeof toDefaultCountry>,
): NormalizedNumber | undefined {
  return rawNumber === undefined ? undefined : normalizeNumber(rawNumber, toCountryHint(country) ?? defaultCountry);
}
