/** Room sandbox/dataverse, pipeline. What goes through the stages: a create, update or delete of one row, or another message. */
import type { ColumnValue, Guid, RequestContext, Row, StoredRow, TableEvent } from '../contracts';
import type { Table } from '../model';

export type Values = Record<string, ColumnValue>;

interface Operation {
  readonly context: RequestContext;
  /** The operation that this one is a part of: a cascade, a message that writes several rows. */
  readonly parent?: PipelineOperation;
}

export interface RowOperation extends Operation {
  readonly kind: 'row';
  readonly message: TableEvent['message'];
  readonly table: Table;
  readonly id: Guid;
  /** What the caller asked for. Delete: empty. */
  readonly asked: Row;
  /** The same at first; the platform's own logic completes it in the main operation. */
  readonly draft: Row;
  /** Update and Delete: the row as it was. */
  readonly before?: StoredRow;
  /** From the main operation on: the columns written, the ones that the platform set included. Delete: none. */
  values: Readonly<Values>;
}

/** A message that is more than one row's write, such as the closing of a case or a custom API. */
export interface MessageOperation extends Operation {
  readonly kind: 'message';
  readonly message: string;
  /** Table that steps of the message are registered for; none for messages without one. */
  readonly table?: Table;
  readonly id?: Guid;
  /** As execution contexts carry them; see steps/contextValues.ts. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** After the main operation. */
  outputs: Readonly<Record<string, unknown>>;
}

export type PipelineOperation = RowOperation | MessageOperation;

/** Which operation is running inside of which. */
export class OperationStack {
  private running: PipelineOperation | undefined;

  /** Runs an operation as a part of the one that is running. */
  run<O extends PipelineOperation, T>(operation: Omit<O, 'parent'>, work: (operation: O) => T): T {
    const parent = this.running;
    // The members of O without its parent, and the parent.
    const running = { ...operation, parent } as O;
    this.running = running;
    try {
      return work(running);
    } finally {
      this.running = parent;
    }
  }
}
