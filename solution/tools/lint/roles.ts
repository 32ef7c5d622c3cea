/**
 * Room solution. Lint rules for security roles: the privileges they name exist, at a level their table takes, and every
 * own table can be read by everybody who has one of our roles.
 */
import { componentId } from '../componentId';
import type { SourceFile } from '../readSource';
import { attribute, child, children, descendants } from '../xml';
import { isOwnTable, ownershipOf, repeated, type Finding, type LintContext } from './context';
import { BASE_TABLES } from './platformTables';

/** Privileges of a table. Source: Microsoft Learn, "Security role and privilege reference" (name = prv + verb + schema name). */
const VERBS = ['Create', 'Read', 'Write', 'Delete', 'AppendTo', 'Append', 'Assign', 'Share'] as const;
/** Rows without an owner cannot be given to anybody. */
const OWNER_VERBS: readonly string[] = ['Assign', 'Share'];
/** `PrivilegeDepth` by its names in customization files. Source: Microsoft Learn, "PrivilegeDepth enum". */
const LEVELS: readonly string[] = ['Basic', 'Local', 'Deep', 'Global'];

/** Privileges of the base platform besides those of `BASE_TABLES`; `activity` is that of every activity. */
const PLATFORM_PRIVILEGES: ReadonlySet<string> = new Set([
  'activity',
  'environmentvariabledefinition',
  'transactioncurrency',
]);

interface Privilege {
  readonly name: string;
  readonly level: string;
  /** One of `VERBS`; absent for a name of another form. */
  readonly verb: string | undefined;
  /** Schema name of the table as the privilege spells it. */
  readonly table: string;
}

function toPrivilege(name: string, level: string): Privilege {
  const verb = VERBS.find((item) => name.startsWith(`prv${item}`));
  return { name, level, verb, table: name.slice(`prv${verb ?? ''}`.length) };
}

function privilegesOf(role: SourceFile): Privilege[] {
  const list = child(role.root, 'RolePrivileges');
  const items = list ? children(list, 'RolePrivilege') : [];
  return items.map((item) => toPrivilege(attribute(item, 'name') ?? '', attribute(item, 'level') ?? ''));
}

/** Schema names of the tables that privileges may be about: our own, and Microsoft's that the solution lists. */
function knownTables({ source }: LintContext): Map<string, string | undefined> {
  const known = new Map<string, string | undefined>(
    [...BASE_TABLES, ...PLATFORM_PRIVILEGES].map((name) => [name, undefined]),
  );
  for (const item of descendants(source.manifest.root, 'Required')) {
    if (attribute(item, 'type') === '1') known.set((attribute(item, 'schemaName') ?? '').toLowerCase(), undefined);
  }
  for (const table of source.tables.filter(isOwnTable)) known.set(table.logicalName, table.schemaName);
  return known;
}

function lintRole(role: SourceFile, context: LintContext): Finding[] {
  const found: Finding[] = [];
  const add = (code: string, message: string): void => void found.push({ code, file: role.path, message });
  const name = attribute(role.root, 'name') ?? '';
  if (role.path !== `Roles/${name}.xml`) add('role-file-name', `The file must be named after the role, ${name}.xml.`);
  const id = `{${componentId(`role/${name}`)}}`;
  if (attribute(role.root, 'id') !== id) {
    add('role-id', `The id of ${name} must be ${id}: ids are derived from the name, so that upgrades find it.`);
  }
  const tables = knownTables(context);
  const ownerless = new Set(
    context.source.tables.filter((table) => ownershipOf(table) === 'OrgOwned').map((table) => table.logicalName),
  );
  const privileges = privilegesOf(role);
  for (const privilege of privileges) {
    const table = privilege.table.toLowerCase();
    const schemaName = tables.get(table);
    const isOurs = table.startsWith(context.prefix);
    if (privilege.verb === undefined || !tables.has(table) || (isOurs && schemaName !== privilege.table)) {
      add(
        'privilege-unknown',
        `${name} names the privilege ${privilege.name}, which no table of the solution or its dependencies has. Write prv, a verb and the table's schema name.`,
      );
    } else if (ownerless.has(table) && OWNER_VERBS.includes(privilege.verb)) {
      add('privilege-unknown', `${name} names ${privilege.name}; rows of ${table} belong to the organization.`);
    }
    if (!LEVELS.includes(privilege.level) || (ownerless.has(table) && privilege.level !== 'Global')) {
      add(
        'privilege-level',
        `${privilege.name} of ${name} has the level "${privilege.level}". A table of the organization takes Global, any other ${LEVELS.join(', ')}.`,
      );
    }
  }
  for (const twice of repeated(privileges.map((privilege) => privilege.name.toLowerCase()))) {
    add('privilege-twice', `${name} names ${twice} twice. Remove one.`);
  }
  const readable = new Set(privileges.filter(({ verb }) => verb === 'Read').map(({ table }) => table));
  for (const { schemaName } of context.source.tables.filter(isOwnTable)) {
    if (!readable.has(schemaName)) {
      add('role-without-table', `${name} cannot read ${schemaName}. Add prvRead${schemaName}.`);
    }
  }
  return found;
}

function lintRoleMaps({ source }: LintContext): Finding[] {
  const ids = source.roles.map((role) => attribute(role.root, 'id') ?? '');
  return source.apps.flatMap((app) => {
    const mapped = descendants(app.root, 'Role').map((item) => attribute(item, 'id') ?? '');
    return ids
      .filter((id) => !mapped.includes(id))
      .map((id) => ({
        code: 'role-not-in-app',
        file: app.path,
        message: `The role ${id} does not open the app. Add it to AppModuleRoleMaps.`,
      }));
  });
}

/** Roles can be imported, give what they say and open the app. */
export const lintRoles = (context: LintContext): Finding[] => [
  ...context.source.roles.flatMap((role) => lintRole(role, context)),
  ...lintRoleMaps(context),
];
