/**
 * Room sandbox/flows, browser side. The actions of a run as a tree: each opens to its values and to what is inside of it, loops
 * round by round. A level is asked for when it is opened.
 */
import * as React from 'react';
import { IconButton, TextField } from '@fluentui/react';
import type { ActionLevel, ActionRun, OutlineNode, RunningAction } from '../history/contracts';
import { fetchActions, type Place } from './apiClient';
import { durationText, momentText } from './display';
import { StatusMark, type ShownStatus } from './StatusMark';
import { useWords } from './useWords';
import { ValueView } from './ValueView';

const LOOPS = new Set(['Foreach', 'Until']);

export interface ActionTreeProps {
  readonly runId: string;
  /** What an action reads of which nothing is known. */
  readonly unknown: Extract<ShownStatus, 'Pending' | 'NotRun' | 'NotFinished'>;
  readonly nodes: readonly OutlineNode[];
  readonly place: Place;
  /** Changes whenever the run has got on. */
  readonly version: number;
  onProblem(error: unknown): void;
}

export const ActionTree: React.FC<ActionTreeProps> = (props) => {
  const { runId, nodes, place, version, onProblem } = props;
  const [level, setLevel] = React.useState<ActionLevel>();
  const address = JSON.stringify(place);
  React.useEffect(() => {
    let isWanted = true;
    const loops = nodes.filter(({ type }) => LOOPS.has(type)).map(({ name }) => name);
    fetchActions(runId, JSON.parse(address) as Place, loops).then(
      (found) => isWanted && setLevel(found),
      (error: unknown) => isWanted && onProblem(error),
    );
    return () => {
      isWanted = false;
    };
  }, [runId, nodes, address, version, onProblem]);
  const byName = new Map(level?.actions.map((action) => [action.name, action]));
  const running = new Map(level?.running.map((action) => [action.name, action]));
  return (
    <ul className="actions">
      {nodes.map((node) => (
        <li key={node.name}>
          <ActionItem
            {...props}
            node={node}
            action={byName.get(node.name)}
            running={running.get(node.name)}
            rounds={level?.rounds[node.name] ?? 0}
          />
        </li>
      ))}
    </ul>
  );
};

interface ActionItemProps extends ActionTreeProps {
  readonly node: OutlineNode;
  /** Absent: it has not run, or not to its end. */
  readonly action?: ActionRun;
  /** It has begun and not ended. */
  readonly running?: RunningAction;
  readonly rounds: number;
}

const ActionItem: React.FC<ActionItemProps> = ({ node, action, running, rounds, ...tree }) => {
  const words = useWords();
  const [isOpen, setOpen] = React.useState(false);
  const status = action?.status ?? (running ? 'Running' : tree.unknown);
  const duration = action
    ? durationText(action.startTime, action.endTime, words)
    : running && words.text('since', momentText(running.startTime, words.language));
  return (
    <details
      className="action"
      open={isOpen}
      onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>
        <span className="action-name">
          <bdi>{node.name.replace(/_/g, ' ')}</bdi>
        </span>
        <span className="action-type">
          <bdi dir="ltr">{node.type}</bdi>
        </span>
        <StatusMark status={status} />
        {duration && (
          <span className="action-duration">
            <bdi>{duration}</bdi>
          </span>
        )}
      </summary>
      {isOpen && (
        <div className="action-body">
          {action?.error && (
            <div className="value">
              <span className="value-title">{words.text('error')}</span>
              <p className="value-error" dir="auto">
                {action.error.code}: {action.error.message}
              </p>
            </div>
          )}
          {action && <ValueView title={words.text('inputs')} value={action.inputs} hidden={action.inputsHidden} />}
          {action && <ValueView title={words.text('outputs')} value={action.outputs} hidden={action.outputsHidden} />}
          {LOOPS.has(node.type) ? (
            <Rounds {...tree} node={node} rounds={rounds} />
          ) : (
            node.children.length > 0 && (
              <ActionTree
                {...tree}
                nodes={node.children}
                place={{ ...tree.place, path: [...tree.place.path, node.name] }}
              />
            )
          )}
        </div>
      )}
    </details>
  );
};

const Rounds: React.FC<ActionTreeProps & { readonly node: OutlineNode; readonly rounds: number }> = ({
  node,
  rounds,
  ...tree
}) => {
  const { text } = useWords();
  const [round, setRound] = React.useState(0);
  if (rounds === 0) return <p className="action-none">{text('nothing')}</p>;
  const shown = Math.min(round, rounds - 1);
  const go = (to: number): void => setRound(Math.max(0, Math.min(to, rounds - 1)));
  return (
    <>
      <div className="rounds" role="group" aria-label={text('roundsOf', node.name.replace(/_/g, ' '))}>
        <IconButton
          className="rounds-step"
          iconProps={{ iconName: 'ChevronLeft' }}
          ariaLabel={text('previousRound')}
          disabled={shown === 0}
          onClick={() => go(shown - 1)}
        />
        <TextField
          className="rounds-field"
          type="number"
          ariaLabel={text('roundField', String(rounds))}
          min={1}
          max={rounds}
          value={String(shown + 1)}
          onChange={(_event, value) => go(Number(value) - 1)}
        />
        <IconButton
          className="rounds-step"
          iconProps={{ iconName: 'ChevronRight' }}
          ariaLabel={text('nextRound')}
          disabled={shown === rounds - 1}
          onClick={() => go(shown + 1)}
        />
        <span role="status">{text('round', String(shown + 1), String(rounds))}</span>
      </div>
      <ActionTree
        {...tree}
        nodes={node.children}
        place={{ path: [...tree.place.path, node.name], rounds: [...tree.place.rounds, shown] }}
      />
    </>
  );
};
