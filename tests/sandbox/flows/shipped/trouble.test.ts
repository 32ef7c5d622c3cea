/**
 * Room tests. What goes wrong while a shipped flow sends: a throttled request, an answer that is lost, a refusal, a journal that
 * fails in the middle, a person who steps in. The journal is right each time, and nobody is messaged twice.
 */
import { BATCH_STATE_OPTION, SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import { resumeSend } from './resumeSend';
import { TEST_DAY } from '../../../support/sandbox';
import { CASES_RESOLVED, numberOf, received, SEND_ACTION, ShippedFlows, sumsOf } from './shippedFlows';

jest.setTimeout(120_000);

let flows: ShippedFlows;
beforeEach(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY);
  for (let index = 0; index < 250; index += 1) flows.addCase({ number: numberOf(index) });
});
afterEach(() => flows.close());

const states = async (): Promise<unknown[]> => (await flows.batches()).map((batch) => batch.obm_state);
const { accepted, refused, unknown, waiting, claimed } = BATCH_STATE_OPTION;

async function expectNobodyTwice(count: number): Promise<void> {
  const numbers = await received(flows);
  expect(numbers).toHaveLength(count);
  expect(new Set(numbers).size).toBe(count);
}

/** Everybody is in one of the sums. */
async function expectSums(sums: Partial<ReturnType<typeof sumsOf>>): Promise<void> {
  expect(sumsOf(await flows.sendOf())).toEqual({
    audience: 250,
    excluded: 0,
    accepted: 0,
    refused: 0,
    unknown: 0,
    waiting: 0,
    ...sums,
  });
}

describe('a shipped flow', () => {
  it('repeats a throttled request after the wait it is asked for, and nothing else', async () => {
    await flows.order('throttle', SEND_ACTION, { atCall: 2, retryAfterSeconds: 30 });
    const run = await flows.runWhileTimePasses(CASES_RESOLVED);
    expect(run?.status).toBe('Succeeded');
    await expectNobodyTwice(250);
    expect((await flows.batches()).map((batch) => batch.obm_attempts)).toEqual([1, 2, 1]);
    await expectSums({ accepted: 250 });
  });

  it.each([
    ['lost-answer', 250],
    ['error', 150],
  ])('takes a request that ends in %s for unknown and never repeats it', async (kind, messages) => {
    await flows.order(kind, SEND_ACTION, { atCall: 2 });
    const run = await flows.run(CASES_RESOLVED);
    expect(run.status).toBe('Succeeded');
    await expectNobodyTwice(messages);
    expect(await states()).toEqual([accepted, unknown, accepted]);
    await expectSums({ accepted: 150, unknown: 100 });
    expect((await flows.sendOf()).obm_state).toBe(SEND_STATE_OPTION.needsAttention);
  });

  it('goes on behind a refused request, and keeps its code', async () => {
    await flows.order('refuse', SEND_ACTION, { atCall: 1 });
    await flows.run(CASES_RESOLVED);
    await expectNobodyTwice(150);
    expect(await states()).toEqual([refused, accepted, accepted]);
    expect((await flows.batches())[0]?.obm_errorcode).toBe('0x80040203');
    await expectSums({ accepted: 150, refused: 100 });
  });

  it('leaves a claim that it could not finish to become unknown, and what waits to whoever resumes the send', async () => {
    // Claim, record, claim, record: the second record is lost for good.
    await flows.order('refuse', { method: 'PATCH', set: 'obm_sendbatches' }, { atCall: 4 });
    const run = await flows.run(CASES_RESOLVED);
    expect(run.status).toBe('Failed');
    await expectNobodyTwice(200);
    expect(await states()).toEqual([accepted, claimed, waiting]);
    await expectSums({ accepted: 100, unknown: 100, waiting: 50 });
    const send = await flows.sendOf();
    expect([send.obm_state, send.obm_stopcode]).toEqual([SEND_STATE_OPTION.paused, 'cloud-flow-failed']);

    flows.pass(11 * 60);
    await resumeSend(flows, String(send.obm_sendid));
    expect(await states()).toEqual([accepted, unknown, accepted]);
    await expectNobodyTwice(250);
  });

  it('cancels a send whose rows it could not write, before anybody is written to', async () => {
    await flows.order('refuse', { message: 'Create', set: 'obm_sendbatches' }, { atCall: 2 });
    const run = await flows.run(CASES_RESOLVED);
    expect(run.status).toBe('Failed');
    await expectNobodyTwice(0);
    expect((await flows.sendOf()).obm_state).toBe(SEND_STATE_OPTION.canceled);
  });

  it('sends nothing when a person cancels the send while the flow still writes it down', async () => {
    const { dataverse } = flows.sandbox;
    // At the very write: the flow has no answer to it yet.
    dataverse.onRowChange(({ table, message, values }) => {
      if (table !== 'obm_sendbatch' || message !== 'Create' || values.obm_index !== 2) return;
      const [send] = dataverse.rows.findWhere('obm_send', {});
      dataverse.rows.update('obm_send', send?.id ?? '', { obm_state: SEND_STATE_OPTION.canceled });
    });
    await flows.run(CASES_RESOLVED);
    await expectNobodyTwice(0);
    expect(await states()).toEqual([waiting, waiting, waiting]);
    expect((await flows.sendOf()).obm_state).toBe(SEND_STATE_OPTION.canceled);
    await expectSums({ waiting: 250 });
  });
});

