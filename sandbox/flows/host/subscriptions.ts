/**
 * Room sandbox/flows. Who is told of which writes: the rows of `callbackregistration` are the truth, so that a flow whose row
 * is gone is told nothing any more, as on the platform.
 */
import type { RequestContext, RowReference, StoredRow } from '../../dataverse/contracts';
import type { OpenedDataverse } from '../../dataverse/open';
import type { RowSubscription } from '../triggers/contracts';

export const REGISTRATIONS = 'callbackregistration';

export interface Subscriber {
  readonly flowId: string;
  readonly ownerId: string;
  readonly subscription: RowSubscription;
}

export class Subscriptions {
  /** By logical name of the table. */
  private byTable: ReadonlyMap<string, readonly Subscriber[]> = new Map();

  constructor(private readonly dataverse: OpenedDataverse) {
    this.refresh();
  }

  of(table: string): readonly Subscriber[] {
    return this.byTable.get(table) ?? [];
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
