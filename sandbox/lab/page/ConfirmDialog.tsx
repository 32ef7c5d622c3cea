/** Room sandbox/lab, browser side. A question before something is lost. */
import * as React from 'react';
import { DefaultButton, Dialog, DialogFooter, PrimaryButton } from '@fluentui/react';
import { useWords } from './useWords';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** Label of the button that does it. */
  readonly action: string;
  onConfirm(): void;
}

export interface ConfirmDialogProps {
  readonly question: Question | undefined;
  onClose(): void;
}

export const ConfirmDialog: React.FC<ConfirmDialogProps> = ({ question, onClose }) => {
  const { text } = useWords();
  if (!question) return null;
  return (
    <Dialog hidden={false} dialogContentProps={{ title: question.title, subText: question.text }} onDismiss={onClose}>
      <DialogFooter>
        <PrimaryButton
          onClick={() => {
            onClose();
            question.onConfirm();
          }}
          text={question.action}
        />
        <DefaultButton onClick={onClose} text={text('cancel')} />
      </DialogFooter>
    </Dialog>
  );
};
