/**
 * Room sandbox/dataverse, solutions. Security roles with the privileges that they name.
 * What it says about privileges is kept as text, which layers restore; the rows of `roleprivileges` follow it.
 */
import { BUSINESS_UNIT_ID } from '../platform/ids';
import { DEPTHS, isDepthName } from '../security/privilegeNames';
import { invalidCustomizations } from './faults';
import type { ComponentRow, RolePart } from './solutionPackage';
import { attribute, bareId, child, children, childText, serialize, wholeNumber, type Element } from './xml';

export interface RoleParts {
  readonly rows: readonly ComponentRow[];
  readonly roles: readonly RolePart[];
}

/** @throws {SolutionImportError} when a role has no id or name, or a privilege no name or a level that does not exist */
export function readRoles(customizations: Element): RoleParts {
  const read = children(child(customizations, 'Roles'), 'Role').map(readRole);
  return { rows: read.map(({ row }) => row), roles: read.map(({ role }) => role) };
}

function readRole(element: Element): { row: ComponentRow; role: RolePart } {
  const id = attribute(element, 'id');
  const name = attribute(element, 'name');
  if (id === undefined || name === undefined)
    throw invalidCustomizations('A role has no id or no name.', { type: 'Role', name: name ?? '' });
  const privileges = child(element, 'RolePrivileges');
  return {
    role: { name, privileges: children(privileges, 'RolePrivilege').map((one) => readPrivilege(one, name)) },
    row: {
      table: 'role',
      id: bareId(id),
      type: 'Role',
      name,
      values: {
        name,
        isautoassigned: wholeNumber(childText(element, 'IsAutoAssigned')) ?? 0,
        isinherited: wholeNumber(attribute(element, 'isinherited')) ?? 1,
        privilegesxml: privileges ? serialize(privileges) : null,
      },
      // A role of a solution belongs to the root business unit; the platform copies it into the others.
      references: { businessunitid: { table: 'businessunit', id: BUSINESS_UNIT_ID } },
    },
  };
}

function readPrivilege(element: Element, role: string): string {
  const name = attribute(element, 'name');
  const level = attribute(element, 'level');
  const component = { type: 'Role', name: role };
  if (name === undefined) throw invalidCustomizations(`The role ${role} has a privilege without a name.`, component);
  if (level === undefined || !isDepthName(level)) {
    throw invalidCustomizations(
      `The privilege ${name} of the role ${role} has the level ${level ?? 'none'}; ${Object.keys(DEPTHS).join(', ')} are expected.`,
      component,
    );
  }
  return name;
}
