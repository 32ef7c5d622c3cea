/** Room sandbox/app. Dates, with a time when the column has one. */
import * as React from 'react';
import { DatePicker, DayOfWeek } from '@fluentui/react';
import { BROWSER_CLOCK } from '../../host/clockTime';
import { clockFor, formatDate } from '../formatValue';
import { isDateOnly } from '../values';
import type { FieldProps } from './fieldProps';
import { textFieldAria, useFocusTarget } from './fieldProps';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The start of the day of a clock time, and what is left of it in whole minutes. */
function splitClock(clockMs: number): { readonly day: number; readonly time: number } {
  const day = Math.floor(clockMs / DAY) * DAY;
  return { day, time: Math.floor((clockMs - day) / MINUTE) * MINUTE };
}

/** A day as the picker holds it: midnight of this browser. */
const toPicked = (day: number): Date => {
  const clock = new Date(day);
  return new Date(clock.getUTCFullYear(), clock.getUTCMonth(), clock.getUTCDate());
};
const fromPicked = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());

export function DateField(props: FieldProps): React.ReactElement {
  const { control, id, label, session } = props;
  const box = React.useRef<HTMLDivElement>(null);
  useFocusTarget(control, () => box.current?.querySelector<HTMLElement>('input,[role=combobox]'));
  const { languageId } = session.services.user;
  const { attribute } = control;
  const value = attribute?.value instanceof Date ? attribute.value : null;
  const clock = attribute ? clockFor(attribute, session.services.user) : BROWSER_CLOCK;
  const shown = value && splitClock(clock.toLocal(value.getTime()));
  const edit = (clockMs: number): void => attribute?.edit(new Date(clock.toUtc(clockMs)));
  const hasTime = attribute !== undefined && !isDateOnly(attribute.column);
  return (
    <div className="mda-date" ref={box}>
      <DatePicker
        allowTextInput
        ariaLabel={label}
        firstDayOfWeek={languageId === 1033 ? DayOfWeek.Sunday : DayOfWeek.Monday}
        formatDate={(date) => (date ? formatDate(date, languageId) : '')}
        // The picker gives its input this id only when its own is another one.
        id={`${id}-picker`}
        onSelectDate={(date) => (date ? edit(fromPicked(date) + (shown?.time ?? 0)) : attribute?.edit(null))}
        parseDateFromString={(text) => parseDay(text)}
        placeholder="---"
        textField={{ ...textFieldAria(props), id }}
        value={shown ? toPicked(shown.day) : undefined}
      />
      {hasTime && (
        <input
          aria-label={session.text('timeOf', label)}
          className="mda-time"
          disabled={value === null}
          onChange={(event) => {
            const [hours, minutes] = event.target.value.split(':').map(Number);
            if (!shown || hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)) return;
            edit(shown.day + (hours * 60 + minutes) * MINUTE);
          }}
          type="time"
          value={shown ? new Date(shown.time).toISOString().slice(11, 16) : ''}
        />
      )}
    </div>
  );
}

/** A typed day: ISO first, then whatever the browser understands. */
function parseDay(text: string): Date | null {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  if (iso) return new Date(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
  const parsed = new Date(text);
  return Number.isNaN(parsed.getTime()) ? null : parsed;
}
