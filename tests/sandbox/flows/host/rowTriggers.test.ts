/** Room tests. Flows that wait for rows: from the zip to the row that the flow writes. */
import type { Row } from '../../../../sandbox/dataverse/contracts';
import { call, flowId, flowZip, rowTrigger, type Json } from './flowZip';
import { openFlows, type Flows } from './openFlows';

const FLOW = flowId(1);

/** Writes down what it was told, so that a test can see it. */
const note = (name: string): Json => ({
  Note: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': name }),
});

let flows: Flows;
afterEach(() => flows.close());

async function begin(trigger: Json, actions: Json = note("@triggerOutputs()?['body/title']")): Promise<void> {
  flows = await openFlows();
  await flows.importZip(flowZip([{ id: FLOW, name: 'Watch cases', trigger, actions }]));
  flows.connect();
  expect(await flows.turnOn(FLOW)).toEqual({ status: 204, body: {} });
}

const createCase = (title: string, more: Row = {}): string => {
  const { rows } = flows.sandbox.dataverse;
  const customer = rows.findWhere('contact', {})[0]?.id ?? rows.create('contact', { lastname: 'Sari' });
  return rows.create('incident', { title, customerid: { table: 'contact', id: customer }, ...more });
};

const settled = (): Promise<void> => flows.sandbox.flows.idle();

describe('a flow that waits for new rows', () => {
  it('runs when a case is created, with the row as the Web API has it', async () => {
    await begin(rowTrigger());
    const id = createCase('Broken lamp', { prioritycode: 1 });
    const run = await flows.ended(FLOW);
    expect(run).toMatchObject({ status: 'Succeeded', triggerKind: 'Automated', countedActions: 1 });
    expect(flows.names()).toEqual(['Broken lamp']);
    const { trigger } = await flows.detail(run.id);
    expect(trigger.outputs).toMatchObject({
      body: {
        incidentid: id,
        title: 'Broken lamp',
        prioritycode: 1,
        'prioritycode@OData.Community.Display.V1.FormattedValue': 'High',
        SdkMessage: 'Create',
        ItemInternalId: id,
      },
    });
  });

  it('hears nothing of changes, of deletions and of other tables', async () => {
    await begin(rowTrigger());
    const id = createCase('Only one');
    const { rows } = flows.sandbox.dataverse;
    rows.update('incident', id, { title: 'Renamed' });
    rows.delete('incident', id);
    rows.create('contact', { lastname: 'Lamp' });
    await settled();
    expect(await flows.runs(FLOW)).toHaveLength(1);
  });

  it('is told of the row as it was when it was saved, not as it is when the run begins', async () => {
    await begin(rowTrigger());
    const id = createCase('First');
    flows.sandbox.dataverse.rows.update('incident', id, { title: 'Second' });
    await flows.ended(FLOW);
    expect(flows.names()).toEqual(['First']);
  });

  it('does not run for a row whose transaction is rolled back', async () => {
    await begin(rowTrigger());
    expect(() =>
      flows.sandbox.dataverse.rows.transaction(() => {
        createCase('Never was');
        throw new Error('rolled back');
      }),
    ).toThrow('rolled back');
    await settled();
    expect(await flows.runs(FLOW)).toEqual([]);
  });

  it('runs for every row of a CreateMultiple, and for none when one of them is refused', async () => {
    await begin(rowTrigger({ entityname: 'contact' }), note("@triggerOutputs()?['body/lastname']"));
    const target = { '@odata.type': 'Microsoft.Dynamics.CRM.contact' };
    const create = (...more: Json[]) =>
      flows.api('POST', 'contacts/Microsoft.Dynamics.CRM.CreateMultiple', {
        Targets: more.map((values) => ({ ...target, ...values })),
      });
    expect((await create({ lastname: 'Adi' }, { lastname: 'Budi' })).status).toBe(200);
    expect((await create({ lastname: 'Never' }, { nothing: 1 })).status).toBe(400);
    await settled();
    expect([...flows.names()].sort()).toEqual(['Adi', 'Budi']);
  });

  it('has a row of callbackregistration as long as it is on, and hears nothing without it', async () => {
    await begin(rowTrigger({ filterexpression: "title ne 'x'", filteringattributes: 'title', runas: 1 }));
    const { rows } = flows.sandbox.dataverse;
    const registration = rows.findWhere('callbackregistration', { entityname: 'incident' })[0];
    expect(registration?.values).toMatchObject({
      message: 1,
      scope: 4,
      runas: 1,
      filteringattributes: 'title',
      filterexpression: "title ne 'x'",
    });
    rows.delete('callbackregistration', registration?.id ?? '');
    createCase('Unheard');
    await settled();
    expect(await flows.runs(FLOW)).toEqual([]);
    await flows.turnOff(FLOW);
    await flows.turnOn(FLOW);
    expect(rows.findWhere('callbackregistration', { entityname: 'incident' })).toHaveLength(1);
    await flows.turnOff(FLOW);
    expect(rows.findWhere('callbackregistration', {})).toEqual([]);
  });
});

