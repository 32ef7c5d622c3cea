/**
 * Room outbound, dataverse. One change of one row under its version (`If-Match`). An answer that does not say what became of it is
 * no refusal: then the row itself is looked at.
 */
import {
  conclude,
  readFault,
  requireOk,
  sendPatiently,
  type WebApiResponse,
  type WebApiRow,
  type WebApiSilence,
  type RowHost,
} from './webApi';
import { HostRequestError, OutcomeUnclearError, RowMissingError, toRefusal } from './webApiErrors';

/** A change of one row. */
export interface RowChange {
  /** `obm_sendbatches(…)`. */
  readonly path: string;
  /** `$select` of the row that is given back. */
  readonly columns: string;
  /** The version it was read with. */
  readonly etag: string;
  /** By logical name as the JSON of the Web API has them: texts, numbers, ISO times, `null`. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Columns that show, besides the values, that it was this very change which was made. @default none */
  readonly signs?: Readonly<Record<string, unknown>>;
}

/**
 * Changes the row and gives it as it is then; `undefined`: somebody else changed or deleted it first, and it stays so. Never creates a
 * row: `If-Match` turns the upsert off.
 * @throws {OutcomeUnclearError} when the change may have been made, or may still be.
 * @throws {OutboundError} when it was refused.
 */
export async function changeRow(host: RowHost, change: RowChange): Promise<WebApiRow | undefined> {
  const { path, columns, etag, values } = change;
  const answer = await sendPatiently(
    host.http,
    {
      method: 'PATCH',
      path: `${path}?$select=${columns}`,
      headers: { 'If-Match': etag, Prefer: 'return=representation' },
      body: values,
    },
    host,
  );
  const conclusion = conclude(answer);
  if (conclusion === 'refused') return ifChanged(answer);
  const row = conclusion === 'done' ? rowIn(answer) : undefined;
  return row ?? lookUp(host, change, answer);
}

/** The row by itself. `undefined`: there is none. @throws {OutboundError} when it cannot be told. */
export async function readRow(host: RowHost, path: string): Promise<WebApiRow | undefined> {
  const answer = await sendPatiently(host.http, { method: 'GET', path }, host);
  if (isMissing(answer)) return undefined;
  return rowOf(requireOk(answer));
}

/** The row in an answer. @throws {HostRequestError} when there is none with a version. */
export function rowOf(answer: WebApiResponse): WebApiRow {
  const row = parseAnswer(answer) as WebApiRow | null;
  if (typeof row?.['@odata.etag'] !== 'string') {
    throw new HostRequestError('The server gave no version for a row of the journal.');
  }
  return row;
}

/** The JSON in an answer. @throws {HostRequestError} when it is none. */
export function parseAnswer({ text }: WebApiResponse): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HostRequestError('The server gave an answer that cannot be read.', undefined, { cause });
  }
}

/** The answer says that there is no such row. */
export const isMissing = (answer: WebApiResponse | WebApiSilence): boolean =>
  answer.kind === 'response' &&
  conclude(answer) === 'refused' &&
  toRefusal(readFault(answer)) instanceof RowMissingError;

function ifChanged(answer: WebApiResponse | WebApiSilence): undefined {
  if (isMissing(answer) || (answer.kind === 'response' && answer.status === 412)) return undefined;
  requireOk(answer);
}

/** What stands in the row tells. Under the version that was read the change may still arrive; under another one it never will. */
async function lookUp(
  host: RowHost,
  { path, columns, etag, values, signs }: RowChange,
  answer: WebApiResponse | WebApiSilence,
): Promise<WebApiRow | undefined> {
  const expected = { ...values, ...signs };
  const select = [...new Set([...columns.split(','), ...Object.keys(expected)])].join(',');
  const unclear = (cause: unknown): OutcomeUnclearError =>
    new OutcomeUnclearError({ cause: answer.kind === 'no-answer' ? answer.error : cause });
  const row = await readRow(host, `${path}?$select=${select}`).catch((cause: unknown) => {
    throw unclear(cause);
  });
  if (row === undefined) return undefined;
  if (row['@odata.etag'] === etag) throw unclear(undefined);
  return Object.entries(expected).every(([name, value]) => isSame(row[name], value)) ? row : undefined;
}

const TIME = /^\d{4}-\d\d-\d\dT/;

/** The platform keeps date and time to the second (Microsoft Learn, "Format and behavior of the DateTime column"). */
function isSame(stored: unknown, written: unknown): boolean {
  if (typeof stored !== 'string' || typeof written !== 'string') return (stored ?? null) === (written ?? null);
  const isTime = TIME.test(stored) && TIME.test(written);
  return isTime ? secondOf(stored) === secondOf(written) : stored === written;
}

const secondOf = (time: string): number => Math.floor(Date.parse(time) / 1000);

function rowIn(answer: WebApiResponse | WebApiSilence): WebApiRow | undefined {
  try {
    return answer.kind === 'response' ? rowOf(answer) : undefined;
  } catch {
    // Done, and its answer was cut off.
    return undefined;
  }
}
