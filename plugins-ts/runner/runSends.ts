/**
 * Room plugins-ts. Runs the sends of one organisation from a server: looks for sends that are due, works on them side by side, gives
 * up claims whose runner vanished, removes contact data that is old. Any number of these may run beside each other and beside browser tabs: the journal decides who has
 * what. Nothing is kept here, so the process may be killed at any instruction and started again.
 */
import { createBudgetStore } from '../../outbound/dataverse/budgetStore';
import { clearContactLists } from '../../outbound/dataverse/clearContactLists';
import { readDueSends, readExpiredClaims } from '../../outbound/dataverse/dueSends';
import { readRunnerSettings, type RunnerSettings } from '../../outbound/dataverse/runnerSettings';
import { readSignature, sendActionGateway, type SignatureStorage } from '../../outbound/dataverse/sendAction';
import { createSendJournal } from '../../outbound/dataverse/sendJournal';
import { stopWithoutSetup } from '../../outbound/dataverse/sendSetup';
import { WEB_API_PATH, type WebApiHttp } from '../../outbound/dataverse/webApi';
import { isOutboundError } from '../../outbound/errors';
import { createInvoker } from '../../outbound/invoke/gateway';
import type { ActionSignature } from '../../outbound/invoke/signature';
import { createRequestBudget } from '../../outbound/sends/budget/createRequestBudget';
import type { RequestBudget } from '../../outbound/sends/budget/requestBudget';
import type { SendReport } from '../../outbound/sends/dispatch/dispatchReport';
import { dispatchSend } from '../../outbound/sends/dispatch/dispatchSend';
import type { JournalSend, SendJournal } from '../../outbound/sends/sendJournal';
import { expireClaims, settleSend } from '../../outbound/sends/settleSend';

/** What happened, for a log: ids, codes and counts, never a number, a name or a text. */
export type RunnerEvent =
  | { readonly event: 'started' | 'stopped' }
  | { readonly event: 'send-taken'; readonly sendId: string }
  | { readonly event: 'send-left'; readonly sendId: string; readonly state?: string; readonly stopped?: string }
  | { readonly event: 'batch'; readonly sendId: string; readonly index: number; readonly outcome: string }
  | { readonly event: 'throttled'; readonly sendId: string; readonly retryAfterMs: number }
  | { readonly event: 'budget-used'; readonly sendId: string; readonly until: string }
  | { readonly event: 'claims-expired'; readonly sendId: string; readonly batches: number }
  | { readonly event: 'contacts-cleared'; readonly batches: number }
  | { readonly event: 'failed'; readonly code: string };

export interface RunSendsHost {
  /** `https://contoso.crm.dynamics.com`, without a slash at the end. */
  readonly baseUrl: string;
  /** For the journal. */
  readonly http: WebApiHttp;
  /** For the send action, with a longer time to answer. @default `http` */
  readonly invokeHttp?: WebApiHttp;
  readonly clock: () => Date;
  /** Gives another text each time, such as a GUID. */
  readonly newId: () => string;
  /** Resolves after the time, earlier when the process is to stop; never rejects. */
  readonly wait: (ms: number) => Promise<void>;
  readonly log: (event: RunnerEvent) => void;
}

export interface RunSendsOptions {
  /** True: claims are given back and the run ends. */
  readonly shouldStop: () => boolean;
  /** The pause between two looks for sends. @default 5000 */
  readonly lookEveryMs?: number;
  /** Requests in flight for one send. @default 4 */
  readonly concurrency?: number;
  /** How long a claim holds. @default the environment variable obm_ClaimLeaseMinutes */
  readonly leaseMs?: number;
}

/** Runs until it is told to stop. Never rejects: what fails is logged and tried again at the next look. */
export async function runSends(host: RunSendsHost, options: RunSendsOptions): Promise<void> {
  await new SendsRunner(host, options).run();
}

const DEFAULT_LOOK_EVERY_MS = 5000;
const CLEAR_EVERY_MS = 3_600_000;
/** Batches cleared at one look: sends that are due do not wait for more. */
const CLEAR_AT_ONCE = 200;

class SendsRunner {
  private readonly claimedBy: string;
  private readonly journal: SendJournal;
  private readonly working = new Map<string, Promise<void>>();
  private readonly signatures = new Map<string, string>();
  private nextClearingMs = -Infinity;

  constructor(
    private readonly host: RunSendsHost,
    private readonly options: RunSendsOptions,
  ) {
    this.claimedBy = `server/${host.newId()}`;
    this.journal = createSendJournal(host);
  }

