/** Room sandbox/flows, browser side. The state of the page: flows, the open one with its runs, the open run, and their refresh. */
import * as React from 'react';
import type { RunDetail } from '../history/contracts';
import {
  cancelRun,
  fetchFlows,
  fetchRun,
  fetchRuns,
  FlowsRequestError,
  listenForChanges,
  runFlow,
  setConnection,
  turnFlow,
} from './apiClient';
import type { FlowConnection, FlowItem, RunPage } from './contracts';
import type { FlowsTextKey } from './strings';

/** A text of the page and what stands in its places. */
export interface Problem {
  readonly key: FlowsTextKey;
  readonly values: readonly string[];
}

const toProblem = (error: unknown): Problem =>
  error instanceof FlowsRequestError ? { key: 'failed', values: [error.message] } : { key: 'notReached', values: [] };

/** `#flow` or `#flow/run`. */
function addressOf(hash: string): { readonly flowId?: string; readonly runId?: string } {
  const [flowId, runId] = hash.slice(1).split('/').map(decodeURIComponent);
  return { ...(flowId ? { flowId } : {}), ...(runId ? { runId } : {}) };
}

const go = (...parts: readonly string[]): void => {
  window.location.hash = parts.map(encodeURIComponent).join('/');
};

export interface Flows {
  readonly flows?: readonly FlowItem[];
  readonly openFlow?: FlowItem;
  readonly flowId?: string;
  readonly runId?: string;
  readonly runs?: RunPage;
  readonly run?: RunDetail;
  /** Rises with every word of a change. */
  readonly version: number;
  /** What failed last. */
  readonly problem?: Problem;
  choose(flowId?: string): void;
  openRun(runId: string): void;
  closeRun(): void;
  loadMore(): Promise<void>;
  turn(isOn: boolean): Promise<void>;
  connect(connection: FlowConnection, isConnected: boolean): Promise<void>;
  /** @returns false when the run was refused */
  start(inputs: Readonly<Record<string, unknown>>): Promise<boolean>;
  cancel(): Promise<void>;
  report(error: unknown): void;
  dismissProblem(): void;
}

/** Asks whenever the key changes, and takes what is still wanted when it comes. */
function useLoaded<T>(
  load: (() => Promise<T>) | undefined,
  take: (value: T) => void,
  report: (error: unknown) => void,
  key: string,
): void {
  const current = React.useRef({ load, take, report });
  current.current = { load, take, report };
  React.useEffect(() => {
    let isWanted = true;
    current.current.load?.().then(
      (value) => isWanted && current.current.take(value),
      (error: unknown) => isWanted && current.current.report(error),
    );
    return () => {
      isWanted = false;
    };
  }, [key]);
}

/** The first page, and behind it what was loaded before. */
function withOlder(page: RunPage, before: RunPage | undefined): RunPage {
  const last = page.runs[page.runs.length - 1]?.number ?? 0;
  const older = before?.runs.filter(({ number }) => number < last) ?? [];
  if (older.length === 0) return page;
  return { runs: [...page.runs, ...older], ...(before?.next === undefined ? {} : { next: before.next }) };
}

/** Loads and keeps everything the page shows. */
export function useFlows(): Flows {
  const [flows, setFlows] = React.useState<readonly FlowItem[]>();
  const [address, setAddress] = React.useState(() => addressOf(window.location.hash));
  const [runs, setRuns] = React.useState<RunPage>();
  const [run, setRun] = React.useState<RunDetail>();
  const [version, setVersion] = React.useState(0);
  const [problem, setProblem] = React.useState<Problem>();
  const { flowId, runId } = address;

  const report = React.useCallback((error: unknown) => setProblem(toProblem(error)), []);
  const refresh = React.useCallback(() => setVersion((before) => before + 1), []);
  React.useEffect(() => listenForChanges(refresh), [refresh]);
  React.useEffect(() => {
    const follow = (): void => setAddress(addressOf(window.location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  // What was seen before is shown no longer to somebody who may not see it now.
  const withdraw = (error: unknown): void => {
    if (error instanceof FlowsRequestError) setFlows(undefined);
    report(error);
  };
  const takeFlows = (found: readonly FlowItem[]): void => {
    setFlows(found);
    // That nobody answers is untrue from the next answer on.
    setProblem((last) => (last?.key === 'notReached' ? undefined : last));
  };
  useLoaded(fetchFlows, takeFlows, withdraw, `flows ${version}`);
  const takeRuns = (page: RunPage): void => setRuns((before) => withOlder(page, before));
  useLoaded(flowId === undefined ? undefined : () => fetchRuns(flowId), takeRuns, report, `${flowId} ${version}`);
  useLoaded(runId === undefined ? undefined : () => fetchRun(runId), setRun, report, `${runId} ${version}`);
  React.useEffect(() => setRuns(undefined), [flowId]);
  React.useEffect(() => setRun(undefined), [runId]);

  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      setProblem(undefined);
      return true;
    } catch (error) {
      report(error);
      return false;
    } finally {
      refresh();
    }
  };

  return {
    flows,
    openFlow: flows?.find(({ id }) => id === flowId),
    flowId,
    runId,
    runs,
    run: run?.id === runId ? run : undefined,
    version,
    problem,
    choose: (id) => (id === undefined ? go() : go(id)),
    openRun: (id) => go(flowId ?? '', id),
    closeRun: () => go(flowId ?? ''),
    loadMore: async () => {
      if (flowId === undefined || runs?.next === undefined) return;
      try {
        const page = await fetchRuns(flowId, runs.next);
        setRuns({ ...page, runs: [...runs.runs, ...page.runs] });
      } catch (error) {
        report(error);
      }
    },
    turn: async (isOn) => void (flowId !== undefined && (await attempt(() => turnFlow(flowId, isOn)))),
    connect: async ({ id }, isConnected) =>
      void (id !== undefined && (await attempt(() => setConnection(id, isConnected)))),
    start: async (inputs) => flowId !== undefined && (await attempt(async () => void (await runFlow(flowId, inputs)))),
    cancel: async () => void (runId !== undefined && (await attempt(() => cancelRun(runId)))),
    report,
    dismissProblem: () => setProblem(undefined),
  };
}
