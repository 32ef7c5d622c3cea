/** Room tests. A send in the journal of a sandbox, written over HTTP as the product writes it. */
import { randomUUID } from 'node:crypto';
import { createSend, type NewBatch } from '../../outbound/dataverse/createSend';
import { createSendJournal } from '../../outbound/dataverse/sendJournal';
import { WEB_API_PATH, type WebApiHttp } from '../../outbound/dataverse/webApi';
import { toExclusionPages } from '../../outbound/sends/exclusionPages';
import { planBatches } from '../../outbound/sends/planBatches';
import type { SendJournal } from '../../outbound/sends/sendJournal';
import { slugName } from '../../outbound/templates/slugName';
import { createNodeHttp } from '../../plugins-ts/webApiHttp';

const TIMEOUT_MS = 30_000;
const noWait = async (): Promise<void> => undefined;

/** A valid Indonesian mobile number, another for each index. */
export const numberOf = (index: number): string => `+62812${10_000_000 + index}`;

export const httpOf = (url: string) => createNodeHttp({ baseUrl: url, timeoutMs: TIMEOUT_MS });

/** The requests of the user that a browser's session has chosen. */
export const httpAs = (url: string, userId: string): WebApiHttp => {
  const http = httpOf(url);
  const cookie = `sandbox-user=${userId}`;
  return { send: (request) => http.send({ ...request, headers: { ...request.headers, cookie } }) };
};

export const journalOf = (url: string): SendJournal => createSendJournal({ http: httpOf(url), wait: noWait });

export async function getRows<Row>(url: string, path: string): Promise<readonly Row[]> {
  const answer = await fetch(`${url}${WEB_API_PATH}${path}`);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { value: readonly Row[] }).value;
}

/** Id of an active configuration for SMS. */
export async function configurationOf(url: string): Promise<string> {
  const path =
    'msdyn_ocoutboundconfigurationes?$select=msdyn_ocoutboundconfigurationid&$filter=statecode eq 0 and msdyn_channel eq 192340000&$top=1';
  const [row] = await getRows<{ msdyn_ocoutboundconfigurationid: string }>(url, path);
  if (!row) throw new Error('The sample data has no configuration for SMS.');
  return row.msdyn_ocoutboundconfigurationid;
}

export interface WrittenSendOptions {
  readonly recipients: number;
  readonly excluded?: number;
  readonly batchSize?: number;
  readonly scheduledOn?: Date;
  readonly startBy?: Date;
  /** Who writes. Default: the administrator. */
  readonly http?: WebApiHttp;
}

/** Plans and writes a send to so many numbers; resolves with its id. */
export async function writeSend(url: string, options: WrittenSendOptions): Promise<string> {
  const { recipients, excluded = 0, batchSize, scheduledOn, startBy } = options;
  const id = randomUUID();
  const configurationId = await configurationOf(url);
  const items = Array.from({ length: recipients }, (_, index) => ({
    recipientNumber: numberOf(index),
    optIn: true,
    slugs: new Map([[slugName('CustomerName'), `Person ${index}`]]),
  }));
  const plan = planBatches(items, { outboundConfigurationId: configurationId, batchSize });
  let totals = { batchCount: 0, hash: '' };
  function* batches(): Generator<NewBatch> {
    let step = plan.next();
    for (; !step.done; step = plan.next()) yield step.value;
    totals = step.value;
  }
  await createSend(
    {
      http: options.http ?? httpOf(url),
      root: `${url}${WEB_API_PATH}`,
      newId: randomUUID,
      clock: () => new Date(),
      wait: noWait,
    },
    {
      id,
      name: `${recipients} recipients`,
      configuration: { id: configurationId, channelType: 'SMS' },
      template: {
        name: 'Template',
        version: 'W/"1"',
        texts: { defaultText: 'Hello', defaultLcid: 1033, localizedTexts: new Map([[1057, 'Halo']]) },
      },
      source: 'selectedRows',
      sourceTable: 'contact',
      scheduledOn,
      startBy,
      batches: batches(),
      exclusionPages: toExclusionPages(
        Array.from({ length: excluded }, () => ({ rowId: randomUUID(), reason: 'no-number' })),
      ),
      totals: () => ({
        audience: recipients + excluded,
        excluded,
        batchCount: totals.batchCount,
        planHash: totals.hash,
      }),
    },
  );
  return id;
}
