/** Room webresources/pages. The send monitor: what is known in, screen out; looks as long as it is on the screen. */
import * as React from 'react';
import { useLeaveWarning } from '../useLeaveWarning';
import type { SendMonitorGateway } from './gateway';
import { SendMonitor, type MonitorHost } from './monitor';
import type { MonitorState } from './monitorState';
import { SendMonitorView } from './SendMonitorView';
import { toView } from './viewModel';

export interface SendMonitorPageProps {
  readonly gateway: SendMonitorGateway;
  readonly host: Omit<MonitorHost, 'show'>;
  readonly sendId: string;
}

/** Give it the send's id as `key`: another send is another monitor. */
export const SendMonitorPage: React.FunctionComponent<SendMonitorPageProps> = ({ gateway, host, sendId }) => {
  const [state, setState] = React.useState<MonitorState>({ kind: 'loading' });
  const [monitor] = React.useState(() => new SendMonitor(gateway, sendId, { ...host, show: setState }));
  React.useEffect(() => {
    const onVisibility = (): void => monitor.visibilityChanged();
    document.addEventListener('visibilitychange', onVisibility);
    void monitor.open();
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      monitor.close();
    };
  }, [monitor]);
  useLeaveWarning(state.kind === 'open' && state.run !== undefined);
  return <SendMonitorView view={toView(state)} actions={monitor} time={host.userTime} now={gateway.clock()} />;
};
