/**
 * Room outbound, templates. What the linter says about a template: one finding with its code, severity, place and remedy.
 */
import type { LineAndColumn } from './linesAndColumns';
import type { TemplateProblemCode } from './parseTemplate';
import type { SlugName } from './slugName';

/** What is found; stable names that callers branch on. */
export type LintCode =
  | TemplateProblemCode
  /** A slug that neither the platform nor this product knows. */
  | 'slug-unknown'
  /** An unknown slug whose name is within two edits of a known one (`suggestion`). */
  | 'slug-misspelt'
  /** The platform knows the slug, but no column of a recipient source fills it. */
  | 'slug-unfillable'
  /** The name is a key the platform reads itself, or would reach an object's prototype. */
  | 'slug-reserved'
  /** A slug in a WhatsApp content template, which has numbered variables only. */
  | 'slug-in-content-template'
  /** A control character, or half of a surrogate pair: nothing a phone can show. Tabs and line ends are none. */
  | 'control-character'
  /** A character of the text itself forces Unicode, and so segments of 70 instead of 160. */
  | 'unicode-in-text'
  /** The text itself is GSM-7, but a recipient's value forces Unicode. */
  | 'unicode-in-value'
  /** More than one SMS segment for at least one of the given recipients. */
  | 'segments-worst-case'
  /** A wanted language has no text. */
  | 'language-missing'
  | 'text-empty'
  /** Over a limit: `limit` says which. */
  | 'text-too-long'
  /** WhatsApp: the text starts, or ends, with a variable; or nothing but blanks is between two variables. */
  | 'variable-first'
  | 'variable-last'
  | 'variables-adjacent'
  /** WhatsApp: the numbers are not 1, 2, 3 … without a gap. */
  | 'variable-skipped'
  /** A recipient's value for a content variable is over 255 UTF-16 units. */
  | 'variable-too-long';

/** `error`: not sent, or not as meant; `warning`: likely a mistake; `note`: worth knowing. */
export type LintSeverity = 'error' | 'warning' | 'note';

/** Which text of the template: the default one, or the localized one of an LCID. */
export type LintedText = 'default' | number;

/** Positions are UTF-16 units of that text, `end` is exclusive. All 0 (line and column 1) when the text does not exist. */
export interface LintPlace extends LineAndColumn {
  readonly text: LintedText;
  readonly start: number;
  readonly end: number;
}

/** A limit that was passed; lengths in UTF-16 units. */
export interface PassedLimit {
  readonly kind: 'default-text' | 'localized-text' | 'whatsapp-message' | 'sms-message';
  readonly maxLength: number;
  readonly length: number;
}

/** One finding: what, how bad, where, and what to do about it. */
export interface LintFinding {
  readonly code: LintCode;
  readonly severity: LintSeverity;
  readonly place: LintPlace;
  /** What to do, as an English sentence. Other languages are made from `code` and the facts below. */
  readonly remedy: string;
  readonly slug?: SlugName;
  /** The known slug that was probably meant; in its braces it goes in place of the characters of `place`. */
  readonly suggestion?: SlugName;
  /** The character that forces Unicode. */
  readonly character?: string;
  readonly limit?: PassedLimit;
  /** The highest number of SMS segments among the given recipients. */
  readonly segments?: number;
  /** Number of the content variable concerned. */
  readonly variable?: number;
}

/** A finding before its place has a line and column. */
export type RawFinding = Omit<LintFinding, 'place'> & { readonly start: number; readonly end: number };
