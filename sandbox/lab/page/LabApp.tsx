/** Room sandbox/lab, browser side. The page: one panel for each part of the lab, and what was done last above them. */
import * as React from 'react';
import { MessageBar, MessageBarType } from '@fluentui/react';
import { CallsPanel } from './CallsPanel';
import { ClockPanel } from './ClockPanel';
import { FaultsPanel } from './FaultsPanel';
import { LimitsPanel } from './LimitsPanel';
import { SnapshotsPanel } from './SnapshotsPanel';
import { TracesPanel } from './TracesPanel';
import { useLab } from './useLab';
import { useWords } from './useWords';

export const LabApp: React.FC = () => {
  const { text } = useWords();
  const lab = useLab();
  const { state, notice, order } = lab;
  return (
    <>
      <header className="lab-head">
        <h1>{text('lab')}</h1>
        <p>{text('intro')}</p>
        <nav>
          <a href="/">{text('apps')}</a>
          <a href="/phones">{text('phones')}</a>
          <a href="/flows">{text('flows')}</a>
        </nav>
      </header>
      <main>
        <div className="lab-notice">
          {notice && (
            <MessageBar
              // A new one is spoken, also when it says the same.
              key={`${notice.key} ${notice.values.join(' ')}`}
              messageBarType={notice.kind === 'problem' ? MessageBarType.error : MessageBarType.success}
              dismissButtonAriaLabel={text('close')}
              onDismiss={lab.dismissNotice}
            >
              {text(notice.key, ...notice.values)}
            </MessageBar>
          )}
        </div>
        <div className="panels">
          <div className="panels-side">
            <ClockPanel clock={state.clock} readAt={lab.clockReadAt} order={order} />
            <SnapshotsPanel snapshots={state.snapshots} order={order} />
            <LimitsPanel limits={state.limits} order={order} />
          </div>
          <div className="panels-main">
            <FaultsPanel faults={state.faults} order={order} />
            <TracesPanel traces={state.traces} choice={lab.traceChoice} choose={lab.chooseTraces} order={order} />
            <CallsPanel calls={state.calls} order={order} />
          </div>
        </div>
      </main>
    </>
  );
};
