/**
 * Room sandbox/flows. The schema of a ParseJson action: types, required members, lists and values. Keywords that only describe
 * are passed over, others that it does not know are refused by name. Source of the keywords: JSON Schema, draft 4 to 7.
 */
import { FlowNotSupportedError } from '../contracts';
import type { FlowObject, FlowValue } from '../expressions';
import { isArray, isEqual, isInteger, isObject, typeOf } from '../expressions';
import type { ActionSource } from './actionSource';

export interface Schema {
  readonly types?: readonly string[];
  readonly required: readonly string[];
  readonly properties: ReadonlyMap<string, Schema>;
  /** Undefined: further members may be anything. */
  readonly others?: Schema | false;
  readonly items?: Schema;
  readonly values?: readonly FlowValue[];
  readonly anyOf?: readonly Schema[];
  /** Smallest and largest: a number itself, a text's or list's length. */
  readonly bounds: readonly Bound[];
}

interface Bound {
  readonly of: 'number' | 'text' | 'list';
  readonly isLeast: boolean;
  readonly limit: number;
}

export interface SchemaFinding {
  /** `items[0].name`, or empty for the whole. */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

const DESCRIBING = new Set([
  '$schema',
  '$id',
  'id',
  'title',
  'description',
  'default',
  'examples',
  'format',
  'readOnly',
  'contentVersion',
]);
const TYPES = new Set(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object', 'any']);
const BOUNDS: ReadonlyMap<string, Omit<Bound, 'limit'>> = new Map<string, Omit<Bound, 'limit'>>([
  ['minimum', { of: 'number', isLeast: true }],
  ['maximum', { of: 'number', isLeast: false }],
  ['minLength', { of: 'text', isLeast: true }],
  ['maxLength', { of: 'text', isLeast: false }],
  ['minItems', { of: 'list', isLeast: true }],
  ['maxItems', { of: 'list', isLeast: false }],
]);

interface Draft {
  types?: readonly string[];
  required: readonly string[];
  properties: Map<string, Schema>;
  others?: Schema | false;
  items?: Schema;
  values?: readonly FlowValue[];
  anyOf?: readonly Schema[];
  bounds: Bound[];
}

/** `@@odata.type` in a definition stands for the name `@odata.type`. */
const unescaped = (name: string): string => (name.startsWith('@@') ? name.slice(1) : name);

type Reader = (source: ActionSource, value: FlowValue, draft: Draft) => void;

function texts(source: ActionSource, keyword: string, value: FlowValue): string[] {
  const list = isArray(value) ? value : [value];
  if (list.every((one) => typeof one === 'string')) return list as string[];
  return source.refuse(`'${keyword}' in the schema must hold texts`);
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    'type',
    (source, value, draft) => {
      const types = texts(source, 'type', value);
      const unknown = types.find((type) => !TYPES.has(type));
      if (unknown !== undefined) source.refuse(`the schema has no type '${unknown}'`);
      if (!types.includes('any')) draft.types = types;
    },
  ],
  ['required', (source, value, draft) => void (draft.required = texts(source, 'required', value).map(unescaped))],
  [
    'properties',
    (source, value, draft) => {
      if (!isObject(value)) return source.refuse("'properties' in the schema must be an object");
      for (const [name, schema] of Object.entries(value))
        draft.properties.set(unescaped(name), readSchema(source, schema));
    },
  ],
  [
    'additionalProperties',
    (source, value, draft) => {
      if (value === true) return;
      draft.others = value === false ? false : readSchema(source, value);
    },
  ],
  ['items', (source, value, draft) => void (draft.items = readSchema(source, value))],
  [
    'enum',
    (source, value, draft) => void (draft.values = isArray(value) ? value : source.refuse("'enum' must be a list")),
  ],
  ['const', (_, value, draft) => void (draft.values = [value])],
  ['anyOf', (source, value, draft) => void (draft.anyOf = readList(source, value))],
]);

const readList = (source: ActionSource, value: FlowValue): Schema[] =>
  isArray(value) ? value.map((one) => readSchema(source, one)) : source.refuse("'anyOf' must be a list");

/** @throws {FlowDefinitionError} @throws {FlowNotSupportedError} for a keyword that would be passed over otherwise */
export function readSchema(source: ActionSource, value: FlowValue): Schema {
  const draft: Draft = { required: [], properties: new Map(), bounds: [] };
  if (!isObject(value)) return source.refuse('a schema must be an object');
  for (const [keyword, given] of Object.entries(value)) {
    const bound = BOUNDS.get(keyword);
    if (bound && typeof given === 'number') draft.bounds.push({ ...bound, limit: given });
    else if (READERS.has(keyword)) READERS.get(keyword)?.(source, given, draft);
    else if (!DESCRIBING.has(keyword) && !keyword.startsWith('x-')) {
      throw new FlowNotSupportedError(`'${keyword}' in the schema of action '${source.name}'`);
    }
  }
  return draft;
}

function isOfType(value: FlowValue, type: string): boolean {
  const actual = typeOf(value);
  if (type === 'number') return actual === 'Integer' || actual === 'Float';
  return actual.toLowerCase() === type;
}

function measure(value: FlowValue, of: Bound['of']): number | undefined {
  if (of === 'text') return typeof value === 'string' ? value.length : undefined;
  if (of === 'list') return isArray(value) ? value.length : undefined;
  return isInteger(value) || typeOf(value) === 'Float' ? Number(value) : undefined;
}

const at = (path: string, name: string): string => (path ? `${path}.${name}` : name);

function checkMembers(schema: Schema, value: FlowObject, path: string, found: SchemaFinding[]): void {
  for (const name of schema.required) {
    if (!Object.hasOwn(value, name)) found.push({ path: at(path, name), expected: 'a value', actual: 'nothing' });
  }
  for (const [name, member] of Object.entries(value)) {
    const known = schema.properties.get(name);
    if (known) check(known, member, at(path, name), found);
    else if (schema.others === false) found.push({ path: at(path, name), expected: 'nothing', actual: 'a value' });
    else if (schema.others) check(schema.others, member, at(path, name), found);
  }
}

function check(schema: Schema, value: FlowValue, path: string, found: SchemaFinding[]): void {
  const report = (expected: string, actual: string = typeOf(value)): void =>
    void found.push({ path, expected, actual });
  if (schema.types && !schema.types.some((type) => isOfType(value, type))) return report(schema.types.join(' or '));
  if (schema.values && !schema.values.some((one) => isEqual(one, value))) report('one of the listed values', 'another');
  if (schema.anyOf && !schema.anyOf.some((one) => checkSchema(one, value, path).length === 0))
    report('one of several shapes');
  for (const { of, isLeast, limit } of schema.bounds) {
    const size = measure(value, of);
    if (size !== undefined && (isLeast ? size < limit : size > limit))
      report(`${isLeast ? 'at least' : 'at most'} ${limit}`);
  }
  if (isObject(value)) checkMembers(schema, value, path, found);
  else if (isArray(value) && schema.items) {
    const { items } = schema;
    value.forEach((item, index) => check(items, item, `${path}[${index}]`, found));
  }
}

/** What does not fit, without any value in it; empty when all does. */
export function checkSchema(schema: Schema, value: FlowValue, path = ''): readonly SchemaFinding[] {
  const found: SchemaFinding[] = [];
  check(schema, value, path, found);
  return found;
}
