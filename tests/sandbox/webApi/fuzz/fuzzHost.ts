/**
 * Room tests. The sandbox's Web API with two users who may read and write their own rows only, and canaries among the rows of one of
 * them. Every random request is made as the other.
 */
import { openDataverse, type OpenedDataverse } from '../../../../sandbox/dataverse/open';
import { registerPlatformEvents } from '../../../../sandbox/dataverse/platform/events';
import { writeRolePrivileges } from '../../../../sandbox/dataverse/security/privilegeRows';
import { WebApiClient } from '../../../contract/webApi/client';
import { serve } from '../../../contract/webApi/openSandboxHost';
import { databaseFaults } from '../databaseFaults';
import { fuzzTables, QueryGrammar } from './queries';
import { RawConnection } from './rawConnection';
import { RequestGrammar } from './requests';

/** The same ids in every run, so that a seed gives the same requests. */
function countingIds(): () => string {
  let count = 0;
  return () => `f0000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`;
}

/** In no request, so it can only come out of a row. */
export const CANARY = 'canary-3f1b9c77d2a84e0aa1f7c65b';

const TABLES = [
  'account',
  'contact',
  'incident',
  'task',
  'email',
  'annotation',
  'activitypointer',
  'activityparty',
  'lead',
  'systemuser',
  'team',
  'role',
  'businessunit',
  'savedquery',
  'usersettings',
];
const SUBJECTS = ['Account', 'Contact', 'Incident', 'Activity', 'Note', 'Lead'];
const RIGHTS = ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign', 'Share'];
/** What every user of an app may read. */
const READS = ['Query', 'BusinessUnit', 'Organization', 'TransactionCurrency'];

export interface FuzzHost {
  readonly requests: RequestGrammar;
  readonly port: number;
  /** Headers that make a request one of the user who attacks. */
  readonly session: Readonly<Record<string, string>>;
  readonly connection: RawConnection;
  readonly asAdministrator: WebApiClient;
  /** What is not as it was at the beginning; empty when all is. */
  damage(): string[];
  close(): Promise<void>;
}

export async function openFuzzHost(): Promise<FuzzHost> {
  const dataverse = openDataverse({ file: ':memory:', clock: () => new Date(), newId: countingIds() });
  registerPlatformEvents(dataverse);
  const { rows, store, database, metadata, administrator } = dataverse;
  // More requests than one user may make within five minutes.
  const host = await serve(dataverse, { serviceProtection: 'off' });
  const port = Number(new URL(host.serviceRoot).port);
  const unit = rows.find('systemuser', administrator.userId)?.values.businessunitid;
  if (!unit || typeof unit !== 'object' || !('id' in unit)) throw new Error('The administrator has no business unit.');
  const asAdministrator = new WebApiClient(host);

  const roleId = rows.create('role', {
    name: 'Own rows only',
    businessunitid: unit,
    privilegesxml: `<RolePrivileges>${SUBJECTS.flatMap((subject) => RIGHTS.map((right) => privilege(`prv${right}${subject}`, 'Basic'))).join('')}${READS.map((subject) => privilege(`prvRead${subject}`, 'Global')).join('')}</RolePrivileges>`,
  });
  rows.transaction(() => writeRolePrivileges(store, roleId));
  const makeUser = async (name: string): Promise<string> => {
    const id = rows.create('systemuser', {
      firstname: name,
      lastname: 'User',
      domainname: `${name}@example.com`,
      businessunitid: unit,
    });
    const link = { '@odata.id': `${host.serviceRoot}roles(${roleId})` };
    const { status, text } = await asAdministrator.send(
      'POST',
      `systemusers(${id})/systemuserroles_association/$ref`,
      link,
    );
    if (status !== 204) throw new Error(`The role was not given: ${status} ${text}`);
    return id;
  };
  const attacker = await makeUser('attacker');
  const victim = await makeUser('victim');

  const own = seed(dataverse, attacker, 'own');
  const canaries = seed(dataverse, victim, CANARY);
  const kept = snapshotOf(dataverse, canaries);
  const ids = new Map<string, string[]>([
    ['systemuser', [attacker, victim, administrator.userId]],
    ['role', [roleId]],
    ['savedquery', rows.findWhere('savedquery', { returnedtypecode: 'contact' }).map(({ id }) => id)],
    ['', ['00000000-0000-0000-0000-000000000000', '12345678-0000-4000-8000-000000000001']],
  ]);
  for (const { table, id } of [...own, ...canaries]) ids.set(table, [...(ids.get(table) ?? []), id]);
  const grammar = new QueryGrammar(fuzzTables(metadata, TABLES), ids);
  const connection = new RawConnection(port);
  return {
    requests: new RequestGrammar(grammar),
    port,
    session: { cookie: `sandbox-user=${attacker}` },
    connection,
    asAdministrator,
    damage: () => {
      const now = snapshotOf(dataverse, canaries);
      const changed = [...kept]
        .filter(([name, value]) => now.get(name) !== value)
        .map(([name]) => `${name} is not as it was.`);
      const integrity = database.all('PRAGMA integrity_check').map(([line]) => String(line));
      return [...changed, ...(integrity.join() === 'ok' ? [] : integrity), ...databaseFaults(dataverse)];
    },
    async close() {
      connection.close();
      await host.close();
    },
  };
}

const privilege = (name: string, level: string): string => `<RolePrivilege name="${name}" level="${level}"/>`;

/** Rows of every kind that belong to a user, each with the text in every place that is read out. */
function seed(
  { rows }: OpenedDataverse,
  owner: string,
  text: string,
): { readonly table: string; readonly id: string }[] {
  const context = { userId: owner };
  const ownerid = { table: 'systemuser', id: owner };
  const make = (table: string, values: Parameters<typeof rows.create>[1]) => ({
    table,
    id: rows.create(table, { ownerid, ...values }, context),
  });
  const account = make('account', { name: text, telephone1: text.slice(0, 40), description: text });
  const contact = make('contact', {
    firstname: text.slice(0, 50),
    lastname: text.slice(0, 50),
    parentcustomerid: account,
  });
  const incident = make('incident', { title: text, customerid: contact, description: text });
  const task = make('task', { subject: text, description: text, regardingobjectid: account });
  const email = make('email', {
    subject: text,
    description: text,
    regardingobjectid: contact,
    to: [{ party: contact }],
  });
  const note = make('annotation', { subject: text, notetext: text, objectid: account });
  const lead = make('lead', { subject: text, lastname: text.slice(0, 50) });
  return [account, contact, incident, task, email, note, lead];
}

/** Tables that a user with own rows only can change nothing in. */
const PROTECTED = [
  'systemuser',
  'team',
  'role',
  'roleprivileges',
  'systemuserroles',
  'privilege',
  'businessunit',
  'savedquery',
  'organization',
  'systemform',
  'usersettings',
];

/** The schema, the canaries, and everything that is not the attacker's, as texts by name. */
function snapshotOf(
  { database, store }: OpenedDataverse,
  canaries: readonly { readonly table: string; readonly id: string }[],
): ReadonlyMap<string, string> {
  const snapshot = new Map<string, string>();
  snapshot.set('the schema', JSON.stringify(database.all('SELECT name, sql FROM sqlite_master ORDER BY name')));
  for (const { table, id } of canaries) snapshot.set(`${table} ${id}`, JSON.stringify(store.find(table, id) ?? null));
  for (const table of PROTECTED) {
    snapshot.set(`the table ${table}`, JSON.stringify(database.all(`SELECT * FROM "${table}" ORDER BY rowid`)));
  }
  return snapshot;
}
