/**
 * Room outbound, recipients. Answers for the plain and valid numbers that nearly every row has, about twenty times as fast as
 * libphonenumber-js, which compiles its patterns anew for every number; a send of a million recipients would spend most of
 * its time there.
 *
 * This is the library's own rule on the library's own data (its `max` metadata), with each country's patterns compiled once,
 * and nothing else is known here. The library still decides about every text this does not answer for: all refusals,
 * other characters than digits and common punctuation, extensions, non-geographic numbers, a country's own international
 * prefix. `numberingPlan.test.ts` holds both together, country by country; it is what to run when the library is updated.
 */
import type { CountryCode } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';

/** Kind of line where the numbering plan tells; North America does not. */
export type LineType = 'mobile' | 'fixed-line' | 'other' | 'unclear';

/** A number that its country's numbering plan has. */
export interface ValidNumber {
  readonly kind: 'valid';
  /** E.164: `+6281234567890`. */
  readonly recipientNumber: string;
  readonly lineType: LineType;
}

/** Digits of some length. */
interface NumberShape {
  readonly pattern: RegExp;
  readonly lengths: readonly number[];
}

interface NumberingPlan {
  readonly callingCode: string;
  /** What is dialled before a calling code. */
  readonly internationalPrefix: RegExp;
  readonly national: NumberShape;
  /** What is dialled before a national number within the country; its groups may be carriers or parts of the number. */
  readonly nationalPrefix?: RegExp;
  /** What the number becomes where the prefix has groups, such as `9$1`. */
  readonly nationalPrefixTransform?: string;
  /** Of a country that shares its calling code. */
  readonly leadingDigits?: RegExp;
  readonly fixedLine?: NumberShape;
  readonly mobile?: NumberShape;
  readonly otherLines: readonly NumberShape[];
}

/** Digits with blanks, brackets, dots and hyphens, which the library skips; a plus may come first. */
const PLAIN = /^\+?[\d ().-]{4,40}$/;
const PUNCTUATION = /[ ().-]/g;
/** Of the metadata whose columns `compilePlan` knows; another version is left to the library. */
const METADATA_VERSION = 4;
const MAX_CALLING_CODE_LENGTH = 3;

const plans = new Map<CountryCode, NumberingPlan>();
const countriesByCallingCode = new Map<string, readonly NumberingPlan[]>();

/**
 * The number and its kind of line, exactly as the library has them; `undefined` when the library has to be asked.
 * @param country of numbers in national format.
 */
export function readPlainNumber(raw: string, country: CountryCode | undefined): ValidNumber | undefined {
  if (!PLAIN.test(raw)) return undefined;
  const text = raw.replace(PUNCTUATION, '');
  if (text.startsWith('+')) return readInternational(text, 1);
  // The caller takes a leading `00` for a plus, but not one that punctuation interrupts.
  if (text.startsWith('00')) return raw.startsWith('00') ? readInternational(text, 2) : undefined;
  return country && readNational(text, country);
}

function readInternational(text: string, start: number): ValidNumber | undefined {
  for (let end = start + 1; end <= start + MAX_CALLING_CODE_LENGTH; end += 1) {
    const [plan] = plansOfCallingCode(text.slice(start, end));
    if (plan) return readDigits(text.slice(end), plan);
  }
  return undefined;
}

function readNational(text: string, country: CountryCode): ValidNumber | undefined {
  const plan = planOf(country);
  if (!plan || plan.internationalPrefix.test(text)) return undefined;
  if (text.startsWith(plan.callingCode)) {
    const national = withoutNationalPrefix(text, plan);
    const rest = text.slice(plan.callingCode.length);
    const { pattern } = plan.national;
    const isPlusMissing = !pattern.test(national) && pattern.test(withoutNationalPrefix(rest, plan));
    if (isPlusMissing || isTooLong(national, plan)) return readInternational(text, 0);
  }
  return readDigits(text, plan);
}

/** @param plan whose national prefix may stand before the number */
function readDigits(digits: string, plan: NumberingPlan): ValidNumber | undefined {
  const national = withoutNationalPrefix(digits, plan);
  const owner = ownerOf(national, plan.callingCode);
  if (!owner?.national.lengths.includes(national.length) || !owner.national.pattern.test(national)) return undefined;
  const lineType = lineTypeOf(national, owner);
  return lineType && { kind: 'valid', recipientNumber: `+${plan.callingCode}${national}`, lineType };
}

