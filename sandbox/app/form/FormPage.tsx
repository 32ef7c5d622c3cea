/** Room sandbox/app. The page of one row: header, notifications, tabs with sections, and the states around them. */
import * as React from 'react';
import {
  DefaultButton,
  Dropdown,
  MessageBar,
  MessageBarButton,
  MessageBarType,
  Pivot,
  PivotItem,
  Spinner,
  SpinnerSize,
} from '@fluentui/react';
import type { FormPageProps } from '../contracts';
import { FormCellView } from './FormCellView';
import { messageOf } from './errors';
import { FormSectionView } from './FormSectionView';
import { FormController } from './formController';
import { ensureFormStyles } from './formStyles';
import type { FormSession } from './formSession';
import { SAVE_MODES } from './handlers';
import { guardLeaving } from './leaveGuard';
import type { FormTextKey } from './strings';
import { formText } from './strings';
import { useSignal } from './useSignal';
import type { NotificationLevel, TabState } from './ui';
import { normalizeId } from './xml';

/** Shows a row's form, or a new row's. Changing `table`, `id` or `formId` shows another row. */
export function FormPage(props: FormPageProps): React.ReactElement {
  const latest = React.useRef(props);
  latest.current = props;
  const [controller] = React.useState(() => new FormController(() => latest.current));
  const root = React.useRef<HTMLDivElement>(null);
  useSignal(controller.signal);
  useSignal(controller.session?.signal);
  const { table, id, formId } = props;

  React.useEffect(() => {
    ensureFormStyles();
  }, []);
  React.useEffect(() => {
    // After a first save the shell may tell the page the id that the page itself made: that is the row it shows.
    const { session } = controller;
    const isShown =
      session?.id !== undefined && session.info.table.logicalName === table && session.id === normalizeId(id);
    const isSameForm = formId === undefined || session?.formId === formId;
    if (!isShown || !isSameForm) void controller.open(id, formId);
  }, [controller, table, id, formId]);
  React.useEffect(() => guardLeaving(() => controller.isDirty), [controller]);
  React.useEffect(() => {
    controller.commitPendingInput = () => commitPendingInput(root.current);
    return () => {
      controller.dispose();
    };
  }, [controller]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault();
      // The page shows why a save failed.
      controller.save(SAVE_MODES.save).catch(() => undefined);
    }
  };

  return (
    <div className="mda-form" data-testid="form" onKeyDown={onKeyDown} ref={root}>
      <FormBody controller={controller} props={props} />
    </div>
  );
}

/** A text that is still being typed becomes its column's value when the field loses the focus. */
function commitPendingInput(root: HTMLElement | null): void {
  const active = root?.ownerDocument.activeElement;
  if (!(active instanceof HTMLElement) || !root?.contains(active) || !/^(INPUT|TEXTAREA)$/.test(active.tagName)) return;
  active.blur();
  active.focus();
}

function FormBody({ controller, props }: { controller: FormController; props: FormPageProps }): React.ReactElement {
  const { state } = controller;
  const text = (key: FormTextKey): string => formText(props.services.user.languageId, key);
  switch (state.kind) {
    case 'loading':
      return (
        <div className="mda-state">
          <Spinner label={text('loadingForm')} size={SpinnerSize.large} />
        </div>
      );
    case 'not-found':
      return (
        <PlainState text={text('rowMissing')}>
          {props.onClose && <DefaultButton onClick={props.onClose} text={text('goBack')} />}
        </PlainState>
      );
    case 'failed':
      return (
        <PlainState text={state.message}>
          <DefaultButton onClick={() => void controller.open(props.id, props.formId)} text={text('tryAgain')} />
        </PlainState>
      );
    case 'ready':
      return <OpenForm controller={controller} session={state.session} />;
  }
}

function PlainState({ text, children }: { text: string; children?: React.ReactNode }): React.ReactElement {
  return (
    <div className="mda-state" role="alert">
      <div>{text}</div>
      {children}
    </div>
  );
}

function OpenForm({ controller, session }: { controller: FormController; session: FormSession }): React.ReactElement {
  const tabs = session.tabs.filter((tab) => tab.visible);
  const open = session.openTab?.visible ? session.openTab : tabs[0];
  const busy = controller.saveState.kind === 'saving';
  return (
    <>
      <header className="mda-form-head">
        <FormTitle session={session} />
        <TabList open={open} session={session} tabs={tabs} />
      </header>
      <FormBars controller={controller} session={session} />
      <div aria-busy={busy} className={busy ? 'mda-busy' : undefined}>
        {open && <TabContent key={`${session.formId}-${open.model.id}`} session={session} tab={open} />}
        <FormFooter session={session} />
      </div>
    </>
  );
}

