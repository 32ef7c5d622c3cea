/** Room tests. Flows whose own writes set them off: they stop by themselves, and say so. */
import fc from 'fast-check';
import { MAX_CAUSED, MAX_LINKS, RunChains, type RunLink } from '../../../../sandbox/flows/host/runChains';
import { loadSampleData } from '../../../../sandbox/data';
import { button, call, flowId, flowZip, rowTrigger, type FlowSpec, type Json } from './flowZip';
import { NOON, openFlows, type Flows } from './openFlows';

const FLOW = flowId(1);
const OTHER = flowId(2);
const HOUR_MS = 3_600_000;

const toolRow = (message: number): Json => rowTrigger({ message, entityname: 'acme_tool' });
const rename = (name: string): Json => ({
  Rename: call('UpdateOnlyRecord', {
    entityName: 'acme_tools',
    recordId: "@triggerOutputs()?['body/acme_toolid']",
    'item/acme_name': name,
  }),
});
const longer = rename("@concat(triggerOutputs()?['body/acme_name'], '+')");

describe('flows in a sandbox', () => {
  let flows: Flows;
  beforeEach(async () => {
    flows = await openFlows();
  });
  afterEach(() => flows.close());

  async function begin(...specs: FlowSpec[]): Promise<void> {
    await flows.importZip(flowZip(specs));
    flows.connect();
    for (const { id } of specs) expect(await flows.turnOn(id)).toEqual({ status: 204, body: {} });
  }
  const createTool = (name: string): string => flows.sandbox.dataverse.rows.create('acme_tool', { acme_name: name });
  const settled = (): Promise<void> => flows.sandbox.flows.idle();
  const outcomes = async (id: string): Promise<[string, string | undefined][]> =>
    (await flows.runs(id)).map(({ status, error }) => [status, error?.code]);

  it('stop when one changes the very row that it waits for, with a run and a sentence that say why', async () => {
    await begin({ id: FLOW, name: 'Again and again', trigger: toolRow(4), actions: longer });
    createTool('a');
    await settled();
    expect(await outcomes(FLOW)).toEqual([
      ['Failed', 'InfiniteLoop'],
      ...Array.from({ length: MAX_LINKS }, () => ['Succeeded', undefined]),
    ]);
    expect(flows.names()).toEqual([`a${'+'.repeat(MAX_LINKS)}`]);
    const [stopped] = await flows.runs(FLOW);
    expect(stopped?.error?.message).toMatch(/^The run was not begun: .* condition/);
    expect((await flows.level(String(stopped?.id))).actions).toEqual([]);
    expect(await flows.flow(FLOW)).toMatchObject({ isOn: true, problem: { message: stopped?.error?.message } });
    expect(flows.sandbox.dataverse.rows.find('flowrun', String(stopped?.id))?.values).toMatchObject({
      status: 'Failed',
      errorcode: 'InfiniteLoop',
    });
  });

  it('run again for the next change of a person after one was stopped', async () => {
    await begin({ id: FLOW, name: 'Again and again', trigger: toolRow(3), actions: longer });
    const id = createTool('a');
    flows.sandbox.dataverse.rows.update('acme_tool', id, { acme_name: 'b' });
    await settled();
    flows.sandbox.dataverse.rows.update('acme_tool', id, { acme_name: 'c' });
    await settled();
    expect(flows.names()).toEqual([`c${'+'.repeat(MAX_LINKS)}`]);
  });

  it('stop when two set each other off', async () => {
    const to = (from: string): Json =>
      rowTrigger({ message: 3, entityname: 'acme_tool', filterexpression: `acme_name eq '${from}'` });
    await begin(
      { id: FLOW, name: 'There', trigger: to('here'), actions: rename('there') },
      { id: OTHER, name: 'Back', trigger: to('there'), actions: rename('here') },
    );
    const id = createTool('a');
    flows.sandbox.dataverse.rows.update('acme_tool', id, { acme_name: 'here' });
    await settled();
    expect(await outcomes(FLOW)).toHaveLength(MAX_LINKS + 1);
    expect((await outcomes(FLOW))[0]).toEqual(['Failed', 'InfiniteLoop']);
    expect(await outcomes(OTHER)).toHaveLength(MAX_LINKS);
  });

  it('stop when each row makes another one', async () => {
    const actions = { Add: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': 'More' }) };
    await begin({ id: FLOW, name: 'Breed', trigger: toolRow(1), actions });
    createTool('First');
    await settled();
    expect(flows.names()).toHaveLength(1 + MAX_LINKS);
  });

  it('stop when each message that is sent sends another one', async () => {
    const { rows } = flows.sandbox.dataverse;
    loadSampleData(flows.sandbox.dataverse, { now: NOON });
    const [configuration] = rows.findWhere('msdyn_ocoutboundconfiguration', { msdyn_showinactivities: true });
    const contact = rows.create('contact', { lastname: 'Sari', mobilephone: '+6281210000001' });
    const item = {
      tocontactid: '+6281210000001',
      optin: true,
      contextitems: {
        msdyn_ocoutboundconfigurationid: configuration?.id,
        regardingobjectid: contact,
        entityrelationshipname: 'contact_msdyn_ocoutboundmessages',
      },
    };
    const send = {
      Send: call('PerformUnboundAction', {
        actionName: 'msdyn_InvokeOutboundAPI',
        'item/OutboundSettingsRecord/msdyn_ocoutboundconfigurationid': configuration?.id,
        'item/ContactList': JSON.stringify([item]),
      }),
    };
    const trigger = rowTrigger({ entityname: 'msdyn_ocoutboundmessage' });
    await begin(
      { id: FLOW, name: 'Echo', trigger, actions: send },
      { id: OTHER, name: 'First', trigger: button(), actions: send },
    );
    await flows.send('POST', `/flows/api/flows/${OTHER}/runs`, {});
    await settled();
    expect((await outcomes(FLOW))[0]).toEqual(['Failed', 'InfiniteLoop']);
    expect(rows.findWhere('msdyn_ocoutboundmessage', { regardingobjectid: contact })).toHaveLength(1 + MAX_LINKS);
  });

  it('stop when one calls itself as its child, and tell the caller', async () => {
    const answer = { type: 'Response', kind: 'PowerApp', runAfter: {}, inputs: { statusCode: 200, body: {} } };
    const again = { type: 'Workflow', runAfter: {}, inputs: { host: { workflowReferenceName: FLOW }, body: {} } };
    await begin({
      id: FLOW,
      name: 'Myself',
      trigger: button(),
      actions: { Again: again, Answer: { ...answer, runAfter: { Again: ['Succeeded'] } } },
    });
    await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, {});
    await settled();
    const runs = await flows.runs(FLOW);
    expect(runs.map(({ error }) => error?.code)).toEqual([
      'InfiniteLoop',
      ...Array.from({ length: MAX_LINKS }, () => 'ActionFailed'),
    ]);
    const [last] = (await flows.level(String(runs[1]?.id))).actions;
    expect(last).toMatchObject({
      name: 'Again',
      status: 'Failed',
      outputs: { body: { error: { code: 'InfiniteLoop' } } },
    });
  });

  it('go on as long as they like when none sets itself off: for many writes of one run, and many of people', async () => {
    const each = {
      Each: {
        type: 'Foreach',
        runAfter: {},
        foreach: `@range(1, ${MAX_LINKS * 2})`,
        actions: {
          Add: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': "@string(items('Each'))" }),
        },
      },
    };
    const trigger = rowTrigger(
      { message: 4, entityname: 'acme_tool' },
      { conditions: [{ expression: "@not(endsWith(triggerOutputs()?['body/acme_name'], '+'))" }] },
    );
    await begin(
      { id: FLOW, name: 'Many', trigger: button(), actions: each },
      { id: OTHER, name: 'Once each', trigger, actions: longer },
    );
    await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, {});
    await settled();
    for (let count = 0; count < MAX_LINKS * 2; count += 1) createTool(`p${count}`);
    await settled();
    expect(flows.names().filter((name) => !name.endsWith('+'))).toEqual([]);
    expect((await flows.flow(OTHER)).problem).toBeUndefined();
  });
});

