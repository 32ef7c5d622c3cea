/** Room sandbox/lab, browser side. The snapshots: taking, restoring, deleting; and the way back to the start. */
import * as React from 'react';
import { DefaultButton, IconButton, PrimaryButton, TextField } from '@fluentui/react';
import { tellOfOtherContent } from '../../app/host/contentWatch';
import type { LabState } from './apiClient';
import { ConfirmDialog, type Question } from './ConfirmDialog';
import { momentLabel } from './display';
import { Panel } from './Panel';
import type { Order } from './useLab';
import { useWords } from './useWords';

export interface SnapshotsPanelProps {
  readonly snapshots: LabState['snapshots'] | undefined;
  order(order: Order): Promise<boolean>;
}

const MEGABYTE = 1_000_000;

export const SnapshotsPanel: React.FC<SnapshotsPanelProps> = ({ snapshots, order }) => {
  const { text, language } = useWords();
  const [name, setName] = React.useState('');
  const [question, setQuestion] = React.useState<Question>();
  const all = snapshots?.snapshots ?? [];
  const startedOn = snapshots?.startedOn ?? undefined;

  const isTaking = React.useRef(false);
  const take = async (): Promise<void> => {
    // A second press would be told that the snapshot of the first is there already.
    if (isTaking.current) return;
    isTaking.current = true;
    const taken = name.trim();
    const path = `snapshots/${encodeURIComponent(taken)}`;
    if (await order({ method: 'PUT', path, done: 'snapshotCreated', values: [taken] })) setName('');
    isTaking.current = false;
  };
  const replace = async (how: Order): Promise<void> => {
    if (await order(how)) tellOfOtherContent();
  };
  const askToRestore = (named: string): void =>
    setQuestion({
      title: text('restoreTitle', named),
      text: text('restoreText'),
      action: text('restore'),
      onConfirm: () =>
        void replace({
          method: 'POST',
          path: `snapshots/${encodeURIComponent(named)}/restore`,
          done: 'snapshotRestored',
          values: [named],
        }),
    });
  const askToDelete = (named: string): void =>
    setQuestion({
      title: text('deleteTitle', named),
      text: text('deleteText'),
      action: text('delete'),
      onConfirm: () =>
        void order({
          method: 'DELETE',
          path: `snapshots/${encodeURIComponent(named)}`,
          done: 'snapshotDeleted',
          values: [named],
        }),
    });
  const askToReset = (): void =>
    setQuestion({
      title: text('resetTitle'),
      text: text('resetText'),
      action: text('reset'),
      onConfirm: () => void replace({ method: 'POST', path: 'reset', done: 'resetDone' }),
    });

  return (
    <Panel id="snapshots" title="snapshots" hint="snapshotsHint">
      <form
        className="row is-aligned"
        onSubmit={(event) => {
          event.preventDefault();
          void take();
        }}
      >
        <TextField
          className="grow"
          label={text('snapshotName')}
          maxLength={60}
          value={name}
          onChange={(_event, value) => setName(value ?? '')}
        />
        <PrimaryButton type="submit" text={text('snapshotCreate')} disabled={name.trim() === ''} />
      </form>
      {all.length === 0 ? (
        <p className="empty">{text('snapshotsNone')}</p>
      ) : (
        <ul className="list">
          {all.map((snapshot) => (
            <li key={snapshot.name}>
              <span className="list-text">
                <strong dir="auto">{snapshot.name}</strong>
                <span className="panel-hint">
                  {momentLabel(snapshot.createdOn, language)}
                  {', '}
                  {text(
                    'megabytes',
                    (snapshot.bytes / MEGABYTE).toLocaleString(language, { maximumFractionDigits: 1 }),
                  )}
                </span>
              </span>
              <IconButton
                ariaLabel={text('snapshotRestore', snapshot.name)}
                title={text('restore')}
                iconProps={{ iconName: 'Undo' }}
                onClick={() => askToRestore(snapshot.name)}
              />
              <IconButton
                ariaLabel={text('snapshotDelete', snapshot.name)}
                title={text('delete')}
                iconProps={{ iconName: 'Delete' }}
                onClick={() => askToDelete(snapshot.name)}
              />
            </li>
          ))}
        </ul>
      )}
      <p className="panel-hint">
        {startedOn === undefined ? text('resetUnknown') : text('resetTo', momentLabel(startedOn, language))}
      </p>
      <DefaultButton text={text('reset')} disabled={startedOn === undefined} onClick={askToReset} />
      <ConfirmDialog question={question} onClose={() => setQuestion(undefined)} />
    </Panel>
  );
};
