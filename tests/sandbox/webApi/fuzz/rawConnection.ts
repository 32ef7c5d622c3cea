/**
 * Room tests. A connection that sends what it is given: unlike Node's own client it refuses no character. Only line ends are taken out
 * of the first line and the headers, because they would make two requests of one. Reconnects when the server has closed.
 */
import { connect, type Socket } from 'node:net';
import type { FuzzRequest } from './requests';

export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

function noAnswer({ method, target }: FuzzRequest): never {
  throw new Error(`The server closed the connection without an answer to ${method} ${target}.`);
}

const oneLine = (text: string): string => text.replace(/[\r\n]/g, ' ');

export class RawConnection {
  private socket: Socket | undefined;

  constructor(private readonly port: number) {}

  /** @param always headers that no request can replace */
  async send(request: FuzzRequest, always: Readonly<Record<string, string>>): Promise<RawAnswer> {
    const isReused = this.socket !== undefined;
    // A connection that was kept may have been closed in the meantime; a new one has to bring an answer.
    return (
      (await this.trySend(request, always)) ??
      (isReused ? await this.trySend(request, always) : undefined) ??
      noAnswer(request)
    );
  }

  private async trySend(
    request: FuzzRequest,
    always: Readonly<Record<string, string>>,
  ): Promise<RawAnswer | undefined> {
    const body = request.body === undefined ? undefined : Buffer.from(request.body);
    const headers = {
      ...request.headers,
      ...(body ? { 'content-length': String(body.length) } : {}),
      host: `127.0.0.1:${this.port}`,
      ...always,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${oneLine(value)}\r\n`);
    const head = Buffer.from(`${request.method} ${oneLine(request.target)} HTTP/1.1\r\n${lines.join('')}\r\n`);
    const socket = await this.open();
    return new Promise((answer) => {
      let received = Buffer.alloc(0) as Buffer;
      const done = (end: boolean): void => {
        const parsed = parse(received, request.method === 'HEAD', end);
        if (!parsed && !end) return;
        socket.removeAllListeners('data').removeAllListeners('close').removeAllListeners('error');
        if (end || parsed?.closes) this.close();
        answer(parsed);
      };
      socket.on('data', (data: Buffer) => {
        received = Buffer.concat([received, data]);
        done(false);
      });
      socket.on('close', () => done(true));
      socket.on('error', () => done(true));
      socket.write(body ? Buffer.concat([head, body]) : head);
    });
  }

  close(): void {
    this.socket?.on('error', () => undefined);
    this.socket?.destroy();
    this.socket = undefined;
  }

  private async open(): Promise<Socket> {
    if (this.socket && !this.socket.destroyed) return this.socket;
    const socket = connect(this.port, '127.0.0.1');
    socket.setNoDelay(true);
    await new Promise<void>((opened, fail) => socket.once('connect', opened).once('error', fail));
    socket.removeAllListeners('error');
    this.socket = socket;
    return socket;
  }
}

function parse(
  received: Buffer,
  isHead: boolean,
  ended: boolean,
): (RawAnswer & { readonly closes: boolean }) | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  const header = (name: string): string | undefined => new RegExp(`\\r\\n${name}: ([^\\r]*)`, 'i').exec(head)?.[1];
  const length = header('content-length');
  const start = headEnd + 4;
  const end =
    isHead || status === 204 || status === 304 ? start : length === undefined ? undefined : start + Number(length);
  const closes = /close/i.test(header('connection') ?? '');
  if (end === undefined ? !ended && !closes : received.length < end) return undefined;
  return { status, contentType: header('content-type') ?? '', text: received.toString('utf8', start, end), closes };
}
