/**
 * Room sandbox/dataverse. Rows in SQL, without any rule: insert, change, remove, find. Every write takes the next
 * version number of the database.
 */
import type { ColumnValue, Guid, StoredRow } from '../contracts';
import { duplicateAlternateKey, duplicateId, unknownTable } from '../errors';
import { LabelStore } from '../labels/labelStore';
import type { MetadataStore } from '../metadata/metadataStore';
import type { Table } from '../model';
import {
  comparableText,
  encodeValue,
  isLookup,
  isText,
  lookupTableName,
  sqlColumns,
  VERSION_COLUMN,
} from '../storage/columnStorage';
import type { SqlDatabase, SqlValue } from '../storage/database';
import { quoteName, uniqueHit } from '../storage/database';
import { foldText } from '../storage/foldText';
import type { TableAccess } from '../storage/tableAccess';
import { accessTable } from '../storage/tableAccess';
import { alternateKeyOf } from '../storage/tableStorage';

export class RowStore {
  private readonly accesses = new Map<string, TableAccess>();
  private accessVersion = 0;
  private readonly listeners: ((table: string) => void)[] = [];
  readonly labels: LabelStore;

  constructor(
    readonly database: SqlDatabase,
    readonly metadata: MetadataStore,
  ) {
    this.labels = new LabelStore(database);
    database.define('CREATE TABLE IF NOT EXISTS "sandbox$version" (latest INTEGER NOT NULL)');
    database.run(
      'INSERT INTO "sandbox$version" (latest) SELECT 1000 WHERE NOT EXISTS (SELECT 1 FROM "sandbox$version")',
    );
  }

  /** @throws {DataverseError} 0x80041102 for a table nobody defined */
  access(logicalName: string): TableAccess {
    if (this.accessVersion !== this.metadata.version) {
      this.accesses.clear();
      this.accessVersion = this.metadata.version;
    }
    const kept = this.accesses.get(logicalName);
    if (kept) return kept;
    const table = this.metadata.table(logicalName);
    if (!table) throw unknownTable(logicalName);
    const access = accessTable(table);
    this.accesses.set(logicalName, access);
    return access;
  }

  /** Tells who keeps anything of rows in memory which tables are written; that the write may be undone is theirs to notice. */
  onWrite(listener: (table: string) => void): void {
    this.listeners.push(listener);
  }

  find(table: string, id: Guid): StoredRow | undefined {
    const access = this.access(table);
    const row = this.database.first(`${access.select} WHERE ${quoteName(access.table.primaryId)} = ?`, [id]);
    return row && access.decode(row);
  }

  exists(table: string, id: Guid): boolean {
    const { primaryId } = this.access(table).table;
    const sql = `SELECT 1 FROM ${quoteName(table)} WHERE ${quoteName(primaryId)} = ?`;
    return this.database.first(sql, [id]) !== undefined;
  }

  /** Rows whose columns equal the values, oldest first. Texts compare without regard to case. */
  findWhere(table: string, where: Readonly<Record<string, string | number | boolean | null>>): StoredRow[] {
    const access = this.access(table);
    const parameters: SqlValue[] = [];
    const conditions = Object.entries(where).map(([logicalName, value]) => {
      const column = this.metadata.column(table, logicalName);
      if (!column) throw new TypeError(`Table ${table} has no column ${logicalName}.`);
      if (value === null) return `${quoteName(logicalName)} IS NULL`;
      if (isText(column)) {
        parameters.push(foldText(String(value)));
        return `${comparableText(undefined, logicalName)} = ?`;
      }
      parameters.push(
        typeof value === 'boolean'
          ? Number(value)
          : column.type === 'Uniqueidentifier' || isLookup(column)
            ? String(value).toLowerCase()
            : value,
      );
      return `${quoteName(logicalName)} = ?`;
    });
    const clause = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    return this.database.all(`${access.select}${clause} ORDER BY rowid`, parameters).map((row) => access.decode(row));
  }

  insert(table: string, id: Guid, values: Readonly<Record<string, ColumnValue>>): void {
    const access = this.access(table);
    this.write(access.table, () => this.database.run(access.insert, access.encode(id, this.nextVersion(), values)));
  }

  /** Changes the given columns and raises the version. */
  change(table: string, id: Guid, values: Readonly<Record<string, ColumnValue>>): void {
    const access = this.access(table);
    const assignments = [`${quoteName(VERSION_COLUMN)} = ?`];
    const parameters: SqlValue[] = [this.nextVersion()];
    for (const column of access.columns) {
      const value = values[column.logicalName];
      if (value === undefined) continue;
      assignments.push(...sqlColumns(column).map(({ name }) => `${quoteName(name)} = ?`));
      parameters.push(...encodeValue(column, value));
    }
    const sql = `UPDATE ${quoteName(table)} SET ${assignments.join(', ')} WHERE ${quoteName(access.table.primaryId)} = ?`;
    this.write(access.table, () => this.database.run(sql, [...parameters, id]));
  }

  remove(table: string, id: Guid): void {
    const { primaryId, columns } = this.access(table).table;
    this.database.run(`DELETE FROM ${quoteName(table)} WHERE ${quoteName(primaryId)} = ?`, [id]);
    if (columns.some(({ isLocalizable }) => isLocalizable)) this.labels.removeRow(table, id);
    this.announce(table);
  }

  /** Ids of the rows whose lookup column points at a row, oldest first. */
  referencing(
    table: string,
    lookup: string,
    target: { readonly table: string; readonly id: Guid },
    limit?: number,
  ): Guid[] {
    const { primaryId } = this.access(table).table;
    const sql = `SELECT ${quoteName(primaryId)} FROM ${quoteName(table)} WHERE ${quoteName(lookup)} = ? AND ${quoteName(lookupTableName(lookup))} = ? ORDER BY rowid${limit === undefined ? '' : ` LIMIT ${Math.trunc(limit)}`}`;
    return this.database.all(sql, [target.id, target.table]).map(([id]) => String(id));
  }

  /** Ids of the rows whose lookup column points at any row of a table. */
  pointingAt(table: string, lookup: string, target: string): Guid[] {
    const { primaryId } = this.access(table).table;
    const sql = `SELECT ${quoteName(primaryId)} FROM ${quoteName(table)} WHERE ${quoteName(lookupTableName(lookup))} = ? ORDER BY rowid`;
    return this.database.all(sql, [target]).map(([id]) => String(id));
  }

  private nextVersion(): number {
    const row = this.database.first('UPDATE "sandbox$version" SET latest = latest + 1 RETURNING latest');
    return Number(row?.[0]);
  }

  private announce(table: string): void {
    for (const listener of this.listeners) listener(table);
  }

  private write(table: Table, statement: () => void): void {
    try {
      statement();
      this.announce(table.logicalName);
    } catch (error) {
      const hit = uniqueHit(error);
      if (hit === undefined) throw error;
      const key = alternateKeyOf(table, hit);
      throw key ? duplicateAlternateKey(key.logicalName, key.columns) : duplicateId(table.logicalName);
    }
  }
}
