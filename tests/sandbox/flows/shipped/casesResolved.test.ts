/** Room tests. The flow "Cases resolved" of the packed solution: everybody once, and the same plan as outbound makes. */
import { SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import { TEST_DAY } from '../../../support/sandbox';
import { CASES_RESOLVED, numberOf, received, ShippedFlows, sumsOf, type Person } from './shippedFlows';

jest.setTimeout(120_000);

let flows: ShippedFlows;
beforeEach(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY);
});
afterEach(() => flows.close());

const people = (count: number): Person[] => Array.from({ length: count }, (_, index) => ({ number: numberOf(index) }));

/** Of each ten: one number twice, one again at home's spelling, one opted out, one broken, one without. */
function troubled(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => {
    const place = index % 10;
    if (place === 1) return { number: numberOf(index - 1), name: 'Same number' };
    if (place === 3) return { number: `0${numberOf(index - 1).slice(3)}`, name: 'Written at home' };
    if (place === 5) return { number: numberOf(index), isOut: true, name: 'Out' };
    if (place === 6) return { number: numberOf(index - 1), name: 'Same as who is out' };
    if (place === 7) return { number: '12', name: 'Broken' };
    if (place === 8) return { number: null, name: 'Without' };
    return { number: numberOf(index).replace(/(\d{3})$/, '-$1'), name: 'Good' };
  });
}

describe('the flow "Cases resolved"', () => {
  it.each([1, 100, 101])('writes to %i customers once each, in requests of a hundred', async (count) => {
    for (const person of people(count)) flows.addCase(person);
    const run = await flows.run(CASES_RESOLVED);
    expect(run.status).toBe('Succeeded');
    const numbers = await received(flows);
    expect(new Set(numbers).size).toBe(count);
    expect(numbers).toHaveLength(count);
    expect((await flows.batches()).map((batch) => batch.obm_contactcount)).toEqual(
      count > 100 ? [100, count - 100] : [count],
    );
    const send = await flows.sendOf();
    expect(send.obm_state).toBe(SEND_STATE_OPTION.finished);
    expect(sumsOf(send)).toEqual({ audience: count, excluded: 0, accepted: count, refused: 0, unknown: 0, waiting: 0 });
  });

  it('makes the same plan as outbound for 2,345 cases with every trouble, person by person', async () => {
    for (const person of troubled(2345)) flows.addCase(person);
    const run = await flows.run(CASES_RESOLVED);
    expect(run.status).toBe('Succeeded');
    const fates = await flows.fates();
    expect(fates.size).toBe(2345);
    expect(fates).toEqual(await flows.plan('incident', 'statecode eq 1'));
    const numbers = await received(flows);
    expect(new Set(numbers).size).toBe(numbers.length);
    const sent = [...fates.values()].flatMap((fate) => ('item' in fate ? [fate.item.tocontactid] : []));
    expect([...sent].sort()).toEqual([...numbers].sort());
    const send = await flows.sendOf();
    const { audience, excluded, accepted } = sumsOf(send);
    expect([audience, Number(excluded) + Number(accepted)]).toEqual([2345, 2345]);
  });

  it('makes the same plan as outbound for the sample data, person by person', async () => {
    await flows.close();
    flows = await ShippedFlows.open(() => TEST_DAY, {}, true);
    await flows.run(CASES_RESOLVED);
    const fates = await flows.fates();
    expect(fates.size).toBeGreaterThan(400);
    expect(fates).toEqual(await flows.plan('incident', 'statecode eq 1'));
  });

  it('takes only cases that were changed in the days it is told', async () => {
    flows.addCase({ number: numberOf(1) });
    flows.sandbox.clock.moveTo(new Date(flows.sandbox.clock.now().getTime() + 3 * 86_400_000));
    flows.addCase({ number: numberOf(2) });
    await flows.run(CASES_RESOLVED, { number: 2 });
    expect(await received(flows)).toEqual([numberOf(2)]);
  });

  it('leaves nothing in the journal when there is nobody', async () => {
    const run = await flows.run(CASES_RESOLVED);
    expect(run.status).toBe('Succeeded');
    expect(await flows.all('obm_sends')).toEqual([]);
  });
});
