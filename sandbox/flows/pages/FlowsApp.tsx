/** Room sandbox/flows, browser side. The page: all flows on one side, the open one or one of its runs on the other. */
import * as React from 'react';
import { Icon, MessageBar, MessageBarType } from '@fluentui/react';
import { FlowListView } from './FlowListView';
import { FlowView } from './FlowView';
import { RunView } from './RunView';
import { useFlows } from './useFlows';
import { useWords } from './useWords';

export const FlowsApp: React.FC = () => {
  const { text } = useWords();
  const page = useFlows();
  const { flows, openFlow, runId, problem } = page;
  return (
    <div className={`flows${page.flowId === undefined ? '' : ' has-open'}`}>
      {problem && (
        <MessageBar
          className="flows-problem"
          messageBarType={MessageBarType.error}
          dismissButtonAriaLabel={text('close')}
          onDismiss={page.dismissProblem}
        >
          {text(problem.key, ...problem.values)}
        </MessageBar>
      )}
      <FlowListView flows={flows} isLoading={!flows && !problem} openId={page.flowId} onChoose={page.choose} />
      <main className="flows-stage">
        {runId !== undefined ? (
          <RunView
            key={runId}
            run={page.run}
            version={page.version}
            onBack={page.closeRun}
            onCancel={() => void page.cancel()}
            onProblem={page.report}
          />
        ) : openFlow ? (
          <FlowView
            key={openFlow.id}
            flow={openFlow}
            runs={page.runs}
            onBack={() => page.choose(undefined)}
            onConnect={(connection, isConnected) => void page.connect(connection, isConnected)}
            onLoadMore={() => void page.loadMore()}
            onOpenRun={page.openRun}
            onRun={page.start}
            onTurn={(isOn) => void page.turn(isOn)}
          />
        ) : (
          <div className="flows-none">
            <Icon iconName="Flow" aria-hidden />
            <p>{text('choose')}</p>
          </div>
        )}
      </main>
    </div>
  );
};
