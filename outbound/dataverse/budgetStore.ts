/**
 * Room outbound, dataverse. The rows of the request budget over the Web API: found by their hour, changed against the version that
 * was read, created only if there is none.
 */
import type { LedgerRow, LedgerStore, StoredLedgerRow } from '../sends/budget/ledgerStore';
import { REQUEST_BUDGET } from './names';
import {
  requireOk,
  sendPatiently,
  type WebApiResponse,
  type WebApiRow,
  type WebApiSilence,
  type RowHost,
} from './webApi';

const { hour, limit, eventReserve, used, ledger, isClosed } = REQUEST_BUDGET;
const LATEST =
  `${REQUEST_BUDGET.set}?$select=${[hour, limit, eventReserve, used, ledger, isClosed].join(',')}` +
  `&$orderby=${hour} desc&$top=1`;

/** The ledger's rows of one organisation. */
export const createBudgetStore = (host: RowHost): LedgerStore => ({
  async readLatestHour() {
    const headers = { 'Cache-Control': 'no-cache' };
    const answer = requireOk(await sendPatiently(host.http, { method: 'GET', path: LATEST, headers }, host));
    const { value } = JSON.parse(answer.text) as { value?: readonly WebApiRow[] };
    const [row] = value ?? [];
    return {
      ...(row && { row: toLedgerRow(row) }),
      ...(answer.serverTime && { serverTime: answer.serverTime }),
    };
  },

  async writeHour(row) {
    const answer = await write(host, row, { 'If-Match': row.etag });
    // Gone: whoever tidied up keeps the greatest hour, which is then another.
    return answer.status === 412 || answer.status === 404 ? 'changed' : 'written';
  },

  async createHour(row) {
    const answer = await write(host, row, { 'If-None-Match': '*' }, { [REQUEST_BUDGET.name]: row.hour });
    return answer.status === 412 ? 'exists' : 'created';
  },
});

/**
 * The answer, 2xx, 404 or 412. An unclear one is never looked up: two bookings can look the same, so what may have been booked counts as
 * used, and whoever needs requests books again.
 * @throws {OutboundError} for every other, and for none.
 */
async function write(
  host: RowHost,
  row: LedgerRow,
  headers: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<WebApiResponse> {
  const body = {
    [limit]: row.limit,
    [eventReserve]: row.eventReserve,
    [used]: row.used,
    [ledger]: row.ledger,
    [isClosed]: row.isClosed,
    ...more,
  };
  // The hour is digits, hyphens, `T` and `Z`: nothing in it has to be encoded.
  const path = `${REQUEST_BUDGET.set}(${hour}='${row.hour}')`;
  const answer: WebApiResponse | WebApiSilence = await sendPatiently(
    host.http,
    { method: 'PATCH', path, headers, body },
    host,
  );
  const isExpected = answer.kind === 'response' && (answer.status === 412 || answer.status === 404);
  return isExpected && !('If-None-Match' in headers && answer.status === 404) ? answer : requireOk(answer);
}

const toLedgerRow = (row: WebApiRow): StoredLedgerRow => ({
  hour: String(row[hour]),
  limit: Number(row[limit]),
  eventReserve: Number(row[eventReserve]),
  used: Number(row[used]),
  ledger: String(row[ledger] ?? ''),
  isClosed: row[isClosed] === true,
  etag: String(row['@odata.etag']),
});
