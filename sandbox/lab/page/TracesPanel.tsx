/** Room sandbox/lab, browser side. The last requests, live, newest first. */
import * as React from 'react';
import { DefaultButton, Dropdown, TextField, Toggle } from '@fluentui/react';
import type { Trace } from '../traces/traceLog';
import type { LabState, TraceChoice } from './apiClient';
import { timeLabel } from './display';
import { LabTable, Panel } from './Panel';
import type { Order } from './useLab';
import { useWords } from './useWords';

export interface TracesPanelProps {
  readonly traces: LabState['traces'] | undefined;
  readonly choice: TraceChoice;
  choose(choice: TraceChoice): void;
  order(order: Order): Promise<boolean>;
}

export const TracesPanel: React.FC<TracesPanelProps> = ({ traces, choice, choose, order }) => {
  const { text } = useWords();
  const shown = [...(traces?.traces ?? [])].reverse();
  return (
    <Panel id="traces" title="traces" hint="tracesHint" isWide>
      <div className="row is-aligned">
        <Toggle
          label={text('tracesOn')}
          inlineLabel
          checked={traces?.isOn ?? false}
          disabled={!traces}
          onChange={(_event, isOn) => void order({ method: 'PUT', path: 'traces', body: { isOn: isOn === true } })}
        />
        <TextField
          className="grow"
          label={text('tracesFilter')}
          value={choice.path}
          onChange={(_event, path) => choose({ ...choice, path: path ?? '' })}
        />
        <Dropdown
          label={text('tracesStatus')}
          selectedKey={choice.status}
          options={[
            { key: '', text: text('anyStatus') },
            { key: '2', text: text('status2') },
            { key: '4', text: text('status4') },
            { key: '5', text: text('status5') },
          ]}
          onChange={(_event, option) => option && choose({ ...choice, status: String(option.key) })}
        />
        <DefaultButton
          text={text('tracesClear')}
          disabled={shown.length === 0}
          onClick={() => void order({ method: 'DELETE', path: 'traces' })}
        />
      </div>
      {shown.length === 0 ? (
        <p className="empty">{text('tracesNone')}</p>
      ) : (
        <LabTable
          title="traces"
          columns={['timeColumn', 'requestColumn', 'statusColumn', 'durationColumn', 'faultColumn', 'userColumn']}
        >
          {shown.map((trace) => (
            <TraceRow key={trace.id} trace={trace} />
          ))}
        </LabTable>
      )}
    </Panel>
  );
};

const SHORT_ADDRESS = 160;

/** A query may be a page long: more than its beginning is folded away. */
const Address: React.FC<{ readonly text: string }> = ({ text }) =>
  text.length <= SHORT_ADDRESS ? (
    <>{text}</>
  ) : (
    <details>
      <summary>{text.slice(0, SHORT_ADDRESS)}…</summary>
      {text}
    </details>
  );

const TraceRow: React.FC<{ readonly trace: Trace }> = ({ trace }) => {
  const { text, language } = useWords();
  const { at, method, path, query, status, durationMs, fault, userId, parts } = trace;
  return (
    <tr>
      <td className="moment">{timeLabel(at, language)}</td>
      <td className="code" dir="ltr">
        <Address text={`${method} ${path}${query === undefined ? '' : `?${query}`}`} />
        {parts && parts.length > 0 && (
          <details>
            <summary>{text('batchOf', String(parts.length))}</summary>
            <ol>
              {parts.map((part, index) => (
                <li key={index}>
                  {part.method} {part.path}
                </li>
              ))}
            </ol>
          </details>
        )}
      </td>
      <td className={status === undefined || status >= 400 ? 'is-bad' : undefined}>{status ?? text('noAnswer')}</td>
      <td className="moment">{durationMs.toLocaleString(language)} ms</td>
      <td>{fault === undefined ? text('without') : text(`kind.${fault}`)}</td>
      <td className="code" dir="ltr">
        {userId.slice(0, 8)}
      </td>
    </tr>
  );
};
