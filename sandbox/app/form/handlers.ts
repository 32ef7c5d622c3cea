/**
 * Room sandbox/app. Lists of event handlers and the execution context they get. Members follow Microsoft Learn,
 * "Execution context (Client API reference)".
 */
import { refuseMethods } from './errors';

/** A handler as scripts pass it. Promises are awaited where the event allows it. */
export type Handler = (context: ExecutionContext) => unknown;

export interface ExecutionContext {
  getFormContext(): unknown;
  getEventSource(): unknown;
  getEventArgs(): unknown;
  /** Place of the handler in the event's list, from 0. */
  getDepth(): number;
  getSharedVariable(key: string): unknown;
  setSharedVariable(key: string, value: unknown): void;
  getContext(): unknown;
}

export interface EventOccurrence {
  readonly formContext: unknown;
  readonly source: unknown;
  readonly args?: unknown;
  /** What to do with an exception of a handler; the others still run. */
  readonly onError: (error: unknown) => void;
}

/** The global context of the page's `Xrm`, when the page has one. */
function globalContext(): unknown {
  const xrm = (globalThis as { Xrm?: { Utility?: { getGlobalContext?: () => unknown } } }).Xrm;
  return xrm?.Utility?.getGlobalContext?.();
}

function executionContext(occurrence: EventOccurrence, depth: number, shared: Map<string, unknown>): ExecutionContext {
  const context: ExecutionContext = {
    getFormContext: () => occurrence.formContext,
    getEventSource: () => occurrence.source,
    getEventArgs: () => occurrence.args ?? null,
    getDepth: () => depth,
    getSharedVariable: (key) => shared.get(key),
    setSharedVariable: (key, value) => {
      shared.set(key, value);
    },
    getContext: globalContext,
  };
  return refuseMethods(context, 'executionContext', ['getRelationship']);
}

/** The handlers of one event, in order. A function is in the list once, however often a script adds it. */
export class HandlerList {
  readonly #fixed: Handler[] = [];
  readonly #added: Handler[] = [];

  /** Adds a handler of the FormXml; it runs before those of scripts. */
  addFixed(handler: Handler): void {
    this.#fixed.push(handler);
  }

  add(handler: Handler): void {
    if (!this.#added.includes(handler)) this.#added.push(handler);
  }

  remove(handler: Handler): void {
    const index = this.#added.indexOf(handler);
    if (index >= 0) this.#added.splice(index, 1);
  }

  /** Forgets what scripts added. */
  clearAdded(): void {
    this.#added.length = 0;
  }

  get isEmpty(): boolean {
    return this.#fixed.length + this.#added.length === 0;
  }

  /** Calls all handlers without waiting for promises; a rejected promise is reported like an exception. */
  fire(occurrence: EventOccurrence): void {
    for (const result of this.#call(occurrence)) {
      if (isPromiseLike(result)) Promise.resolve(result).catch(occurrence.onError);
    }
  }

  /** Calls all handlers one after the other, waiting for each promise. */
  async fireAndWait(occurrence: EventOccurrence): Promise<void> {
    for (const result of this.#call(occurrence)) {
      try {
        await result;
      } catch (error) {
        occurrence.onError(error);
      }
    }
  }

  *#call(occurrence: EventOccurrence): Generator<unknown> {
    const shared = new Map<string, unknown>();
    let depth = 0;
    for (const handler of [...this.#fixed, ...this.#added]) {
      try {
        yield handler(executionContext(occurrence, depth, shared));
      } catch (error) {
        occurrence.onError(error);
      }
      depth += 1;
    }
  }
}

const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';

/** How a save was asked for. Source: Microsoft Learn, "getSaveMode (Client API reference)". */
export const SAVE_MODES = { save: 1, saveAndClose: 2, saveAndNew: 59, autoSave: 70 } as const;

/** Event arguments of onsave. */
export interface SaveEventArgs {
  getSaveMode(): number;
  preventDefault(): void;
  isDefaultPrevented(): boolean;
  preventDefaultOnError(): void;
  disableAsyncTimeout(): void;
}

/** Save arguments, and whether an exception of a handler must stop the save. */
export function saveEventArgs(mode: number): { readonly args: SaveEventArgs; stopsOnError(): boolean } {
  let prevented = false;
  let stopsOnError = false;
  const args: SaveEventArgs = {
    getSaveMode: () => mode,
    preventDefault: () => {
      prevented = true;
    },
    isDefaultPrevented: () => prevented,
    preventDefaultOnError: () => {
      stopsOnError = true;
    },
    // Differs from the platform: handlers have no time limit here, so there is none to lift.
    disableAsyncTimeout: () => undefined,
  };
  return { args, stopsOnError: () => stopsOnError };
}
