/**
 * Room sandbox/dataverse. The one connection to the embedded SQL database: prepared statements are kept, every bound
 * value is checked, and transactions nest.
 */
import Libsql from 'libsql';
import { nulInText, queryTooComplex, sandboxIsClosed } from '../errors';

/** What SQL holds. Booleans are 0 and 1. */
export type SqlValue = string | number | null;

type Statement = ReturnType<InstanceType<typeof Libsql>['prepare']>;

/** Holds the pages of 100,000 contacts; SQLite's own 2,000 hold a few of them, and every other row is read from the file. */
const PAGE_CACHE_KIB = 131_072;

const MAX_KEPT_STATEMENTS = 600;

/** What SQLite says of its limits. Source: sqlite.org, "Implementation Limits For SQLite". */
const TOO_COMPLEX =
  /parser stack overflow|Expression tree is too large|too many (SQL variables|terms|columns|FROM clause terms)|tables in a join|statement too long|string or blob too big/i;

/** libsql aborts the whole process on a bound boolean or `undefined`, so nothing else may reach it. */
function assertBindable(values: readonly unknown[]): asserts values is SqlValue[] {
  for (const value of values) {
    if (value !== null && typeof value !== 'string' && typeof value !== 'number') {
      throw new TypeError(`A ${typeof value} cannot be bound to SQL.`);
    }
    if (typeof value === 'string' && value.includes('\0')) throw nulInText();
  }
}

export class SqlDatabase {
  private readonly connection: InstanceType<typeof Libsql>;
  private readonly statements = new Map<string, Statement>();
  private depth = 0;
  /** A full disk makes SQLite undo the whole transaction, whichever savepoint is open. */
  private isLost = false;
  private hasNewDefinitions = false;
  private readonly undone: (() => void)[] = [];
  private readonly replaced: (() => void)[] = [];
  private committed: (() => void)[] = [];
  private undoneCount = 0;
  private isClosed = false;

  /** @param file path of the database file, or `:memory:` */
  constructor(file: string) {
    this.connection = new Libsql(file);
    if (file !== ':memory:') {
      this.connection.pragma('journal_mode = WAL');
      // A killed process loses nothing with NORMAL; only a power cut could take the last commits.
      this.connection.pragma('synchronous = NORMAL');
    }
    this.connection.pragma('temp_store = MEMORY');
    this.connection.pragma(`cache_size = -${PAGE_CACHE_KIB}`);
  }

  /** Rows as arrays in the order of the selected expressions. */
  all(sql: string, parameters: readonly SqlValue[] = []): SqlValue[][] {
    assertBindable(parameters);
    return this.prepare(sql).all(parameters) as SqlValue[][];
  }

  /** The first row of `all`. A statement that writes, with RETURNING, is carried out whole. */
  first(sql: string, parameters: readonly SqlValue[] = []): SqlValue[] | undefined {
    assertBindable(parameters);
    return this.prepare(sql).get(parameters) as SqlValue[] | undefined;
  }

  /** @returns number of rows changed */
  run(sql: string, parameters: readonly SqlValue[] = []): number {
    assertBindable(parameters);
    return this.prepare(sql).run(parameters).changes;
  }

  /** Runs data definition. Kept statements are dropped because their columns may have changed. */
  define(sql: string): void {
    this.assertUsable();
    this.statements.clear();
    this.connection.exec(sql);
  }

  /** Says that definitions changed in the open transaction: when it is rolled back, the listeners of `onUndo` hear of it. */
  markDefinitions(): void {
    this.hasNewDefinitions = this.depth > 0;
  }

  /** Tells who keeps definitions in memory that those of the database are older again. */
  onUndo(listener: () => void): void {
    this.undone.push(listener);
  }

  /** Rises when a transaction or a savepoint is undone: what was read inside may never have been true. */
  get rollbacks(): number {
    return this.undoneCount;
  }

  /** Tells who keeps anything of the database in memory that all of it was replaced. */
  onReplace(listener: () => void): void {
    this.replaced.push(listener);
  }

  /** To be called after all content was replaced. */
  announceReplaced(): void {
    this.statements.clear();
    for (const listener of [...this.undone, ...this.replaced]) listener();
  }

