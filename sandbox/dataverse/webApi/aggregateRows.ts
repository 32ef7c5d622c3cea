/** Room sandbox/dataverse, Web API. The rows of an aggregate on the wire, for `$apply` and FetchXML alike. */
import type { ColumnValue } from '../contracts';
import type { AggregateQuery } from '../query/aggregate/aggregateQuery';
import { shownColumn } from '../query/aggregate/aggregateQuery';
import { runAggregate } from '../query/aggregate/runAggregate';
import type { Exchange } from './exchange';
import { RowSerializer, type WireRow } from './serializeRows';

/** Values by alias, with annotations when asked for; empty ones are left out. */
export function aggregateRows(exchange: Exchange, aggregate: AggregateQuery): WireRow[] {
  const parts = [...aggregate.groupings, ...aggregate.aggregates];
  const rows = runAggregate(exchange.source, aggregate);
  const serializer = new RowSerializer(exchange);
  serializer.prepare(rows.map((values) => ({ values })));
  return rows.map((values) => {
    const target: WireRow = {};
    for (const part of parts) {
      const value: ColumnValue = values[part.alias] ?? null;
      if (value !== null) serializer.write(target, part.alias, part.table, shownColumn(part), value, {});
    }
    return target;
  });
}
