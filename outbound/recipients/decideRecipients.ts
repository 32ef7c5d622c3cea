/**
 * Room outbound, recipients. Decides once per candidate, in order: eligible, or excluded with one reason. The dry run and the
 * live run call this same function.
 */
import { candidateDecider, noteOptOuts, type Representative } from './decideCandidate';
import type { MergedRow, RecipientDecision, RecipientSettings } from './recipientDecision';
import type { RecipientCandidate } from './toCandidates';

/**
 * One decision a candidate, in the candidates' order. Of several eligible candidates with one number the first in that order
 * represents the others, which are listed as merged into it: whoever gives the order picks the representative, and which
 * numbers are eligible does not depend on the order.
 * @throws {DefaultCountryInvalidError} for a default country that is none.
 */
export function decideRecipients(
  candidates: readonly RecipientCandidate[],
  settings: RecipientSettings = {},
): RecipientDecision[] {
  const optOuts = new Map<string, string>();
  const representatives = new Map<string, Representative>();
  const decide = candidateDecider(settings, optOuts, {
    claim(recipient) {
      const representative = representatives.get(recipient.recipientNumber);
      if (!representative) representatives.set(recipient.recipientNumber, recipient);
      else representative.merged.push(toMergedRow(recipient.candidate));
      return representative?.candidate.sourceId;
    },
  });
  const readCandidates = (): readonly RecipientCandidate[] => candidates;
  noteOptOuts(readCandidates, settings, (recipientNumber, sourceId) => {
    if (!optOuts.has(recipientNumber)) optOuts.set(recipientNumber, sourceId);
  });
  return candidates.map(decide);
}

/** What a representative keeps of a row. */
export const toMergedRow = ({ sourceId, sourceTable, sourceName, regarding }: RecipientCandidate): MergedRow => ({
  sourceId,
  sourceTable,
  sourceName,
  regarding,
});
