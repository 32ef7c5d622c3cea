/** Room tests. Inputs, views and settings that a shipped flow cannot send with: nobody is written to, and the run says what to change. */
import { TEST_DAY } from '../../../support/sandbox';
import { CASE_CREATED, CASES_RESOLVED, numberOf, received, SCHEDULED_SEND, ShippedFlows } from './shippedFlows';

jest.setTimeout(120_000);

let flows: ShippedFlows;
beforeEach(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY, { obm_FlowScheduledView: 'Odd' });
});
afterEach(() => flows.close());

async function expectNothingSent(): Promise<void> {
  expect(await received(flows)).toEqual([]);
  expect(await flows.all('obm_sends')).toEqual([]);
}

const errorOf = async ({ id }: { readonly id: string }) => (await flows.detail(id)).error;

describe('the flow "Cases resolved"', () => {
  it.each([0.5, -2, 1e9])('refuses %d days back by name', async (number) => {
    flows.addCase({ number: numberOf(1) });
    const run = await flows.run(CASES_RESOLVED, { number });
    expect(await errorOf(run)).toMatchObject({ code: 'days-invalid' });
    await expectNothingSent();
  });
});

/** The flow with another number in the place of one of its limits, which would take too many rows to reach. */
function setLimit(id: string, limit: number, other: number): void {
  const { rows } = flows.sandbox.dataverse;
  const definition = String(rows.find('workflow', id)?.values.clientdata);
  rows.update('workflow', id, { clientdata: definition.replace(new RegExp(`\\b${limit}\\b`, 'g'), String(other)) });
}

async function runOver(fetchxml: string) {
  const { rows } = flows.sandbox.dataverse;
  rows.create('savedquery', {
    name: 'Odd',
    fetchxml,
    returnedtypecode: 'contact',
    querytype: 0,
    statecode: 0,
    statuscode: 1,
  });
  await flows.turnOn(SCHEDULED_SEND);
  flows.sandbox.clock.moveTo(new Date('2026-03-02T09:00:01Z'));
  return flows.ended(SCHEDULED_SEND);
}

describe('more rows than can be read', () => {
  it.each([
    [2, undefined],
    [3, 'too-many-rows'],
  ])('end "Cases resolved" before anybody is left out: %d of a limit of 3', async (count, code) => {
    setLimit(CASES_RESOLVED, 100_000, 3);
    for (let index = 0; index < count; index += 1) flows.addCase({ number: numberOf(index) });
    expect((await errorOf(await flows.run(CASES_RESOLVED)))?.code).toBe(code);
    expect(await received(flows)).toHaveLength(code === undefined ? count : 0);
  });

  it('end "Scheduled send" before anybody is left out, behind ten pages', async () => {
    setLimit(SCHEDULED_SEND, 5_000, 2);
    for (let index = 0; index < 20; index += 1) flows.addCase({ number: numberOf(index), name: 'Many' });
    const run = await runOver(
      '<fetch><entity name="contact"><filter><condition attribute="firstname" operator="eq" value="Many" /></filter></entity></fetch>',
    );
    expect(await errorOf(run)).toMatchObject({ code: 'too-many-rows' });
    await expectNothingSent();
  });
});

describe('the flow "Case created"', () => {
  it.each(['', 'Nobody has this name'])('names the variable that holds no configuration but "%s"', async (name) => {
    const { rows } = flows.sandbox.dataverse;
    const variable = 'obm_FlowCaseCreatedConfiguration';
    const [value] = rows.findWhere('environmentvariablevalue', { schemaname: variable });
    rows.update('environmentvariablevalue', value?.id ?? '', { value: name });
    await flows.turnOn(CASE_CREATED);
    flows.addCase({ number: numberOf(1) }, 0);
    const error = await errorOf(await flows.ended(CASE_CREATED));
    expect(error?.code).toBe('configuration-not-found');
    expect(error?.message).toContain(variable);
    await expectNothingSent();
  });

  it('does not speak of a send in the journal where it failed before there was one', async () => {
    await flows.turnOn(CASE_CREATED);
    const { rows } = flows.sandbox.dataverse;
    const where = { connectionreferencelogicalname: 'obm_dataverse' };
    rows.update('connectionreference', rows.findWhere('connectionreference', where)[0]?.id ?? '', {
      connectionid: null,
    });
    flows.addCase({ number: numberOf(1) }, 0);
    const error = await errorOf(await flows.ended(CASE_CREATED));
    expect(error).toMatchObject({ code: 'flow-failed' });
    expect(error?.message).toContain('Without a send of this run in the journal, nobody was written to');
    await expectNothingSent();
  });
});

