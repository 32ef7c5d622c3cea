/**
 * Room sandbox/dataverse, Web API. The path of a request as segments: `contacts(…)`, `primarycontactid`, `$ref`, and
 * the row that a key in parentheses names.
 */
import type { Guid, RowReference } from '../contracts';
import { badQuery, noRowWithThatKey, noSuchSegment } from '../errors';
import type { Column, Table } from '../model';
import type { OpenedDataverse } from '../open';
import { edmTypeOf, toQueryValue } from '../query/literals';
import { splitText } from '../query/odata/splitText';
import { toGuid } from '../rows/coerceValue';
import { isLookup } from '../storage/columnStorage';
import { assertOwnAddress } from './ownAddress';

export interface PathSegment {
  readonly name: string;
  /** Text between the parentheses; absent without parentheses. */
  readonly key?: string;
  readonly position: number;
}

/** @param path still percent-encoded, without the query */
export function parsePath(path: string): PathSegment[] {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    throw badQuery(`The path contains a bad percent sequence: '${path}'.`);
  }
  return splitText(decoded, '/')
    .filter((part) => part.text !== '')
    .map((part) => {
      const match = /^([^()]+)(?:\(([\s\S]*)\))?$/.exec(part.text);
      if (!match?.[1]) throw noSuchSegment(part.text);
      return { name: match[1], position: part.position, ...(match[2] === undefined ? {} : { key: match[2] }) };
    });
}

/**
 * Is what follows a column's segment `$value`? False when nothing follows.
 * @throws {DataverseError} for anything else
 */
export function asksForBareValue([next, further]: readonly PathSegment[]): boolean {
  if (further || (next && next.name !== '$value')) throw noSuchSegment((further ?? next)?.name ?? '');
  return next !== undefined;
}

/** Arguments in parentheses: `a='x',b=5`. A single value without a name has the name ''. */
export function parseArguments(text: string): Map<string, string> {
  const given = new Map<string, string>();
  if (text.trim() === '') return given;
  for (const part of splitText(text, ',')) {
    const match = /^\s*([A-Za-z_]\w*)\s*=([\s\S]*)$/.exec(part.text);
    const name = match?.[1] ?? '';
    if (given.has(name))
      throw badQuery(`The key '${text}' at position ${part.position} gives more than one value for the same name.`);
    given.set(name, (match?.[2] ?? part.text).trim());
  }
  return given;
}

/** Text between single quotes, doubled quotes inside; `undefined` when it is not quoted. */
export const unquote = (text: string): string | undefined =>
  /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : undefined;

/** How a request names one row. */
export type RowKey =
  | { readonly kind: 'id'; readonly id: Guid }
  | { readonly kind: 'alternate'; readonly values: ReadonlyMap<Column, string | number | boolean> };

function keyColumn(dataverse: OpenedDataverse, table: Table, name: string): Column {
  const lookup = /^_(.+)_value$/.exec(name)?.[1];
  const column = dataverse.metadata.column(table.logicalName, lookup ?? name);
  if (!column || isLookup(column) !== (lookup !== undefined)) {
    throw badQuery(`Invalid property '${name}' was found in the key of entity '${table.logicalName}'.`);
  }
  return column;
}

/**
 * @throws {DataverseError} when the text is neither an id nor a key of the table, and for an empty text in it: none is kept, so that it
 * would never name a row and each upsert would create one (inferred)
 */
export function parseRowKey(dataverse: OpenedDataverse, table: Table, text: string): RowKey {
  const id = toGuid(unquote(text.trim()) ?? text);
  if (id !== undefined) return { kind: 'id', id };
  const given = parseArguments(text);
  if (given.size === 0 || given.has(''))
    throw badQuery(`'${text}' is not a valid key of entity '${table.logicalName}'.`);
  const byId = given.size === 1 ? given.get(table.primaryId) : undefined;
  if (byId !== undefined) {
    const named = toGuid(unquote(byId) ?? byId);
    if (named === undefined) throw badQuery(`'${byId}' is not a valid id.`);
    return { kind: 'id', id: named };
  }
  const values = new Map<Column, string | number | boolean>();
  for (const [name, literal] of given) {
    const column = keyColumn(dataverse, table, name);
    const quoted = unquote(literal);
    if (quoted === '') throw badQuery(`The value of key property '${name}' is empty.`);
    const isTextColumn = edmTypeOf(column) === 'Edm.String';
    const value = isTextColumn === (quoted !== undefined) ? toQueryValue(column, quoted ?? literal) : undefined;
    if (value === undefined)
      throw badQuery(`The value ${literal} of key property '${name}' is not of type '${edmTypeOf(column)}'.`);
    values.set(column, value);
  }
  const names = new Set([...values.keys()].map((column) => column.logicalName));
  const isKey = table.keys.some(
    (key) => key.columns.length === names.size && key.columns.every((name) => names.has(name)),
  );
  if (!isKey)
    throw badQuery(
      `The key (${[...given.keys()].join(', ')}) is not an alternate key of entity '${table.logicalName}'.`,
    );
  return { kind: 'alternate', values };
}

/** The id behind a key; `undefined` when no row has that alternate key. An id is given back unchecked. */
export function findRowId(dataverse: OpenedDataverse, table: Table, key: RowKey): Guid | undefined {
  if (key.kind === 'id') return key.id;
  const where = Object.fromEntries([...key.values].map(([column, value]) => [column.logicalName, value]));
  return dataverse.rows.findWhere(table.logicalName, where)[0]?.id;
}

/** @throws {DataverseError} 0x80060891 when no row has that alternate key */
export function requireRowId(dataverse: OpenedDataverse, table: Table, keyText: string): Guid {
  const id = findRowId(dataverse, table, parseRowKey(dataverse, table, keyText));
  if (id === undefined) throw noRowWithThatKey(table.logicalName);
  return id;
}

/** What references in a request are read by. */
export interface ReferenceBase {
  /** Default: nothing is said about the host, because who read the request has checked it. */
  readonly serviceRoot?: string;
  readonly contentIds?: ReadonlyMap<string, string>;
}

/**
 * The row behind a reference in a body: `/contacts(…)`, `contacts(…)`, an absolute URL of this server, or `$1` in a change set.
 * @throws {DataverseError} when it names no row, or one of another host
 */
export function resolveReference(
  dataverse: OpenedDataverse,
  reference: string,
  { serviceRoot, contentIds }: ReferenceBase = {},
): RowReference {
  const known = contentIds?.get(reference.replace(/^\//, ''));
  const text = known ?? reference;
  if (/^\/?\$\w+$/.test(text))
    throw badQuery(`Content-ID Reference: '${reference}' does not exist in the batch context.`);
  if (serviceRoot !== undefined) assertOwnAddress(text, serviceRoot);
  const relative = text.replace(/^https?:\/\/[^/]+/i, '').replace(/^\/?api\/data\/v\d+\.\d+\//i, '');
  const [segment, second] = parsePath(relative);
  if (!segment || segment.key === undefined || second) throw badQuery(`'${reference}' does not name a row.`);
  const table = dataverse.metadata.tableBySet(segment.name);
  if (!table) throw noSuchSegment(segment.name);
  return { table: table.logicalName, id: requireRowId(dataverse, table, segment.key) };
}
