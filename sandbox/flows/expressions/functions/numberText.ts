/** Room sandbox/flows. Numbers as people of a locale write them. */
import { ArgumentValueError } from '../errors';

/** The signs that a locale writes numbers with. */
export interface NumberSigns {
  readonly decimal: string;
  readonly group: string;
}

/** The locale as ICU names it; `en-US` when left out. @throws {ArgumentValueError} when there is no such locale */
export function localeOf(functionName: string, locale: string | undefined): string {
  if (locale === undefined) return 'en-US';
  try {
    const [supported] = Intl.NumberFormat.supportedLocalesOf(locale);
    if (supported !== undefined) return supported;
  } catch {
    throw new ArgumentValueError(functionName, 'the locale is not a valid one');
  }
  throw new ArgumentValueError(functionName, 'the locale is not known');
}

export function numberSigns(locale: string): NumberSigns {
  const parts = new Intl.NumberFormat(locale, {
    useGrouping: 'always' as never,
    numberingSystem: 'latn',
  }).formatToParts(1_234_567.5);
  const sign = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: sign('decimal') || '.', group: sign('group') };
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?([+-]?)$/;

/**
 * A float as .NET reads it: spaces around, a sign on either side, group signs anywhere behind the first digit, an exponent.
 * Undefined for every other text and for what is out of range.
 */
export function parseFloatText(text: string, locale: string): number | undefined {
  const { decimal, group } = numberSigns(locale);
  const trimmed = text.trim();
  const comma = trimmed.indexOf(decimal);
  const whole = comma < 0 ? trimmed : trimmed.slice(0, comma);
  const rest = comma < 0 ? '' : `.${trimmed.slice(comma + decimal.length)}`;
  if (group && new RegExp(`^[+-]?\\${group.charAt(0)}`).test(whole)) return undefined;
  const match = NUMBER.exec((group ? whole.split(group).join('') : whole) + rest);
  if (!match) return undefined;
  const [, leading = '', digits = '', fraction = '', exponent = '0', trailing = ''] = match;
  if (digits + fraction === '' || (leading && trailing)) return undefined;
  const value = Number(`${leading || trailing}${digits || '0'}.${fraction || '0'}e${exponent}`);
  return Number.isFinite(value) ? value : undefined;
}
