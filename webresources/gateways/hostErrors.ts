/**
 * Room webresources/gateways. The one translation of what `Xrm` and the browser throw into errors of ours; past this room
 * nobody sees a raw error.
 */
import {
  HostRequestError,
  HostUnreachableError,
  toRefusal,
  withoutNumbers,
} from '../../outbound/dataverse/webApiErrors';
import { isOutboundError, OutboundError } from '../../outbound/errors';

/** The page runs outside a model-driven app, so there is nobody to ask for rows. */
export class HostMissingError extends OutboundError {
  override readonly name = 'HostMissingError';
  readonly code = 'host-missing';
  constructor() {
    super('This page works only inside a model-driven app. Open it from the app.');
  }
}

/** Anything thrown, as an error of ours. Errors that are ours already pass unchanged. */
export function toOutboundError(thrown: unknown): OutboundError {
  if (isOutboundError(thrown)) return thrown;
  const fault = thrown as { errorCode?: unknown; message?: unknown } | null | undefined;
  const message = typeof fault?.message === 'string' ? fault.message : undefined;
  if (typeof fault?.errorCode === 'number')
    return toRefusal({ hostCode: toHostCode(fault.errorCode), message }, thrown);
  if (isNetworkError(thrown)) return new HostUnreachableError({ cause: thrown });
  return new HostRequestError(withoutNumbers(message ?? 'The server gave no reason.'), undefined, { cause: thrown });
}

/**
 * fetch rejects with TypeError when there was no answer (WHATWG Fetch, "network error"). A TypeError can be a mistake in a
 * program as well; the words of Chromium, Firefox and Safari tell them apart.
 */
function isNetworkError(thrown: unknown): boolean {
  return thrown instanceof TypeError && /failed to fetch|networkerror|load failed/i.test(thrown.message);
}

/** `Xrm.WebApi` gives codes as signed or unsigned 32-bit numbers, documents print them in hexadecimal. */
function toHostCode(errorCode: number): string {
  return `0x${(errorCode >>> 0).toString(16).padStart(8, '0')}`;
}
