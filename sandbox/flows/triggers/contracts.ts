/** Room sandbox/flows. The trigger of a flow as its definition gives it: on a row's change, by the clock, or by hand. */

/** What a row trigger subscribes to. Source of the numbers: Microsoft Learn, table reference "CallbackRegistration". */
export interface RowSubscription {
  /** Logical name. */
  readonly table: string;
  /** 1 Added, 2 Deleted, 3 Modified, 4 Added or Modified, 5 Added or Deleted, 6 Modified or Deleted, 7 any. */
  readonly message: number;
  /** 1 user, 2 business unit, 3 business unit and those below it, 4 organisation. */
  readonly scope: number;
  /** Logical names; empty is any column. */
  readonly filteringColumns: readonly string[];
  /** OData, without `$filter=`. */
  readonly filter?: string;
  /** A time in ISO 8601, or the name of a column that holds one. */
  readonly postponeUntil?: string;
  /** 1 modifying user, 2 row owner, 3 flow owner. */
  readonly runAs: number;
}

export interface RowTrigger {
  readonly kind: 'row';
  readonly subscription: RowSubscription;
}

export type Frequency = 'Second' | 'Minute' | 'Hour' | 'Day' | 'Week' | 'Month';

/** Source: Microsoft Learn, "Workflow Definition Language schema", Recurrence trigger. */
export interface Recurrence {
  readonly frequency: Frequency;
  readonly interval: number;
  /** ISO 8601, as written. */
  readonly startTime?: string;
  /** Windows name. Default: UTC. */
  readonly timeZone?: string;
  readonly schedule?: {
    readonly hours?: readonly number[];
    readonly minutes?: readonly number[];
    /** 0 is Sunday. */
    readonly weekDays?: readonly number[];
  };
}

export interface RecurrenceTrigger {
  readonly kind: 'recurrence';
  readonly recurrence: Recurrence;
}

export type InputType = 'text' | 'number' | 'boolean' | 'email' | 'date';

/** One field of the form that a person fills before a run. */
export interface ButtonField {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly type: InputType;
  readonly isRequired: boolean;
  /** The only values there are. */
  readonly choices?: readonly string[];
}

export interface ButtonTrigger {
  readonly kind: 'button';
  readonly fields: readonly ButtonField[];
}

/** What a flow waits for. */
export type FlowTrigger = RowTrigger | RecurrenceTrigger | ButtonTrigger;

/** A trigger that cannot be subscribed to as it is written. */
export class TriggerInvalidError extends Error {
  override readonly name = 'TriggerInvalidError';
  readonly code = 'trigger-invalid';
  constructor(trigger: string, what: string) {
    super(`The trigger '${trigger}' ${what}.`);
  }
}
