/**
 * Control MessageTemplateEditor. One pure function from what the platform gives to what a user sees: the states are the
 * members of `EditorViewModel`.
 */
import { CHANNEL_TYPE_OPTION, type ChannelType } from '../../../outbound/dataverse/names';
import { fillableSlugs, RECIPIENT_SOURCES } from '../../../outbound/recipients/recipientSources';
import { linesAndColumns, type LineAndColumn } from '../../../outbound/templates/linesAndColumns';
import { measureSegments, type SegmentCount } from '../../../outbound/templates/measureSegments';
import { parseTemplate, type ParsedTemplate, type TemplateProblem } from '../../../outbound/templates/parseTemplate';
import { isBuiltInSlug, slugKey, toSlugText, type SlugName } from '../../../outbound/templates/slugName';

/** A text of the resx by its key. */
export type Translate = (key: string) => string;

export interface EditorInputs {
  /** Empty for an empty column. */
  readonly text: string;
  readonly label: string;
  /** Option of `msdyn_streamsource`. */
  readonly channel: number | null;
  /** The column's length in UTF-16 units. */
  readonly maxLength: number | undefined;
  /** Column security lets this user see the value. */
  readonly readable: boolean;
  readonly editable: boolean;
  /** What the platform says is wrong with the value. */
  readonly platformError: string | undefined;
  readonly translate: Translate;
}

export type SlugStatus = 'known' | 'noValue' | 'unknown' | 'malformed';

export interface SlugChip {
  readonly key: string;
  /** With braces, as it stands in the text. */
  readonly text: string;
  readonly status: SlugStatus;
  readonly statusText: string;
}

export interface InsertableSlug {
  /** With braces. */
  readonly text: string;
  readonly ariaLabel: string;
}

export interface ReadyEditor {
  readonly kind: 'ready';
  readonly text: string;
  readonly label: string;
  readonly disabled: boolean;
  readonly errorMessage: string | undefined;
  readonly lengthText: string;
  /** Segments and what forces Unicode; empty for WhatsApp, which has no segments. */
  readonly segmentTexts: readonly string[];
  readonly slugsTitle: string;
  readonly chips: readonly SlugChip[];
  readonly noSlugsText: string;
  readonly insertTitle: string;
  readonly insertable: readonly InsertableSlug[];
  readonly problemsTitle: string;
  /** Each with its place; at most `MAX_LISTED`, then one line with the number of the others. */
  readonly problems: readonly string[];
  readonly noProblemsText: string;
}

export type EditorViewModel =
  { readonly kind: 'masked'; readonly label: string; readonly message: string } | ReadyEditor;

/** Chips and problems shown; a pasted wall of braces must not freeze the form. */
export const MAX_LISTED = 20;

/** Length of a WhatsApp text after substitution. Source: Twilio, error 63021. */
export const WHATSAPP_MAX_LENGTH = 1024;

/** What the editor offers to insert: every slug that cases, contacts or accounts fill, once. Leads have no send command yet. */
export const OFFERED_SLUGS: readonly SlugName[] = distinct(
  [RECIPIENT_SOURCES.incident, RECIPIENT_SOURCES.contact, RECIPIENT_SOURCES.account].flatMap(fillableSlugs),
);

/** Slugs that some recipient source fills: none of these is marked as unknown. */
const FILLABLE_KEYS: ReadonlySet<string> = new Set(
  Object.values(RECIPIENT_SOURCES).flatMap(fillableSlugs).map(slugKey),
);

/** What to show for these inputs. */
export function toViewModel(inputs: EditorInputs): EditorViewModel {
  const { text, translate, maxLength } = inputs;
  const label = inputs.label || translate('Label');
  if (!inputs.readable) return { kind: 'masked', label, message: translate('Masked') };

  const isWhatsApp = inputs.channel === CHANNEL_TYPE_OPTION['WhatsApp' satisfies ChannelType];
  const parsed = parseTemplate(text, { contentVariables: isWhatsApp });
  const placeOf = linesAndColumns(text);
  return {
    kind: 'ready',
    text,
    label,
    disabled: !inputs.editable,
    errorMessage: lengthError(inputs, text, isWhatsApp) ?? inputs.platformError,
    lengthText:
      maxLength === undefined
        ? format(translate('LengthUnlimited'), text.length)
        : format(translate('Length'), text.length, maxLength),
    segmentTexts: isWhatsApp ? [] : segmentTexts(parsed, placeOf, translate),
    slugsTitle: translate('Slugs'),
    chips: toChips(parsed, translate),
    noSlugsText: translate('NoSlugs'),
    insertTitle: translate('Insert'),
    insertable: OFFERED_SLUGS.map((name) => ({
      text: toSlugText(name),
      ariaLabel: format(translate('InsertOne'), toSlugText(name)),
    })),
    problemsTitle: translate('Problems'),
    problems: toProblemTexts(parsed, placeOf, translate),
    noProblemsText: translate('NoProblems'),
  };
}

/** Puts a slug where the caret is, in place of what is selected. @returns the text and the caret behind the slug */
export function insertAt(text: string, slug: string, start: number, end: number): { text: string; caret: number } {
  return { text: text.slice(0, start) + slug + text.slice(end), caret: start + slug.length };
}

