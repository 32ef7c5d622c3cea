/** Room webresources/pages. The send button, and the one question before a send; the safe answer has the focus. */
import { DefaultButton, PrimaryButton, type IButton } from '@fluentui/react/lib/Button';
import * as React from 'react';
import { text } from '../../gateways/texts';
import { messagesText, sendLabel } from './phrases';

export interface SendFooterProps {
  readonly messages: number;
  readonly requests: number;
  readonly confirming: boolean;
  readonly onAsk: () => void;
  readonly onSend: () => void;
  readonly onBack: () => void;
}

export const SendFooter: React.FunctionComponent<SendFooterProps> = (props) => {
  const { messages, requests, confirming, onAsk, onSend, onBack } = props;
  const ask = React.useRef<IButton>(null);
  const back = React.useRef<IButton>(null);
  const wasConfirming = React.useRef(false);
  React.useEffect(() => {
    if (confirming) back.current?.focus();
    // Back from the question: to the button that asked it.
    else if (wasConfirming.current) ask.current?.focus();
    wasConfirming.current = confirming;
  }, [confirming]);

  if (!confirming) return <PrimaryButton componentRef={ask} onClick={onAsk} text={sendLabel(messages, requests)} />;
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
