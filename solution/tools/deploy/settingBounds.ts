/**
 * Room solution, deploy. What our environment variables take beyond their type: the bounds by which a runner of sends reads them, so that
 * a deployment refuses what would stop every send later.
 */

export interface NumberBounds {
  readonly least: number;
  readonly most: number;
}

/** Whole numbers, by schema name in lower case. */
export const NUMBER_BOUNDS: ReadonlyMap<string, NumberBounds> = new Map([
  ['obm_requestlimit', { least: 1, most: 1_000_000 }],
  ['obm_eventreserve', { least: 0, most: 1_000_000 }],
  ['obm_claimleaseminutes', { least: 3, most: 1440 }],
  ['obm_retentiondays', { least: 0, most: 3650 }],
]);

const LIMIT = 'obm_RequestLimit';
const RESERVE = 'obm_EventReserve';

/**
 * What is wrong with the two numbers of the hour's allowance together: what is kept for events is a part of it.
 * @param values by schema name, those that are set.
 * @param defaults by schema name, those of the package.
 */
export function allowanceMistake(
  values: ReadonlyMap<string, string>,
  defaults: ReadonlyMap<string, string>,
): string | undefined {
  if (!values.has(LIMIT) && !values.has(RESERVE)) return undefined;
  const [limit, reserve] = [LIMIT, RESERVE].map((name) => values.get(name) ?? defaults.get(name));
  return limit && reserve && Number(reserve) > Number(limit)
    ? `${RESERVE} has to be at most ${LIMIT}, and the default counts for the one that is not here. Set both.`
    : undefined;
}

/** JSON that has to be an object, by schema name in lower case. */
const OBJECTS: ReadonlySet<string> = new Set(['obm_recipientsources', 'obm_contentvariables']);

const NUMBER = /^-?\d{1,15}(\.\d{1,10})?$/;
const WHOLE = /^\d{1,9}$/;

/** What is wrong with a number as text, in words; `undefined` when nothing is. */
export function numberMistake(schemaName: string, text: string): string | undefined {
  const bounds = NUMBER_BOUNDS.get(schemaName.toLowerCase());
  if (!bounds) return NUMBER.test(text) ? undefined : 'this has to be a number, in digits.';
  const { least, most } = bounds;
  const isWithin = WHOLE.test(text) && Number(text) >= least && Number(text) <= most;
  return isWithin ? undefined : `this has to be a whole number from ${least} to ${most}.`;
}

/** Engines differ in which offsets they take, and an offset knows no summer time: names only. */
const TIME_ZONE_NAME = /^(UTC|[A-Za-z_]{1,32}(\/[A-Za-z0-9_+-]{1,32}){1,2})$/;

function isTimeZone(text: string): boolean {
  try {
    return TIME_ZONE_NAME.test(text) && Boolean(new Intl.DateTimeFormat('en', { timeZone: text }));
  } catch {
    return false;
  }
}

/** Texts that are not free, by schema name in lower case. */
const TEXTS: ReadonlyMap<string, { readonly fits: (text: string) => boolean; readonly expected: string }> = new Map([
  ['obm_defaultcountry', { fits: (text) => /^[A-Z]{2}$/i.test(text), expected: 'a country code of two letters' }],
  ['obm_timezone', { fits: isTimeZone, expected: 'the IANA name of a time zone, such as Asia/Jakarta' }],
  [
    'obm_invokecontactlistencoding',
    { fits: (text) => /^(text|collection)$/i.test(text), expected: '"text" or "collection"' },
  ],
]);

/** What is wrong with a text, in words; `undefined` when nothing is. */
export function textMistake(schemaName: string, text: string): string | undefined {
  const rule = TEXTS.get(schemaName.toLowerCase());
  return rule === undefined || rule.fits(text.trim()) ? undefined : `this has to be ${rule.expected}.`;
}

/** What is wrong with a value of JSON, in words; `undefined` when nothing is. */
export function jsonMistake(schemaName: string, value: unknown): string | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject || !OBJECTS.has(schemaName.toLowerCase()) ? undefined : 'this has to be a JSON object.';
}
