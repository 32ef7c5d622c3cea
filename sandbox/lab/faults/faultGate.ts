/**
 * Room sandbox/lab, faults. The one place where it is decided which request meets which fault, and where the fault strikes:
 * every request of the sandbox passes here, the parts of a batch one by one, a change set as a whole.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { DataverseError } from '../../dataverse/errors';
import type { OpenedDataverse } from '../../dataverse/open';
import type { RequestGate, RequestLine } from '../../dataverse/webApi/requestGate';
import type { FaultKind, FaultOrder } from './faultOrder';
import type { FaultPlan } from './faultPlan';
import { toRequestedOperation, type RequestedOperation } from './operationMatch';

const WEB_API_ROOT = '/api/data/v9.2/';

/** The connection of a request is cut by order of the lab: no answer will come. */
export class ConnectionCutError extends DataverseError {
  override readonly name = 'ConnectionCutError';
  constructor() {
    super(503, 'connection-cut', 'The connection was cut by order of the lab.');
  }
}

/** The connection that a request came by. */
export interface Connection {
  /** What becomes of it instead of an answer, once the request has been handled. */
  end?: 'cut' | 'exit';
  /** The fault that struck the request or, of a batch, the last part that was struck. */
  fault?: FaultKind;
  /** What the parts of a batch were, when somebody wants to know. */
  parts?: RequestLine[];
}

interface Passing {
  readonly connection?: Connection;
  readonly fault?: FaultKind;
}

/** A request that a fault refused before any work. */
export interface Refusal {
  readonly requests: readonly RequestedOperation[];
  readonly kind: FaultKind;
  readonly error: DataverseError;
}

/** What others may know of faults. */
export interface Faults {
  readonly gate: RequestGate;
  /** The fault that the request being handled has met; its work may still be going on. */
  struck(): FaultKind | undefined;
  onRefusal(listener: (refusal: Refusal) => void): void;
}

/** Source of the codes: Microsoft Learn, "Web service error codes"; the texts are the lab's. */
const REFUSALS: Readonly<Partial<Record<FaultKind, (order: FaultOrder) => DataverseError>>> = {
  throttle: ({ retryAfterSeconds }) =>
    new DataverseError(429, '0x80072322', 'Throttled by order of the lab.', retryAfterSeconds),
  refuse: () => new DataverseError(400, '0x80040203', 'Refused by order of the lab.'),
  error: () => new DataverseError(500, '0x80040216', 'Failed by order of the lab.'),
  unavailable: () => new DataverseError(503, '0x80040216', 'Unavailable by order of the lab.'),
  reset: () => new ConnectionCutError(),
};

export class FaultGate implements RequestGate, Faults {
  readonly gate: RequestGate = this;
  private readonly passing = new AsyncLocalStorage<Passing>();
  private readonly listeners: ((refusal: Refusal) => void)[] = [];

  constructor(
    private readonly dataverse: Pick<OpenedDataverse, 'metadata'>,
    private readonly plan: FaultPlan,
    /** Ends the process. */
    private readonly exit: () => void,
  ) {}

  /** Is no fault ordered? */
  get isOpen(): boolean {
    return this.plan.isEmpty;
  }

  /** Is a fault ordered that would cut connections? */
  get mayCut(): boolean {
    return !this.plan.isEmpty && this.plan.pending().some(({ kind }) => kind === 'lost-answer' || kind === 'reset');
  }

  /** Everything that is begun inside belongs to that connection. */
  connect<Result>(connection: Connection, work: () => Result): Result {
    return this.passing.run({ connection }, work);
  }

  struck(): FaultKind | undefined {
    return this.passing.getStore()?.fault;
  }

  onRefusal(listener: (refusal: Refusal) => void): void {
    this.listeners.push(listener);
  }

  async pass<Result>(requests: readonly RequestLine[], work: () => Result | Promise<Result>): Promise<Result> {
    this.passing.getStore()?.connection?.parts?.push(...requests);
    if (this.plan.isEmpty) return work();
    return this.passAll(
      requests.map(({ method, path }) => toRequestedOperation(this.dataverse, method, WEB_API_ROOT + path)),
      work,
    );
  }

  /** The same for a request that is not one of the Web API. @param path from the slash on, without the query */
  async passOther<Result>(method: string, path: string, work: () => Result | Promise<Result>): Promise<Result> {
    if (this.plan.isEmpty) return work();
    return this.passAll([toRequestedOperation(this.dataverse, method, path)], work);
  }

  private async passAll<Result>(
    requests: readonly RequestedOperation[],
    work: () => Result | Promise<Result>,
  ): Promise<Result> {
    // Each is counted, also behind one that is struck.
    const orders = requests.flatMap((request) => this.plan.next(request) ?? []);
    const { connection } = this.passing.getStore() ?? {};
    const [first] = orders;
    if (!first) return work();
    if (connection) connection.fault = first.kind;
    for (const order of orders) await this.strikeBefore(requests, order, connection);
    const passing: Passing = { fault: first.kind, ...(connection ? { connection } : {}) };
    const result = await this.passing.run(passing, work);
    for (const { kind } of orders) this.strikeAfter(kind, connection);
    return result;
  }

  /** Faults that come before any work. */
  private async strikeBefore(
    requests: readonly RequestedOperation[],
    order: FaultOrder,
    connection: Connection | undefined,
  ): Promise<void> {
    // A waiting request keeps no process alive.
    if (order.kind === 'delay') await wait(order.delayMs, undefined, { ref: false });
    const error = REFUSALS[order.kind]?.(order);
    if (!error) return;
    if (error instanceof ConnectionCutError) {
      if (connection) connection.end = 'cut';
    } else {
      for (const listener of this.listeners) listener({ requests, kind: order.kind, error });
    }
    throw error;
  }

  /** Faults that come when the work is done and kept. */
  private strikeAfter(kind: FaultKind, connection: Connection | undefined): void {
    if (kind !== 'lost-answer' && kind !== 'exit-after-acceptance') return;
    const end = kind === 'lost-answer' ? 'cut' : 'exit';
    if (connection) connection.end = end;
    else if (end === 'exit') this.exit();
    else throw new ConnectionCutError();
  }
}
