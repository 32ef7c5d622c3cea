/**
 * Room outbound, templates. Looks over a template before it is used: every text by itself, the languages it lacks, and what
 * real recipients would get. The parser's problems are among the findings as they are: one place decides.
 * Sources: Microsoft Learn, "Configure outbound messaging" and the entity references of the two text tables; Twilio, "Using
 * variables with Content API", "WhatsApp template approvals" and "What the heck is a segment?".
 */
import type { ChannelType } from '../dataverse/names';
import { chooseText, type TemplateTexts } from './chooseText';
import {
  contentPieces,
  fillContentVariables,
  isContentTemplateName,
  MAX_CONTENT_VARIABLE_VALUE_LENGTH,
  type ContentVariables,
} from './contentTemplate';
import { linesAndColumns } from './linesAndColumns';
import type { LintedText, LintFinding, RawFinding } from './lintFinding';
import { lintText, passedMessageLimit, tooLong } from './lintText';
import { measureSegments } from './measureSegments';
import { parseTemplate, type ParsedTemplate } from './parseTemplate';
import { renderTemplate } from './renderTemplate';
import { slugKey, toSlugText, type SlugName } from './slugName';

/** What one recipient would put into the template; a `RecipientCandidate` is one. */
export interface RecipientValues {
  readonly lcid?: number;
  readonly slugs: ReadonlyMap<SlugName, string>;
}

/** A template with what it is used for. */
export interface LintInput {
  readonly template: TemplateTexts;
  readonly channelType: ChannelType;
  /** For WhatsApp it may be the SID of a content template. */
  readonly templateName?: string;
  /** Slugs that some recipient column fills: `fillableSlugs` of every source in use. */
  readonly fillable: readonly SlugName[];
  /** LCIDs there should be a text for. @default none */
  readonly wantedLcids?: readonly number[];
  /** Real recipients, read once in order. Without them nothing is said about values. @default none */
  readonly recipients?: Iterable<RecipientValues>;
  /** WhatsApp content template: what fills its variables. @default none */
  readonly contentVariables?: ContentVariables;
}

/** One text by itself: what is known while it is being written. */
export interface LintOneTextInput extends Pick<LintInput, 'channelType' | 'templateName' | 'fillable'> {
  readonly source: string;
  /** Which text of the template it is. @default 'default' */
  readonly text?: LintedText;
  /** UTF-16 units the text's column holds, as its metadata says. @default the documented length of that text's column */
  readonly maxLength?: number;
}

/** A text, read and looked over. */
export interface LintedSource {
  readonly parsed: ParsedTemplate;
  /** In order of place. */
  readonly findings: readonly LintFinding[];
  /** The text is a WhatsApp content template's: it takes no slugs. */
  readonly isContentTemplate: boolean;
}

/** The findings `lintTemplate` has for one text without recipients. Never throws. Linear time. */
export function lintOneText({ source, text = 'default', maxLength, ...input }: LintOneTextInput): LintedSource {
  const { channelType, fillable } = input;
  const isContentTemplate = isContentTemplateText(input);
  const parsed = parseTemplate(source, { contentVariables: channelType === 'WhatsApp' });
  const found = lintText(parsed, { text, channelType, isContentTemplate, fillable, maxLength });
  return { parsed, findings: toPlaced(text, source, found), isContentTemplate };
}

const isContentTemplateText = ({ channelType, templateName }: Pick<LintInput, 'channelType' | 'templateName'>) =>
  channelType === 'WhatsApp' && isContentTemplateName(templateName);

/**
 * Every finding: those of the default text first, then by LCID; within a text in order of place. Never throws. The time is
 * linear in the texts, and in the recipients times their message.
 */
export function lintTemplate(input: LintInput): LintFinding[] {
  const { template, channelType } = input;
  const isContentTemplate = isContentTemplateText(input);
  const localized = [...template.localizedTexts].sort(([one], [other]) => one - other);
  const sources: [LintedText, string][] = [['default', template.defaultText], ...localized];
  const parsedTexts = new Map<LintedText, ParsedTemplate>();
  const found = new Map<LintedText, RawFinding[]>();
  for (const [text, source] of sources) {
    const parsed = parseTemplate(source, { contentVariables: channelType === 'WhatsApp' });
    parsedTexts.set(text, parsed);
    found.set(text, lintText(parsed, { text, channelType, isContentTemplate, fillable: input.fillable }));
  }
  for (const [text, findings] of lintMessages(input, parsedTexts, isContentTemplate)) {
    const limits = new Set(findings.map(({ limit }) => limit?.kind));
    // What real values pass says more than what the fixed text passes by itself.
    const kept = (found.get(text) ?? []).filter(({ limit }) => limit === undefined || !limits.has(limit.kind));
    found.set(text, [...kept, ...findings]);
  }
  return [
    ...[...found].flatMap(([text, findings]) => toPlaced(text, parsedTexts.get(text)?.source ?? '', findings)),
    ...missingLanguages(input),
  ];
}

function toPlaced(text: LintedText, source: string, findings: readonly RawFinding[]): LintFinding[] {
  const placeOf = linesAndColumns(source);
  return [...findings]
    .sort((one, other) => one.start - other.start)
    .map(({ start, end, ...finding }) => ({ ...finding, place: { text, start, end, ...placeOf(start) } }));
}