describe('the flow "Scheduled send"', () => {
  it.each([
    '<fetch top="3"><entity name="contact"><attribute name="fullname" /></entity></fetch>',
    "<fetch mapping='logical' aggregate='true'><entity name='contact'><attribute name='contactid' aggregate='count' alias='n' /></entity></fetch>",
    '<fetch top = "3"><entity name="contact"><attribute name="fullname" /></entity></fetch>',
  ])('refuses a view that does not show everybody it finds: %s', async (fetchxml) => {
    expect(await errorOf(await runOver(fetchxml))).toMatchObject({ code: 'view-not-for-flows' });
    await expectNothingSent();
  });

  /** The entity that is asked for. */
  async function entityOf(inner: string): Promise<string> {
    const run = await runOver(`<fetch aggregate="false"><entity name="contact">${inner}</entity></fetch>`);
    expect(run.status).toBe('Succeeded');
    const { actions } = await flows.level(run.id, { path: ['Plan_and_send'] });
    return String(actions.find(({ name }) => name === 'Entity_of_view')?.outputs);
  }

  const LINK =
    '<link-entity name="incident" from="primarycontactid" to="contactid" link-type="outer" alias="i"><order attribute="title" /></link-entity>';
  const NAMES_ID = '<filter><condition attribute="contactid" operator="not-null" /></filter>';

  it.each([
    ['the view orders by something else', '<attribute name="fullname" /><order attribute="lastname" />'],
    ['a condition names the id', NAMES_ID],
    [
      'a condition of a linked table does',
      LINK.replace('<order attribute="title" />', NAMES_ID.replace('<condition', '<condition entityname="contact"')),
    ],
    [
      'a linked table is ordered by a column of the same name',
      LINK.replace('incident', 'contact').replace('primarycontactid', 'contactid').replace('title', 'contactid'),
    ],
  ])('orders by the id, so that no page misses a row, where %s', async (_, inner) => {
    expect(await entityOf(inner)).toMatch(/<order attribute="contactid" \/><\/entity><\/fetch>$/);
  });

  it.each([
    '<order attribute="contactid" />',
    "<order attribute = 'contactid' descending='true'/>",
    '<order\n descending="false"\n attribute="contactid" />',
    `${LINK}<order attribute="contactid" />`,
  ])('leaves an order by the id as it is: %s', async (order) => {
    expect(await entityOf(order)).toBe(`<entity name="contact">${order}</entity></fetch>`);
  });
});

describe('a template with a fault', () => {
  it.each([' ', 'Hello {CustomerName, how are you?', 'Hello CustomerName}'])('is not sent: "%s"', async (text) => {
    const { rows } = flows.sandbox.dataverse;
    for (const { id } of rows.findWhere('msdyn_ocsystemmessage', {})) {
      rows.update('msdyn_ocsystemmessage', id, { msdyn_messagetext: text });
    }
    flows.addCase({ number: numberOf(1) });
    expect(await errorOf(await flows.run(CASES_RESOLVED))).toMatchObject({ code: 'template-faulty' });
    await expectNothingSent();
  });

  it('is not sent when the fault is in the text of one language', async () => {
    const { rows } = flows.sandbox.dataverse;
    for (const { id } of rows.findWhere('msdyn_oclocalizationdata', {})) {
      rows.update('msdyn_oclocalizationdata', id, { msdyn_localizedtext: 'Halo {CustomerName' });
    }
    flows.addCase({ number: numberOf(1) });
    expect(await errorOf(await flows.run(CASES_RESOLVED))).toMatchObject({ code: 'template-faulty' });
    await expectNothingSent();
  });
});
