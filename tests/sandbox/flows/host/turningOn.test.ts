/** Room tests. Flows as components of a solution: imported, turned on and off, upgraded, taken away. */
import { button, call, clientData, flowId, flowZip, REFERENCE, rowTrigger, type FlowSpec, type Json } from './flowZip';
import { openFlows, type Answer, type Flows } from './openFlows';

const FLOW = flowId(1);
const note: Json = { Note: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': 'Noted' }) };
const spec = (more: Partial<FlowSpec> = {}): FlowSpec => ({
  id: FLOW,
  name: 'Watch cases',
  trigger: rowTrigger(),
  actions: note,
  ...more,
});

let flows: Flows;
beforeEach(async () => {
  flows = await openFlows();
});
afterEach(() => flows.close());

const stateOf = (): unknown => flows.sandbox.dataverse.rows.find('workflow', FLOW)?.values.statecode;
const registrations = (): number => flows.sandbox.dataverse.rows.findWhere('callbackregistration', {}).length;

describe('the import of a solution with a flow', () => {
  it('makes rows of the flow and of its connection reference', async () => {
    await flows.importZip(flowZip([spec()]));
    const row = (await flows.api('GET', `workflows(${FLOW})`)).body;
    expect(row).toMatchObject({ name: 'Watch cases', category: 5, statecode: 0, statuscode: 1, ismanaged: true });
    expect(JSON.parse(String(row.clientdata))).toEqual(clientData(spec()));
    const [reference] = flows.sandbox.dataverse.rows.findWhere('connectionreference', {});
    expect(reference?.values).toMatchObject({
      connectionreferencelogicalname: REFERENCE,
      connectorid: '/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps',
      connectionid: null,
    });
  });

  it('leaves a flow off that is shipped on while its reference has no connection, and says why', async () => {
    await flows.importZip(flowZip([spec({ on: true })]));
    expect(stateOf()).toBe(0);
    expect((await flows.flow(FLOW)).problem?.message).toMatch(/'Acme Dataverse' has no connection/);
  });

  it('turns a flow on that is shipped on when its connection is there already', async () => {
    await flows.importZip(flowZip([], { uniqueName: 'AcmeConnections' }));
    flows.connect();
    await flows.importZip(flowZip([spec({ on: true })], { uniqueName: 'AcmeMore' }));
    expect(stateOf()).toBe(1);
    expect(registrations()).toBe(1);
  });

  it.each([
    ['that is not JSON', '{', /not JSON/],
    ['without a schema version', '{"properties":{}}', /'schemaVersion'/],
    ['with a byte order mark', `\uFEFF${JSON.stringify(clientData(spec()))}`, /byte order mark/],
  ])('refuses a definition %s', async (_what, text, reason) => {
    const file = `Workflows/Watchcases-${FLOW.toUpperCase()}.json`;
    await expect(flows.importZip(flowZip([spec()], { files: { [file]: text } }))).rejects.toThrow(reason);
  });

  it('refuses a flow that is not a root component', async () => {
    const zip = flowZip([spec()], {
      change: (entries) => ({
        ...entries,
        'solution.xml': (entries['solution.xml'] ?? '').replace(/<RootComponent type="29"[^>]*\/>/, ''),
      }),
    });
    await expect(flows.importZip(zip)).rejects.toThrow(/Watch cases/);
  });
});

describe('a newer version of the solution', () => {
  const newer = (more: Partial<FlowSpec> = {}): Uint8Array => flowZip([spec(more)], { version: '2.0.0.0' });

  it('leaves a flow on that was on, with its new definition', async () => {
    await flows.importZip(flowZip([spec()]));
    flows.connect();
    await flows.turnOn(FLOW);
    await flows.importZip(newer({ trigger: rowTrigger({ message: 3 }) }));
    expect(stateOf()).toBe(1);
    const [registration] = flows.sandbox.dataverse.rows.findWhere('callbackregistration', {});
    expect(registration?.values.message).toBe(3);
    expect(registrations()).toBe(1);
  });

  it('does not turn on a flow that was off, and keeps the connection', async () => {
    await flows.importZip(flowZip([spec()]));
    flows.connect();
    await flows.importZip(newer({ on: true }));
    expect(stateOf()).toBe(0);
    const [reference] = flows.sandbox.dataverse.rows.findWhere('connectionreference', {});
    expect(reference?.values.connectionid).toBe('shared-commondataser-1');
  });

  it('turns a flow off whose new definition cannot run', async () => {
    await flows.importZip(flowZip([spec()]));
    flows.connect();
    await flows.turnOn(FLOW);
    await flows.importZip(newer({ actions: { Send: { type: 'SendMail', inputs: {}, runAfter: {} } } }));
    expect(stateOf()).toBe(0);
    expect(registrations()).toBe(0);
    expect((await flows.flow(FLOW)).problem?.message).toMatch(/SendMail/);
  });
});

describe('turning a flow on', () => {
  it('is refused with a sentence while its reference has no connection', async () => {
    await flows.importZip(flowZip([spec()]));
    const answer = await flows.turnOn(FLOW);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toEqual({
      code: '0x80060467',
      message: "The connection reference 'Acme Dataverse' has no connection. Connect it, then turn the flow on.",
    });
    expect(stateOf()).toBe(0);
  });

  it('is refused on the page, as a run is, in the language of whoever asks', async () => {
    await flows.importZip(flowZip([spec({ trigger: button() })]));
    const { rows, administrator } = flows.sandbox.dataverse;
    rows.update('usersettings', administrator.userId, { uilanguageid: 1057 });
    const sentence = ({ body }: Answer): unknown => (body.error as { message?: string }).message;
    expect(sentence(await flows.send('PUT', `/flows/api/flows/${FLOW}/state`, { isOn: true }))).toBe(
      "Referensi koneksi 'Acme Dataverse' tidak memiliki koneksi. Hubungkan, lalu nyalakan alur ini.",
    );
    expect(sentence(await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs: {} }))).toMatch(
      /^Alur ini tidak dapat berjalan\. Sebabnya, dalam bahasa Inggris: The flow is turned off\./,
    );
  });

  it.each<[string, Partial<FlowSpec>, RegExp]>([
    ['an unknown table', { trigger: rowTrigger({ entityname: 'acme_none' }) }, /'acme_none', which does not exist/],
    ['an entity set in the place of a table', { trigger: rowTrigger({ entityname: 'incidents' }) }, /does not exist/],
    ['a message that does not exist', { trigger: rowTrigger({ message: 8 }) }, /message/],
    ['a scope that does not exist', { trigger: rowTrigger({ scope: 5 }) }, /scope/],
    ['a column that the table lacks', { trigger: rowTrigger({ filteringattributes: 'acme_no' }) }, /'acme_no'/],
    ['a filter with a mistake', { trigger: rowTrigger({ filterexpression: 'acme_no eq 1' }) }, /filter.*acme_no/],
    ['splitOn', { trigger: rowTrigger({}, { splitOn: "@triggerOutputs()?['body/value']" }) }, /splitOn/],
    ['another connector', { trigger: { When: { type: 'OpenApiConnection', inputs: {} } } }, /OpenApiConnection/],
    ['a file to give by hand', { trigger: button({ file: { type: 'object', 'x-ms-content-hint': 'FILE' } }) }, /FILE/],
    [
      'a recurrence without interval',
      { trigger: { R: { type: 'Recurrence', recurrence: { frequency: 'Day' } } } },
      /interval/,
    ],
  ])('is refused for %s', async (_what, more, reason) => {
    await flows.importZip(flowZip([spec(more)]));
    flows.connect();
    const answer = await flows.turnOn(FLOW);
    expect(answer.status).toBe(400);
    expect((answer.body.error as { message: string }).message).toMatch(reason);
    expect([stateOf(), registrations()]).toEqual([0, 0]);
  });

  it('of a definition that a client changed to one that cannot run leaves it off', async () => {
    await flows.importZip(flowZip([spec()]));
    flows.connect();
    await flows.turnOn(FLOW);
    await flows.api('PATCH', `workflows(${FLOW})`, { clientdata: '{"properties":{},"schemaVersion":"1.0.0.0"}' });
    expect([stateOf(), registrations()]).toEqual([0, 0]);
  });
});

