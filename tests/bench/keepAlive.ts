/**
 * Room tests. One HTTP/1.1 connection that is kept alive, one request after the other. It does no more than HTTP asks for, so that a
 * benchmark measures the server and not its client.
 */
import { connect, type Socket } from 'node:net';

export interface BareAnswer {
  readonly status: number;
  readonly text: string;
}

export class KeepAliveConnection {
  private received: Buffer = Buffer.alloc(0);
  private waiting: { answer(answer: BareAnswer): void; fail(error: Error): void } | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (data) => this.receive(data));
    socket.on('error', (error) => this.waiting?.fail(error));
    socket.on('close', () => this.waiting?.fail(new Error('The server closed the connection.')));
  }

  /** @param origin such as `http://localhost:8181` */
  static async open(origin: string): Promise<KeepAliveConnection> {
    const { host, port } = new URL(origin);
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise<void>((open, fail) => socket.once('connect', open).once('error', fail));
    return new KeepAliveConnection(socket, host);
  }

  /** @param path from the slash on */
  send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string,
  ): Promise<BareAnswer> {
    const all = body === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return new Promise((answer, fail) => {
      this.waiting = { answer, fail };
      this.socket.write(`${method} ${path} HTTP/1.1\r\nhost: ${this.host}\r\n${lines.join('')}\r\n${body ?? ''}`);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(data: Buffer): void {
    this.received = this.received.length === 0 ? data : Buffer.concat([this.received, data]);
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.received.toString('latin1', 0, headEnd);
    const end = headEnd + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.received.length < end) return;
    const answer = { status: Number(head.slice(9, 12)), text: this.received.toString('utf8', headEnd + 4, end) };
    this.received = this.received.subarray(end);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.answer(answer);
  }
}
