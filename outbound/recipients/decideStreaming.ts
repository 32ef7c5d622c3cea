/**
 * Room outbound, recipients. The decisions of `decideRecipients` for more candidates than fit into memory: the candidates are
 * read twice, one by one, and only numbers and row ids are kept.
 */
import { candidateDecider, noteOptOuts } from './decideCandidate';
import type { RecipientDecision, RecipientSettings } from './recipientDecision';
import { NumberIndex } from './numberIndex';
import type { RecipientCandidate } from './toCandidates';

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
  const optOuts = new NumberIndex();
  const representatives = new NumberIndex();
  const decide = candidateDecider(settings, optOuts, {
    claim: ({ recipientNumber, candidate }) => representatives.addFirst(recipientNumber, candidate.sourceId),
  });
  noteOptOuts(readCandidates, settings, (recipientNumber, sourceId) => optOuts.addFirst(recipientNumber, sourceId));
  for (const candidate of readCandidates()) yield decide(candidate);
}
