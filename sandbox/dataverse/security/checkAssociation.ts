/**
 * Room sandbox/dataverse, security. The privileges that relating two rows needs, and what roles and members need beside.
 * Source: Microsoft Learn, "Security role and privilege reference" (prvAssignRole, Append, AppendTo) and "Assign a security role to a
 * user": nobody gives a role with more privileges than their own. That the membership of a team needs Write on the team is inferred.
 */
import type { AssociationEvent, RequestContext, RowReference } from '../contracts';
import { ADMINISTRATOR_ID, SYSTEM_ADMINISTRATOR_ROLE } from '../platform/ids';
import type { RowStore } from '../rows/rowStore';
import { lastAdministrator, writesNoSuchTable } from './faults';
import type { Depth } from './privilegeNames';
import { ROLE_PRIVILEGES_ASSOCIATION } from './rolePrivilegesTable';
import type { Security } from './security';

/** Relationships that give roles. */
const GIVE_ROLES: ReadonlySet<string> = new Set(['systemuserroles_association', 'teamroles_association']);
const MEMBERSHIP = 'teammembership_association';

/** @throws {DataverseError} 403 naming the privilege that is missing */
export function checkAssociation(store: RowStore, security: Security, event: AssociationEvent): void {
  const { relationship, target, related, context } = event;
  if (context.isSystem) return;
  if (relationship === ROLE_PRIVILEGES_ASSOCIATION) throw writesNoSuchTable(event.message, 'roleprivileges');
  if (GIVE_ROLES.has(relationship)) checkAdministratorStays(event);
  if (security.mayEverything(context)) return;
  const require = (right: 'Append' | 'AppendTo' | 'Read' | 'Write' | 'Assign', row: RowReference): void =>
    security.requireOn(context, right, store.access(row.table).table, store.find(row.table, row.id)?.values ?? {});
  if (GIVE_ROLES.has(relationship)) {
    const [role, holder] = target.table === 'role' ? [target, related] : [related, target];
    require('Assign', role);
    require('Read', holder);
    if (event.message === 'Associate') checkRoleWithin(store, security, context, role);
    return;
  }
  if (relationship === MEMBERSHIP) {
    const [team, member] = target.table === 'team' ? [target, related] : [related, target];
    require('Write', team);
    require('Read', member);
    return;
  }
  for (const row of [target, related]) {
    require('Append', row);
    require('AppendTo', row);
  }
}

function checkAdministratorStays({ message, target, related }: AssociationEvent): void {
  const ids = [target.id, related.id];
  if (message === 'Disassociate' && ids.includes(ADMINISTRATOR_ID) && ids.includes(SYSTEM_ADMINISTRATOR_ROLE))
    throw lastAdministrator();
}

function checkRoleWithin(store: RowStore, security: Security, context: RequestContext, role: RowReference): void {
  const privileges = store.database.all(
    'SELECT p.name, g.privilegedepthmask FROM "roleprivileges" AS g JOIN "privilege" AS p ON p.privilegeid = g.privilegeid WHERE g.roleid = ?',
    [role.id],
  );
  for (const [name, depth] of privileges) security.requireDepth(context, String(name), Number(depth) as Depth);
}
