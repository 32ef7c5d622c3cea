/**
 * Room sandbox/flows. Starts runs, as many at a time as the trigger allows, keeps their history, and ends them when a person
 * cancels or the server goes.
 */
import type { SandboxClock } from '../../clock';
import type { OpenedDataverse } from '../../dataverse/open';
import { dataverseConnector } from '../connectors/dataverse';
import type { CallConnector, RunOutcome, TriggerRecord } from '../contracts';
import { meetsConditions, runFlow, type ChildFlowCall, type FlowResponse } from '../engine';
import type { FlowValue } from '../expressions';
import type { RunHistory } from '../history/runHistory';
import { isConnected, triggerKindOf, type LoadedFlow } from './loadFlow';
import { LOOP, RunChains, type RunLink } from './runChains';

export interface FlowRunnerParts {
  readonly dataverse: OpenedDataverse;
  readonly clock: SandboxClock;
  readonly history: RunHistory;
  readonly serverUrl: () => string;
  readonly random: () => number;
  /** Something of a flow's history has changed. */
  readonly changed: (flowId: string) => void;
  /** A run of the flow was not begun, with the reason. */
  readonly stopped: (flowId: string, sentence: string) => void;
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

interface RunUnderWay {
  readonly flowId: string;
  readonly link: RunLink;
  readonly controller: AbortController;
}

const RUN_TYPE = 'Microsoft.Logic/workflows/runs';

export class FlowRunner {
  /** Runs under way whose rows are there. */
  private readonly underWay = new Map<string, RunUnderWay>();
  private readonly running = new Map<string, number>();
  private readonly waiting = new Map<string, (() => void)[]>();
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
   * Starts a run, or lets it wait until there is room. One that would go round in a loop has failed before it begins.
   * @returns its id; `undefined` when a condition of the trigger does not hold
   * @throws {ExpressionError} when a condition cannot be evaluated
   */
  start(flow: LoadedFlow, outputs: FlowValue, { cause, child }: RunOrigin = {}): string | undefined {
    const { name, type, secure, maxRuns = Infinity } = flow.compiled.trigger;
    const trigger: TriggerRecord = { name, type, outputs, secure };
    if (this.isClosed || !meetsConditions(flow.compiled.trigger, { ...flow.facts, trigger })) return undefined;
    const runId = this.parts.dataverse.newId();
    const link = this.chains.next(flow.id, child ? this.underWay.get(child.parentRunId)?.link : cause);
    if (!link) {
      this.refuse(runId, flow, trigger, child);
      return runId;
    }
    const begin = (): void => {
      const { era } = this;
      this.running.set(flow.id, (this.running.get(flow.id) ?? 0) + 1);
      const run = this.run(runId, flow, trigger, link, child).finally(() => {
        this.pending.delete(run);
        child?.onEnd();
        if (era !== this.era) return;
        this.running.set(flow.id, (this.running.get(flow.id) ?? 1) - 1);
        this.waiting.get(flow.id)?.shift()?.();
      });
      this.pending.add(run);
    };
    if ((this.running.get(flow.id) ?? 0) < maxRuns) begin();
    else this.waiting.set(flow.id, [...(this.waiting.get(flow.id) ?? []), begin]);
    return runId;
  }

  /** @returns false when the run is not under way */
  cancel(runId: string): boolean {
    const run = this.underWay.get(runId);
    run?.controller.abort();
    return run !== undefined;
  }

  /** Ends every run of a flow that is gone, without a word. */
  forgetFlow(flowId: string): void {
    this.waiting.delete(flowId);
    for (const [runId, run] of this.underWay) {
      if (run.flowId !== flowId) continue;
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
  }

  /** Ends everything under way without a word in the history: the next start says what became of it. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.abandon();
    await Promise.all(this.pending);
  }

  private record(runId: string, flow: LoadedFlow, trigger: TriggerRecord): void {
    this.parts.history.begin({
      id: runId,
      flowId: flow.id,
      flowName: flow.name,
      outline: flow.outline,
      trigger,
      triggerKind: triggerKindOf(flow.trigger),
      startTime: this.parts.clock.now(),
    });
    this.parts.changed(flow.id);
  }

  private conclude(runId: string, flow: LoadedFlow, outcome: RunOutcome, child: ChildRun | undefined): void {
    this.parts.history.end(runId, outcome);
    this.keepRow(runId, flow, outcome, child?.parentRunId);
    this.parts.changed(flow.id);
  }

  /** The chain of runs ends here. */
  private refuse(runId: string, flow: LoadedFlow, trigger: TriggerRecord, child: ChildRun | undefined): void {
    const now = this.parts.clock.now();
    this.record(runId, flow, trigger);
    this.conclude(
      runId,
      flow,
      { status: 'Failed', error: LOOP, startTime: now, endTime: now, countedActions: 0 },
      child,
    );
    child?.onResponse({ statusCode: 400, headers: {}, body: { error: { ...LOOP } } });
    this.parts.stopped(flow.id, LOOP.message);
  }

  private async run(
    runId: string,
    flow: LoadedFlow,
    trigger: TriggerRecord,
    link: RunLink,
    child: ChildRun | undefined,
  ): Promise<void> {
    const { clock, history, dataverse, random, changed } = this.parts;
    const controller = new AbortController();
    this.underWay.set(runId, { flowId: flow.id, link, controller });
    const isForgotten = (): boolean => this.underWay.get(runId)?.controller !== controller;
    this.record(runId, flow, trigger);
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
      onAction: (record) => {
        if (isForgotten()) return;
        history.addAction(runId, record);
        changed(flow.id);
      },
    });
    if (isForgotten()) return;
    this.underWay.delete(runId);
    this.conclude(runId, flow, outcome, child);
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

  /** What the Web API shows of a run: the row comes when the run has ended. */
  private keepRow(runId: string, flow: LoadedFlow, outcome: RunOutcome, parentRunId: string | undefined): void {
    const { status, error, startTime, endTime } = outcome;
    this.parts.dataverse.rows.create('flowrun', {
      flowrunid: runId,
      name: runId,
      workflow: { table: 'workflow', id: flow.id },
      workflowid: flow.id,
      status,
      triggertype: triggerKindOf(flow.trigger),
      starttime: startTime.toISOString(),
      endtime: endTime.toISOString(),
      duration: endTime.getTime() - startTime.getTime(),
      errorcode: error?.code.slice(0, 100) ?? null,
      errormessage: error?.message.slice(0, 20_000) ?? null,
      isprimary: parentRunId === undefined ? 1 : 0,
      parentrunid: parentRunId ?? null,
      ttlinseconds: 2_419_200,
      ownerid: { table: 'systemuser', id: flow.ownerId },
    });
  }
}
