/**
 * Room sandbox/dataverse, security. The privileges of a table: their names, the access rights they stand for, and the depths that
 * the table's ownership allows.
 * Source: Microsoft Learn, "Security role and privilege reference", "AccessRights Enum" and "PrivilegeDepth Enum"; that views share
 * `prvReadQuery` and values of environment variables the privileges of their definitions is what live organisations show.
 */
import type { MetadataStore } from '../metadata/metadataStore';
import type { Table } from '../model';

/** What one may be allowed to do with rows, with its number as `accessright` of `privilege` has it. */
export const ACCESS_RIGHTS = {
  Create: 32,
  Read: 1,
  Write: 2,
  Delete: 65_536,
  Append: 4,
  AppendTo: 16,
  Assign: 524_288,
  Share: 262_144,
} as const;
export type AccessRight = keyof typeof ACCESS_RIGHTS;

/** Access levels as `privilegedepthmask` of `roleprivileges` has them. */
export const DEPTHS = { Basic: 1, Local: 2, Deep: 4, Global: 8 } as const;
export type DepthName = keyof typeof DEPTHS;
export type Depth = (typeof DEPTHS)[DepthName];

export const isDepthName = (name: string): name is DepthName => Object.hasOwn(DEPTHS, name);

/** Whose a row is: a user's or team's, a business unit's, the organisation's; or as another row decides. */
export type RowOwnership = 'user' | 'business' | 'organization' | 'intersect' | 'party' | 'open';

/** Tables whose rows belong to a business unit (OwnershipType BusinessOwned), with the columns that say to whom. */
export const BUSINESS_OWNED: Readonly<Record<string, { readonly owner?: string; readonly unit?: string }>> = {
  businessunit: { unit: 'businessunitid' },
  role: { unit: 'businessunitid' },
  systemuser: { owner: 'systemuserid', unit: 'businessunitid' },
  team: { unit: 'businessunitid' },
  usersettings: { owner: 'systemuserid' },
};

export const ACTIVITY_PARTY = 'activityparty';
export const PRIVILEGE = 'privilege';

export function ownershipOf(table: Table): RowOwnership {
  if (table.isIntersect) return 'intersect';
  if (table.logicalName === ACTIVITY_PARTY) return 'party';
  if (table.logicalName === PRIVILEGE) return 'open';
  if (table.logicalName in BUSINESS_OWNED) return 'business';
  const hasOwner = table.columns.some((column) => column.logicalName === 'ownerid');
  return table.ownership === 'UserOwned' && hasOwner ? 'user' : 'organization';
}

/** Tables whose privileges are not named after them. */
const SUBJECTS: Readonly<Record<string, string>> = {
  annotation: 'Note',
  environmentvariablevalue: 'EnvironmentVariableDefinition',
  ribboncustomization: 'Customization',
  savedquery: 'Query',
  savedqueryvisualization: 'SavedQueryVisualizations',
  systemuser: 'User',
};

/** The last part of the names of a table's privileges. Activities of every kind share theirs. */
export const subjectOf = (table: Table): string =>
  table.isActivity || table.logicalName === 'activitypointer'
    ? 'Activity'
    : (SUBJECTS[table.logicalName] ?? table.schemaName);

export const privilegeName = (right: AccessRight, table: Table): string => `prv${right}${subjectOf(table)}`;

/** One row of `privilege`. */
export interface PrivilegeDefinition {
  readonly name: string;
  /** 0 for privileges that are about no table. */
  readonly accessRight: number;
  readonly depths: readonly Depth[];
}

const ALL_DEPTHS: readonly Depth[] = [DEPTHS.Basic, DEPTHS.Local, DEPTHS.Deep, DEPTHS.Global];
const GLOBAL_ONLY: readonly Depth[] = [DEPTHS.Global];

/** Privileges about no table that operations of the sandbox ask for, and two that the app's ribbon rules know. */
export const MISCELLANEOUS = [
  'prvActOnBehalfOfAnotherUser',
  'prvBypassCustomPlugins',
  'prvExportCustomization',
  'prvExportToExcel',
  'prvGoOffline',
  'prvImportCustomization',
  'prvPublishCustomization',
] as const;
export type MiscellaneousPrivilege = (typeof MISCELLANEOUS)[number];

const RIGHTS = Object.keys(ACCESS_RIGHTS) as AccessRight[];

/** Rows that no single user owns can neither be assigned nor shared; roles are assigned to users and teams. */
const rightsOf = (table: Table, ownership: RowOwnership): AccessRight[] =>
  ownership === 'user'
    ? RIGHTS
    : RIGHTS.filter((right) => right !== 'Share' && (right !== 'Assign' || table.logicalName === 'role'));

const depthsOf = (ownership: RowOwnership): readonly Depth[] =>
  ownership === 'user' || ownership === 'business' ? ALL_DEPTHS : GLOBAL_ONLY;

/** Every privilege that the known tables make, and the miscellaneous ones, by name. */
export function privilegesOf(metadata: MetadataStore): ReadonlyMap<string, PrivilegeDefinition> {
  const privileges = new Map<string, PrivilegeDefinition>();
  for (const name of MISCELLANEOUS) privileges.set(name, { name, accessRight: 0, depths: GLOBAL_ONLY });
  for (const table of metadata.tables()) {
    const ownership = ownershipOf(table);
    if (ownership === 'intersect' || ownership === 'party' || ownership === 'open') continue;
    for (const right of rightsOf(table, ownership)) {
      const name = privilegeName(right, table);
      if (privileges.has(name)) continue;
      privileges.set(name, { name, accessRight: ACCESS_RIGHTS[right], depths: depthsOf(ownership) });
    }
  }
  return privileges;
}
