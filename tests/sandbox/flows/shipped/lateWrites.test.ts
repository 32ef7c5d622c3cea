/**
 * Room tests. Writes of a flow that are held up or lose their answers: however long that lasts and whoever steps in meanwhile, nobody
 * is messaged twice, and what a person decided stays decided.
 */
import { randomUUID } from 'node:crypto';
import { BATCH_STATE_OPTION, SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import { resolveUnknown, resumeSend as resume } from '../../../../outbound/sends/controls';
import { FLOW_HOLD_MINUTES } from '../../../../outbound/sends/flowHold';
import { expireClaims } from '../../../../outbound/sends/settleSend';
import { runSends } from '../../../../plugins-ts/runner/runSends';
import { NoAnswerError, type ConnectorAnswer } from '../../../../sandbox/flows/contracts';
import { httpOf, journalOf } from '../../../support/journal';
import { TEST_DAY } from '../../../support/sandbox';
import { answerWith, directRun, isPost, isRecord } from './directRun';
import { numberOf, received, ShippedFlows, sumsOf } from './shippedFlows';

jest.setTimeout(120_000);

const PEOPLE = 250;
const { accepted, claimed, waiting } = BATCH_STATE_OPTION;

let flows: ShippedFlows;
beforeEach(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY);
  flows.sandbox.clock.stop();
  for (let index = 0; index < PEOPLE; index += 1) flows.addCase({ number: numberOf(index) });
});
afterEach(() => flows.close());

const minutesSince = (time: number): number => (flows.sandbox.clock.now().getTime() - time) / 60_000;
const sendId = async (): Promise<string> => String((await flows.sendOf()).obm_sendid);
const states = async (): Promise<unknown[]> => (await flows.batches()).map((batch) => batch.obm_state);
const decider = () => ({ by: 'Citra', on: flows.sandbox.clock.now() });

/** The product's runner, until it has so many batches accepted or nothing is left to send. */
async function runRunner(mostBatches = Infinity): Promise<void> {
  const { clock, dataverse, url } = flows.sandbox;
  let batches = 0;
  const isSending = (): boolean =>
    dataverse.rows.findWhere('obm_send', {})[0]?.values.obm_state === SEND_STATE_OPTION.sending;
  await runSends(
    {
      baseUrl: url,
      http: httpOf(url),
      clock: () => clock.now(),
      newId: randomUUID,
      wait: () => new Promise((next) => setImmediate(next)),
      log(event) {
        if (event.event === 'batch' && event.outcome === 'accepted') batches += 1;
      },
    },
    { shouldStop: () => batches >= mostBatches || !isSending(), concurrency: 1, lookEveryMs: 5 },
  );
}

async function expectNobodyTwice(): Promise<void> {
  const numbers = await received(flows);
  expect(new Set(numbers).size).toBe(numbers.length);
}

const timesOut = (): ConnectorAnswer => {
  flows.pass(120);
  throw new NoAnswerError('timeout', 'No answer.');
};

describe.each([
  ['calls that time out', timesOut],
  ['an answer that asks for a longer wait than the hold', () => answerWith(429, { 'retry-after': '1900' })],
  ['a server that fails', () => answerWith(503)],
])('the record of a throttled request whose answer was lost, behind %s', (_, meanwhile) => {
  it('does not come again when somebody else has sent the batch', async () => {
    let posts = 0;
    let lostAt: number | undefined;
    let isTakenOver = false;
    await directRun(flows, async (call, ask) => {
      if (isPost(call)) {
        posts += 1;
        if (posts === 1) return answerWith(429, { 'retry-after': '1' });
      }
      if (!isRecord(call) || posts > 1) return ask();
      if (lostAt === undefined) {
        await ask();
        lostAt = flows.sandbox.clock.now().getTime();
        throw new NoAnswerError('connection-lost', 'No answer.');
      }
      if (minutesSince(lostAt) <= FLOW_HOLD_MINUTES) return meanwhile();
      if (!isTakenOver) {
        isTakenOver = (await resume(journalOf(flows.sandbox.url), await sendId(), decider())).kind === 'moved';
        await runRunner(1);
      }
      return ask();
    });
    flows.pass(FLOW_HOLD_MINUTES * 60);
    if (!isTakenOver) await resume(journalOf(flows.sandbox.url), await sendId(), decider());
    await runRunner();
    expect(await states()).toEqual([accepted, accepted, accepted]);
    expect(await received(flows)).toHaveLength(PEOPLE);
    await expectNobodyTwice();
  });
});

