/**
 * Room sandbox/flows. Writes that concern a flow and are not dealt with yet. Each is noted in the transaction of the write, and the note
 * goes in the one that keeps what came of it, so that a process which ends in between starts no run twice and forgets none. Which row it
 * was is noted, and nothing that was in it: the row is read anew.
 */
import type { RowChange, SqlConnection } from '../../dataverse/contracts';

export interface HeardWrite {
  readonly id: string;
  readonly flowId: string;
  readonly change: RowChange;
}

export class HeardWrites {
  constructor(
    private readonly sql: SqlConnection,
    private readonly newId: () => string,
  ) {}

  /** Call in the transaction of the write. @returns the id of the note */
  note(flowId: string, { table, message, id, context }: RowChange): string {
    const noteId = this.newId();
    this.sql.run(
      'INSERT INTO flows_heard (id, flow_id, row_table, message, row_id, user_id) VALUES (?, ?, ?, ?, ?, ?)',
      [noteId, flowId, table, message, id, context.userId],
    );
    return noteId;
  }

  /** @returns false when it was dealt with already, or its row is not there any more because the rows were replaced */
  forget(noteId: string): boolean {
    return this.sql.run('DELETE FROM flows_heard WHERE id = ?', [noteId]) > 0;
  }

  /** What the last process left, in the order of the writes. */
  left(): HeardWrite[] {
    return this.sql
      .all('SELECT id, flow_id, row_table, message, row_id, user_id FROM flows_heard ORDER BY rowid')
      .map(([id, flowId, table, message, rowId, userId]) => ({
        id: String(id),
        flowId: String(flowId),
        change: {
          table: String(table),
          message: message as RowChange['message'],
          id: String(rowId),
          values: {},
          context: { userId: String(userId) },
        },
      }));
  }
}
