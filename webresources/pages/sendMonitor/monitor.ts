/**
 * Room webresources/pages. Moves the send monitor from state to state: looks at the journal while somebody sees the page, does what
 * the person asks, and drives the send from this tab when they say so. The journal decides; what is shown is read from it again
 * after every change.
 */
import {
  cancelSend,
  pauseSend,
  resolveUnknown,
  resumeSend,
  retryRefused,
  scheduleSend,
  type BatchControlResult,
  type ControlResult,
  type Decider,
} from '../../../outbound/sends/controls';
import { PermissionDeniedError } from '../../../outbound/dataverse/webApiErrors';
import { dispatchSend } from '../../../outbound/sends/dispatch/dispatchSend';
import type { DispatchHost } from '../../../outbound/sends/dispatch/dispatchHost';
import type { SendReport } from '../../../outbound/sends/dispatch/dispatchReport';
import type { JournalSend } from '../../../outbound/sends/sendJournal';
import { decideStart } from '../../../outbound/sends/startSend';
import type { SendState } from '../../../outbound/sends/states';
import { toShownError } from '../../strings/errorText';
import type { DispatchSetup, SendMonitorGateway } from './gateway';
import {
  evidenceKey,
  type EvidenceState,
  type MonitorState,
  type Notice,
  type OpenState,
  type Question,
  type RunProgress,
} from './monitorState';
import { readScheduleFields, type ScheduleFields } from '../scheduleFields';
import { refusalNotice, stopNotices } from './notices';
import { PaceMeter } from './paceMeter';
import { readSnapshot } from './readSnapshot';
import type { UserTime } from './userTime';
import { platformCodes } from './viewModel';

export interface MonitorHost {
  readonly show: (state: MonitorState) => void;
  /** Calls back once after that many milliseconds unless the returned function is called first. */
  readonly startTimer: (callBack: () => void, ms: number) => () => void;
  readonly isVisible: () => boolean;
  readonly userTime: UserTime;
}

/** How long until the next look, by the state of the send; a send that is over is not looked at again. */
const LOOK_EVERY_MS: Readonly<Partial<Record<SendState, number>>> = {
  waiting: 5_000,
  sending: 2_000,
  scheduled: 10_000,
  windowMissed: 10_000,
  paused: 10_000,
  needsAttention: 10_000,
};
/** Of a send with more batches each look takes longer, so there are fewer. */
const MANY_BATCHES = 500;
const LOOK_AT_MANY_EVERY_MS = 10_000;
/** A forecast that moves by less is not written again. */
const RETELL_MS = 60_000;
/** Timers of browsers hold no more than 24 days. */
const LONGEST_TIMER_MS = 86_400_000;
/** Batches whose evidence is read without being asked for. */
export const EVIDENCE_AT_ONCE = 20;

export class SendMonitor {
  private state: MonitorState = { kind: 'loading' };
  private looking: Promise<void> | undefined;
  private stopPolling: () => void = () => undefined;
  private stopAlarm: () => void = () => undefined;
  private isClosed = false;
  /** Runs of this tab so far, and those not over: a send that is paused and resumed with requests under way has two for a while. */
  private begun = 0;
  private runs = 0;
  private readonly pace = new PaceMeter();
  /** This tab was open before the time of the scheduled send, so it may start it in time. */
  private sawItWait = false;

  constructor(
    private readonly gateway: SendMonitorGateway,
    private readonly sendId: string,
    private readonly host: MonitorHost,
  ) {}

  /** Looks at the send, now and again. */
  async open(): Promise<void> {
    await this.look();
    void this.gateway.clearOldContacts();
  }

  /** Stops looking, and claims no further batch. What is in flight is recorded. */
  close(): void {
    this.isClosed = true;
    this.stopPolling();
    this.stopAlarm();
  }

  /** The page was hidden or is seen again. */
  visibilityChanged(): void {
    this.stopPolling();
    if (this.host.isVisible()) void this.look();
  }

  ask(question: Question): void {
    if (this.state.kind === 'open' && !this.state.isBusy) this.change({ question, notices: [] });
  }

  askForTime(): void {
    if (this.state.kind !== 'open') return;
    const { scheduledOn, startBy } = this.state.snapshot.send;
    const { toLocal } = this.host.userTime;
    const isAhead = scheduledOn !== undefined && scheduledOn > this.gateway.clock();
    this.ask({
      kind: 'schedule',
      scheduledOn: isAhead ? toLocal(scheduledOn) : '',
      startBy: isAhead && startBy ? toLocal(startBy) : '',
    });
  }

