/** Room tests. What our roles let people do is what the program does for them. */
import { resolve } from 'node:path';
import * as names from '../../../outbound/dataverse/names';
import { readSource } from '../../../solution/tools/readSource';
import { attribute, descendants } from '../../../solution/tools/xml';

const source = readSource({ folder: resolve(__dirname, '../../../solution/src') });

/** Privileges of a role in lower case, with their levels. */
function privilegesOf(role: string): ReadonlyMap<string, string> {
  const root = source.roles.find((file) => attribute(file.root, 'name') === role)?.root;
  if (!root) throw new Error(`There is no role ${role}`);
  return new Map(
    descendants(root, 'RolePrivilege').map((item) => [
      (attribute(item, 'name') ?? '').toLowerCase(),
      attribute(item, 'level') ?? '',
    ]),
  );
}

const sender = privilegesOf('Outbound Sender');
const administrator = privilegesOf('Outbound Administrator');

/** Not every organization has leads: who may send to them reads them by the role that shows them. */
const BY_OTHER_ROLES = new Set(['lead']);
/** Activities of every kind share one privilege. */
const PRIVILEGE_TABLES: Readonly<Record<string, string>> = { msdyn_ocoutboundmessage: 'activity' };
const tables = Object.values(names)
  .flatMap((value) => (typeof value === 'object' && 'table' in value ? [value.table] : []))
  .filter((table) => !BY_OTHER_ROLES.has(table))
  .map((table) => PRIVILEGE_TABLES[table] ?? table);

describe('our roles', () => {
  it.each(tables)('let everybody read %s, which the program reads', (table) => {
    expect(sender.get(`prvread${table}`)).toBeDefined();
    expect(administrator.get(`prvread${table}`)).toBe('Global');
  });

  it('let senders write the journal and book requests, but delete none of it', () => {
    for (const table of ['obm_send', 'obm_sendbatch', 'obm_exclusionpage']) {
      expect(['create', 'write'].map((verb) => sender.get(`prv${verb}${table}`))).toEqual(['Basic', 'Basic']);
    }
    expect(['create', 'write'].map((verb) => sender.get(`prv${verb}obm_requestbudget`))).toEqual(['Global', 'Global']);
    expect([...sender.keys()].filter((name) => /^prv(delete|assign|share)/.test(name))).toEqual([]);
  });

  it('let senders see no send of others', () => {
    expect(['obm_send', 'obm_sendbatch', 'obm_exclusionpage'].map((table) => sender.get(`prvread${table}`))).toEqual([
      'Basic',
      'Basic',
      'Basic',
    ]);
  });

  it('let senders set every lookup that the program sets', () => {
    const lookups = [
      ['obm_send', 'msdyn_ocoutboundconfiguration'],
      ['obm_sendbatch', 'obm_send'],
      ['obm_exclusionpage', 'obm_send'],
    ] as const;
    for (const [table, target] of lookups) {
      expect([sender.get(`prvappend${table}`), sender.get(`prvappendto${target}`)]).not.toContain(undefined);
    }
  });

  it('let administrators alone change configurations, templates and their texts', () => {
    for (const table of ['msdyn_ocoutboundconfiguration', 'msdyn_ocsystemmessage', 'msdyn_oclocalizationdata']) {
      expect(['create', 'write'].map((verb) => administrator.get(`prv${verb}${table}`))).toEqual(['Global', 'Global']);
      expect(['create', 'write'].map((verb) => sender.get(`prv${verb}${table}`))).toStrictEqual([undefined, undefined]);
    }
  });
});
