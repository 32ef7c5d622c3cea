/**
 * Room outbound, recipients. Recipient sources as an administrator writes them in JSON, read over the built-in ones. Whatever
 * is wrong is refused with the path of the mistake; nothing is guessed and no key is passed over.
 */
import { isReservedSlug } from '../contactList/wire';
import { OutboundError, shownName } from '../errors';
import { slugKey, slugName } from '../templates/slugName';
import {
  BUILT_IN_SOURCES,
  documentedRelationship,
  PERSON_SLUGS,
  VALUE_KINDS,
  type PathStep,
  type RecipientRoute,
  type RecipientSource,
  type RecipientSources,
  type RowSlug,
  type ValueKind,
} from './recipientSources';

/** A mistake in the JSON of recipient sources. */
export class RecipientSourcesInvalidError extends OutboundError {
  override readonly name = 'RecipientSourcesInvalidError';
  readonly code = 'recipient-sources-invalid';
  /** @param path of the mistake: `sources.incident.recipients[0].number`; empty for the text as a whole. */
  constructor(
    readonly path: string,
    readonly expected: string,
  ) {
    super(`Recipient sources${path === '' ? '' : `, at ${path}`}: expected ${expected}.`);
  }
}

/** Far above what an environment variable holds; nothing longer is parsed. UTF-16 units. */
const MAX_LENGTH = 100_000;
/** Names an object's prototype chain gives meaning to. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** Logical names: Microsoft Learn, "Table and column names" (lower case, letters, digits, underscores). */
const LOGICAL_NAME = /^[a-z][a-z0-9_]{0,127}$/;
/** Schema names of relationships and navigation properties keep their case. */
const SCHEMA_NAME = /^[A-Za-z][A-Za-z0-9_]{0,199}$/;
const SLUG_NAME = /^[A-Za-z][A-Za-z0-9_.]{0,99}$/;
const PERSON_KEYS: ReadonlySet<string> = new Set(PERSON_SLUGS.map(({ slug }) => slugKey(slug)));

type Entries = ReadonlyMap<string, unknown>;

/**
 * The built-in sources, with each table of the JSON added, or in the built-in one's place. An empty text changes nothing.
 *
 * ```json
 * { "sources": { "incident": {
 *     "id": "incidentid", "name": "title", "relationship": "incident_msdyn_ocoutboundmessages",
 *     "recipients": [{
 *       "path": [{ "property": "customerid_contact", "table": "contact" }], "table": "contact", "id": "contactid",
 *       "number": ["mobilephone", "telephone1"], "consent": { "column": "new_smsoptin", "allowedWhen": true },
 *       "names": { "full": "fullname", "first": "firstname", "last": "lastname" },
 *       "locale": "new_language", "country": "new_countrycode", "timeZone": "new_timezone", "final": true }],
 *     "slugs": { "CaseName": "title", "Due": { "column": "followupby", "kind": "date" } } } } }
 * ```
 *
 * Optional are `relationship` (absent: `<table>_msdyn_ocoutboundmessages`), `path` (absent: the row itself is the person),
 * a recipient's `table` when it has no `path`, `first`, `last`, `locale`, `country`, `timeZone`, `final` and `slugs`.
 * `number` is one column or several, the preferred one first. A consent given as text is a column that forbids messages.
 * @throws {RecipientSourcesInvalidError} which names the path of the first mistake.
 */
export function parseRecipientSources(json: string, builtIn: RecipientSources = BUILT_IN_SOURCES): RecipientSources {
  if (json.length > MAX_LENGTH) throw new RecipientSourcesInvalidError('', `at most ${MAX_LENGTH} characters`);
  if (json.trim() === '') return builtIn;
  const root = readObject(parseJson(json), '', ['sources']);
  const sources = readEntries(root.get('sources'), 'sources');
  const merged = new Map(builtIn);
  for (const [table, definition] of sources) {
    if (!LOGICAL_NAME.test(table)) throw unknownKey('sources', table, 'the logical name of a table');
    merged.set(table, readSource(table, definition, `sources.${table}`));
  }
  return merged;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new RecipientSourcesInvalidError('', 'a JSON text');
  }
}

function readSource(table: string, value: unknown, path: string): RecipientSource {
  const entries = readObject(value, path, ['id', 'name', 'relationship', 'recipients', 'slugs']);
  return {
    table,
    idColumn: readColumn(entries.get('id'), `${path}.id`),
    nameColumn: readColumn(entries.get('name'), `${path}.name`),
    regardingRelationship: readOptional(entries, 'relationship', path, readSchemaName) ?? documentedRelationship(table),
    routes: readList(entries.get('recipients'), `${path}.recipients`).map((route, index) =>
      readRoute(table, route, `${path}.recipients[${index}]`),
    ),
    rowSlugs: readOptional(entries, 'slugs', path, readSlugs) ?? [],
  };
}

const ROUTE_KEYS = ['path', 'table', 'id', 'number', 'consent', 'names', 'locale', 'country', 'timeZone', 'final'];

