/** Room sandbox/flows, browser side. One run: what started it, what became of it, and its actions. */
import * as React from 'react';
import { DefaultButton, IconButton, MessageBar, MessageBarType, Spinner } from '@fluentui/react';
import { INTERRUPTED_CODE, type RunDetail } from '../history/contracts';
import { ActionTree } from './ActionTree';
import { durationText, momentText } from './display';
import { StatusMark } from './StatusMark';
import { useWords } from './useWords';
import { ValueView } from './ValueView';

export interface RunViewProps {
  /** Absent while it is loading. */
  readonly run?: RunDetail;
  /** Changes whenever the run has got on. */
  readonly version: number;
  onBack(): void;
  onCancel(): void;
  onProblem(error: unknown): void;
}

const TOP = { path: [], rounds: [] } as const;

export const RunView: React.FC<RunViewProps> = ({ run, version, onBack, onCancel, onProblem }) => {
  const words = useWords();
  const { language, text } = words;
  if (!run) return <Spinner className="flows-loading" label={text('loading')} />;
  const isRunning = run.status === 'Running' || run.status === 'Waiting';
  return (
    <section className="run" aria-label={text('runOf', run.flowName)}>
      <header className="flow-head">
        <IconButton iconProps={{ iconName: 'Back' }} ariaLabel={text('backToRuns')} onClick={onBack} />
        <h2>
          <bdi>{run.flowName}</bdi>
        </h2>
        {isRunning && <DefaultButton text={text('cancel')} ariaLabel={text('cancelRun')} onClick={onCancel} />}
      </header>
      <dl className="run-facts">
        <dt>{text('status')}</dt>
        <dd>
          <span role="status">
            <StatusMark status={run.status} />
          </span>
        </dd>
        <dt>{text('startedAt')}</dt>
        <dd>
          <bdi>{momentText(run.startTime, language)}</bdi>
        </dd>
        {!isRunning && (
          <>
            <dt>{text('duration')}</dt>
            <dd>
              <bdi>{durationText(run.startTime, run.endTime, words)}</bdi>
            </dd>
          </>
        )}
        <dt>{text('actionsCounted')}</dt>
        <dd>{run.countedActions.toLocaleString(language)}</dd>
      </dl>
      {run.error && (
        <MessageBar messageBarType={MessageBarType.error}>
          <bdi>
            {run.error.code}: {run.error.message}
          </bdi>
        </MessageBar>
      )}
      <h3>{text('trigger')}</h3>
      <details className="action">
        <summary>
          <span className="action-name">
            <bdi>{run.trigger.name.replace(/_/g, ' ')}</bdi>
          </span>
          <span className="action-type">
            <bdi dir="ltr">{run.trigger.type}</bdi>
          </span>
        </summary>
        <div className="action-body">
          <ValueView title={text('outputs')} value={run.trigger.outputs} hidden={run.trigger.outputsHidden} />
        </div>
      </details>
      <h3>{text('actions')}</h3>
      <ActionTree
        runId={run.id}
        unknown={isRunning ? 'Pending' : run.error?.code === INTERRUPTED_CODE ? 'NotFinished' : 'NotRun'}
        nodes={run.outline}
        place={TOP}
        version={version}
        onProblem={onProblem}
      />
    </section>
  );
};
