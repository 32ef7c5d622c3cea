/**
 * Room sandbox/flows. Who is told of which writes: the rows of `callbackregistration` are the truth, so that a flow whose row
 * is gone is told nothing any more, as on the platform.
 */
import type { RequestContext, RowChange, RowReference, StoredRow, TableEvent } from '../../dataverse/contracts';
import type { OpenedDataverse } from '../../dataverse/open';
import type { RowSubscription } from '../triggers/contracts';
import { matchesSubscription } from '../triggers/matchRow';

export const REGISTRATIONS = 'callbackregistration';

export interface Subscriber {
  readonly flowId: string;
  readonly ownerId: string;
  readonly subscription: RowSubscription;
}

export class Subscriptions {
  /** By logical name of the table. */
  private byTable: ReadonlyMap<string, readonly Subscriber[]> = new Map();
  /** Tables whose writes are listened to already. */
  private readonly heard = new Set<string>();

  constructor(
    private readonly dataverse: OpenedDataverse,
    /** A write concerns a subscriber, but for the filter. Called in the transaction of the write. */
    private readonly tell: (subscriber: Subscriber, change: RowChange) => void,
  ) {
    this.refresh();
  }

  find(table: string, flowId: string): Subscriber | undefined {
    return this.byTable.get(table)?.find((subscriber) => subscriber.flowId === flowId);
  }

  /** Reads the rows anew. */
  refresh(): void {
    const byTable = new Map<string, Subscriber[]>();
    for (const row of this.dataverse.rows.findWhere(REGISTRATIONS, {})) {
      const subscriber = toSubscriber(row);
      const table = subscriber.subscription.table;
      byTable.set(table, [...(byTable.get(table) ?? []), subscriber]);
    }
    this.byTable = byTable;
    for (const table of byTable.keys()) this.listen(table);
  }

  /** Call inside a transaction. @param subscription none ends it */
  replace(flowId: string, ownerId: string, subscription: RowSubscription | undefined, context: RequestContext): void {
    const { rows } = this.dataverse;
    for (const row of rows.findWhere(REGISTRATIONS, { name: flowId })) rows.delete(REGISTRATIONS, row.id, context);
    if (!subscription) return;
    rows.create(
      REGISTRATIONS,
      {
        name: flowId,
        entityname: subscription.table,
        message: subscription.message,
        scope: subscription.scope,
        runas: subscription.runAs,
        filteringattributes: subscription.filteringColumns.join(',') || null,
        filterexpression: subscription.filter ?? null,
        postponeuntil: subscription.postponeUntil ?? null,
        url: `/flows/api/flows/${flowId}`,
        ownerid: { table: 'systemuser', id: ownerId },
      },
      context,
    );
  }

  private listen(table: string): void {
    if (this.heard.has(table)) return;
    this.heard.add(table);
    for (const message of ['Create', 'Update', 'Delete'] as const) {
      this.dataverse.registerTableEvent({ table, message, stage: 'after', handle: (write) => this.hear(write) });
    }
  }

  private hear({ values, ...write }: TableEvent): void {
    const change = { ...write, values: defined(values) };
    for (const subscriber of this.byTable.get(write.table) ?? []) {
      if (!matchesSubscription(this.dataverse, subscriber.subscription, subscriber.ownerId, change)) continue;
      this.tell(subscriber, change);
    }
  }
}

function toSubscriber({ values }: StoredRow): Subscriber {
  const text = (column: string): string | undefined => {
    const value = values[column];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const filter = text('filterexpression');
  const postponeUntil = text('postponeuntil');
  return {
    flowId: text('name') ?? '',
    ownerId: (values.ownerid as RowReference | null)?.id ?? '',
    subscription: {
      table: text('entityname') ?? '',
      message: Number(values.message),
      scope: Number(values.scope),
      runAs: Number(values.runas),
      filteringColumns: text('filteringattributes')?.split(',') ?? [],
      ...(filter === undefined ? {} : { filter }),
      ...(postponeUntil === undefined ? {} : { postponeUntil }),
    },
  };
}

/** The columns that have a value, be it null. */
export const defined = (values: TableEvent['values']): StoredRow['values'] =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, StoredRow['values'][string]] => entry[1] !== undefined),
  );
