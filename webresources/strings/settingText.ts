/**
 * Room webresources/strings. A mistake in an environment variable as a sentence in the user's language. What the parsers of the
 * domain expect comes from them in English; each of their phrases has a text here.
 */
import type { SettingProblem } from '../gateways/settings';
import { text } from '../gateways/texts';
import type { TextKey } from './textKeys';

/** Phrases of the parsers; what a group catches is a name or number, the same in every language. */
const EXPECTED: readonly (readonly [RegExp, TextKey])[] = [
  [/^an object$/, 'expectedObject'],
  [/^a JSON text$/, 'expectedJson'],
  [/^true or false$/, 'expectedTrueOrFalse'],
  [/^yes or no$/, 'expectedYesOrNo'],
  [/^a list with at least one entry$/, 'expectedList'],
  [/^the logical name of a column$/, 'expectedColumn'],
  [/^the logical name of a table$/, 'expectedTable'],
  [/^the schema name of a relationship or navigation property$/, 'expectedSchemaName'],
  [/^a slug of letters, digits, dots and underscores$/, 'expectedSlug'],
  [/^the name of a slug without its braces$/, 'expectedSlugWithoutBraces'],
  [/^a name the platform does not use itself$/, 'expectedOtherName'],
  [/^another name: names of the person fill it$/, 'expectedOtherName'],
  [/^a name that differs by more than letter case$/, 'expectedOtherName'],
  [/^no key that means something to every object$/, 'expectedOtherName'],
  [/^the SID of a content template: HX and 32 hexadecimal digits$/, 'expectedSid'],
  [/^each content template once$/, 'expectedSidOnce'],
  [/^the number of a variable, from 1 to (\d+)$/, 'expectedVariable'],
  [/^a text of 1 to (\d+) characters$/, 'expectedShortText'],
  [/^at most (\d+) characters$/, 'expectedAtMost'],
  [/^only the keys (.+)$/, 'expectedKeys'],
  [/^one of (.+)$/, 'expectedOneOf'],
  [/^(\w+), the table that the path ends at$/, 'expectedPathTable'],
  [/^phone numbers such as (\S+), one a line$/, 'expectedNumbers'],
  [/^the IANA name of a time zone such as (\S+)$/, 'expectedTimeZone'],
  [/^a two-letter country code such as (\w+)$/, 'expectedCountry'],
  [/^(text) or (collection)$/, 'expectedEither'],
  [/^the relationship (\w+)$/, 'expectedRelationship'],
  [/^a relationship with outbound messages$/, 'expectedAnyRelationship'],
];

/** "The environment variable obm_RecipientSources has a mistake at sources.incident.id. Expected: the logical name of a column." */
export function settingText({ variable, path, expected }: SettingProblem): string {
  return path === ''
    ? text('settingInvalid', variable, expectedText(expected))
    : text('settingInvalidAt', variable, path, expectedText(expected));
}

/** A phrase that is not known here stays English. */
function expectedText(expected: string): string {
  for (const [pattern, key] of EXPECTED) {
    const match = pattern.exec(expected);
    if (match) return text(key, ...match.slice(1));
  }
  return expected;
}
