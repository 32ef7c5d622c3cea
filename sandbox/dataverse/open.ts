/**
 * Room sandbox/dataverse. Opens the embedded Dataverse: the database file, the metadata (Microsoft's and whatever
 * solutions brought), the rows, and the registries that the other parts of the sandbox fill.
 */
import { createHash } from 'node:crypto';
import type { ColumnValue, EmbeddedDataverse, Guid, MetadataService, RequestContext, StoredRow } from './contracts';
import { activityPartyRelationships, activityPartyTable, ACTIVITY_PARTY } from './metadata/activityParty';
import type { MetadataStore } from './metadata/metadataStore';
import { openMetadata } from './metadata/metadataStore';
import { NotSupportedBySandboxError } from './errors';
import { OperationRegistry } from './operations';
import { ADMINISTRATOR_ID, platformMetadata, platformRows, type PlatformRow } from './platform';
import { parseFetchXml } from './query/fetchXml/parseFetchXml';
import { runFetchAll } from './query/fetchXml/runFetchXml';
import type { OperatorContext } from './query/operators';
import { readUserCircle } from './query/userCircle';
import { openPipeline, type Pipeline } from './pipeline';
import { keepMessage, keepMessageFilters } from './pipeline/steps/messageFilters';
import { createRowService, type SeedableRowService } from './rows/rowService';
import { everythingIn } from './query/runQuery';
import { RowStore } from './rows/rowStore';
import { TableEvents } from './rows/tableEvents';
import { createSecurity } from './security';
import type { Security } from './security/security';
import { createUserService } from './security/users';
import { SqlDatabase } from './storage/database';

export interface PlatformContent {
  readonly metadata: Parameters<MetadataService['save']>[0];
  readonly rows: readonly PlatformRow[];
  /** The user every request acts as. */
  readonly administratorId: Guid;
}

export interface OpenOptions {
  /** Database file, or `:memory:` for one that vanishes. */
  readonly file: string;
  readonly clock: () => Date;
  readonly newId: () => Guid;
  /** What a new database starts with. Default: Microsoft's tables and rows (platform/). */
  readonly platform?: PlatformContent;
  /** How long one attempt of a webhook may take. Default: 60 s, as on the platform. */
  readonly webhookTimeoutMs?: number;
  /** Host of the environment's address, as webhooks are told it. Default: `localhost`. */
  readonly organizationHost?: string;
}

/** The embedded Dataverse with what only its own Web API needs. */
export interface OpenedDataverse extends EmbeddedDataverse {
  readonly metadata: MetadataStore;
  readonly store: RowStore;
  readonly operations: OperationRegistry;
  readonly database: SqlDatabase;
  readonly pipeline: Pipeline;
  readonly security: Security;
  /** Now, and who asks, for operators such as `eq-userid`. */
  operatorContext(context: RequestContext): OperatorContext;
}

const microsoftContent = (): PlatformContent => ({
  metadata: platformMetadata(),
  rows: platformRows(),
  administratorId: ADMINISTRATOR_ID,
});

/** Saves the platform's metadata when it is new or has changed since this database saw it, and seeds missing rows. */
function installPlatform(
  database: SqlDatabase,
  metadata: MetadataStore,
  store: RowStore,
  content: PlatformContent,
  seed: SeedableRowService['seed'],
  seeded: () => void,
): void {
  database.define('CREATE TABLE IF NOT EXISTS "sandbox$platform" (hash TEXT NOT NULL)');
  const hash = createHash('sha256')
    .update(JSON.stringify([content.metadata, content.rows]))
    .digest('hex');
  if (database.first('SELECT hash FROM "sandbox$platform"')?.[0] === hash) return;
  database.transaction(() => {
    metadata.save(content.metadata);
    const tables = content.metadata.tables ?? [];
    const knowsActivities = tables.some((table) => table.logicalName === 'activitypointer');
    if (knowsActivities && !tables.some((table) => table.logicalName === ACTIVITY_PARTY)) {
      metadata.save({ tables: [activityPartyTable], relationships: activityPartyRelationships });
    }
    for (const row of content.rows)
      if (!store.exists(row.table, row.id)) seed(row.table, row.id, row.values, row.labels);
    seeded();
    database.run('DELETE FROM "sandbox$platform"');
    database.run('INSERT INTO "sandbox$platform" (hash) VALUES (?)', [hash]);
  });
}

/** Opens the database, making and filling it when it is new. */
export function openDataverse(options: OpenOptions): OpenedDataverse {
  const { clock, newId } = options;
  const content = options.platform ?? microsoftContent();
  const administrator: RequestContext = { userId: content.administratorId };
  const database = new SqlDatabase(options.file);
  try {
    const metadata = openMetadata(database);
    const store = new RowStore(database, metadata);
    const events = new TableEvents();
    const operations = new OperationRegistry();

    const businessUnitOf = (userId: Guid): Guid | undefined => {
      const user = metadata.table('systemuser') ? store.find('systemuser', userId) : undefined;
      const unit = user?.values.businessunitid;
      return unit && typeof unit === 'object' && 'id' in unit ? unit.id : undefined;
    };

    const operatorContext = ({ userId }: RequestContext): OperatorContext => ({
      now: clock(),
      userId,
      businessUnitId: () => businessUnitOf(userId),
      ...readUserCircle(store, userId),
    });

    const query = (fetchXml: string): StoredRow[] => {
      const fetch = parseFetchXml(metadata, fetchXml, operatorContext(administrator));
      if (fetch.aggregate) throw new NotSupportedBySandboxError('aggregates where rows are asked for');
      return runFetchAll(everythingIn(store), fetch).map((row) => {
        const values: Record<string, ColumnValue> = {};
        for (const { source, column, shownAs } of fetch.columns) {
          const owner = source === fetch.query.alias ? row.values : row.linked[source];
          values[shownAs] = owner?.[column.logicalName] ?? null;
        }
        return { id: row.id, versionNumber: row.versionNumber, values };
      });
    };

    const security = createSecurity(store, events);
    const { webhookTimeoutMs, organizationHost } = options;
    const pipeline = openPipeline({
      store,
      events,
      clock,
      newId,
      rows: () => rows,
      webhookTimeoutMs,
      organizationHost,
    });
    operations.add(pipeline.customApis);
    const rows: SeedableRowService = createRowService({
      store,
      events,
      steps: pipeline.steps,
      stack: pipeline.stack,
      checkPrivileges: security.check,
      clock,
      newId,
      administrator,
      query,
    });
    const install = (): void => {
      installPlatform(database, metadata, store, content, (...row) => rows.seed(...row), security.synchronize);
      database.transaction(() => keepMessageFilters({ store, rows, administrator }));
      pipeline.jobs.resume();
    };
    install();
    // A snapshot may be older than Microsoft's tables of today.
    database.onReplace(install);

    return {
      rows,
      labels: store.labels,
      metadata,
      store,
      operations,
      database,
      pipeline,
      security: security.answers,
      users: createUserService(store, security.answers, administrator),
      administrator,
      clock,
      newId,
      operatorContext,
      registerOperation: (operation) => {
        operations.register(operation);
        // Clients ask the rows of messages whether there is an action.
        if (metadata.table('sdkmessage')) keepMessage(store, operation.name);
      },
      registerCustomApiHandler: (uniqueName, handler) => pipeline.customApis.register(uniqueName, handler),
      registerTableEvent: (handler) => events.register(handler),
      registerAssociation: (handler) => events.registerAssociation(handler),
      onRowChange: (listener) => events.listen(listener),
      onRestore: (listener) => database.onReplace(listener),
      close: () => {
        pipeline.close();
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
