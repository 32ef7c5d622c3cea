/** Room tests. The flow "Scheduled send" over a view of more rows than a page holds: everybody once, whatever page they stand on. */
import { TEST_DAY } from '../../../support/sandbox';
import { numberOf, received, SCHEDULED_SEND, ShippedFlows, sumsOf } from './shippedFlows';

jest.setTimeout(240_000);

const COUNT = 5_001;

let flows: ShippedFlows;
afterEach(() => flows.close());

it('writes to everybody in a view of two pages', async () => {
  flows = await ShippedFlows.open(() => TEST_DAY, { obm_FlowScheduledView: 'Active Contacts' });
  const { rows } = flows.sandbox.dataverse;
  for (const { id } of rows.findWhere('contact', { statecode: 0 })) {
    rows.update('contact', id, { statecode: 1, statuscode: 2 });
  }
  for (let index = 0; index < COUNT; index += 1) {
    rows.create('contact', { lastname: 'Tester', mobilephone: numberOf(index) });
  }
  await flows.turnOn(SCHEDULED_SEND);
  flows.sandbox.clock.moveTo(new Date('2026-03-02T09:00:01Z'));
  const run = await flows.ended(SCHEDULED_SEND);
  expect(run.status).toBe('Succeeded');
  expect(sumsOf(await flows.sendOf())).toMatchObject({ audience: COUNT, excluded: 0, accepted: COUNT });
  const numbers = await received(flows);
  expect([numbers.length, new Set(numbers).size]).toEqual([COUNT, COUNT]);
});
