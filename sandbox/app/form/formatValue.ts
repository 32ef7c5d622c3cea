/** Room sandbox/app. Values as a user reads and types them, in the user's language. */
import type { Clock } from '../host/clockTime';
import { BROWSER_CLOCK, clockOf } from '../host/clockTime';
import { languageTag } from '../host/labels';
import type { FormAttribute } from './attribute';
import { formText } from './strings';
import type { AttributeValue, LookupValue } from './values';
import { hasNoZone, isDateOnly, optionsOf } from './values';

/** Number of decimals a column shows: 0 for whole numbers, else its precision, 2 by default. */
export function decimalsOf(attribute: FormAttribute): number {
  const { column } = attribute;
  return column.type === 'Integer' || column.type === 'BigInt' ? 0 : (column.precision ?? 2);
}

export function formatNumber(value: number, decimals: number, languageId: number): string {
  return new Intl.NumberFormat(languageTag(languageId), {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}

/** The number in a text written with the language's separators; undefined when it is none. */
export function parseNumber(text: string, languageId: number): number | undefined {
  const parts = new Intl.NumberFormat(languageTag(languageId)).formatToParts(12345.6);
  const group = parts.find((part) => part.type === 'group')?.value ?? ',';
  const decimal = parts.find((part) => part.type === 'decimal')?.value ?? '.';
  const plain = text
    .replace(/[\s\u00a0\u202f]/g, '')
    .split(group)
    .join('')
    .replace(decimal, '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return undefined;
  return Number(plain);
}

/** For whom a value is written. */
export interface Reader {
  readonly languageId: number;
  readonly timeZone?: Clock;
}

/** The clock that a column's values are read by: those without a zone hold the digits of this browser's dates. */
export const clockFor = (attribute: FormAttribute, reader: Reader): Clock =>
  hasNoZone(attribute.column) ? BROWSER_CLOCK : clockOf(reader);

const formatClock = (clockMs: number, languageId: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(languageTag(languageId), { ...options, timeZone: 'UTC' }).format(clockMs);

export const formatDate = (date: Date, languageId: number, clock: Clock = BROWSER_CLOCK): string =>
  formatClock(clock.toLocal(date.getTime()), languageId, { dateStyle: 'medium' });

export const formatDateTime = (date: Date, languageId: number, clock: Clock = BROWSER_CLOCK): string =>
  formatClock(clock.toLocal(date.getTime()), languageId, { dateStyle: 'medium', timeStyle: 'short' });

/** An attribute's value as text; empty when it has none. */
export function formatAttribute(
  attribute: FormAttribute,
  reader: Reader,
  value: AttributeValue = attribute.value,
): string {
  const { languageId } = reader;
  if (value === null) return '';
  const { column, host } = attribute;
  if (value instanceof Date)
    return (isDateOnly(column) ? formatDate : formatDateTime)(value, languageId, clockFor(attribute, reader));
  const optionText = (one: number): string => {
    const option = optionsOf(column, host.info).find((candidate) => candidate.value === one);
    return option ? host.label(option.label) : String(one);
  };
  switch (column.type) {
    case 'Boolean':
      return booleanTexts(attribute, languageId)[value ? 1 : 0];
    case 'Picklist':
    case 'State':
    case 'Status':
      return optionText(value as number);
    case 'MultiSelectPicklist':
      return (value as readonly number[]).map(optionText).join('; ');
    case 'Lookup':
    case 'Customer':
    case 'Owner':
    case 'PartyList':
      return (value as readonly LookupValue[]).map((one) => one.name).join('; ');
    case 'Integer':
    case 'BigInt':
    case 'Decimal':
    case 'Double':
    case 'Money':
      return formatNumber(value as number, decimalsOf(attribute), languageId);
    default:
      return String(value);
  }
}

/** The labels of false and true. */
export function booleanTexts(attribute: FormAttribute, languageId: number): readonly [no: string, yes: string] {
  const options = optionsOf(attribute.column, attribute.host.info);
  const text = (value: number, fallback: string): string =>
    attribute.host.label(options.find((option) => option.value === value)?.label) || fallback;
  return [text(0, formText(languageId, 'no')), text(1, formText(languageId, 'yes'))];
}
