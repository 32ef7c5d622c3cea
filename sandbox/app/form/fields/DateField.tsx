/** Room sandbox/app. Dates, with a time when the column has one. */
import * as React from 'react';
import { DatePicker, DayOfWeek } from '@fluentui/react';
import { formatDate } from '../formatValue';
import { isDateOnly } from '../values';
import type { FieldProps } from './fieldProps';
import { textFieldAria, useFocusTarget } from './fieldProps';

const pad = (value: number): string => String(value).padStart(2, '0');

/** The day of one date with the time of another; midnight when there is none. */
export function withTime(day: Date, time: Date | null): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), time?.getHours() ?? 0, time?.getMinutes() ?? 0);
}

export function DateField(props: FieldProps): React.ReactElement {
  const { control, id, label, session } = props;
  const box = React.useRef<HTMLDivElement>(null);
  useFocusTarget(control, () => box.current?.querySelector<HTMLElement>('input,[role=combobox]'));
  const { languageId } = session.services.user;
  const { attribute } = control;
  const value = attribute?.value instanceof Date ? attribute.value : null;
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
        onSelectDate={(date) => attribute?.edit(date ? withTime(date, value) : null)}
        parseDateFromString={(text) => parseDay(text)}
        placeholder="---"
        textField={{ ...textFieldAria(props), id }}
        value={value ?? undefined}
      />
      {hasTime && (
        <input
          aria-label={session.text('timeOf', label)}
          className="mda-time"
          disabled={value === null}
          onChange={(event) => {
            const [hours, minutes] = event.target.value.split(':').map(Number);
            if (!value || hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)) return;
            const next = new Date(value);
            next.setHours(hours, minutes, 0, 0);
            attribute.edit(next);
          }}
          type="time"
          value={value ? `${pad(value.getHours())}:${pad(value.getMinutes())}` : ''}
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
