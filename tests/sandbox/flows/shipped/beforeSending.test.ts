/** Room tests. What a flow looks at before it writes to anybody: settings that cannot be, and a look that fails. */
import type { WireContact } from '../../../../outbound/contactList/wire';
import { TEST_DAY } from '../../../support/sandbox';
import { answerWith, directRun, type Around } from './directRun';
import { CASES_RESOLVED, numberOf, received, ShippedFlows } from './shippedFlows';

jest.setTimeout(120_000);

let flows: ShippedFlows;
afterEach(() => flows.close());

async function open(variables: Readonly<Record<string, string>> = {}): Promise<void> {
  flows = await ShippedFlows.open(() => TEST_DAY, variables);
  flows.sandbox.clock.stop();
  for (let index = 0; index < 3; index += 1) flows.addCase({ number: numberOf(index) });
}

describe('settings that Send outbound refuses', () => {
  it.each([
    ['a limit below the reserve', { obm_RequestLimit: '999' }],
    ['no limit', { obm_RequestLimit: '0', obm_EventReserve: '1' }],
    ['a lease that is shorter than a request and its record', { obm_ClaimLeaseMinutes: '2' }],
    ['an encoding of contact lists that is none', { obm_InvokeContactListEncoding: 'colection' }],
  ])('are refused by a flow as well: %s', async (_, variables) => {
    await open(variables);
    const run = await flows.run(CASES_RESOLVED);
    expect((await flows.detail(run.id)).error).toMatchObject({ code: 'runner-setting-invalid' });
    expect(await flows.all('obm_sends')).toEqual([]);
  });

  it('let a flow send at their bounds', async () => {
    await open({ obm_RequestLimit: '1000', obm_ClaimLeaseMinutes: '3', obm_InvokeContactListEncoding: 'Text' });
    expect((await flows.run(CASES_RESOLVED)).status).toBe('Succeeded');
    expect(await received(flows)).toHaveLength(3);
  });
});

describe('the look whether contacts have a language', () => {
  /** Answers of the look, before the server's own. */
  let left: number[] = [];
  const looking = (...answers: readonly number[]): Around => {
    left = [...answers];
    return (call, ask) => {
      const isLook = call.parameters.entityName === 'contacts' && call.parameters.$top === 1;
      const answer = isLook ? left.shift() : undefined;
      return answer === undefined ? ask() : Promise.resolve(answerWith(answer));
    };
  };

  it('is repeated when it is throttled, so that everybody gets a text of their language', async () => {
    await open();
    const { rows } = flows.sandbox.dataverse;
    for (const { id } of rows.findWhere('contact', {})) rows.update('contact', id, { mspp_userpreferredlcid: 1057 });
    await directRun(flows, looking(429));
    const lists = (await flows.batches()).map((batch) => JSON.parse(String(batch.obm_contactlist)) as WireContact[]);
    expect(lists.flat().map(({ locale }) => locale)).toEqual(['1057', '1057', '1057']);
  });

  it('ends the run before anybody gets the default text when it fails', async () => {
    await open();
    expect(await directRun(flows, looking(403))).toMatchObject({ error: { code: 'languages-not-read' } });
    expect(await flows.all('obm_sends')).toEqual([]);
  });

  it('finds none where the column does not exist', async () => {
    await open();
    expect(await directRun(flows, looking(400))).toMatchObject({ status: 'Succeeded' });
    expect(await received(flows)).toHaveLength(3);
  });
});
