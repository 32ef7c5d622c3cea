/**
 * Room sandbox/flows. The life of flows: turned on and off by their row, told of writes, due by the clock, run by hand, and
 * their history. Source: Microsoft Learn, "Work with cloud flows using code" (statecode turns a flow on and off).
 */
import type { SandboxClock } from '../../clock';
import type { RequestContext, RowChange, StoredRow, TableEvent } from '../../dataverse/contracts';
import { DataverseError } from '../../dataverse/errors';
import type { OpenedDataverse } from '../../dataverse/open';
import type { FlowObject, FlowValue } from '../expressions';
import { ExpressionError } from '../expressions';
import { parseTimestamp } from '../expressions/time/parseTimestamp';
import { toClock } from '../expressions/time/timestamp';
import { RunHistory } from '../history/runHistory';
import { checkInputs } from '../triggers/buttonInputs';
import { assertFilterValid, passesFilter } from '../triggers/matchRow';
import { rowOutputs } from '../triggers/rowOutputs';
import { FlowChanges } from './flowChanges';
import { FlowRunner } from './flowRunner';
import { HeardWrites } from './heardWrites';
import {
  assertConnected,
  FlowLoader,
  FlowNotReadyError,
  isCloudFlow,
  isOn,
  MODERN_FLOW,
  STATE,
  type LoadedFlow,
} from './loadFlow';
import { PostponedRuns } from './postponed';
import { flowProblem, type FlowProblem } from './problems';
import type { RunLink } from './runChains';
import { settleLeftRuns } from './leftRuns';
import { Schedule } from './schedule';
import { startChild, type ChildParts } from './startChild';
import { defined, REGISTRATIONS, Subscriptions, type Subscriber } from './subscriptions';

export interface FlowHostParts {
  readonly dataverse: OpenedDataverse;
  readonly clock: SandboxClock;
  /** `http://127.0.0.1:8181`, once the server listens. */
  readonly serverUrl: () => string;
  /** Default: chance. */
  readonly random?: () => number;
}

const FLOWS = 'workflow';
const OFF = { statecode: STATE.draft, statuscode: 1 } as const;
const ON = { statecode: STATE.activated, statuscode: 2 } as const;

/** Rows that flows are read with. */
const NEEDED = new Set(['environmentvariabledefinition', 'environmentvariablevalue', 'connectionreference']);

/** A refusal to turn a flow on. */
export class TurningOnRefusedError extends DataverseError {
  constructor(readonly problem: FlowProblem) {
    // The code of the platform's "Flow client error", as published reports show it.
    super(400, '0x80060467', problem.message);
  }
}

export class FlowHost {
  readonly history: RunHistory;
  readonly changes = new FlowChanges();
  private readonly loader: FlowLoader;
  private readonly runner: FlowRunner;
  private readonly schedule: Schedule;
  private readonly subscriptions: Subscriptions;
  private readonly heard: HeardWrites;
  /** Flows to be turned on as soon as what changed them is kept. */
  private readonly wanted = new Set<string>();
  /** Why a flow that should be on is off, or did not start a run. What keeps it from being read is not among it: that is read anew. */
  private readonly problems = new Map<string, FlowProblem>();
  /** Flows that are on and could not be read when they were to begin. */
  private readonly unread = new Set<string>();
  private readonly postponed: PostponedRuns;
  private readonly deciding = new Set<Promise<void>>();
  private readonly dataverse: OpenedDataverse;

  constructor(private readonly parts: FlowHostParts) {
    const { dataverse, clock, random = Math.random } = parts;
    this.dataverse = dataverse;
    this.history = new RunHistory(dataverse.database);
    this.loader = new FlowLoader(dataverse, random);
    // A child runs as its own flow does, for the user who owns it.
    const children: ChildParts = {
      dataverse,
      load: (row) => this.loader.load(row),
      start: (flow, inputs, child) =>
        this.runner.start(flow, this.buttonOutputs(inputs, { userId: flow.ownerId }), { child }),
    };
    this.runner = new FlowRunner({
      ...parts,
      random,
      history: this.history,
      changed: (flowId) => this.changes.tell(flowId),
      stopped: (flowId, problem) => this.tellProblem(flowId, problem),
      startChild: (call, parentRunId) => startChild(children, call, parentRunId),
    });
    this.schedule = new Schedule(dataverse.database, clock, (flowId) => this.recur(flowId));
    this.postponed = new PostponedRuns({
      sql: dataverse.database,
      clock,
      newId: dataverse.newId,
      together: (work) => dataverse.rows.transaction(work),
      due: (flowId, outputs, cause) => this.trigger(flowId, outputs, cause),
      lost: (flowId, problem) => this.tellProblem(flowId, problem),
    });
    this.heard = new HeardWrites(dataverse.database, dataverse.newId);
    this.subscriptions = new Subscriptions(dataverse, (subscriber, change) => this.note(subscriber, change));
    this.listen();
  }

