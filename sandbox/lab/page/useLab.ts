/** Room sandbox/lab, browser side. The state of the page: what the lab shows, kept fresh, and what was ordered last. */
import * as React from 'react';
import { newestAnswers } from '../../newestAnswers';
import type { LabTopic } from '../labNews';
import { askLab, fetchTopic, LabRequestError, listenForChanges, type LabState, type TraceChoice } from './apiClient';
import type { LabTextKey } from './strings';

/** A text of the page and what stands in its places. */
export interface Notice {
  readonly kind: 'done' | 'problem';
  readonly key: LabTextKey;
  readonly values: readonly string[];
}

const TOPICS: readonly LabTopic[] = ['clock', 'faults', 'traces', 'snapshots', 'limits', 'calls'];

const PROBLEM_KEYS: Readonly<Record<string, LabTextKey>> = {
  'clock-moved-back': 'clockMovedBack',
  'clock-time-invalid': 'clockTimeInvalid',
  'snapshot-exists': 'snapshotExists',
  'snapshot-name-invalid': 'snapshotNameInvalid',
  'snapshot-unknown': 'snapshotUnknown',
  'sandbox-busy': 'busy',
  'start-unknown': 'resetUnknown',
  'fault-number-invalid': 'faultInvalid',
  'fault-operation-invalid': 'faultInvalid',
  'limit-invalid': 'limitInvalid',
};

function toProblem(error: unknown): Notice {
  if (!(error instanceof LabRequestError)) return { kind: 'problem', key: 'notReached', values: [] };
  return { kind: 'problem', key: PROBLEM_KEYS[error.code] ?? 'failed', values: [error.message] };
}

/** A request to the lab, and what is said when it is done. */
export interface Order {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly done?: LabTextKey;
  readonly values?: readonly string[];
}

export interface Lab {
  readonly state: Partial<LabState>;
  readonly notice?: Notice;
  readonly traceChoice: TraceChoice;
  /** When the clock's state came, in ms of this machine. */
  readonly clockReadAt: number;
  chooseTraces(choice: TraceChoice): void;
  /** @returns false when it was refused; else the state is that after it. */
  order(order: Order): Promise<boolean>;
  dismissNotice(): void;
}

/** Loads and keeps everything the page shows. */
export function useLab(): Lab {
  const [state, setState] = React.useState<Partial<LabState>>({});
  const [notice, setNotice] = React.useState<Notice>();
  const [clockReadAt, setClockReadAt] = React.useState(Date.now());
  const [traceChoice, setTraceChoice] = React.useState<TraceChoice>({ path: '', status: '' });
  // What the stream of changes reads: the newest choice, without a new connection for each.
  const choice = React.useRef(traceChoice);
  choice.current = traceChoice;
  const ask = React.useRef(newestAnswers()).current;

  const load = React.useCallback(
    async (topics: readonly LabTopic[]) => {
      try {
        for (const topic of topics) {
          const asked = choice.current;
          const found = await ask(topic, () => fetchTopic(topic, asked));
          if (!found || (topic === 'traces' && asked !== choice.current)) continue;
          if (topic === 'clock') setClockReadAt(Date.now());
          setState((before) => ({ ...before, [topic]: found }));
        }
        // That nobody answers is untrue from the next answer on.
        setNotice((last) => (last?.key === 'notReached' ? undefined : last));
      } catch (error) {
        setNotice(toProblem(error));
      }
    },
    [ask],
  );

  React.useEffect(() => {
    void load(TOPICS);
    return listenForChanges((topics) => void load(topics ?? TOPICS));
  }, [load]);

  React.useEffect(() => void load(['traces']), [traceChoice, load]);

  const order = React.useCallback(
    async ({ method, path, body, done, values = [] }: Order) => {
      try {
        await askLab(method, path, body);
        const changed = TOPICS.filter((topic) => path.startsWith(topic));
        // Not left to the stream: whoever waits for the order finds what became of it.
        await load(changed.length > 0 ? changed : TOPICS);
        setNotice(done && { kind: 'done', key: done, values });
        return true;
      } catch (error) {
        setNotice(toProblem(error));
        return false;
      }
    },
    [load],
  );

  return {
    state,
    notice,
    traceChoice,
    clockReadAt,
    chooseTraces: setTraceChoice,
    order,
    dismissNotice: () => setNotice(undefined),
  };
}
