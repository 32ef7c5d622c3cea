/** Room sandbox/lab, browser side. The calls of the simulated service, newest first. */
import * as React from 'react';
import { DefaultButton } from '@fluentui/react';
import type { FaultKind } from '../faults/faultOrder';
import type { LabState } from './apiClient';
import { momentLabel } from './display';
import { LabTable, Panel } from './Panel';
import type { Order } from './useLab';
import { useWords } from './useWords';

export interface CallsPanelProps {
  readonly calls: LabState['calls'] | undefined;
  order(order: Order): Promise<boolean>;
}

const SHOWN = 100;

export const CallsPanel: React.FC<CallsPanelProps> = ({ calls, order }) => {
  const { text, language } = useWords();
  const shown = [...(calls?.calls ?? [])].slice(-SHOWN).reverse();
  return (
    <Panel id="calls" title="calls" hint="callsHint" isWide>
      {shown.length === 0 ? (
        <p className="empty">{text('callsNone')}</p>
      ) : (
        <>
          <LabTable
            title="calls"
            columns={['callColumn', 'timeColumn', 'outcomeColumn', 'statusColumn', 'contactsColumn', 'faultColumn']}
          >
            {shown.map((call) => (
              <tr key={call.id}>
                <th scope="row">{call.id}</th>
                <td>{momentLabel(call.at, language)}</td>
                <td>{text(`outcome.${call.outcome}`)}</td>
                <td className={call.status >= 400 ? 'is-bad' : undefined}>{call.status}</td>
                <td>{call.contactCount ?? text('without')}</td>
                <td>{call.fault === undefined ? text('without') : text(`kind.${call.fault as FaultKind}`)}</td>
              </tr>
            ))}
          </LabTable>
          <DefaultButton text={text('callsClear')} onClick={() => void order({ method: 'DELETE', path: 'calls' })} />
        </>
      )}
    </Panel>
  );
};
