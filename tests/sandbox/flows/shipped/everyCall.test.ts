/**
 * Room tests. A law over each call that a shipped flow makes: it is carried out and its answer is lost every time, or it fails, or it
 * is refused, or it is throttled for a while. Nobody is messaged twice, everybody is accounted for, no run ends well while somebody
 * waits, and a person who resumes the send gets the rest of it sent.
 */
import { BATCH_STATE_OPTION, SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import { NoAnswerError, type ConnectorAnswer, type ConnectorCall } from '../../../../sandbox/flows/contracts';
import { TEST_DAY } from '../../../support/sandbox';
import { answerWith, directRun } from './directRun';
import { resumeSend } from './resumeSend';
import { numberOf, ShippedFlows } from './shippedFlows';

jest.setTimeout(240_000);

const PEOPLE = 101;
const { accepted, claimed, refused, unknown, waiting } = BATCH_STATE_OPTION;
const { canceled, finished, needsAttention, paused } = SEND_STATE_OPTION;

let flows: ShippedFlows;
beforeAll(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY);
  flows.sandbox.clock.stop();
  for (let index = 0; index < PEOPLE; index += 1) flows.addCase({ number: numberOf(index) });
  flows.addCase({ number: null });
});
afterAll(() => flows.close());

const rowsOf = (table: string) => flows.sandbox.dataverse.rows.findWhere(table, {});
const sendNow = () => rowsOf('obm_send')[0];

/** No send, no share, no message; and no share of the hour before. */
function forgetAll(): void {
  const tables = ['obm_budgetshare', 'obm_exclusionpage', 'obm_sendbatch', 'obm_send', 'msdyn_ocoutboundmessage'];
  for (const table of tables) {
    for (const { id } of rowsOf(table)) flows.sandbox.dataverse.rows.delete(table, id);
  }
  flows.pass(2 * 3_600);
}

/** Sums of the batches, by what a send calls them. */
function sumsOfBatches() {
  const sum = (...states: readonly unknown[]): number =>
    rowsOf('obm_sendbatch')
      .filter(({ values }) => states.includes(values.obm_state))
      .reduce((total, { values }) => total + Number(values.obm_contactcount), 0);
  return { accepted: sum(accepted), refused: sum(refused), unknown: sum(unknown, claimed), waiting: sum(waiting) };
}

function expectNobodyTwice(): number {
  const numbers = rowsOf('msdyn_ocoutboundmessage').map(({ values }) => values.msdyn_ocreceiverchannelid);
  expect(new Set(numbers).size).toBe(numbers.length);
  return numbers.length;
}

/** What becomes of a call, by how often it was made. */
type Trouble = (ask: () => Promise<ConnectorAnswer>, time: number) => Promise<ConnectorAnswer>;

/** @returns how many different calls there were, repetitions not counted, and how the run ended */
async function runWith(trouble: Trouble, place: number): Promise<{ calls: number; status: string }> {
  let calls = 0;
  let troubled: ConnectorCall['parameters'] | undefined;
  let before: ConnectorCall['parameters'] | undefined;
  let times = 0;
  const { status } = await directRun(flows, (call, ask) => {
    const { parameters } = call;
    const isAgain = parameters === (troubled ?? before);
    if (!isAgain && troubled === undefined && calls++ === place) troubled = parameters;
    before = parameters;
    return parameters === troubled ? trouble(ask, (times += 1)) : ask();
  });
  return { calls, status };
}

/** What has to hold behind a run, and what a person then can do. */
async function expectTheLaw(status: string): Promise<void> {
  const messages = expectNobodyTwice();
  const send = sendNow()?.values;
  if (!send) return expect([messages, status]).toEqual([0, 'Failed']);
  const sums = sumsOfBatches();
  if (send.obm_state === canceled) return expect([messages, status]).toEqual([0, 'Failed']);
  if (sums.waiting > 0) expect([send.obm_state, status]).toEqual([paused, 'Failed']);
  if (send.obm_stopcode !== 'cloud-flow-sending') {
    expect({
      accepted: send.obm_acceptedcount,
      refused: send.obm_refusedcount,
      unknown: send.obm_unknowncount,
      waiting: send.obm_waitingcount,
    }).toEqual(sums);
  }
  if (send.obm_state === paused) {
    flows.pass(45 * 60);
    expect((await resumeSend(flows, sendNow()?.id ?? '')).kind).toBe('moved');
  }
  const open = sumsOfBatches();
  expect(open.waiting).toBe(0);
  expect(sendNow()?.values.obm_state).toBe(open.accepted === PEOPLE ? finished : needsAttention);
  expect(expectNobodyTwice()).toBeGreaterThanOrEqual(open.accepted);
}

describe.each<[string, Trouble]>([
  [
    'is carried out and its answer lost, every time',
    async (ask) => {
      await ask();
      throw new NoAnswerError('connection-lost', 'No answer.');
    },
  ],
  ['fails every time', () => Promise.resolve(answerWith(503))],
  ['is refused', () => Promise.resolve(answerWith(403))],
  ['is throttled twice', (ask, time) => (time <= 2 ? Promise.resolve(answerWith(429, { 'retry-after': '2' })) : ask())],
])('the law, where a call %s,', (_, trouble) => {
  it('holds for each call', async () => {
    forgetAll();
    const { calls, status } = await runWith(trouble, -1);
    expect(status).toBe('Succeeded');
    expect(calls).toBeGreaterThan(20);
    for (let place = 0; place < calls; place += 1) {
      forgetAll();
      await expectTheLaw((await runWith(trouble, place)).status);
    }
  });
});