  /** Takes up where the last process ended; call it once the server answers. */
  resume(): void {
    const { dataverse, history } = this;
    settleLeftRuns({
      dataverse,
      history,
      now: this.parts.clock.now(),
      load: (flowId) => this.loadIfThere(flowId),
      takeUp: (runId, flow, outputs) => this.runner.takeUp(runId, flow, outputs),
    });
    this.prune();
    for (const row of this.dataverse.rows.findWhere(FLOWS, ON)) this.takeUp(row);
    this.postponed.resume();
    for (const { id, flowId, change } of this.heard.left()) {
      const subscriber = this.subscriptions.find(change.table, flowId);
      if (subscriber) this.deal(id, subscriber, change);
      else this.heard.forget(id);
    }
  }

  /** Runs a flow by hand. @throws {InputsInvalidError} @throws {FlowNotReadyError} */
  run(flowId: string, inputs: Readonly<Record<string, unknown>>, context: RequestContext): string | undefined {
    const row = this.dataverse.rows.find(FLOWS, flowId);
    if (!row || !isOn(row))
      throw new FlowNotReadyError(flowProblem('other', 'The flow is turned off. Turn it on, then run it.'));
    const flow = this.loader.load(row);
    if (flow.trigger.kind !== 'button')
      throw new FlowNotReadyError(flowProblem('other', 'The flow is not one that is run by hand.'));
    return this.runner.start(flow, this.buttonOutputs(checkInputs(flow.trigger.fields, inputs), context));
  }

  cancel(runId: string): boolean {
    return this.runner.cancel(runId);
  }

  /** Understands a flow whether it is on or off. @throws {FlowNotReadyError} */
  load(row: StoredRow): LoadedFlow {
    return this.loader.load(row);
  }

  /** Beside what keeps it from being read. */
  problemOf(flowId: string): FlowProblem | undefined {
    return this.problems.get(flowId);
  }

  nextRunOf(flowId: string): string | undefined {
    return this.schedule.nextOf(flowId);
  }

  /** Resolves when every event has been dealt with and no run is under way. */
  async idle(): Promise<void> {
    while (this.deciding.size > 0) await Promise.all(this.deciding);
    await this.runner.idle();
  }

  async close(): Promise<void> {
    this.forgetOrders();
    await this.runner.close();
    while (this.deciding.size > 0) await Promise.all(this.deciding);
  }

  private listen(): void {
    const { dataverse } = this;
    const on = (message: TableEvent['message'], stage: 'before' | 'after', handle: (event: TableEvent) => void): void =>
      dataverse.registerTableEvent({ table: FLOWS, message, stage, handle });
    on('Create', 'before', (event) => this.holdBack(event));
    on('Update', 'before', (event) => this.decideState(event));
    on('Update', 'after', (event) => this.followState(event));
    on('Delete', 'before', (event) => {
      if (isCloudFlow(event.before)) this.subscriptions.replace(event.id, '', undefined, event.context);
    });
    dataverse.onRowChange((change) => this.hear(change));
    dataverse.onRestore(() => this.restart());
  }

  /** The rows were replaced: what is under way and who waits belongs to rows that are gone. */
  private restart(): void {
    this.runner.abandon();
    this.forgetOrders();
    this.problems.clear();
    this.unread.clear();
    this.wanted.clear();
    this.history.define();
    this.subscriptions.refresh();
    this.resume();
  }

  private forgetOrders(): void {
    this.schedule.close();
    this.postponed.close();
  }

  /** A new flow is a draft until all that came with it (its tables, its connections) is there. */
  private holdBack({ id, values }: TableEvent): void {
    if (Number(values.category) !== 5 || Number(values.statecode ?? 0) !== STATE.activated) return;
    Object.assign(values, OFF);
    this.want(id);
  }

