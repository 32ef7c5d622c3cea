/** Room sandbox/flows, browser side. Times, durations and triggers in the words of the page. Pure. */
import type { FlowItem } from './contracts';
import type { Words } from './useWords';

/** Date and time of a moment, in the machine's zone. */
export const momentText = (at: string, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at));

/** Below a second in milliseconds, else in seconds; empty while it lasts. */
export function durationText(start: string, end: string | undefined, { language, text }: Words): string {
  if (end === undefined) return '';
  const ms = Date.parse(end) - Date.parse(start);
  const number = (value: number): string => value.toLocaleString(language, { maximumFractionDigits: 1 });
  return ms < 1000 ? text('milliseconds', number(ms)) : text('seconds', number(ms / 1000));
}

export function triggerText({ triggerKind, table }: FlowItem, { text }: Words): string {
  switch (triggerKind) {
    case 'Automated':
      return table === undefined ? text('automated') : text('automatedOn', table);
    case 'Scheduled':
      return text('scheduled');
    case 'Instant':
      return text('instant');
    case undefined:
      return '';
  }
}

/** Indented JSON; a text as it is. */
export const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);