function readRoute(sourceTable: string, value: unknown, path: string): RecipientRoute {
  const entries = readObject(value, path, ROUTE_KEYS);
  const steps = readOptional(entries, 'path', path, readSteps) ?? [];
  const table = steps.at(-1)?.table ?? sourceTable;
  const named = readOptional(entries, 'table', path, readColumn);
  if (named !== undefined && named !== table) {
    throw new RecipientSourcesInvalidError(`${path}.table`, `${table}, the table that the path ends at`);
  }
  const localeColumn = readOptional(entries, 'locale', path, readColumn);
  const countryColumn = readOptional(entries, 'country', path, readColumn);
  const timeZoneColumn = readOptional(entries, 'timeZone', path, readColumn);
  return {
    path: steps,
    table,
    idColumn: readColumn(entries.get('id'), `${path}.id`),
    numberColumns: readNumberColumns(entries.get('number'), `${path}.number`),
    ...readConsent(entries.get('consent'), `${path}.consent`),
    names: readNames(entries.get('names'), `${path}.names`),
    ...(localeColumn !== undefined && { localeColumn }),
    ...(countryColumn !== undefined && { countryColumn }),
    ...(timeZoneColumn !== undefined && { timeZoneColumn }),
    ...(readOptional(entries, 'final', path, readBoolean) === true && { isFinal: true }),
  };
}

const readSteps = (value: unknown, path: string): PathStep[] =>
  readList(value, path).map((step, index) => {
    const at = `${path}[${index}]`;
    const entries = readObject(step, at, ['property', 'table']);
    return {
      navigationProperty: readSchemaName(entries.get('property'), `${at}.property`),
      table: readColumn(entries.get('table'), `${at}.table`, 'the logical name of a table'),
    };
  });

const readNumberColumns = (value: unknown, path: string): string[] =>
  Array.isArray(value)
    ? readList(value, path).map((column, index) => readColumn(column, `${path}[${index}]`))
    : [readColumn(value, path)];

function readConsent(value: unknown, path: string): Pick<RecipientRoute, 'consentColumn' | 'consentAllowedWhen'> {
  if (typeof value === 'string') return { consentColumn: readColumn(value, path) };
  const entries = readObject(value, path, ['column', 'allowedWhen']);
  return {
    consentColumn: readColumn(entries.get('column'), `${path}.column`),
    consentAllowedWhen: readBoolean(entries.get('allowedWhen'), `${path}.allowedWhen`),
  };
}

function readNames(value: unknown, path: string): RecipientRoute['names'] {
  const entries = readObject(value, path, ['full', 'first', 'last']);
  const first = readOptional(entries, 'first', path, readColumn);
  const last = readOptional(entries, 'last', path, readColumn);
  return {
    full: readColumn(entries.get('full'), `${path}.full`),
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
  };
}

function readSlugs(value: unknown, path: string): RowSlug[] {
  const seen = new Set<string>();
  return [...readEntries(value, path)].map(([name, definition]) => {
    const key = slugKey(name);
    if (!SLUG_NAME.test(name)) throw unknownKey(path, name, 'a slug of letters, digits, dots and underscores');
    const at = `${path}.${shownName(name)}`;
    if (isReservedSlug(name)) throw new RecipientSourcesInvalidError(at, 'a name the platform does not use itself');
    if (PERSON_KEYS.has(key)) throw new RecipientSourcesInvalidError(at, 'another name: names of the person fill it');
    if (seen.has(key)) throw new RecipientSourcesInvalidError(at, 'a name that differs by more than letter case');
    seen.add(key);
    if (typeof definition === 'string') return { slug: slugName(name), column: readColumn(definition, at) };
    const entries = readObject(definition, at, ['column', 'kind']);
    const kind = readOptional(entries, 'kind', at, readKind);
    const column = readColumn(entries.get('column'), `${at}.column`);
    return { slug: slugName(name), column, ...(kind !== undefined && { kind }) };
  });
}

function readKind(value: unknown, path: string): ValueKind {
  const kind = VALUE_KINDS.find((known) => known === value);
  if (kind === undefined) throw new RecipientSourcesInvalidError(path, `one of ${VALUE_KINDS.join(', ')}`);
  return kind;
}

function readColumn(value: unknown, path: string, expected = 'the logical name of a column'): string {
  if (typeof value === 'string' && LOGICAL_NAME.test(value) && !PROTOTYPE_KEYS.has(value)) return value;
  throw new RecipientSourcesInvalidError(path, expected);
}

function readSchemaName(value: unknown, path: string): string {
  if (typeof value === 'string' && SCHEMA_NAME.test(value) && !PROTOTYPE_KEYS.has(value)) return value;
  throw new RecipientSourcesInvalidError(path, 'the schema name of a relationship or navigation property');
}

function readBoolean(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new RecipientSourcesInvalidError(path, 'true or false');
}

function readList(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value as readonly unknown[];
  throw new RecipientSourcesInvalidError(path, 'a list with at least one entry');
}

/** The entry if it is there; an explicit null is not "there is none" but a mistake. */
const readOptional = <T>(
  entries: Entries,
  key: string,
  path: string,
  read: (value: unknown, path: string) => T,
): T | undefined => (entries.has(key) ? read(entries.get(key), `${path}.${key}`) : undefined);

/** An object's entries, with only the keys that mean something here. */
function readObject(value: unknown, path: string, keys: readonly string[]): Entries {
  const entries = readEntries(value, path);
  for (const key of entries.keys()) {
    if (!keys.includes(key)) throw unknownKey(path, key, `only the keys ${keys.join(', ')}`);
  }
  return entries;
}

function readEntries(value: unknown, path: string): Entries {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RecipientSourcesInvalidError(path, 'an object');
  }
  const entries = Object.entries(value);
  const polluting = entries.find(([key]) => PROTOTYPE_KEYS.has(key));
  if (polluting) throw unknownKey(path, polluting[0], 'no key that means something to every object');
  return new Map(entries);
}

const unknownKey = (path: string, key: string, expected: string): RecipientSourcesInvalidError =>
  new RecipientSourcesInvalidError(path === '' ? shownName(key) : `${path}.${shownName(key)}`, expected);
