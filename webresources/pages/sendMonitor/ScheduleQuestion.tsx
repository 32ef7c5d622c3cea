/** Room webresources/pages. When a send should start, in the user's own time zone. */
import * as React from 'react';
import { text } from '../../gateways/texts';
import type { CheckedFields, ScheduleFields } from '../scheduleFields';
import { problemText } from './phrases';
import { Question } from './Question';
import type { UserTime } from './userTime';

export interface ScheduleQuestionProps {
  readonly fields: CheckedFields;
  readonly time: UserTime;
  /** Its zone is named while no start is entered. */
  readonly now: Date;
  /** What else is to be known before the yes. */
  readonly hint: string;
  /** @default false */
  readonly isBusy?: boolean;
  readonly onChange: (times: Partial<ScheduleFields>) => void;
  readonly onYes: () => void;
  readonly onBack: () => void;
}

export const ScheduleQuestion: React.FunctionComponent<ScheduleQuestionProps> = (props) => {
  const { fields, time, now, hint, isBusy = false, onChange, onYes, onBack } = props;
  const { scheduledOn, startBy, problem } = fields;
  // Summer time may begin or end before that day.
  const zone = time.zone(time.toInstant(scheduledOn) ?? now);
  const isStartWrong = problem === 'past' || (problem === 'no-time' && scheduledOn === '');
  return (
    <Question
      question={text('monitorScheduleQuestion')}
      yes={text('monitorScheduleYes')}
      isBusy={isBusy}
      onYes={onYes}
      onBack={onBack}
    >
      <TimeField
        id="scheduledOn"
        label={text('monitorStartAt')}
        value={scheduledOn}
        isWrong={problem !== undefined && isStartWrong}
        onChange={(value) => onChange({ scheduledOn: value })}
      />
      <TimeField
        id="startBy"
        label={text('monitorStartBy')}
        value={startBy}
        isWrong={problem !== undefined && !isStartWrong}
        onChange={(value) => onChange({ startBy: value })}
      />
      {problem !== undefined && (
        <p id="timeProblem" className="wrong" role="alert">
          {problemText(problem)}
        </p>
      )}
      <p id="timeHint" className="hint">
        {text('monitorTimeZone', zone)} {hint}
      </p>
    </Question>
  );
};

interface TimeFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}

const TimeField: React.FunctionComponent<TimeFieldProps> = ({ id, label, value, isWrong, onChange }) => (
  <div className="field">
    <label htmlFor={id}>{label}</label>
    <input
      id={id}
      type="datetime-local"
      value={value}
      aria-invalid={isWrong}
      aria-describedby={isWrong ? 'timeProblem timeHint' : 'timeHint'}
      onChange={(event) => onChange(event.target.value)}
    />
  </div>
);
