/**
 * Room webresources/gateways. How a command hands the selected rows to the dialog: through session storage under a
 * random key, because the dialog's `data` is part of an address and a selection can be long.
 */
import { toPlainId } from './xrmHost';

/** The rows a user chose. */
export interface SendRequest {
  /** Logical name, such as `incident`. */
  readonly table: string;
  /** In the order of the selection, lower case, without braces, each once. */
  readonly ids: readonly string[];
}

const PREFIX = 'obm.sendOutbound.';

/** Stores the request and gives the key that the dialog reads it by. */
export function storeSendRequest(storage: Storage, request: SendRequest, newKey: () => string): string {
  const key = newKey();
  const ids = [...new Set(request.ids.map(toPlainId))];
  storage.setItem(PREFIX + key, JSON.stringify({ table: request.table, ids }));
  return key;
}

/** The request of that key; `undefined` when it is not there, as after a reload in another tab. */
export function readSendRequest(storage: Storage, key: string): SendRequest | undefined {
  const stored = storage.getItem(PREFIX + key);
  return stored === null ? undefined : (JSON.parse(stored) as SendRequest);
}

/** Forgets the request. */
export function removeSendRequest(storage: Storage, key: string): void {
  storage.removeItem(PREFIX + key);
}
