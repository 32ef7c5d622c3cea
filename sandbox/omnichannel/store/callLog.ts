/**
 * Room sandbox/omnichannel/store. The log of calls of the action: evidence of what the service saw and did. Counts,
 * codes and reasons are always shown; numbers and texts only on request.
 */
import type { Guid, SqlConnection } from '../../dataverse/contracts';

export type CallOutcome = 'accepted' | 'refused' | 'throttled' | 'failed';

/** What became of one contact of an accepted call. */
export type ContactOutcome = 'sent' | 'opted-out' | 'undeliverable';

/** Why an activity was written or not. */
export type TimelineOutcome =
  | 'written'
  | 'show-in-timeline-off'
  | 'relationship-or-regarding-missing'
  | 'relationship-unknown'
  | 'regarding-not-found';

export interface ContactResult {
  readonly number: string;
  readonly outcome: ContactOutcome;
  /** Why a message was undeliverable. */
  readonly reason?: string;
  readonly lcid?: number;
  readonly localeReason?: string;
  readonly unresolvedSlugs?: readonly string[];
  readonly text?: string;
  readonly timeline?: TimelineOutcome;
  readonly activityId?: Guid;
}

export interface NewCall {
  readonly at: Date;
  readonly configurationId?: Guid;
  /** Absent when the list could not be read. */
  readonly contactCount?: number;
  readonly outcome: CallOutcome;
  /** HTTP status answered (or that would have been, when the answer was lost). */
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  /** The ordered fault that struck, if any. */
  readonly fault?: string;
  readonly contacts?: readonly ContactResult[];
}

export interface LoggedCall extends Omit<NewCall, 'at' | 'contacts'> {
  readonly id: number;
  readonly at: string;
  /** How many contacts met each outcome. */
  readonly outcomes: Readonly<Partial<Record<ContactOutcome, number>>>;
  /** Only when asked for in full. */
  readonly contacts?: readonly ContactResult[];
}

export interface CallPage {
  /** Calls in the log. */
  readonly total: number;
  /** Oldest first. */
  readonly calls: readonly LoggedCall[];
  /** Pass as `after` to get the next page. */
  readonly next?: number;
}

export class CallLog {
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly sql: SqlConnection) {}

  /** Calls when the log may show something else. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Writes one call. Call it inside the transaction that did its work. */
  add(call: NewCall): void {
    const [added] = this.sql.all(
      `INSERT INTO omnichannel_call (at, configuration_id, contact_count, outcome, status, code, message, fault)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      [
        call.at.toISOString(),
        call.configurationId ?? null,
        call.contactCount ?? null,
        call.outcome,
        call.status,
        call.code ?? null,
        call.message ?? null,
        call.fault ?? null,
      ],
    );
    const id = added?.[0] ?? null;
    for (const [position, { number, outcome, ...detail }] of (call.contacts ?? []).entries()) {
      this.sql.run(
        'INSERT INTO omnichannel_call_contact (call_id, position, number, outcome, detail) VALUES (?, ?, ?, ?, ?)',
        [id, position, number, outcome, JSON.stringify(detail)],
      );
    }
    for (const listener of this.listeners) listener();
  }

  list({ after, top, full }: { after?: number; top: number; full: boolean }): CallPage {
    const [count] = this.sql.all('SELECT count(*) FROM omnichannel_call');
    const rows = this.sql.all(
      `SELECT id, at, configuration_id, contact_count, outcome, status, code, message, fault
       FROM omnichannel_call WHERE id > ? ORDER BY id LIMIT ?`,
      [after ?? 0, top + 1],
    );
    const calls = rows.slice(0, top).map((row) => this.toCall(row, full));
    return { total: Number(count?.[0] ?? 0), calls, next: rows.length > top ? calls.at(-1)?.id : undefined };
  }

  clear(): void {
    this.sql.run('DELETE FROM omnichannel_call_contact');
    this.sql.run('DELETE FROM omnichannel_call');
    for (const listener of this.listeners) listener();
  }

  /** Times of the calls after `since` that were not throttled, ascending, in ms since 1970. */
  timesSince(since: Date): number[] {
    return this.sql
      .all("SELECT at FROM omnichannel_call WHERE at > ? AND outcome <> 'throttled' ORDER BY at", [since.toISOString()])
      .map(([at]) => Date.parse(String(at)));
  }

  private toCall(
    [id, at, configurationId, contactCount, outcome, status, code, message, fault]: (string | number | null)[],
    full: boolean,
  ): LoggedCall {
    const callId = id as number;
    const outcomes = Object.fromEntries(
      this.sql.all('SELECT outcome, count(*) FROM omnichannel_call_contact WHERE call_id = ? GROUP BY outcome', [
        callId,
      ]),
    ) as Partial<Record<ContactOutcome, number>>;
    return {
      id: callId,
      at: at as string,
      configurationId: (configurationId as string | null) ?? undefined,
      contactCount: (contactCount as number | null) ?? undefined,
      outcome: outcome as CallOutcome,
      status: status as number,
      code: (code as string | null) ?? undefined,
      message: (message as string | null) ?? undefined,
      fault: (fault as string | null) ?? undefined,
      outcomes,
      contacts: full ? this.contactsOf(callId) : undefined,
    };
  }

  private contactsOf(callId: number): ContactResult[] {
    return this.sql
      .all('SELECT number, outcome, detail FROM omnichannel_call_contact WHERE call_id = ? ORDER BY position', [callId])
      .map(([number, outcome, detail]) => ({
        number: number as string,
        outcome: outcome as ContactOutcome,
        ...(JSON.parse(String(detail)) as Omit<ContactResult, 'number' | 'outcome'>),
      }));
  }
}
