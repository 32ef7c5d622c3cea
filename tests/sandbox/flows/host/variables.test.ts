/** Room tests. Flows whose environment variables do not hold what they need: what keeps them from running is told with a remedy. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flowProblem, problemText, type FlowProblemCode } from '../../../../sandbox/flows/host/problems';
import { button, call, flowId, flowZip, recurrence, rowTrigger, type Json } from './flowZip';
import { openFlows, type Flows } from './openFlows';

const FLOW = flowId(1);
const VARIABLE = 'acme_Size';
let flows: Flows;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flows-variables-'));
  flows = await openFlows({ file: join(folder, 'data.db') });
});
afterEach(async () => {
  await flows.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A flow whose parameter stands for the variable, and the variable with a value. */
async function bring(trigger: Json, type: string, value: string, more: Json = {}): Promise<void> {
  const { rows } = flows.sandbox.dataverse;
  const definition = rows.create('environmentvariabledefinition', { schemaname: VARIABLE, displayname: 'Size of all' });
  rows.create('environmentvariablevalue', {
    schemaname: VARIABLE,
    environmentvariabledefinitionid: { table: 'environmentvariabledefinition', id: definition },
    value,
  });
  const name = `Size (${VARIABLE})`;
  const note = call('CreateRecord', {
    entityName: 'acme_tools',
    'item/acme_name': `@concat('size ', string(parameters('${name}')))`,
  });
  const parameters = { [name]: { type, metadata: { schemaName: VARIABLE }, ...more } };
  await flows.importZip(flowZip([{ id: FLOW, name: 'With a size', trigger, actions: { Note: note }, parameters }]));
  flows.connect();
}

function setVariable(value: string): void {
  const { rows } = flows.sandbox.dataverse;
  const [row] = rows.findWhere('environmentvariablevalue', { schemaname: VARIABLE });
  rows.update('environmentvariablevalue', row?.id ?? '', { value });
}

function addContact(): void {
  flows.sandbox.dataverse.rows.create('contact', { lastname: 'Sari' });
}

const settled = (): Promise<void> => flows.sandbox.flows.idle();

describe('a flow whose environment variable has not what it needs', () => {
  it.each<[string, string, FlowProblemCode, RegExp]>([
    ['Int', 'a private text', 'variable-not-int', /a whole number/],
    ['Int', '2.5', 'variable-not-int', /a whole number/],
    ['Float', '"3"', 'variable-not-float', /a number/],
    ['Bool', '1', 'variable-not-bool', /yes or no/],
    ['Array', '{}', 'variable-not-array', /a list in JSON/],
    ['Object', '[]', 'variable-not-object', /an object in JSON/],
    ['String', '', 'variable-without-value', /no value and no default\. Give it a value/],
  ])('cannot be turned on, and says what to write instead: %s holding %j', async (type, value, code, sentence) => {
    await bring(button(), type, value);
    const { status, body } = await flows.turnOn(FLOW);
    const { problem } = await flows.flow(FLOW);
    expect([status, (body.error as { message: string }).message]).toEqual([400, problem?.message]);
    expect(problem).toMatchObject({ code, values: ['Size of all', VARIABLE] });
    expect(problem?.message).toMatch(sentence);
    expect(problem?.message).not.toContain('private');
    setVariable({ Int: '5', Float: '2.5', Bool: 'no', Array: '[1]', Object: '{}' }[type] ?? 'five');
    expect((await flows.flow(FLOW)).problem).toBeUndefined();
    expect((await flows.turnOn(FLOW)).status).toBe(204);
  });

  it('takes the default of its parameter while the variable has no value', async () => {
    await bring(button(), 'Int', '', { defaultValue: 7 });
    await flows.turnOn(FLOW);
    await flows.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs: {} });
    await flows.ended(FLOW);
    expect(flows.names()).toEqual(['size 7']);
  });

  it('runs for no row until it is corrected, tells so meanwhile and no longer, and makes up for nothing', async () => {
    await bring(rowTrigger({ entityname: 'contact' }), 'Int', '5');
    await flows.turnOn(FLOW);
    setVariable('five');
    addContact();
    await settled();
    expect(await flows.runs(FLOW)).toEqual([]);
    expect(await flows.flow(FLOW)).toMatchObject({ isOn: true, problem: { code: 'variable-not-int' } });
    setVariable('6');
    expect((await flows.flow(FLOW)).problem).toBeUndefined();
    addContact();
    await flows.ended(FLOW);
    await settled();
    expect(flows.names()).toEqual(['size 6']);
  });

  it('is told anew to the pages that are open when its variable changes', async () => {
    await bring(rowTrigger({ entityname: 'contact' }), 'Int', '5');
    await flows.turnOn(FLOW);
    const heard: string[] = [];
    flows.sandbox.flows.changes.listen((id) => heard.push(id));
    setVariable('five');
    expect(heard).toContain(FLOW);
  });

  it('keeps its schedule when it was wrong at the start of the sandbox and is corrected afterwards', async () => {
    await bring(recurrence({ frequency: 'Hour', interval: 1, startTime: '2026-03-02T12:30:00Z' }), 'Int', '5');
    await flows.turnOn(FLOW);
    setVariable('five');
    await flows.close();
    flows = await openFlows({ file: join(folder, 'data.db') });
    setVariable('6');
    flows.sandbox.clock.moveTo(new Date('2026-03-02T12:30:00Z'));
    await flows.ended(FLOW);
    await settled();
    expect(flows.names()).toEqual(['size 6']);
  });
});

describe('the sentences of problems', () => {
  it.each<FlowProblemCode>([
    'variable-not-int',
    'variable-not-float',
    'variable-not-bool',
    'variable-not-array',
    'variable-not-object',
    'variable-without-value',
    'connection-unknown',
    'connection-missing',
    'set-itself-off',
    'postponed-lost',
    'row-not-read',
    'condition-not-evaluated',
    'other',
  ])('are there in English and Indonesian, with what they speak of: %s', (code) => {
    const problem = flowProblem(code, 'one', 'two');
    const texts = ['en-US', 'id-ID', 'fr-FR'].map((language) => problemText(problem, language));
    for (const text of texts) expect(text).toContain('one');
    expect(texts[0]).toBe(problem.message);
    expect(texts[1]).not.toBe(problem.message);
    expect(texts[2]).toBe(problem.message);
    for (const text of texts) expect(text).not.toMatch(/\{\d\}/);
  });
});
