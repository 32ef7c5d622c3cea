/** Room tests. What is kept of runs: every action, rounds of loops, nothing that is secure, for 28 days; and what a restart leaves. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { button, call, clientData, flowId, flowZip, type Json } from './flowZip';
import { openFlows, type Flows } from './openFlows';

const FLOW = flowId(1);
let flows: Flows;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flows-history-'));
  flows = await openFlows({ file: join(folder, 'data.db') });
});
afterEach(async () => {
  await flows.close();
  rmSync(folder, { recursive: true, force: true });
});

const TEXT: Json = { text: { title: 'Text', type: 'string', 'x-ms-content-hint': 'TEXT' } };

async function run(actions: Json, inputs: Json = {}, trigger: Json = button(TEXT)): Promise<string> {
  await flows.importZip(flowZip([{ id: FLOW, name: 'By hand', trigger, actions }]));
  flows.connect();
  expect((await flows.turnOn(FLOW)).body).toEqual({});
  const { body } = await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs });
  return String(body.id);
}

const compose = (inputs: unknown, more: Json = {}): Json => ({ type: 'Compose', runAfter: {}, inputs, ...more });
const secured = (...properties: string[]): Json => ({ runtimeConfiguration: { secureData: { properties } } });

describe('the history of a run', () => {
  it('has every action with inputs, outputs and times, and loops round by round', async () => {
    const id = await run({
      Each: {
        type: 'Foreach',
        runAfter: {},
        foreach: "@createArray('a','b','c')",
        actions: {
          Check: {
            type: 'If',
            runAfter: {},
            expression: { equals: ["@items('Each')", 'b'] },
            actions: { Found: compose("@items('Each')") },
            else: { actions: { Other: compose('other') } },
          },
        },
      },
      Last: compose("@length('abc')", { runAfter: { Each: ['Succeeded'] } }),
    });
    await flows.ended(FLOW);
    const detail = await flows.detail(id);
    expect(detail.outline).toEqual([
      {
        name: 'Each',
        type: 'Foreach',
        children: [
          {
            name: 'Check',
            type: 'If',
            children: [
              { name: 'Found', type: 'Compose', children: [] },
              { name: 'Other', type: 'Compose', children: [] },
            ],
          },
        ],
      },
      { name: 'Last', type: 'Compose', children: [] },
    ]);
    const top = await flows.level(id, { loops: ['Each'] });
    expect(top.rounds).toEqual({ Each: 3 });
    expect(top.actions.map(({ name, status }) => [name, status])).toEqual([
      ['Each', 'Succeeded'],
      ['Last', 'Succeeded'],
    ]);
    expect(top.actions[1]?.outputs).toBe(3);
    const second = await flows.level(id, { path: ['Each', 'Check'], rounds: [1] });
    expect(second.actions.map(({ name, status }) => [name, status]).sort()).toEqual([
      ['Found', 'Succeeded'],
      ['Other', 'Skipped'],
    ]);
    expect(second.actions.find(({ name }) => name === 'Found')?.outputs).toBe('b');
  });

  it('tells why an action failed', async () => {
    const id = await run({ Get: call('GetItem', { entityName: 'acme_tools', recordId: flowId(9) }) });
    expect(await flows.ended(FLOW)).toMatchObject({ status: 'Failed', error: { code: 'ActionFailed' } });
    const [action] = (await flows.level(id)).actions;
    expect(action).toMatchObject({ status: 'Failed', code: 'NotFound' });
    expect(action?.outputs).toMatchObject({ statusCode: 404 });
  });

  it('is there over the Web API as a row of flowrun, once the run has ended', async () => {
    const id = await run({ Last: compose(1) });
    await flows.ended(FLOW);
    expect((await flows.api('GET', `flowruns(${id})`)).body).toMatchObject({
      name: id,
      _workflow_value: FLOW,
      status: 'Succeeded',
      triggertype: 'Instant',
      starttime: '2026-03-02T12:00:00Z',
      ttlinseconds: 2_419_200,
    });
  });

  it('is forgotten after 28 days', async () => {
    const id = await run({ Last: compose(1) });
    await flows.ended(FLOW);
    await flows.close();
    const after = (days: number): Date => new Date(Date.UTC(2026, 2, 2 + days, 13));
    flows = await openFlows({ file: join(folder, 'data.db'), clock: () => after(27) });
    expect(await flows.runs(FLOW)).toHaveLength(1);
    await flows.close();
    flows = await openFlows({ file: join(folder, 'data.db'), clock: () => after(28) });
    expect(await flows.runs(FLOW)).toEqual([]);
    expect(flows.sandbox.dataverse.rows.find('flowrun', id)).toBeUndefined();
  });
});

describe('what a definition calls secure', () => {
  const SECRET = 'a very private number';
  /** Everything in the files of the database, as a person with an editor would find it. */
  const filesHold = (text: string): boolean =>
    readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text));

  it('is shown to nobody and is in no file', async () => {
    const id = await run(
      {
        Create: call(
          'CreateRecord',
          { entityName: 'acme_tools', 'item/acme_name': "@concat(triggerBody()['text'], '!')" },
          secured('inputs', 'outputs'),
        ),
      },
      { text: SECRET },
      button(TEXT, [], secured('inputs', 'outputs')),
    );
    await flows.ended(FLOW);
    const { trigger } = await flows.detail(id);
    expect(trigger).toEqual({ name: 'manual', type: 'Request', outputsHidden: 'secure' });
    const [action] = (await flows.level(id)).actions;
    expect(action).toMatchObject({ status: 'Succeeded', inputsHidden: 'secure', outputsHidden: 'secure' });
    expect(action).not.toHaveProperty('inputs');
    expect(action).not.toHaveProperty('outputs');
    // The row that the flow made is of course there: without it, nothing holds the text.
    const { rows, database } = flows.sandbox.dataverse;
    expect(flows.names()).toEqual([`${SECRET}!`]);
    expect(filesHold(SECRET)).toBe(true);
    for (const row of rows.findWhere('acme_tool', {})) rows.delete('acme_tool', row.id);
    database.define('VACUUM');
    database.all('PRAGMA wal_checkpoint(TRUNCATE)');
    await flows.close();
    expect(filesHold(SECRET)).toBe(false);
  });

  it('would be in a file if it were not secure', async () => {
    await run({ Echo: compose("@triggerBody()['text']") }, { text: SECRET });
    await flows.ended(FLOW);
    flows.sandbox.dataverse.database.all('PRAGMA wal_checkpoint(TRUNCATE)');
    expect(filesHold(SECRET)).toBe(true);
  });

  it('is not repeated by the error of a failed action', async () => {
    const id = await run(
      {
        Create: call(
          'CreateRecord',
          { entityName: 'acme_tools', 'item/acme_name': 'x', [`item/${SECRET.replace(/ /g, '_')}`]: 1 },
          secured('inputs'),
        ),
      },
      {},
    );
    await flows.ended(FLOW);
    const [action] = (await flows.level(id)).actions;
    expect(action?.error?.message).toBe('Content not shown due to security configuration.');
  });
});

