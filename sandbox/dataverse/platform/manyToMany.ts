/**
 * Room sandbox/dataverse, platform. Microsoft's own many-to-many relationships, each known as soon as both of its tables are.
 * Source: Microsoft Learn, table references, sections "Many-to-Many relationships".
 */
import type { ManyToMany } from '../model';

const pair = (
  schemaName: string,
  [intersectTable, entitySetName, primaryId, objectTypeCode]: readonly [string, string, string, number],
  firstTable: string,
  secondTable: string,
): ManyToMany => ({
  schemaName,
  intersectTable,
  first: { table: firstTable, column: `${firstTable}id`, navigationProperty: schemaName },
  second: { table: secondTable, column: `${secondTable}id`, navigationProperty: schemaName },
  intersect: { entitySetName, primaryId, objectTypeCode },
});

export const MANY_TO_MANY: readonly ManyToMany[] = [
  pair(
    'systemuserroles_association',
    ['systemuserroles', 'systemuserrolescollection', 'systemuserroleid', 15],
    'systemuser',
    'role',
  ),
  pair(
    'roleprivileges_association',
    ['roleprivileges', 'roleprivilegescollection', 'roleprivilegeid', 12],
    'role',
    'privilege',
  ),
  pair('teamroles_association', ['teamroles', 'teamrolescollection', 'teamroleid', 40], 'team', 'role'),
  pair(
    'teammembership_association',
    ['teammembership', 'teammemberships', 'teammembershipid', 23],
    'team',
    'systemuser',
  ),
  pair(
    'appmoduleroles_association',
    ['appmoduleroles', 'appmodulerolescollection', 'appmoduleroleid', 9009],
    'appmodule',
    'role',
  ),
  pair('accountleads_association', ['accountleads', 'accountleadscollection', 'accountleadid', 16], 'account', 'lead'),
  pair('contactleads_association', ['contactleads', 'contactleadscollection', 'contactleadid', 22], 'contact', 'lead'),
];
