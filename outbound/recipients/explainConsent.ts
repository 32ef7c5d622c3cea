/**
 * Room outbound, recipients. Which column decided whether somebody may be messaged, what stood in it, and what the column is
 * really about.
 */
import { CONTACT } from '../dataverse/names';
import type { RecipientCandidate } from './toCandidates';

/**
 * What the column that decided is about.
 *
 * - `call-preference`: `donotphone`. People filled it to stop calls; Microsoft's samples take its negation for `optin`
 *   (Microsoft Learn, "Configure outbound messaging"), and so does this product, but nobody was asked about messages.
 * - `configured-consent`: a column that an administrator named as the consent to messages.
 */
export type ConsentMeaning = 'call-preference' | 'configured-consent';

/** What decided whether somebody may be messaged, as a person can check it on the record. */
export interface ConsentExplanation {
  /** Where the consent was read: `customerid_contact.donotphone`. */
  readonly column: string;
  /** What stood there: `null` for an empty column, `not-read` when the row came without it. */
  readonly value: boolean | null | 'not-read';
  readonly meaning: ConsentMeaning;
  /** May this person be messaged, by that column alone? */
  readonly optIn: boolean;
}

/** The explanation for a candidate with a person. */
export function explainConsent({ consentColumn, consentValue, optIn }: RecipientCandidate): ConsentExplanation {
  const column = consentColumn.split('.').at(-1);
  return {
    column: consentColumn,
    value: consentValue === undefined ? 'not-read' : consentValue,
    meaning: column === CONTACT.doNotPhone ? 'call-preference' : 'configured-consent',
    optIn,
  };
}
