/**
 * Room sandbox/flows. What a row trigger hands to its run: the row as the Web API has it, with formatted values, and the
 * message. Source: Microsoft Learn, "Trigger flows when a row is added, modified, or deleted"; `RunAsSystemUserId` and
 * `ItemInternalId` as published runs show them.
 */
import type { RowChange, RowReference } from '../../dataverse/contracts';
import type { OpenedDataverse } from '../../dataverse/open';
import { dispatch } from '../../dataverse/webApi/dispatch';
import { isObject, readJson, type FlowObject } from '../expressions';
import type { RowSubscription } from './contracts';

/** @param serverUrl for the links that the row carries */
export async function rowOutputs(
  dataverse: OpenedDataverse,
  subscription: RowSubscription,
  ownerId: string,
  change: RowChange,
  serverUrl: string,
): Promise<FlowObject> {
  const row = change.message === 'Delete' ? {} : await readRow(dataverse, change, ownerId, serverUrl);
  const primaryId = dataverse.metadata.table(change.table)?.primaryId ?? `${change.table}id`;
  return {
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: {
      ...row,
      // Of a deleted row only its id is told (inferred).
      [primaryId]: change.id,
      ItemInternalId: change.id,
      SdkMessage: change.message,
      RunAsSystemUserId: runAsOf(subscription, ownerId, change),
    },
  };
}

async function readRow(
  dataverse: OpenedDataverse,
  change: RowChange,
  userId: string,
  serverUrl: string,
): Promise<FlowObject> {
  const set = dataverse.metadata.table(change.table)?.entitySetName ?? '';
  const answer = await dispatch(dataverse, {
    method: 'GET',
    path: `${set}(${change.id})`,
    queryString: '',
    headers: {
      prefer: 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"',
      mscrmcallerid: userId,
    },
    serviceRoot: `${serverUrl}/api/data/v9.2/`,
  });
  const row = answer.status === 200 && answer.body !== undefined ? readJson(answer.body) : null;
  return isObject(row) ? withoutControl(row) : {};
}

/** The connector hands on columns and their annotations, and nothing of the envelope. */
const withoutControl = (row: FlowObject): FlowObject =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== '@odata.context' && name !== '@odata.etag'));

function runAsOf({ runAs }: RowSubscription, ownerId: string, change: RowChange): string {
  if (runAs === 1) return change.context.userId;
  const owner = (change.values.ownerid ?? change.before?.values.ownerid) as RowReference | null | undefined;
  return runAs === 2 && owner?.table === 'systemuser' ? owner.id : ownerId;
}
