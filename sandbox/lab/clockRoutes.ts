/** Room sandbox/lab. `/lab/clock`: shows the sandbox's clock, moves it forward, stops it and lets it run again. */
import type { FastifyInstance } from 'fastify';
import { ClockMovedBackError, type VirtualClock } from '../clock';
import { assertKnown, LabOrderError, toRecord } from './labOrderError';

/** Further than this no `Date` of a client or a database goes without trouble. */
const LAST_TIME = Date.parse('9999-12-31T23:59:59Z');

export interface ShownClock {
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly isStopped: boolean;
  /** Milliseconds that it is ahead of the machine's clock; negative when it was stopped for a while. */
  readonly aheadMs: number;
}

export const showClock = (clock: VirtualClock): ShownClock => ({
  now: clock.now().toISOString(),
  isStopped: clock.isStopped,
  aheadMs: clock.aheadMs,
});

/** `GET` and `PUT /lab/clock`; the order is `{ isStopped?, to?, byMs? }`, carried out in this order. */
export function registerClock(server: FastifyInstance, clock: VirtualClock, changed: () => void): void {
  server.get('/lab/clock', () => showClock(clock));
  server.put('/lab/clock', (request) => {
    const order = toRecord(request.body);
    assertKnown(order, ['isStopped', 'to', 'byMs'], 'clock-order-invalid');
    const { isStopped, to, byMs } = order;
    if (isStopped === undefined && to === undefined && byMs === undefined)
      throw new LabOrderError(400, 'clock-order-invalid', 'The order is { isStopped } or { to } or { byMs }.');
    if (isStopped !== undefined && typeof isStopped !== 'boolean')
      throw new LabOrderError(400, 'clock-order-invalid', 'isStopped is true or false.');
    if (to !== undefined && byMs !== undefined)
      throw new LabOrderError(400, 'clock-order-invalid', 'The clock moves either to a time or by a time.');
    const target = readTarget(clock, to, byMs);
    if (isStopped === true) clock.stop();
    if (target) move(clock, target);
    if (isStopped === false) clock.run();
    changed();
    return showClock(clock);
  });
}

function readTarget(clock: VirtualClock, to: unknown, byMs: unknown): Date | undefined {
  if (to === undefined && byMs === undefined) return undefined;
  const isDistance = typeof byMs === 'number' && Number.isSafeInteger(byMs) && byMs >= 0;
  const target = isDistance
    ? clock.now().getTime() + byMs
    : typeof to === 'string' && /^\d{4}-\d\d-\d\dT/.test(to)
      ? Date.parse(to)
      : NaN;
  if (Number.isNaN(target) || target > LAST_TIME)
    throw new LabOrderError(
      400,
      'clock-time-invalid',
      'to is a time such as 2026-03-02T08:00:00Z; byMs is a number of milliseconds from 0.',
    );
  return new Date(target);
}

function move(clock: VirtualClock, target: Date): void {
  try {
    clock.moveTo(target);
  } catch (error) {
    if (!(error instanceof ClockMovedBackError)) throw error;
    throw new LabOrderError(409, error.code, error.message);
  }
}
