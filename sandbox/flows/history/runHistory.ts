/**
 * Room sandbox/flows. Keeps runs and their actions in SQL: what happened, with inputs and outputs, for 28 days of the clock.
 * Source of the time: Microsoft Learn, "Manage cloud flow run history" (28 days).
 */
import type { SqlConnection } from '../../dataverse/contracts';
import type { ActionRecord, BegunAction, FlowFault, RunOutcome, TriggerRecord } from '../contracts';
import { readJson, writeJson, type FlowValue } from '../expressions';
import { ActionsUnderWay } from './actionsUnderWay';
import {
  HIDDEN_TEXT,
  type ActionLevel,
  type ActionRun,
  type Hidden,
  type OutlineNode,
  type RunDetail,
  type RunSummary,
  type TriggerKind,
} from './contracts';
import { SCHEMA } from './schema';

const DAY_MS = 86_400_000;
const KEPT_DAYS = 28;
/** Characters of one value. Differs from the platform, which keeps up to 100 MB of it. */
const MAX_VALUE_CHARACTERS = 1_048_576;

export interface NewRun {
  readonly id: string;
  readonly flowId: string;
  readonly flowName: string;
  readonly outline: readonly OutlineNode[];
  readonly trigger: TriggerRecord;
  readonly triggerKind: TriggerKind;
  readonly status: 'Waiting' | 'Running';
  readonly startTime: Date;
  /** Of a run that another one started. */
  readonly parentRunId?: string;
}

/** A run that has not ended, as the process before left it. */
export interface OpenRun {
  readonly id: string;
  readonly flowId: string;
  readonly status: 'Waiting' | 'Running';
  readonly triggerKind: TriggerKind;
  readonly startTime: Date;
  readonly countedActions: number;
  readonly parentRunId?: string;
  /** Absent: the history does not hold it. */
  readonly triggerOutputs?: FlowValue;
}

type SqlRow = readonly (string | number | null)[];

const RUN_COLUMNS =
  'id, number, flow_id, flow_name, trigger_kind, status, error_code, error_message, started_at, ended_at, counted';

export class RunHistory {
  private readonly underWay = new ActionsUnderWay();

  constructor(private readonly sql: SqlConnection) {
    this.define();
  }

  /** Makes the tables where they are missing. */
  define(): void {
    this.sql.define(SCHEMA);
  }

  begin(run: NewRun): void {
    const { trigger } = run;
    const [[last] = []] = this.sql.all('SELECT max(number) FROM flows_run');
    const outputs = trigger.secure.outputs ? { hidden: 'secure' as const } : keep(trigger.outputs);
    this.sql.run(
      'INSERT INTO flows_run (id, number, flow_id, flow_name, outline, trigger_name, trigger_type, trigger_kind, trigger_outputs, trigger_secure, status, started_at, counted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)',
      [
        run.id,
        Number(last ?? 0) + 1,
        run.flowId,
        run.flowName,
        JSON.stringify(run.outline),
        trigger.name,
        trigger.type,
        run.triggerKind,
        outputs.text ?? null,
        outputs.hidden === 'secure' ? 1 : 0,
        run.status,
        run.startTime.toISOString(),
      ],
    );
    if (run.parentRunId === undefined) return;
    this.sql.run('INSERT INTO flows_child (run_id, parent_run_id) VALUES (?, ?)', [run.id, run.parentRunId]);
  }

  /** A run that waited has begun. */
  start(runId: string, now: Date): void {
    this.sql.run("UPDATE flows_run SET status = 'Running', started_at = ? WHERE id = ?", [now.toISOString(), runId]);
  }

  beginAction(runId: string, begun: BegunAction): void {
    this.underWay.begin(runId, begun);
  }