describe('a solution that is uninstalled', () => {
  it('takes its flows with it, their subscriptions and their history', async () => {
    await flows.importZip(flowZip([spec({ trigger: button() })]));
    flows.connect();
    await flows.turnOn(FLOW);
    await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, {});
    const run = await flows.ended(FLOW);
    const { rows } = flows.sandbox.dataverse;
    expect(rows.find('flowrun', run.id)?.values).toMatchObject({ status: 'Succeeded', triggertype: 'Instant' });
    rows.delete('solution', rows.findWhere('solution', { uniquename: 'AcmeFlows' })[0]?.id ?? '');
    expect(rows.findWhere('workflow', {})).toEqual([]);
    expect(rows.findWhere('connectionreference', {})).toEqual([]);
    expect(rows.findWhere('flowrun', {})).toEqual([]);
    expect((await flows.send('GET', `/flows/api/runs/${run.id}`)).status).toBe(404);
  });

  it('cannot go while a flow of another solution uses its table or its connection', async () => {
    await flows.importZip(flowZip([], { uniqueName: 'AcmeBase' }));
    const { rows } = flows.sandbox.dataverse;
    const other = flowZip([spec()], {
      uniqueName: 'AcmeOther',
      sections: { Entities: '', EntityRelationships: '', connectionreferences: '' },
      change: (entries) => ({
        ...entries,
        'solution.xml': (entries['solution.xml'] ?? '').replace(/<RootComponent type="1"[^>]*\/>/, ''),
      }),
    });
    await flows.importZip(other);
    const solution = rows.findWhere('solution', { uniquename: 'AcmeBase' })[0]?.id ?? '';
    expect(() => rows.delete('solution', solution)).toThrow(/Watch cases \(Workflow of AcmeOther\) needs acme_tool/);
    expect(() => rows.delete('solution', solution)).toThrow(/needs acme_dataverse/);
  });
});
