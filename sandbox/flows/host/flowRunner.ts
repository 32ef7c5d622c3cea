/**
 * Room sandbox/flows. Starts runs, as many at a time as the trigger allows, keeps their history, and ends them when a person
 * cancels or the server goes.
 */
import type { SandboxClock } from '../../clock';
import type { OpenedDataverse } from '../../dataverse/open';
import { dataverseConnector } from '../connectors/dataverse';
import type { CallConnector, FlowFault, RunOutcome, TriggerRecord } from '../contracts';
import { meetsConditions, runFlow, type ChildFlowCall, type FlowResponse } from '../engine';
import type { FlowValue } from '../expressions';
import { keepFlowRunRow } from '../history/flowRunRow';
import type { RunHistory } from '../history/runHistory';
import { isConnected, triggerKindOf, type LoadedFlow } from './loadFlow';
import type { FlowProblem } from './problems';
import { LOOP, LOOP_PROBLEM, RunChains, type RunLink } from './runChains';

export interface FlowRunnerParts {
  readonly dataverse: OpenedDataverse;
  readonly clock: SandboxClock;
  readonly history: RunHistory;
  readonly serverUrl: () => string;
  readonly random: () => number;
  /** Something of a flow's history has changed. */
  readonly changed: (flowId: string) => void;
  /** A run of the flow was not begun, with the reason. */
  readonly stopped: (flowId: string, problem: FlowProblem) => void;
  /** Runs a flow for another one. */
  readonly startChild: (call: ChildFlowCall, parentRunId: string) => Promise<FlowResponse>;
}

/** Of a run that another one started and waits for. */
export interface ChildRun {
  readonly parentRunId: string;
  /** Takes what the flow's Response says. */
  onResponse(response: FlowResponse): void;
  /** The run is over, with or without a Response. */
  onEnd(): void;
}

/** What a run is started for, beside its trigger. */
export interface RunOrigin {
  /** The run whose write set it off. */
  readonly cause?: RunLink;
  readonly child?: ChildRun;
}

/** A run from the moment it is started until it has ended. */
interface StartedRun {
  readonly id: string;
  readonly flow: LoadedFlow;
  readonly trigger: TriggerRecord;
  readonly link: RunLink;
  readonly child?: ChildRun;
}

interface RunUnderWay extends StartedRun {
  readonly controller: AbortController;
}

const CANCELLED = { code: 'WorkflowRunCancelled', message: 'The run was cancelled before it began.' } as const;

const RUN_TYPE = 'Microsoft.Logic/workflows/runs';

export class FlowRunner {
  /** Runs under way whose rows are there. */
  private readonly underWay = new Map<string, RunUnderWay>();
  private readonly running = new Map<string, number>();
  /** By flow, oldest first. */
  private readonly waiting = new Map<string, StartedRun[]>();
  private readonly pending = new Set<Promise<void>>();
  private isClosed = false;
  /** Rises when the rows were replaced: runs that began before belong to rows that are gone. */
  private era = 0;

  private readonly chains: RunChains;

  constructor(private readonly parts: FlowRunnerParts) {
    this.chains = new RunChains(() => parts.clock.now());
  }

  /** The run that a write with this correlation goes back to. */
  causeOf(correlationId: string | undefined): RunLink | undefined {
    return this.chains.causeOf(correlationId);
  }

  /**
   * Starts a run, or lets it wait until there is room, for the next process when this one ends. One that would go round in a
   * loop has failed before it begins.
   * @returns its id; `undefined` when a condition of the trigger does not hold
   * @throws {ExpressionError} when a condition cannot be evaluated
   */
  start(flow: LoadedFlow, outputs: FlowValue, { cause, child }: RunOrigin = {}): string | undefined {
    const trigger = triggerRecordOf(flow, outputs);
    if (this.isClosed && child) return undefined;
    if (!meetsConditions(flow.compiled.trigger, { ...flow.facts, trigger })) return undefined;
    const id = this.parts.dataverse.newId();
    const link = this.chains.next(flow.id, child ? this.underWay.get(child.parentRunId)?.link : cause);
    if (!link) {
      this.refuse({ id, flow, trigger, child });
      return id;
    }
    const run: StartedRun = { id, flow, trigger, link, child };
    const isNext = !this.isClosed && this.hasRoom(flow) && (this.waiting.get(flow.id) ?? []).length === 0;
    this.record(run, isNext ? 'Running' : 'Waiting');
    if (isNext) this.begin(run);
    else if (!this.isClosed) this.wait(run);
    return id;
  }

