/** Room tests. A flow that vanished while it wrote its send down: nothing ever sends what it wrote, so the numbers in it do not stay. */
import { clearContactLists } from '../../../../outbound/dataverse/clearContactLists';
import { httpOf } from '../../../support/journal';
import { TEST_DAY } from '../../../support/sandbox';
import { directRun } from './directRun';
import { numberOf, ShippedFlows } from './shippedFlows';

const RETENTION_DAYS = 30;
const DAY_SECONDS = 86_400;

jest.setTimeout(60_000);

let flows: ShippedFlows;
beforeEach(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY);
  flows.sandbox.clock.stop();
});
afterEach(() => flows.close());

const clear = (days: number): Promise<number> =>
  clearContactLists({ http: httpOf(flows.sandbox.url), wait: async () => undefined }, days, flows.sandbox.clock.now());
const listsLeft = async (): Promise<number> =>
  (await flows.batches()).filter(({ obm_contactlist }) => typeof obm_contactlist === 'string').length;

/** The flow writes two of three batches, and nobody ever hears of it again. */
async function breakOff(): Promise<void> {
  for (let index = 0; index < 250; index += 1) flows.addCase({ number: numberOf(index) });
  let written = 0;
  void directRun(flows, async ({ operationId, parameters }, ask) => {
    const isBatch = operationId === 'CreateRecord' && parameters.entityName === 'obm_sendbatches';
    if (isBatch) written += 1;
    return isBatch && written === 3 ? new Promise(() => undefined) : ask();
  });
  await flows.until(listsLeft, (count) => count === 2);
}

describe('what a flow wrote that broke off', () => {
  it('loses its contact data after the retention time, and not before', async () => {
    await breakOff();
    flows.pass((RETENTION_DAYS - 1) * DAY_SECONDS);
    expect([await clear(RETENTION_DAYS), await listsLeft()]).toEqual([0, 2]);
    flows.pass(DAY_SECONDS + 60);
    expect([await clear(RETENTION_DAYS), await listsLeft()]).toEqual([2, 0]);
  });

  it('stays for a day whatever the setting, because the flow may still be writing', async () => {
    await breakOff();
    flows.pass(DAY_SECONDS - 60);
    expect([await clear(0), await listsLeft()]).toEqual([0, 2]);
    flows.pass(120);
    expect([await clear(0), await listsLeft()]).toEqual([2, 0]);
  });
});
