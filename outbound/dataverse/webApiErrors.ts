/**
 * Room outbound, dataverse. What a Web API request can fail with, in errors of ours; past this folder nobody sees a raw
 * Web API error.
 */
import { OutboundError } from '../errors';

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
    super(
      `The server did not answer within ${Math.round(timeoutMs / 1000)} seconds. ` +
        'Look whether it has done the work before you try again.',
    );
  }
}

/** Whether a change was made is not known: no answer came, or one that does not say, and a look at the row did not tell either. */
export class OutcomeUnclearError extends OutboundError {
  override readonly name = 'OutcomeUnclearError';
  readonly code = 'outcome-unclear';
  constructor(options?: ErrorOptions) {
    super('The server did not say whether this was done. Look at how it stands now before you do it again.', options);
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

/** What a server said. */
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

/** A server may quote values in its messages; phone numbers must not reach a screen log or a journal through them. */
export function withoutNumbers(message: string): string {
  return message.replace(/(?<![0-9a-fA-F-])\+?\d{7,15}(?![0-9a-fA-F-])/g, '…');
}
