/**
 * Room sandbox/dataverse, files. What the files of file columns hold, in SQL: the blocks of an upload that is under way, and the
 * pieces of each file with their places, so that a range is read without the rest.
 * Source: Microsoft Learn, "Use file column data".
 */
import type { Guid, RowReference, SqlConnection } from '../contracts';
import { fileTooLarge, missingArgument } from '../errors';

/** An upload that has begun. */
export interface Upload {
  readonly target: RowReference;
  readonly column: string;
  readonly fileName: string;
}

/** Bytes of one block at most. */
export const BLOCK_BYTES = 4 * 1024 * 1024;

export const defineFileTables = (database: SqlConnection): void =>
  database.define(
    `CREATE TABLE IF NOT EXISTS "file$upload" (token TEXT PRIMARY KEY, tablename TEXT NOT NULL, row TEXT NOT NULL, columnname TEXT NOT NULL, name TEXT NOT NULL);
     CREATE TABLE IF NOT EXISTS "file$block" (token TEXT NOT NULL, block TEXT NOT NULL, bytes INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (token, block));
     CREATE TABLE IF NOT EXISTS "file$piece" (file TEXT NOT NULL, start INTEGER NOT NULL, bytes INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (file, start))`,
  );

export class FileStore {
  constructor(
    private readonly database: SqlConnection,
    private readonly newId: () => Guid,
  ) {}

  /** @returns the token that goes on with the upload */
  begin({ target, column, fileName }: Upload): string {
    const token = this.newId();
    this.database.run('INSERT INTO "file$upload" (token, tablename, row, columnname, name) VALUES (?, ?, ?, ?, ?)', [
      token,
      target.table,
      target.id,
      column,
      fileName,
    ]);
    return token;
  }

  /** @throws {DataverseError} when no such upload has begun, or it has ended */
  upload(token: string): Upload {
    const [row] = this.database.all('SELECT tablename, row, columnname, name FROM "file$upload" WHERE token = ?', [
      token,
    ]);
    if (!row) throw missingArgument('The FileContinuationToken does not belong to an upload that is under way.');
    const [table, id, column, fileName] = row.map(String);
    return { target: { table: table ?? '', id: id ?? '' }, column: column ?? '', fileName: fileName ?? '' };
  }

  /** Keeps one block; the same block again takes the place of the first. */
  putBlock(token: string, block: string, content: Buffer): void {
    if (content.length > BLOCK_BYTES) throw fileTooLarge(`A block holds at most ${BLOCK_BYTES} bytes.`);
    this.database.run(
      'INSERT INTO "file$block" (token, block, bytes, content) VALUES (?, ?, ?, ?) ON CONFLICT (token, block) DO UPDATE SET bytes = excluded.bytes, content = excluded.content',
      [token, block, content.length, content.toString('base64')],
    );
  }

  /** Blocks of an upload in the order of their coming. */
  blocks(token: string): { readonly block: string; readonly bytes: number }[] {
    return this.database
      .all('SELECT block, bytes FROM "file$block" WHERE token = ? ORDER BY rowid', [token])
      .map(([block, bytes]) => ({ block: String(block), bytes: Number(bytes) }));
  }

  /**
   * Makes a file of the blocks, in the given order, and ends the upload.
   * @returns its size in bytes
   * @throws {DataverseError} for a block that never came, and for more bytes than the column takes
   */
  commit(token: string, blocks: readonly string[], file: Guid, limitInBytes: number): number {
    let size = 0;
    for (const block of blocks) {
      const [found] = this.database.all('SELECT bytes FROM "file$block" WHERE token = ? AND block = ?', [token, block]);
      if (!found) throw missingArgument(`The block '${block}' of the file was not uploaded.`);
      const bytes = Number(found[0]);
      if (size + bytes > limitInBytes)
        throw fileTooLarge(`The file is larger than the ${limitInBytes} bytes that its column takes.`);
      // It has no place of its own: the next one begins where it does.
      if (bytes === 0) continue;
      this.database.run(
        'INSERT INTO "file$piece" (file, start, bytes, content) SELECT ?, ?, bytes, content FROM "file$block" WHERE token = ? AND block = ?',
        [file, size, token, block],
      );
      size += bytes;
    }
    this.database.run('DELETE FROM "file$block" WHERE token = ?', [token]);
    this.database.run('DELETE FROM "file$upload" WHERE token = ?', [token]);
    return size;
  }

  /** The bytes from `start` on, fewer where the file ends before. */
  read(file: Guid, start: number, length: number): Buffer {
    const pieces = this.database.all(
      'SELECT start, content FROM "file$piece" WHERE file = ? AND start < ? AND start + bytes > ? ORDER BY start',
      [file, start + length, start],
    );
    const parts = pieces.map(([at, content]) => {
      const bytes = Buffer.from(String(content), 'base64');
      return bytes.subarray(Math.max(start - Number(at), 0), start + length - Number(at));
    });
    return Buffer.concat(parts);
  }

  remove(file: Guid): void {
    this.database.run('DELETE FROM "file$piece" WHERE file = ?', [file]);
  }
}