function lengthError({ translate, maxLength }: EditorInputs, text: string, isWhatsApp: boolean): string | undefined {
  if (maxLength !== undefined && text.length > maxLength) {
    return format(translate('TooLong'), text.length - maxLength, maxLength);
  }
  if (isWhatsApp && text.length > WHATSAPP_MAX_LENGTH) {
    return format(translate('WhatsAppTooLong'), WHATSAPP_MAX_LENGTH, text.length);
  }
  return undefined;
}

/** Counts what surely will be sent: the text around the slugs. A slug's own braces never reach a phone. */
function segmentTexts(
  parsed: ParsedTemplate,
  placeOf: (position: number) => LineAndColumn,
  translate: Translate,
): string[] {
  const textTokens = parsed.tokens.filter((token) => token.kind === 'text');
  const count = measureSegments(textTokens.map((token) => token.text).join(''));
  const places = Math.max(count.segments, 1) * count.unitsPerSegment;
  const texts = [format(translate('Segments'), count.segments, count.encoding, count.units, places)];
  if (textTokens.length < parsed.tokens.length) texts.push(translate('SegmentsSlugs'));
  for (const token of count.unicodeForcedBy ? textTokens : []) {
    const forcedBy = measureSegments(token.text).unicodeForcedBy;
    if (!forcedBy) continue;
    texts.push(unicodeText(forcedBy, placeOf(token.start + forcedBy.index), translate));
    break;
  }
  return texts;
}

function unicodeText(
  { character }: NonNullable<SegmentCount['unicodeForcedBy']>,
  { line, column }: LineAndColumn,
  translate: Translate,
): string {
  const codePoint = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  // A character one cannot see is named by its code point alone.
  const isVisible = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character);
  return format(translate('Unicode'), isVisible ? `${character} (${codePoint})` : codePoint, line, column);
}

function toChips(parsed: ParsedTemplate, translate: Translate): SlugChip[] {
  const chips = new Map<string, SlugChip>();
  const add = (text: string, status: SlugStatus): void => {
    const key = slugKey(text);
    if (chips.size < MAX_LISTED && !chips.has(key)) {
      chips.set(key, { key, text, status, statusText: translate(`Status_${status}`) });
    }
  };
  const marks: { start: number; text: string; status: SlugStatus }[] = [];
  const malformedStarts = new Set(parsed.problems.map((problem) => problem.start));
  for (const token of parsed.tokens) {
    if (token.kind !== 'slug') continue;
    const status = malformedStarts.has(token.start) ? 'malformed' : statusOf(token.name);
    marks.push({ start: token.start, text: token.raw, status });
  }
  for (const { code, start, end } of parsed.problems) {
    if (code === 'nested-slug' || code === 'empty-slug') {
      marks.push({ start, text: parsed.source.slice(start, end), status: 'malformed' });
    }
  }
  marks.sort((one, other) => one.start - other.start);
  for (const { text, status } of marks) add(text, status);
  return [...chips.values()];
}

const statusOf = (name: SlugName): SlugStatus =>
  FILLABLE_KEYS.has(slugKey(name)) ? 'known' : isBuiltInSlug(name) ? 'noValue' : 'unknown';

function toProblemTexts(
  parsed: ParsedTemplate,
  placeOf: (position: number) => LineAndColumn,
  translate: Translate,
): string[] {
  const findings = [
    ...parsed.problems.map((problem) => ({ start: problem.start, text: problemText(problem, translate) })),
    ...slugFindings(parsed, translate),
  ].sort((one, other) => one.start - other.start);
  const listed = findings.slice(0, MAX_LISTED).map(({ start, text }) => {
    const { line, column } = placeOf(start);
    return format(translate('At'), line, column, text);
  });
  const more = findings.length - listed.length;
  return more > 0 ? [...listed, format(translate('MoreProblems'), more)] : listed;
}

const problemText = ({ code, slug }: TemplateProblem, translate: Translate): string =>
  code === 'blank-in-slug' && slug !== undefined
    ? format(translate(`Problem_${code}`), toSlugText(slug))
    : translate(`Problem_${code}`);

/** Well-formed slugs that nothing fills, at their first place. */
function slugFindings(parsed: ParsedTemplate, translate: Translate): { start: number; text: string }[] {
  const malformedStarts = new Set(parsed.problems.map((problem) => problem.start));
  const seen = new Set<string>();
  const findings: { start: number; text: string }[] = [];
  for (const token of parsed.tokens) {
    if (token.kind !== 'slug' || malformedStarts.has(token.start) || seen.has(slugKey(token.name))) continue;
    seen.add(slugKey(token.name));
    const status = statusOf(token.name);
    if (status === 'known') continue;
    findings.push({ start: token.start, text: format(translate(`Problem_${status}`), token.raw) });
  }
  return findings;
}

/** Fills `{0}`, `{1}`, … of a resource text. Everything else in braces stays. */
function format(template: string, ...values: readonly (string | number)[]): string {
  return template.replace(/\{(\d)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));
}

function distinct(names: readonly SlugName[]): SlugName[] {
  const byKey = new Map<string, SlugName>();
  for (const name of names) if (!byKey.has(slugKey(name))) byKey.set(slugKey(name), name);
  return [...byKey.values()];
}