describe('the message of a row trigger', () => {
  it.each([
    [1, ['Create']],
    [2, ['Delete']],
    [3, ['Update']],
    [4, ['Create', 'Update']],
    [5, ['Create', 'Delete']],
    [6, ['Update', 'Delete']],
    [7, ['Create', 'Update', 'Delete']],
  ])('%s hears %j', async (message, expected) => {
    await begin(rowTrigger({ message }), note("@triggerOutputs()?['body/SdkMessage']"));
    const id = createCase('Heard');
    const { rows } = flows.sandbox.dataverse;
    rows.update('incident', id, { title: 'Heard again' });
    rows.delete('incident', id);
    await settled();
    expect(flows.names().sort()).toEqual([...expected].sort());
  });
});

describe('filteringattributes', () => {
  it('lets a change through that has one of the columns in it, also with the value that was there', async () => {
    await begin(rowTrigger({ message: 3, filteringattributes: 'title,prioritycode' }));
    const id = createCase('Same');
    flows.sandbox.dataverse.rows.update('incident', id, { title: 'Same' });
    await settled();
    expect(await flows.runs(FLOW)).toHaveLength(1);
  });

  it('keeps out a change of other columns only', async () => {
    await begin(rowTrigger({ message: 3, filteringattributes: 'title,prioritycode' }));
    const id = createCase('Other');
    flows.sandbox.dataverse.rows.update('incident', id, { description: 'Only this' });
    await settled();
    expect(await flows.runs(FLOW)).toEqual([]);
  });

  it('says nothing about rows that are added', async () => {
    await begin(rowTrigger({ message: 4, filteringattributes: 'description' }));
    createCase('Without description');
    await settled();
    expect(await flows.runs(FLOW)).toHaveLength(1);
  });
});

describe('filterexpression', () => {
  it('is asked of the row as it is after the save', async () => {
    await begin(rowTrigger({ message: 3, filterexpression: "prioritycode eq 1 and startswith(title,'A')" }));
    const { rows } = flows.sandbox.dataverse;
    const id = createCase('A lamp', { prioritycode: 2 });
    rows.update('incident', id, { prioritycode: 1 });
    rows.update('incident', id, { prioritycode: 2 });
    rows.update('incident', id, { title: 'B lamp', prioritycode: 1 });
    await settled();
    expect(await flows.runs(FLOW)).toHaveLength(1);
  });
});