  goBack(): void {
    if (this.state.kind === 'open' && !this.state.isBusy) this.change({ question: undefined });
  }

  changeTime(times: Partial<ScheduleFields>): void {
    if (this.state.kind !== 'open' || this.state.question?.kind !== 'schedule') return;
    this.change({ question: { ...this.state.question, ...times, problem: undefined } });
  }

  /** The answer yes to the question that stands. */
  confirm(): Promise<void> {
    const question = this.state.kind === 'open' ? this.state.question : undefined;
    switch (question?.kind) {
      case 'start':
        return this.resume();
      case 'cancel':
        return this.move('monitorCanceled', ({ journal }) => cancelSend(journal, this.sendId, this.decider));
      case 'schedule':
        return this.schedule(question);
      case 'retry':
        return this.decide(true, ({ journal }) => retryRefused(journal, this.sendId, this.decider, question.code));
      case 'resolve':
        return this.resolve(question);
      case undefined:
        return Promise.resolve();
    }
  }

  pause(): Promise<void> {
    return this.move('monitorPaused', ({ journal }) => pauseSend(journal, this.sendId));
  }

  /** Starts the send, or lets it go on, and drives it from this tab. */
  resume(): Promise<void> {
    return this.act(async (send) => {
      // What cannot be sent from here stays as it is.
      const setup = await this.gateway.dispatchSetup(send.outboundConfigurationId);
      const result = await resumeSend(this.gateway.journal, this.sendId, this.decider);
      if (result.kind !== 'moved') return [refusalNotice(result, this.host.userTime)];
      this.run(setup);
      return [];
    });
  }

  /** Drives a send that is sending from this tab, beside whoever drives it already. */
  continueHere(): Promise<void> {
    return this.act(async (send) => {
      await this.runUnlessRunning(send);
      return [];
    });
  }

  async readEvidence(batchId: string): Promise<void> {
    const open = this.state.kind === 'open' ? this.state : undefined;
    const batch = open?.snapshot.batches.find(({ id }) => id === batchId);
    if (!open || !batch) return;
    const key = evidenceKey(batch);
    this.setEvidence(key, { kind: 'reading' });
    try {
      this.setEvidence(key, await this.gateway.readEvidence(open.snapshot.send, batch));
    } catch (thrown) {
      this.setEvidence(key, { kind: 'failed', error: toShownError(thrown) });
    }
  }

  async exportFiles(): Promise<void> {
    if (this.state.kind !== 'open' || this.state.exporting) return;
    this.change({ exporting: { done: 0, total: this.state.snapshot.batches.length }, notices: [] });
    let notice: Notice;
    try {
      const files = await this.gateway.exportSend(this.sendId, (done, total) =>
        this.change({ exporting: { done, total } }),
      );
      for (const file of files) this.gateway.saveFile(file);
      notice = { kind: 'done', key: 'monitorExported' };
    } catch (thrown) {
      notice = { kind: 'error', error: toShownError(thrown) };
    }
    this.change({ exporting: undefined, notices: [notice] });
  }

  private schedule(question: Extract<Question, { kind: 'schedule' }>): Promise<void> {
    const read = readScheduleFields(question, this.host.userTime, this.gateway.clock());
    if (read.kind === 'wrong') {
      this.change({ question: { ...question, problem: read.problem } });
      return Promise.resolve();
    }
    return this.move('monitorScheduled', ({ journal, clock }) =>
      scheduleSend(journal, this.sendId, read.schedule, clock()),
    );
  }

  private resolve({ batchId, resolution, isSecond }: Extract<Question, { kind: 'resolve' }>): Promise<void> {
    if (resolution === 'send-again' && !isSecond) {
      this.ask({ kind: 'resolve', batchId, resolution, isSecond: true });
      return Promise.resolve();
    }
    return this.decide(resolution === 'send-again', ({ journal }) =>
      resolveUnknown(journal, this.sendId, batchId, resolution, this.decider),
    );
  }

  /** A decision about batches. Those that wait again are sent from this tab; a paused send keeps them until it is resumed. */
  private decide(
    isSentAgain: boolean,
    decision: (gateway: SendMonitorGateway) => Promise<BatchControlResult>,
  ): Promise<void> {
    return this.act(async () => {
      const result = await decision(this.gateway);
      if (result.kind !== 'moved') return [refusalNotice(result, this.host.userTime)];
      const notices: Notice[] = result.changedMeanwhile > 0 ? [{ kind: 'changed' }] : [];
      const send = await this.gateway.journal.readSend(this.sendId);
      if (!isSentAgain) return [...notices, { kind: 'done', key: 'monitorResolved' }];
      if (send?.state === 'paused') return [...notices, { kind: 'done', key: 'monitorWaitsForResume' }];
      if (send?.state === 'sending') await this.runUnlessRunning(send);
      return notices;
    });
  }

