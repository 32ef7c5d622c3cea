/** Room sandbox/flows, browser side. One flow: on or off, its connections, running it, and its runs. */
import * as React from 'react';
import { DefaultButton, IconButton, MessageBar, MessageBarType, PrimaryButton, Toggle } from '@fluentui/react';
import { problemText } from '../host/problems';
import type { FlowConnection, FlowItem, RunPage } from './contracts';
import { durationText, momentText, triggerText } from './display';
import { RunForm } from './RunForm';
import { StatusMark } from './StatusMark';
import { useWords } from './useWords';

export interface FlowViewProps {
  readonly flow: FlowItem;
  /** Absent while they are loading. */
  readonly runs?: RunPage;
  onBack(): void;
  onConnect(connection: FlowConnection, isConnected: boolean): void;
  onLoadMore(): void;
  onOpenRun(runId: string): void;
  onRun(inputs: Readonly<Record<string, unknown>>): Promise<boolean>;
  onTurn(isOn: boolean): void;
}

export const FlowView: React.FC<FlowViewProps> = (props) => {
  const { flow, runs } = props;
  const words = useWords();
  const { language, text } = words;
  const [isAsking, setAsking] = React.useState(false);
  return (
    <section className="flow" aria-label={flow.name}>
      <header className="flow-head">
        <IconButton
          className="flow-back"
          iconProps={{ iconName: 'Back' }}
          ariaLabel={text('back')}
          onClick={props.onBack}
        />
        <h2>
          <bdi>{flow.name}</bdi>
        </h2>
        <Toggle
          className="flow-toggle"
          ariaLabel={text('turnedOn')}
          checked={flow.isOn}
          onText={text('on')}
          offText={text('off')}
          onChange={(_event, checked) => props.onTurn(checked === true)}
        />
      </header>
      {flow.description && (
        <p className="flow-description" dir="auto">
          {flow.description}
        </p>
      )}
      <p className="flow-trigger">
        {triggerText(flow, words)}
        {flow.nextRun && <span> · {text('nextRun', momentText(flow.nextRun, language))}</span>}
      </p>
      {flow.problem && (
        <MessageBar messageBarType={MessageBarType.warning}>
          <bdi>{problemText(flow.problem, language)}</bdi>
        </MessageBar>
      )}
      {flow.connections.length > 0 && <Connections {...props} />}
      {flow.fields &&
        (isAsking ? (
          <RunForm
            flowName={flow.name}
            fields={flow.fields}
            onCancel={() => setAsking(false)}
            onRun={async (inputs) => {
              const taken = await props.onRun(inputs);
              if (taken) setAsking(false);
              return taken;
            }}
          />
        ) : (
          <PrimaryButton
            className="flow-run"
            text={text('run')}
            ariaLabel={text('runFlow', flow.name)}
            disabled={!flow.isOn}
            onClick={() => setAsking(true)}
          />
        ))}
      <h3>{text('runs')}</h3>
      {runs?.runs.length === 0 && <p>{text('noRuns')}</p>}
      {runs && runs.runs.length > 0 && <Runs {...props} page={runs} />}
    </section>
  );
};

const Connections: React.FC<FlowViewProps> = ({ flow, onConnect }) => {
  const { text } = useWords();
  return (
    <>
      <h3>{text('connections')}</h3>
      <ul className="connections">
        {flow.connections.map((connection) => (
          <li key={connection.logicalName}>
            <span className="connection-name">
              <bdi>{connection.name}</bdi>
            </span>
            <span className={connection.isConnected ? 'flow-on' : 'flow-off'}>
              {text(
                connection.id === undefined
                  ? 'connectionMissing'
                  : connection.isConnected
                    ? 'connected'
                    : 'notConnected',
              )}
            </span>
            {connection.id !== undefined && (
              <DefaultButton
                text={text(connection.isConnected ? 'disconnectShort' : 'connectShort')}
                ariaLabel={text(connection.isConnected ? 'disconnect' : 'connect', connection.name)}
                onClick={() => onConnect(connection, !connection.isConnected)}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
};

const Runs: React.FC<FlowViewProps & { readonly page: RunPage }> = ({ page, onLoadMore, onOpenRun }) => {
  const words = useWords();
  const { language, text } = words;
  return (
    <>
      <table className="runs">
        <thead>
          <tr>
            <th scope="col">{text('startedAt')}</th>
            <th scope="col">{text('status')}</th>
            <th scope="col">{text('duration')}</th>
            <th scope="col">{text('actionsCounted')}</th>
          </tr>
        </thead>
        <tbody>
          {page.runs.map((run) => (
            <tr key={run.id}>
              <td>
                <button type="button" className="run-link" onClick={() => onOpenRun(run.id)}>
                  <bdi>{momentText(run.startTime, language)}</bdi>
                </button>
              </td>
              <td>
                <StatusMark status={run.status} />
              </td>
              <td>
                <bdi>{durationText(run.startTime, run.endTime, words)}</bdi>
              </td>
              <td>{run.countedActions.toLocaleString(language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {page.next !== undefined && <DefaultButton className="runs-more" text={text('showMore')} onClick={onLoadMore} />}
    </>
  );
};
