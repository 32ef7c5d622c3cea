/** Room tests. What is kept of runs: every action, rounds of loops, nothing that is secure, for 28 days; and what a restart leaves. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { button, call, clientData, flowId, flowZip, rowTrigger, type Json } from './flowZip';
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

const SECRET = 'a very private number';
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

describe('a sandbox that ends while runs wait for their turn', () => {
  const actions: Json = {
    Wait: { type: 'Wait', runAfter: {}, inputs: { interval: { count: 1, unit: 'Hour' } } },
    Note: call(
      'CreateRecord',
      { entityName: 'acme_tools', 'item/acme_name': "@triggerBody()?['text']" },
      { runAfter: { Wait: ['Succeeded'] } },
    ),
  };
  const oneAtATime = { concurrency: { runs: 1 } };
  const turn = (more: Json = {}): Json => button(TEXT, [], { runtimeConfiguration: { ...oneAtATime, ...more } });

  /** One run under way and two that wait, in a process that ends. */
  async function leave(trigger: Json): Promise<void> {
    await run(actions, { text: 'first' }, trigger);
    for (const text of ['second', 'third']) {
      await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs: { text } });
    }
    await reopen('2026-03-02T12:30:00Z');
  }
  async function reopen(now: string): Promise<void> {
    await flows.close();
    flows = await openFlows({ file: join(folder, 'data.db'), clock: () => new Date(now) });
  }
  const statuses = async (): Promise<(string | undefined)[]> =>
    (await flows.runs(FLOW)).map(({ status, error }) => error?.code ?? status);

  it('begins them afterwards, in their order and one at a time, with what started them', async () => {
    await leave(turn());
    await flows.until(statuses, (found) => found.join() === 'Waiting,Running,RunInterrupted');
    for (const [now, expected] of [
      ['2026-03-02T13:30:00Z', 'Running,Succeeded,RunInterrupted'],
      ['2026-03-02T14:30:00Z', 'Succeeded,Succeeded,RunInterrupted'],
    ] as const) {
      flows.sandbox.clock.moveTo(new Date(now));
      await flows.until(statuses, (found) => found.join() === expected);
    }
    expect(flows.names()).toEqual(['second', 'third']);
  });

  it('begins them also when it ended twice before their turn came', async () => {
    await leave(turn());
    await reopen('2026-03-02T12:45:00Z');
    await flows.until(statuses, (found) => found.join() === 'Running,RunInterrupted,RunInterrupted');
  });

  it('says of those whose trigger is secure that they were not begun', async () => {
    await leave(turn({ secureData: { properties: ['outputs'] } }));
    await flows.sandbox.flows.idle();
    expect(await statuses()).toEqual(['RunNotBegun', 'RunNotBegun', 'RunInterrupted']);
    const [newest] = await flows.runs(FLOW);
    expect(newest).toMatchObject({ status: 'Failed', endTime: '2026-03-02T12:30:00.000Z', countedActions: 0 });
    expect(newest?.error?.message).toMatch(/waited for its turn/);
    expect(flows.names()).toEqual([]);
  });

  it('tells over the Web API of the runs that ended with it', async () => {
    await leave(turn({ secureData: { properties: ['outputs'] } }));
    const rows = (await flows.api('GET', 'flowruns?$select=status,errorcode&$orderby=errorcode')).body.value;
    expect((rows as { errorcode: string }[]).map(({ errorcode }) => errorcode)).toEqual([
      'RunInterrupted',
      'RunNotBegun',
      'RunNotBegun',
    ]);
  });

  it('begins what a row set off when there was no time left to begin it', async () => {
    await run(
      { Note: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': "@triggerBody()?['title']" }) },
      {},
      rowTrigger(),
    );
    const { rows } = flows.sandbox.dataverse;
    const contact = rows.create('contact', { lastname: 'Sari' });
    const closing = flows.sandbox.flows.close();
    rows.create('incident', { title: 'At the very end', customerid: { table: 'contact', id: contact } });
    await closing;
    expect(await statuses()).toEqual(['Waiting']);
    await reopen('2026-03-02T12:30:00Z');
    expect((await flows.ended(FLOW)).status).toBe('Succeeded');
    expect(flows.names()).toEqual(['At the very end']);
  });

  it('lets a person cancel one that waits', async () => {
    await run(actions, { text: 'first' }, turn());
    const { body } = await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs: { text: 'second' } });
    const cancel = (): Promise<{ status: number }> => flows.send('POST', `/flows/api/runs/${String(body.id)}/cancel`);
    expect((await cancel()).status).toBe(202);
    expect(await statuses()).toEqual(['WorkflowRunCancelled', 'Running']);
    expect((await cancel()).status).toBe(409);
    flows.sandbox.clock.moveTo(new Date('2026-03-02T15:00:00Z'));
    await flows.sandbox.flows.idle();
    expect(flows.names()).toEqual(['first']);
  });
});