  /** Goes on with a run that waited when the last process ended. Call it for the oldest first. */
  takeUp(id: string, flow: LoadedFlow, outputs: FlowValue): void {
    const link = this.chains.next(flow.id, undefined);
    if (!link) return;
    this.wait({ id, flow, trigger: triggerRecordOf(flow, outputs), link });
    this.beginNext(flow.id);
  }

  /** @returns false when the run neither waits nor is under way */
  cancel(runId: string): boolean {
    const run = this.underWay.get(runId);
    run?.controller.abort();
    return run !== undefined || this.cancelWaiting(runId);
  }

  /** Ends every run of a flow that is gone, without a word. */
  forgetFlow(flowId: string): void {
    const waiting = this.waiting.get(flowId) ?? [];
    this.waiting.delete(flowId);
    for (const { child } of waiting) child?.onEnd();
    for (const [runId, run] of this.underWay) {
      if (run.flow.id !== flowId) continue;
      this.underWay.delete(runId);
      run.controller.abort();
    }
  }

  /** Resolves when no run is under way or waiting. */
  async idle(): Promise<void> {
    while (this.pending.size > 0) await Promise.all(this.pending);
  }

  /** Forgets everything under way: the rows were replaced by others. */
  abandon(): void {
    this.era += 1;
    this.waiting.clear();
    for (const { controller } of this.underWay.values()) controller.abort();
    this.underWay.clear();
    this.running.clear();
    this.chains.clear();
    this.parts.history.forgetUnderWay();
  }

  /** Ends everything under way without a word in the history, and begins nothing: the next process sees to it. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.abandon();
    await Promise.all(this.pending);
  }

  private hasRoom({ id, compiled }: LoadedFlow): boolean {
    return (this.running.get(id) ?? 0) < (compiled.trigger.maxRuns ?? Infinity);
  }

  private wait(run: StartedRun): void {
    this.waiting.set(run.flow.id, [...(this.waiting.get(run.flow.id) ?? []), run]);
  }

  private beginNext(flowId: string): void {
    for (;;) {
      const [next, ...others] = this.waiting.get(flowId) ?? [];
      if (!next || !this.hasRoom(next.flow)) return;
      this.waiting.set(flowId, others);
      this.parts.history.start(next.id, this.parts.clock.now());
      this.parts.changed(flowId);
      this.begin(next);
    }
  }

  private begin(started: StartedRun): void {
    const { era } = this;
    const { id } = started.flow;
    this.running.set(id, (this.running.get(id) ?? 0) + 1);
    const run = this.run(started).finally(() => {
      this.pending.delete(run);
      started.child?.onEnd();
      if (era !== this.era) return;
      this.running.set(id, (this.running.get(id) ?? 1) - 1);
      this.beginNext(id);
    });
    this.pending.add(run);
  }

  private cancelWaiting(runId: string): boolean {
    for (const [flowId, runs] of this.waiting) {
      const run = runs.find(({ id }) => id === runId);
      if (!run) continue;
      this.waiting.set(
        flowId,
        runs.filter((one) => one !== run),
      );
      this.conclude(run, this.endedNow('Cancelled', CANCELLED));
      run.child?.onEnd();
      return true;
    }
    return false;
  }

  private record({ id, flow, trigger, child }: Omit<StartedRun, 'link'>, status: 'Waiting' | 'Running'): void {
    this.parts.history.begin({
      id,
      flowId: flow.id,
      flowName: flow.name,
      outline: flow.outline,
      trigger,
      triggerKind: triggerKindOf(flow.trigger),
      status,
      startTime: this.parts.clock.now(),
      ...(child ? { parentRunId: child.parentRunId } : {}),
    });
    this.parts.changed(flow.id);
  }

  private conclude({ id, flow, child }: Omit<StartedRun, 'link'>, outcome: RunOutcome): void {
    this.parts.history.end(id, outcome);
    keepFlowRunRow(this.parts.dataverse, {
      id,
      flowId: flow.id,
      ownerId: flow.ownerId,
      triggerKind: triggerKindOf(flow.trigger),
      outcome,
      ...(child ? { parentRunId: child.parentRunId } : {}),
    });
    this.parts.changed(flow.id);
  }

  /** The outcome of a run that never began. */
  private endedNow(status: RunOutcome['status'], error: FlowFault): RunOutcome {
    const now = this.parts.clock.now();
    return { status, error, startTime: now, endTime: now, countedActions: 0 };
  }