  /**
   * Calls once the open transaction is kept, in the order of asking; never when it, or the savepoint that asked, is rolled
   * back. Without an open transaction: at once.
   */
  afterCommit(action: () => void): void {
    if (this.depth === 0) action();
    else this.committed.push(action);
  }

  /** Everything inside happens or nothing does. A transaction in a transaction is a savepoint. */
  transaction<T>(work: () => T): T {
    this.assertUsable();
    const savepoint = `s${this.depth}`;
    const awaited = this.committed.length;
    this.connection.exec(this.depth === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${savepoint}`);
    this.depth += 1;
    let result: T;
    try {
      result = work();
      this.assertUsable();
      this.connection.exec(this.depth === 1 ? 'COMMIT' : `RELEASE ${savepoint}`);
    } catch (error) {
      this.depth -= 1;
      this.undoneCount += 1;
      this.committed.length = awaited;
      this.undo(savepoint);
      throw error;
    }
    this.depth -= 1;
    if (this.depth === 0) {
      this.hasNewDefinitions = false;
      const actions = this.committed;
      this.committed = [];
      for (const action of actions) action();
    }
    return result;
  }

  /** Whoever still works is told so by a fault: nobody waits for their answer any more. */
  close(): void {
    this.isClosed = true;
    this.statements.clear();
    this.connection.close();
  }

  private undo(savepoint: string): void {
    const isUndone = !this.connection.inTransaction;
    if (!isUndone)
      this.connection.exec(this.depth === 0 ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
    this.isLost = false;
    if (this.hasNewDefinitions) this.undoDefinitions();
    this.isLost = isUndone && this.depth > 0;
  }

  /** What goes on in a transaction that is undone already would be kept at once, each statement by itself. */
  private assertUsable(): void {
    if (this.isClosed) throw sandboxIsClosed();
    if (this.isLost) throw new Error('The database has undone the transaction that this is a part of.');
  }

  private undoDefinitions(): void {
    this.hasNewDefinitions = this.depth > 0;
    this.statements.clear();
    for (const listener of this.undone) listener();
  }

  /** @throws {DataverseError} 400 for more than one statement may hold */
  private compile(sql: string): Statement {
    try {
      return this.connection.prepare(sql);
    } catch (error) {
      if (error instanceof Error && TOO_COMPLEX.test(error.message)) throw queryTooComplex();
      throw error;
    }
  }

  private prepare(sql: string): Statement {
    this.assertUsable();
    const kept = this.statements.get(sql);
    if (kept) {
      // Move to the young end, so that the oldest entry is the least used.
      this.statements.delete(sql);
      this.statements.set(sql, kept);
      return kept;
    }
    const statement = this.compile(sql);
    // Rows as arrays: said once, because saying it takes as long as reading a row.
    if (statement.reader) statement.raw(true);
    this.statements.set(sql, statement);
    if (this.statements.size > MAX_KEPT_STATEMENTS) {
      const oldest = this.statements.keys().next().value;
      if (oldest !== undefined) this.statements.delete(oldest);
    }
    return statement;
  }
}

/** A name as SQL writes it. Names come from metadata only; anything unusual is refused all the same. */
export function quoteName(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_$]*$/.test(name)) throw new TypeError(`'${name}' cannot be a name in SQL.`);
  return `"${name}"`;
}

const UNIQUE = /UNIQUE constraint failed: (?:index '([^']+)'|(.+))/;

/** What a failed write hit: an index over expressions, by its name, or one over columns, by theirs. */
export type UniqueHit = { readonly index: string } | { readonly columns: readonly string[] };

/** `undefined` for any error but one of a unique index or primary key. Source: sqlite.org, result code SQLITE_CONSTRAINT_UNIQUE. */
export function uniqueHit(error: unknown): UniqueHit | undefined {
  const [, index, columns] = UNIQUE.exec(error instanceof Error ? error.message : '') ?? [];
  if (index !== undefined) return { index };
  return columns === undefined
    ? undefined
    : { columns: columns.split(', ').map((name) => name.split('.').at(-1) ?? '') };
}
