/**
 * Room sandbox/dataverse. One SQL table per Dataverse table: made, widened and indexed after the metadata.
 */
import type { Column, Table } from '../model';
import { comparableText, isLookup, isText, sqlColumns, VERSION_COLUMN } from './columnStorage';
import type { SqlDatabase, UniqueHit } from './database';
import { quoteName } from './database';

/** Name of the unique index of an alternate key; `alternateKeyOf` reads it back. */
const keyIndexName = (table: string, key: string): string => `${table}$key$${key}`;

/** The alternate key whose unique index a write has hit; `undefined` when it was the primary key. */
export const alternateKeyOf = (table: Table, hit: UniqueHit): Table['keys'][number] | undefined =>
  table.keys.find((key) =>
    'index' in hit
      ? keyIndexName(table.logicalName, key.logicalName) === hit.index
      : key.columns.join() === hit.columns.join(),
  );

/** Takes the SQL table away with all its rows. */
export function dropTableStorage(database: SqlDatabase, logicalName: string): void {
  database.define(`DROP TABLE IF EXISTS ${quoteName(logicalName)}`);
}

/** Takes columns and alternate keys away with what they hold. Indexes over a column go first: SQL keeps none of a missing column. */
export function dropColumnStorage(
  database: SqlDatabase,
  table: Table,
  columns: readonly Column[],
  keys: Table['keys'],
): void {
  const drop = (index: string): string => `DROP INDEX IF EXISTS ${quoteName(index)}`;
  const statements = [
    ...keys.map((key) => drop(keyIndexName(table.logicalName, key.logicalName))),
    ...columns.map((column) => drop(`${table.logicalName}$by$${column.logicalName}`)),
    ...columns
      .flatMap((column) => sqlColumns(column))
      .map(({ name }) => `ALTER TABLE ${quoteName(table.logicalName)} DROP COLUMN ${quoteName(name)}`),
  ];
  if (statements.length > 0) database.define(statements.join(';\n'));
}

/** Makes the SQL table, or adds what it lacks. Never drops anything. */
export function ensureTableStorage(database: SqlDatabase, table: Table): void {
  const existing = new Set(
    database.all('SELECT name FROM pragma_table_info(?)', [table.logicalName]).map(([name]) => String(name)),
  );
  const name = quoteName(table.logicalName);
  const wanted = table.columns
    .filter((column) => column.logicalName !== table.primaryId)
    .flatMap((column) => sqlColumns(column));
  const statements: string[] = [];
  if (existing.size === 0) {
    const columns = wanted.map((column) => `, ${quoteName(column.name)} ${column.type}`).join('');
    statements.push(
      `CREATE TABLE ${name} (${quoteName(table.primaryId)} TEXT NOT NULL PRIMARY KEY, ${quoteName(VERSION_COLUMN)} INTEGER NOT NULL${columns})`,
    );
  } else {
    for (const column of wanted) {
      if (!existing.has(column.name)) {
        statements.push(`ALTER TABLE ${name} ADD COLUMN ${quoteName(column.name)} ${column.type}`);
      }
    }
  }
  statements.push(...indexStatements(table));
  database.define(statements.join(';\n'));
}

function indexStatements(table: Table): string[] {
  const name = quoteName(table.logicalName);
  const statements: string[] = [];
  const primaryName = table.columns.find((column) => column.logicalName === table.primaryName);
  for (const column of table.columns) {
    if (!isLookup(column)) continue;
    const index = quoteName(`${table.logicalName}$by$${column.logicalName}`);
    // Views of somebody's own rows come by name.
    const then =
      column.type === 'Owner' && primaryName && isText(primaryName)
        ? `, ${comparableText(undefined, primaryName.logicalName)}`
        : '';
    statements.push(`CREATE INDEX IF NOT EXISTS ${index} ON ${name} (${quoteName(column.logicalName)}${then})`);
  }
  if (primaryName && isText(primaryName)) {
    const index = quoteName(`${table.logicalName}$by$${primaryName.logicalName}`);
    statements.push(
      `CREATE INDEX IF NOT EXISTS ${index} ON ${name} (${comparableText(undefined, primaryName.logicalName)})`,
    );
    // Views of what is inactive or resolved, by name: among many active rows the index above finds them too slowly.
    const state = table.columns.find((column) => column.type === 'State');
    if (state) {
      const closed = quoteName(`${table.logicalName}$closed`);
      statements.push(
        `CREATE INDEX IF NOT EXISTS ${closed} ON ${name} (${comparableText(undefined, primaryName.logicalName)}) WHERE ${quoteName(state.logicalName)} = 1`,
      );
    }
  }
  if (table.isIntersect) {
    const [first, second] = table.columns
      .filter((column) => column.type === 'Uniqueidentifier' && column.logicalName !== table.primaryId)
      .map((column) => quoteName(column.logicalName));
    if (first !== undefined && second !== undefined) {
      const index = (ending: string): string => quoteName(`${table.logicalName}$${ending}`);
      statements.push(
        `CREATE UNIQUE INDEX IF NOT EXISTS ${index('pair')} ON ${name} (${first}, ${second})`,
        `CREATE INDEX IF NOT EXISTS ${index('back')} ON ${name} (${second})`,
      );
    }
  }
  for (const key of table.keys) {
    const parts = key.columns.map((logicalName) => {
      const column = table.columns.find((candidate) => candidate.logicalName === logicalName);
      if (!column)
        throw new TypeError(`Key ${key.logicalName} of ${table.logicalName} names the unknown column ${logicalName}.`);
      return isText(column) ? comparableText(undefined, logicalName) : quoteName(logicalName);
    });
    const index = quoteName(keyIndexName(table.logicalName, key.logicalName));
    statements.push(`CREATE UNIQUE INDEX IF NOT EXISTS ${index} ON ${name} (${parts.join(', ')})`);
  }
  return statements;
}
