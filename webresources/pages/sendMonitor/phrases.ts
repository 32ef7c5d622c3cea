/** Room webresources/pages. Sentences of the send monitor that depend on a value of the domain. */
import type { Resolution, SendState } from '../../../outbound/sends/states';
import { text, textLanguage } from '../../gateways/texts';
import type { TextKey } from '../../strings/textKeys';
import type { ScheduleProblem } from '../scheduleFields';
import type { ShownError } from './monitorState';
import type { PartName, SendAction, SumPart } from './viewModel';

const STATE_TEXT: Readonly<Record<SendState, TextKey>> = {
  waiting: 'monitorStateWaiting',
  scheduled: 'monitorStateScheduled',
  windowMissed: 'monitorStateWindowMissed',
  sending: 'monitorStateSending',
  paused: 'monitorStatePaused',
  finished: 'monitorStateFinished',
  needsAttention: 'monitorStateNeedsAttention',
  canceled: 'monitorStateCanceled',
};

export const stateText = (state: SendState): string => text(STATE_TEXT[state]);

const ACTION_TEXT: Readonly<Record<SendAction, TextKey>> = {
  start: 'monitorActionStart',
  schedule: 'monitorActionNewTime',
  resume: 'monitorActionResume',
  continue: 'monitorActionContinue',
  pause: 'monitorActionPause',
  cancel: 'monitorActionCancel',
};

export const actionText = (action: SendAction, state: SendState): string =>
  text(action === 'schedule' && state === 'scheduled' ? 'monitorActionChangeTime' : ACTION_TEXT[action]);

const PART_LABEL: Readonly<Record<PartName, TextKey>> = {
  accepted: 'sumAccepted',
  excluded: 'sumExcluded',
  refused: 'sumRefused',
  unknown: 'sumUnknown',
  waiting: 'sumWaiting',
  missing: 'sumMissing',
};

export const partLabel = (part: PartName): string => text(PART_LABEL[part]);

const PART_IN_SUM: Readonly<Record<PartName, TextKey>> = {
  accepted: 'monitorSumAccepted',
  excluded: 'monitorSumExcluded',
  refused: 'monitorSumRefused',
  unknown: 'monitorSumUnknown',
  waiting: 'monitorSumWaiting',
  missing: 'monitorSumMissing',
};

/** "250 selected = 100 accepted by the service + 0 not messaged + …" */
export const sumSentence = (audience: number, parts: readonly SumPart[]): string =>
  text('monitorSum', audience, parts.map(({ name, count }) => text(PART_IN_SUM[name], count)).join(' + '));

/** "12 %", as the language writes it; "<1 %" never looks like nobody. */
export function percentText(count: number, of: number): string {
  const share = of === 0 ? 0 : count / of;
  const percent = new Intl.NumberFormat(textLanguage(), { style: 'percent', maximumFractionDigits: 1 });
  return share > 0 && share < 0.001 ? `<${percent.format(0.001)}` : percent.format(share);
}

const PROBLEM_TEXT: Readonly<Record<ScheduleProblem, TextKey>> = {
  'no-time': 'monitorTimeMissing',
  past: 'monitorTimePast',
  'start-by-first': 'monitorTimeOrder',
};

export const problemText = (problem: ScheduleProblem): string => text(PROBLEM_TEXT[problem]);

type UnknownResolution = Exclude<Resolution, 'retry-refused'>;

const RESOLUTION_TEXT: Readonly<Record<UnknownResolution, TextKey>> = {
  sent: 'monitorResolveSent',
  'not-sent': 'monitorResolveNotSent',
  'send-again': 'monitorResolveAgain',
};

export const resolutionText = (resolution: UnknownResolution): string => text(RESOLUTION_TEXT[resolution]);

/** The question about a request, by its number, and the label of its yes. */
export function resolutionQuestion(
  resolution: UnknownResolution,
  isSecond: boolean,
  request: number,
  people: number,
): { readonly question: string; readonly yes: string } {
  switch (resolution) {
    case 'sent':
      return { question: text('monitorResolveSentQuestion', request, people), yes: text('monitorResolveYes') };
    case 'not-sent':
      return { question: text('monitorResolveNotSentQuestion', request, people), yes: text('monitorResolveYes') };
    case 'send-again':
      return isSecond
        ? { question: text('monitorResolveAgainSecond', people), yes: text('monitorResolveAgainYes') }
        : {
            question: text('monitorResolveAgainQuestion', request, people),
            yes: text('monitorResolveAgainFirstYes'),
          };
  }
}

/** "The server cannot be reached. (host-unreachable)"; the code alone where nothing else is known. */
export const shownSentence = ({ code, message }: ShownError): string =>
  message === '' ? code : text('errorWithCode', message, code);
