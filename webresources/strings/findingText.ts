/**
 * Room webresources/strings. A finding of the linter as a sentence in the user's language, with its place and what to do. Made
 * from the finding's code and facts; its own English remedy stands in only for a code that is not known here.
 */
import { toSlugText } from '../../outbound/templates/slugName';
import type { LintCode, LintFinding } from '../../outbound/templates/lintFinding';
import { text } from '../gateways/texts';
import type { TextKey } from './textKeys';

/** Such a text is neither saved nor sent: it could not go out, or not as meant. */
export const isBlocking = ({ severity }: LintFinding): boolean => severity === 'error';

/** Each takes line, character, and then the finding's facts in the order of `factsOf`. */
const FINDING_TEXT: Readonly<Record<LintCode, TextKey>> = {
  'unclosed-brace': 'problemUnclosedBrace',
  'unopened-brace': 'problemUnopenedBrace',
  'empty-slug': 'problemEmptySlug',
  'nested-slug': 'problemNestedSlug',
  'blank-in-slug': 'problemBlankInSlug',
  'slug-unknown': 'findingSlugUnknown',
  'slug-misspelt': 'findingSlugMisspelt',
  'slug-unfillable': 'findingSlugUnfillable',
  'slug-reserved': 'findingSlugReserved',
  'slug-in-content-template': 'findingSlugInContentTemplate',
  'control-character': 'findingControlCharacter',
  'unicode-in-text': 'findingUnicodeInText',
  'unicode-in-value': 'findingUnicodeInValue',
  'segments-worst-case': 'findingSegments',
  'language-missing': 'findingLanguageMissing',
  'text-empty': 'findingTextEmpty',
  'text-too-long': 'findingTextTooLong',
  'variable-first': 'findingVariableFirst',
  'variable-last': 'findingVariableLast',
  'variables-adjacent': 'findingVariablesAdjacent',
  'variable-skipped': 'findingVariableSkipped',
  'variable-too-long': 'findingVariableTooLong',
};

/**
 * One sentence that names the place as people count it, line and character from 1.
 * @param textName which of several texts it is about, such as the name of its language. Absent: there is only one.
 */
export function findingText(finding: LintFinding, textName?: string): string {
  const key: TextKey | undefined = FINDING_TEXT[finding.code];
  const { line, column } = finding.place;
  const sentence = key === undefined ? finding.remedy : text(key, line, column, ...factsOf(finding));
  return textName === undefined ? sentence : text('findingIn', textName, sentence);
}

function factsOf(finding: LintFinding): (string | number)[] {
  const { code, slug, suggestion, character, limit, segments, variable } = finding;
  if (limit) return [limit.length, limit.maxLength];
  if (segments !== undefined) return [segments];
  const name = slug === undefined ? variableText(variable) : toSlugText(slug);
  if (code === 'variable-skipped') return [name, variableText((variable ?? 1) - 1)];
  if (code === 'slug-in-content-template') return [name, variableText(1)];
  if (suggestion !== undefined) return [name, toSlugText(suggestion)];
  // A slug whose values force Unicode is named before the character; in the text itself there is only the character.
  if (character !== undefined) return slug === undefined ? [shown(character)] : [name, shown(character)];
  return [variable === undefined ? name : variableText(variable)];
}

/** A blank or an invisible character by its number. */
function shown(character: string): string {
  if (!/^[\p{Z}\p{C}\p{M}]/u.test(character)) return character;
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** As it stands in the text: `{{2}}`. */
export const variableText = (variable: number | undefined): string => (variable === undefined ? '' : `{{${variable}}}`);
