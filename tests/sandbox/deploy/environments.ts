/** Room tests. Environments to deploy to, from the embedded Dataverse: whole, or with parts of the platform missing; and zips that differ. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { openDataverse, type OpenedDataverse } from '../../../sandbox/dataverse/open';
import { ADMINISTRATOR_ID, platformMetadata, platformRows } from '../../../sandbox/dataverse/platform';
import { registerPlatformEvents } from '../../../sandbox/dataverse/platform/events';
import { registerSolutions } from '../../../sandbox/dataverse/solutions';
import { registerWebApi } from '../../../sandbox/dataverse/webApi';
import { registerOmnichannel } from '../../../sandbox/omnichannel';
import { MANAGED_ZIP } from '../../../solution/tools/deploy';
import { readPackage, type DeployPackage } from '../../../solution/tools/deploy/readPackage';

export interface Environment {
  readonly url: string;
  readonly dataverse: OpenedDataverse;
  close(): Promise<void>;
}

type Metadata = ReturnType<typeof platformMetadata>;

/** The platform without some of its tables, and what hangs on them. */
function withoutTables(metadata: Metadata, names: readonly string[]): Metadata {
  const isKept = (table: string): boolean => !names.includes(table);
  return {
    ...metadata,
    tables: metadata.tables.filter((table) => isKept(table.logicalName)),
    relationships: metadata.relationships.filter((one) => isKept(one.referencedTable) && isKept(one.referencingTable)),
  };
}

export interface EnvironmentOptions {
  readonly withoutTables?: readonly string[];
  /** Is the send action there? Default true. */
  readonly hasOmnichannel?: boolean;
}

export async function openEnvironment(options: EnvironmentOptions = {}): Promise<Environment> {
  const { withoutTables: missing = [], hasOmnichannel = true } = options;
  const names = new Set(missing);
  const dataverse = openDataverse({
    file: ':memory:',
    clock: () => new Date(),
    newId: randomUUID,
    platform: {
      metadata: withoutTables(platformMetadata(), missing),
      rows: platformRows().filter(
        ({ table, values }) =>
          !names.has(table) && ![values.objecttypecode, values.returnedtypecode].some((one) => names.has(String(one))),
      ),
      administratorId: ADMINISTRATOR_ID,
    },
  });
  const server = fastify({ bodyLimit: 64 * 1024 * 1024, forceCloseConnections: true });
  registerPlatformEvents(dataverse);
  registerWebApi(server, dataverse);
  registerSolutions(server, dataverse);
  if (hasOmnichannel) registerOmnichannel(server, dataverse, {});
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    dataverse,
    async close() {
      await server.close();
      dataverse.close();
    },
  };
}

/** Our built solution. */
export const ourPackage = (): DeployPackage => readPackage('ours.zip', readFileSync(MANAGED_ZIP));

/** Our built solution with one of its texts changed. */
export function changedPackage(entry: 'solution.xml' | 'customizations.xml', change: (text: string) => string) {
  const entries = unzipSync(readFileSync(MANAGED_ZIP));
  const before = strFromU8(entries[entry] ?? new Uint8Array());
  const after = change(before);
  if (after === before) throw new Error(`Nothing was changed in ${entry}.`);
  return readPackage('changed.zip', zipSync({ ...entries, [entry]: strToU8(after) }));
}

export const atVersion = (version: string): DeployPackage =>
  changedPackage('solution.xml', (text) => text.replace(/<Version>[^<]+</, `<Version>${version}<`));

/** Rows that deploying may touch, with their versions. */
export function snapshot({ dataverse }: Environment): string {
  const tables = [
    'solution',
    'systemform',
    'savedquery',
    'webresource',
    'customcontrol',
    'customcontrolresource',
    'role',
    'appmodule',
    'sitemap',
    'ribboncustomization',
    'environmentvariabledefinition',
    'environmentvariablevalue',
    'importjob',
    'asyncoperation',
  ];
  return JSON.stringify(
    tables.map((table) => [
      table,
      dataverse.rows.findWhere(table, {}).map(({ id, versionNumber }) => [id, versionNumber]),
    ]),
  );
}