  /** Not when the write is rolled back. */
  private want(id: string): void {
    this.dataverse.database.afterCommit(() => this.wanted.add(id));
  }

  /** Turning on is refused with a reason; another definition of a flow that is on is taken off and tried again. */
  private decideState({ id, values, before }: TableEvent): void {
    if (!before || !isCloudFlow(before)) return;
    if (values.statecode === undefined) {
      if (values.clientdata === undefined || !isOn(before)) return;
      Object.assign(values, OFF);
      this.want(id);
      return;
    }
    if (Number(values.statecode) !== STATE.activated) return;
    this.assertReady({ ...before, values: { ...before.values, ...defined(values) } });
  }

  /** @throws {DataverseError} 400 with a sentence */
  private assertReady(row: StoredRow): void {
    try {
      const flow = this.loader.load(row);
      assertConnected(this.dataverse, flow);
      if (flow.trigger.kind === 'row') assertFilterValid(this.dataverse, flow.trigger.subscription, flow.ownerId);
    } catch (error) {
      if (error instanceof FlowNotReadyError) throw new TurningOnRefusedError(error.problem);
      if (error instanceof DataverseError) {
        throw new TurningOnRefusedError(flowProblem('other', `The filter of the trigger is refused: ${error.message}`));
      }
      throw error;
    }
  }

  /** In the transaction of the write: the subscription is there exactly when the flow is on. */
  private followState({ id, before, values, context }: TableEvent): void {
    if (!before || !isCloudFlow(before)) return;
    if (values.statecode === undefined && values.ownerid === undefined) return;
    const row = this.dataverse.rows.find(FLOWS, id);
    if (!row || !isOn(row)) {
      this.subscriptions.replace(id, '', undefined, context);
      return;
    }
    const flow = this.loader.load(row);
    const subscription = flow.trigger.kind === 'row' ? flow.trigger.subscription : undefined;
    this.subscriptions.replace(id, flow.ownerId, subscription, context);
  }

  /** Hears every write that is kept. */
  private hear(change: RowChange): void {
    if (change.table === FLOWS) this.followFlow(change);
    if (change.table === REGISTRATIONS) this.subscriptions.refresh();
    if (NEEDED.has(change.table)) this.readAnew();
  }

  /** In the transaction of the write: noted exactly when the write is kept, and dealt with as soon as it is. */
  private note(subscriber: Subscriber, change: RowChange): void {
    const noteId = this.heard.note(subscriber.flowId, change);
    this.dataverse.database.afterCommit(() => this.deal(noteId, subscriber, change));
  }

  private deal(noteId: string, subscriber: Subscriber, change: RowChange): void {
    const decision = this.decide(noteId, subscriber, change).finally(() => this.deciding.delete(decision));
    this.deciding.add(decision);
  }

  private followFlow({ id, message, before, values }: RowChange): void {
    if (message === 'Delete') {
      if (!isCloudFlow(before)) return;
      this.runner.forgetFlow(id);
      this.schedule.stop(id);
      this.problems.delete(id);
      this.unread.delete(id);
      this.history.forgetFlow(id);
      this.changes.tell(id);
      return;
    }
    const row = this.dataverse.rows.find(FLOWS, id);
    if (!row || !isCloudFlow(row)) return;
    if (values.statecode !== undefined) {
      if (isOn(row)) this.takeUp(row);
      else {
        this.schedule.stop(id);
        this.unread.delete(id);
      }
    }
    this.changes.tell(id);
    if (this.wanted.delete(id)) this.turnOn(id);
  }

  /** Turns on without a person: what keeps the flow off is told on its page. */
  private turnOn(id: string): void {
    try {
      this.dataverse.rows.update(FLOWS, id, ON);
    } catch (error) {
      if (!(error instanceof DataverseError)) throw error;
      const problem = error instanceof TurningOnRefusedError ? error.problem : flowProblem('other', error.message);
      if (this.loadIfThere(id)) this.problems.set(id, problem);
    }
  }

  /** What flows are read with has changed: one that could not begin may be able to now. */
  private readAnew(): void {
    for (const id of [...this.unread]) {
      const row = this.dataverse.rows.find(FLOWS, id);
      if (row) this.takeUp(row);
    }
    for (const { id } of this.dataverse.rows.findWhere(FLOWS, { category: MODERN_FLOW })) this.changes.tell(id);
  }

