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

/**
 * What a page was opened with: `data` of its address; `undefined` when that is absent or empty. The documented sample reads
 * the name without regard to case (Microsoft Learn, "Webpage (HTML) web resources", pass parameters).
 */
export function readPageData(search: string): string | undefined {
  const found = [...new URLSearchParams(search)].find(([name]) => name.toLowerCase() === 'data');
  return found?.[1] === '' ? undefined : found?.[1];
}

/** Forgets the request. */
export function removeSendRequest(storage: Storage, key: string): void {
  storage.removeItem(PREFIX + key);
}
