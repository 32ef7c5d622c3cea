/**
 * Room sandbox/flows. A flow made ready to run, and what an action may ask of the run it is in. An action knows nothing
 * else; who orders actions and keeps their records is in runActions.ts.
 */
import type { SandboxClock } from '../../clock';
import type { ActionRecord, ActionStatus, BegunAction, CallConnector, FlowFault, TriggerRecord } from '../contracts';
import type { CompiledValue, EvaluationContext, FlowObject, FlowValue } from '../expressions';
import type { PerformanceProfile } from './limits';
import type { Variables } from './variables';

export interface RunAfter {
  readonly action: string;
  readonly statuses: readonly ActionStatus[];
}

export interface SecureFlags {
  readonly inputs: boolean;
  readonly outputs: boolean;
}

export interface ActionNode {
  readonly name: string;
  readonly type: string;
  readonly runAfter: readonly RunAfter[];
  /** By whom the action's inputs or outputs are to be hidden is decided before the run. */
  secure: SecureFlags;
  /** `limit.timeout`; an Until reads it itself. */
  readonly timeoutMs?: number;
  /** All actions inside, branch by branch. */
  readonly containers: readonly ActionContainer[];
  /** Foreach only: names of actions inside whose records are kept for expressions outside. */
  readonly kept?: Set<string>;
  readonly run: RunAction;
}

/** Actions that may run after each other: the flow's own, a branch's, a loop's. */
export interface ActionContainer {
  /** In an order in which every action comes behind those it runs after. */
  readonly actions: readonly ActionNode[];
  /** Actions that none of the others runs after. */
  readonly leaves: readonly ActionNode[];
}

export interface ActionOutcome {
  readonly status: ActionStatus;
  readonly code: string;
  readonly inputs?: FlowValue;
  readonly outputs?: FlowValue;
  readonly error?: FlowFault;
  /** Default: 1. */
  readonly counted?: number;
}

export type RunAction = (execution: Execution) => ActionOutcome | Promise<ActionOutcome>;

/** Why a run ends before its actions do. */
export interface RunStop {
  readonly status: 'Succeeded' | 'Failed' | 'Cancelled' | 'TimedOut';
  readonly error?: FlowFault;
}

export interface ChildFlowCall {
  /** Id of the flow's row in `workflow`, as the definition writes it. */
  readonly workflowReferenceName: string;
  readonly body: FlowValue;
  readonly headers: FlowObject;
  readonly signal: AbortSignal;
}

export interface FlowResponse {
  readonly statusCode: number;
  readonly headers: FlowObject;
  readonly body: FlowValue;
}

/** The host of a run: everything that is not in the definition. */
export interface RunOptions {
  readonly trigger: TriggerRecord;
  /** Values by the keys of `definition.parameters`; the definition's defaults stand in for what is left out. */
  readonly parameters?: FlowObject;
  readonly callConnector: CallConnector;
  readonly clock: SandboxClock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Lower case, with hyphens. */
  readonly newGuid: () => string;
  /** What `workflow()` gives: `name`, `run` { name }, `tags` … */
  readonly workflow: FlowObject;
  /** Called once for each execution of an action that is not skipped, before it does anything. */
  readonly onActionBegin?: (begun: BegunAction) => void;
  /** Called once for each execution of an action, at its end; for what is inside a loop or scope before that itself. */
  readonly onAction?: (record: ActionRecord) => void;
  /** Cancels the run. */
  readonly signal?: AbortSignal;
  /** Starts another flow and gives its Response. @throws {NoAnswerError} @throws {FlowNotSupportedError} */
  readonly startChildFlow?: (call: ChildFlowCall) => Promise<FlowResponse>;
  /** Takes what the flow's Response action says, once; left out when nobody waits for it. */
  readonly onResponse?: (response: FlowResponse) => void;
  /** Default: Medium. */
  readonly profile?: PerformanceProfile;
}

/** One round of a loop. */
export interface Round {
  readonly loop: string;
  readonly index: number;
  /** Foreach only. */
  readonly item?: FlowValue;
}

/** One execution of one action, as the action sees it. */
export interface Execution {
  readonly name: string;
  readonly context: EvaluationContext;
  readonly options: RunOptions;
  readonly variables: Variables;
  /** Ends with the run, and when the action's time is up. */
  readonly signal: AbortSignal;
  /** Foreach only: does an expression outside ask for what happens inside? */
  readonly keepsRounds: boolean;
  readonly isInsideForeach: boolean;
  /** @throws {ActionFault} when the expressions in it fail */
  readonly evaluate: (value: CompiledValue, context?: EvaluationContext) => FlowValue;
  /** @returns have they succeeded? */
  runActions(container: ActionContainer): Promise<boolean>;
  /** Runs the actions with a place of their own for their records. @returns have they succeeded, and what they left */
  runRound(
    container: ActionContainer,
    round: Round,
  ): Promise<{ readonly succeeded: boolean; readonly left: RoundLeft }>;
  /** Makes what a round left visible outside of its loop. */
  adopt(left: RoundLeft): void;
  /** Makes the records of all rounds visible outside of a Foreach, as far as expressions ask for them. */
  collect(rounds: readonly (RoundLeft | undefined)[]): void;
  /** Tells of a branch that was not taken. */
  skipBranch(container: ActionContainer): void;
  /** @throws {InterruptedError} when the run or the action's time ends before */
  waitUntil(time: Date): Promise<void>;
  /** Gives up waiting when the run or the action's time ends. @throws {InterruptedError} */
  untilInterrupted<T>(work: Promise<T>): Promise<T>;
  /** Ends the run. */
  stop(cause: RunStop): void;
  /** Takes the flow's Response; false when nobody waits for one. */
  respond(response: FlowResponse): boolean;
}

/** Records of the actions of one round; opaque to actions. */
export interface RoundLeft {
  readonly context: EvaluationContext;
}

export const ok = (inputs: FlowValue | undefined, outputs?: FlowValue): ActionOutcome => ({
  status: 'Succeeded',
  code: 'OK',
  inputs,
  outputs,
});

/** Source of code and sentence: the platform's run history, as published by several makers. */
export const childFailed = (inputs?: FlowValue): ActionOutcome => ({
  status: 'Failed',
  code: 'ActionFailed',
  inputs,
  error: { code: 'ActionFailed', message: 'An action failed. No dependent actions succeeded.' },
});

/** The end of a container or a variable's action: the platform gives no code of its own to these. */
export const done = (inputs?: FlowValue, outputs?: FlowValue): ActionOutcome => ({
  status: 'Succeeded',
  code: 'NotSpecified',
  inputs,
  outputs,
});
