/** Room sandbox/flows. What the page of flows is told over HTTP. Plain data, for the server and for the page. */
import type { FlowProblem } from '../host/problems';
import type { RunSummary, TriggerKind } from '../history/contracts';
import type { ButtonField } from '../triggers/contracts';

export interface FlowConnection {
  readonly logicalName: string;
  /** Absent: the environment has no such reference. */
  readonly id?: string;
  readonly name: string;
  readonly isConnected: boolean;
}

export interface FlowItem {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Friendly name of the solution; absent for a flow that somebody made by hand. */
  readonly solution?: string;
  readonly isOn: boolean;
  /** Absent when the definition cannot be understood. */
  readonly triggerKind?: TriggerKind;
  /** Logical name of the table whose rows it waits for. */
  readonly table?: string;
  /** Of a flow that is run by hand. */
  readonly fields?: readonly ButtonField[];
  readonly connections: readonly FlowConnection[];
  /** Why it is off, or did not run. */
  readonly problem?: FlowProblem;
  /** ISO 8601, UTC. */
  readonly nextRun?: string;
  readonly lastRun?: RunSummary;
}

export interface RunPage {
  readonly runs: readonly RunSummary[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: number;
}
