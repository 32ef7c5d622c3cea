/**
 * Room outbound, templates. The linter's rules that need nothing but one text: braces, slugs, Unicode, length, and where
 * WhatsApp's variables stand. Linear time in the text.
 */
import type { ChannelType } from '../dataverse/names';
import { isReservedSlug } from '../contactList/reservedNames';
import { DEFAULT_TEXT_MAX_LENGTH, LOCALIZED_TEXT_MAX_LENGTH, messageMaxLength } from './limits';
import type { LintedText, PassedLimit, RawFinding } from './lintFinding';
import { measureSegments } from './measureSegments';
import { nearestNameAmong } from './nearestName';
import type { ParsedTemplate, TemplateProblem, TemplateToken } from './parseTemplate';
import { BUILT_IN_SLUGS, isBuiltInSlug, slugKey, toSlugText, type SlugName } from './slugName';

/** What one text is held against. */
export interface TextRules {
  readonly text: LintedText;
  readonly channelType: ChannelType;
  /** The text is a WhatsApp content template's. */
  readonly isContentTemplate: boolean;
  /** Slugs that some recipient column fills. */
  readonly fillable: readonly SlugName[];
  /** UTF-16 units the text's column holds. @default the documented length of that text's column */
  readonly maxLength?: number;
}

/** The known slug a name is near to. */
type NearestSlug = (name: string) => SlugName | undefined;

type SlugToken = Extract<TemplateToken, { kind: 'slug' }>;

/** Findings of one text, not yet in order of place. */
export function lintText(parsed: ParsedTemplate, rules: TextRules): RawFinding[] {
  const { source } = parsed;
  if (source.trim() === '') {
    const remedy = 'Write the text: an empty message is not sent.';
    return [{ code: 'text-empty', severity: 'error', start: 0, end: source.length, remedy }];
  }
  const nearest = nearestNameAmong([...rules.fillable, ...BUILT_IN_SLUGS]);
  return [
    ...parsed.problems.map((problem) => problemFinding(problem, source, nearest, rules)),
    ...slugFindings(parsed, nearest, rules),
    ...sourceLengthFindings(source, rules),
    ...fixedLengthFindings(parsed, rules.channelType),
    ...controlFindings(parsed),
    ...(rules.channelType === 'SMS' ? unicodeFindings(parsed) : variableFindings(parsed)),
  ];
}

const PROBLEM_REMEDIES: Readonly<Record<TemplateProblem['code'], string>> = {
  'unclosed-brace': 'Close the slug with } on the same line, or remove the {.',
  'unopened-brace': 'Put a { before the slug, or remove the }.',
  'empty-slug': 'Write a name between the braces, or remove them.',
  'nested-slug': 'Write the slug with one pair of braces.',
  'blank-in-slug': 'Remove the blank from the name: whether the service still resolves such a name is not documented.',
};

