/**
 * Room sandbox/dataverse. Copies of the whole database: one is written to a file of its own, and the content of such a file
 * takes the place of what is there, for files and for databases in memory alike.
 */
import type { SqlDatabase } from './database';
import { quoteName } from './database';

/** Name by which the other file is attached for the time of copying. */
const OTHER = 'copied';

/** Writes everything that is committed to a new file. @throws when the file exists, or inside a transaction */
export function copyDatabase(database: SqlDatabase, file: string): void {
  database.run('VACUUM INTO ?', [file]);
}

interface Definition {
  readonly name: string;
  readonly sql: string;
}

const definitions = (database: SqlDatabase, schema: 'main' | typeof OTHER, type: 'table' | 'index'): Definition[] =>
  database
    .all(
      `SELECT name, sql FROM ${schema}.sqlite_master WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
      [type],
    )
    .map(([name, sql]) => ({ name: String(name), sql: String(sql) }));

/** Tables that hold Dataverse rows; every other one belongs to a service, which makes it once, when it starts. */
const rowTables = (database: SqlDatabase): Set<string> =>
  new Set(database.all(`SELECT name FROM "sandbox$metadata" WHERE kind = 'table'`).map(([name]) => String(name)));

/**
 * Puts the content of a file that `copyDatabase` wrote in the place of the database's own, all of it or nothing, and tells
 * those who listen with `onReplace`. A service's table that the file does not know yet stays, empty.
 */
export function replaceContent(database: SqlDatabase, file: string): void {
  database.run(`ATTACH ? AS ${OTHER}`, [file]);
  try {
    database.transaction(() => {
      const copied = definitions(database, OTHER, 'table');
      const known = new Set(copied.map(({ name }) => name));
      const ofRows = rowTables(database);
      for (const { name } of definitions(database, 'main', 'table')) {
        const isEmptied = !known.has(name) && !ofRows.has(name);
        database.define(`${isEmptied ? 'DELETE FROM' : 'DROP TABLE'} main.${quoteName(name)}`);
      }
      for (const { name, sql } of copied) {
        database.define(sql);
        // The order of the rows is their age.
        const order = /WITHOUT\s+ROWID\s*$/i.test(sql) ? '' : ' ORDER BY rowid';
        database.define(`INSERT INTO main.${quoteName(name)} SELECT * FROM ${OTHER}.${quoteName(name)}${order}`);
      }
      for (const { sql } of definitions(database, OTHER, 'index')) database.define(sql);
      copySequences(database);
    });
  } finally {
    database.define(`DETACH ${OTHER}`);
  }
  database.announceReplaced();
}

/** The last numbers of the tables that count by themselves, so that no number is given twice. */
function copySequences(database: SqlDatabase): void {
  const has = (schema: string): boolean =>
    database.first(`SELECT 1 FROM ${schema}.sqlite_master WHERE name = 'sqlite_sequence'`) !== undefined;
  if (!has('main') || !has(OTHER)) return;
  database.run('DELETE FROM main.sqlite_sequence');
  database.run(`INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM ${OTHER}.sqlite_sequence`);
}
