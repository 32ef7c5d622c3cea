/** Room tests. The flows "Case created" and "Scheduled send" of the packed solution, started as the platform starts them. */
import { EXCLUSION_PAGE } from '../../../../outbound/dataverse/names';
import { TEST_DAY } from '../../../support/sandbox';
import { CASE_CREATED, numberOf, received, SCHEDULED_SEND, ShippedFlows, sumsOf } from './shippedFlows';

jest.setTimeout(120_000);

let flows: ShippedFlows;
afterEach(() => flows.close());

describe('the flow "Case created"', () => {
  beforeEach(async () => {
    flows = await ShippedFlows.open(() => TEST_DAY);
    await flows.turnOn(CASE_CREATED);
  });

  it('writes to the customer of a case that is created over the Web API', async () => {
    const contact = flows.sandbox.dataverse.rows.create('contact', {
      firstname: 'Dewi',
      lastname: 'Lestari',
      mobilephone: '0812-1000-0001',
    });
    await flows.api('POST', 'incidents', {
      title: 'Printer on fire',
      'customerid_contact@odata.bind': `/contacts(${contact})`,
    });
    expect((await flows.ended(CASE_CREATED)).status).toBe('Succeeded');
    expect(await received(flows)).toEqual(['+6281210000001']);
    expect(sumsOf(await flows.sendOf())).toMatchObject({ audience: 1, excluded: 0, accepted: 1 });
  });

  it('writes to the contact of a company that a case names, else to its primary contact, else to the company', async () => {
    const { rows } = flows.sandbox.dataverse;
    const contact = (index: number) =>
      rows.create('contact', { firstname: 'C', lastname: String(index), mobilephone: numberOf(index) });
    const account = (index: number, primary?: string) =>
      rows.create('account', {
        name: `Company ${index}`,
        telephone1: numberOf(index),
        primarycontactid: primary === undefined ? undefined : { table: 'contact', id: primary },
      });
    const byPrimary = account(1, contact(2));
    for (const [title, customer, named] of [
      ['named', byPrimary, contact(3)],
      ['primary', byPrimary, undefined],
      ['itself', account(4), undefined],
    ] as const) {
      await flows.api('POST', 'incidents', {
        title,
        'customerid_account@odata.bind': `/accounts(${customer})`,
        ...(named !== undefined && { 'primarycontactid@odata.bind': `/contacts(${named})` }),
      });
      await flows.sandbox.flows.idle();
    }
    await flows.ended(CASE_CREATED, 3);
    expect(await received(flows)).toEqual(expect.arrayContaining([3, 2, 4].map(numberOf)));
  });

  it('says why in the journal where the customer is left out', async () => {
    flows.addCase({ number: numberOf(5), isOut: true }, 0);
    await flows.sandbox.flows.idle();
    await flows.ended(CASE_CREATED);
    expect(await received(flows)).toEqual([]);
    const [page] = await flows.all('obm_exclusionpages');
    expect(String(page?.[EXCLUSION_PAGE.exclusions])).toContain('opted-out');
    expect(sumsOf(await flows.sendOf())).toMatchObject({ audience: 1, excluded: 1, accepted: 0 });
  });

  it('writes once when the same event is told twice', async () => {
    const id = flows.addCase({ number: numberOf(6) }, 0);
    await flows.ended(CASE_CREATED);
    const { rows } = flows.sandbox.dataverse;
    const send = await flows.sendOf();
    expect(send.obm_sendid).toBe(id);
    const incident = rows.find('incident', id);
    rows.delete('incident', id);
    rows.create('incident', { ...incident?.values, incidentid: id });
    expect((await flows.ended(CASE_CREATED, 2)).status).toBe('Failed');
    // The case took its message along when it was deleted, so the journal tells what was sent.
    expect(await flows.all('obm_sends')).toEqual([send]);
    expect((await flows.batches()).map(({ obm_attempts }) => obm_attempts)).toEqual([1]);
  });

  it('hides in the history whatever is about people', async () => {
    flows.addCase({ number: numberOf(7), name: 'Sulastri' }, 0);
    const run = await flows.ended(CASE_CREATED);
    const { actions } = await flows.level(run.id, { path: ['Plan_and_send'] });
    expect(JSON.stringify(actions).match(new RegExp(`${numberOf(7).slice(3)}|Sulastri`, 'g'))).toBeNull();
    const isHidden = ({ inputsHidden, outputsHidden }: (typeof actions)[number]) => inputsHidden ?? outputsHidden;
    const named = (name: string) => actions.filter((action) => action.name === name).map(isHidden);
    for (const name of ['Read_case', 'People', 'Decisions', 'Eligible', 'Contact_list', 'Batches', 'Allow_list']) {
      expect([name, named(name)]).toEqual([name, ['secure']]);
    }
    // What is not about people helps whoever looks for a fault.
    expect(named('Configuration')).toStrictEqual([undefined]);
  });
});

describe('the flow "Scheduled send"', () => {
  const plan = async (table: 'contact' | 'incident', view: string, filter: string) => {
    flows = await ShippedFlows.open(() => TEST_DAY, { obm_FlowScheduledView: view }, true);
    await flows.turnOn(SCHEDULED_SEND);
    flows.sandbox.clock.moveTo(new Date('2026-03-02T08:59:00Z'));
    expect(await flows.runs(SCHEDULED_SEND)).toEqual([]);
    flows.sandbox.clock.moveTo(new Date('2026-03-02T09:00:01Z'));
    expect((await flows.ended(SCHEDULED_SEND)).status).toBe('Succeeded');
    const fates = await flows.fates();
    expect(fates.size).toBeGreaterThan(50);
    const planned = await flows.plan(table, filter);
    const eligible = (all: typeof fates) =>
      [...all.values()].flatMap((fate) => ('item' in fate ? [fate.item.tocontactid] : [])).sort();
    expect(eligible(fates)).toEqual(eligible(planned));
    expect([...fates.keys()].sort()).toEqual([...planned.keys()].sort());
  };

  it('fires when the clock passes and writes to the contacts of a view, as outbound would', () =>
    plan('contact', 'Active Contacts', 'statecode eq 0'));

  it('writes to the customers of a view of cases, as outbound would', () =>
    plan('incident', 'Resolved Cases', 'statecode eq 1'));
});
