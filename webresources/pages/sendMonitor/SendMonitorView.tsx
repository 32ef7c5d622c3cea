/** Room webresources/pages. The send monitor's screens, one for each member of the view union. */
import { DefaultButton } from '@fluentui/react/lib/Button';
import { MessageBar, MessageBarType } from '@fluentui/react/lib/MessageBar';
import { Spinner } from '@fluentui/react/lib/Spinner';
import * as React from 'react';
import { text } from '../../gateways/texts';
import type { MonitorActions } from './monitor';
import type { Notice } from './monitorState';
import { shownSentence, stateText } from './phrases';
import { RefusedSection } from './RefusedSection';
import { SendSection } from './SendSection';
import { SumsSection } from './SumsSection';
import { UnknownSection } from './UnknownSection';
import type { UserTime } from './userTime';
import type { SendMonitorView as View } from './viewModel';

export interface SendMonitorViewProps {
  readonly view: View;
  readonly actions: MonitorActions;
  readonly time: UserTime;
  readonly now: Date;
}

export const SendMonitorView: React.FunctionComponent<SendMonitorViewProps> = (props) => (
  <main className="monitor" tabIndex={-1} aria-busy={props.view.kind === 'loading'}>
    <h1 className="srOnly">{text('monitorTitle')}</h1>
    {screen(props)}
  </main>
);

function screen({ view, ...rest }: SendMonitorViewProps): React.ReactElement {
  switch (view.kind) {
    case 'loading':
      return <Spinner label={text('monitorLoading')} />;
    case 'gone':
      return (
        <MessageBar messageBarType={MessageBarType.warning} role="alert">
          {text('monitorGone')}
        </MessageBar>
      );
    case 'failed':
      return (
        <MessageBar messageBarType={MessageBarType.error} isMultiline role="alert">
          {shownSentence(view.error)}
        </MessageBar>
      );
    case 'open':
      return <OpenScreen view={view} {...rest} />;
  }
}

type OpenView = Extract<View, { kind: 'open' }>;

const OpenScreen: React.FunctionComponent<SendMonitorViewProps & { view: OpenView }> = (props) => {
  const { view, actions } = props;
  return (
    <>
      <p className="srOnly" aria-live="polite">
        {text('monitorAnnounced', stateText(view.announced.state), view.announced.percent)}
      </p>
      <Notices view={view} />
      <SendSection {...props} />
      {view.isRecording ? <p className="warning">{text('monitorRecording')}</p> : <SumsSection {...view} />}
      {view.unknown.length > 0 && <UnknownSection view={view} actions={actions} />}
      {view.refused.length > 0 && <RefusedSection view={view} actions={actions} />}
      <ExportSection view={view} actions={actions} />
    </>
  );
};

const Notices: React.FunctionComponent<{ view: OpenView }> = ({ view: { notices, staleBecause } }) => (
  <>
    {staleBecause && (
      <MessageBar messageBarType={MessageBarType.warning} isMultiline role="alert">
        {text('monitorStale', shownSentence(staleBecause))}
      </MessageBar>
    )}
    {notices.map((notice, index) => (
      <NoticeBar key={index} notice={notice} />
    ))}
  </>
);

const NoticeBar: React.FunctionComponent<{ notice: Notice }> = ({ notice }) => {
  switch (notice.kind) {
    case 'done':
      return (
        <MessageBar messageBarType={MessageBarType.success} role="status">
          {text(notice.key)}
        </MessageBar>
      );
    case 'changed':
      return (
        <MessageBar messageBarType={MessageBarType.warning} isMultiline role="alert">
          {text('monitorChanged')}
        </MessageBar>
      );
    case 'error':
      return (
        <MessageBar messageBarType={MessageBarType.error} isMultiline role="alert">
          {shownSentence(notice.error)}
        </MessageBar>
      );
  }
};

const ExportSection: React.FunctionComponent<{ view: OpenView; actions: MonitorActions }> = ({
  view: { exporting, isRecording },
  actions,
}) => (
  <section aria-labelledby="exportTitle">
    <h2 id="exportTitle">{text('monitorExportTitle')}</h2>
    <p>{text('monitorExportExplanation')}</p>
    <DefaultButton
      text={text('monitorExport')}
      disabled={exporting !== undefined || isRecording}
      allowDisabledFocus
      onClick={() => void actions.exportFiles()}
    />
    {exporting && <p>{text('monitorExporting', exporting.done, exporting.total)}</p>}
  </section>
);