describe('a sandbox that ends while a run is under way', () => {
  it('shows the run as failed afterwards, with the reason, and does not run it again', async () => {
    const id = await run({
      Before: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': 'Before' }),
      Wait: { type: 'Wait', runAfter: { Before: ['Succeeded'] }, inputs: { interval: { count: 1, unit: 'Hour' } } },
      After: call(
        'CreateRecord',
        { entityName: 'acme_tools', 'item/acme_name': 'After' },
        { runAfter: { Wait: ['Succeeded'] } },
      ),
    });
    await flows.until(
      () => flows.level(id),
      ({ actions }) => actions.length === 1,
    );
    await flows.close();
    flows = await openFlows({ file: join(folder, 'data.db'), clock: () => new Date('2026-03-02T18:00:00Z') });
    await flows.sandbox.flows.idle();
    expect(await flows.runs(FLOW)).toMatchObject([
      { id, status: 'Failed', error: { code: 'RunInterrupted' }, endTime: '2026-03-02T18:00:00.000Z' },
    ]);
    expect(flows.names()).toEqual(['Before']);
    expect((await flows.flow(FLOW)).isOn).toBe(true);
    await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs: {} });
    await flows.until(
      () => flows.names(),
      (names) => names.length === 2,
    );
  });
});

describe('rows that go while a run is under way', () => {
  const waiting: Json = {
    Wait: { type: 'Wait', runAfter: {}, inputs: { interval: { count: 1, unit: 'Hour' } } },
    Note: call(
      'CreateRecord',
      { entityName: 'acme_tools', 'item/acme_name': 'After' },
      { runAfter: { Wait: ['Succeeded'] } },
    ),
  };
  const underWay = (id: string): Promise<unknown> =>
    flows.until(
      () => flows.detail(id),
      ({ status }) => status === 'Running',
    );

  it('end the run of a flow whose solution is uninstalled', async () => {
    await underWay(await run(waiting));
    const { rows } = flows.sandbox.dataverse;
    rows.delete('solution', rows.findWhere('solution', { uniquename: 'AcmeFlows' })[0]?.id ?? '');
    await flows.sandbox.flows.idle();
    expect(flows.sandbox.dataverse.database.all('SELECT count(*) FROM flows_action')).toEqual([[0]]);
    expect(rows.findWhere('flowrun', {})).toEqual([]);
  });

  it('end the run when the lab goes back to a snapshot, and flows that were on then are on again', async () => {
    await run({ Last: compose(1) });
    await flows.ended(FLOW);
    await flows.turnOff(FLOW);
    flows.sandbox.snapshots.create('off');
    await flows.turnOn(FLOW);
    flows.sandbox.snapshots.create('on');
    await flows.api('PATCH', `workflows(${FLOW})`, {
      clientdata: JSON.stringify(clientData({ trigger: button(TEXT), actions: waiting })),
    });
    const { body } = await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs: {} });
    await underWay(String(body.id));
    flows.sandbox.snapshots.restore('off');
    flows.sandbox.clock.moveTo(new Date('2026-03-02T18:00:00Z'));
    await flows.sandbox.flows.idle();
    expect(flows.names()).toEqual([]);
    expect(await flows.runs(FLOW)).toHaveLength(1);
    expect((await flows.flow(FLOW)).isOn).toBe(false);
    flows.sandbox.snapshots.restore('on');
    expect((await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs: {} })).status).toBe(202);
    await flows.ended(FLOW, 2);
  });
});
