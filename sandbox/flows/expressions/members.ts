/**
 * Room sandbox/flows. Properties and elements of values. The flat names of connector outputs (`body/value`) are a way through
 * nested objects: Power Automate's designer writes them so, with all levels in one pair of brackets.
 */
import { MemberAccessError } from './errors';
import type { FlowObject, FlowValue } from './values';
import { isArray, isInteger, isObject, propertyOf, typeOf } from './values';

function selectElement(array: readonly FlowValue[], key: FlowValue, isSafe: boolean): FlowValue {
  if (!isInteger(key)) throw new MemberAccessError('elements of an array are selected by an integer');
  const item = key >= 0 && key < array.length ? array[Number(key)] : undefined;
  if (item !== undefined) return item;
  if (isSafe) return null;
  throw new MemberAccessError(`the index ${key} is outside of an array of ${array.length}`);
}

function selectProperty(object: FlowObject, key: FlowValue, isSafe: boolean): FlowValue {
  if (typeof key !== 'string') {
    throw new MemberAccessError(
      `properties of an object are selected by a text, not by a value of type '${typeOf(key)}'`,
    );
  }
  const value = propertyOf(object, key);
  if (value !== undefined) return value;
  const slash = key.indexOf('/');
  const head = slash > 0 ? propertyOf(object, key.slice(0, slash)) : undefined;
  if (head !== undefined) return selectMember(head, key.slice(slash + 1), isSafe);
  if (isSafe) return null;
  throw new MemberAccessError(`the property '${key}' does not exist`);
}

/**
 * Names of properties are matched exactly, upper and lower case too. `isSafe` forgives a missing member and a null, not a
 * member of a text or a number.
 */
export function selectMember(target: FlowValue, key: FlowValue, isSafe: boolean): FlowValue {
  if (isArray(target)) return selectElement(target, key, isSafe);
  if (isObject(target)) return selectProperty(target, key, isSafe);
  if (target === null && isSafe) return null;
  throw new MemberAccessError(`a value of type '${typeOf(target)}' has no properties and no elements`);
}
