/** Room sandbox/lab, browser side. The form that orders a fault: what happens, to which requests, and when. */
import * as React from 'react';
import { Dropdown, PrimaryButton, TextField } from '@fluentui/react';
import type { FaultKind } from '../faults/faultOrder';
import { FAULT_TARGETS, FAULT_TIMES, NEW_DRAFT, toOrder, type FaultDraft } from './faultDraft';
import type { LabTextKey } from './strings';
import type { Order } from './useLab';
import { useWords } from './useWords';

const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;

export interface FaultFormProps {
  readonly kinds: readonly FaultKind[];
  order(order: Order): Promise<boolean>;
}

type TextName = Exclude<keyof FaultDraft, 'kind' | 'target' | 'when' | 'method'>;

export const FaultForm: React.FC<FaultFormProps> = ({ kinds, order }) => {
  const { text } = useWords();
  const [draft, setDraft] = React.useState<FaultDraft>(NEW_DRAFT);
  const change = (changed: Partial<FaultDraft>): void => setDraft((before) => ({ ...before, ...changed }));

  const field = (name: TextName, label: LabTextKey, isNumber = true) => (
    <TextField
      label={text(label)}
      value={draft[name]}
      {...(isNumber ? { inputMode: 'decimal' as const } : { dir: 'ltr', spellCheck: false })}
      onChange={(_event, value) => change({ [name]: value ?? '' })}
    />
  );
  const choice = <Name extends 'kind' | 'target' | 'when' | 'method'>(
    name: Name,
    label: LabTextKey,
    options: readonly { readonly key: FaultDraft[Name]; readonly text: string }[],
  ) => (
    <Dropdown
      label={text(label)}
      options={options.map((option) => ({ ...option }))}
      selectedKey={draft[name]}
      onChange={(_event, option) => option && change({ [name]: option.key } as Partial<FaultDraft>)}
    />
  );

  return (
    <form
      className="fields"
      onSubmit={(event) => {
        event.preventDefault();
        void order({ method: 'POST', path: 'faults', body: toOrder(draft), done: 'faultAdded' });
      }}
    >
      {choice(
        'kind',
        'faultKind',
        kinds.map((kind) => ({ key: kind, text: text(`kind.${kind}`) })),
      )}
      {draft.kind === 'delay' && field('delayMs', 'faultDelay')}
      {draft.kind === 'throttle' && field('retryAfterSeconds', 'faultRetryAfter')}
      {choice(
        'target',
        'faultFor',
        FAULT_TARGETS.map((target) => ({ key: target, text: text(`for.${target}`) })),
      )}
      {draft.target !== 'action' &&
        choice('method', 'faultMethod', [
          { key: '', text: text('anyMethod') },
          ...METHODS.map((method) => ({ key: method, text: method })),
        ])}
      {draft.target === 'operation' && field('set', 'faultSet', false)}
      {draft.target === 'operation' && field('message', 'faultMessage', false)}
      {draft.target === 'path' && field('path', 'faultPath', false)}
      {choice(
        'when',
        'faultWhen',
        FAULT_TIMES.map((when) => ({ key: when, text: text(`when.${when}`) })),
      )}
      {draft.when === 'count' && field('atCall', 'faultAtCall')}
      {draft.when === 'every' && field('every', 'faultEvery')}
      {draft.when === 'chance' && field('percent', 'faultPercent')}
      {draft.when === 'chance' && field('seed', 'faultSeed')}
      {field('times', draft.when === 'count' ? 'faultTimes' : 'faultTimesOpen')}
      <PrimaryButton className="fields-submit" type="submit" text={text('faultAdd')} />
    </form>
  );
};
