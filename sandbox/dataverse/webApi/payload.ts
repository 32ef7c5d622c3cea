/**
 * Room sandbox/dataverse, Web API. A JSON body as a row: columns, `@odata.bind`, and rows to be created along with it.
 */
import type { ColumnValue, RequestContext, Row, RowReference } from '../contracts';
import { badPayload, invalidPayloadProperty, notOfType, undeclaredNavigation, wrongColumnType } from '../errors';
import type { ManyToManyPath } from '../metadata/manyToMany';
import { pathBy } from '../metadata/manyToMany';
import type { Column, Relationship, Table } from '../model';
import type { OpenedDataverse } from '../open';
import { isLookup } from '../storage/columnStorage';
import type { ReferenceBase } from './path';
import { resolveReference } from './path';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Rows of a collection that are written after the row itself: children refer to it, others are related to it. */
export interface CollectionWrite {
  readonly way: CollectionWay;
  readonly create: readonly JsonObject[];
  readonly associate: readonly RowReference[];
}

export type CollectionWay =
  | { readonly kind: 'children'; readonly relationship: Relationship }
  | { readonly kind: 'across'; readonly path: ManyToManyPath };

export interface PayloadRow {
  readonly values: Row;
  readonly collections: readonly CollectionWrite[];
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface PayloadContext {
  readonly dataverse: OpenedDataverse;
  readonly context: RequestContext;
  readonly mode: 'create' | 'update';
  /** What references are read by. */
  readonly base: ReferenceBase;
  /** Creates a row of a deep insert. */
  createRow(table: Table, body: JsonObject): string;
}

/**
 * The JSON of a body. A text that is itself JSON is read once more: dataverse-ify encodes the bodies of creates twice.
 * @throws {DataverseError} 0x80048d19 when it is no object
 */
export function parseBody(text: string | undefined, table?: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
    if (typeof value === 'string') value = JSON.parse(value);
  } catch {
    throw badPayload(table, text ? 'The body is not valid JSON.' : 'The body is empty.');
  }
  if (!isObject(value)) throw badPayload(table, 'The body has to be a JSON object.');
  return value;
}

