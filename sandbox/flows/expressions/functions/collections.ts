/** Room sandbox/flows. Collection functions, over arrays, objects and texts as each allows. Nothing is changed in place. */
import type { FlowObject, FlowValue } from '../values';
import { identityOf, isArray, isNumber, isObject, propertyOf, toText, typeOf } from '../values';
import type { Arguments } from './arguments';
import type { FlowFunction } from './contracts';
import { define } from './contracts';
import { compareNumbers } from './logic';
import { withinHugeLimit } from './strings';

const MAX_RANGE = 100_000;
const INT32_MAX = 2_147_483_647;

function chunk(given: Arguments): FlowValue {
  const collection = given.textOrArray(0);
  const size = given.integer(1);
  if (size < 1) given.refuse('the length of a chunk must be at least 1');
  const count = Math.ceil(collection.length / size);
  return Array.from({ length: count }, (_, index) => collection.slice(index * size, (index + 1) * size));
}

function contains(given: Arguments): boolean {
  const collection = given.any(0);
  if (typeof collection === 'string') return collection.includes(given.text(1));
  if (isObject(collection)) return propertyOf(collection, given.text(1)) !== undefined;
  if (!isArray(collection)) return given.refuseType(0, 'an object, an array or a string');
  const sought = identityOf(given.any(1));
  return collection.some((item) => identityOf(item) === sought);
}

function isEmpty(given: Arguments): boolean {
  const collection = given.any(0);
  if (collection === null) return true;
  if (typeof collection === 'string' || isArray(collection)) return collection.length === 0;
  if (isObject(collection)) return Object.keys(collection).length === 0;
  return given.refuseType(0, 'an object, an array or a string');
}

/** Either all arguments are arrays or all are objects. */
function readCollections(given: Arguments): { arrays?: (readonly FlowValue[])[]; objects?: FlowObject[] } {
  const indexes = given.values.map((_, index) => index);
  if (isArray(given.any(0))) return { arrays: indexes.map((index) => given.array(index)) };
  if (isObject(given.any(0))) return { objects: indexes.map((index) => given.object(index)) };
  return given.refuseType(0, 'an array or an object');
}

function union(given: Arguments): FlowValue {
  const { arrays, objects = [] } = readCollections(given);
  if (!arrays) return Object.fromEntries(objects.flatMap((object) => Object.entries(object)));
  const byIdentity = new Map<string, FlowValue>();
  for (const item of arrays.flat()) {
    const identity = identityOf(item);
    if (!byIdentity.has(identity)) byIdentity.set(identity, item);
  }
  return [...byIdentity.values()];
}

/** Of objects: the names that all of them have, with the value of the last one. */
function intersection(given: Arguments): FlowValue {
  const { arrays, objects = [] } = readCollections(given);
  if (!arrays) {
    const names = Object.keys(objects[0] ?? {}).filter((name) =>
      objects.every((object) => Object.hasOwn(object, name)),
    );
    return Object.fromEntries(names.map((name) => [name, objects.at(-1)?.[name] ?? null]));
  }
  const [first = [], ...others] = arrays;
  const sets = others.map((array) => new Set(array.map((item) => identityOf(item))));
  const common = new Map(first.map((item) => [identityOf(item), item]));
  return [...common].filter(([identity]) => sets.every((set) => set.has(identity))).map(([, item]) => item);
}

function join(given: Arguments): string {
  const parts = given.array(0).map(toText);
  const delimiter = given.text(1);
  withinHugeLimit(
    'join',
    parts.reduce((length, part) => length + part.length + delimiter.length, 0),
  );
  return parts.join(delimiter);
}

function first(given: Arguments): FlowValue {
  const collection = given.textOrArray(0);
  return typeof collection === 'string' ? collection.slice(0, 1) : (collection[0] ?? null);
}

function last(given: Arguments): FlowValue {
  const collection = given.textOrArray(0);
  return typeof collection === 'string' ? collection.slice(-1) : (collection.at(-1) ?? null);
}

function range(given: Arguments): FlowValue {
  const start = given.integer(0);
  const count = given.size(1);
  if (count > MAX_RANGE) given.refuse(`at most ${MAX_RANGE} numbers can be made`);
  if (start + count > INT32_MAX) given.refuse(`start and count together must not exceed ${INT32_MAX}`);
  return Array.from({ length: count }, (_, index) => start + index);
}

/** Order of two sort keys of the same type; texts by code unit (inferred). */
function compareKeys(left: FlowValue, right: FlowValue): number {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  const [a, b] = [String(left), String(right)];
  return a < b ? -1 : Number(a > b);
}

function sort(given: Arguments): FlowValue {
  const name = given.optionalText(1);
  const keyed = given.array(0).map((item) => {
    if (name === undefined) return { item, key: item };
    if (!isObject(item)) return given.refuse('with a key to sort by, every item must be an object');
    return { item, key: propertyOf(item, name) ?? null };
  });
  const kinds = new Set<string>(keyed.map(({ key }) => (isNumber(key) ? 'Number' : typeOf(key))));
  if (kinds.size > 1 || ['Array', 'Object', 'Null'].some((kind) => kinds.has(kind))) {
    given.refuse('items are sorted by numbers, texts or booleans, all of one type');
  }
  return keyed.sort((left, right) => compareKeys(left.key, right.key)).map(({ item }) => item);
}

export const COLLECTION_FUNCTIONS: readonly FlowFunction[] = [
  define('chunk', [2, 2], chunk),
  define('contains', [2, 2], contains),
  define('empty', [1, 1], isEmpty),
  define('first', [1, 1], first),
  define('intersection', [1, Infinity], intersection),
  define('join', [2, 2], join),
  define('last', [1, 1], last),
  define('length', [1, 1], (given) => given.textOrArray(0).length),
  define('range', [2, 2], range),
  define('reverse', [1, 1], (given) => [...given.array(0)].reverse()),
  define('skip', [2, 2], (given) => given.array(0).slice(given.size(1))),
  define('sort', [1, 2], sort),
  define('take', [2, 2], (given) => given.textOrArray(0).slice(0, given.size(1))),
  define('union', [1, Infinity], union),
];
