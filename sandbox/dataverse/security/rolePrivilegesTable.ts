/**
 * Room sandbox/dataverse, security. The table of the privileges of roles: the pairs of a many-to-many relationship, each with how
 * far the privilege reaches. Source: Microsoft Learn, table reference "RolePrivileges".
 */
import { intersectTableOf } from '../metadata/manyToMany';
import type { ManyToMany, Table } from '../model';

export const ROLE_PRIVILEGES_ASSOCIATION = 'roleprivileges_association';
const TYPE_CODE = 12;

/** Adds what makes this pair more than a pair. */
export function rolePrivilegesTable(relationship: ManyToMany): Table {
  const table = intersectTableOf(relationship, TYPE_CODE);
  return {
    ...table,
    columns: [
      ...table.columns,
      {
        logicalName: 'privilegedepthmask',
        schemaName: 'PrivilegeDepthMask',
        type: 'Integer',
        displayName: { '1033': 'Privilege Depth Mask', '1057': 'Topeng tingkat hak istimewa' },
        required: 'SystemRequired',
        validForCreate: false,
        validForUpdate: false,
        validForRead: true,
      },
    ],
  };
}
