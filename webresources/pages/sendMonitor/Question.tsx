/** Room webresources/pages. A question in its place, before something is done. The safe answer has the focus; Escape gives it. */
import { DefaultButton, PrimaryButton, type IButton } from '@fluentui/react/lib/Button';
import * as React from 'react';
import { text } from '../../gateways/texts';

export interface QuestionProps {
  readonly question: string;
  readonly yes: string;
  readonly isBusy: boolean;
  readonly onYes: () => void;
  readonly onBack: () => void;
  /** Fields to fill in; the first of them has the focus then. @default none */
  readonly children?: React.ReactNode;
}

/** Give it a `key` of what is asked, so that another question takes the focus anew. */
export const Question: React.FunctionComponent<QuestionProps> = ({
  question,
  yes,
  isBusy,
  onYes,
  onBack,
  children,
}) => {
  const id = React.useRef(`question${(lastId += 1)}`).current;
  const box = React.useRef<HTMLDivElement>(null);
  const back = React.useRef<IButton>(null);
  React.useEffect(() => {
    const asker = document.activeElement as HTMLElement | null;
    const field = box.current?.querySelector<HTMLElement>('input');
    if (field) field.focus();
    else back.current?.focus();
    // To the button that asked, unless it is gone with what it was about.
    return () => (asker?.isConnected ? asker : document.querySelector<HTMLElement>('main'))?.focus();
  }, []);
  return (
    <div
      ref={box}
      className="confirm"
      role="alertdialog"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onBack();
      }}
    >
      <p id={id}>{question}</p>
      {children}
      <div className="buttons">
        <PrimaryButton text={yes} onClick={onYes} disabled={isBusy} allowDisabledFocus />
        <DefaultButton
          componentRef={back}
          text={text('goBack')}
          onClick={onBack}
          disabled={isBusy}
          allowDisabledFocus
        />
      </div>
    </div>
  );
};

let lastId = 0;