describe('scope', () => {
  const ownedBy = (userId: string): Row => ({ ownerid: { table: 'systemuser', id: userId } });

  async function people(): Promise<{ own: string; sameUnit: string; below: string; beside: string }> {
    const { rows, administrator } = flows.sandbox.dataverse;
    const home = rows.find('systemuser', administrator.userId)?.values.businessunitid as { id: string };
    const unit = (name: string, parent: string): string =>
      rows.create('businessunit', { name, parentbusinessunitid: { table: 'businessunit', id: parent } });
    const user = (name: string, businessunit: string): string =>
      rows.create('systemuser', {
        lastname: name,
        domainname: `${name}@acme.example`,
        businessunitid: { table: 'businessunit', id: businessunit },
      });
    const child = unit('Child', home.id);
    return {
      own: administrator.userId,
      sameUnit: user('same', home.id),
      below: user('below', unit('Grandchild', child)),
      beside: user('beside', child),
    };
  }

  it.each([
    [1, ['own']],
    [2, ['own', 'sameUnit']],
    [3, ['own', 'sameUnit', 'below', 'beside']],
    [4, ['own', 'sameUnit', 'below', 'beside']],
  ])('%s hears of rows owned by: %j', async (scope, expected) => {
    await begin(rowTrigger({ scope }));
    for (const [who, id] of Object.entries(await people())) createCase(who, ownedBy(id));
    await settled();
    expect(flows.names().sort()).toEqual([...expected].sort());
  });

  it('3 does not look upwards', async () => {
    await begin(rowTrigger({ scope: 3 }));
    const { rows, administrator } = flows.sandbox.dataverse;
    const { sameUnit, below } = await people();
    const unit = rows.find('systemuser', below)?.values.businessunitid ?? null;
    rows.update('systemuser', administrator.userId, { businessunitid: unit });
    createCase('above', ownedBy(sameUnit));
    createCase('mine', ownedBy(below));
    await settled();
    expect(flows.names()).toEqual(['mine']);
  });

  it('tells on the page that the owner of the flow may not read the row', async () => {
    await begin(rowTrigger());
    const { sameUnit } = await people();
    await flows.turnOff(FLOW);
    flows.sandbox.dataverse.rows.update('workflow', FLOW, ownedBy(sameUnit));
    await flows.turnOn(FLOW);
    createCase('Not for you');
    await settled();
    expect(await flows.runs(FLOW)).toEqual([]);
    expect((await flows.flow(FLOW)).problem?.message).toMatch(/^The owner of the flow could not read the row/);
  });
});

describe('what else a row trigger may say', () => {
  it('postpones the run until a time', async () => {
    await begin(rowTrigger({ postponeuntil: '2026-03-02T15:00:00Z' }));
    createCase('Later');
    await settled();
    expect(await flows.runs(FLOW)).toEqual([]);
    flows.sandbox.clock.moveTo(new Date('2026-03-02T15:00:00Z'));
    await flows.ended(FLOW);
    expect(flows.names()).toEqual(['Later']);
  });

  it('starts no run when a condition does not hold', async () => {
    const trigger = rowTrigger({}, { conditions: [{ expression: "@equals(triggerOutputs()?['body/title'], 'Yes')" }] });
    await begin(trigger);
    createCase('No');
    createCase('Yes');
    await settled();
    expect(flows.names()).toEqual(['Yes']);
  });

  it('runs as many at a time as it allows, one after the other, and shows which wait', async () => {
    const trigger = rowTrigger({}, { runtimeConfiguration: { concurrency: { runs: 1 } } });
    await begin(trigger, {
      Wait: { type: 'Wait', runAfter: {}, inputs: { interval: { count: 1, unit: 'Hour' } } },
    });
    createCase('One');
    createCase('Two');
    const statuses = async (): Promise<string[]> => (await flows.runs(FLOW)).map(({ status }) => status);
    await flows.until(statuses, (found) => found.join() === 'Waiting,Running');
    flows.sandbox.clock.moveTo(new Date('2026-03-02T13:00:00Z'));
    await flows.until(statuses, (found) => found.join() === 'Running,Succeeded');
    expect((await flows.runs(FLOW))[0]?.startTime).toBe('2026-03-02T13:00:00.000Z');
  });
});
