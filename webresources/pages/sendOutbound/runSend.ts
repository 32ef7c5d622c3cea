/**
 * Room webresources/pages. From the confirmed plan to the outcome: look again, write the journal, dispatch, add up. Shows
 * every step and never rejects.
 */
import type { SendNotConfirmedError } from '../../../outbound/dataverse/createSend';
import type { StopReason } from '../../../outbound/sends/dispatch/dispatchReport';
import { dispatchSend } from '../../../outbound/sends/dispatch/dispatchSend';
import type { Schedule } from '../../../outbound/sends/schedule';
import { text } from '../../gateways/texts';
import type { MessageTemplate } from '../../gateways/templates';
import { toShown, toShownError, type ShownError } from '../../strings/errorText';
import type { TextKey } from '../../strings/textKeys';
import { applyProgress, applyReports, toWaitingBatches } from './batchProgress';
import { ChangedSincePreviewError } from './dialogErrors';
import type { DispatchSetup, SendOutboundGateway } from './gateway';
import type { BatchProgress, DialogState } from './sendState';

type Prepared = Extract<DialogState, { kind: 'prepared' }>;
type Finished = Extract<DialogState, { kind: 'finished' }>;
type Show = (state: DialogState) => void;

/** Sends what the user confirmed. @param sourceTable logical name of the table the rows are from */
export async function runSend(
  gateway: SendOutboundGateway,
  sourceTable: string,
  state: Prepared,
  show: Show,
): Promise<void> {
  const { configurations, configuration, template, prepared } = state;
  const plan = { configurations, configuration, template, prepared };
  show({ kind: 'recording', ...plan });
  let setup: DispatchSetup;
  let sendId: string;
  try {
    await requireUnchanged(gateway, state);
    setup = await gateway.dispatchSetup(configuration);
    sendId = await record(gateway, sourceTable, state);
  } catch (thrown) {
    show(afterFailure(plan, thrown));
    return;
  }
  await dispatch(setup, { ...plan, sendId, batches: toWaitingBatches(prepared.plan) }, show);
  void gateway.clearOldContacts();
}

/** Writes what the user confirmed for its time. Nothing is sent from here. */
export async function scheduleRun(
  gateway: SendOutboundGateway,
  sourceTable: string,
  state: Prepared,
  schedule: Schedule,
  show: Show,
): Promise<void> {
  const { configurations, configuration, template, prepared } = state;
  const plan = { configurations, configuration, template, prepared };
  show({ kind: 'recording', ...plan });
  try {
    await requireUnchanged(gateway, state);
    const sendId = await record(gateway, sourceTable, state, schedule);
    show({ kind: 'scheduled', ...plan, sendId, schedule });
  } catch (thrown) {
    show(afterFailure(plan, thrown));
  }
}

type Plan = Omit<Prepared, 'kind' | 'asking' | 'notStarted'>;

/** Nothing was sent, and the person may try again; unless the send stands there and may go out. */
function afterFailure(plan: Plan, thrown: unknown): DialogState {
  const problem = toShownError(thrown);
  return isNotConfirmed(thrown)
    ? { kind: 'not-confirmed', ...plan, sendId: thrown.sendId, problem }
    : { kind: 'prepared', ...plan, notStarted: problem };
}

const NOT_CONFIRMED: SendNotConfirmedError['code'] = 'send-not-confirmed';
const isNotConfirmed = (thrown: unknown): thrown is SendNotConfirmedError =>
  (thrown as { code?: unknown } | null | undefined)?.code === NOT_CONFIRMED;

function record(
  gateway: SendOutboundGateway,
  sourceTable: string,
  { configuration, template, prepared }: Prepared,
  schedule?: Schedule,
): Promise<string> {
  const recordedOn = gateway.clock().toISOString().slice(0, 16).replace('T', ' ');
  const name = `${configuration.name} ${recordedOn} UTC`;
  return gateway.createSend({ name, configuration, template, sourceTable, prepared, schedule });
}

/** Works on what still waits of a send that ended early. Safe to repeat: only waiting requests are claimed. */
export async function continueSend(gateway: SendOutboundGateway, state: Finished, show: Show): Promise<void> {
  // At once, so that a second click finds nothing to press and closing the window asks.
  show({ ...state, kind: 'sending' });
  try {
    await dispatch(await gateway.dispatchSetup(state.configuration), state, show);
  } catch (thrown) {
    show({ ...state, problems: [toShownError(thrown)] });
  }
}

async function dispatch(
  { host, options }: DispatchSetup,
  { configurations, configuration, template, prepared, sendId, batches: start }: Omit<Finished, 'kind' | 'problems'>,
  show: Show,
): Promise<void> {
  const base = { configurations, configuration, template, prepared, sendId };
  let batches: readonly BatchProgress[] = start;
  const showProgress = (): void => show({ kind: 'sending', ...base, batches });
  showProgress();
  const report = await dispatchSend(
    {
      ...host,
      onProgress(progress) {
        batches = applyProgress(batches, progress);
        showProgress();
      },
    },
    sendId,
    options,
  );
  batches = applyReports(batches, report.batches);
  const problems = report.stopped === undefined ? [] : toProblems(report.stopped);
  if (report.settleError !== undefined) {
    const { code, message } = toShownError(report.settleError.cause);
    problems.push({ code, message: text('sumsNotRecorded', message) });
  }
  show({ kind: 'finished', ...base, batches, problems });
}

const STOPPED_TEXT = {
  throttled: 'stoppedThrottled',
  'journal-unavailable': 'stoppedJournal',
  scheduled: 'stoppedScheduled',
  'window-missed': 'stoppedWindowMissed',
  'not-sending': 'stoppedNotSending',
  'budget-used': 'stoppedBudgetUsed',
  'leases-lost': 'stoppedLeasesLost',
} as const satisfies Partial<Record<StopReason['kind'], TextKey>>;

function toProblems(stopped: StopReason): ShownError[] {
  switch (stopped.kind) {
    case 'asked':
      return [];
    case 'platform':
      return [toShown(stopped.code, stopped.message)];
    case 'budget-unavailable':
      return [toShownError(stopped.cause)];
    default:
      return [{ code: stopped.kind, message: text(STOPPED_TEXT[stopped.kind]) }];
  }
}

/** The user confirmed these texts through that configuration; anything else has to be looked at again. */
async function requireUnchanged(gateway: SendOutboundGateway, { configuration, template }: Prepared): Promise<void> {
  const now = (await gateway.readConfigurations()).find(({ id }) => id === configuration.id);
  if (now === undefined || JSON.stringify(now) !== JSON.stringify(configuration)) throw new ChangedSincePreviewError();
  if (toComparable(await gateway.readTemplate(template.id)) !== toComparable(template)) {
    throw new ChangedSincePreviewError();
  }
}

function toComparable({ name, texts: { defaultText, defaultLcid, localizedTexts } }: MessageTemplate): string {
  const localized = [...localizedTexts].sort(([one], [other]) => one - other);
  return JSON.stringify([name, defaultText, defaultLcid, localized]);
}
