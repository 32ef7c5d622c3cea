import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { openDataverse } from '../../../sandbox/dataverse/open';
import { registerPlatformEvents } from '../../../sandbox/dataverse/platform/events';
import { registerWebApi, type WebApiOptions } from '../../../sandbox/dataverse/webApi';
import type { ServiceProtection } from '../../../sandbox/dataverse/webApi/serviceProtection';
import type { WebApiHost } from './client';
import '../../support/wholeServer';

export type SandboxHost = WebApiHost & { readonly dataverse: OpenedDataverse; readonly protection: ServiceProtection };

/** The sandbox's Web API alone, over a database that vanishes, with Microsoft's tables and the documented limits. */
export async function openSandboxHost(): Promise<SandboxHost> {
  const dataverse = openDataverse({ file: ':memory:', clock: () => new Date(), newId: randomUUID });
  registerPlatformEvents(dataverse);
  return serve(dataverse);
}

/** The Web API over any opened database. */
export async function serve(dataverse: OpenedDataverse, options: WebApiOptions = {}): Promise<SandboxHost> {
  const server = fastify({ forceCloseConnections: true });
  const { protection } = registerWebApi(server, dataverse, options);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  return {
    serviceRoot: `http://127.0.0.1:${port}/api/data/v9.2/`,
    dataverse,
    protection,
    async close() {
      await server.close();
      dataverse.close();
    },
  };
}
