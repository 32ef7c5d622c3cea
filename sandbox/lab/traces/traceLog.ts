/**
 * Room sandbox/lab, traces. The last requests and how they ended, in memory: never a body, and of addresses only what says
 * nothing about a person.
 */
import type { Guid } from '../../dataverse/contracts';
import type { FaultKind } from '../faults/faultOrder';

export interface Trace {
  readonly id: number;
  /** When the request came, by the sandbox's clock; ISO 8601, UTC. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  /** Absent when no answer was given: the connection was cut, or the client left. */
  readonly status?: number;
  /** Of real time, whatever the sandbox's clock did. */
  readonly durationMs: number;
  /** Who the request acted as. */
  readonly userId: Guid;
  /** The fault that struck. */
  readonly fault?: FaultKind;
  /** Requests of a batch, in their order. */
  readonly parts?: readonly { readonly method: string; readonly path: string }[];
}

export interface TraceFilter {
  /** Traces with a larger id. */
  readonly after?: number;
  readonly method?: string;
  /** Text that the path contains. */
  readonly path?: string;
  /** `404`, or `4` for all from 400 to 499. */
  readonly status?: number;
  /** The newest of them. */
  readonly top: number;
}

export const DEFAULT_KEPT = 500;
export const MAX_KEPT = 10_000;

export class TraceLog {
  private lastId = 0;
  private traces: Trace[] = [];

  constructor(
    /** Whether requests are traced. */
    public isOn: boolean,
    private kept: number = DEFAULT_KEPT,
    private readonly changed: () => void = () => undefined,
  ) {}

  get keep(): number {
    return this.kept;
  }

  set keep(count: number) {
    this.kept = count;
    this.traces = this.traces.slice(-count);
  }

  add(trace: Omit<Trace, 'id'>): void {
    this.lastId += 1;
    this.traces.push({ id: this.lastId, ...trace });
    // Twice as many for a moment, so that the oldest are not moved away one by one.
    if (this.traces.length >= 2 * this.kept) this.traces = this.traces.slice(-this.kept);
    this.changed();
  }

  /** Oldest first. */
  list({ after = 0, method, path, status, top }: TraceFilter): Trace[] {
    return this.traces
      .slice(-this.kept)
      .filter(
        (trace) =>
          trace.id > after &&
          (method === undefined || trace.method === method.toUpperCase()) &&
          (path === undefined || trace.path.toLowerCase().includes(path.toLowerCase())) &&
          (status === undefined || trace.status === status || Math.floor((trace.status ?? 0) / 100) === status),
      )
      .slice(-top);
  }

  clear(): void {
    this.traces = [];
    this.changed();
  }
}
