/** Room webresources/pages. Send now or later, and the one question before either; the safe answer is always at hand. */
import { DefaultButton, PrimaryButton, type IButton } from '@fluentui/react/lib/Button';
import * as React from 'react';
import { text } from '../../gateways/texts';
import { ScheduleQuestion } from '../sendMonitor/ScheduleQuestion';
import type { UserTime } from '../sendMonitor/userTime';
import { messagesText, sendLabel } from './phrases';
import type { SendOutboundActions } from './sendOutboundActions';
import type { Asking } from './sendState';

export interface SendFooterProps {
  readonly messages: number;
  readonly requests: number;
  readonly asking?: Asking;
  /** A send was tried and did not start: the button that was pressed for it is gone, and the focus with it. */
  readonly hasFailed: boolean;
  readonly time: UserTime;
  readonly now: Date;
  readonly actions: Pick<
    SendOutboundActions,
    'askToSend' | 'askForTime' | 'changeTime' | 'goBack' | 'send' | 'schedule'
  >;
}

export const SendFooter: React.FunctionComponent<SendFooterProps> = (props) => {
  const { messages, requests, asking, hasFailed, actions } = props;
  const now = React.useRef<IButton>(null);
  const later = React.useRef<IButton>(null);
  const asked = React.useRef<Asking['kind']>();
  const kind = asking?.kind;
  React.useEffect(() => {
    if (hasFailed) now.current?.focus();
  }, []);
  React.useEffect(() => {
    // Back from the question: to the button that asked it.
    if (kind === undefined) (asked.current === 'later' ? later : asked.current && now)?.current?.focus();
    asked.current = kind;
  }, [kind]);

  switch (asking?.kind) {
    case 'now':
      return <SendQuestion messages={messages} onSend={actions.send} onBack={actions.goBack} />;
    case 'later':
      return (
        <ScheduleQuestion
          fields={asking.fields}
          time={props.time}
          now={props.now}
          hint={text('sendLaterHint')}
          onChange={actions.changeTime}
          onYes={actions.schedule}
          onBack={actions.goBack}
        />
      );
    case undefined:
      return (
        <div className="buttons">
          <PrimaryButton componentRef={now} onClick={actions.askToSend} text={sendLabel(messages, requests)} />
          <DefaultButton componentRef={later} onClick={actions.askForTime} text={text('sendLater')} />
        </div>
      );
  }
};

const SendQuestion: React.FunctionComponent<{ messages: number; onSend: () => void; onBack: () => void }> = (props) => {
  const { messages, onSend, onBack } = props;
  const back = React.useRef<IButton>(null);
  React.useEffect(() => back.current?.focus(), []);
  return (
    <div
      className="confirm"
      role="alertdialog"
      aria-labelledby="confirmQuestion"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // Else the host takes it as the wish to close the dialog.
        event.preventDefault();
        onBack();
      }}
    >
      <p id="confirmQuestion">{text('confirmQuestion', messagesText(messages))}</p>
      <div className="buttons">
        <PrimaryButton text={text('confirmSend')} onClick={onSend} />
        <DefaultButton componentRef={back} text={text('goBack')} onClick={onBack} />
      </div>
    </div>
  );
};