/**
 * The number as it is dialled from abroad. A prefix is none when the number is one with it and not without it. The library also
 * keeps a prefix without which the length is impossible; such a number is not answered for, so that need not be asked here.
 */
function withoutNationalPrefix(digits: string, plan: NumberingPlan): string {
  const match = plan.nationalPrefix?.exec(digits);
  if (!plan.nationalPrefix || !match) return digits;
  const hasGroups = match.length > 1 && Boolean(match.at(-1));
  const national =
    hasGroups && plan.nationalPrefixTransform !== undefined
      ? digits.replace(plan.nationalPrefix, plan.nationalPrefixTransform)
      : digits.slice(match[0].length);
  const { pattern } = plan.national;
  return pattern.test(digits) && !pattern.test(national) ? digits : national;
}

const isTooLong = (digits: string, { national }: NumberingPlan): boolean =>
  digits.length > (national.lengths.at(-1) ?? 0);

/** Of the countries that share a calling code, the one whose number it is. */
function ownerOf(national: string, callingCode: string): NumberingPlan | undefined {
  const sharing = plansOfCallingCode(callingCode);
  if (sharing.length === 1) return sharing[0];
  return sharing.find((plan) =>
    plan.leadingDigits
      ? plan.leadingDigits.test(national)
      : plan.national.pattern.test(national) && lineTypeOf(national, plan) !== undefined,
  );
}

function lineTypeOf(national: string, { fixedLine, mobile, otherLines }: NumberingPlan): LineType | undefined {
  const isMobile = hasShape(national, mobile);
  if (hasShape(national, fixedLine)) return isMobile || !mobile ? 'unclear' : 'fixed-line';
  if (isMobile) return 'mobile';
  return otherLines.some((line) => hasShape(national, line)) ? 'other' : undefined;
}

const hasShape = (digits: string, shape: NumberShape | undefined): boolean =>
  shape !== undefined && shape.lengths.includes(digits.length) && shape.pattern.test(digits);

function plansOfCallingCode(callingCode: string): readonly NumberingPlan[] {
  let sharing = countriesByCallingCode.get(callingCode);
  if (!sharing) {
    const countries = metadata.country_calling_codes[callingCode] ?? [];
    sharing = countries.map(planOf).filter((plan) => plan !== undefined);
    countriesByCallingCode.set(callingCode, sharing);
  }
  return sharing;
}

function planOf(country: CountryCode): NumberingPlan | undefined {
  const plan = plans.get(country) ?? compilePlan(country);
  if (plan) plans.set(country, plan);
  return plan;
}

/** Columns by the library's METADATA.md and its `metadata.js`. */
function compilePlan(country: CountryCode): NumberingPlan | undefined {
  const columns = metadata.version === METADATA_VERSION ? metadata.countries[country] : undefined;
  if (!columns) return undefined;
  const [callingCode, internationalPrefix, pattern, lengths, , ownPrefix, , parsedPrefix, transform] = columns;
  const [leadingDigits, lines] = columns.slice(10);
  const [fixedLine, mobile, ...otherLines] = ((lines || []) as unknown[]).map((line) => toShape(line, lengths));
  const nationalPrefix = parsedPrefix || ownPrefix;
  return {
    callingCode,
    internationalPrefix: atStart(internationalPrefix),
    national: { pattern: entirely(pattern), lengths },
    nationalPrefix: nationalPrefix ? atStart(nationalPrefix) : undefined,
    nationalPrefixTransform: transform || undefined,
    leadingDigits: leadingDigits ? atStart(leadingDigits) : undefined,
    fixedLine,
    mobile,
    otherLines: otherLines.filter((line) => line !== undefined),
  };
}

function toShape(line: unknown, planLengths: readonly number[]): NumberShape | undefined {
  const [pattern, lengths] = (line || []) as [string?, number[]?];
  return pattern ? { pattern: entirely(pattern), lengths: lengths || planLengths } : undefined;
}

const entirely = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);
const atStart = (pattern: string): RegExp => new RegExp(`^(?:${pattern})`);
