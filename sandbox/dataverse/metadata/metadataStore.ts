/**
 * Room sandbox/dataverse. The metadata service: definitions of tables, choices and relationships, kept as JSON in the
 * database so that what a solution brought is there at the next start, and merged when a later solution extends them.
 */
import type { DefinitionNames, MetadataService } from '../contracts';
import { badPayload } from '../errors';
import type { Choice, Column, ManyToMany, Relationship, Table } from '../model';
import { sqlColumns } from '../storage/columnStorage';
import type { SqlDatabase } from '../storage/database';
import { dropColumnStorage, dropTableStorage, ensureTableStorage } from '../storage/tableStorage';
import { groupBy } from './groupBy';
import { FIRST_CUSTOM_TYPE_CODE, intersectTableOf } from './manyToMany';
import { impliedRelationships, withStandardColumns } from './standardColumns';

type Change = Parameters<MetadataService['save']>[0];

export interface MetadataStore extends MetadataService {
  /** The column, by its logical name. */
  column(table: string, logicalName: string): Column | undefined;
  /** Options of a choice column, global or local. */
  options(column: Column): Choice['options'];
  /** Tables a lookup column may point at: its targets and whatever relationships add. */
  lookupTargets(table: string, column: Column): readonly string[];
  /** Calls after tables were saved or removed, in the same transaction where there is one. */
  onChange(listener: () => void): void;
  /** Rises with every `save`; whoever caches what depends on metadata compares it. */
  readonly version: number;
}

interface Derived {
  readonly bySet: ReadonlyMap<string, Table>;
  readonly relationships: ReadonlyMap<string, Relationship>;
  readonly manyToOne: ReadonlyMap<string, readonly Relationship[]>;
  readonly oneToMany: ReadonlyMap<string, readonly Relationship[]>;
  readonly manyToMany: ReadonlyMap<string, readonly ManyToMany[]>;
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, Column>>;
}

const union = (left: readonly string[] = [], right: readonly string[] = []): string[] => [
  ...new Set([...left, ...right]),
];

function mergeColumn(table: Table, before: Column | undefined, after: Column): Column {
  if (!before) return after;
  const storage = (column: Column): string => JSON.stringify(sqlColumns(column));
  if (storage(before) !== storage(after)) {
    throw badPayload(
      table.logicalName,
      `Column ${after.logicalName} is ${before.type} and cannot become ${after.type}.`,
    );
  }
  const targets = before.targets || after.targets ? { targets: union(before.targets, after.targets) } : {};
  return { ...before, ...after, ...targets };
}

function mergeTable(before: Table | undefined, after: Table): Table {
  if (!before) return withStandardColumns(after);
  const columns = new Map(before.columns.map((column) => [column.logicalName, column]));
  for (const column of after.columns) {
    columns.set(column.logicalName, mergeColumn(after, columns.get(column.logicalName), column));
  }
  const keys = new Map([...before.keys, ...after.keys].map((key) => [key.logicalName, key]));
  return withStandardColumns({ ...before, ...after, columns: [...columns.values()], keys: [...keys.values()] });
}

/** The table without the named columns and keys, and without lookups' targets that are gone; the same object when nothing changes. */
function withoutDefinitions(table: Table, names: DefinitionNames, goneTables: ReadonlySet<string>): Table {
  const ofTable = <Name extends { readonly table: string }>(all: readonly Name[] | undefined): Name[] =>
    (all ?? []).filter((one) => one.table === table.logicalName);
  const goneColumns = new Set(ofTable(names.columns).map(({ column }) => column));
  const goneKeys = new Set(ofTable(names.keys).map(({ key }) => key));
  const columns = table.columns
    .filter((column) => !goneColumns.has(column.logicalName))
    .map((column) =>
      column.targets?.some((target) => goneTables.has(target))
        ? { ...column, targets: column.targets.filter((target) => !goneTables.has(target)) }
        : column,
    );
  const keys = table.keys.filter(
    (key) => !goneKeys.has(key.logicalName) && !key.columns.some((column) => goneColumns.has(column)),
  );
  const isSame =
    keys.length === table.keys.length &&
    columns.length === table.columns.length &&
    columns.every((column, index) => column === table.columns[index]);
  return isSame ? table : { ...table, columns, keys };
}