function problemFinding(
  { code, start, end, slug }: TemplateProblem,
  source: string,
  nearest: NearestSlug,
  rules: TextRules,
): RawFinding {
  const isUnbalanced = code === 'unclosed-brace' || code === 'unopened-brace';
  const severity = isUnbalanced ? 'error' : 'warning';
  const mayBeMeant = code === 'nested-slug' && slug !== undefined && !rules.isContentTemplate;
  const suggestion = mayBeMeant
    ? (sameSlug(slug, rules) ?? nearest(source.slice(start + 1, end - 1)) ?? nearest(slug))
    : undefined;
  return {
    code,
    severity,
    start,
    end,
    remedy: PROBLEM_REMEDIES[code],
    ...(slug !== undefined && { slug }),
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** The slug of this very name that a recipient fills. */
const sameSlug = (name: SlugName, { fillable }: TextRules): SlugName | undefined =>
  fillable.find((slug) => slugKey(slug) === slugKey(name));

/** Each slug at its first place. A name with a blank is the parser's problem; a suggestion is made for it all the same. */
function slugFindings(parsed: ParsedTemplate, nearest: NearestSlug, rules: TextRules): RawFinding[] {
  const fillableKeys = new Set(rules.fillable.map(slugKey));
  const seen = new Set<string>();
  const findings: RawFinding[] = [];
  for (const token of parsed.tokens) {
    if (token.kind !== 'slug' || seen.has(slugKey(token.name))) continue;
    seen.add(slugKey(token.name));
    const finding = slugFinding(token, fillableKeys, nearest, rules);
    if (finding) findings.push(finding);
  }
  return findings;
}

function slugFinding(
  { name, start, end }: SlugToken,
  fillableKeys: ReadonlySet<string>,
  nearest: NearestSlug,
  { isContentTemplate }: TextRules,
): RawFinding | undefined {
  const at = { start, end, slug: name };
  if (isReservedSlug(name)) {
    return { ...at, code: 'slug-reserved', severity: 'error', remedy: 'Rename the slug: the platform uses this name.' };
  }
  if (isContentTemplate) {
    const remedy = 'Use a numbered variable such as {{1}}: slugs are not sent along with a content template.';
    return { ...at, code: 'slug-in-content-template', severity: 'error', remedy };
  }
  if (fillableKeys.has(slugKey(name))) return undefined;
  if (isBuiltInSlug(name)) {
    const remedy = 'Use another slug: no column of a recipient fills this one, so it would stay in the message.';
    return { ...at, code: 'slug-unfillable', severity: 'warning', remedy };
  }
  const suggestion = nearest(name);
  if (suggestion !== undefined) {
    const remedy = `Write ${toSlugText(suggestion)}, if that is what is meant.`;
    return { ...at, code: 'slug-misspelt', severity: 'warning', remedy, suggestion };
  }
  const remedy = 'Use a slug that is known, or have the flow send a value for this one.';
  return { ...at, code: 'slug-unknown', severity: 'warning', remedy };
}

function sourceLengthFindings(source: string, { text, maxLength = documentedLength(text) }: TextRules): RawFinding[] {
  if (source.length <= maxLength) return [];
  const kind = text === 'default' ? 'default-text' : 'localized-text';
  return [{ ...tooLong({ kind, maxLength, length: source.length }), start: maxLength, end: source.length }];
}

const documentedLength = (text: LintedText): number =>
  text === 'default' ? DEFAULT_TEXT_MAX_LENGTH : LOCALIZED_TEXT_MAX_LENGTH;

/** What is sent to everybody alike is already too long, whatever the values are. */
function fixedLengthFindings(parsed: ParsedTemplate, channelType: ChannelType): RawFinding[] {
  const limit = passedMessageLimit(fixedText(parsed), channelType);
  return limit ? [{ ...tooLong(limit), start: 0, end: parsed.source.length }] : [];
}

/** The limit of the channel that a message, with its values, passes. SMS counts characters joined over all segments. */
export function passedMessageLimit(message: string, channelType: ChannelType): PassedLimit | undefined {
  const maxLength = messageMaxLength(channelType);
  if (message.length <= maxLength) return undefined;
  return { kind: channelType === 'SMS' ? 'sms-message' : 'whatsapp-message', maxLength, length: message.length };
}

/** The finding about a limit, without its place. */
export function tooLong(limit: PassedLimit): Pick<RawFinding, 'code' | 'severity' | 'remedy' | 'limit'> {
  const remedy = `Shorten the text by ${limit.length - limit.maxLength} characters: ${limit.maxLength} are allowed.`;
  return { code: 'text-too-long', severity: 'error', remedy, limit };
}

/** What every recipient gets alike: the text without slugs and content variables. */
export function fixedText(parsed: ParsedTemplate): string {
  const texts = parsed.tokens.map((token) => (token.kind === 'text' ? token.text : ''));
  if (parsed.contentVariables.length === 0) return texts.join('');
  return gaps(parsed).join('');
}

/** Cc and Cs of Unicode, but for the tab and the ends of lines. */
const CONTROL_CHARACTER = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;

/** The first character that no phone can show. It comes from a damaged copy, and what was meant there is lost. */
function controlFindings({ source }: ParsedTemplate): RawFinding[] {
  const match = CONTROL_CHARACTER.exec(source);
  if (!match) return [];
  const [character] = match;
  const end = match.index + character.length;
  const remedy = 'Remove the invisible character, or write the text there again: no phone can show it.';
  return [{ code: 'control-character', severity: 'error', start: match.index, end, remedy, character }];
}

/** The first character outside slugs that GSM-7 lacks. */
function unicodeFindings(parsed: ParsedTemplate): RawFinding[] {
  for (const token of parsed.tokens) {
    const forcedBy = token.kind === 'text' ? measureSegments(token.text).unicodeForcedBy : undefined;
    if (!forcedBy) continue;
    const { character, index } = forcedBy;
    const start = token.start + index;
    const remedy = 'Replace the character by a plain one, or accept segments of 70 characters instead of 160.';
    return [{ code: 'unicode-in-text', severity: 'note', start, end: start + character.length, remedy, character }];
  }
  return [];
}

interface Variable {
  readonly start: number;
  readonly end: number;
  readonly number?: number;
  readonly name?: SlugName;
}

/** Content variables, and slugs: in the older plain-text way the slugs stand where the approved text has its variables. */
function variablesOf(parsed: ParsedTemplate): Variable[] {
  const slugs = parsed.tokens.filter((token) => token.kind === 'slug');
  return [...parsed.contentVariables, ...slugs].sort((one, other) => one.start - other.start);
}

/** The texts before, between and behind the variables: one more than there are variables. */
function gaps(parsed: ParsedTemplate): string[] {
  let end = 0;
  const texts = variablesOf(parsed).map((variable) => {
    const text = parsed.source.slice(end, variable.start);
    end = variable.end;
    return text;
  });
  return [...texts, parsed.source.slice(end)];
}

function variableFindings(parsed: ParsedTemplate): RawFinding[] {
  const variables = variablesOf(parsed);
  const between = gaps(parsed);
  const findings: RawFinding[] = [];
  const add = (code: RawFinding['code'], { start, end, name, number }: Variable, remedy: string): void => {
    const facts = { ...(name !== undefined && { slug: name }), ...(number !== undefined && { variable: number }) };
    findings.push({ code, severity: 'warning', start, end, remedy, ...facts });
  };
  variables.forEach((variable, index) => {
    const isBlankBefore = between[index]?.trim() === '';
    if (index === 0 && isBlankBefore) {
      add(
        'variable-first',
        variable,
        'Put words before the variable: WhatsApp may reject a text that starts with one.',
      );
    }
    if (index > 0 && isBlankBefore) {
      add('variables-adjacent', variable, 'Put words between the two variables: WhatsApp may reject the text.');
    }
    if (index === variables.length - 1 && between[index + 1]?.trim() === '') {
      add('variable-last', variable, 'Put words behind the variable: WhatsApp may reject a text that ends with one.');
    }
  });
  return [...findings, ...skippedFindings(parsed)];
}

/** The first number that has no predecessor in the text. */
function skippedFindings({ contentVariables }: ParsedTemplate): RawFinding[] {
  const numbers = new Set(contentVariables.map(({ number }) => number));
  const skipping = contentVariables.find(({ number }) => number > 1 && !numbers.has(number - 1));
  if (!skipping) return [];
  const { number, start, end } = skipping;
  const remedy = `Number the variables from {{1}} without a gap: {{${number - 1}}} is missing.`;
  return [{ code: 'variable-skipped', severity: 'error', start, end, remedy, variable: number }];
}
