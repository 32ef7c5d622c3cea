/** Room webresources/pages. The dialog's gateway inside a model-driven app. */
import { SEND } from '../../../outbound/dataverse/names';
import { readSignature, sendActionGateway } from '../../../outbound/dataverse/sendAction';
import { createInvoker } from '../../../outbound/invoke/gateway';
import type { ActionSignature } from '../../../outbound/invoke/signature';
import { browserHttp, browserRowClient, INVOKE_TIMEOUT_MS, startTimer } from '../../gateways/browserHost';
import { openRow } from '../../gateways/navigation';
import { readRecipientRows } from '../../gateways/recipientRows';
import { readOutboundRelationships } from '../../gateways/relationships';
import { createBatchStore, createSend, finishSend, type JournalHost } from '../../gateways/sendJournal';
import { readSettings, type OutboundSettings } from '../../gateways/settings';
import { readActiveConfigurations, readLanguages, readMessageTemplate } from '../../gateways/templates';
import { clientUrl } from '../../gateways/xrmHost';
import type { SendOutboundGateway } from './gateway';

export function createXrmGateway(): SendOutboundGateway {
  const rows = browserRowClient();
  const http = browserHttp();
  const journal: JournalHost = {
    rows,
    http,
    clock: () => new Date(),
    wait: (ms) => new Promise((resolve) => startTimer(resolve, ms)),
  };
  let settings: Promise<OutboundSettings> | undefined;
  /** Once a dialog, unless it failed. */
  const readSettingsOnce = (): Promise<OutboundSettings> => {
    settings ??= readSettings(rows).catch((error: unknown) => {
      settings = undefined;
      throw error;
    });
    return settings;
  };
  const signature = async (): Promise<ActionSignature> => {
    const { contactListParameter, contactListEncoding } = await readSettingsOnce();
    const host = { http, storage: sessionStorage, clientUrl: clientUrl() };
    return readSignature(host, { contactListParameter, contactListEncoding });
  };
  return {
    readConfigurations: () => readActiveConfigurations(rows),
    readTemplate: (id) => readMessageTemplate(rows, id),
    readLanguages: () => readLanguages(rows),
    readSettings: readSettingsOnce,
    readRelationships: () => readOutboundRelationships(http),
    readRows: (source, ids, onProgress) => readRecipientRows({ rows, http }, source, ids, onProgress),
    requireSendAction: async () => {
      await signature();
    },
    createSend: (send) => createSend(journal, send),
    dispatchHost: async ({ id }) => ({
      store: createBatchStore(journal),
      invoker: createInvoker(
        sendActionGateway({
          http: browserHttp(INVOKE_TIMEOUT_MS),
          root: `${clientUrl()}/api/data/v9.2/`,
          newBoundary: () => `batch_${crypto.randomUUID()}`,
          now: () => new Date(),
        }),
        await signature(),
        id,
      ),
      clock: journal.clock,
      wait: journal.wait,
    }),
    runner: `browser/${crypto.randomUUID()}`,
    finishSend: (sendId, audience, excluded) => finishSend(journal, sendId, audience, excluded),
    openSend: (sendId) => openRow(SEND.table, sendId),
  };
}
