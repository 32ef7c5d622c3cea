/** Room sandbox/app. Draws what lies over the page: open dialogs, progress indicator, global notifications. */
import * as React from 'react';
import { Link, MessageBar, MessageBarType, Modal, ProgressIndicator } from '@fluentui/react';
import type { EntityReference } from '../contracts';
import { DialogFrame } from '../dialogs/DialogFrame';
import { LookupDialog } from '../dialogs/LookupDialog';
import { AlertDialog, ConfirmDialog, ErrorDialog } from '../dialogs/MessageDialogs';
import { ResolveCaseDialog } from '../dialogs/ResolveCaseDialog';
import { WebResourceFrame } from '../dialogs/WebResourceFrame';
import { mayLeave } from '../form/leaveGuard';
import type { NotificationLevel, OpenDialog, RecordRequest } from '../host/overlays';
import type { ShellServices } from '../host/services';
import { useStore } from '../host/store';
import type { Ribbon } from '../ribbon/ribbonModel';
import { FormView } from './FormView';
import { hostText } from './strings';

interface HostProps {
  readonly services: ShellServices;
  readonly ribbon: Ribbon;
}

/** A row in a dialog: answers the rows that were saved before it closed. */
function RecordDialog({
  services,
  ribbon,
  request,
  close,
}: HostProps & { request: RecordRequest; close(answer: EntityReference[]): void }): React.ReactElement {
  const { page, options } = request;
  const saved = React.useRef<EntityReference[]>([]);
  const [id, setId] = React.useState(page.entityId);
  const [title, setTitle] = React.useState(options.title ?? '');
  React.useEffect(() => {
    if (options.title === undefined)
      services.tableInfo(page.entityName).then(
        (info) => setTitle(services.label(info.table.displayName)),
        () => undefined,
      );
  }, [services, options, page]);
  const finish = (): void => close(saved.current);
  const dismiss = async (): Promise<void> => {
    if (await mayLeave(services)) finish();
  };
  return (
    <DialogFrame lcid={services.user.languageId} title={title} options={options} onDismiss={() => void dismiss()}>
      <FormView
        services={services}
        ribbon={ribbon}
        table={page.entityName}
        id={id}
        formId={page.formId}
        defaults={page.data}
        createdFrom={page.createFromEntity}
        onSaved={(reference) => {
          saved.current = [...saved.current.filter((known) => known.id !== reference.id), reference];
          setId(reference.id);
          services.rowsChanged(reference.entityType);
        }}
        onClose={finish}
      />
    </DialogFrame>
  );
}

function DialogView({ services, ribbon, dialog }: HostProps & { dialog: OpenDialog }): React.ReactElement {
  const lcid = services.user.languageId;
  const { request, close } = dialog;
  switch (request.kind) {
    case 'alert':
      return <AlertDialog lcid={lcid} request={request} close={close} />;
    case 'confirm':
      return <ConfirmDialog lcid={lcid} request={request} close={close} />;
    case 'error':
      return <ErrorDialog lcid={lcid} request={request} close={close} />;
    case 'resolveCase':
      return <ResolveCaseDialog lcid={lcid} request={request} close={close} />;
    case 'lookup':
      return <LookupDialog services={services} request={request} close={close} />;
    case 'record':
      return <RecordDialog services={services} ribbon={ribbon} request={request} close={close} />;
    case 'webresource': {
      const title = request.options.title ?? hostText(lcid, 'dialog');
      return (
        <DialogFrame lcid={lcid} title={title} options={request.options} onDismiss={() => close(undefined)}>
          <WebResourceFrame
            services={services}
            name={request.page.webresourceName}
            data={request.page.data}
            title={title}
            onClose={() => close(undefined)}
          />
        </DialogFrame>
      );
    }
  }
}

/** All dialogs over the page, oldest below. */
export function DialogHost({ services, ribbon }: HostProps): React.ReactElement {
  const dialogs = useStore(services.overlays.dialogs);
  const progress = useStore(services.overlays.progress);
  return (
    <>
      {dialogs.map((dialog) => (
        <DialogView key={dialog.id} services={services} ribbon={ribbon} dialog={dialog} />
      ))}
      {progress !== undefined && (
        <Modal isOpen isBlocking containerClassName="progress-container">
          <div className="progress" role="status">
            <ProgressIndicator description={progress} />
          </div>
        </Modal>
      )}
    </>
  );
}

const LEVELS: Readonly<Record<NotificationLevel, MessageBarType>> = {
  1: MessageBarType.success,
  2: MessageBarType.error,
  3: MessageBarType.warning,
  4: MessageBarType.info,
};

/** Notifications above the page, newest first. */
export function NotificationHost({ services }: Pick<HostProps, 'services'>): React.ReactElement {
  const { overlays } = services;
  const notifications = useStore(overlays.notifications);
  return (
    <div className="notifications">
      {[...notifications].reverse().map(({ id, level, message, showCloseButton, action }) => (
        <MessageBar
          key={id}
          messageBarType={LEVELS[level]}
          isMultiline={false}
          onDismiss={showCloseButton ? () => overlays.clearNotification(id) : undefined}
          dismissButtonAriaLabel={hostText(services.user.languageId, 'dismiss')}
        >
          {message}
          {action && <Link onClick={() => action.run()}>{action.label}</Link>}
        </MessageBar>
      ))}
    </div>
  );
}
