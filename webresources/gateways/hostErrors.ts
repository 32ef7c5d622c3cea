/**
 * Room webresources/gateways. The one translation of what a host throws or answers into errors of ours; past this room
 * nobody sees a raw Web API error.
 */
import { isOutboundError, OutboundError } from '../../outbound/errors';

/** The page runs outside a model-driven app, so there is nobody to ask for rows. */
export class HostMissingError extends OutboundError {
  override readonly name = 'HostMissingError';
  readonly code = 'host-missing';
  constructor() {
    super('This page works only inside a model-driven app. Open it from the app.');
  }
}

/** No answer came: the connection failed or was cut. What the server did is not known. */
export class HostUnreachableError extends OutboundError {
  override readonly name = 'HostUnreachableError';
  readonly code = 'host-unreachable';
  constructor(options?: ErrorOptions) {
    super('The server cannot be reached. Check the connection and try again.', options);
  }
}

/** No answer came in time. What the server did is not known. */
export class HostTimeoutError extends OutboundError {
  override readonly name = 'HostTimeoutError';
  readonly code = 'host-timeout';
  /** @param timeoutMs how long was waited, in milliseconds. */
  constructor(readonly timeoutMs: number) {
    super(`The server did not answer within ${Math.round(timeoutMs / 1000)} seconds.`);
  }
}

/** The row asked for is not there: deleted meanwhile, or never created. */
export class RowMissingError extends OutboundError {
  override readonly name = 'RowMissingError';
  readonly code = 'row-missing';
  constructor(options?: ErrorOptions) {
    super('A row that is needed no longer exists. Reload the page and choose again.', options);
  }
}

/** The user lacks a privilege. */
export class PermissionDeniedError extends OutboundError {
  override readonly name = 'PermissionDeniedError';
  readonly code = 'permission-denied';
  constructor(options?: ErrorOptions) {
    super('You are not allowed to do this. Ask an administrator for a role with the missing privilege.', options);
  }
}

/** Every other refusal of the server. */
export class HostRequestError extends OutboundError {
  override readonly name = 'HostRequestError';
  readonly code = 'host-request-failed';
  /** @param hostCode the server's own code, such as `0x80048d19`, when it gave one. */
  constructor(
    message: string,
    readonly hostCode?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Codes of Dataverse that this package treats apart (Microsoft Learn, "Web service error codes"). */
const ROW_MISSING = '0x80040217';
const PRIVILEGE_DENIED = new Set(['0x80040220', '0x80048306']);

/** What a server said, from either door: a rejection of `Xrm.WebApi` or a response to fetch. */
export interface HostFault {
  readonly status?: number;
  /** `0x80040217` and the like. */
  readonly hostCode?: string;
  readonly message?: string;
}

/** The error of ours that stands for a server's refusal. */
export function toRefusal({ status, hostCode, message }: HostFault, cause?: unknown): OutboundError {
  const options = { cause };
  if (hostCode === ROW_MISSING) return new RowMissingError(options);
  if (status === 403 || (hostCode !== undefined && PRIVILEGE_DENIED.has(hostCode)))
    return new PermissionDeniedError(options);
  const said = withoutNumbers(message ?? '');
  const label = [status === undefined ? undefined : `HTTP ${status}`, hostCode].filter(Boolean).join(', ');
  const place = label === '' ? '' : ` (${label})`;
  return new HostRequestError(
    `The server refused the request${place}${said === '' ? '.' : `: ${said}`}`,
    hostCode,
    options,
  );
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

/** A server may quote values in its messages; phone numbers must not reach a screen log or a journal through them. */
export function withoutNumbers(message: string): string {
  return message.replace(/(?<![0-9a-fA-F-])\+?\d{7,15}(?![0-9a-fA-F-])/g, '…');
}
