/** Room sandbox/lab, browser side. Asks the lab over HTTP, and hears of changes. */
import type { ProtectionLimits } from '../../dataverse/webApi/serviceProtection';
import { listenForEvents } from '../../eventListener';
import type { CallPage } from '../../omnichannel/store/callLog';
import type { ShownClock } from '../clockRoutes';
import type { FaultKind } from '../faults/faultOrder';
import type { ListedFault } from '../faults/unmatched';
import type { LabTopic } from '../labNews';
import type { Snapshot } from '../snapshots/snapshots';
import type { Trace } from '../traces/traceLog';

/** What the lab shows, by topic. */
export interface LabState {
  readonly clock: ShownClock;
  readonly faults: { readonly faults: readonly ListedFault[]; readonly kinds: readonly FaultKind[] };
  readonly traces: { readonly isOn: boolean; readonly traces: readonly Trace[] };
  readonly snapshots: { readonly snapshots: readonly Snapshot[]; readonly startedOn: string | null };
  readonly limits: { readonly limits: ProtectionLimits | null; readonly documented: ProtectionLimits };
  readonly calls: CallPage;
}

/** The server answered with an error; the message is its sentence. */
export class LabRequestError extends Error {
  override readonly name = 'LabRequestError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** One request; the answer's JSON, or `undefined` for none. @throws {LabRequestError} */
export async function askLab(method: string, path: string, body?: unknown): Promise<unknown> {
  const init: RequestInit =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`/lab/${path}`, init);
  if (response.status === 204) return undefined;
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const { error } = answer as { error?: { code?: string; message?: string } };
  throw new LabRequestError(
    error?.code ?? 'request-failed',
    error?.message ?? `The server answered ${response.status}.`,
  );
}

/** Which traces are asked for. */
export interface TraceChoice {
  readonly path: string;
  /** `4` for 400 to 499; empty for all. */
  readonly status: string;
}

/** The newest hundred: more than a person reads. */
const SHOWN = '100';

const addressOf = (topic: LabTopic, { path, status }: TraceChoice): string =>
  topic === 'traces' ? `traces?${new URLSearchParams({ path, status, top: SHOWN }).toString()}` : topic;

export const fetchTopic = async <Topic extends LabTopic>(topic: Topic, choice: TraceChoice): Promise<LabState[Topic]> =>
  (await askLab('GET', addressOf(topic, choice))) as LabState[Topic];

/**
 * Calls back when something changed; with `undefined` when it begins to hear, and after a loss, when anything may have.
 * @returns a function that stops it.
 */
export const listenForChanges = (onChange: (topics: readonly LabTopic[] | undefined) => void): (() => void) =>
  listenForEvents('/lab/changes', 'topics', onChange);
