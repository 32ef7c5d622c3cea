/** Room webresources/pages. The Send outbound dialog's screens, one for each member of the view union. */
import { DefaultButton } from '@fluentui/react/lib/Button';
import { Dropdown } from '@fluentui/react/lib/Dropdown';
import { Link } from '@fluentui/react/lib/Link';
import { MessageBar, MessageBarType } from '@fluentui/react/lib/MessageBar';
import { Spinner } from '@fluentui/react/lib/Spinner';
import * as React from 'react';
import { text } from '../../gateways/texts';
import type { UserTime } from '../sendMonitor/userTime';
import { AudienceSection, ExclusionsSection } from './AudienceSection';
import { FindingsSection } from './FindingsSection';
import { FocusedHeading } from './FocusedHeading';
import { PreviewSection } from './PreviewSection';
import { BatchList, OutcomeSection, ProgressSection } from './ProgressSection';
import { ScheduledSection } from './ScheduledSection';
import type { SendOutboundActions } from './sendOutboundActions';
import { SendFooter } from './SendFooter';
import type { ShownError } from './sendState';
import type { ConfigurationChoice, SendOutboundView as View } from './viewModel';

export interface SendOutboundViewProps {
  readonly view: View;
  readonly actions: SendOutboundActions;
  readonly time: UserTime;
  readonly now: Date;
}

export const SendOutboundView: React.FunctionComponent<SendOutboundViewProps> = (props) => (
  <main
    className="dialog"
    tabIndex={-1}
    aria-busy={BUSY.has(props.view.kind)}
    onKeyDown={props.view.kind === 'sending' ? keepOpen : undefined}
  >
    {hasTitle(props.view) || <h1 className="srOnly">{text('dialogTitle')}</h1>}
    {screen(props)}
  </main>
);

/** Does the screen bring a title of its own? Over the others the host shows the dialog's, which readers hear from us. */
const hasTitle = ({ kind }: View): boolean => TITLED.has(kind);

const TITLED: ReadonlySet<View['kind']> = new Set(['not-confirmed', 'scheduled', 'sending', 'finished']);

const BUSY: ReadonlySet<View['kind']> = new Set(['loading', 'reading', 'recording', 'sending']);

/** The button goes when it is pressed; the focus stays in the dialog, before what comes. */
function readAgain(actions: SendOutboundActions): void {
  document.querySelector<HTMLElement>('main')?.focus();
  actions.readAgain();
}

/** Else the host takes Escape as the wish to close the dialog, and what was not sent yet would wait. */
function keepOpen(event: React.KeyboardEvent): void {
  if (event.key === 'Escape') event.preventDefault();
}

function screen({ view, actions, time, now }: SendOutboundViewProps): React.ReactElement {
  switch (view.kind) {
    case 'loading':
      return <Spinner label={text('loading')} />;
    case 'failed':
      return (
        <>
          <ErrorNotices errors={view.errors} />
          {view.mayRetry && (
            <div className="buttons">
              <DefaultButton text={text('tryAgain')} onClick={() => readAgain(actions)} />
            </div>
          )}
        </>
      );
    case 'no-configuration':
      return (
        <MessageBar messageBarType={MessageBarType.warning} role="alert">
          {text('noConfiguration')}
        </MessageBar>
      );
    case 'choosing':
      return (
        <>
          <ConfigurationPicker choice={view.choice} onChoose={actions.choose} />
          <p className="hint">{text('chooseHint')}</p>
        </>
      );
    case 'reading':
      return (
        <>
          <ConfigurationPicker choice={view.choice} onChoose={actions.choose} />
          <Spinner label={text('readingRows', view.asked, view.selected)} />
        </>
      );
    case 'not-sendable':
      return (
        <>
          <ConfigurationPicker choice={view.choice} onChoose={actions.choose} />
          <ErrorNotices errors={view.errors} />
        </>
      );
    case 'nobody':
      return (
        <>
          <ConfigurationPicker choice={view.choice} onChoose={actions.choose} />
          <MessageBar messageBarType={MessageBarType.warning} role="alert">
            {text('nobody')}
          </MessageBar>
          <ExclusionsSection prepared={view.prepared} />
        </>
      );
    case 'ready':
      return (
        <>
          <ConfigurationPicker choice={view.choice} onChoose={actions.choose} disabled={view.asking !== undefined} />
          <AudienceSection prepared={view.prepared} />
          <FindingsSection findings={view.prepared.findings} />
          <PreviewSection prepared={view.prepared} />
          <footer className="footer">
            {view.notStarted !== undefined && <ErrorNotice error={view.notStarted} prefix={text('nothingSent')} />}
            <SendFooter
              messages={view.messages}
              requests={view.requests}
              asking={view.asking}
              hasFailed={view.notStarted !== undefined}
              time={time}
              now={now}
              actions={actions}
            />
          </footer>
        </>
      );
    case 'recording':
      return <Spinner label={text('recording')} />;
    case 'not-confirmed':
      return (
        <>
          <FocusedHeading>{text('notConfirmedTitle', view.configurationName)}</FocusedHeading>
          <ErrorNotice error={view.problem} />
          <p>
            <Link onClick={() => actions.openSend(view.sendId)}>{text('openSend')}</Link>
          </p>
        </>
      );
    case 'scheduled':
      return <ScheduledSection view={view} time={time} onOpenSend={() => actions.openSend(view.sendId)} />;
    case 'sending':
      return (
        <>
          <FocusedHeading>{text('sendingTitle', view.configurationName)}</FocusedHeading>
          <ProgressSection batches={view.batches} answered={view.answered} sums={view.sums} />
        </>
      );
    case 'finished':
      return (
        <>
          <OutcomeSection
            view={view}
            onOpenSend={() => actions.openSend(view.sendId)}
            onSendWaiting={actions.sendWaiting}
          />
          <ErrorNotices errors={view.problems} />
          <BatchList batches={view.batches} />
        </>
      );
  }
}

/** A sentence with its code in brackets, so that support can be told. */
const ErrorNotice: React.FunctionComponent<{ error: ShownError; prefix?: string }> = ({ error, prefix }) => (
  <MessageBar messageBarType={MessageBarType.error} isMultiline role="alert">
    {prefix !== undefined && `${prefix} `}
    {error.message} <span className="code">({error.code})</span>
  </MessageBar>
);

const ErrorNotices: React.FunctionComponent<{ errors: readonly ShownError[] }> = ({ errors }) => (
  <>
    {errors.map((error, index) => (
      <ErrorNotice key={index} error={error} />
    ))}
  </>
);

const ConfigurationPicker: React.FunctionComponent<{
  choice: ConfigurationChoice;
  onChoose: (id: string) => void;
  disabled?: boolean;
}> = ({ choice, onChoose, disabled }) => (
  <Dropdown
    label={text('configuration')}
    placeholder={text('configurationPlaceholder')}
    selectedKey={choice.selectedId ?? null}
    disabled={disabled}
    options={choice.options.map(({ id, name, channel, templateName }) => ({
      key: id,
      text: `${name} · ${channel} · ${templateName ?? text('noTemplate')}`,
    }))}
    // Picking the same again reads everything anew: after a change, and after a failure that has passed.
    notifyOnReselect
    onChange={(_event, option) => option !== undefined && onChoose(String(option.key))}
  />
);
