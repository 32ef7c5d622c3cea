/** Room webresources/pages. Every request of a send as the user follows it, from the dispatcher's progress and report. */
import {
  OUTCOME_NOT_RECORDED,
  type BatchReport,
  type DispatchProgress,
} from '../../../outbound/sends/dispatch/dispatchReport';
import type { SendPlan } from '../../../outbound/sends/planSend';
import type { BatchState } from '../../../outbound/sends/states';
import { text } from '../../gateways/texts';
import { toShown } from '../../strings/errorText';
import type { BatchProgress } from './sendState';

/** Before the first request everything waits. */
export const toWaitingBatches = (plan: SendPlan): BatchProgress[] =>
  plan.batches.map(({ index, contactCount }) => ({ index, contacts: contactCount, state: 'waiting' }));

/** The list after one step of the dispatcher. */
export function applyProgress(batches: readonly BatchProgress[], progress: DispatchProgress): BatchProgress[] {
  if (progress.kind === 'batch') {
    const { report } = progress;
    // It went back because it was throttled: that says more than that it waits.
    const isThrottled = batches.some(({ index, state }) => index === report.index && state === 'throttled');
    return report.kind === 'waiting' && isThrottled ? [...batches] : applyReports(batches, [report]);
  }
  const { index, kind } = progress;
  return batches.map((batch) => (batch.index === index ? { index, contacts: batch.contacts, state: kind } : batch));
}

/** The list after reports came in. */
export function applyReports(batches: readonly BatchProgress[], reports: readonly BatchReport[]): BatchProgress[] {
  const byIndex = new Map(reports.map((report) => [report.index, report]));
  return batches.map((batch) => {
    const report = byIndex.get(batch.index);
    return report === undefined ? batch : { ...toState(report), index: batch.index, contacts: batch.contacts };
  });
}

/** What the journal says of a batch that another runner had. A claim without an outcome may have been sent. */
const ELSEWHERE: Readonly<Record<BatchState, BatchProgress['state']>> = {
  waiting: 'waiting',
  claimed: 'unknown',
  accepted: 'accepted',
  refused: 'refused',
  unknown: 'unknown',
};

function toState(report: BatchReport): Pick<BatchProgress, 'state' | 'error'> {
  switch (report.kind) {
    case 'accepted':
    case 'waiting':
      return { state: report.kind };
    case 'elsewhere':
      return { state: report.state === undefined ? 'unknown' : ELSEWHERE[report.state] };
    case 'refused':
    case 'unknown': {
      const error = toShown(report.code, report.message);
      if (report.code === OUTCOME_NOT_RECORDED && report.seen === undefined) {
        return { state: 'unknown', error: { code: report.code, message: text('errorNotMadeNotRecorded') } };
      }
      // This window saw the answer, so it says what it saw; only the journal does not know.
      if (report.code === OUTCOME_NOT_RECORDED && report.seen !== undefined) {
        return { state: report.seen === 'throttled' ? 'waiting' : report.seen, error };
      }
      return { state: report.kind, error };
    }
  }
}
