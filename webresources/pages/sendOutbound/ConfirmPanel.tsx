/** Room webresources/pages. The one question before a send; the safe answer has the focus. */
import { DefaultButton, PrimaryButton } from '@fluentui/react/lib/Button';
import type { IButton } from '@fluentui/react/lib/Button';
import * as React from 'react';
import { text } from '../../gateways/texts';

export interface ConfirmPanelProps {
  readonly question: string;
  readonly sendLabel: string;
  readonly onSend: () => void;
  readonly onBack: () => void;
}

export const ConfirmPanel: React.FunctionComponent<ConfirmPanelProps> = ({ question, sendLabel, onSend, onBack }) => {
  const back = React.useRef<IButton>(null);
  React.useEffect(() => back.current?.focus(), []);
  return (
    <div
      className="confirm"
      role="alertdialog"
      aria-labelledby="confirmQuestion"
      onKeyDown={(event) => event.key === 'Escape' && onBack()}
    >
      <p id="confirmQuestion">{question}</p>
      <div className="buttons">
        <PrimaryButton text={sendLabel} onClick={onSend} />
        <DefaultButton componentRef={back} text={text('goBack')} onClick={onBack} />
      </div>
    </div>
  );
};
