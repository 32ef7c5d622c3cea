/** Room sandbox/lab, browser side. How times, distances and faults are shown. */
import type { PendingFault } from '../faults/faultPlan';
import type { Words } from './useWords';

export const momentLabel = (at: string, language: string): string =>
  new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' });

export const timeLabel = (at: string, language: string): string =>
  new Date(at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `2 days 3 h`: the two largest units of a distance, in the words of the page. */
export function distanceLabel(ms: number, { text, language }: Words): string {
  const units = [
    ['days', DAY],
    ['hours', HOUR],
    ['minutes', MINUTE],
    ['seconds', SECOND],
  ] as const;
  let left = Math.round(Math.abs(ms) / SECOND) * SECOND;
  const shown: string[] = [];
  for (const [key, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 && shown.length < 2) shown.push(text(key, count.toLocaleString(language)));
  }
  return shown.join(' ');
}

/** `POST contacts Create`, or all requests. */
export function operationLabel({ method, set, message, path }: PendingFault['operation'], words: Words): string {
  return [method, set, message, path].filter((part) => part !== undefined).join(' ') || words.text('allRequests');
}

/** When a fault strikes, and how often still. */
export function whenLabel({ atCall, every, times, rate, seed }: PendingFault, { text, language }: Words): string {
  return [
    text('whenNext', String(atCall)),
    every > 1 ? text('whenEvery', String(every)) : undefined,
    rate === undefined
      ? undefined
      : text('whenChance', (rate * 100).toLocaleString(language, { maximumFractionDigits: 2 }), String(seed)),
    times === null ? text('withoutEnd') : text('timesLeft', String(times)),
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** A whole number as a person typed it; `undefined` for an empty field, the text itself when it is no number. */
export function typedNumber(typed: string): number | string | undefined {
  const trimmed = typed.trim();
  if (trimmed === '') return undefined;
  const value = Number(trimmed.replace(',', '.'));
  return Number.isNaN(value) ? trimmed : value;
}