  /** The chain of runs ends here. */
  private refuse(run: Omit<StartedRun, 'link'>): void {
    this.record(run, 'Waiting');
    this.conclude(run, this.endedNow('Failed', LOOP));
    run.child?.onResponse({ statusCode: 400, headers: {}, body: { error: { ...LOOP } } });
    this.parts.stopped(run.flow.id, LOOP_PROBLEM);
  }

  private async run(started: StartedRun): Promise<void> {
    const { id: runId, flow, trigger, link, child } = started;
    const { clock, history, dataverse, random, changed } = this.parts;
    const controller = new AbortController();
    this.underWay.set(runId, { ...started, controller });
    const isForgotten = (): boolean => this.underWay.get(runId)?.controller !== controller;
    // Whoever caused the run, a write or a person, does not wait for its first action.
    await new Promise((nextTurn) => setImmediate(nextTurn));
    const outcome = await runFlow(flow.compiled, {
      trigger,
      parameters: flow.parameters,
      callConnector: this.connectorOf(flow, link),
      clock,
      random,
      newGuid: dataverse.newId,
      workflow: {
        id: `/workflows/${flow.id}`,
        name: flow.id,
        type: 'Microsoft.Logic/workflows',
        location: 'sandbox',
        run: { name: runId, id: `/workflows/${flow.id}/runs/${runId}`, type: RUN_TYPE },
        tags: { flowDisplayName: flow.name, environmentName: 'sandbox' },
      },
      signal: controller.signal,
      startChildFlow: (call) => this.parts.startChild(call, runId),
      ...(child ? { onResponse: (response: FlowResponse) => child.onResponse(response) } : {}),
      onActionBegin: (begun) => {
        if (isForgotten()) return;
        history.beginAction(runId, begun);
        changed(flow.id);
      },
      onAction: (record) => {
        if (isForgotten()) return;
        history.addAction(runId, record);
        changed(flow.id);
      },
    });
    if (isForgotten()) return;
    this.underWay.delete(runId);
    this.conclude(started, outcome);
  }

  /** Each call in the name of the flow's owner, and only while its connection is there. */
  private connectorOf(flow: LoadedFlow, link: RunLink): CallConnector {
    const { dataverse, serverUrl } = this.parts;
    const newCorrelationId = (): string => {
      const id = dataverse.newId();
      this.chains.told(id, link);
      return id;
    };
    const ask = dataverseConnector({ serverUrl, userId: flow.ownerId, newCorrelationId });
    return (call) => {
      const where = { connectionreferencelogicalname: call.connectionReference };
      const reference = dataverse.rows.findWhere('connectionreference', where)[0];
      if (reference && isConnected(reference)) return ask(call);
      const message = `The connection reference '${call.connectionReference}' has no connection.`;
      return Promise.resolve({
        statusCode: 401,
        headers: { 'content-type': 'application/json' },
        body: { error: { code: 'ConnectionNotConfigured', message } },
        requests: 0,
      });
    };
  }
}

function triggerRecordOf({ compiled }: LoadedFlow, outputs: FlowValue): TriggerRecord {
  const { name, type, secure } = compiled.trigger;
  return { name, type, outputs, secure };
}
