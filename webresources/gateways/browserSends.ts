/**
 * Room webresources/gateways. Sends in this browser: the journal, the allowance and the send action over HTTP, bound to the browser's
 * own services once for every page that sends.
 */
import { createBudgetStore } from '../../outbound/dataverse/budgetStore';
import { clearContactLists } from '../../outbound/dataverse/clearContactLists';
import { createSend, type NewSend } from '../../outbound/dataverse/createSend';
import { readRunnerSettings } from '../../outbound/dataverse/runnerSettings';
import { readSignature, sendActionGateway } from '../../outbound/dataverse/sendAction';
import { createSendJournal } from '../../outbound/dataverse/sendJournal';
import { stopWithoutSetup } from '../../outbound/dataverse/sendSetup';
import { WEB_API_PATH } from '../../outbound/dataverse/webApi';
import { createInvoker } from '../../outbound/invoke/gateway';
import type { ActionSignature } from '../../outbound/invoke/signature';
import { createRequestBudget } from '../../outbound/sends/budget/createRequestBudget';
import type { DispatchHost, DispatchOptions } from '../../outbound/sends/dispatch/dispatchHost';
import type { SendJournal } from '../../outbound/sends/sendJournal';
import { browserHttp, INVOKE_TIMEOUT_MS, startTimer } from './browserHost';
import { once } from './once';
import { clientUrl } from './xrmHost';

/** Rejects with `OutboundError` and nothing else. */
export interface BrowserSends {
  readonly journal: SendJournal;
  readonly clock: () => Date;
  /** @throws {ActionMissingError} when this environment cannot send at all. */
  requireSendAction(): Promise<void>;
  /** Writes a send into the journal; resolves with its id. Nothing has been sent then. */
  createSend(send: Omit<NewSend, 'id'>): Promise<string>;
  /** How batches of that configuration are claimed, called and recorded. @throws {ActionMissingError} */
  dispatchHost(outboundConfigurationId: string): Promise<Omit<DispatchHost, 'onProgress' | 'onBudgetWait'>>;
  /** This window's name in the journal, and how long its claims hold. */
  dispatchOptions(): Promise<DispatchOptions>;
  /**
   * Removes old contact data from some batches, once a window: organisations without a runner on a server have nobody else to do
   * it. Never rejects: what fails is left to the next window.
   */
  clearOldContacts(): Promise<void>;
}

/** A few seconds of work, behind what the person sees. */
const BATCHES_TO_CLEAR = 50;

export function createBrowserSends(): BrowserSends {
  const root = `${clientUrl()}${WEB_API_PATH}`;
  const http = browserHttp();
  const clock = (): Date => new Date();
  const wait = (ms: number): Promise<void> => new Promise((resolve) => startTimer(resolve, ms));
  const newId = (): string => crypto.randomUUID();
  const journal = createSendJournal({ http, wait });
  const claimedBy = `browser/${newId()}`;
  const settings = once(() => readRunnerSettings({ http, wait }));
  const signature = async (): Promise<ActionSignature> =>
    readSignature({ http, storage: sessionStorage, clientUrl: clientUrl() }, (await settings()).signature);

  return {
    journal,
    clock,
    requireSendAction: async () => {
      await signature();
    },
    async createSend(send) {
      const id = newId();
      await createSend({ http, root, wait, newId, clock }, { ...send, id });
      return id;
    },
    async dispatchHost(outboundConfigurationId) {
      const gateway = sendActionGateway({
        http: browserHttp(INVOKE_TIMEOUT_MS),
        root,
        newBoundary: () => `batch_${newId()}`,
        now: clock,
      });
      const { limits } = await settings();
      return {
        journal,
        invoker: stopWithoutSetup(
          createInvoker(gateway, await signature(), outboundConfigurationId),
          http,
          outboundConfigurationId,
        ),
        budget: createRequestBudget({ store: createBudgetStore({ http, wait }), clock, wait, limits }),
        clock,
        wait,
        newId,
      };
    },
    dispatchOptions: async () => ({ claimedBy, leaseMs: (await settings()).leaseMs }),
    clearOldContacts: once(async () => {
      try {
        const { retentionDays } = await settings();
        // Where the platform throttles, this makes room for others.
        await clearContactLists({ http, wait, maxTries: 1 }, retentionDays, clock(), { atMost: BATCHES_TO_CLEAR });
      } catch {
        // Nobody asked for it, and the person at the screen could do nothing about it.
      }
    }),
  };
}
