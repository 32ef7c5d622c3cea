/**
 * Room sandbox/lab, faults. An ordered fault: what it does, which requests it is for, and which of those it strikes. Reads
 * orders from JSON.
 */
import { assertKnown, LabOrderError, toRecord, type JsonRecord } from '../labOrderError';
import type { OperationMatch } from './operationMatch';

/**
 * `delay`: answers late. `throttle`: 429 with Retry-After. `refuse`: 400. `error`: 500. `unavailable`: 503. `reset`: cuts the
 * connection. All of these before the work; only `delay` does it then.
 * `lost-answer`: does the work, then cuts the connection. `exit-after-acceptance`: does the work, then ends the process.
 */
export const FAULT_KINDS = [
  'delay',
  'throttle',
  'refuse',
  'error',
  'unavailable',
  'reset',
  'lost-answer',
  'exit-after-acceptance',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultOrder {
  readonly kind: FaultKind;
  readonly operation: OperationMatch;
  /** The first matching request that it may strike, counted from now: 1 is the next one. */
  readonly atCall: number;
  /** From there on every so manieth. */
  readonly every: number;
  /** How many it strikes before it is over; `null`: it is never over. */
  readonly times: number | null;
  /** Chance, above 0 and up to 1, of each request whose turn it is. The same seed gives the same choice. */
  readonly rate?: number;
  readonly seed?: number;
  /** For `delay`. */
  readonly delayMs: number;
  /** For `throttle`. */
  readonly retryAfterSeconds: number;
}

/** The action of the simulated service: what an order without an operation is for. */
const DEFAULT_OPERATION: OperationMatch = { message: 'msdyn_InvokeOutboundAPI' };
const DEFAULT_DELAY_MS = 1000;
const MAX_DELAY_MS = 3_600_000;
const DEFAULT_RETRY_AFTER_SECONDS = 5;
const MATCH_KEYS = ['method', 'set', 'message', 'path'] as const;
const ORDER_KEYS = ['kind', 'operation', 'atCall', 'every', 'times', 'rate', 'seed', 'delayMs', 'retryAfterSeconds'];

const isKind = (value: unknown): value is FaultKind => FAULT_KINDS.some((kind) => kind === value);

/**
 * Reads `{ kind, operation?, atCall?, every?, times?, rate?, seed?, delayMs?, retryAfterSeconds? }`. Without `every` and `rate` an
 * order strikes once, with either of them without end.
 * @throws {LabOrderError}
 */
export function readFaultOrder(body: unknown, allowExit: boolean): FaultOrder {
  const order = toRecord(body);
  const { kind } = order;
  if (!isKind(kind))
    throw new LabOrderError(400, 'fault-kind-unknown', `kind must be one of ${FAULT_KINDS.join(', ')}.`);
  assertKnown(order, ORDER_KEYS, 'fault-order-invalid');
  if (kind === 'exit-after-acceptance' && !allowExit) {
    throw new LabOrderError(409, 'exit-not-allowed', 'This server was not started in a way that lets the lab end it.');
  }
  const isEndless = order['every'] !== undefined || order['rate'] !== undefined;
  const delayMs = readCount(order, 'delayMs', DEFAULT_DELAY_MS, 0);
  if (delayMs > MAX_DELAY_MS)
    throw new LabOrderError(400, 'fault-number-invalid', `delayMs is at most ${MAX_DELAY_MS}.`);
  return {
    kind,
    operation: readOperation(order['operation']),
    atCall: readCount(order, 'atCall', 1, 1),
    every: readCount(order, 'every', 1, 1),
    times: order['times'] === null ? null : isEndless && order['times'] === undefined ? null : readTimes(order),
    ...readRate(order),
    delayMs,
    retryAfterSeconds: readCount(order, 'retryAfterSeconds', DEFAULT_RETRY_AFTER_SECONDS, 0),
  };
}

const readTimes = (order: JsonRecord): number => readCount(order, 'times', 1, 1);

function readCount(order: JsonRecord, name: string, absent: number, least: number): number {
  const value = order[name] ?? absent;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw new LabOrderError(400, 'fault-number-invalid', `${name} must be a whole number from ${least} upwards.`);
}

function readRate(order: JsonRecord): Pick<FaultOrder, 'rate' | 'seed'> {
  const { rate } = order;
  if (rate === undefined || rate === null) return {};
  if (typeof rate !== 'number' || !(rate > 0 && rate <= 1))
    throw new LabOrderError(400, 'fault-number-invalid', 'rate must be a number above 0 and up to 1.');
  return { rate, seed: readCount(order, 'seed', 1, 0) };
}

function readOperation(given: unknown): OperationMatch {
  if (given === undefined || given === null) return DEFAULT_OPERATION;
  const named = toRecord(given);
  for (const [key, value] of Object.entries(named)) {
    const isKnown = MATCH_KEYS.some((known) => known === key);
    if (isKnown && typeof value === 'string' && value.trim() !== '') continue;
    throw new LabOrderError(
      400,
      'fault-operation-invalid',
      `operation holds texts under ${MATCH_KEYS.join(', ')}, and nothing else.`,
    );
  }
  return named as OperationMatch;
}
