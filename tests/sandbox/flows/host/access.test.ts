/** Room tests. Who sees flows, runs them and reads what they did: by the privileges of the user whom the browser acts as. */
import { SESSION_COOKIE } from '../../../../sandbox/dataverse/security/caller';
import { button, call, flowId, flowZip, type Json } from './flowZip';
import { openFlows, type Answer, type Flows } from './openFlows';

const FLOW = flowId(1);
const PROPERTIES: Json = { text: { title: 'Name', type: 'string', 'x-ms-content-hint': 'TEXT' } };
const NOTE: Json = {
  Note: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': "@triggerBody()['text']" }),
};

let flows: Flows;
beforeEach(async () => {
  flows = await openFlows();
  await flows.importZip(flowZip([{ id: FLOW, name: 'Make a tool', trigger: button(PROPERTIES), actions: NOTE }]));
  flows.connect();
  await flows.turnOn(FLOW);
});
afterEach(() => flows.close());

/** What the browser of a user with these privileges says to the server. */
function browserOf(privileges: Readonly<Record<string, string>>): {
  readonly userId: string;
  send(method: string, path: string, body?: unknown): Promise<Answer>;
} {
  const { rows } = flows.sandbox.dataverse;
  const [unit] = rows.findWhere('businessunit', {});
  const businessunitid = { table: 'businessunit', id: unit?.id ?? '' };
  const userId = rows.create('systemuser', { lastname: 'Sari', domainname: 'sari@acme.example', businessunitid });
  const given = Object.entries(privileges).map(([name, level]) => `<RolePrivilege name="${name}" level="${level}" />`);
  const id = rows.create('role', {
    name: 'Given',
    businessunitid,
    privilegesxml: `<RolePrivileges>${given.join('')}</RolePrivileges>`,
  });
  rows.associate('systemuserroles_association', { table: 'systemuser', id: userId }, { table: 'role', id });
  return { userId, send: (method, path, body) => flows.send(method, path, body, `${SESSION_COOKIE}=${userId}`) };
}

const runAs = (browser: { send: Flows['send'] }): Promise<Answer> =>
  browser.send('POST', `/flows/api/flows/${FLOW}/runs`, { inputs: { text: 'Hammer' } });
const codeOf = ({ status, body }: Answer): unknown[] => [status, (body.error as { code?: string } | undefined)?.code];

describe('a user without the privilege to read processes', () => {
  it('sees no flow and is told which privilege is missing', async () => {
    const browser = browserOf({ prvReadContact: 'Global' });
    const answer = await browser.send('GET', '/flows/api/flows');
    expect(answer.status).toBe(403);
    expect((answer.body.error as { message: string }).message).toMatch(/is missing prvReadWorkflow privilege/);
    expect(JSON.stringify(answer.body)).not.toContain('Make a tool');
  });

  it('is refused as a whole once they have been disabled', async () => {
    const browser = browserOf({ prvReadWorkflow: 'Global' });
    expect((await browser.send('GET', '/flows/api/flows')).status).toBe(200);
    flows.sandbox.dataverse.rows.update('systemuser', browser.userId, { isdisabled: true });
    const answer = await browser.send('GET', '/flows/api/flows');
    expect([answer.status, (answer.body.error as { message: string }).message]).toEqual([
      403,
      'The specified user is disabled.',
    ]);
  });

  it('can neither run nor open nor turn off a flow whose id they know, as if there were none', async () => {
    const browser = browserOf({ prvReadContact: 'Global', prvWriteWorkflow: 'Global' });
    const refused = [404, 'flow-unknown'];
    expect(codeOf(await runAs(browser))).toEqual(refused);
    expect(codeOf(await browser.send('GET', `/flows/api/flows/${FLOW}`))).toEqual(refused);
    expect(codeOf(await browser.send('GET', `/flows/api/flows/${FLOW}/runs`))).toEqual(refused);
    expect(codeOf(await browser.send('PUT', `/flows/api/flows/${FLOW}/state`, { isOn: false }))).toEqual(refused);
    await flows.sandbox.flows.idle();
    expect(flows.names()).toEqual([]);
    expect((await flows.flow(FLOW)).isOn).toBe(true);
  });

  it('finds no run whose id they know', async () => {
    const { body } = await runAs(flows);
    await flows.ended(FLOW);
    const browser = browserOf({ prvReadContact: 'Global', prvWriteWorkflow: 'Global' });
    const run = `/flows/api/runs/${String(body.id)}`;
    for (const [method, path] of [
      ['GET', run],
      ['GET', `${run}/actions`],
      ['POST', `${run}/cancel`],
    ] as const) {
      expect(codeOf(await browser.send(method, path))).toEqual([404, 'run-unknown']);
    }
  });
});

describe('a user who may read processes of their own', () => {
  it('does not see the flow of somebody else, and sees it once it is theirs', async () => {
    const browser = browserOf({ prvReadWorkflow: 'Basic' });
    expect(await browser.send('GET', '/flows/api/flows')).toEqual({ status: 200, body: { flows: [] } });
    expect(codeOf(await runAs(browser))).toEqual([404, 'flow-unknown']);
    const owner = { table: 'systemuser', id: browser.userId };
    flows.sandbox.dataverse.rows.update('workflow', FLOW, { ownerid: owner });
    const listed = (await browser.send('GET', '/flows/api/flows')).body.flows as { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual(['Make a tool']);
  });
});

describe('a user who may read every process and change none', () => {
  it('runs the flow, in the name of its owner, and is not shown what passed through it', async () => {
    const browser = browserOf({ prvReadWorkflow: 'Global' });
    const answer = await runAs(browser);
    expect(answer.status).toBe(202);
    expect((await flows.ended(FLOW)).status).toBe('Succeeded');
    expect(flows.names()).toEqual(['Hammer']);
    const run = `/flows/api/runs/${String(answer.body.id)}`;
    for (const path of [run, `${run}/actions`]) {
      const refused = await browser.send('GET', path);
      expect(refused.status).toBe(403);
      expect(JSON.stringify(refused.body)).toMatch(/prvWriteWorkflow/);
    }
    expect((await browser.send('GET', `/flows/api/flows/${FLOW}/runs`)).body.runs).toHaveLength(1);
  });

  it('can neither turn it off nor cancel its runs', async () => {
    const browser = browserOf({ prvReadWorkflow: 'Global' });
    const off = await browser.send('PUT', `/flows/api/flows/${FLOW}/state`, { isOn: false });
    expect(codeOf(off)).toEqual([403, 'not-permitted']);
    const { body } = await runAs(browser);
    expect((await browser.send('POST', `/flows/api/runs/${String(body.id)}/cancel`)).status).toBe(403);
    expect((await flows.ended(FLOW)).status).toBe('Succeeded');
    expect((await flows.flow(FLOW)).isOn).toBe(true);
  });
});
