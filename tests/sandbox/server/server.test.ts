/** Room tests. The sandbox as one server: whom it answers, and how it says that its port is taken. */
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertPortFree, PortTakenError, startSandbox, type RunningSandbox } from '../../../sandbox/server';
import '../../support/wholeServer';

const start = (port = 0, hosts: readonly string[] = []): Promise<RunningSandbox> =>
  startSandbox({ file: ':memory:', assets: __dirname, port, hosts });

type Answered = { status: number; body: string };
const getFrom = (sandbox: RunningSandbox, path: string, headers: Record<string, string>): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const call = httpRequest(new URL(sandbox.url), { path, headers }, (answer) => {
      let body = '';
      answer
        .on('data', (chunk) => (body += String(chunk)))
        .on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    call.on('error', reject).end();
  });

describe('the sandbox server', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await start();
  });
  afterAll(() => sandbox.close());

  const get = (path: string, headers: Record<string, string>) => getFrom(sandbox, path, headers);

  it.each([
    '/',
    '/phones',
    '/phones/api/handsets',
    '/flows',
    '/flows/api/flows',
    '/lab/calls',
    '/api/data/v9.2/WhoAmI',
  ])('refuses %s to a page of another site, by name and by origin', async (path) => {
    expect((await get(path, {})).status).toBe(200);
    expect((await get(path, { host: 'attacker.example' })).status).toBe(403);
    expect((await get(path, { origin: 'https://attacker.example' })).status).toBe(403);
  });

  it('answers an address that cannot be decoded with a sentence, not with a stack', async () => {
    const answer = await get('/api/data/v9.2/contacts%zz', {});
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({ error: { code: '0x80048d19', message: expect.stringContaining('url') } });
  });

  it('answers an unknown address with 404', async () => {
    expect((await get('/nowhere', {})).status).toBe(404);
  });
});

it('has no fault to tell when it is closed while somebody is being answered', async () => {
  const faults: unknown[] = [];
  const logFault = (fault: unknown): void => void faults.push(fault);
  const sandbox = await startSandbox({ file: ':memory:', assets: __dirname, port: 0, logFault });
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  let ended = Promise.resolve();
  const begun = new Promise<void>((resolve) => {
    sandbox.dataverse.registerOperation({
      name: 'TakesItsTime',
      kind: 'function',
      parameters: [],
      run: () => {
        resolve();
        const work = held.then(() => void sandbox.dataverse.rows.findWhere('account', {}));
        ended = work.catch(() => undefined);
        return work;
      },
    });
  });
  const asked = getFrom(sandbox, '/api/data/v9.2/TakesItsTime()', {}).catch(() => undefined);
  await begun;
  await sandbox.close();
  goOn();
  await Promise.all([asked, ended]);
  await new Promise((turn) => setImmediate(turn));
  expect(faults).toEqual([]);
});

describe('the sandbox server that is told other names of its machine', () => {
  it('answers to these too, with their own pages, and to no other', async () => {
    const sandbox = await start(0, ['desk.example', '192.0.2.7']);
    try {
      const status = async (headers: Record<string, string>) =>
        (await getFrom(sandbox, '/api/data/v9.2/WhoAmI', headers)).status;
      expect(await status({ host: 'desk.example:8181', origin: 'http://desk.example:8181' })).toBe(200);
      expect(await status({ host: '192.0.2.7' })).toBe(200);
      expect(await status({})).toBe(200);
      expect(await status({ host: 'other.example' })).toBe(403);
      expect(await status({ host: 'desk.example', origin: 'https://attacker.example' })).toBe(403);
    } finally {
      await sandbox.close();
    }
  });
});

describe('what the sandbox tells its console', () => {
  it('is every error that nobody expected, and no refusal', async () => {
    const faults: unknown[] = [];
    const sandbox = await startSandbox({
      file: ':memory:',
      assets: __dirname,
      port: 0,
      logFault: (fault) => faults.push(fault),
    });
    const broken = new TypeError('broken inside');
    sandbox.dataverse.registerOperation({
      name: 'acme_Break',
      kind: 'action',
      parameters: [],
      run() {
        throw broken;
      },
    });
    const post = (path: string): Promise<Response> => fetch(`${sandbox.url}${path}`, { method: 'POST' });
    try {
      expect((await post('/api/data/v9.2/acme_Missing')).status).toBe(404);
      expect((await post('/phones/api/+6281200000001/replies')).status).toBe(400);
      expect(faults).toEqual([]);
      const answer = await post('/api/data/v9.2/acme_Break');
      expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('broken inside')]);
      expect(faults).toEqual([broken]);
    } finally {
      await sandbox.close();
    }
  });
});

describe('a taken port', () => {
  let other: Server;
  let port: number;
  beforeAll(async () => {
    other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    port = (other.address() as AddressInfo).port;
  });
  afterAll(() => other.close());

  it('is an error that names the port', async () => {
    const error: unknown = await start(port).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PortTakenError);
    expect(error).toMatchObject({ code: 'port-taken', port, message: expect.stringContaining(String(port)) });
  });

  it('is found before anything is done', async () => {
    await expect(assertPortFree(port)).rejects.toBeInstanceOf(PortTakenError);
    await expect(assertPortFree(0)).resolves.toBeUndefined();
  });
});