function FormTitle({ session }: { session: FormSession }): React.ReactElement {
  const isNew = session.id === undefined;
  const title = session.primaryName || (isNew ? session.text('newTitle', session.tableLabel) : session.tableLabel);
  const cells = session.model.header.flatMap((row) => row.cells).filter((cell) => cell.control);
  const status = session.text(session.isReadOnly ? 'readOnly' : session.isDirty || isNew ? 'unsaved' : 'saved');
  return (
    <div className="mda-form-title-row">
      <div className="mda-form-heading">
        <h1 className="mda-form-title">
          <span dir="auto">{title}</span>
          <span aria-live="polite" className="mda-form-saved">
            - {status}
          </span>
        </h1>
        <div className="mda-form-sub">
          <span>{session.tableLabel}</span>
          <FormSelector session={session} />
        </div>
      </div>
      {cells.length > 0 && (
        <div className="mda-head-fields">
          {cells.map((cell) => (
            <div className="mda-head-field" key={cell.id || cell.control?.id}>
              <FormCellView cell={cell} labelPosition="Top" session={session} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function FormSelector({ session }: { session: FormSession }): React.ReactElement | null {
  if (session.forms.length < 2) return null;
  return (
    <Dropdown
      ariaLabel={session.text('form')}
      onChange={(_event, option) => {
        if (option) session.switchForm(String(option.key));
      }}
      options={session.forms.map((form) => ({ key: form.id, text: form.name }))}
      selectedKey={session.formId}
      styles={{
        root: { minWidth: 160 },
        title: { border: 'none', lineHeight: 26, height: 26 },
        caretDownWrapper: { lineHeight: 26 },
      }}
    />
  );
}

function TabList({
  tabs,
  open,
  session,
}: {
  tabs: TabState[];
  open?: TabState;
  session: FormSession;
}): React.ReactElement {
  // A form with one tab whose label is hidden needs no list of tabs.
  if (tabs.length === 1 && tabs[0]?.model.showLabel === false) return <div style={{ height: 12 }} />;
  return (
    <div className="mda-tabs">
      <Pivot
        aria-label={session.text('formTabs')}
        headersOnly
        onLinkClick={(item) => {
          const tab = tabs.find((one) => one.model.id === item?.props.itemKey);
          if (tab) session.open(tab);
        }}
        overflowAriaLabel={session.text('moreTabs')}
        overflowBehavior="menu"
        selectedKey={open?.model.id ?? null}
      >
        {tabs.map((tab) => (
          <PivotItem headerText={tab.label || tab.model.name} itemKey={tab.model.id} key={tab.model.id} />
        ))}
      </Pivot>
    </div>
  );
}

function TabContent({ tab, session }: { tab: TabState; session: FormSession }): React.ReactElement {
  const widths = tab.model.columns.map((column) => `minmax(0, ${Math.max(1, column.width)}fr)`).join(' ');
  return (
    <div
      aria-label={tab.label}
      className="mda-columns"
      role="tabpanel"
      style={{ '--mda-widths': widths } as React.CSSProperties}
    >
      {tab.model.columns.map((column, index) => (
        <div className="mda-column" key={index}>
          {tab.sections
            .filter((section) => column.sections.includes(section.model) && section.visible)
            .map((section) => (
              <FormSectionView key={section.model.id} section={section} session={session} />
            ))}
        </div>
      ))}
    </div>
  );
}

function FormFooter({ session }: { session: FormSession }): React.ReactElement | null {
  const cells = session.model.footer.flatMap((row) => row.cells).filter((cell) => cell.control);
  if (cells.length === 0) return null;
  return (
    <div className="mda-section" style={{ marginTop: 12 }}>
      {cells.map((cell) => (
        <FormCellView cell={cell} key={cell.id} labelPosition="Left" session={session} />
      ))}
    </div>
  );
}

const BAR_TYPES: Readonly<Record<NotificationLevel, MessageBarType>> = {
  ERROR: MessageBarType.error,
  WARNING: MessageBarType.warning,
  INFO: MessageBarType.info,
};

function FormBars({
  controller,
  session,
}: {
  controller: FormController;
  session: FormSession;
}): React.ReactElement | null {
  const notices = [...session.notifications.values()];
  const save = <SaveBar controller={controller} session={session} />;
  return (
    <div className="mda-bars">
      {session.isReadOnly && (
        <MessageBar isMultiline messageBarType={MessageBarType.info}>
          {session.text(session.isInactive ? 'readOnlyBar' : 'noWriteBar')}
        </MessageBar>
      )}
      {save}
      {notices.map((notice) => (
        <MessageBar isMultiline key={notice.id} messageBarType={BAR_TYPES[notice.level]}>
          {notice.message}
        </MessageBar>
      ))}
    </div>
  );
}

function reload(controller: FormController): void {
  controller.refresh().catch((error: unknown) => controller.services.error({ message: messageOf(error) }));
}

function SaveBar({
  controller,
  session,
}: {
  controller: FormController;
  session: FormSession;
}): React.ReactElement | null {
  const { saveState } = controller;
  const dismiss = (): void => {
    controller.dismissSaveState();
  };
  switch (saveState.kind) {
    case 'idle':
    case 'saved':
      return null;
    case 'saving':
      return (
        <Spinner
          label={session.text('saving')}
          labelPosition="right"
          size={SpinnerSize.small}
          styles={{ root: { justifyContent: 'flex-start' } }}
        />
      );
    case 'invalid':
      return (
        <MessageBar
          dismissButtonAriaLabel={session.text('close')}
          isMultiline
          messageBarType={MessageBarType.error}
          onDismiss={dismiss}
        >
          {session.text('notSaved')}
          <ul className="mda-problems">
            {saveState.problems.map((problem, index) => (
              <li key={index}>
                {problem.control ? (
                  <button onClick={() => session.focusControl(problem.control ?? '')} type="button">
                    {problem.message}
                  </button>
                ) : (
                  problem.message
                )}
              </li>
            ))}
          </ul>
        </MessageBar>
      );
    case 'conflict':
    case 'unread':
      return (
        <MessageBar
          actions={<MessageBarButton onClick={() => reload(controller)}>{session.text('reload')}</MessageBarButton>}
          isMultiline
          messageBarType={MessageBarType.severeWarning}
        >
          {saveState.kind === 'conflict' ? session.text('conflict') : session.text('savedUnread', saveState.message)}
        </MessageBar>
      );
    case 'unclear':
    case 'failed':
      return (
        <MessageBar
          dismissButtonAriaLabel={session.text('close')}
          isMultiline
          messageBarType={MessageBarType.error}
          onDismiss={dismiss}
        >
          {session.text(saveState.kind === 'unclear' ? 'saveUnclear' : 'notSavedBecause', saveState.message)}
        </MessageBar>
      );
  }
}