  private async runUnlessRunning({ outboundConfigurationId }: JournalSend): Promise<void> {
    if (this.opened().run) return;
    this.run(await this.gateway.dispatchSetup(outboundConfigurationId));
  }

  private move(
    key: Extract<Notice, { kind: 'done' }>['key'],
    control: (gateway: SendMonitorGateway) => Promise<ControlResult>,
  ): Promise<void> {
    return this.act(async () => {
      const result = await control(this.gateway);
      return [result.kind === 'moved' ? { kind: 'done', key } : refusalNotice(result, this.host.userTime)];
    });
  }

  /** One change at a time, and only to what the person saw; then everything is read again. */
  private async act(change: (send: JournalSend) => Promise<readonly Notice[]>): Promise<void> {
    if (this.state.kind !== 'open' || this.state.isBusy) return;
    const seen = this.state.snapshot.send;
    this.change({ isBusy: true, notices: [] });
    let notices: readonly Notice[];
    try {
      const now = await this.gateway.journal.readSend(this.sendId);
      notices = now?.state === seen.state ? await change(now) : [{ kind: 'changed' }];
    } catch (thrown) {
      notices = [{ kind: 'error', error: toShownError(thrown) }];
    }
    await this.lookAfter();
    this.change({ isBusy: false, question: undefined, notices });
    this.gateway.refreshForm();
  }

  /** Sends from this tab until nothing waits or somebody stops it. */
  private run({ host, options }: DispatchSetup): void {
    this.change({ run: { done: 0, total: this.opened().snapshot.batches.length } });
    this.runs += 1;
    const begun = (this.begun += 1);
    const tell = (run: RunProgress): void => {
      if (begun === this.begun) this.change({ run });
    };
    const told: Pick<DispatchHost, 'onProgress' | 'onBudgetWait'> = {
      onProgress: ({ done, total }) => tell({ done, total }),
      onBudgetWait: (waitsUntil) => {
        if (this.state.kind === 'open' && this.state.run) tell({ ...this.state.run, waitsUntil });
      },
    };
    void dispatchSend({ ...host, ...told }, this.sendId, { ...options, shouldStop: () => this.isClosed }).then(
      (report) => this.ended(report),
    );
  }

  private async ended(report: SendReport): Promise<void> {
    this.runs -= 1;
    if (this.runs === 0) this.change({ run: undefined });
    await this.lookAfter();
    // A journal that did not answer may do so at a later look; one that refused will refuse again.
    const { stopped } = report;
    if (stopped?.kind === 'journal-unavailable' && !(stopped.cause instanceof PermissionDeniedError))
      this.sawItWait = true;
    const notices = stopNotices(report);
    if (notices.length > 0) this.change({ notices });
    this.gateway.refreshForm();
  }

  /** A look that begins after now, whatever look is under way. */
  private async lookAfter(): Promise<void> {
    await this.looking;
    await this.look();
  }

  private look(): Promise<void> {
    this.stopPolling();
    this.looking ??= this.read().finally(() => {
      this.looking = undefined;
      this.plan();
    });
    return this.looking;
  }

  private async read(): Promise<void> {
    try {
      const snapshot = await readSnapshot(this.gateway, this.sendId);
      if (!snapshot) return this.set({ kind: 'gone' });
      const { state } = this;
      if (state.kind === 'open') this.change({ snapshot, staleBecause: undefined });
      else this.set({ kind: 'open', snapshot, isBusy: false, notices: [], evidence: {}, errorTexts: {} });
    } catch (thrown) {
      const error = toShownError(thrown);
      if (this.state.kind === 'open') this.change({ staleBecause: error });
      else this.set({ kind: 'failed', error });
      return;
    }
    await Promise.all([this.readErrorTexts(), this.readMissingEvidence(), this.readForecast()]);
    await this.mindTheTime();
  }