/** The runs to their ends: the clock goes on by ten minutes when every run that is left waits for a share, and at no other time. */
async function endedWhileAllWait(count: number): Promise<void> {
  await flows.until(
    async () => {
      const running = (await flows.runs(CASES_RESOLVED)).filter(({ status }) => status === 'Running').length;
      if (running > 0 && waits.size === running) flows.pass(600);
      return running;
    },
    (running) => running === 0,
  );
  expect(await flows.runs(CASES_RESOLVED)).toHaveLength(count);
}

/** Waits of a minute that are under way. */
const waits = new Set<object>();
function watchWaits(): void {
  const { clock } = flows.sandbox;
  const at = clock.at.bind(clock);
  waits.clear();
  jest.spyOn(clock, 'at').mockImplementation((time, action) => {
    if (time.getTime() - clock.now().getTime() !== 60_000) return at(time, action);
    const order = {};
    waits.add(order);
    const takeBack = at(time, () => {
      waits.delete(order);
      action();
    });
    return () => {
      waits.delete(order);
      takeBack();
    };
  });
}

/** Every number once in each send. */
async function expectNobodyTwiceInSends(sends: number): Promise<void> {
  const numbers = await received(flows);
  expect(numbers).toHaveLength(250 * sends);
  expect(new Set(numbers).size).toBe(250);
}

describe('the reserve for events', () => {
  it('is never drawn on twice with one share, whatever runs at the same time', async () => {
    flows.setVariables({ obm_EventReserve: '4' });
    watchWaits();
    await flows.turnOn(CASES_RESOLVED);
    const answers = await Promise.all(
      [1, 2, 3].map(() => flows.send('POST', `/flows/api/flows/${CASES_RESOLVED}/runs`, { inputs: {} })),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    // No time passes: four requests are all there is.
    await flows.until(
      () => states(),
      (found) => found.filter((state) => state === accepted).length === 4,
    );
    expect(await flows.all('obm_budgetshares')).toHaveLength(4);
    const began = flows.sandbox.clock.now().getTime();
    const postedOn = async () =>
      (await flows.batches()).flatMap((batch) => (batch.obm_postedon ? [Date.parse(String(batch.obm_postedon))] : []));
    await endedWhileAllWait(3);
    const posts = (await postedOn()).sort((one, other) => one - other);
    expect(posts).toHaveLength(9);
    await expectNobodyTwiceInSends(3);
    for (const post of posts)
      expect(posts.filter((other) => other >= post && other < post + 3_600_000).length).toBeLessThanOrEqual(4);
    expect(posts.at(-1)).toBeGreaterThan(began + 3_600_000);
    // A share whose deletion won and whose making did not is one that is free.
    expect((await flows.all('obm_budgetshares')).length).toBeLessThanOrEqual(4);
  });
});
