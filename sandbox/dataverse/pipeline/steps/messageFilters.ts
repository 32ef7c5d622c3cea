/**
 * Room sandbox/dataverse, pipeline. The rows that say which messages there are and for which tables steps may be registered.
 * Ids of Create, Update and Delete are the same in every organisation; they are public in every exported step. Other ids are derived
 * from names. Source: Microsoft Learn, table references "SdkMessage" and "SdkMessageFilter".
 */
import { asSystem, type Guid, type RequestContext, type RowService } from '../../contracts';
import { toStableId } from '../../platform/ids';
import type { RowStore } from '../../rows/rowStore';

const KNOWN_IDS: Readonly<Record<string, Guid>> = {
  Create: '9ebdbb1b-ea3e-db11-86a7-000a3a5473e8',
  Update: '20bebb1b-ea3e-db11-86a7-000a3a5473e8',
  Delete: 'a1bdbb1b-ea3e-db11-86a7-000a3a5473e8',
};

const WRITES = Object.keys(KNOWN_IDS);

/** Messages about rows of one table that are no plain write of it. */
const OF_ONE_TABLE: readonly (readonly [message: string, table: string])[] = [['Close', 'incident']];

export const messageId = (message: string): Guid => KNOWN_IDS[message] ?? toStableId(`sdkmessage/${message}`);

/** Messages that steps of packages may name, by id. */
export const KNOWN_MESSAGES: ReadonlyMap<Guid, string> = new Map(
  [...WRITES, ...OF_ONE_TABLE.map(([message]) => message)].map((message) => [messageId(message), message]),
);

export const filterId = (message: string, table: string): Guid =>
  toStableId(`sdkmessagefilter/${message}/${table.toLowerCase()}`);

/** Tables about steps and jobs: a step there would hear of itself. */
const CLOSED =
  /^(asyncoperation|importjob|sdkmessage.*|serviceendpoint|customapi.*|solution|publisher|activityparty|activitypointer)$/;

export const isClosedToSteps = (table: string): boolean => CLOSED.test(table);

export interface MessageFilterServices {
  readonly store: RowStore;
  readonly rows: RowService;
  readonly administrator: RequestContext;
}

/**
 * Brings the rows in line with the tables that there are. Filters of tables that are gone take their steps with them.
 * Call inside a transaction.
 */
export function keepMessageFilters({ store, rows, administrator }: MessageFilterServices): void {
  const { metadata } = store;
  if (!metadata.table('sdkmessagefilter')) return;
  const open = metadata.tables().filter(({ logicalName }) => !isClosedToSteps(logicalName));
  const wanted = new Map<Guid, readonly [message: string, table: string]>();
  for (const { logicalName } of open) {
    for (const message of WRITES) wanted.set(filterId(message, logicalName), [message, logicalName]);
  }
  for (const [message, table] of OF_ONE_TABLE)
    if (metadata.table(table)) wanted.set(filterId(message, table), [message, table]);
  for (const row of store.findWhere('sdkmessagefilter', {})) {
    const isGone = !metadata.table(String(row.values.primaryobjecttypecode));
    if (!wanted.delete(row.id) && isGone) rows.delete('sdkmessagefilter', row.id, asSystem(administrator));
  }
  for (const [id, [message, table]] of wanted) {
    keepMessage(store, message);
    store.insert('sdkmessagefilter', id, {
      name: `${message} of ${table}`,
      primaryobjecttypecode: table,
      secondaryobjecttypecode: 'none',
      availability: 0,
      iscustomprocessingstepallowed: true,
      isvisible: true,
      sdkmessageid: { table: 'sdkmessage', id: messageId(message) },
    });
  }
}

/** Writes the row of a message that is not there yet. */
export function keepMessage(store: RowStore, message: string): void {
  const id = messageId(message);
  if (store.exists('sdkmessage', id)) return;
  store.insert('sdkmessage', id, {
    name: message,
    availability: 0,
    autotransact: true,
    isactive: true,
    isprivate: false,
  });
}