describe('an outcome that could not be recorded', () => {
  it.each([
    ['is recorded a little later', () => answerWith(429, { 'retry-after': '5' }), 'Succeeded', accepted],
    ['stays a claim where the write is refused', () => answerWith(403), 'Failed', claimed],
  ])('%s', async (_, answer, status, state) => {
    let records = 0;
    const outcome = await directRun(flows, (call, ask) => {
      if (isRecord(call) && ++records === 1) return Promise.resolve(answer());
      return ask();
    });
    expect(outcome.status).toBe(status);
    expect((await states())[0]).toBe(state);
    await expectNobodyTwice();
    const sums = sumsOf(await flows.sendOf());
    const held = state === accepted ? { accepted: PEOPLE } : { unknown: 100, waiting: PEOPLE - 100 };
    expect(sums).toMatchObject(held);
  });

  it('is not recorded any more when its lease may be over, so that the decision of a person stays', async () => {
    let posts = 0;
    let postedAt = 0;
    let decided: string | undefined;
    await directRun(flows, async (call, ask) => {
      if (isPost(call) && ++posts === 1) {
        await ask();
        postedAt = flows.sandbox.clock.now().getTime();
        throw new NoAnswerError('timeout', 'No answer.');
      }
      if (!isRecord(call) || posts !== 1 || decided !== undefined) return ask();
      if (minutesSince(postedAt) < 11) {
        flows.pass(100);
        return answerWith(503);
      }
      await decide();
      return ask();
    });
    await decide();
    const [batch] = await flows.batches();
    expect([decided, batch?.obm_state, batch?.obm_errorcode]).toEqual(['moved', accepted, 'lease-expired']);

    async function decide(): Promise<void> {
      if (decided !== undefined) return;
      flows.pass(11 * 60);
      const journal = journalOf(flows.sandbox.url);
      const id = await sendId();
      await expireClaims(journal, await journal.readBatches(id), flows.sandbox.clock.now());
      const [first] = await journal.readBatches(id);
      decided = (await resolveUnknown(journal, id, first?.id ?? '', 'sent', decider())).kind;
    }
  });

  it('is not recorded again over what a person decided because its first record had come through', async () => {
    let [posts, records] = [0, 0];
    const decided: unknown[] = [];
    const outcome = await directRun(flows, async (call, ask) => {
      if (isPost(call) && ++posts === 1) throw new NoAnswerError('connection-lost', 'No answer.');
      const answer = await ask();
      if (!isRecord(call) || ++records > 1) return answer;
      const journal = journalOf(flows.sandbox.url);
      const [first] = await journal.readBatches(await sendId());
      decided.push((await resolveUnknown(journal, await sendId(), first?.id ?? '', 'sent', decider())).kind);
      throw new NoAnswerError('connection-lost', 'No answer.');
    });
    expect([decided, outcome.status, await states()]).toEqual([['moved'], 'Succeeded', [accepted, accepted, accepted]]);
    expect(sumsOf(await flows.sendOf())).toMatchObject({ accepted: PEOPLE, unknown: 0, waiting: 0 });
  });

  it('is not recorded by a flow that the platform held up between request and record', async () => {
    let isHeldUp = false;
    const outcome = await directRun(flows, async (call, ask) => {
      const answer = await ask();
      if (isPost(call) && !isHeldUp) {
        isHeldUp = true;
        flows.pass(9 * 60);
      }
      return answer;
    });
    expect(outcome.status).toBe('Failed');
    expect(await states()).toEqual([claimed, waiting, waiting]);
  });
});
