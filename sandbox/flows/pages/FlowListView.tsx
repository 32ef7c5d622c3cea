/** Room sandbox/flows, browser side. The list of flows, by solution. */
import * as React from 'react';
import { Icon } from '@fluentui/react';
import type { FlowItem } from './contracts';
import { triggerText } from './display';
import { StatusMark } from './StatusMark';
import { useWords } from './useWords';

export interface FlowListViewProps {
  readonly flows?: readonly FlowItem[];
  readonly isLoading: boolean;
  readonly openId?: string;
  onChoose(flowId: string): void;
}

function bySolution(flows: readonly FlowItem[], without: string): Map<string, FlowItem[]> {
  const groups = new Map<string, FlowItem[]>();
  for (const flow of flows) {
    const name = flow.solution ?? without;
    groups.set(name, [...(groups.get(name) ?? []), flow]);
  }
  return new Map([...groups].sort(([one], [other]) => one.localeCompare(other)));
}

export const FlowListView: React.FC<FlowListViewProps> = ({ flows, isLoading, openId, onChoose }) => {
  const words = useWords();
  const { text } = words;
  return (
    <nav className="flow-list" aria-label={text('flows')}>
      <h1>{text('flows')}</h1>
      <p className="flow-links">
        <a href="/">{text('apps')}</a>
        <a href="/phones">{text('phones')}</a>
        <a href="/lab">{text('lab')}</a>
      </p>
      {isLoading && <p role="status">{text('loading')}</p>}
      {flows?.length === 0 && <p>{text('noFlows')}</p>}
      {[...bySolution(flows ?? [], text('ownFlows'))].map(([solution, items]) => (
        <section key={solution} aria-label={solution}>
          <h2>
            <bdi>{solution}</bdi>
          </h2>
          <ul>
            {items.map((flow) => (
              <li key={flow.id}>
                <button
                  type="button"
                  className={`flow-item${flow.id === openId ? ' is-open' : ''}`}
                  aria-current={flow.id === openId ? 'true' : undefined}
                  onClick={() => onChoose(flow.id)}
                >
                  <span className="flow-item-name">
                    <bdi>{flow.name}</bdi>
                  </span>
                  <span className="flow-item-line">
                    <span className={flow.isOn ? 'flow-on' : 'flow-off'}>{text(flow.isOn ? 'on' : 'off')}</span>
                    {flow.triggerKind && <span>{triggerText(flow, words)}</span>}
                    {flow.problem && (
                      <span className="flow-problem">
                        <Icon iconName="Warning" aria-hidden />
                        {text('hasProblem')}
                      </span>
                    )}
                    {flow.lastRun && <StatusMark status={flow.lastRun.status} />}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
};