function missingLanguages({ template, channelType, wantedLcids = [] }: LintInput): LintFinding[] {
  const remedy =
    channelType === 'SMS'
      ? 'Add a localized text: until then these recipients get the default text.'
      : 'Make another template and configuration for the language: a WhatsApp message has no locale.';
  return [...new Set(wantedLcids)]
    .filter((lcid) =>
      channelType === 'SMS' ? chooseText(template, lcid).reason !== 'requested-locale' : lcid !== template.defaultLcid,
    )
    .map((lcid) => ({
      code: 'language-missing',
      severity: 'warning',
      place: { text: lcid, start: 0, end: 0, line: 1, column: 1 },
      remedy,
    }));
}

/** What is worst among the messages made of one text. */
interface WorstMessage {
  /** GSM-7 has every character of the text itself. */
  readonly isTextPlain: boolean;
  segments: number;
  longest: string;
  readonly unicodeSlugs: Map<string, RawFinding>;
  readonly longVariables: Map<number, RawFinding>;
}

function lintMessages(
  { template, channelType, recipients = [], contentVariables }: LintInput,
  parsedTexts: ReadonlyMap<LintedText, ParsedTemplate>,
  isContentTemplate: boolean,
): Map<LintedText, RawFinding[]> {
  const worst = new Map<LintedText, WorstMessage>();
  for (const recipient of recipients) {
    const text = textFor(template, channelType === 'SMS' ? recipient.lcid : undefined);
    const parsed = parsedTexts.get(text);
    if (!parsed) continue;
    const so = worst.get(text) ?? noMessageYet(parsed);
    worst.set(text, so);
    const message = isContentTemplate
      ? renderContentTemplate(parsed, contentVariables ?? new Map(), recipient, so)
      : renderTemplate(parsed, recipient.slugs).text;
    if (message.length > so.longest.length) so.longest = message;
    if (channelType !== 'SMS') continue;
    const { segments, encoding } = measureSegments(message);
    so.segments = Math.max(so.segments, segments);
    if (encoding === 'UCS-2' && so.isTextPlain) noteUnicodeValues(parsed, recipient, so);
  }
  return new Map(
    [...worst].map(([text, so]) => [text, worstFindings(so, parsedTexts.get(text)?.source.length ?? 0, channelType)]),
  );
}

const noMessageYet = ({ tokens }: ParsedTemplate): WorstMessage => ({
  isTextPlain: tokens.every((token) => token.kind === 'slug' || !measureSegments(token.text).unicodeForcedBy),
  segments: 0,
  longest: '',
  unicodeSlugs: new Map(),
  longVariables: new Map(),
});

/** Which text a recipient of this locale gets. */
function textFor(template: TemplateTexts, lcid: number | undefined): LintedText {
  if (lcid === undefined) return 'default';
  const { text, reason } = chooseText(template, lcid);
  return reason === 'requested-locale' && template.localizedTexts.get(lcid) === text ? lcid : 'default';
}

function worstFindings(so: WorstMessage, end: number, channelType: ChannelType): RawFinding[] {
  const findings: RawFinding[] = [...so.unicodeSlugs.values(), ...so.longVariables.values()];
  const limit = passedMessageLimit(so.longest, channelType);
  if (limit) findings.push({ ...tooLong(limit), start: 0, end });
  if (so.segments > 1) {
    const remedy = `Shorten the text, or accept up to ${so.segments} segments a message.`;
    findings.push({ code: 'segments-worst-case', severity: 'note', start: 0, end, remedy, segments: so.segments });
  }
  return findings;
}

/** Marks the slugs whose value has a character that GSM-7 lacks; each once. */
function noteUnicodeValues(parsed: ParsedTemplate, { slugs }: RecipientValues, so: WorstMessage): void {
  for (const token of parsed.tokens) {
    if (token.kind !== 'slug' || so.unicodeSlugs.has(slugKey(token.name))) continue;
    const value = renderTemplate({ ...parsed, tokens: [token] }, slugs).text;
    const forcedBy = measureSegments(value).unicodeForcedBy;
    if (!forcedBy) continue;
    so.unicodeSlugs.set(slugKey(token.name), {
      code: 'unicode-in-value',
      severity: 'note',
      start: token.start,
      end: token.end,
      remedy: `Some values of ${toSlugText(token.name)} need segments of 70 characters; count on them.`,
      slug: token.name,
      character: forcedBy.character,
    });
  }
}

/** A content template with its variables filled; a value that is too long is noted and counted as it is. */
function renderContentTemplate(
  parsed: ParsedTemplate,
  variables: ContentVariables,
  { slugs }: RecipientValues,
  so: WorstMessage,
): string {
  const values = fillContentVariables(variables, slugs);
  for (const { number, start, end } of parsed.contentVariables) {
    if ((values.get(number) ?? '').length <= MAX_CONTENT_VARIABLE_VALUE_LENGTH) continue;
    const source = variables.get(number);
    so.longVariables.set(number, {
      code: 'variable-too-long',
      severity: 'error',
      start,
      end,
      remedy: `Shorten the values: a variable takes ${MAX_CONTENT_VARIABLE_VALUE_LENGTH} characters.`,
      variable: number,
      ...(source?.kind === 'slug' && { slug: source.slug }),
    });
  }
  return contentPieces(parsed, values).join('');
}
