/**
 * Control MessageTemplateEditor. One pure function from what the platform gives to what a user sees: the states are the
 * members of `EditorViewModel`.
 */
import { toChannelType } from '../../../outbound/dataverse/names';
import { fillableSlugs, RECIPIENT_SOURCES } from '../../../outbound/recipients/recipientSources';
import type { LintCode, LintFinding } from '../../../outbound/templates/lintFinding';
import { lintOneText } from '../../../outbound/templates/lintTemplate';
import { fixedText } from '../../../outbound/templates/lintText';
import { measureSegments } from '../../../outbound/templates/measureSegments';
import type { ParsedTemplate } from '../../../outbound/templates/parseTemplate';
import { slugKey, toSlugText, type SlugName } from '../../../outbound/templates/slugName';
import { findingText, toFindingRows, toSummary, type FindingRow } from './findingRows';
import { format, toShown, type Translate } from './texts';

export interface EditorInputs {
  /** Empty for an empty column. */
  readonly text: string;
  readonly label: string;
  /** Option of `msdyn_streamsource`. */
  readonly channel: number | null;
  /** The template's name; for WhatsApp it may be the SID of a content template. */
  readonly name: string | undefined;
  /** The column's length in UTF-16 units. */
  readonly maxLength: number | undefined;
  /** Column security lets this user see the value. */
  readonly readable: boolean;
  readonly editable: boolean;
  /** What the platform says is wrong with the value. */
  readonly platformError: string | undefined;
  readonly translate: Translate;
}

export type SlugStatus = 'known' | 'noValue' | 'unknown' | 'misspelt' | 'notAllowed' | 'malformed';

export interface SlugChip {
  readonly key: string;
  /** With braces, as it stands in the text; a very long one is cut. */
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
  /** Empty for WhatsApp, which has no segments. */
  readonly segmentTexts: readonly string[];
  readonly slugsTitle: string;
  readonly chips: readonly SlugChip[];
  readonly noSlugsText: string;
  readonly insertTitle: string;
  /** Empty where the user may not edit, and for a content template, which takes no slugs. */
  readonly insertable: readonly InsertableSlug[];
  readonly findingsTitle: string;
  /** How many findings there are of each severity, or that there are none. */
  readonly summary: string;
  /** What a press on a finding does. */
  readonly markText: string;
  /** At most `MAX_LISTED`. */
  readonly findings: readonly FindingRow[];
  /** How many findings are not listed; absent when all are. */
  readonly moreText: string | undefined;
}

export type EditorViewModel =
  { readonly kind: 'masked'; readonly label: string; readonly message: string } | ReadyEditor;

/** Chips and findings shown; a pasted wall of braces must not freeze the form. */
export const MAX_LISTED = 20;

/** What the editor offers to insert: every slug that cases, contacts or accounts fill, once. Leads have no send command yet. */
export const OFFERED_SLUGS: readonly SlugName[] = distinct(
  [RECIPIENT_SOURCES.incident, RECIPIENT_SOURCES.contact, RECIPIENT_SOURCES.account].flatMap(fillableSlugs),
);

/** Slugs that some recipient source fills: none of these is called unknown. */
const FILLABLE_SLUGS: readonly SlugName[] = distinct(Object.values(RECIPIENT_SOURCES).flatMap(fillableSlugs));

/** What to show for these inputs. */
export function toViewModel(inputs: EditorInputs): EditorViewModel {
  const { text, translate, maxLength, editable } = inputs;
  const label = inputs.label || translate('Label');
  if (!inputs.readable) return { kind: 'masked', label, message: translate('Masked') };

  // Until a channel is chosen, the text is held to the rules of SMS.
  const channelType = toChannelType(inputs.channel) ?? 'SMS';
  const {
    parsed,
    findings: found,
    isContentTemplate,
  } = lintOneText({
    source: text,
    channelType,
    templateName: inputs.name,
    fillable: FILLABLE_SLUGS,
    maxLength,
  });
  // Nobody has made a mistake in a text that is not written yet; the column itself is required.
  const isWritten = text !== '';
  const findings = isWritten ? found : [];
  const rows = toFindingRows(findings, { count: MAX_LISTED, editable, translate });
  return {
    kind: 'ready',
    text,
    label,
    disabled: !editable,
    errorMessage: columnError(findings, translate) ?? inputs.platformError,
    lengthText:
      maxLength === undefined
        ? format(translate('LengthUnlimited'), text.length)
        : format(translate('Length'), text.length, maxLength),
    segmentTexts: channelType === 'SMS' ? segmentTexts(parsed, translate) : [],
    slugsTitle: translate('Slugs'),
    chips: toChips(parsed, findings, translate),
    noSlugsText: translate('NoSlugs'),
    insertTitle: translate('Insert'),
    insertable: editable && !isContentTemplate ? insertableSlugs(translate) : [],
    findingsTitle: translate('Findings'),
    summary: toSummaryText(isWritten, findings, translate),
    markText: translate('Mark'),
    findings: rows,
    moreText:
      findings.length > rows.length ? format(translate('MoreFindings'), findings.length - rows.length) : undefined,
  };
}

