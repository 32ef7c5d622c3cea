/**
 * Room sandbox/dataverse, platform. The roles that every environment starts with, and who has them.
 * Source: Microsoft Learn, "Predefined security roles". Which privileges Basic User has is not published in one list; these are the
 * ones that the description names ("run an app within the environment and perform common tasks for the records that they own").
 */
import type { Guid, Row } from '../contracts';
import { writeRoleDefinition } from '../security/roleDefinition';
import type { Depth } from '../security/privilegeNames';
import { ACCESS_RIGHTS, DEPTHS } from '../security/privilegeNames';
import { ADMINISTRATOR_ID, BASIC_USER_ROLE, BUSINESS_UNIT_ID, SYSTEM_ADMINISTRATOR_ROLE, toStableId } from './ids';

/** What everybody reads to have an app drawn and names shown. */
const READ_BY_ALL = [
  'AppModule',
  'BusinessUnit',
  'CustomControl',
  'CustomControlResource',
  'Customization',
  'Organization',
  'Publisher',
  'Query',
  'Role',
  'SavedQueryVisualizations',
  'SiteMap',
  'Solution',
  'SystemForm',
  'Team',
  'TransactionCurrency',
  'User',
  'WebResource',
];
const OWN_ROWS = ['Account', 'Activity', 'Contact', 'Note'];

const basicUser = (): [string, Depth][] => [
  ...READ_BY_ALL.map((subject): [string, Depth] => [`prvRead${subject}`, DEPTHS.Global]),
  ...OWN_ROWS.flatMap((subject) =>
    Object.keys(ACCESS_RIGHTS).map((right): [string, Depth] => [`prv${right}${subject}`, DEPTHS.Basic]),
  ),
  ['prvAppendToTransactionCurrency', DEPTHS.Global],
  ['prvReadAsyncOperation', DEPTHS.Basic],
  ...['Create', 'Read', 'Write'].map((right): [string, Depth] => [`prv${right}UserSettings`, DEPTHS.Basic]),
];

interface SeededRow {
  readonly table: string;
  readonly id: Guid;
  readonly values: Row;
}

/** Their rows of `roleprivileges` follow from what they say. */
export function roles(): SeededRow[] {
  const role = (id: Guid, name: string, privilegesXml: string | null): SeededRow => ({
    table: 'role',
    id,
    values: {
      name,
      ismanaged: true,
      privilegesxml: privilegesXml,
      businessunitid: { table: 'businessunit', id: BUSINESS_UNIT_ID },
    },
  });
  return [
    // May do everything, also with tables that come later.
    role(SYSTEM_ADMINISTRATOR_ROLE, 'System Administrator', null),
    role(BASIC_USER_ROLE, 'Basic User', writeRoleDefinition(basicUser())),
    {
      table: 'systemuserroles',
      id: toStableId('systemuserroles/administrator'),
      values: { systemuserid: ADMINISTRATOR_ID, roleid: SYSTEM_ADMINISTRATOR_ROLE },
    },
  ];
}
