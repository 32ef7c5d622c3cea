/** Room sandbox/lab, browser side. The faults to come, and the form that orders another. */
import * as React from 'react';
import { DefaultButton, IconButton } from '@fluentui/react';
import type { LabState } from './apiClient';
import { operationLabel, whenLabel } from './display';
import { FaultForm } from './FaultForm';
import { LabTable, Panel } from './Panel';
import type { Order } from './useLab';
import { useWords } from './useWords';

export interface FaultsPanelProps {
  readonly faults: LabState['faults'] | undefined;
  order(order: Order): Promise<boolean>;
}

export const FaultsPanel: React.FC<FaultsPanelProps> = ({ faults, order }) => {
  const words = useWords();
  const { text } = words;
  const pending = faults?.faults ?? [];
  return (
    <Panel id="faults" title="faults" isWide>
      <FaultForm kinds={faults?.kinds ?? []} order={order} />
      {pending.length === 0 ? (
        <p className="empty">{text('noFaults')}</p>
      ) : (
        <>
          <LabTable title="faults" columns={['faultColumn', 'requestsColumn', 'whenColumn', 'struckColumn']} hasButtons>
            {pending.map((fault) => (
              <tr key={fault.id}>
                <th scope="row">{text(`kind.${fault.kind}`)}</th>
                <td>
                  <div className="code" dir="ltr">
                    {operationLabel(fault.operation, words)}
                  </div>
                  {fault.unmatched.map((part) => (
                    <p key={part} className="unmatched">
                      {text(`unmatched.${part}`)}
                    </p>
                  ))}
                </td>
                <td>{whenLabel(fault, words)}</td>
                <td className="moment">{text('struckOf', String(fault.struck), String(fault.met))}</td>
                <td className="has-button">
                  <IconButton
                    ariaLabel={text('faultRemove', text(`kind.${fault.kind}`))}
                    iconProps={{ iconName: 'Delete' }}
                    onClick={() => void order({ method: 'DELETE', path: `faults/${fault.id}`, done: 'faultRemoved' })}
                  />
                </td>
              </tr>
            ))}
          </LabTable>
          <DefaultButton
            text={text('faultClear')}
            onClick={() => void order({ method: 'DELETE', path: 'faults', done: 'faultRemoved' })}
          />
        </>
      )}
    </Panel>
  );
};
