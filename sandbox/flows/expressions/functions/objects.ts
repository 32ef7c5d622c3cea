/** Room sandbox/flows. Functions on objects. They answer a new object and leave the given one as it is. */
import type { FlowValue } from '../values';
import type { Arguments } from './arguments';
import type { FlowFunction } from './contracts';
import { define } from './contracts';

function setProperty(given: Arguments): FlowValue {
  return { ...given.object(0), [given.text(1)]: given.any(2) };
}

function addProperty(given: Arguments): FlowValue {
  if (Object.hasOwn(given.object(0), given.text(1))) given.refuse('the object has a property of that name already');
  return setProperty(given);
}

function removeProperty(given: Arguments): FlowValue {
  const name = given.text(1);
  return Object.fromEntries(Object.entries(given.object(0)).filter(([key]) => key !== name));
}

export const OBJECT_FUNCTIONS: readonly FlowFunction[] = [
  define('addProperty', [3, 3], addProperty),
  define('coalesce', [1, Infinity], (given) => given.values.find((value) => value !== null) ?? null),
  define('removeProperty', [2, 2], removeProperty),
  define('setProperty', [3, 3], setProperty),
];
