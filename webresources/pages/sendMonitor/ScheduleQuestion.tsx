/** Room webresources/pages. When a send should start, in the user's own time zone. */
import * as React from 'react';
import { text } from '../../gateways/texts';
import type { Question as AnyQuestion } from './monitorState';
import { problemText } from './phrases';
import { Question } from './Question';

export interface ScheduleQuestionProps {
  readonly question: Extract<AnyQuestion, { kind: 'schedule' }>;
  /** `UTC+07:00`. */
  readonly zone: string;
  readonly isBusy: boolean;
  readonly onChange: (times: { readonly scheduledOn?: string; readonly startBy?: string }) => void;
  readonly onYes: () => void;
  readonly onBack: () => void;
}

export const ScheduleQuestion: React.FunctionComponent<ScheduleQuestionProps> = (props) => {
  const { question, zone, isBusy, onChange, onYes, onBack } = props;
  const { scheduledOn, startBy, problem } = question;
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
        {text('monitorTimeZone', zone)} {text('monitorScheduleHint')}
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
