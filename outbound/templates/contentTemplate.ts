/**
 * Room outbound, templates. WhatsApp content templates: texts that live at the provider, named by a SID, with numbered
 * variables instead of slugs. Says what fills each variable, and refuses what the provider would refuse.
 * Source: Microsoft Learn, "Configure a WhatsApp channel" (since April 2025 a template's name has to be the SID of its content
 * template); Twilio, "Using variables with Content API" (SID, limits of variables).
 */
import { OutboundError } from '../errors';
import type { ParsedTemplate } from './parseTemplate';
import { slugKey, type SlugName } from './slugName';

const CONTENT_TEMPLATE_SID = /^HX[0-9a-f]{32}$/i;

/** Variables one content template may have. */
export const MAX_CONTENT_VARIABLES = 100;
/** UTF-16 units in a variable's name; the platform's names are numbers. */
export const MAX_CONTENT_VARIABLE_KEY_LENGTH = 16;
/** UTF-16 units in one variable's value. */
export const MAX_CONTENT_VARIABLE_VALUE_LENGTH = 255;

/** Is this template name the SID of a content template? Any other name means the older way: a text with slugs. */
export const isContentTemplateName = (name: string | undefined): boolean =>
  name !== undefined && CONTENT_TEMPLATE_SID.test(name.trim());

/** What fills one numbered variable: a slug's value, or the same text for everybody. */
export type ContentVariableSource =
  { readonly kind: 'slug'; readonly slug: SlugName } | { readonly kind: 'text'; readonly text: string };

/** Sources by variable number, from 1; made and checked by `toContentVariables`. */
export type ContentVariables = ReadonlyMap<number, ContentVariableSource>;

/** A variable is not a number from 1 to 100 in plain digits. */
export class ContentVariableKeyError extends OutboundError {
  override readonly name = 'ContentVariableKeyError';
  readonly code = 'content-variable-key';
  constructor(readonly key: string) {
    super(
      `“${key.slice(0, MAX_CONTENT_VARIABLE_KEY_LENGTH)}” is no variable of a content template. ` +
        `Variables are numbers from 1 to ${MAX_CONTENT_VARIABLES}.`,
    );
  }
}

/** One variable has two sources. */
export class ContentVariableRepeatedError extends OutboundError {
  override readonly name = 'ContentVariableRepeatedError';
  readonly code = 'content-variable-repeated';
  constructor(readonly number: number) {
    super(`Variable {{${number}}} has two sources. Keep one of them.`);
  }
}

/** Variables of the template's text without a source, or sources without a variable. */
export class ContentVariablesMismatchError extends OutboundError {
  override readonly name = 'ContentVariablesMismatchError';
  readonly code = 'content-variables-mismatch';
  constructor(
    readonly missing: readonly number[],
    readonly surplus: readonly number[],
  ) {
    const listed = (numbers: readonly number[]): string => numbers.map((number) => `{{${number}}}`).join(', ');
    super(
      [
        ...(missing.length > 0 ? [`Say what fills ${listed(missing)}.`] : []),
        ...(surplus.length > 0 ? [`The template has no variable ${listed(surplus)}.`] : []),
      ].join(' '),
    );
  }
}

/** A fixed text is longer than the provider takes. The text itself is not in the error. */
export class ContentVariableTooLongError extends OutboundError {
  override readonly name = 'ContentVariableTooLongError';
  readonly code = 'content-variable-too-long';
  constructor(
    readonly number: number,
    /** UTF-16 units. */
    readonly length: number,
  ) {
    super(
      `The text for {{${number}}} has ${length} characters. ` +
        `Shorten it: the provider takes ${MAX_CONTENT_VARIABLE_VALUE_LENGTH}.`,
    );
  }
}

/**
 * Checks a mapping: keys are variables as text (`1`, `2`, …), in any order; the result is in the order of the numbers.
 * @throws {ContentVariableKeyError} for a key that is no number from 1 to 100 (so there are never more than 100).
 * @throws {ContentVariableRepeatedError} for a number that stands twice.
 * @throws {ContentVariableTooLongError} for a fixed text over 255 UTF-16 units.
 */
export function toContentVariables(entries: Iterable<readonly [string, ContentVariableSource]>): ContentVariables {
  const sources = new Map<number, ContentVariableSource>();
  for (const [key, source] of entries) {
    const number = toVariableNumber(key);
    if (sources.has(number)) throw new ContentVariableRepeatedError(number);
    if (source.kind === 'text' && source.text.length > MAX_CONTENT_VARIABLE_VALUE_LENGTH) {
      throw new ContentVariableTooLongError(number, source.text.length);
    }
    sources.set(number, source);
  }
  return new Map([...sources].sort(([one], [other]) => one - other));
}

/**
 * Holds the mapping against the variables that stand in the template's text (`parseTemplate(…).contentVariables`).
 * @throws {ContentVariablesMismatchError} when a variable has no source or a source no variable.
 */
export function requireSameVariables(
  variables: ContentVariables,
  inText: readonly { readonly number: number }[],
): void {
  const wanted = new Set(inText.map(({ number }) => number));
  const missing = [...wanted].filter((number) => !variables.has(number)).sort((one, other) => one - other);
  const surplus = [...variables.keys()].filter((number) => !wanted.has(number));
  if (missing.length > 0 || surplus.length > 0) throw new ContentVariablesMismatchError(missing, surplus);
}

/**
 * One recipient's values by variable number. A slug the recipient has no value for gives an empty text. Names match without
 * regard to case. Values stay as they are: `tooLongVariable` tells whether the provider would refuse one.
 */
export function fillContentVariables(
  variables: ContentVariables,
  values: ReadonlyMap<SlugName, string>,
): ReadonlyMap<number, string> {
  const valueByKey = new Map<string, string>();
  for (const [name, value] of values) {
    if (!valueByKey.has(slugKey(name))) valueByKey.set(slugKey(name), value);
  }
  const filled = new Map<number, string>();
  for (const [number, source] of variables) {
    filled.set(number, source.kind === 'text' ? source.text : (valueByKey.get(slugKey(source.slug)) ?? ''));
  }
  return filled;
}

/** The first variable whose value is longer than the provider takes, 255 UTF-16 units. */
export function tooLongVariable(
  values: ReadonlyMap<number, string>,
): { readonly number: number; readonly length: number } | undefined {
  for (const [number, { length }] of values) {
    if (length > MAX_CONTENT_VARIABLE_VALUE_LENGTH) return { number, length };
  }
  return undefined;
}

/** A content template's text with its variables filled, cut where a variable begins or ends; empty pieces are left out. */
export function contentPieces(parsed: ParsedTemplate, values: ReadonlyMap<number, string>): string[] {
  const pieces: string[] = [];
  let end = 0;
  for (const { number, start, end: behind } of parsed.contentVariables) {
    pieces.push(parsed.source.slice(end, start), values.get(number) ?? '');
    end = behind;
  }
  return [...pieces, parsed.source.slice(end)].filter((piece) => piece !== '');
}

function toVariableNumber(key: string): number {
  const number = key.length <= MAX_CONTENT_VARIABLE_KEY_LENGTH && /^[1-9]\d*$/.test(key) ? Number(key) : 0;
  if (number < 1 || number > MAX_CONTENT_VARIABLES) throw new ContentVariableKeyError(key);
  return number;
}
