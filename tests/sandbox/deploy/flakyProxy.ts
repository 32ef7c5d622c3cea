/** Room tests. A server between a client and the sandbox that loses requests, or the answers to them, as a test says. */
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * `lost`: it never arrives. `answer-lost`: it arrives and is carried out, and nobody hears of it. A status: it is carried out, and a
 * gateway that did not wait answers with a page.
 */
export type Fate = 'passed' | 'lost' | 'answer-lost' | number;

export interface FlakyProxy {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Method and path below the service root of what came, in order. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

const SERVICE_ROOT = /^\/api\/data\/v[\d.]+\//;

/** @param decide told method and path of each request. */
export async function openFlakyProxy(target: string, decide: (request: string) => Fate): Promise<FlakyProxy> {
  const { hostname, port } = new URL(target);
  const seen: string[] = [];
  const server = createServer((incoming: IncomingMessage, outgoing) => {
    const path = incoming.url ?? '/';
    const name = `${incoming.method} ${path.replace(SERVICE_ROOT, '')}`;
    seen.push(name);
    const fate = decide(name);
    if (fate === 'lost') return void incoming.socket.destroy();
    const headers = { ...incoming.headers, host: `${hostname}:${port}` };
    const onward = request({ hostname: '127.0.0.1', port, path, method: incoming.method, headers }, (answer) => {
      if (fate === 'answer-lost') {
        answer.resume();
        answer.once('end', () => incoming.socket.destroy());
        return;
      }
      if (typeof fate === 'number') {
        answer.resume();
        answer.once('end', () => outgoing.writeHead(fate, { 'Content-Type': 'text/html' }).end('<html></html>'));
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
