/** Room sandbox/flows. The history of runs as it is read. Plain data, for the server and for the page. */
import type { ActionStatus, FlowFault, RunStatus } from '../contracts';

/** How a run was started. Source of the words: Microsoft Learn, table reference "flowrun", TriggerType. */
export type TriggerKind = 'Automated' | 'Scheduled' | 'Instant';

/** One action of a definition, with what is inside of it. */
export interface OutlineNode {
  readonly name: string;
  readonly type: string;
  readonly children: readonly OutlineNode[];
}

/** Why a value is not in the history. */
export type Hidden = 'secure' | 'too-large';

export interface RunSummary {
  readonly id: string;
  /** Rises with every run of all flows. */
  readonly number: number;
  readonly flowId: string;
  readonly flowName: string;
  readonly triggerKind: TriggerKind;
  readonly status: RunStatus;
  readonly error?: FlowFault;
  /** ISO 8601, UTC. */
  readonly startTime: string;
  readonly endTime?: string;
  /** Actions that count against the platform's daily limit. */
  readonly countedActions: number;
}

export interface RunDetail extends RunSummary {
  readonly trigger: {
    readonly name: string;
    readonly type: string;
    readonly outputs?: unknown;
    readonly outputsHidden?: Hidden;
  };
  readonly outline: readonly OutlineNode[];
}

/** One execution of one action. */
export interface ActionRun {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly status: ActionStatus;
  readonly code: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly inputs?: unknown;
  readonly outputs?: unknown;
  readonly inputsHidden?: Hidden;
  readonly outputsHidden?: Hidden;
  readonly error?: FlowFault;
  readonly countedActions: number;
}

/** An execution that has begun and not ended. */
export interface RunningAction {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly startTime: string;
}

/** The actions at one place of the outline, in one round of the loops around it. */
export interface ActionLevel {
  /** Those that have ended. */
  readonly actions: readonly ActionRun[];
  readonly running: readonly RunningAction[];
  /** Of actions at this level that are loops and have begun: how many rounds there are, by name. */
  readonly rounds: Readonly<Record<string, number>>;
}

/** What the platform shows in the place of a secure value. */
export const HIDDEN_TEXT = 'Content not shown due to security configuration.';

/** Code of the error of a run that was under way when the sandbox ended. */
export const INTERRUPTED_CODE = 'RunInterrupted';
