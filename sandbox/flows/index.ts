/**
 * Room sandbox/flows. Cloud flows in the sandbox: solutions bring them, rows, the clock and people start them, the engine
 * runs their files as they are, and a page shows what they did.
 */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { SandboxClock } from '../clock';
import type { OpenedDataverse } from '../dataverse/open';
import { FlowHost } from './host/flowHost';
import { registerFlowRoutes } from './pages/routes';

/** Adds flows to the server. Call it before the server listens; flows that are on begin when it does. */
export function registerFlows(server: FastifyInstance, dataverse: OpenedDataverse, clock: SandboxClock): FlowHost {
  const host = new FlowHost({ dataverse, clock, serverUrl: () => addressOf(server) });
  registerFlowRoutes(server, dataverse, host);
  server.addHook('onListen', async () => host.resume());
  server.addHook('onClose', () => host.close());
  return host;
}

/** Where connectors ask: this very server, over HTTP, as they would ask an organisation. */
function addressOf(server: FastifyInstance): string {
  const address = server.server.address() as AddressInfo | null;
  return `http://127.0.0.1:${address?.port ?? 0}`;
}
