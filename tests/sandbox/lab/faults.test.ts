/** Room tests. Faults on any operation of the Web API and on any other request, over real connections. */
import { openLabSandbox, type LabSandbox } from './openLabSandbox';

let lab: LabSandbox;
beforeEach(async () => {
  lab = await openLabSandbox();
});
afterEach(() => lab.sandbox.close());

const CREATE = { set: 'accounts', message: 'Create' };
const create = (name: string) => lab.api('POST', 'accounts', { name });
const pending = async () => (await lab.send('GET', '/lab/faults')).body['faults'] as Record<string, unknown>[];

it('says what of an order nothing here is called, until a request was met', async () => {
  const unmatched = async (operation: unknown) =>
    (await lab.send('POST', '/lab/faults', { kind: 'delay', delayMs: 0, operation })).body['unmatched'];
  for (const operation of [
    undefined,
    { set: 'Accounts', message: 'retrievemultiple' },
    { message: 'WhoAmI' },
    { message: '$batch' },
    { message: 'EntityDefinitions' },
    { message: 'primarycontactid' },
    { path: '/phones/api/*' },
    { path: '*' },
  ])
    expect([operation, await unmatched(operation)]).toEqual([operation, []]);
  expect(await unmatched({ set: 'acounts', message: 'Creat' })).toEqual(['set', 'message']);
  expect(await unmatched({ path: 'phones/api/*' })).toEqual(['path']);
  expect(await unmatched({ path: '/api/data/v9.2/accounts?$top=1' })).toEqual(['path']);
  await lab.send('DELETE', '/lab/faults');
  await lab.order({ kind: 'delay', delayMs: 0, every: 1, operation: { message: 'nothings' } });
  expect(await pending()).toMatchObject([{ unmatched: ['message'] }]);
  await lab.api('GET', 'nothings');
  expect(await pending()).toMatchObject([{ met: 1, unmatched: [] }]);
});

