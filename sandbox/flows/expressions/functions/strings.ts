/** Room sandbox/flows. String functions. Positions and lengths count UTF-16 units, as .NET does. */
import { ResultTooLongError } from '../errors';
import { toText } from '../values';
import type { Arguments } from './arguments';
import type { CallHost, FlowFunction } from './contracts';
import { define } from './contracts';
import { formatNumber } from './numberFormat';

const HUGE_TEXT = 104_857_600;

/** Refuses what the platform refuses to hold: for `string`, `concat` and `base64` the limit of the flow. */
export function withinLimit(functionName: string, text: string, { limits }: CallHost): string {
  if (text.length > limits.maxTextLength) throw new ResultTooLongError(functionName, text.length, limits.maxTextLength);
  return text;
}

/** For the other functions: 104,857,600 characters, as documented for `join`. */
export function withinHugeLimit(functionName: string, length: number): void {
  if (length > HUGE_TEXT) throw new ResultTooLongError(functionName, length, HUGE_TEXT);
}

/** Character by character, as .NET does: what would change its length or depends on its neighbours stays (`ß`). */
const mapCase = (text: string, change: (character: string) => string): string =>
  Array.from(text, (character) => {
    const changed = change(character);
    return changed.length === character.length ? changed : character;
  }).join('');

const toUpper = (text: string): string => mapCase(text, (character) => character.toUpperCase());
const toLower = (text: string): string => mapCase(text, (character) => character.toLowerCase());

function concat(given: Arguments, host: CallHost): string {
  return withinLimit('concat', given.values.map(toText).join(''), host);
}

function replace(given: Arguments): string {
  const text = given.text(0);
  const sought = given.text(1);
  const replacement = given.text(2);
  if (sought === '') given.refuse('the text to replace must not be empty');
  const parts = text.split(sought);
  withinHugeLimit('replace', text.length + (parts.length - 1) * (replacement.length - sought.length));
  return parts.join(replacement);
}

function substring(given: Arguments): string {
  const text = given.text(0);
  const start = given.size(1);
  const length = given.has(2) ? given.size(2) : text.length - start;
  if (start > text.length || start + length > text.length)
    given.refuse('start and length reach beyond the end of the text');
  return text.slice(start, start + length);
}

function slice(given: Arguments): string {
  const text = given.text(0);
  return text.slice(given.integer(1), given.has(2) ? given.integer(2) : undefined);
}

function lastIndexOf(given: Arguments): number {
  const text = given.text(0);
  const sought = given.text(1);
  if (sought === '') return Math.max(text.length - 1, 0);
  return toUpper(text).lastIndexOf(toUpper(sought));
}

/** Occurrences may overlap (inferred). */
function nthIndexOf(given: Arguments): number {
  const text = toUpper(given.text(0));
  const sought = toUpper(given.text(1));
  const occurrence = given.integer(2);
  if (sought === '') given.refuse('the text to find must not be empty');
  const backwards = occurrence < 0;
  let found = backwards ? text.length : -1;
  for (let left = Math.abs(occurrence); left > 0; left -= 1) {
    if (backwards && found === 0) return -1;
    found = backwards ? text.lastIndexOf(sought, found - 1) : text.indexOf(sought, found + 1);
    if (found < 0) return -1;
  }
  return occurrence === 0 ? -1 : found;
}

function split(given: Arguments): readonly string[] {
  const text = given.text(0);
  const delimiter = given.text(1);
  return delimiter === '' ? [text] : text.split(delimiter);
}

function guid(given: Arguments, { context }: CallHost): string {
  const format = given.optionalText(0) ?? 'D';
  const id = context.newGuid();
  const digits = id.replace(/-/g, '');
  switch (format.toUpperCase()) {
    case 'D':
      return id;
    case 'N':
      return digits;
    case 'B':
      return `{${id}}`;
    case 'P':
      return `(${id})`;
    case 'X': {
      const bytes = (digits.slice(16).match(/../g) ?? []).map((byte) => `0x${byte}`).join(',');
      return `{0x${digits.slice(0, 8)},0x${digits.slice(8, 12)},0x${digits.slice(12, 16)},{${bytes}}}`;
    }
    default:
      return given.refuse("the format of a GUID is one of 'D', 'N', 'B', 'P' and 'X'");
  }
}

export const STRING_FUNCTIONS: readonly FlowFunction[] = [
  define('concat', [1, Infinity], concat),
  define('endsWith', [2, 2], (given) => toUpper(given.text(0)).endsWith(toUpper(given.text(1)))),
  define('formatNumber', [2, 3], formatNumber),
  define('guid', [0, 1], guid),
  define('indexOf', [2, 2], (given) => toUpper(given.text(0)).indexOf(toUpper(given.text(1)))),
  define('lastIndexOf', [2, 2], lastIndexOf),
  define('nthIndexOf', [3, 3], nthIndexOf),
  define('replace', [3, 3], replace),
  define('slice', [2, 3], slice),
  define('split', [2, 2], split),
  define('startsWith', [2, 2], (given) => toUpper(given.text(0)).startsWith(toUpper(given.text(1)))),
  define('substring', [2, 3], substring),
  define('toLower', [1, 1], (given) => toLower(given.text(0))),
  define('toUpper', [1, 1], (given) => toUpper(given.text(0))),
  define('trim', [1, 1], (given) => given.text(0).trim()),
];