describe('RunChains', () => {
  let now: Date;
  let chains: RunChains;
  beforeEach(() => {
    now = NOON;
    chains = new RunChains(() => now);
  });
  const later = (ms: number): void => {
    now = new Date(now.getTime() + ms);
  };
  const chain = (flow: string, links: number, gapMs = 0): RunLink | undefined => {
    let link = chains.next(flow, undefined);
    for (let count = 1; link && count < links; count += 1) {
      later(gapMs);
      link = chains.next(flow, link);
    }
    return link;
  };

  it('lets a flow go on for ever that does not set itself off more often than the limit in an hour', () => {
    expect(chain(FLOW, 500, HOUR_MS / MAX_LINKS)).toBeDefined();
    expect(chain(FLOW, 500, HOUR_MS / MAX_LINKS - 1)).toBeUndefined();
  });

  it('stops a flow whose runs cause several each before they are too many to end', () => {
    let runs = 0;
    let level = [chains.next(FLOW, undefined)];
    while (level.length > 0) {
      runs += level.length;
      level = level.flatMap((link) => Array.from({ length: 3 }, () => chains.next(FLOW, link))).filter(Boolean);
    }
    expect(runs).toBe(1 + MAX_CAUSED);
  });

  it('knows the run behind a request for an hour', () => {
    const link = chain(FLOW, 1);
    if (!link) throw new Error('A first run is no loop.');
    chains.told('one', link);
    expect(chains.causeOf('one')).toBe(link);
    expect(chains.causeOf('two')).toBeUndefined();
    expect(chains.causeOf(undefined)).toBeUndefined();
    later(HOUR_MS);
    chains.told('two', link);
    expect(chains.causeOf('one')).toBeUndefined();
  });

  it('ends every chain of however many flows, whichever run each is caused by', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 120 }), (turns) => {
        const fresh = new RunChains(() => NOON);
        let link: RunLink | undefined;
        const count = new Map<number, number>();
        for (const flow of turns) {
          const next = fresh.next(String(flow), link);
          expect(next === undefined).toBe((count.get(flow) ?? 0) >= MAX_LINKS);
          if (!next) break;
          count.set(flow, (count.get(flow) ?? 0) + 1);
          link = next;
        }
      }),
    );
  });
});