describe('a fault of an operation', () => {
  it('lost-answer does the work and gives no answer', async () => {
    await lab.order({ kind: 'lost-answer', operation: CREATE });
    await expect(create('Lost')).rejects.toThrow('fetch failed');
    expect(lab.names()).toEqual(['Lost']);
    expect((await create('Next')).status).toBe(204);
  });

  it('reset gives no answer either and does not do the work', async () => {
    await lab.order({ kind: 'reset', operation: CREATE });
    await expect(create('Reset')).rejects.toThrow('fetch failed');
    expect(lab.names()).toEqual([]);
    expect((await create('Next')).status).toBe(204);
  });

  it.each([
    ['throttle', 429, '0x80072322'],
    ['refuse', 400, '0x80040203'],
    ['error', 500, '0x80040216'],
    ['unavailable', 503, '0x80040216'],
  ])('%s answers %i in the form of the platform and does not do the work', async (kind, status, code) => {
    await lab.order({ kind, operation: CREATE, retryAfterSeconds: 17 });
    const answer = await create('Refused');
    expect([answer.status, (answer.body['error'] as { code: string }).code]).toEqual([status, code]);
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '17' : null);
    expect(lab.names()).toEqual([]);
  });

  it('delay does the work later', async () => {
    await lab.order({ kind: 'delay', operation: CREATE, delayMs: 60 });
    const began = performance.now();
    expect((await create('Late')).status).toBe(204);
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
    expect(lab.names()).toEqual(['Late']);
  });

  it('exit-after-acceptance keeps the work and ends the process before the answer', async () => {
    await lab.sandbox.close();
    let exits = 0;
    lab = await openLabSandbox({ lab: { allowExit: true, exit: () => (exits += 1) } });
    await lab.order({ kind: 'exit-after-acceptance', operation: CREATE });
    await create('Last');
    expect([exits, lab.names()]).toEqual([1, ['Last']]);
  });

  it.each([
    [{ message: 'Update' }, 'PATCH', `accounts(${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)})`, { name: 'Made' }],
    [{ message: 'RetrieveMultiple', set: 'contacts' }, 'GET', 'contacts?$top=1', undefined],
    [{ message: 'whoami' }, 'GET', 'WhoAmI', undefined],
    [{ message: 'WhoAmI' }, 'GET', 'Microsoft.Dynamics.CRM.WhoAmI()', undefined],
    [{ message: 'CreateMultiple' }, 'POST', 'accounts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets: [] }],
    [{ method: 'post', set: 'ACCOUNTS' }, 'POST', 'accounts', { name: 'Made' }],
    [{ path: '/api/data/v9.2/acc*' }, 'GET', 'accounts?$top=1', undefined],
    [{}, 'GET', 'EntityDefinitions?$top=1', undefined],
  ])('finds the operation %j in %s %s', async (operation, method, path, body) => {
    await lab.order({ kind: 'unavailable', operation });
    expect((await lab.api(method, path, body)).status).toBe(503);
    expect(await pending()).toEqual([]);
  });

  it('leaves every other operation alone', async () => {
    await lab.order({ kind: 'error', operation: { ...CREATE, method: 'POST' }, times: null });
    expect((await lab.api('GET', 'accounts')).status).toBe(200);
    expect((await lab.api('POST', 'contacts', { lastname: 'Ng' })).status).toBe(204);
    expect((await create('Struck')).status).toBe(500);
    expect(await pending()).toMatchObject([{ met: 1, struck: 1, times: null }]);
  });

  it('strikes requests that are none of the Web API, and never the lab', async () => {
    await lab.order({ kind: 'unavailable', operation: { path: '/phones/api/*' }, times: null });
    expect((await lab.send('GET', '/phones/api/handsets')).status).toBe(503);
    expect((await lab.send('GET', '/')).status).toBe(200);
    await lab.order({ kind: 'reset', operation: {}, times: null });
    await expect(lab.send('GET', '/')).rejects.toThrow('fetch failed');
    expect((await lab.send('DELETE', '/lab/faults')).status).toBe(204);
    expect((await lab.send('GET', '/phones/api/handsets')).status).toBe(200);
  });
});

describe('which requests are struck', () => {
  const statuses = async (count: number): Promise<number[]> => {
    const found: number[] = [];
    for (let call = 0; call < count; call += 1) found.push((await lab.api('GET', 'WhoAmI')).status);
    return found;
  };

  it('every third, from the first one on', async () => {
    await lab.order({ kind: 'unavailable', operation: { message: 'WhoAmI' }, every: 3, times: 2 });
    expect(await statuses(8)).toEqual([503, 200, 200, 503, 200, 200, 200, 200]);
  });

  it('the same ones by chance when the seed is the same, and others when it is not', async () => {
    const run = async (seed: number): Promise<number[]> => {
      await lab.order({ kind: 'unavailable', operation: { message: 'WhoAmI' }, rate: 0.4, seed });
      const found = await statuses(30);
      await lab.send('DELETE', '/lab/faults');
      return found;
    };
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 503]));
  });

  it('can be taken back one by one', async () => {
    await lab.order({ kind: 'error', operation: { message: 'WhoAmI' } });
    await lab.order({ kind: 'unavailable', operation: { message: 'WhoAmI' } });
    const [first] = await pending();
    expect((await lab.send('DELETE', `/lab/faults/${String(first?.['id'])}`)).status).toBe(204);
    expect(await lab.refusal('DELETE', `/lab/faults/${String(first?.['id'])}`)).toEqual([404, 'fault-unknown']);
    expect(await statuses(2)).toEqual([503, 200]);
  });

  it.each([
    [{ kind: 'error', rate: 0 }, 'fault-number-invalid'],
    [{ kind: 'error', rate: 1.1 }, 'fault-number-invalid'],
    [{ kind: 'error', every: 0 }, 'fault-number-invalid'],
    [{ kind: 'delay', delayMs: 3_600_001 }, 'fault-number-invalid'],
    [{ kind: 'error', set: 'accounts' }, 'fault-order-invalid'],
    [{ kind: 'error', operation: { sets: 'accounts' } }, 'fault-operation-invalid'],
    [{ kind: 'error', operation: { set: '' } }, 'fault-operation-invalid'],
  ])('refuses the order %j with a code', async (fault, code) => {
    expect(await lab.refusal('POST', '/lab/faults', fault)).toEqual([400, code]);
  });
});