  /** When it is through, as far as its pace is known. A tab that sends writes it down, for those who see the send in a list. */
  private async readForecast(): Promise<void> {
    const { snapshot, run } = this.opened();
    const { send, batches } = snapshot;
    const waiting = batches.filter(({ state }) => state === 'waiting').length;
    const pace = send.state === 'sending' ? this.pace.note(this.gateway.clock(), waiting) : undefined;
    if (pace === undefined || waiting === 0) return this.change({ forecastFinish: undefined });
    // Without the ledger nothing is foretold.
    const finish = await this.gateway.forecast(this.sendId, waiting, pace).catch(() => undefined);
    this.change({ forecastFinish: finish });
    const told = snapshot.forecastFinish?.getTime() ?? 0;
    if (!finish || !run || Math.abs(finish.getTime() - told) < RETELL_MS) return;
    await this.gateway.journal.changeSend(send, { forecastFinish: finish }).catch(() => undefined);
  }

  private async readErrorTexts(): Promise<void> {
    const { snapshot, errorTexts } = this.opened();
    for (const code of platformCodes(snapshot.batches)) {
      if (errorTexts[code] !== undefined) continue;
      // Without the sentence the code stands for itself.
      const text = await this.gateway.readErrorText(this.sendId, code).catch(() => '');
      this.change({ errorTexts: { ...this.opened().errorTexts, [code]: text } });
    }
  }

  private async readMissingEvidence(): Promise<void> {
    const { snapshot } = this.opened();
    const unknown = snapshot.batches.filter(({ state }) => state === 'unknown').slice(0, EVIDENCE_AT_ONCE);
    for (const batch of unknown) {
      if (this.opened().evidence[evidenceKey(batch)] === undefined) await this.readEvidence(batch.id);
    }
  }

  /** A scheduled send is started by a tab that saw it wait; one that is too late asks. */
  private async mindTheTime(): Promise<void> {
    const { snapshot, isBusy, run } = this.opened();
    const { send } = snapshot;
    const decision = decideStart(send, this.gateway.clock());
    if (decision.kind === 'wait') this.sawItWait = true;
    // Nobody would send what a page that is being left has started.
    if (this.isClosed) return;
    if (send.state !== 'scheduled' || isBusy || run) return;
    if (decision.kind === 'window-missed') {
      // Others see it in their lists then. Who may not change it sees the question all the same.
      const moved = await this.gateway.journal.changeSend(send, { state: 'windowMissed' }).catch(() => undefined);
      this.change({ snapshot: { ...snapshot, send: moved ?? { ...send, state: 'windowMissed' } } });
    }
    if (decision.kind !== 'start' || !this.sawItWait) return;
    // Once: what keeps it from starting would keep it again at the look after the run, and again.
    this.sawItWait = false;
    try {
      this.run(await this.gateway.dispatchSetup(send.outboundConfigurationId));
    } catch (thrown) {
      this.change({ notices: [{ kind: 'error', error: toShownError(thrown) }] });
    }
  }

  private plan(): void {
    this.stopAlarm();
    this.stopPolling();
    if (this.isClosed || this.state.kind === 'gone') return;
    const { send, batches = [] } = this.state.kind === 'open' ? this.state.snapshot : { send: undefined };
    const every = LOOK_EVERY_MS[send?.state ?? 'paused'];
    if (every !== undefined && this.host.isVisible()) {
      const ms = batches.length > MANY_BATCHES ? LOOK_AT_MANY_EVERY_MS : every;
      this.stopPolling = this.host.startTimer(() => void this.look(), ms);
    }
    if (send?.state !== 'scheduled' || !send.scheduledOn) return;
    const ms = send.scheduledOn.getTime() - this.gateway.clock().getTime();
    if (ms > 0) this.stopAlarm = this.host.startTimer(() => void this.look(), Math.min(ms + 1, LONGEST_TIMER_MS));
  }

  private setEvidence(key: string, evidence: EvidenceState): void {
    if (this.state.kind === 'open') this.change({ evidence: { ...this.state.evidence, [key]: evidence } });
  }

  private get decider(): Decider {
    return { by: this.gateway.person, on: this.gateway.clock() };
  }

  private opened(): OpenState {
    if (this.state.kind !== 'open') throw new TypeError('The send is not open.');
    return this.state;
  }

  private change(change: Partial<OpenState>): void {
    if (this.state.kind === 'open') this.set({ ...this.state, ...change });
  }

  private set(state: MonitorState): void {
    this.state = state;
    if (!this.isClosed) this.host.show(state);
  }
}

export type MonitorActions = Pick<
  SendMonitor,
  | 'ask'
  | 'askForTime'
  | 'goBack'
  | 'changeTime'
  | 'confirm'
  | 'pause'
  | 'resume'
  | 'continueHere'
  | 'readEvidence'
  | 'exportFiles'
>;
