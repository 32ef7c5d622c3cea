/** Room tests. What the sandbox answers to requests that are none of the Web API's: always an error that its clients can read. */
import { connect } from 'node:net';
import { request } from 'node:http';
import { startSandbox, type RunningSandbox } from '../../../sandbox/server';
import '../../support/wholeServer';

interface Answered {
  readonly status: number;
  readonly allow: string | undefined;
  readonly version: string | undefined;
  readonly error: { readonly code?: string; readonly message?: string } | undefined;
}

describe('a request that the Web API does not know', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ file: ':memory:', assets: __dirname, port: 0 });
  });
  afterAll(() => sandbox.close());

  /** Not by fetch, which rewrites paths and refuses methods. */
  const send = (method: string, path: string, body?: string): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const call = request(new URL(sandbox.url), { method, path }, (answer) => {
        let text = '';
        answer.on('data', (chunk) => (text += String(chunk)));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            allow: answer.headers.allow,
            version: answer.headers['odata-version'] as string | undefined,
            error: text === '' ? undefined : (JSON.parse(text) as { error: Answered['error'] }).error,
          }),
        );
      });
      call.on('error', reject).end(body);
    });

  it.each([
    ['a later version', 'GET', '/api/data/v9.3/contacts', 404, '0x8006088a', "'v9.3'"],
    ['a version of two digits', 'POST', '/api/data/v10.0/contacts', 404, '0x8006088a', "'v10.0'"],
    ['no version', 'GET', '/api/data/', 404, '0x8006088a', "'data'"],
    ['no version and no slash', 'GET', '/api/data', 404, '0x8006088a', "'data'"],
    ['another service', 'GET', '/api/nothing/here', 404, '0x8006088a', "'nothing'"],
    ['a version that only the platform has', 'GET', '/api/data/v8.2/contacts', 501, '0x80040800', 'v8.2'],
    ['an unknown set', 'GET', '/api/data/v9.0/nothing', 404, '0x8006088a', "'nothing'"],
    ['an open bracket', 'GET', '/api/data/v9.2/contacts(', 400, '0x80060888', 'contacts('],
    ['a bracket too many', 'GET', '/api/data/v9.2/contacts)', 400, '0x80060888', 'contacts)'],
    ['half of a byte', 'GET', '/api/data/v9.2/contacts%e', 400, '0x80048d19', 'url'],
    ['half of a character', 'GET', '/api/data/v9.2/contacts%e2%82', 400, '0x80048d19', 'url'],
  ])('with %s is refused as its clients expect it', async (_what, method, path, status, code, named) => {
    const { error, ...answer } = await send(method, path);
    expect([answer.status, error?.code]).toEqual([status, code]);
    expect(error?.message).toContain(named);
  });

  it.each([
    ['lastname/nothing', 'nothing'],
    ['lastname/$value/more', 'more'],
    ['entityimage/nothing', 'nothing'],
    ['entityimage/$value/more', 'more'],
  ])('behind a column is refused by name: %s', async (path, named) => {
    const id = sandbox.dataverse.rows.create('contact', { lastname: 'Sari' });
    const { status, error } = await send('GET', `/api/data/v9.2/contacts(${id})/${path}`);
    expect([status, error?.message]).toEqual([404, `Resource not found for the segment '${named}'.`]);
  });

  it.each(['OPTIONS', 'TRACE', 'PROPFIND', 'LOCK'])('for %s says which methods there are', async (method) => {
    for (const path of ['/api/data/v9.2/', '/api/data/v9.1/contacts?$top=1']) {
      const answer = await send(method, path);
      expect(answer).toMatchObject({ status: 405, allow: 'GET, POST, PATCH, PUT, DELETE', version: '4.0' });
      expect(answer.error?.code).toBe('0x80040227');
    }
  });

  it('for HEAD is refused without a body', async () => {
    expect(await send('HEAD', '/api/data/v9.2/contacts')).toMatchObject({ status: 405, error: undefined });
  });

  it('is still heard of in the body of a write', async () => {
    expect(await send('PATCH', '/api/data/v9.3/contacts', '{"firstname":')).toMatchObject({ status: 404 });
  });

  it('with an address of more than 32,768 characters is refused, and inside of a batch of more than 65,536', async () => {
    const path = (length: number): string => {
      const start = "/api/data/v9.2/contacts?$select=contactid&$top=1&$filter=lastname eq '".replaceAll(' ', '%20');
      return `${start}${'x'.repeat(length - start.length - 1)}'`;
    };
    const status = async (length: number) => (await send('GET', path(length))).status;
    expect([await status(32_768), await status(32_769)]).toEqual([200, 414]);
    const inBatch = async (length: number) => {
      const body = `--b\r\nContent-Type: application/http\r\n\r\nGET ${path(length)} HTTP/1.1\r\n\r\n\r\n--b--\r\n`;
      const answer = await fetch(`${sandbox.url}/api/data/v9.2/$batch`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/mixed; boundary=b' },
        body,
      });
      return /HTTP\/1\.1 (\d+)/.exec(await answer.text())?.[1];
    };
    expect([await inBatch(65_536), await inBatch(65_537)]).toEqual(['200', '414']);
  });

  it.each([
    [
      'with headers of more than 65,536 characters',
      `GET /api/data/v9.2/ HTTP/1.1\r\nx: ${'x'.repeat(70_000)}\r\n\r\n`,
      431,
    ],
    ['that is no HTTP', 'hello\r\n\r\n', 400],
    ['of an unknown method', 'FROB /api/data/v9.2/ HTTP/1.1\r\nhost: localhost\r\n\r\n', 400],
  ])('%s is answered before its connection is closed', async (_what, bytes, status) => {
    const text = await new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (chunk) => (answer += String(chunk))).on('end', () => resolve(answer));
      socket.on('error', reject);
    });
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(body)).toEqual({ error: { code: '0x80048d19', message: expect.any(String) } });
  });
});
