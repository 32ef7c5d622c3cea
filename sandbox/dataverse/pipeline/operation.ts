/** Room sandbox/dataverse, pipeline. One create, update or delete on its way through the stages. */
import type { ColumnValue, Guid, RequestContext, Row, StoredRow, TableEvent } from '../contracts';
import type { Table } from '../model';

export type Values = Record<string, ColumnValue>;

export interface RowOperation {
  readonly message: TableEvent['message'];
  readonly table: Table;
  readonly id: Guid;
  /** What the caller asked for. The platform's own logic completes it in the main operation. Delete: empty. */
  readonly draft: Row;
  /** Update and Delete: the row as it was. */
  readonly before?: StoredRow;
  readonly context: RequestContext;
  /** The operation that this one is a part of: a cascade, a message that writes several rows. */
  readonly parent?: RowOperation;
  /** From the main operation on: the columns written, the ones that the platform set included. Delete: none. */
  values: Readonly<Values>;
}
