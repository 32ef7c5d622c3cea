/**
 * Room sandbox/dataverse, security. What one user may do: the privileges of their own roles and of their teams' roles, as far as
 * each reaches. Source: Microsoft Learn, "Security concepts in Dataverse" and "Manage teams" (member's privilege inheritance).
 * Differs from the platform: a role works from the business unit of its user or team, wherever the role itself lies.
 */
import type { Guid } from '../contracts';
import { SYSTEM_ADMINISTRATOR_ROLE } from '../platform/ids';
import type { RowStore } from '../rows/rowStore';
import type { RefusedPrincipal } from './faults';
import type { Depth } from './privilegeNames';
import { DEPTHS } from './privilegeNames';
import type { Reach } from './reach';
import { EVERY_ROW, unite } from './reach';

export interface UserSecurity extends RefusedPrincipal {
  readonly isAdministrator: boolean;
  readonly businessUnitId: Guid | undefined;
  readonly teams: readonly Guid[];
  /** Own and teams' roles, once each. */
  readonly roles: readonly { readonly id: Guid; readonly name: string }[];
  /** `undefined` without the privilege. Names are compared without regard to case. */
  reach(privilege: string): Reach | undefined;
}

/** A role as somebody has it: a user, or one of their teams. */
interface Grant {
  readonly roleId: Guid;
  readonly roleName: string;
  readonly unit: Guid | undefined;
  readonly team: Guid | undefined;
  /** Team's role: are its user-level privileges those of the members themselves? */
  readonly isInherited: boolean;
}

/** `isinherited` of `role`: only for what the team owns. */
const TEAM_PRIVILEGES_ONLY = 0;

const OWN_ROLES = `SELECT r.roleid, r.name, u.businessunitid, NULL, r.isinherited FROM "systemuserroles" AS g
  JOIN "role" AS r ON r.roleid = g.roleid JOIN "systemuser" AS u ON u.systemuserid = g.systemuserid WHERE g.systemuserid = ?`;
const TEAM_ROLES = `SELECT r.roleid, r.name, t.businessunitid, t.teamid, r.isinherited FROM "teammembership" AS m
  JOIN "teamroles" AS g ON g.teamid = m.teamid JOIN "role" AS r ON r.roleid = g.roleid JOIN "team" AS t ON t.teamid = m.teamid
  WHERE m.systemuserid = ?`;

const text = (value: string | number | null | undefined): string | undefined =>
  value === null || value === undefined ? undefined : String(value);

export function readUserSecurity(store: RowStore, userId: Guid): UserSecurity {
  const { database } = store;
  const grants = [OWN_ROLES, TEAM_ROLES].flatMap((sql) =>
    database.all(sql, [userId]).map(([roleId, name, unit, team, inherited]): Grant => ({
      roleId: String(roleId),
      roleName: String(name ?? ''),
      unit: text(unit),
      team: text(team),
      isInherited: inherited !== TEAM_PRIVILEGES_ONLY,
    })),
  );
  const teams = database
    .all('SELECT teamid FROM "teammembership" WHERE systemuserid = ?', [userId])
    .map(([team]) => String(team));
  const unit = text(database.first('SELECT businessunitid FROM "systemuser" WHERE systemuserid = ?', [userId])?.[0]);
  const roles = new Map(grants.map(({ roleId, roleName }) => [roleId, { id: roleId, name: roleName }]));
  const base = { userId, businessUnitId: unit, teams, roles: [...roles.values()], roleCount: roles.size };
  if (roles.has(SYSTEM_ADMINISTRATOR_ROLE)) {
    const known = new Set(database.all('SELECT name FROM "privilege"').map(([name]) => String(name).toLowerCase()));
    const reach = (privilege: string) => (known.has(privilege.toLowerCase()) ? EVERY_ROW : undefined);
    return { ...base, isAdministrator: true, privilegeCount: known.size, reach };
  }
  const reaches = unitePrivileges(store, grants, [userId, ...teams]);
  return {
    ...base,
    isAdministrator: false,
    privilegeCount: reaches.size,
    reach: (privilege) => reaches.get(privilege.toLowerCase()),
  };
}

/** Privileges by their names in lower case. */
function unitePrivileges(store: RowStore, grants: readonly Grant[], self: readonly Guid[]): Map<string, Reach> {
  const below = unitsBelow(store);
  const reaches = new Map<string, Reach>();
  for (const grant of grants) {
    const rows = store.database.all(
      'SELECT p.name, g.privilegedepthmask FROM "roleprivileges" AS g JOIN "privilege" AS p ON p.privilegeid = g.privilegeid WHERE g.roleid = ?',
      [grant.roleId],
    );
    for (const [name, mask] of rows) {
      const key = String(name).toLowerCase();
      reaches.set(key, unite(reaches.get(key), reachOf(Number(mask) as Depth, grant, self, below)));
    }
  }
  return reaches;
}

function reachOf(depth: Depth, grant: Grant, self: readonly Guid[], below: (unit: Guid) => readonly Guid[]): Reach {
  const { unit, team, isInherited } = grant;
  const owners = new Set(team === undefined || isInherited ? self : [team]);
  if (unit === undefined || depth === DEPTHS.Basic || depth === DEPTHS.Global)
    return { isGlobal: depth === DEPTHS.Global, owners, units: new Set(), depth };
  return { isGlobal: false, owners, units: new Set(depth === DEPTHS.Deep ? below(unit) : [unit]), depth };
}

/** A business unit with everything below it. */
function unitsBelow({ database }: RowStore): (unit: Guid) => readonly Guid[] {
  const children = new Map<Guid, Guid[]>();
  for (const [id, parent] of database.all('SELECT businessunitid, parentbusinessunitid FROM "businessunit"')) {
    if (parent !== null) children.set(String(parent), [...(children.get(String(parent)) ?? []), String(id)]);
  }
  return (unit) => {
    const found = new Set([unit]);
    // A set grows while it is walked, and a circle of units ends.
    for (const one of found) for (const child of children.get(one) ?? []) found.add(child);
    return [...found];
  };
}
