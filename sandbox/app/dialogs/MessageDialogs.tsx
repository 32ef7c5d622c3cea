/** Room sandbox/app. Alert, confirmation and error dialogs of the Client API. */
import * as React from 'react';
import { DefaultButton, Dialog, DialogFooter, DialogType, PrimaryButton } from '@fluentui/react';
import type { AlertRequest, ConfirmRequest, ErrorRequest } from '../host/overlays';
import { hostText } from '../shell/strings';
import { cssSize } from './DialogFrame';

interface MessageDialogProps<Request> {
  readonly lcid: number;
  readonly request: Request;
  close(answer: unknown): void;
}

const sizeOf = ({ width }: AlertRequest | ConfirmRequest): { minWidth: string; maxWidth: string } => {
  const size = cssSize(width, '420px').replace(/%$/, 'vw');
  return { minWidth: `min(${size}, 94vw)`, maxWidth: `min(${size}, 94vw)` };
};

export function AlertDialog({ lcid, request, close }: MessageDialogProps<AlertRequest>): React.ReactElement {
  return (
    <Dialog
      hidden={false}
      onDismiss={() => close(undefined)}
      {...sizeOf(request)}
      dialogContentProps={{
        type: DialogType.normal,
        title: request.title,
        subText: request.text,
        closeButtonAriaLabel: hostText(lcid, 'close'),
      }}
      modalProps={{ isBlocking: true, className: 'message-dialog' }}
    >
      <DialogFooter>
        <PrimaryButton text={request.confirmLabel ?? hostText(lcid, 'ok')} onClick={() => close(undefined)} />
      </DialogFooter>
    </Dialog>
  );
}

export function ConfirmDialog({ lcid, request, close }: MessageDialogProps<ConfirmRequest>): React.ReactElement {
  return (
    <Dialog
      hidden={false}
      onDismiss={() => close(false)}
      {...sizeOf(request)}
      dialogContentProps={{ type: DialogType.normal, title: request.title, subText: request.subtitle ?? request.text }}
      modalProps={{ isBlocking: true, className: 'message-dialog' }}
    >
      {request.subtitle !== undefined && <p className="message-dialog-text">{request.text}</p>}
      <DialogFooter>
        <PrimaryButton text={request.confirmLabel ?? hostText(lcid, 'ok')} onClick={() => close(true)} />
        <DefaultButton text={request.cancelLabel ?? hostText(lcid, 'cancel')} onClick={() => close(false)} />
      </DialogFooter>
    </Dialog>
  );
}

export function ErrorDialog({ lcid, request, close }: MessageDialogProps<ErrorRequest>): React.ReactElement {
  const { message, details, errorCode } = request;
  return (
    <Dialog
      hidden={false}
      onDismiss={() => close(undefined)}
      minWidth="min(480px, 94vw)"
      maxWidth="min(480px, 94vw)"
      dialogContentProps={{ type: DialogType.normal, title: hostText(lcid, 'errorTitle'), subText: message }}
      modalProps={{ isBlocking: true, className: 'message-dialog' }}
    >
      {errorCode !== undefined && (
        <p className="message-dialog-text">{hostText(lcid, 'errorCode', `0x${(errorCode >>> 0).toString(16)}`)}</p>
      )}
      {details !== undefined && details !== '' && (
        <details className="message-dialog-details">
          <summary>{hostText(lcid, 'details')}</summary>
          <pre>{details}</pre>
        </details>
      )}
      <DialogFooter>
        <PrimaryButton text={hostText(lcid, 'ok')} onClick={() => close(undefined)} />
      </DialogFooter>
    </Dialog>
  );
}
