/** Room webresources/pages. What a person enters as the time of a send, and the time that it means. */
import { defaultStartBy, findScheduleFault, type Schedule, type ScheduleFault } from '../../outbound/sends/schedule';
import type { UserTime } from './sendMonitor/userTime';

/** Values of the two fields, as the browser writes them: `2026-03-05T09:30`; the latest start may be empty. */
export interface ScheduleFields {
  readonly scheduledOn: string;
  readonly startBy: string;
}

export type ScheduleProblem = 'no-time' | ScheduleFault;

/** Fields with what was found in them the last time. */
export interface CheckedFields extends ScheduleFields {
  readonly problem?: ScheduleProblem;
}

export type ReadFields =
  | { readonly kind: 'fine'; readonly schedule: Schedule }
  | { readonly kind: 'wrong'; readonly problem: ScheduleProblem };

/** The time that the fields mean to this user. */
export function readScheduleFields(fields: ScheduleFields, { toInstant }: UserTime, now: Date): ReadFields {
  const scheduledOn = toInstant(fields.scheduledOn);
  const startBy = fields.startBy === '' ? undefined : toInstant(fields.startBy);
  const isLimitMissing = fields.startBy !== '' && startBy === undefined;
  if (scheduledOn === undefined || isLimitMissing) return { kind: 'wrong', problem: 'no-time' };
  const problem = findScheduleFault({ scheduledOn, startBy }, now);
  return problem === undefined ? { kind: 'fine', schedule: { scheduledOn, startBy } } : { kind: 'wrong', problem };
}

const HOUR_MS = 3_600_000;

/** Fields of which the latest start is offered, until somebody enters one. */
export interface OfferedFields extends CheckedFields {
  /** The latest start follows the start. */
  readonly isOffered: boolean;
}

/** Before anybody has entered anything: the next full hour that is at least half an hour away. */
export function firstFields({ toLocal }: UserTime, now: Date): OfferedFields {
  const scheduledOn = new Date(Math.ceil((now.getTime() + HOUR_MS / 2) / HOUR_MS) * HOUR_MS);
  return { scheduledOn: toLocal(scheduledOn), startBy: toLocal(defaultStartBy(scheduledOn)), isOffered: true };
}

/** The fields after an edit. What was found in them before says nothing of them any more. */
export function editFields(
  fields: OfferedFields,
  change: Partial<ScheduleFields>,
  { toInstant, toLocal }: UserTime,
): OfferedFields {
  const isOffered = fields.isOffered && change.startBy === undefined;
  const edited = { ...fields, ...change, isOffered, problem: undefined };
  const start = isOffered ? toInstant(edited.scheduledOn) : undefined;
  return start ? { ...edited, startBy: toLocal(defaultStartBy(start)) } : edited;
}
