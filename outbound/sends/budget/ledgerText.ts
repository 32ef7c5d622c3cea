/**
 * Room outbound, sends, budget. Writes the ledger as the JSON text that a row keeps, and reads it back with a wary eye: a wrong number
 * here would let too much or nothing through.
 */
import { LedgerDamagedError } from './budgetErrors';
import { BUCKET_SLOTS, MAX_SENDS, RELEASED_KEPT, type Ledger, type SendUse } from './ledger';
import { hourStart, WINDOW_SLOTS } from './slots';

const VERSION = 1;

/** Slots a ledger spans at most: the window, and the rest of the bucket it begins in. */
const MOST_SLOTS = WINDOW_SLOTS + BUCKET_SLOTS - 1;

/** Buckets that these slots lie in. */
const MOST_BUCKETS = Math.ceil(MOST_SLOTS / BUCKET_SLOTS);

/** What a send's id may be; a GUID is. */
export const SEND_ID = /^[\w.:-]{1,50}$/;

/**
 * The JSON text of a ledger, under 8,000 characters for an allowance of 30,000. A send is an array, in the order of `SendUse`:
 * `{"v":1,"first":178942920,"newest":178943305,"bulk":[83,84],"event":[],"sends":[["9f2b…",1789433057123,1200,20,1,8.25,1789433050000,40,[2500]]],"revision":12,"released":[]}`.
 */
export function serializeLedger(ledger: Ledger): string {
  const { first, newest, bulk, event, sends, revision, released, next } = ledger;
  const rows = sends.map((send) => [
    send.id,
    send.seen,
    send.waiting,
    send.wanted,
    send.isHungry ? 1 : 0,
    send.pace,
    send.paceFrom,
    send.paceCount,
    send.used,
  ]);
  return JSON.stringify({ v: VERSION, first, newest, bulk, event, sends: rows, revision, released, next });
}

/**
 * Reads the text of a ledger.
 * @throws {LedgerDamagedError} naming the first place that is not as `serializeLedger` writes it.
 */
export function parseLedger(text: string): Ledger {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LedgerDamagedError('', 'JSON', undefined, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LedgerDamagedError('', 'an object');
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields['v'] !== VERSION)
    throw new LedgerDamagedError('v', `${VERSION}; another version of the solution may have written it`);
  const first = readCount(fields['first'], 'first', Number.MIN_SAFE_INTEGER);
  if (first % BUCKET_SLOTS !== 0) throw new LedgerDamagedError('first', `a multiple of ${BUCKET_SLOTS}`);
  const newest = readCount(fields['newest'], 'newest', first);
  if (newest - first >= MOST_SLOTS)
    throw new LedgerDamagedError('newest', `less than ${MOST_SLOTS} slots after the first`);
  const span = newest - first + 1;
  const sends = readArray(fields['sends'], 'sends', MAX_SENDS).map((send, index) => readSend(send, `sends[${index}]`));
  if (new Set(sends.map(({ id }) => id)).size < sends.length) throw new LedgerDamagedError('sends', 'each send once');
  return {
    first,
    newest,
    bulk: readCounts(fields['bulk'], 'bulk', span),
    event: readCounts(fields['event'], 'event', span),
    sends,
    revision: readCount(fields['revision'], 'revision'),
    released: readCounts(fields['released'], 'released', RELEASED_KEPT),
    ...readNext(fields['next']),
  };
}

function readSend(value: unknown, path: string): SendUse {
  const fields = readArray(value, path, 9);
  const [id, seen, waiting, wanted, hungry, pace, paceFrom, paceCount, used] = fields;
  if (typeof id !== 'string' || !SEND_ID.test(id)) throw new LedgerDamagedError(`${path}[0]`, 'the id of a send');
  if (hungry !== 0 && hungry !== 1) throw new LedgerDamagedError(`${path}[4]`, '0 or 1');
  if (typeof pace !== 'number' || !(pace >= 0)) throw new LedgerDamagedError(`${path}[5]`, 'a number, not negative');
  return {
    id,
    seen: readCount(seen, `${path}[1]`),
    waiting: readCount(waiting, `${path}[2]`),
    wanted: readCount(wanted, `${path}[3]`),
    isHungry: hungry === 1,
    pace,
    paceFrom: readCount(paceFrom, `${path}[6]`),
    paceCount: readCount(paceCount, `${path}[7]`),
    used: readCounts(used, `${path}[8]`, MOST_BUCKETS),
  };
}

function readNext(value: unknown): Pick<Ledger, 'next'> {
  if (value === undefined) return {};
  if (typeof value !== 'string' || hourStart(value) === undefined) throw new LedgerDamagedError('next', 'an hour');
  return { next: value };
}

function readArray(value: unknown, path: string, most: number): unknown[] {
  if (!Array.isArray(value) || value.length > most) throw new LedgerDamagedError(path, `an array of at most ${most}`);
  return value;
}

const readCounts = (value: unknown, path: string, most: number): number[] =>
  readArray(value, path, most).map((count, index) => readCount(count, `${path}[${index}]`));

function readCount(value: unknown, path: string, least = 0): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw new LedgerDamagedError(path, 'a whole number in its range');
  }
  return value;
}
