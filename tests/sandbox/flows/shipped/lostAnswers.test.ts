/**
 * Room tests. A shipped flow whose answers are lost while it writes its send down, before anybody is messaged: the connector asks
 * again by itself, and the journal holds nothing twice and nothing that waits for nobody.
 */
import { SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import { TEST_DAY } from '../../../support/sandbox';
import { CASE_CREATED, CASES_RESOLVED, numberOf, received, SEND_ACTION, ShippedFlows } from './shippedFlows';

jest.setTimeout(120_000);

let flows: ShippedFlows;
beforeEach(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY);
});
afterEach(() => flows.close());

const stateOf = async (): Promise<unknown[]> => (await flows.all('obm_sends')).map((send) => send.obm_state);

describe('a shipped flow that has not begun to send', () => {
  it('cancels its send when the answer to its creation was lost', async () => {
    flows.addCase({ number: numberOf(1) });
    await flows.order('lost-answer', { message: 'Create', set: 'obm_sends' }, { atCall: 1 });
    const run = await flows.runWhileTimePasses(CASES_RESOLVED);
    expect(run?.status).toBe('Failed');
    expect(await stateOf()).toEqual([SEND_STATE_OPTION.canceled]);
    expect(await received(flows)).toEqual([]);
  });

  it('keeps no page of exclusions twice', async () => {
    flows.addCase({ number: numberOf(1) });
    flows.addCase({ number: null });
    await flows.order('lost-answer', { message: 'Create', set: 'obm_exclusionpages' }, { atCall: 1 });
    await flows.runWhileTimePasses(CASES_RESOLVED);
    expect(await flows.all('obm_exclusionpages')).toHaveLength(1);
    expect(await stateOf()).toEqual([SEND_STATE_OPTION.canceled]);
  });

  it('leaves the send of another run alone when it is told of a case again', async () => {
    await flows.turnOn(CASE_CREATED);
    const { rows } = flows.sandbox.dataverse;
    const caseId = flows.addCase({ number: numberOf(2) }, 0);
    await flows.ended(CASE_CREATED);
    // As it stands while the first run writes it down.
    rows.update('obm_send', caseId, {
      obm_state: SEND_STATE_OPTION.waiting,
      obm_stoptext: 'The run 1 of a cloud flow',
    });
    const incident = rows.find('incident', caseId);
    rows.delete('incident', caseId);
    rows.create('incident', { ...incident?.values, incidentid: caseId });
    await flows.until(
      () => flows.runs(CASE_CREATED),
      (runs) => runs.length === 2 && runs.every(({ status }) => status !== 'Running'),
    );
    expect((await flows.runs(CASE_CREATED)).map(({ status }) => status).sort()).toEqual(['Failed', 'Succeeded']);
    expect(await stateOf()).toEqual([SEND_STATE_OPTION.waiting]);
    expect(await flows.batches()).toHaveLength(1);
  });
});

describe('a throttled request', () => {
  it('waits as long as it is asked to', async () => {
    flows.addCase({ number: numberOf(1) });
    await flows.order('throttle', SEND_ACTION, { atCall: 1, retryAfterSeconds: 7 });
    const run = await flows.runWhileTimePasses(CASES_RESOLVED, 1);
    const path = ['Plan_and_send', 'For_each_batch', 'Until_the_batch_is_done', 'If_the_batch_is_still_ours'];
    path.push('If_the_share_is_ours', 'If_throttled');
    const waits: number[] = [];
    for (const round of [0, 1, 2]) {
      const { actions } = await flows.level(String(run?.id), { path, rounds: [0, round] });
      for (const { name, status, startTime, endTime } of actions) {
        if (name !== 'Wait_as_asked' || status !== 'Succeeded') continue;
        waits.push((Date.parse(String(endTime)) - Date.parse(String(startTime))) / 1000);
      }
    }
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(7);
    expect(waits[0]).toBeLessThan(30);
  });
});
