/**
 * Room tests. A connection between two processes that counts what passes, so that a test can do something at an exact moment of their
 * talk: before or after the n-th piece of it.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface ChunkProxy {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Acts once, when the n-th piece from now comes, in either direction; resolves when it has. */
  at(moment: { readonly piece: number; readonly isPassedOn: boolean }, act: () => void): Promise<void>;
  close(): Promise<void>;
}

export async function openChunkProxy(targetPort: number): Promise<ChunkProxy> {
  let onPiece: (pass: () => void) => void = (pass) => pass();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A killed process resets its connections.
    socket.on('error', () => undefined);
    return socket;
  };
  const server = createServer((client) => {
    keep(client);
    const target = keep(connect(targetPort, '127.0.0.1'));
    const join = (from: Socket, to: Socket): void => {
      from.on('data', (piece) => onPiece(() => void to.write(piece)));
      from.once('close', () => to.destroy());
    };
    join(client, target);
    join(target, client);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at({ piece, isPassedOn }, act) {
      let left = piece;
      return new Promise((resolve) => {
        onPiece = (pass) => {
          left -= 1;
          if (left > 0) return pass();
          onPiece = (later) => later();
          if (isPassedOn) pass();
          act();
          resolve();
        };
      });
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
