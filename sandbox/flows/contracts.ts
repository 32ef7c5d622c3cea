/**
 * Room sandbox/flows. What the parts of the runner say to each other: the engine asks connectors and tells what happened; the
 * triggers start runs; the history keeps what the engine tells. Source of the statuses and the record of an action: Microsoft
 * Learn, "Workflow Runs - Get" and "Workflow Run Actions - Get" (Azure Logic Apps, which runs cloud flows).
 */
import type { FlowObject, FlowValue } from './expressions';

/** A call of a connector's operation as the definition writes it, its expressions evaluated. */
export interface ConnectorCall {
  /** Logical name of the connection reference. */
  readonly connectionReference: string;
  /** `shared_commondataserviceforapps`: the last part of the host's `apiId`. */
  readonly api: string;
  readonly operationId: string;
  /** Flat, by the keys of the definition, such as `item/name`. */
  readonly parameters: FlowObject;
  /** `runtimeConfiguration.paginationPolicy.minimumItemCount`. */
  readonly minimumItemCount?: number;
  /** Ends when the action's time is up or the run is cancelled. */
  readonly signal: AbortSignal;
}

export interface ConnectorAnswer {
  readonly statusCode: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: FlowValue;
  /** Requests that were made for it: each page after the first counts as an action. Default: 1. */
  readonly requests?: number;
}

/** No answer came: the connection was lost or the time was up. What happened on the other side is not known. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  constructor(
    readonly code: 'connection-lost' | 'timeout',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Carries out one request, without any retry of its own.
 * @throws {NoAnswerError}
 * @throws {FlowNotSupportedError} for an operation or a parameter that the sandbox does not know
 */
export type CallConnector = (call: ConnectorCall) => Promise<ConnectorAnswer>;

/** Something of a definition that the sandbox cannot do. The action fails with it by name; nothing is passed over. */
export class FlowNotSupportedError extends Error {
  override readonly name = 'FlowNotSupportedError';
  readonly code = 'flow-not-supported';
  constructor(readonly what: string) {
    super(`The sandbox does not do this in a flow: ${what}.`);
  }
}

export type ActionStatus = 'Succeeded' | 'Failed' | 'Skipped' | 'TimedOut' | 'Cancelled';
/** `Waiting`: it has not begun, because as many runs as its trigger allows are under way. */
export type RunStatus = 'Waiting' | 'Running' | 'Succeeded' | 'Failed' | 'Cancelled' | 'TimedOut';

export interface FlowFault {
  readonly code: string;
  readonly message: string;
}

/** One execution of one action that has begun; inside of loops one a round. */
export interface BegunAction {
  readonly name: string;
  /** `OpenApiConnection`, `Select`, … */
  readonly type: string;
  /** Names of the scopes, conditions and loops around it, outermost first. */
  readonly path: readonly string[];
  /** Rounds of the loops around it, outermost first, from 0. */
  readonly rounds: readonly number[];
  readonly startTime: Date;
}

/** What became of one execution of one action. */
export interface ActionRecord extends BegunAction {
  readonly status: ActionStatus;
  /** `OK`, `BadRequest`, `ActionFailed`, … */
  readonly code: string;
  readonly endTime: Date;
  readonly inputs?: FlowValue;
  readonly outputs?: FlowValue;
  readonly error?: FlowFault;
  /** `runtimeConfiguration.secureData.properties`: to be hidden from everybody who reads the history. */
  readonly secure: { readonly inputs: boolean; readonly outputs: boolean };
  /** Actions that the platform counts for it: 1 and each retry and each further page. A skipped action counts none. */
  readonly counted: number;
}

/** What started a run. */
export interface TriggerRecord {
  readonly name: string;
  /** `OpenApiConnectionWebhook`, `Recurrence`, `Request`. */
  readonly type: string;
  /** What `triggerOutputs()` gives. */
  readonly outputs: FlowValue;
  readonly secure: { readonly inputs: boolean; readonly outputs: boolean };
}

export interface RunOutcome {
  readonly status: Exclude<RunStatus, 'Waiting' | 'Running'>;
  readonly error?: FlowFault;
  readonly startTime: Date;
  readonly endTime: Date;
  /** Actions that the platform counts against its daily limit. */
  readonly countedActions: number;
}