/** By both tables; a relationship of a table with itself is there once. */
function sidesOf(relationships: readonly ManyToMany[]): Map<string, ManyToMany[]> {
  const sides = relationships.flatMap((one) =>
    [...new Set([one.first.table, one.second.table])].map((table) => ({ table, one })),
  );
  return new Map([...groupBy(sides, ({ table }) => table)].map(([table, of]) => [table, of.map(({ one }) => one)]));
}

function newIntersectTables(tables: ReadonlyMap<string, Table>, change: Change): Table[] {
  const named = new Set(change.tables?.map((table) => table.logicalName));
  const missing = (change.manyToMany ?? []).filter(
    ({ intersectTable }) => !tables.has(intersectTable) && !named.has(intersectTable),
  );
  if (missing.length === 0) return [];
  const codes = [...tables.values(), ...(change.tables ?? [])].map((table) => table.objectTypeCode);
  const first = Math.max(FIRST_CUSTOM_TYPE_CODE - 1, ...codes) + 1;
  return missing.map((one, index) => intersectTableOf(one, first + index));
}

export function openMetadata(database: SqlDatabase): MetadataStore {
  database.define(
    'CREATE TABLE IF NOT EXISTS "sandbox$metadata" (kind TEXT NOT NULL, name TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, name))',
  );
  const tables = new Map<string, Table>();
  const choices = new Map<string, Choice>();
  const declared = new Map<string, Relationship>();
  const crossing = new Map<string, ManyToMany>();
  const known: Readonly<Record<string, Map<string, unknown>>> = {
    table: tables,
    choice: choices,
    relationship: declared,
    manytomany: crossing,
  };
  const listeners: (() => void)[] = [];
  let derived: Derived | undefined;
  let version = 1;

  const read = (): void => {
    for (const definitions of Object.values(known)) definitions.clear();
    for (const [kind, name, json] of database.all('SELECT kind, name, json FROM "sandbox$metadata" ORDER BY rowid')) {
      known[String(kind)]?.set(String(name), JSON.parse(String(json)));
    }
  };
  const changed = (): void => {
    derived = undefined;
    version += 1;
  };
  read();
  database.onUndo(() => {
    read();
    changed();
  });

  const derive = (): Derived => {
    if (derived) return derived;
    const relationships = new Map(declared);
    const byReferencing = groupBy([...declared.values()], (one) => one.referencingTable);
    for (const table of tables.values()) {
      for (const one of impliedRelationships(table, byReferencing.get(table.logicalName) ?? [])) {
        if (!relationships.has(one.schemaName)) relationships.set(one.schemaName, one);
      }
    }
    const all = [...relationships.values()];
    derived = {
      bySet: new Map([...tables.values()].map((table) => [table.entitySetName, table])),
      relationships,
      manyToOne: groupBy(all, (one) => one.referencingTable),
      oneToMany: groupBy(all, (one) => one.referencedTable),
      manyToMany: sidesOf([...crossing.values()]),
      columns: new Map(
        [...tables.values()].map((table) => [
          table.logicalName,
          new Map(table.columns.map((column) => [column.logicalName, column])),
        ]),
      ),
    };
    return derived;
  };

  const keep = (kind: string, name: string, definition: unknown): void => {
    database.run(
      'INSERT INTO "sandbox$metadata" (kind, name, json) VALUES (?, ?, ?) ON CONFLICT (kind, name) DO UPDATE SET json = excluded.json',
      [kind, name, JSON.stringify(definition)],
    );
  };

  const save = (change: Change): void => {
    const given = [...(change.tables ?? []), ...newIntersectTables(tables, change)];
    const merged = given.map((table) => mergeTable(tables.get(table.logicalName), table));
    database.transaction(() => {
      for (const table of merged) {
        ensureTableStorage(database, table);
        keep('table', table.logicalName, table);
      }
      for (const choice of change.choices ?? []) keep('choice', choice.name, choice);
      for (const relationship of change.relationships ?? [])
        keep('relationship', relationship.schemaName, relationship);
      for (const one of change.manyToMany ?? []) keep('manytomany', one.schemaName, one);
    });
    // Only what the database has taken becomes known.
    for (const table of merged) tables.set(table.logicalName, table);
    for (const choice of change.choices ?? []) choices.set(choice.name, choice);
    for (const relationship of change.relationships ?? []) declared.set(relationship.schemaName, relationship);
    for (const one of change.manyToMany ?? []) crossing.set(one.schemaName, one);
    database.markDefinitions();
    changed();
    for (const listener of listeners) listener();
  };

  const forget = (kind: string, name: string): void => {
    database.run('DELETE FROM "sandbox$metadata" WHERE kind = ? AND name = ?', [kind, name]);
  };

  const replaceColumn = (logicalName: string, column: Column): void => {
    const table = tables.get(logicalName);
    if (!table) return;
    const columns = table.columns.map((known) => (known.logicalName === column.logicalName ? column : known));
    const replaced: Table = { ...table, columns };
    keep('table', logicalName, replaced);
    tables.set(logicalName, replaced);
    database.markDefinitions();
    changed();
  };

  const remove = (names: DefinitionNames): void => {
    database.transaction(() => {
      const gone = new Set(names.tables?.filter((name) => tables.has(name)));
      for (const one of crossing.values()) {
        const isNamed = names.relationships?.includes(one.schemaName) ?? false;
        if (!isNamed && ![one.first.table, one.second.table, one.intersectTable].some((table) => gone.has(table)))
          continue;
        gone.add(one.intersectTable);
        forget('manytomany', one.schemaName);
      }
      const narrowed = [...tables.values()].flatMap((table) => {
        if (gone.has(table.logicalName)) return [];
        const narrower = withoutDefinitions(table, names, gone);
        return narrower === table ? [] : [{ before: table, after: narrower }];
      });
      for (const { before, after } of narrowed) {
        dropColumnStorage(
          database,
          before,
          before.columns.filter((column) => !after.columns.some((left) => left.logicalName === column.logicalName)),
          before.keys.filter((key) => !after.keys.includes(key)),
        );
        keep('table', after.logicalName, after);
      }
      for (const name of gone) {
        dropTableStorage(database, name);
        forget('table', name);
      }
      for (const name of names.choices ?? []) forget('choice', name);
      const relationships = [...declared.values()].filter(
        (one) =>
          (names.relationships?.includes(one.schemaName) ?? false) ||
          gone.has(one.referencingTable) ||
          gone.has(one.referencedTable) ||
          (names.columns ?? []).some(
            ({ table, column }) => table === one.referencingTable && column === one.referencingColumn,
          ),
      );
      for (const one of relationships) forget('relationship', one.schemaName);
    });
    // What the database has taken away is forgotten by reading it anew.
    read();
    database.markDefinitions();
    changed();
    for (const listener of listeners) listener();
  };

  return {
    tables: () => [...tables.values()],
    table: (logicalName) => tables.get(logicalName),
    tableBySet: (entitySetName) => derive().bySet.get(entitySetName),
    choice: (name) => choices.get(name),
    choices: () => [...choices.values()],
    manyToOne: (logicalName) => derive().manyToOne.get(logicalName) ?? [],
    oneToMany: (logicalName) => derive().oneToMany.get(logicalName) ?? [],
    relationship: (schemaName) => derive().relationships.get(schemaName),
    manyToMany: (logicalName) =>
      logicalName === undefined ? [...crossing.values()] : (derive().manyToMany.get(logicalName) ?? []),
    column: (table, logicalName) => derive().columns.get(table)?.get(logicalName),
    options: (column) =>
      (column.globalChoice === undefined ? undefined : choices.get(column.globalChoice)?.options) ??
      column.options ??
      [],
    lookupTargets: (table, column) => {
      const related = (derive().manyToOne.get(table) ?? [])
        .filter((one) => one.referencingColumn === column.logicalName)
        .map((one) => one.referencedTable);
      return union(column.targets, related);
    },
    onChange: (listener) => listeners.push(listener),
    save,
    replaceColumn,
    remove,
    get version() {
      return version;
    },
  };
}
