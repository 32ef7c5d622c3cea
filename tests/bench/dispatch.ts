/**
 * Room tests. How many batches a second go out through the journal (look, book, claim, call, record), against a loop that only posts
 * the same bodies to the same server over connections kept alive, with as many requests in flight.
 *
 * The server is the sandbox in a process of its own. Each case is measured in turns, raw and journal, and the median of each side
 * counts, so that other programs on the machine do not decide. Bodies differ by batch and are the same on both sides.
 */
import { randomUUID } from 'node:crypto';
import { createBudgetStore } from '../../outbound/dataverse/budgetStore';
import { sendActionGateway } from '../../outbound/dataverse/sendAction';
import { createSendJournal } from '../../outbound/dataverse/sendJournal';
import { WEB_API_PATH } from '../../outbound/dataverse/webApi';
import { createInvoker } from '../../outbound/invoke/gateway';
import { toInvokeBody } from '../../outbound/invoke/invokeBody';
import { INFERRED_SIGNATURE, INVOKE_OUTBOUND_ACTION } from '../../outbound/invoke/signature';
import { createRequestBudget } from '../../outbound/sends/budget/createRequestBudget';
import { dispatchSend } from '../../outbound/sends/dispatch/dispatchSend';
import { orderFault } from '../e2e/service';
import { configurationOf, getRows, httpOf, writeSend } from '../support/journal';
import { openSandboxProcess } from '../support/sandbox';

const BATCHES = 150;
const CONTACTS = 100;
const CONCURRENCY = 4;
const TURNS = 3;
const CASES = [
  { name: 'server takes 50 ms', delayMs: 50, aim: 0.9 },
  { name: 'server answers at once', delayMs: 0, aim: 0.5 },
] as const;

/** Batches a second. */
interface Figures {
  readonly name: string;
  readonly raw: number;
  readonly journal: number;
  readonly ratio: number;
  readonly aim: number;
}

const clock = (): Date => new Date();
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

async function perSecond(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (BATCHES / (performance.now() - startedAt)) * 1000;
}

/** Nothing but the posts. */
async function postRaw(url: string, bodies: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const http = httpOf(url);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let body = bodies[next++]; body; body = bodies[next++]) {
      const answer = await http.send({ method: 'POST', path: INVOKE_OUTBOUND_ACTION, body });
      if (answer.kind !== 'response' || answer.status !== 204) throw new Error('A raw post was not accepted.');
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}

async function sendThroughJournal(url: string, sendId: string, configurationId: string): Promise<void> {
  const http = httpOf(url);
  const gateway = sendActionGateway({
    http,
    root: `${url}${WEB_API_PATH}`,
    newBoundary: () => `batch_${randomUUID()}`,
    now: clock,
  });
  const report = await dispatchSend(
    {
      journal: createSendJournal({ http, wait }),
      invoker: createInvoker(gateway, INFERRED_SIGNATURE, configurationId),
      budget: createRequestBudget({ store: createBudgetStore({ http, wait }), clock, wait }),
      clock,
      wait,
      newId: randomUUID,
    },
    sendId,
    { claimedBy: 'bench', concurrency: CONCURRENCY },
  );
  if (report.contacts.accepted !== BATCHES * CONTACTS) throw new Error('Not every batch was accepted.');
}

/** The bodies as they would be posted, from the journal's own rows. */
async function bodiesOf(url: string, sendId: string, configurationId: string) {
  const path = `obm_sendbatches?$select=obm_contactlist&$filter=_obm_sendid_value eq ${sendId}&$orderby=obm_index asc`;
  const rows = await getRows<{ obm_contactlist: string }>(url, path);
  return rows.map(({ obm_contactlist: list }) => toInvokeBody(INFERRED_SIGNATURE, configurationId, list));
}

async function measure(url: string, { name, delayMs, aim }: (typeof CASES)[number]): Promise<Figures> {
  const configurationId = await configurationOf(url);
  const raw: number[] = [];
  const journal: number[] = [];
  for (let turn = 0; turn <= TURNS; turn += 1) {
    const sendId = await writeSend(url, { recipients: BATCHES * CONTACTS });
    const bodies = await bodiesOf(url, sendId, configurationId);
    if (delayMs > 0) await orderFault(url, { kind: 'delay', delayMs, times: 2 * BATCHES });
    const rates = [
      await perSecond(() => postRaw(url, bodies)),
      await perSecond(() => sendThroughJournal(url, sendId, configurationId)),
    ] as const;
    // The first turn only warms up both sides.
    if (turn === 0) continue;
    raw.push(rates[0]);
    journal.push(rates[1]);
  }
  return { name, raw: median(raw), journal: median(journal), ratio: median(journal) / median(raw), aim };
}

/** Measures both cases and prints a table, then one line of JSON. Rates depend on the machine, the ratios little. */
export async function runDispatchBenchmark(): Promise<void> {
  const sandbox = await openSandboxProcess();
  try {
    // More requests than one user may make within five minutes.
    await fetch(`${sandbox.url}/lab/limits`, { method: 'DELETE' });
    const all: Figures[] = [];
    for (const each of CASES) all.push(await measure(sandbox.url, each));
    const rows = [
      ['', 'raw batches/s', 'journal batches/s', 'ratio', 'aim'],
      ...all.map(({ name, raw, journal, ratio, aim }) => [
        name,
        raw.toFixed(1),
        journal.toFixed(1),
        ratio.toFixed(2),
        `>= ${aim.toFixed(1)}`,
      ]),
    ];
    for (const row of rows) process.stdout.write(`${row.map((cell) => cell.padStart(22)).join('')}\n`);
    const setup = { batches: BATCHES, contacts: CONTACTS, concurrency: CONCURRENCY, turns: TURNS };
    process.stdout.write(`${JSON.stringify({ benchmark: 'dispatch', ...setup, runs: all })}\n`);
  } finally {
    await sandbox.stop();
  }
}
