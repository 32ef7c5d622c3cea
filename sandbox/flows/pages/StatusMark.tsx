/** Room sandbox/flows, browser side. A status as an icon with its word. */
import * as React from 'react';
import { Icon } from '@fluentui/react';
import type { ActionStatus, RunStatus } from '../contracts';
import { useWords } from './useWords';

/** `Pending`: the action has not been reached, and `NotRun`: it never was. `NotFinished`: it may have been, and did not end. */
export type ShownStatus = ActionStatus | RunStatus | 'Pending' | 'NotRun' | 'NotFinished';

const ICONS: Readonly<Record<ShownStatus, string>> = {
  Waiting: 'CircleRing',
  Running: 'Sync',
  Succeeded: 'CompletedSolid',
  Failed: 'StatusErrorFull',
  Skipped: 'Forward',
  TimedOut: 'Stopwatch',
  Cancelled: 'Blocked2',
  Pending: 'CircleRing',
  NotRun: 'CircleRing',
  NotFinished: 'CircleRing',
};

export const StatusMark: React.FC<{ readonly status: ShownStatus }> = ({ status }) => {
  const { text } = useWords();
  return (
    <span className={`status is-${status.toLowerCase()}`}>
      <Icon iconName={ICONS[status]} aria-hidden />
      {text(status)}
    </span>
  );
};
