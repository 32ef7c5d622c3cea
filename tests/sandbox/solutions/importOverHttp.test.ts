import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { openDataverse, type OpenedDataverse } from '../../../sandbox/dataverse/open';
import { registerSolutions, type SolutionImports } from '../../../sandbox/dataverse/solutions';
import { registerWebApi } from '../../../sandbox/dataverse/webApi';
import { inspectionsZip, toolkitZip } from './shapes';
import { toolZip } from './solutionZip';
import '../../support/wholeServer';

describe('Importing over the Web API', () => {
  let dataverse: OpenedDataverse;
  let server: FastifyInstance;
  let imports: SolutionImports;
  let api: string;

  beforeEach(async () => {
    dataverse = openDataverse({ file: ':memory:', clock: () => new Date('2026-03-02T12:00:00Z'), newId: randomUUID });
    server = fastify();
    registerWebApi(server, dataverse);
    imports = registerSolutions(server, dataverse);
    api = `${await server.listen({ host: '127.0.0.1', port: 0 })}/api/data/v9.2`;
  });
  afterEach(async () => {
    await server.close();
    dataverse.close();
  });

  const post = async (path: string, payload: object): Promise<{ status: number; body: Record<string, unknown> }> => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${api}/${path}`, { method: 'POST', headers, body: JSON.stringify(payload) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  };
  const get = async (path: string): Promise<Record<string, unknown>> =>
    (await (await fetch(`${api}/${path}`)).json()) as Record<string, unknown>;
  const body = (zip: Uint8Array, importJobId: string): object => ({
    CustomizationFile: Buffer.from(zip).toString('base64'),
    OverwriteUnmanagedCustomizations: false,
    PublishWorkflows: true,
    ImportJobId: importJobId,
  });

  it('answers at once, can be polled, and serves the new table afterwards', async () => {
    const importJobId = randomUUID();
    const answer = await post('ImportSolutionAsync', body(toolZip(), importJobId));
    expect(answer.status).toBe(200);
    const { AsyncOperationId, ImportJobKey } = answer.body;
    expect(ImportJobKey).toBe(importJobId);
    await imports.idle();
    expect(await get(`asyncoperations(${String(AsyncOperationId)})?$select=statecode,statuscode`)).toMatchObject({
      statecode: 3,
      statuscode: 30,
    });
    expect(await get(`importjobs(${importJobId})?$select=progress,solutionname`)).toMatchObject({
      progress: 100,
      solutionname: 'AcmeTools',
    });
    expect((await post('acme_tools', { acme_name: 'Hammer' })).status).toBe(204);
    expect((await get('acme_tools?$select=acme_name')).value).toEqual([
      expect.objectContaining({ acme_name: 'Hammer' }),
    ]);
    expect((await get("solutions?$select=version&$filter=uniquename eq 'AcmeTools'")).value).toEqual([
      expect.objectContaining({ version: '1.0.0.0' }),
    ]);
  });

  it('tells the reason of a failed import in both rows', async () => {
    const importJobId = randomUUID();
    const answer = await post('ImportSolutionAsync', body(new TextEncoder().encode('no zip'), importJobId));
    expect(answer.status).toBe(200);
    await imports.idle();
    const operation = await get(`asyncoperations(${String(answer.body.AsyncOperationId)})`);
    expect(operation).toMatchObject({ statecode: 3, statuscode: 31, errorcode: -2147188640 });
    expect(operation.friendlymessage).toMatch(/Solution file is invalid/);
    expect((await get(`importjobs(${importJobId})`)).data).toMatch(/errorcode="0x80048060"/);
  });

  it('answers ImportSolution itself with the reason', async () => {
    const answer = await post('ImportSolution', body(new TextEncoder().encode('no zip'), randomUUID()));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { code: '0x80048060' } });
  });

  const remove = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(`${api}/${path}`, { method: 'DELETE' });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  };
  const solutionId = async (name: string): Promise<string> => {
    const { value } = await get(`solutions?$select=solutionid&$filter=uniquename eq '${name}'`);
    return String((value as { solutionid: string }[])[0]?.solutionid);
  };

  it('uninstalls by deleting the row of the solution, after those that need it', async () => {
    for (const zip of [toolkitZip(), inspectionsZip()])
      expect((await post('ImportSolution', body(zip, randomUUID()))).status).toBe(204);
    expect((await post('acme_tools', { acme_name: 'Saw', acme_kind: 123450001 })).status).toBe(204);
    const refused = await remove(`solutions(${await solutionId('AcmeToolkit')})`);
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ error: { code: '0x8004F01D' } });
    const dependencies = await get("RetrieveDependenciesForUninstall(SolutionUniqueName='AcmeToolkit')");
    expect(dependencies['@odata.context']).toMatch(/#Collection\(/);
    expect(dependencies.value).toHaveLength(1);
    expect((await remove(`solutions(${await solutionId('InitechInspections')})`)).status).toBe(204);
    expect((await remove(`solutions(${await solutionId('AcmeToolkit')})`)).status).toBe(204);
    expect((await fetch(`${api}/acme_tools`)).status).toBe(404);
    expect(JSON.stringify(await get('EntityDefinitions?$select=LogicalName'))).not.toContain('acme_');
    expect(await (await fetch(`${api}/$metadata`)).text()).not.toContain('acme_');
  });

  it('stages and upgrades, and publishes', async () => {
    await post('ImportSolution', body(toolkitZip(), randomUUID()));
    await post('acme_tools', { acme_name: 'Saw' });
    const newer = toolkitZip({ version: '2.0.0.0', without: ['color'] });
    expect((await post('StageAndUpgrade', body(newer, randomUUID()))).body.SolutionId).toBe(
      await solutionId('AcmeToolkit'),
    );
    expect((await get('acme_tools?$select=acme_name')).value).toEqual([expect.objectContaining({ acme_name: 'Saw' })]);
    expect((await fetch(`${api}/acme_tools?$select=acme_color`)).status).toBe(400);
    expect((await post('PublishAllXml', {})).status).toBe(204);
  });
});