describe('a sandbox that is killed between a write and the run that it sets off', () => {
  const note = call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': "@triggerBody()?['title']" });

  /** What lies on the disk at this very instruction, as another process finds it. */
  async function killNow(): Promise<void> {
    for (const file of ['data.db', 'data.db-wal']) copyFileSync(join(folder, file), join(folder, `left-${file}`));
    await flows.close();
    flows = await openFlows({ file: join(folder, 'left-data.db'), clock: () => new Date('2026-03-02T12:30:00Z') });
    await flows.sandbox.flows.idle();
  }
  const newCase = (title: string): string => {
    const { rows } = flows.sandbox.dataverse;
    return rows.create('incident', { title, customerid: { table: 'contact', id: rows.create('contact', {}) } });
  };

  it('runs afterwards, once, for a row that was kept', async () => {
    await run({ Note: note }, {}, rowTrigger({ filterexpression: "title ne 'Other'" }));
    newCase('Just before');
    newCase('Other');
    await killNow();
    expect(await flows.runs(FLOW)).toMatchObject([{ status: 'Succeeded' }]);
    expect(flows.names()).toEqual(['Just before']);
    expect(flows.sandbox.dataverse.database.all('SELECT * FROM flows_heard')).toEqual([]);
  });

  it('is not run for a row that was rolled back, nor a second time for one whose run had begun', async () => {
    await run({ Note: note }, {}, rowTrigger());
    const { rows } = flows.sandbox.dataverse;
    expect(() =>
      rows.transaction(() => {
        newCase('Never');
        throw new Error('Back.');
      }),
    ).toThrow('Back.');
    newCase('Once');
    await flows.sandbox.flows.idle();
    await killNow();
    expect(await flows.runs(FLOW)).toHaveLength(1);
    expect(flows.names()).toEqual(['Once']);
  });
});

describe('a sandbox that ends while a run is postponed', () => {
  const later = (more: Json = {}): Json => rowTrigger({ postponeuntil: '2026-03-02T15:00:00Z' }, more);

  async function leave(trigger: Json, now: string): Promise<void> {
    const actions = {
      Note: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': "@triggerBody()?['title']" }),
    };
    await run(actions, {}, trigger);
    const { rows } = flows.sandbox.dataverse;
    const contact = rows.create('contact', { lastname: 'Sari' });
    rows.create('incident', { title: SECRET, customerid: { table: 'contact', id: contact } });
    await flows.sandbox.flows.idle();
    await flows.close();
    flows = await openFlows({ file: join(folder, 'data.db'), clock: () => new Date(now) });
    await flows.sandbox.flows.idle();
  }
  const kept = (): unknown[] => flows.sandbox.dataverse.database.all('SELECT flow_id, outputs FROM flows_postponed');

  it('starts it at its time all the same, with the row as it was', async () => {
    await leave(later(), '2026-03-02T12:30:00Z');
    expect(await flows.runs(FLOW)).toEqual([]);
    flows.sandbox.clock.moveTo(new Date('2026-03-02T15:00:00Z'));
    expect((await flows.ended(FLOW)).status).toBe('Succeeded');
    expect(flows.names()).toEqual([SECRET]);
    expect(kept()).toEqual([]);
  });

  it('starts it at once when its time has passed meanwhile, and once', async () => {
    await leave(later(), '2026-03-02T18:00:00Z');
    expect((await flows.ended(FLOW)).status).toBe('Succeeded');
    await flows.close();
    flows = await openFlows({ file: join(folder, 'data.db'), clock: () => new Date('2026-03-02T19:00:00Z') });
    await flows.sandbox.flows.idle();
    expect(await flows.runs(FLOW)).toHaveLength(1);
  });

  it('says that it is lost when what its trigger told is secure', async () => {
    await leave(later(secured('outputs')), '2026-03-02T12:30:00Z');
    expect((await flows.flow(FLOW)).problem?.message).toMatch(/postponed until 2026-03-02T15:00:00.000Z is lost/);
    expect(kept()).toEqual([]);
  });

  it('forgets it with its flow', async () => {
    await leave(later(), '2026-03-02T12:30:00Z');
    expect(kept()).toHaveLength(1);
    const { rows } = flows.sandbox.dataverse;
    rows.delete('solution', rows.findWhere('solution', { uniquename: 'AcmeFlows' })[0]?.id ?? '');
    expect(kept()).toEqual([]);
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
