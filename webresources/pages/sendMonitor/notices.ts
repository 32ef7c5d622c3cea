/** Room webresources/pages. What a control or a run came to, as the person at the screen reads it. */
import type { ControlRefusal, ControlResult, NotAllowed } from '../../../outbound/sends/controls';
import type { SendReport, StopReason } from '../../../outbound/sends/dispatch/dispatchReport';
import { text } from '../../gateways/texts';
import { toShownError } from '../../strings/errorText';
import type { TextKey } from '../../strings/textKeys';
import type { Notice } from './monitorState';
import type { UserTime } from './userTime';

const REFUSAL_TEXT: Readonly<Record<ControlRefusal, TextKey>> = {
  'send-missing': 'monitorGone',
  'batch-missing': 'monitorBatchGone',
  'send-move-refused': 'monitorChanged',
  'schedule-invalid': 'monitorTimeOrder',
  'send-over': 'monitorOver',
  'batch-move-refused': 'monitorChanged',
  'nothing-refused': 'monitorNothingRefused',
  'contact-data-cleared': 'monitorCleared',
  'flow-writing': 'monitorRecording',
  'flow-sending': 'monitorFlowHolds',
};

/** Why a control did nothing. */
export function refusalNotice(
  result: NotAllowed | Extract<ControlResult, { kind: 'changed-meanwhile' }>,
  { format }: Pick<UserTime, 'format'>,
): Notice {
  if (result.kind === 'changed-meanwhile') return { kind: 'changed' };
  const { code, until } = result;
  return { kind: 'error', error: { code, message: text(REFUSAL_TEXT[code], until ? format(until) : '') } };
}

/** Why a run from this tab ended before its last batch, and what could not be written. */
export function stopNotices({ stopped, settleError }: SendReport): Notice[] {
  const notices: Notice[] = stopped ? stopNotice(stopped) : [];
  if (settleError) {
    const { code, message } = toShownError(settleError.cause);
    notices.push({ kind: 'error', error: { code, message: text('sumsNotRecorded', message) } });
  }
  return notices;
}

function stopNotice(stopped: StopReason): Notice[] {
  switch (stopped.kind) {
    case 'throttled':
      return [{ kind: 'error', error: { code: 'throttled', message: text('stoppedThrottled') } }];
    case 'journal-unavailable':
      return [{ kind: 'error', error: { code: 'journal-unavailable', message: text('stoppedJournal') } }];
    case 'budget-unavailable':
      return [{ kind: 'error', error: toShownError(stopped.cause) }];
    case 'budget-used':
      return [{ kind: 'error', error: { code: 'budget-used', message: text('stoppedBudgetUsed') } }];
    case 'leases-lost':
      return [{ kind: 'error', error: { code: 'leases-lost', message: text('stoppedLeasesLost') } }];
    case 'asked':
    case 'scheduled':
    case 'window-missed':
    case 'not-sending':
    case 'platform':
      // The send itself says so.
      return [];
  }
}