  private takeUp(row: StoredRow): void {
    this.problems.delete(row.id);
    const flow = this.tryLoad(row);
    if (flow) this.unread.delete(row.id);
    else this.unread.add(row.id);
    if (flow?.trigger.kind === 'recurrence') this.schedule.start(row.id, flow.trigger.recurrence);
  }

  private loadIfThere(flowId: string): LoadedFlow | undefined {
    const row = this.dataverse.rows.find(FLOWS, flowId);
    return row && this.tryLoad(row);
  }

  private tryLoad(row: StoredRow): LoadedFlow | undefined {
    try {
      return this.loader.load(row);
    } catch (error) {
      if (!(error instanceof FlowNotReadyError)) throw error;
      this.changes.tell(row.id);
      return undefined;
    }
  }

  private tellProblem(flowId: string, problem: FlowProblem): void {
    this.problems.set(flowId, problem);
    this.changes.tell(flowId);
  }

  /** Asks the filter and reads the row at once, before anybody can change it again. */
  private async decide(noteId: string, subscriber: Subscriber, change: RowChange): Promise<void> {
    const { flowId, ownerId, subscription } = subscriber;
    const cause = this.runner.causeOf(change.context.correlationId);
    const passes = passesFilter(this.dataverse, subscription, ownerId, change);
    const outputs = rowOutputs(this.dataverse, subscription, ownerId, change, this.parts.serverUrl()).catch(toMessage);
    const read = (await passes) ? await outputs : undefined;
    this.dataverse.rows.transaction(() => {
      if (!this.heard.forget(noteId) || read === undefined) return;
      if (typeof read === 'string') this.tellProblem(flowId, flowProblem('row-not-read', read));
      else this.startOrPostpone(subscriber, read, cause);
    });
  }

  private startOrPostpone(subscriber: Subscriber, outputs: FlowObject, cause: RunLink | undefined): void {
    const { flowId } = subscriber;
    const until = this.postponedUntil(subscriber, outputs);
    if (!until || until <= this.parts.clock.now()) {
      this.trigger(flowId, outputs, cause);
      return;
    }
    const areOutputsSecure = this.loadIfThere(flowId)?.compiled.trigger.secure.outputs ?? true;
    this.postponed.add({ flowId, until, outputs, areOutputsSecure, cause });
  }

  private postponedUntil({ subscription }: Subscriber, { body }: FlowObject): Date | undefined {
    const { postponeUntil } = subscription;
    if (postponeUntil === undefined) return undefined;
    const row = body as FlowObject;
    const value = Object.hasOwn(row, postponeUntil) ? row[postponeUntil] : postponeUntil;
    const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
    return time && toClock(time);
  }

  private recur(flowId: string): void {
    this.trigger(flowId, {});
    this.prune();
  }

  /** Starts a run of a flow that is on; what keeps it from starting is told on its page. */
  private trigger(flowId: string, outputs: FlowValue, cause?: RunLink): void {
    const row = this.dataverse.rows.find(FLOWS, flowId);
    const flow = row && isOn(row) ? this.tryLoad(row) : undefined;
    if (!flow) return;
    try {
      this.runner.start(flow, outputs, { cause });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.tellProblem(flowId, flowProblem('condition-not-evaluated', error.message));
    }
  }

  /** Source: Microsoft Learn, "Use trigger tokens in an instant flow" (names of headers and of the date). */
  private buttonOutputs(inputs: FlowObject, { userId }: RequestContext): FlowObject {
    const user = this.dataverse.rows.find('systemuser', userId)?.values ?? {};
    const now = this.parts.clock.now().toISOString();
    return {
      headers: {
        'x-ms-user-name': String(user.fullname ?? ''),
        'x-ms-user-id': userId,
        'x-ms-user-email': String(user.internalemailaddress ?? ''),
        'x-ms-user-timestamp': now,
      },
      body: { ...inputs, 'key-button-date': now.slice(0, 10) },
    };
  }

  private prune(): void {
    const { rows } = this.dataverse;
    for (const id of this.history.prune(this.parts.clock.now())) {
      if (rows.find('flowrun', id)) rows.delete('flowrun', id);
    }
  }
}

const toMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));