/** The table that `@odata.type` of a body names; `undefined` when it names none. */
const namedType = (body: JsonObject): string | undefined => {
  const type = body['@odata.type'];
  return type === undefined ? undefined : String(type).replace(/^#/, '').split('.').at(-1);
};

/**
 * A day without a time is all that a property of type Edm.Date takes. The value is left out of the error: it may be somebody's.
 * Source: Microsoft Learn, "Behavior and format of the Date and Time column"; that live organisations refuse times is what makers report.
 */
export function assertDateLiteral({ logicalName: table }: Table, column: Column, value: unknown): void {
  if (column.dateBehavior === 'DateOnly' && typeof value === 'string' && !/^\d{4}-\d{2}-\d{2}$/.test(value))
    throw wrongColumnType(column.logicalName, table, 'Edm.Date');
}

class PayloadReader {
  readonly values: Row = {};
  /** Which navigation property has set each lookup. */
  private readonly setBy = new Map<string, string>();
  private readonly collections = new Map<
    string,
    { way: CollectionWay; create: JsonObject[]; associate: RowReference[] }
  >();

  constructor(
    private readonly table: Table,
    private readonly payload: PayloadContext,
  ) {}

  read(body: JsonObject): PayloadRow {
    const type = namedType(body);
    if (type !== undefined && type !== this.table.logicalName) throw notOfType(type, this.table.logicalName);
    for (const [name, value] of Object.entries(body)) {
      if (name.startsWith('@')) continue;
      const at = name.indexOf('@');
      if (at < 0) this.property(name, value);
      else if (name.slice(at) === '@odata.bind') this.bind(name.slice(0, at), value);
    }
    return { values: this.values, collections: [...this.collections.values()] };
  }

  private single(name: string): Relationship[] {
    return this.payload.dataverse.metadata
      .manyToOne(this.table.logicalName)
      .filter((one) => one.navigationProperty === name);
  }

  private collection(name: string): CollectionWay | undefined {
    const { metadata } = this.payload.dataverse;
    const { logicalName } = this.table;
    const relationship = metadata.oneToMany(logicalName).find((one) => one.collectionNavigationProperty === name);
    if (relationship) return { kind: 'children', relationship };
    const path = pathBy(logicalName, name, metadata.manyToMany(logicalName));
    return path && { kind: 'across', path };
  }

  private collectionWrite(name: string, way: CollectionWay) {
    const known = this.collections.get(name) ?? { way, create: [], associate: [] };
    this.collections.set(name, known);
    return known;
  }

  private property(name: string, value: unknown): void {
    const { metadata } = this.payload.dataverse;
    const column = metadata.column(this.table.logicalName, name);
    if (column && !isLookup(column) && column.type !== 'PartyList') {
      assertDateLiteral(this.table, column, value);
      const isId = name === this.table.primaryId && this.payload.mode === 'create';
      if (isId || this.isWritable(name)) this.values[name] = value as ColumnValue;
      return;
    }
    const relationships = this.single(name);
    if (relationships[0] && (value === null || isObject(value))) return this.nested(relationships, name, value);
    const collection = this.collection(name);
    if (collection && Array.isArray(value)) return this.children(collection, name, value);
    const lookup = /^_(.+)_value$/.exec(name)?.[1];
    if (lookup !== undefined && metadata.column(this.table.logicalName, lookup)) {
      throw badPayload(
        this.table.logicalName,
        'CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.',
      );
    }
    throw invalidPayloadProperty(name, this.table.logicalName);
  }

  /** The platform drops what a caller may not write, and says nothing. */
  private isWritable(logicalName: string): boolean {
    const column = this.payload.dataverse.metadata.column(this.table.logicalName, logicalName);
    return (this.payload.mode === 'create' ? column?.validForCreate : column?.validForUpdate) ?? false;
  }

  /**
   * A polymorphic lookup has one navigation property a table. Two of them that both lead somewhere are refused; beside one that
   * does, an empty one says nothing (both inferred).
   */
  private setLookup(name: string, lookup: string, value: RowReference | null): void {
    if (!this.isWritable(lookup)) return;
    const other = this.setBy.get(lookup);
    if (other !== undefined && value !== null)
      throw badPayload(
        this.table.logicalName,
        `The navigation properties '${other}' and '${name}' both set '${lookup}', which refers to one row.`,
      );
    if (value !== null) this.setBy.set(lookup, name);
    if (value !== null || other === undefined) this.values[lookup] = value;
  }

  private nested(relationships: readonly Relationship[], name: string, value: JsonObject | null): void {
    const { dataverse, mode } = this.payload;
    const type = value ? namedType(value) : undefined;
    const relationship = relationships.find((one) => type === undefined || one.referencedTable === type);
    if (!relationship) throw notOfType(type ?? '', relationships.map((one) => one.referencedTable).join(' or '));
    const lookup = relationship.referencingColumn;
    if (value === null) return this.setLookup(name, lookup, null);
    if (mode === 'update')
      throw badPayload(this.table.logicalName, `Deep update of navigation property '${name}' is not supported.`);
    const target = dataverse.metadata.table(relationship.referencedTable);
    if (!target) throw undeclaredNavigation(name, this.table.logicalName);
    if (!this.isWritable(lookup)) return;
    this.setLookup(name, lookup, { table: target.logicalName, id: this.payload.createRow(target, value) });
  }

  private children(way: CollectionWay, name: string, items: readonly unknown[]): void {
    if (this.payload.mode === 'update') {
      throw badPayload(this.table.logicalName, `Deep update of navigation property '${name}' is not supported.`);
    }
    for (const item of items) {
      if (!isObject(item)) throw badPayload(this.table.logicalName, `The items of '${name}' have to be objects.`);
      this.collectionWrite(name, way).create.push(item);
    }
  }

  private bind(name: string, value: unknown): void {
    const { dataverse, base } = this.payload;
    const candidates = this.single(name);
    const [first] = candidates;
    if (first) {
      if (value === null) return this.setLookup(name, first.referencingColumn, null);
      if (typeof value !== 'string') throw badPayload(this.table.logicalName, `'${name}@odata.bind' has to be a text.`);
      const reference = resolveReference(dataverse, value, base);
      if (!candidates.some((one) => one.referencedTable === reference.table)) {
        throw badPayload(
          this.table.logicalName,
          `The navigation property '${name}' leads to ${candidates.map((one) => one.referencedTable).join(' or ')}, not to ${reference.table}.`,
        );
      }
      return this.setLookup(name, first.referencingColumn, reference);
    }
    const collection = this.collection(name);
    if (!collection) throw undeclaredNavigation(name, this.table.logicalName);
    if (!Array.isArray(value)) throw badPayload(this.table.logicalName, `'${name}@odata.bind' has to be an array.`);
    for (const item of value) {
      if (typeof item !== 'string') throw badPayload(this.table.logicalName, `'${name}@odata.bind' holds texts only.`);
      const reference = resolveReference(dataverse, item, base);
      const table =
        collection.kind === 'children' ? collection.relationship.referencingTable : collection.path.far.table;
      if (reference.table !== table)
        throw badPayload(
          this.table.logicalName,
          `The navigation property '${name}' leads to ${table}, not to ${reference.table}.`,
        );
      this.collectionWrite(name, collection).associate.push(reference);
    }
  }
}

/** Reads a body; single-valued rows of a deep insert are created on the way. */
export const readPayload = (table: Table, body: JsonObject, payload: PayloadContext): PayloadRow =>
  new PayloadReader(table, payload).read(body);
