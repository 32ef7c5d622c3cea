/** Room tests. Web API requests over Node's fetch against a real server on this machine. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createNodeHttp, type NodeHttpOptions } from '../../../plugins-ts/webApiHttp';

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => answer(request, response, body));
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const httpWith = (options: Partial<NodeHttpOptions> = {}) => {
  const { port } = server.address() as AddressInfo;
  return createNodeHttp({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 10_000, ...options });
};

describe('a request', () => {
  it('carries OData headers, its own, the token of the moment and the body as JSON', async () => {
    const seen: unknown[] = [];
    answer = ({ method, url, headers }, response, body) => {
      seen.push([method, url, headers['if-match'], headers['odata-version'], headers.authorization, body]);
      response.writeHead(204).end();
    };
    let tokens = 0;
    const http = httpWith({ token: async () => `t${(tokens += 1)}` });
    const request = {
      method: 'PATCH',
      path: 'obm_sends(1)',
      headers: { 'If-Match': 'W/"7"' },
      body: { a: 1 },
    } as const;
    await http.send(request);
    expect(await http.send(request)).toMatchObject({ kind: 'response', status: 204 });
    expect(seen).toEqual(
      ['Bearer t1', 'Bearer t2'].map((token) => [
        'PATCH',
        '/api/data/v9.2/obm_sends(1)',
        'W/"7"',
        '4.0',
        token,
        '{"a":1}',
      ]),
    );
  });

  it('goes over the connection of the one before', async () => {
    answer = (_request, response) => void response.writeHead(204).end();
    const http = httpWith();
    await http.send({ method: 'GET', path: 'x' });
    const before = sockets.size;
    for (let count = 0; count < 5; count += 1) await http.send({ method: 'GET', path: 'x' });
    expect(sockets.size).toBe(before);
  });

  it('that is throttled says how long to wait, in milliseconds', async () => {
    answer = (_request, response) => void response.writeHead(429, { 'Retry-After': '7' }).end();
    expect(await httpWith().send({ method: 'POST', path: 'x' })).toMatchObject({ status: 429, retryAfterMs: 7000 });
  });

  it('that is redirected is silence: the page it leads to would pass for success', async () => {
    answer = (_request, response) => void response.writeHead(302, { Location: '/signin' }).end();
    expect(await httpWith().send({ method: 'POST', path: 'x', body: {} })).toMatchObject({ kind: 'no-answer' });
  });

  it('whose connection is cut is silence, and is posted once', async () => {
    let posted = 0;
    answer = (request) => {
      posted += 1;
      request.socket.destroy();
    };
    const silence = { kind: 'no-answer', cause: 'connection', error: { code: 'host-unreachable' } };
    expect(await httpWith().send({ method: 'POST', path: 'x', body: {} })).toMatchObject(silence);
    expect(posted).toBe(1);
  });

  it('whose answer is cut off within its body is silence for a read, and done for a write', async () => {
    answer = ({ socket }, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"value":[', () => socket.destroy());
    };
    expect(await httpWith().send({ method: 'GET', path: 'x' })).toMatchObject({ kind: 'no-answer' });
    const written = await httpWith().send({ method: 'PATCH', path: 'x', body: {} });
    expect(written).toMatchObject({ kind: 'response', status: 200, text: '' });
  });

  it('that takes too long is broken off as a time-out', async () => {
    answer = () => undefined;
    const http = httpWith({ timeoutMs: 50 });
    expect(await http.send({ method: 'POST', path: 'x' })).toMatchObject({ kind: 'no-answer', cause: 'timeout' });
  });

  it('without a token to be had is silence', async () => {
    answer = (_request, response) => void response.writeHead(204).end();
    const http = httpWith({ token: () => Promise.reject(new Error('no token')) });
    expect(await http.send({ method: 'GET', path: 'x' })).toMatchObject({ kind: 'no-answer', cause: 'connection' });
  });
});
