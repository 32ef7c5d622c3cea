/**
 * Room solution, deploy. Registers our webhook: the endpoint with its key, a step for each handler, an image for each step. Not by the
 * package: a package can carry no key, and how it would carry an endpoint is not published.
 *
 * Source: Microsoft Learn, "Register a WebHook", and the table references "ServiceEndpoint", "SdkMessageProcessingStep" and
 * "SdkMessageProcessingStepImage".
 */
import { RequestRefusedError } from './errors';
import type { WebhookSetting } from './settings';
import { failureOf, isSuccess, isUnknownResource, quoted, type WebApi } from './webApi';
import { ENDPOINT_ID, WEBHOOK_STEPS, type WebhookStep } from './webhookSteps';

/** `contract` Webhook, `authtype` Webhook Key, `messageformat` JSON. */
const ENDPOINT = {
  name: 'Outbound Messaging',
  contract: 8,
  authtype: 4,
  messageformat: 2,
  connectionmode: 1,
  userclaim: 1,
};

const STAGE = { preOperation: 20, postOperation: 40 } as const;
const PRE_IMAGE = 0;

type Body = Readonly<Record<string, unknown>>;

/** Is a row of that id there? @throws {RequestRefusedError} */
async function isThere(api: WebApi, what: string, row: string): Promise<boolean> {
  const answer = await api.send('GET', `${row}?$select=name`);
  if (isSuccess(answer)) return true;
  if (isUnknownResource(answer)) return false;
  throw failureOf(what, answer);
}

/** Creates the row under its id, or brings it to what it should be. @param fixed what only a new row takes @param secret as `demand` */
async function put(
  api: WebApi,
  what: string,
  set: string,
  key: Body,
  fixed: Body,
  values: Body,
  secret?: string,
): Promise<void> {
  const [id] = Object.values(key);
  const row = `${set}(${String(id)})`;
  if (await isThere(api, what, row)) await api.demand(what, 'PATCH', row, values, secret);
  else await api.demand(what, 'POST', set, { ...key, ...fixed, ...values }, secret);
}

async function putStep(api: WebApi, step: WebhookStep): Promise<void> {
  const what = `the webhook step of ${step.table}`;
  const [filter] = await api.rows(
    what,
    `sdkmessagefilters?$select=sdkmessagefilterid,_sdkmessageid_value&$filter=primaryobjecttypecode eq ${quoted(step.table)} and sdkmessageid/name eq ${quoted(step.message)}`,
  );
  if (!filter) throw new RequestRefusedError(what, 404, undefined, `no steps can be registered for ${step.table}.`);
  const isSynchronous = step.mode === 'synchronous';
  await put(
    api,
    what,
    'sdkmessageprocessingsteps',
    { sdkmessageprocessingstepid: step.id },
    {
      'sdkmessageid@odata.bind': `/sdkmessages(${String(filter['_sdkmessageid_value'])})`,
      'sdkmessagefilterid@odata.bind': `/sdkmessagefilters(${String(filter['sdkmessagefilterid'])})`,
      'eventhandler_serviceendpoint@odata.bind': `/serviceendpoints(${ENDPOINT_ID})`,
    },
    {
      name: step.name,
      stage: isSynchronous ? STAGE.preOperation : STAGE.postOperation,
      mode: isSynchronous ? 0 : 1,
      rank: 1,
      supporteddeployment: 0,
      asyncautodelete: !isSynchronous,
      filteringattributes: step.message === 'Update' ? step.columns.join(',') : null,
    },
  );
  if (step.preImageColumns.length === 0) return;
  await put(
    api,
    what,
    'sdkmessageprocessingstepimages',
    { sdkmessageprocessingstepimageid: step.imageId },
    { 'sdkmessageprocessingstepid@odata.bind': `/sdkmessageprocessingsteps(${step.id})` },
    {
      name: 'PreImage',
      entityalias: 'PreImage',
      imagetype: PRE_IMAGE,
      messagepropertyname: 'Target',
      attributes: step.preImageColumns.join(','),
    },
  );
}

/** Registers the webhook, or brings it to these settings. The key is always written: nobody can read it. @throws {RequestRefusedError} */
export async function registerWebhook(api: WebApi, { url, key }: WebhookSetting): Promise<void> {
  const endpoint = { serviceendpointid: ENDPOINT_ID };
  await put(api, 'the webhook', 'serviceendpoints', endpoint, {}, { ...ENDPOINT, url, authvalue: key }, key);
  for (const step of WEBHOOK_STEPS) await putStep(api, step);
}

/** Has a deployment registered it here? @throws {RequestRefusedError} */
export const hasWebhook = (api: WebApi): Promise<boolean> =>
  isThere(api, 'the webhook', `serviceendpoints(${ENDPOINT_ID})`);

/** Removes the endpoint and its steps; what is not there is no error. @throws {RequestRefusedError} */
export async function removeWebhook(api: WebApi): Promise<void> {
  const rows = [
    ...WEBHOOK_STEPS.map(({ id }) => `sdkmessageprocessingsteps(${id})`),
    `serviceendpoints(${ENDPOINT_ID})`,
  ];
  for (const row of rows) {
    const answer = await api.send('DELETE', row);
    if (isSuccess(answer) || isUnknownResource(answer)) continue;
    throw failureOf('the removal of the webhook', answer);
  }
}