  async run(): Promise<void> {
    const { host, options } = this;
    host.log({ event: 'started' });
    while (!options.shouldStop()) {
      await this.attempt(() => this.sweep());
      await this.attempt(() => this.takeDueSends());
      await this.attempt(() => this.clearOldContacts());
      if (!options.shouldStop()) await host.wait(options.lookEveryMs ?? DEFAULT_LOOK_EVERY_MS);
    }
    await Promise.all(this.working.values());
    host.log({ event: 'stopped' });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.host.log({ event: 'failed', code: isOutboundError(error) ? error.code : 'runner-failed' });
    }
  }

  /** In every state of a send: a paused or canceled one has claims in flight too. */
  private async sweep(): Promise<void> {
    const { host, journal } = this;
    const now = host.clock();
    const claims = await readExpiredClaims(host, now);
    for (const sendId of new Set(claims.map((claim) => claim.sendId))) {
      const ofSend = claims.filter((claim) => claim.sendId === sendId);
      // One that always fails is in nobody else's way.
      await this.attempt(async () => {
        const { length: batches } = await expireClaims(journal, ofSend, now);
        await settleSend(journal, sendId, host.clock);
        host.log({ event: 'claims-expired', sendId, batches });
      });
    }
  }

  /** Once an hour, whether it succeeds or not: the setting counts in days. What is left of a portion comes at the next look. */
  private async clearOldContacts(): Promise<void> {
    const { host, options } = this;
    const now = host.clock();
    if (now.getTime() < this.nextClearingMs) return;
    this.nextClearingMs = now.getTime() + CLEAR_EVERY_MS;
    const { retentionDays } = await readRunnerSettings(host);
    const portion = { atMost: CLEAR_AT_ONCE, shouldStop: options.shouldStop };
    const batches = await clearContactLists(host, retentionDays, now, portion);
    if (batches === CLEAR_AT_ONCE) this.nextClearingMs = now.getTime();
    if (batches > 0) host.log({ event: 'contacts-cleared', batches });
  }

  private async takeDueSends(): Promise<void> {
    // What ends while the answer is on its way was due only before.
    const inWork = new Set(this.working.keys());
    const due = (await readDueSends(this.host, this.host.clock())).filter(({ id }) => !inWork.has(id));
    if (due.length === 0) return;
    const settings = await readRunnerSettings(this.host);
    const signature = await this.readSignature(settings);
    const budget = createRequestBudget({
      store: createBudgetStore(this.host),
      clock: this.host.clock,
      wait: this.host.wait,
      limits: settings.limits,
    });
    for (const send of due) {
      const work = this.attempt(() => this.dispatch(send, settings, signature, budget)).finally(() =>
        this.working.delete(send.id),
      );
      this.working.set(send.id, work);
    }
  }

  private async dispatch(
    { id: sendId, outboundConfigurationId }: JournalSend,
    settings: RunnerSettings,
    signature: ActionSignature,
    budget: RequestBudget,
  ): Promise<void> {
    const { host, options, journal } = this;
    const { clock, newId, wait, log, baseUrl } = host;
    log({ event: 'send-taken', sendId });
    const gateway = sendActionGateway({
      http: host.invokeHttp ?? host.http,
      root: `${baseUrl}${WEB_API_PATH}`,
      newBoundary: () => `batch_${newId()}`,
      now: clock,
    });
    const report = await dispatchSend(
      {
        journal,
        invoker: stopWithoutSetup(
          createInvoker(gateway, signature, outboundConfigurationId),
          host.http,
          outboundConfigurationId,
        ),
        budget,
        clock,
        wait,
        newId,
        onProgress(progress) {
          if (progress.kind === 'batch') {
            const { index, kind: outcome } = progress.report;
            log({ event: 'batch', sendId, index, outcome });
          }
          if (progress.kind === 'throttled') {
            log({ event: 'throttled', sendId, retryAfterMs: progress.retryAfterMs });
          }
        },
        onBudgetWait: (until) => log({ event: 'budget-used', sendId, until: until.toISOString() }),
      },
      sendId,
      {
        claimedBy: this.claimedBy,
        leaseMs: options.leaseMs ?? settings.leaseMs,
        concurrency: options.concurrency,
        shouldStop: options.shouldStop,
      },
    );
    log({ event: 'send-left', sendId, ...summaryOf(report) });
  }

  private readSignature({ signature }: RunnerSettings): Promise<ActionSignature> {
    const storage: SignatureStorage = {
      getItem: (key) => this.signatures.get(key) ?? null,
      setItem: (key, value) => void this.signatures.set(key, value),
    };
    return readSignature({ http: this.host.http, storage, clientUrl: this.host.baseUrl }, signature);
  }
}

const summaryOf = ({ settled, stopped }: SendReport) => ({
  ...(settled && { state: settled.state }),
  ...(stopped && { stopped: stopped.kind }),
});
