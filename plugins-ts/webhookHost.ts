/**
 * Room plugins-ts. A small HTTP server for the webhooks of Dataverse: one address, one key. It runs behind something that speaks https,
 * because the platform calls the public ports 80 and 443 only. Refuses work with 503 when it has too much, which earns one more attempt.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerWebhook } from './answerWebhook';
import type { Handler } from './handler';
import { runOnce } from './runOnce';

/** Where events are posted to. */
export const WEBHOOK_PATH = '/webhook';

/** The platform cuts bodies at 256 KB; whatever is larger does not come from it. */
const LARGEST_BODY_BYTES = 512 * 1024;

/** One answered request: never the key, the address or a value of a row. */
export interface AnsweredEvent {
  readonly event: 'answered';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
}

export interface WebhookHostOptions {
  /** The shared key of the registration. */
  readonly key: string;
  readonly handlers: readonly Handler[];
  /** 0 takes any free port. */
  readonly port: number;
  /** Address to listen on. Default: this machine only. */
  readonly host?: string;
  /** Events worked on at a time. Default: 50. */
  readonly most?: number;
  readonly log?: (event: AnsweredEvent) => void;
}

export interface WebhookHost {
  /** `http://127.0.0.1:8200/webhook` */
  readonly url: string;
  /** Takes no more requests and resolves when those under way are answered. */
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const LOOPBACK = '127.0.0.1';
const MOST_AT_A_TIME = 50;

class BodyTooLargeError extends Error {}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > LARGEST_BODY_BYTES) throw new BodyTooLargeError();
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString()) as unknown;
  } catch {
    // Told by answerWebhook, after the key was looked at.
    return undefined;
  }
}

const singleHeaders = ({ headers }: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));

/** Starts the server and resolves once it answers. */
export async function openWebhookHost(options: WebhookHostOptions): Promise<WebhookHost> {
  const { key, port, host = LOOPBACK, most = MOST_AT_A_TIME, log = () => undefined } = options;
  const handlers = runOnce(options.handlers);
  let working = 0;

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '/', 'http://host');
    if (url.pathname !== WEBHOOK_PATH) return { status: 404, code: 'path-unknown', message: 'There is nothing here.' };
    if (request.method !== 'POST') return { status: 405, code: 'method-wrong', message: 'Events are posted.' };
    if (working >= most) return { status: 503, code: 'overloaded', message: 'Too many events at a time.' };
    working += 1;
    try {
      const body = await readBody(request);
      const given = { key: url.searchParams.get('code') ?? undefined, headers: singleHeaders(request), body };
      return await answerWebhook(given, { key, handlers });
    } catch (error) {
      if (error instanceof BodyTooLargeError)
        return { status: 413, code: 'body-too-large', message: 'The platform sends no bodies of this size.' };
      // The sender broke off: nobody hears the answer.
      return { status: 400, code: 'request-broken', message: 'The request ended before it was complete.' };
    } finally {
      working -= 1;
    }
  };

  const server = createServer((request, response) => {
    void answer(request).then((given) => {
      const requestId = request.headers['x-request-id'];
      log({ event: 'answered', ...given, ...(typeof requestId === 'string' ? { requestId } : {}) });
      send(response, given, server.listening);
    });
  });
  await listen(server, port, host);
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://${host}:${taken}${WEBHOOK_PATH}`, close: () => close(server) };
}

function send(response: ServerResponse, { status, code, message }: Answer, mayGoOn: boolean): void {
  const text = JSON.stringify({ code, message });
  // What is left of a refused body is not read; a server that closes need not wait for a sender that would keep the connection.
  const ends = status === 413 || status === 503 || !mayGoOn ? { Connection: 'close' } : {};
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...ends });
  response.end(status === 204 ? undefined : text);
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