  /** An action has ended, or was skipped. */
  addAction(runId: string, record: ActionRecord): void {
    this.underWay.end(runId, record);
    const inputs = keepUnlessSecure(record.inputs, record.secure.inputs);
    const outputs = keepUnlessSecure(record.outputs, record.secure.outputs);
    // What failed may repeat what was sent or answered.
    const isErrorHidden = record.secure.inputs || record.secure.outputs;
    this.sql.run(
      'INSERT INTO flows_action (run_id, name, type, path, rounds, status, code, started_at, ended_at, inputs, outputs, error_code, error_message, inputs_hidden, outputs_hidden, counted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [
        runId,
        record.name,
        record.type,
        JSON.stringify(record.path),
        JSON.stringify(record.rounds),
        record.status,
        record.code,
        record.startTime.toISOString(),
        record.endTime.toISOString(),
        inputs.text ?? null,
        outputs.text ?? null,
        record.error?.code ?? null,
        record.error ? (isErrorHidden ? HIDDEN_TEXT : record.error.message) : null,
        inputs.hidden ?? null,
        outputs.hidden ?? null,
        record.counted,
      ],
    );
    this.sql.run('UPDATE flows_run SET counted = counted + ? WHERE id = ?', [record.counted, runId]);
  }

  /** Nothing is under way any more, in any run. */
  forgetUnderWay(): void {
    this.underWay.clear();
  }

  end(runId: string, outcome: RunOutcome): void {
    this.underWay.forgetRun(runId);
    this.sql.run(
      'UPDATE flows_run SET status = ?, error_code = ?, error_message = ?, ended_at = ?, counted = ? WHERE id = ?',
      [
        outcome.status,
        outcome.error?.code ?? null,
        outcome.error?.message ?? null,
        outcome.endTime.toISOString(),
        outcome.countedActions,
        runId,
      ],
    );
  }

  /** The runs that have not ended, oldest first. */
  open(): OpenRun[] {
    return this.sql
      .all(
        "SELECT id, flow_id, status, trigger_kind, started_at, counted, trigger_outputs, parent_run_id FROM flows_run LEFT JOIN flows_child ON run_id = id WHERE status IN ('Waiting', 'Running') ORDER BY number",
      )
      .map(([id, flowId, status, triggerKind, startedAt, counted, outputs, parent]) => ({
        id: String(id),
        flowId: String(flowId),
        status: status as OpenRun['status'],
        triggerKind: triggerKind as TriggerKind,
        startTime: new Date(String(startedAt)),
        countedActions: Number(counted),
        ...(typeof parent === 'string' ? { parentRunId: parent } : {}),
        ...(typeof outputs === 'string' ? { triggerOutputs: readJson(outputs) } : {}),
      }));
  }

  /** Forgets runs that began more than 28 days before. @returns their ids */
  prune(now: Date): string[] {
    const before = new Date(now.getTime() - KEPT_DAYS * DAY_MS).toISOString();
    const old = this.sql
      .all("SELECT id FROM flows_run WHERE started_at < ? AND status NOT IN ('Waiting', 'Running')", [before])
      .map(([id]) => String(id));
    for (const id of old) this.forget(id);
    return old;
  }

  /** Forgets everything about flows that are gone. */
  forgetFlow(flowId: string): void {
    for (const [id] of this.sql.all('SELECT id FROM flows_run WHERE flow_id = ?', [flowId])) this.forget(String(id));
    this.sql.run('DELETE FROM flows_recurrence WHERE flow_id = ?', [flowId]);
    this.sql.run('DELETE FROM flows_postponed WHERE flow_id = ?', [flowId]);
    this.sql.run('DELETE FROM flows_heard WHERE flow_id = ?', [flowId]);
  }

  /** Newest first. @param before number of the last run of the page before */
  list(flowId: string, top: number, before = Number.MAX_SAFE_INTEGER): RunSummary[] {
    return this.sql
      .all(`SELECT ${RUN_COLUMNS} FROM flows_run WHERE flow_id = ? AND number < ? ORDER BY number DESC LIMIT ?`, [
        flowId,
        before,
        top,
      ])
      .map(toSummary);
  }

  find(runId: string): RunDetail | undefined {
    const [found] = this.sql.all(
      `SELECT ${RUN_COLUMNS}, trigger_name, trigger_type, trigger_outputs, trigger_secure, outline FROM flows_run WHERE id = ?`,
      [runId],
    );
    if (!found) return undefined;
    const [name, type, outputs, isSecure, outline] = found.slice(11);
    return {
      ...toSummary(found),
      trigger: {
        name: String(name),
        type: String(type),
        ...(typeof outputs === 'string'
          ? { outputs: JSON.parse(outputs) as unknown }
          : { outputsHidden: isSecure === 1 ? 'secure' : 'too-large' }),
      },
      outline: JSON.parse(String(outline)) as OutlineNode[],
    };
  }

  /**
   * The actions at one place.
   * @param path names of the scopes around them, outermost first
   * @param rounds rounds of the loops among those
   * @param loops names of the loops at this place
   */
  level(runId: string, path: readonly string[], rounds: readonly number[], loops: readonly string[]): ActionLevel {
    const actions = this.sql
      .all(
        'SELECT id, name, type, status, code, started_at, ended_at, inputs, outputs, inputs_hidden, outputs_hidden, error_code, error_message, counted FROM flows_action WHERE run_id = ? AND path = ? AND rounds = ? ORDER BY id',
        [runId, JSON.stringify(path), JSON.stringify(rounds)],
      )
      .map(toActionRun);
    const countedRounds = loops.flatMap((name): [string, number][] => {
      const loop = [...path, name];
      const count = Math.max(this.endedRoundsOf(runId, loop, rounds), this.underWay.roundsOf(runId, loop, rounds));
      return count === 0 ? [] : [[name, count]];
    });
    const running = this.underWay
      .at(runId, path, rounds)
      .map(({ name, startTime }) => ({ name, startTime: startTime.toISOString() }));
    return { actions, running, rounds: Object.fromEntries(countedRounds) };
  }

  /** Rounds of a loop that have something in them that has ended, from the deepest place inside of it too. */
  private endedRoundsOf(runId: string, loop: readonly string[], around: readonly number[]): number {
    const prefix = JSON.stringify(loop).slice(0, -1);
    const [[highest] = []] = this.sql.all(
      `SELECT max(CAST(json_extract(rounds, '$[${around.length}]') AS INTEGER)) FROM flows_action WHERE run_id = ? AND (path = ? OR substr(path, 1, ?) = ?) AND substr(rounds, 1, ?) = ?`,
      [
        runId,
        `${prefix}]`,
        prefix.length + 1,
        `${prefix},`,
        ...(around.length === 0
          ? [1, '[']
          : [JSON.stringify(around).length, `${JSON.stringify(around).slice(0, -1)},`]),
      ],
    );
    return typeof highest === 'number' ? highest + 1 : 0;
  }

  private forget(runId: string): void {
    this.underWay.forgetRun(runId);
    this.sql.run('DELETE FROM flows_action WHERE run_id = ?', [runId]);
    this.sql.run('DELETE FROM flows_child WHERE run_id = ?', [runId]);
    this.sql.run('DELETE FROM flows_run WHERE id = ?', [runId]);
  }
}

