/** Room tests. Works the send monitor as a user does, over a journal in memory, a service that does as told, and a clock that stands. */
import { registerIcons, setIconOptions } from '@fluentui/react/lib/Styling';
import { act, configure, fireEvent, render, screen, waitFor, type RenderResult } from '@testing-library/react';
import * as React from 'react';
import type { BatchOutcome } from '../../../../../outbound/invoke/classifyAnswer';
import type { RequestBudget } from '../../../../../outbound/sends/budget/requestBudget';
import type { SendMonitorGateway } from '../../../../../webresources/pages/sendMonitor/gateway';
import type { BatchEvidence } from '../../../../../webresources/pages/sendMonitor/readEvidence';
import type { ExportFile } from '../../../../../webresources/pages/sendMonitor/exportSend';
import { SendMonitorPage } from '../../../../../webresources/pages/sendMonitor/SendMonitorPage';
import { createUserTime } from '../../../../../webresources/pages/sendMonitor/userTime';
import { accepted, journalOf } from '../../../../builders/dispatchRun';
import { SEND_ID, type MemoryJournal } from '../../../../builders/memoryJournal';
import { initialiseXrm } from '../../xrmHost';

// The whole page in every failure would hide the sentence that matters.
configure({ getElementError: (message) => new Error(message ?? 'not found') });
setIconOptions({ disableWarnings: true });
registerIcons({ icons: {} });

beforeEach(() => {
  initialiseXrm();
});

export const NOW = new Date('2026-03-05T02:00:00Z');
/** Minutes that the user is ahead of UTC: NOW is 09:00 for them. */
const JAKARTA = 420;

export class FakeMonitor implements SendMonitorGateway {
  now = NOW;
  stop: { code: string; text: string } | undefined;
  forecastFinish: Date | undefined;
  person = 'Citra';
  evidence: (batchId: string) => Promise<BatchEvidence> = async () => ({ kind: 'timeline-off' });
  errorText = 'The channel is not provisioned.';
  /** What the service does with each call, in order; accepted from then on. */
  outcomes: (BatchOutcome | Promise<BatchOutcome>)[] = [];
  budget: RequestBudget | undefined;
  setupError: Error | undefined;
  /** Asked with waiting batches and batches a second. */
  forecasts: [waiting: number, pace: number][] = [];
  exportSend: SendMonitorGateway['exportSend'] = async () => [];
  readonly posted: string[] = [];
  readonly saved: ExportFile[] = [];
  refreshes = 0;
  /** How often old contact data was looked for. */
  clearings = 0;
  /** How often this tab began to drive the send. */
  setups = 0;
  /** Timers that run, by their milliseconds. */
  readonly timers = new Map<() => void, number>();
  visible = true;

  constructor(readonly journal: MemoryJournal = journalOf(250)) {}

  readonly clock = (): Date => this.now;

  async readSend(sendId: string) {
    const send = await this.journal.readSend(sendId);
    return send && { send, name: 'Case solved', stop: this.stop, forecastFinish: this.forecastFinish };
  }

  readErrorText = async (): Promise<string> => this.errorText;

  async dispatchSetup() {
    this.setups += 1;
    if (this.setupError) throw this.setupError;
    let ids = 0;
    const invoke = async (list: string): Promise<BatchOutcome> => {
      this.posted.push(list);
      return (await this.outcomes.shift()) ?? accepted;
    };
    return {
      host: {
        journal: this.journal,
        invoker: { isGuarded: false, invoke },
        budget: this.budget,
        clock: this.clock,
        // Nobody waits here: the clock stands.
        wait: () => new Promise<void>(() => undefined),
        newId: () => String((ids += 1)),
      },
      options: { claimedBy: 'browser/this' },
    };
  }

  forecast = async (_id: string, waiting: number, pace: number): Promise<Date | undefined> => {
    this.forecasts.push([waiting, pace]);
    return new Date(this.now.getTime() + (waiting / pace) * 1000);
  };

  readEvidence: SendMonitorGateway['readEvidence'] = (_send, { id }) => this.evidence(id);

  async clearOldContacts(): Promise<void> {
    this.clearings += 1;
  }

  saveFile(file: ExportFile): void {
    this.saved.push(file);
  }

  refreshForm(): void {
    this.refreshes += 1;
  }

  readonly startTimer = (callBack: () => void, ms: number): (() => void) => {
    this.timers.set(callBack, ms);
    return () => this.timers.delete(callBack);
  };

  /** Lets the timers of that many milliseconds ring, and waits for what comes of it. */
  async ring(ms: number): Promise<void> {
    await act(async () => {
      for (const [callBack, of] of [...this.timers]) {
        if (of !== ms) continue;
        this.timers.delete(callBack);
        callBack();
      }
    });
  }
}

/** The page, after its first look. */
export async function open(gateway: FakeMonitor): Promise<RenderResult> {
  const userTime = createUserTime(
    JAKARTA,
    () => 0,
    gateway.now,
    () => 'en',
  );
  const host = { startTimer: gateway.startTimer, isVisible: () => gateway.visible, userTime };
  const page = render(<SendMonitorPage gateway={gateway} host={host} sendId={SEND_ID} />);
  await act(async () => undefined);
  return page;
}

export async function press(name: string | RegExp): Promise<void> {
  const button = await screen.findByRole('button', { name });
  button.focus();
  await act(async () => void fireEvent.click(button));
}

export const buttons = (): (string | null)[] =>
  screen.queryAllByRole('button').map((button) => button.getAttribute('aria-label') ?? button.textContent);

/** The table's rows: what is said of how many. */
export const table = (): Record<string, string> =>
  Object.fromEntries(
    screen
      .getAllByRole('row')
      .slice(1)
      .map((row) => [row.querySelector('th')?.textContent?.trim() ?? '', row.querySelector('td')?.textContent ?? '']),
  );

/** What is said in notices of a role, once their texts have come: Fluent writes them a moment after the notice. */
export const said = (role: 'alert' | 'status'): Promise<(string | null)[]> =>
  waitFor(() => {
    const texts = screen.queryAllByRole(role).map((element) => element.textContent);
    if (texts.includes('')) throw new Error('a notice has no text yet');
    return texts;
  });
