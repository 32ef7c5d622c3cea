/** Control MessageTemplateEditor. How texts of the resx are filled, and how pieces of the user's text are named in them. */
import { toSlugText, type SlugName } from '../../../outbound/templates/slugName';

/** A text of the resx by its key. */
export type Translate = (key: string) => string;

/** UTF-16 units of the user's text that one sentence repeats. */
export const MAX_SHOWN = 60;

/** Fills `{0}`, `{1}`, … of a resource text. Everything else in braces stays. */
export function format(template: string, ...values: readonly (string | number)[]): string {
  return template.replace(/\{(\d)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));
}

/**
 * A piece of the user's text as it may stand in a sentence: at most `MAX_SHOWN` units, and `\uFFFD` for every character one
 * cannot see, among them those that would turn the rest of the sentence round.
 */
export function toShown(piece: string): string {
  const shown = piece.length > MAX_SHOWN ? `${piece.slice(0, MAX_SHOWN - 1)}…` : piece;
  return shown.replace(/\p{C}/gu, '\uFFFD');
}

/** A slug with its braces; those stay when the name is cut. */
export const toShownSlug = (name: SlugName): string => toSlugText(toShown(name) as SlugName);

/** A character with its code point; one that cannot be seen is named by its code point alone. */
export function characterName(character: string): string {
  const codePoint = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const isVisible = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character);
  return isVisible ? `${character} (${codePoint})` : codePoint;
}