interface Kept {
  readonly text?: string;
  readonly hidden?: Hidden;
}

function keep(value: FlowValue | undefined): Kept {
  if (value === undefined) return {};
  const text = writeJson(value);
  // What leaves JSON's numbers (`1E+15` is one) is JSON all the same.
  return text.length > MAX_VALUE_CHARACTERS ? { hidden: 'too-large' } : { text };
}

const keepUnlessSecure = (value: FlowValue | undefined, isSecure: boolean): Kept =>
  isSecure ? { hidden: 'secure' } : keep(value);

const faultOf = (code: unknown, message: unknown): { readonly error?: FlowFault } =>
  typeof code === 'string' ? { error: { code, message: String(message ?? '') } } : {};

function toSummary(row: SqlRow): RunSummary {
  const [id, number, flowId, flowName, triggerKind, status, code, message, startedAt, endedAt, counted] = row;
  return {
    id: String(id),
    number: Number(number),
    flowId: String(flowId),
    flowName: String(flowName),
    triggerKind: triggerKind as TriggerKind,
    status: status as RunSummary['status'],
    ...faultOf(code, message),
    startTime: String(startedAt),
    ...(typeof endedAt === 'string' ? { endTime: endedAt } : {}),
    countedActions: Number(counted),
  };
}

function toActionRun(row: SqlRow): ActionRun {
  const [id, name, type, status, code, startedAt, endedAt, inputs, outputs, inputsHidden, outputsHidden] = row;
  const [errorCode, errorMessage, counted] = row.slice(11);
  return {
    id: Number(id),
    name: String(name),
    type: String(type),
    status: status as ActionRun['status'],
    code: String(code),
    startTime: String(startedAt),
    endTime: String(endedAt),
    ...(typeof inputs === 'string' ? { inputs: JSON.parse(inputs) as unknown } : {}),
    ...(typeof outputs === 'string' ? { outputs: JSON.parse(outputs) as unknown } : {}),
    ...(inputsHidden === null ? {} : { inputsHidden: inputsHidden as Hidden }),
    ...(outputsHidden === null ? {} : { outputsHidden: outputsHidden as Hidden }),
    ...faultOf(errorCode, errorMessage),
    countedActions: Number(counted),
  };
}
