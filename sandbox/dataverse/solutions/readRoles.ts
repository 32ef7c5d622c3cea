/** Room sandbox/dataverse, solutions. Security roles. They are kept with their privileges; nobody asks them yet. */
import { invalidCustomizations } from './faults';
import type { ComponentRow } from './solutionPackage';
import { attribute, bareId, child, children, childText, serialize, wholeNumber, type Element } from './xml';

/** @throws {SolutionImportError} when a role has no id or name */
export function readRoles(customizations: Element): ComponentRow[] {
  return children(child(customizations, 'Roles'), 'Role').map((role) => {
    const id = attribute(role, 'id');
    const name = attribute(role, 'name');
    if (id === undefined || name === undefined)
      throw invalidCustomizations('A role has no id or no name.', { type: 'Role', name: name ?? '' });
    const privileges = child(role, 'RolePrivileges');
    return {
      table: 'role',
      id: bareId(id),
      type: 'Role',
      name,
      values: {
        name,
        isautoassigned: wholeNumber(childText(role, 'IsAutoAssigned')) ?? 0,
        privilegesxml: privileges ? serialize(privileges) : null,
      },
    };
  });
}
