/** Room sandbox/flows, browser side. Asks the server for flows and runs, gives it orders, and hears of changes. */
import { listenForEvents } from '../../eventListener';
import type { ActionLevel, RunDetail } from '../history/contracts';
import type { FlowItem, RunPage } from './contracts';

/** The server answered with an error; the message is its sentence. */
export class FlowsRequestError extends Error {
  override readonly name = 'FlowsRequestError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

async function request(method: string, path: string, body?: unknown): Promise<unknown> {
  const init: RequestInit =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`/flows/api/${path}`, init);
  if (response.status === 204) return undefined;
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const { error } = answer as { error?: { code?: string; message?: string } };
  throw new FlowsRequestError(
    error?.code ?? 'request-failed',
    error?.message ?? `The server answered ${response.status}.`,
  );
}

export const fetchFlows = async (): Promise<readonly FlowItem[]> =>
  ((await request('GET', 'flows')) as { flows: FlowItem[] }).flows;

/** Newest first. @param before the `next` of the page before */
export const fetchRuns = async (flowId: string, before?: number): Promise<RunPage> =>
  (await request('GET', `flows/${flowId}/runs${before === undefined ? '' : `?before=${before}`}`)) as RunPage;

export const fetchRun = async (runId: string): Promise<RunDetail> =>
  (await request('GET', `runs/${runId}`)) as RunDetail;

/** Where in a run: the scopes around, and the rounds of the loops among them. */
export interface Place {
  readonly path: readonly string[];
  readonly rounds: readonly number[];
}

/** @param loops names of the loops at this place */
export async function fetchActions(runId: string, place: Place, loops: readonly string[]): Promise<ActionLevel> {
  const query = new URLSearchParams({
    path: JSON.stringify(place.path),
    rounds: JSON.stringify(place.rounds),
    loops: JSON.stringify(loops),
  });
  return (await request('GET', `runs/${runId}/actions?${query.toString()}`)) as ActionLevel;
}

export const turnFlow = async (flowId: string, isOn: boolean): Promise<void> => {
  await request('PUT', `flows/${flowId}/state`, { isOn });
};

export const setConnection = async (referenceId: string, isConnected: boolean): Promise<void> => {
  await request('PUT', `connections/${referenceId}`, { isConnected });
};

/** @returns the id of the run */
export const runFlow = async (flowId: string, inputs: Readonly<Record<string, unknown>>): Promise<string> =>
  ((await request('POST', `flows/${flowId}/runs`, { inputs })) as { id: string }).id;

export const cancelRun = async (runId: string): Promise<void> => {
  await request('POST', `runs/${runId}/cancel`, {});
};

/**
 * Calls back when flows or their runs changed; also when it begins to hear, and after a loss, when anything may have.
 * @returns a function that stops it.
 */
export const listenForChanges = (onChange: () => void): (() => void) =>
  listenForEvents('/flows/api/changes', 'flows', () => onChange());