/** Puts a slug in place of the characters from `start` to `end`. @returns the text and the caret behind the slug */
export function insertAt(text: string, slug: string, start: number, end: number): { text: string; caret: number } {
  return { text: text.slice(0, start) + slug + text.slice(end), caret: start + slug.length };
}

function toSummaryText(isWritten: boolean, findings: readonly LintFinding[], translate: Translate): string {
  if (!isWritten) return translate('NotWritten');
  return findings.length === 0 ? translate('NoFindings') : toSummary(findings, translate);
}

const insertableSlugs = (translate: Translate): InsertableSlug[] =>
  OFFERED_SLUGS.map(toSlugText).map((text) => ({ text, ariaLabel: format(translate('InsertOne'), text) }));

/** The one finding that keeps a text from being saved: it is said at the field as well. */
function columnError(findings: readonly LintFinding[], translate: Translate): string | undefined {
  const tooLong = findings.find(({ limit }) => limit?.kind === 'default-text' || limit?.kind === 'localized-text');
  return tooLong && findingText(tooLong, translate);
}

/** Counts what surely will be sent: the text around the slugs. A slug's own braces never reach a phone. */
function segmentTexts(parsed: ParsedTemplate, translate: Translate): string[] {
  const count = measureSegments(fixedText(parsed));
  const places = Math.max(count.segments, 1) * count.unitsPerSegment;
  const texts = [format(translate('Segments'), count.segments, count.encoding, count.units, places)];
  const hasSlugs = parsed.tokens.some((token) => token.kind === 'slug');
  return hasSlugs ? [...texts, translate('SegmentsSlugs')] : texts;
}

/** What a finding means for the slug at its place. */
const STATUS_OF_CODE: Readonly<Partial<Record<LintCode, SlugStatus>>> = {
  'blank-in-slug': 'malformed',
  'empty-slug': 'malformed',
  'nested-slug': 'malformed',
  'slug-in-content-template': 'notAllowed',
  'slug-misspelt': 'misspelt',
  'slug-reserved': 'notAllowed',
  'slug-unfillable': 'noValue',
  'slug-unknown': 'unknown',
};

/** The slugs and what was meant to be one, each once, in the order of the text. */
function toChips(parsed: ParsedTemplate, findings: readonly LintFinding[], translate: Translate): SlugChip[] {
  const statusAt = new Map<number, SlugStatus>();
  for (const { code, place } of findings) {
    const status = STATUS_OF_CODE[code];
    // A malformed name is reported before what else is wrong with it.
    if (status !== undefined && !statusAt.has(place.start)) statusAt.set(place.start, status);
  }
  const places = [
    ...parsed.tokens.filter((token) => token.kind === 'slug'),
    ...parsed.problems.filter(({ code }) => code === 'nested-slug' || code === 'empty-slug'),
  ].sort((one, other) => one.start - other.start);
  const chips: SlugChip[] = [];
  const seen = new Set<string>();
  for (const { start, end } of places) {
    if (chips.length === MAX_LISTED) break;
    const raw = parsed.source.slice(start, end);
    if (seen.has(slugKey(raw))) continue;
    seen.add(slugKey(raw));
    const status = statusAt.get(start) ?? 'known';
    chips.push({ key: String(start), text: toShown(raw), status, statusText: translate(`Status_${status}`) });
  }
  return chips;
}

function distinct(names: readonly SlugName[]): SlugName[] {
  const byKey = new Map<string, SlugName>();
  for (const name of names) if (!byKey.has(slugKey(name))) byKey.set(slugKey(name), name);
  return [...byKey.values()];
}
