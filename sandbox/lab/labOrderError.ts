/** Room sandbox/lab. Orders to the lab that cannot be carried out, and how numbers and texts are read from them. */

/** A request to the lab that makes no sense, or not now; the text says why. */
export class LabOrderError extends Error {
  override readonly name = 'LabOrderError';
  constructor(
    readonly status: number,
    /** Stable, kebab-case. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The body as an object; anything else counts as an empty one. */
export const toRecord = (body: unknown): JsonRecord =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as JsonRecord) : {};

/** What is passed over would look done. @throws {LabOrderError} 400 for the first name that no order has */
export function assertKnown(order: JsonRecord, known: readonly string[], code: string): void {
  const unknown = Object.keys(order).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new LabOrderError(400, code, `'${unknown}' is no part of an order; ${known.join(', ')} are.`);
}

/** `42` of a query string; `undefined` for anything that is no whole number. */
export const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
