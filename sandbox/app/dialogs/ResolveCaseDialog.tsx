/** Room sandbox/app. The dialog of Resolve Case: how the case was resolved, in one line, with remarks. */
import * as React from 'react';
import {
  DefaultButton,
  Dialog,
  DialogFooter,
  DialogType,
  Dropdown,
  MessageBar,
  MessageBarType,
  PrimaryButton,
  TextField,
} from '@fluentui/react';
import { messageOf } from '../host/errors';
import type { ResolveCaseRequest } from '../host/overlays';
import { resolveCase } from '../ribbon/caseCommands';
import { hostText } from '../shell/strings';

/** Characters that the columns of a case resolution hold. */
const SUBJECT_LENGTH = 200;
const REMARKS_LENGTH = 2000;

export interface ResolveCaseDialogProps {
  readonly lcid: number;
  readonly request: ResolveCaseRequest;
  /** @param isResolved it is, or it may be */
  close(isResolved: boolean): void;
}

export function ResolveCaseDialog({ lcid, request, close }: ResolveCaseDialogProps): React.ReactElement {
  const { id, statuses } = request;
  const [status, setStatus] = React.useState(statuses[0]?.value);
  const [subject, setSubject] = React.useState('');
  const [remarks, setRemarks] = React.useState('');
  const [isMissing, setMissing] = React.useState(false);
  const [isRunning, setRunning] = React.useState(false);
  const [failure, setFailure] = React.useState<string>();

  const submit = async (): Promise<void> => {
    if (subject.trim() === '' || status === undefined) {
      setMissing(true);
      return;
    }
    setRunning(true);
    setFailure(undefined);
    try {
      await resolveCase(id, { status, subject: subject.trim(), remarks: remarks.trim() });
      close(true);
    } catch (error) {
      setFailure(messageOf(error));
      setRunning(false);
    }
  };

  // While it is asked, whether the case is resolved is not known; and after a failure it may be, all the same.
  const leave = (): void => {
    if (!isRunning) close(failure !== undefined);
  };

  return (
    <Dialog
      hidden={false}
      onDismiss={leave}
      minWidth="min(480px, 94vw)"
      maxWidth="min(480px, 94vw)"
      dialogContentProps={{
        type: DialogType.normal,
        title: hostText(lcid, 'resolveCase'),
        closeButtonAriaLabel: hostText(lcid, 'close'),
      }}
      modalProps={{ isBlocking: true, className: 'message-dialog' }}
    >
      {failure !== undefined && <MessageBar messageBarType={MessageBarType.error}>{failure}</MessageBar>}
      <Dropdown
        label={hostText(lcid, 'resolutionType')}
        options={statuses.map(({ value, text }) => ({ key: value, text }))}
        selectedKey={status}
        required
        onChange={(_event, option) => setStatus(option && Number(option.key))}
      />
      <TextField
        label={hostText(lcid, 'resolution')}
        value={subject}
        maxLength={SUBJECT_LENGTH}
        required
        errorMessage={isMissing && subject.trim() === '' ? hostText(lcid, 'resolutionMissing') : undefined}
        onChange={(_event, text) => setSubject(text ?? '')}
      />
      <TextField
        label={hostText(lcid, 'remarks')}
        value={remarks}
        maxLength={REMARKS_LENGTH}
        multiline
        rows={3}
        onChange={(_event, text) => setRemarks(text ?? '')}
      />
      <DialogFooter>
        <PrimaryButton text={hostText(lcid, 'resolve')} disabled={isRunning} onClick={() => void submit()} />
        <DefaultButton text={hostText(lcid, 'cancel')} disabled={isRunning} onClick={leave} />
      </DialogFooter>
    </Dialog>
  );
}
