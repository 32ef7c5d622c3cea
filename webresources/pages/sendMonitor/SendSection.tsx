/** Room webresources/pages. Where the send stands, when it starts or ends, what stopped it, and what a person can do with it now. */
import { DefaultButton, PrimaryButton } from '@fluentui/react/lib/Button';
import { ProgressIndicator } from '@fluentui/react/lib/ProgressIndicator';
import * as React from 'react';
import { FLOW_HOLD_MINUTES } from '../../../outbound/sends/flowHold';
import { text } from '../../gateways/texts';
import { messagesText } from '../sendOutbound/phrases';
import type { MonitorActions } from './monitor';
import { actionText, shownSentence, stateText } from './phrases';
import { Question } from './Question';
import { ScheduleQuestion } from './ScheduleQuestion';
import type { UserTime } from './userTime';
import type { SendAction, SendMonitorView } from './viewModel';

type OpenView = Extract<SendMonitorView, { kind: 'open' }>;

export interface SendSectionProps {
  readonly view: OpenView;
  readonly actions: MonitorActions;
  readonly time: UserTime;
  readonly now: Date;
}

export const SendSection: React.FunctionComponent<SendSectionProps> = (props) => (
  <section aria-labelledby="stateTitle">
    <h2 id="stateTitle" data-state={props.view.state}>
      {stateText(props.view.state)}
    </h2>
    <TimeLines {...props} />
    <StopLines {...props} />
    <RunLines {...props} />
    <ActionButtons {...props} />
    <SendQuestion {...props} />
  </section>
);

/** While a cloud flow sends, and when it has fallen silent, the page says what to do in the user's language and time. */
const StopLines: React.FunctionComponent<SendSectionProps> = ({ view: { stop, flowHoldEnd }, time, now }) => {
  if (flowHoldEnd && now <= flowHoldEnd) return <p>{text('monitorFlowHolds', time.format(flowHoldEnd))}</p>;
  if (flowHoldEnd) return <p className="warning">{text('monitorFlowSilent', FLOW_HOLD_MINUTES)}</p>;
  if (!stop) return null;
  return (
    <div className="warning">
      <strong>{text('monitorStopTitle')}</strong>
      <p>{shownSentence(stop)}</p>
    </div>
  );
};

const TimeLines: React.FunctionComponent<SendSectionProps> = ({ view, time, now }) => {
  const { state, scheduledOn, startBy, forecastFinish } = view;
  if (state === 'windowMissed') {
    const question = startBy ? text('monitorMissedBy', time.format(startBy)) : text('monitorMissed');
    return <p className="warning">{question}</p>;
  }
  if (state === 'scheduled') {
    return (
      <>
        {scheduledOn && <p>{text('monitorStartsAt', time.format(scheduledOn))}</p>}
        {startBy && <p>{text('monitorAsksBy', time.format(startBy))}</p>}
        {scheduledOn && scheduledOn <= now ? (
          <p className="warning">{text('monitorOverdue')}</p>
        ) : (
          <p className="hint">{text('monitorScheduleHint')}</p>
        )}
      </>
    );
  }
  return forecastFinish ? <p>{text('monitorForecast', time.format(forecastFinish))}</p> : null;
};

const RunLines: React.FunctionComponent<SendSectionProps> = ({ view: { run }, time, now }) => {
  if (!run) return null;
  const label = text('monitorRunHere', run.done, run.total);
  return (
    <>
      <ProgressIndicator
        label={label}
        percentComplete={run.total === 0 ? 0 : run.done / run.total}
        ariaValueText={label}
      />
      {run.waitsUntil && run.waitsUntil > now && <p>{text('monitorRunWaits', time.format(run.waitsUntil))}</p>}
    </>
  );
};

/** The one that leads on. */
const PRIMARY: ReadonlySet<SendAction> = new Set(['start', 'resume', 'continue']);

const ActionButtons: React.FunctionComponent<SendSectionProps> = ({ view, actions, now }) => {
  const does: Readonly<Record<SendAction, () => void>> = {
    start: () => actions.ask({ kind: 'start' }),
    schedule: () => actions.askForTime(),
    resume: () => void actions.resume(),
    continue: () => void actions.continueHere(),
    pause: () => void actions.pause(),
    cancel: () => actions.ask({ kind: 'cancel' }),
  };
  const { flowHoldEnd } = view;
  const offered = view.actions.filter((action) => action !== 'resume' || !flowHoldEnd || now > flowHoldEnd);
  if (offered.length === 0) return null;
  return (
    <div className="buttons" role="group" aria-label={text('monitorActionsTitle')}>
      {offered.map((action) => {
        const Button = PRIMARY.has(action) ? PrimaryButton : DefaultButton;
        return (
          <Button
            key={action}
            text={action === 'resume' && flowHoldEnd ? text('monitorActionTakeOver') : actionText(action, view.state)}
            disabled={view.isBusy || view.question !== undefined}
            allowDisabledFocus
            onClick={does[action]}
          />
        );
      })}
    </div>
  );
};

const SendQuestion: React.FunctionComponent<SendSectionProps> = ({ view, actions, time, now }) => {
  const { question, isBusy, sums } = view;
  const common = { isBusy, onYes: () => void actions.confirm(), onBack: () => actions.goBack() };
  switch (question?.kind) {
    case 'start':
      return (
        <Question
          question={text('monitorStartQuestion', messagesText(sums.waiting))}
          yes={text('monitorStartYes')}
          {...common}
        />
      );
    case 'cancel':
      return (
        <Question
          question={text('monitorCancelQuestion', messagesText(sums.waiting))}
          yes={text('monitorCancelYes')}
          {...common}
        >
          {sums.inFlight > 0 && <p>{text('monitorCancelInFlight', messagesText(sums.inFlight))}</p>}
        </Question>
      );
    case 'schedule':
      return (
        <ScheduleQuestion
          fields={question}
          time={time}
          now={now}
          hint={text('monitorScheduleHint')}
          onChange={(times) => actions.changeTime(times)}
          {...common}
        />
      );
    default:
      return null;
  }
};
