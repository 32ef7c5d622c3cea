/** Room sandbox/flows. How large a value is as a message, without writing it. */
import type { FlowValue } from '../expressions';
import { isArray, isObject } from '../expressions';

/** Sizes of large values that were measured: one value is often handed through many actions. */
const measured = new WeakMap<object, number>();

const NUMBER_BYTES = 8;

/**
 * About the bytes of the value as JSON: texts count their characters, numbers and words eight.
 */
export function sizeOf(value: FlowValue): number {
  if (typeof value === 'string') return value.length + 2;
  if (value === null || typeof value !== 'object') return NUMBER_BYTES;
  const known = measured.get(value);
  if (known !== undefined) return known;
  let size = NUMBER_BYTES;
  if (isArray(value)) for (const item of value) size += sizeOf(item) + 1;
  else if (isObject(value)) for (const name in value) size += name.length + 4 + sizeOf(value[name] ?? null);
  if (size > 10_000) measured.set(value, size);
  return size;
}
