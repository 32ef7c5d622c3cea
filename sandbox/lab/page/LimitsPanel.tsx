/** Room sandbox/lab, browser side. The limits of the service protection. */
import * as React from 'react';
import { DefaultButton, PrimaryButton, TextField, Toggle } from '@fluentui/react';
import type { ProtectionLimits } from '../../dataverse/webApi/serviceProtection';
import type { LabState } from './apiClient';
import { typedNumber } from './display';
import { Panel } from './Panel';
import type { LabTextKey } from './strings';
import type { Order } from './useLab';
import { useWords } from './useWords';

export interface LimitsPanelProps {
  readonly limits: LabState['limits'] | undefined;
  order(order: Order): Promise<boolean>;
}

const FIELDS: readonly (readonly [keyof ProtectionLimits, LabTextKey])[] = [
  ['requests', 'limitRequests'],
  ['executionMs', 'limitExecution'],
  ['concurrent', 'limitConcurrent'],
];

export const LimitsPanel: React.FC<LimitsPanelProps> = ({ limits, order }) => {
  const { text } = useWords();
  const [typed, setTyped] = React.useState<Partial<Record<keyof ProtectionLimits, string>>>({});
  const current = limits?.limits ?? null;
  const isOn = current !== null;
  // What others set is shown, until somebody types.
  React.useEffect(() => setTyped({}), [JSON.stringify(current)]);
  const put = async (body: unknown): Promise<void> => {
    if (await order({ method: 'PUT', path: 'limits', body, done: 'limitsChanged' })) setTyped({});
  };
  const set = (): Promise<void> =>
    put(
      Object.fromEntries(
        FIELDS.map(([name]) => [name, typed[name] === undefined ? current?.[name] : (typedNumber(typed[name]) ?? 0)]),
      ),
    );

  return (
    <Panel id="limits" title="limits" hint="limitsHint">
      <Toggle
        label={text('limitsOn')}
        inlineLabel
        checked={isOn}
        disabled={!limits}
        onChange={(_event, isWanted) => {
          if (isWanted) void put({});
          else void order({ method: 'DELETE', path: 'limits', done: 'limitsChanged' });
        }}
      />
      {isOn && (
        <form
          className="fields"
          onSubmit={(event) => {
            event.preventDefault();
            void set();
          }}
        >
          {FIELDS.map(([name, label]) => (
            <TextField
              key={name}
              label={text(label)}
              inputMode="numeric"
              value={typed[name] ?? String(current[name])}
              onChange={(_event, value) => setTyped((before) => ({ ...before, [name]: value ?? '' }))}
            />
          ))}
          <div className="row">
            <PrimaryButton type="submit" text={text('limitsSet')} />
            <DefaultButton text={text('limitsDocumented')} onClick={() => void put({})} />
          </div>
        </form>
      )}
    </Panel>
  );
};
