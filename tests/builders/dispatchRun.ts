/** One run of the dispatcher over a journal in memory, with a clock that only waiting moves on. */
import type { BatchOutcome } from '../../outbound/invoke/classifyAnswer';
import type { DispatchHost, DispatchOptions } from '../../outbound/sends/dispatch/dispatchHost';
import type { DispatchProgress } from '../../outbound/sends/dispatch/dispatchReport';
import { dispatchSend } from '../../outbound/sends/dispatch/dispatchSend';
import { planSend } from '../../outbound/sends/planSend';
import { CONFIGURATION_ID, MemoryJournal, SEND_ID } from './memoryJournal';
import { contactList } from './recipients';

export const accepted: BatchOutcome = { kind: 'accepted' };
export const refused: BatchOutcome = { kind: 'refused', code: '0x80040203', message: 'no' };
export const throttled: BatchOutcome = { kind: 'throttled', retryAfterMs: 7_000 };
export const unknown: BatchOutcome = { kind: 'unknown', code: 'timeout', message: 'no answer' };

export const journalOf = (contacts: number, batchSize = 100, excluded = 0): MemoryJournal =>
  new MemoryJournal(
    planSend({ items: contactList(contacts), outboundConfigurationId: CONFIGURATION_ID, batchSize }),
    excluded,
  );

export const START = Date.parse('2025-03-05T10:00:00Z');

/** A host whose clock stands at `START` and moves by what is waited. */
export function testHost(journal: MemoryJournal, outcomes: readonly BatchOutcome[], more: Partial<DispatchHost> = {}) {
  const facts = { waits: [] as number[], posted: [] as string[], progress: [] as DispatchProgress[] };
  let now = START;
  let ids = 0;
  const host: DispatchHost = {
    journal,
    invoker: {
      isGuarded: false,
      async invoke(list) {
        facts.posted.push(list);
        return outcomes[Math.min(facts.posted.length, outcomes.length) - 1] ?? accepted;
      },
    },
    clock: () => new Date(now),
    wait: async (ms) => {
      facts.waits.push(ms);
      // Waiting takes longer than any number of calls.
      await new Promise((resolve) => setImmediate(resolve));
      now += ms;
    },
    newId: () => String((ids += 1)),
    onProgress: (step) => facts.progress.push(step),
    ...more,
  };
  return { host, facts };
}

/** Runs with the given outcomes, one a request; the last one goes on for ever. One request at a time unless told. */
export async function run(
  journal: MemoryJournal,
  outcomes: readonly BatchOutcome[],
  options: Partial<DispatchOptions> = {},
  more: Partial<DispatchHost> = {},
) {
  const { host, facts } = testHost(journal, outcomes, more);
  const report = await dispatchSend(host, SEND_ID, { claimedBy: 'test', concurrency: 1, ...options });
  return { report, ...facts };
}