describe('a fault within a batch', () => {
  const part = (name: string, id = 1): string =>
    `Content-Type: application/http\r\nContent-ID: ${id}\r\n\r\nPOST /api/data/v9.2/accounts HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${JSON.stringify({ name })}\r\n`;
  const other = `Content-Type: application/http\r\n\r\nGET /api/data/v9.2/WhoAmI HTTP/1.1\r\n\r\n`;
  const set = (...names: string[]): string =>
    `Content-Type: multipart/mixed; boundary=c\r\n\r\n${names.map((name, index) => `--c\r\n${part(name, index + 1)}\r\n`).join('')}--c--\r\n`;
  const batch = (parts: readonly string[], headers = {}) =>
    lab.api('POST', '$batch', `${parts.map((one) => `--b\r\n${one}\r\n`).join('')}--b--`, {
      'content-type': 'multipart/mixed; boundary=b',
      ...headers,
    });
  const codes = (text: string): string[] => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code ?? '');

  it('strikes the part that it is for, and no other', async () => {
    await lab.order({ kind: 'unavailable', operation: CREATE, atCall: 2 });
    const answer = await batch([part('One'), part('Two'), other], { prefer: 'odata.continue-on-error' });
    expect(codes(answer.text)).toEqual(['204', '503', '200']);
    expect(lab.names()).toEqual(['One']);
  });

  it('strikes a change set as a whole, and nothing of it is done', async () => {
    await lab.order({ kind: 'error', operation: CREATE, atCall: 3 });
    const answer = await batch([set('One', 'Two', 'Three'), set('Four')], { prefer: 'odata.continue-on-error' });
    expect(codes(answer.text)).toEqual(['500', '204']);
    expect(lab.names()).toEqual(['Four']);
  });

  it('knows a row that is named by the Content-ID of the request that makes it', async () => {
    await lab.order({ kind: 'error', operation: { set: 'accounts', message: 'Update' } });
    const change =
      'Content-Type: application/http\r\nContent-ID: 2\r\n\r\nPATCH $1 HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"name":"Two"}\r\n';
    const changeSet = `Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n${part('One')}\r\n--c\r\n${change}\r\n--c--\r\n`;
    expect(codes((await batch([changeSet])).text)).toEqual(['500']);
    expect(lab.names()).toEqual([]);
    expect(codes((await batch([changeSet])).text)).toEqual(['204', '204']);
    expect(lab.names()).toEqual(['Two']);
  });

  it('loses the answer of the whole batch after all of it is done', async () => {
    await lab.order({ kind: 'lost-answer', operation: CREATE });
    await expect(batch([set('One', 'Two'), part('Three')])).rejects.toThrow('fetch failed');
    expect(lab.names()).toEqual(['One', 'Three', 'Two']);
  });

  it('resets in the middle: what came before is kept, the rest is not done', async () => {
    await lab.order({ kind: 'reset', operation: CREATE, atCall: 2 });
    const headers = { prefer: 'odata.continue-on-error' };
    await expect(batch([part('One'), set('Two', 'Three'), part('Four')], headers)).rejects.toThrow('fetch failed');
    expect(lab.names()).toEqual(['One']);
  });

  it('strikes the batch itself by its name', async () => {
    await lab.order({ kind: 'throttle', operation: { message: '$batch' } });
    expect((await batch([part('One')])).status).toBe(429);
    expect(lab.names()).toEqual([]);
  });
});
