/** Room webresources/pages. The send monitor's gateway inside a model-driven app. */
import { createBudgetStore } from '../../../outbound/dataverse/budgetStore';
import { BATCH_STATE_OPTION, SEND, SEND_BATCH } from '../../../outbound/dataverse/names';
import { SEND_COLUMNS, toSend } from '../../../outbound/dataverse/journalRows';
import { readRunnerSettings } from '../../../outbound/dataverse/runnerSettings';
import { requireSuccess, type WebApiRow } from '../../../outbound/dataverse/webApi';
import { RowMissingError } from '../../../outbound/dataverse/webApiErrors';
import { forecastFinish } from '../../../outbound/sends/budget/forecastFinish';
import { emptyLedger } from '../../../outbound/sends/budget/ledger';
import { parseLedger } from '../../../outbound/sends/budget/ledgerText';
import { slotOf } from '../../../outbound/sends/budget/slots';
import { browserHttp, startTimer } from '../../gateways/browserHost';
import { createBrowserSends } from '../../gateways/browserSends';
import { toODataText } from '../../gateways/dataverseClient';
import { once } from '../../gateways/once';
import { hostXrm } from '../../gateways/xrmHost';
import { exportSend } from './exportSend';
import { refreshForm, type SendForm } from './formHost';
import type { MonitoredSend, SendMonitorGateway } from './gateway';
import { readEvidence } from './readEvidence';

const COLUMNS = [SEND_COLUMNS, SEND.name, SEND.stopText, SEND.forecastFinish].join(',');

export function createXrmGateway(form: SendForm): SendMonitorGateway {
  const http = browserHttp();
  const sends = createBrowserSends();
  const host = { http, wait: (ms: number): Promise<void> => new Promise((resolve) => startTimer(resolve, ms)) };
  const settings = once(() => readRunnerSettings(host));
  const { userName } = hostXrm().Utility.getGlobalContext().userSettings;
  const readJson = async (path: string): Promise<WebApiRow> =>
    JSON.parse(await requireSuccess(http, { method: 'GET', path })) as WebApiRow;
  return {
    journal: sends.journal,
    clock: sends.clock,
    person: userName,
    async readSend(sendId) {
      try {
        return toMonitoredSend(await readJson(`${SEND.set}(${sendId})?$select=${COLUMNS}`));
      } catch (error) {
        if (error instanceof RowMissingError) return undefined;
        throw error;
      }
    },
    async readErrorText(sendId, code) {
      const { set, send, state, errorCode, errorText } = SEND_BATCH;
      const filter =
        `_${send}_value eq ${sendId} and ${state} eq ${BATCH_STATE_OPTION.refused}` +
        ` and ${errorCode} eq ${toODataText(code)}`;
      const { value } = await readJson(`${set}?$select=${errorText}&$filter=${filter}&$top=1`);
      return String((value as readonly WebApiRow[])[0]?.[errorText] ?? '');
    },
    dispatchSetup: async (id) => ({ host: await sends.dispatchHost(id), options: await sends.dispatchOptions() }),
    async forecast(sendId, waitingBatches, batchesPerSecond) {
      const now = sends.clock();
      const [{ row }, { limits }] = await Promise.all([createBudgetStore(host).readLatestHour(), settings()]);
      // No row yet: nobody has used anything.
      const ledger = row ? parseLedger(row.ledger) : emptyLedger(slotOf(now.getTime()));
      return forecastFinish({ ledger, sendId, waitingBatches, now, batchesPerSecond, limits });
    },
    readEvidence: (send, batch) => readEvidence(http, send, batch),
    exportSend: (sendId, onProgress) => exportSend({ http, ...sends, person: userName }, sendId, onProgress),
    clearOldContacts: () => sends.clearOldContacts(),
    saveFile,
    refreshForm: () => refreshForm(form),
  };
}

function toMonitoredSend(row: WebApiRow): MonitoredSend {
  const { [SEND.name]: name, [SEND.stopCode]: code, [SEND.stopText]: text, [SEND.forecastFinish]: finish } = row;
  return {
    send: toSend(row),
    name: String(name ?? ''),
    ...(typeof code === 'string' && code !== '' && { stop: { code, text: String(text ?? '') } }),
    ...(typeof finish === 'string' && { forecastFinish: new Date(finish) }),
  };
}

/** The browser takes the file from a link that is clicked for the user. */
function saveFile({ name, content }: { readonly name: string; readonly content: Blob }): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Only after the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
