/**
 * Room sandbox/dataverse. The columns and relationships that Dataverse gives every table by itself, for tables whose
 * definition does not spell them out: who and when, version, owner, and state of custom tables.
 * Source: Microsoft Learn, "Table definitions in Microsoft Dataverse", common columns.
 */
import { ACTIVITY_PARTY } from './activityParty';
import type { Column, ColumnType, Relationship, Table } from '../model';

const text = (label: string): Record<string, string> => ({ '1033': label });

function systemColumn(logicalName: string, type: ColumnType, label: string, more: Partial<Column> = {}): Column {
  return {
    logicalName,
    schemaName: more.schemaName ?? logicalName,
    type,
    displayName: text(label),
    required: 'None',
    validForCreate: false,
    validForUpdate: false,
    validForRead: true,
    ...more,
  };
}

const dateTime = { format: 'DateAndTime', dateBehavior: 'UserLocal' };

const whoAndWhen: readonly Column[] = [
  systemColumn('createdon', 'DateTime', 'Created On', { ...dateTime, schemaName: 'CreatedOn' }),
  systemColumn('modifiedon', 'DateTime', 'Modified On', { ...dateTime, schemaName: 'ModifiedOn' }),
  systemColumn('createdby', 'Lookup', 'Created By', { targets: ['systemuser'], schemaName: 'CreatedBy' }),
  systemColumn('modifiedby', 'Lookup', 'Modified By', { targets: ['systemuser'], schemaName: 'ModifiedBy' }),
  systemColumn('versionnumber', 'BigInt', 'Version Number', { schemaName: 'VersionNumber' }),
  systemColumn('overriddencreatedon', 'DateTime', 'Record Created On', {
    ...dateTime,
    schemaName: 'OverriddenCreatedOn',
    validForCreate: true,
  }),
  systemColumn('importsequencenumber', 'Integer', 'Import Sequence Number', {
    schemaName: 'ImportSequenceNumber',
    validForCreate: true,
  }),
];

const ownership: readonly Column[] = [
  systemColumn('ownerid', 'Owner', 'Owner', {
    targets: ['systemuser', 'team'],
    schemaName: 'OwnerId',
    required: 'SystemRequired',
    validForCreate: true,
    validForUpdate: true,
  }),
  systemColumn('owninguser', 'Lookup', 'Owning User', { targets: ['systemuser'], schemaName: 'OwningUser' }),
  systemColumn('owningteam', 'Lookup', 'Owning Team', { targets: ['team'], schemaName: 'OwningTeam' }),
  systemColumn('owningbusinessunit', 'Lookup', 'Owning Business Unit', {
    targets: ['businessunit'],
    schemaName: 'OwningBusinessUnit',
  }),
];

const state: readonly Column[] = [
  systemColumn('statecode', 'State', 'Status', {
    schemaName: 'statecode',
    required: 'SystemRequired',
    validForUpdate: true,
    options: [
      { value: 0, label: text('Active'), defaultStatus: 1 },
      { value: 1, label: text('Inactive'), defaultStatus: 2 },
    ],
  }),
  systemColumn('statuscode', 'Status', 'Status Reason', {
    schemaName: 'statuscode',
    validForCreate: true,
    validForUpdate: true,
    options: [
      { value: 1, label: text('Active'), state: 0 },
      { value: 2, label: text('Inactive'), state: 1 },
    ],
  }),
];

/** Custom tables carry a publisher's prefix. */
const isCustom = (table: Table): boolean => table.logicalName.includes('_');

/** The table with every column the platform adds by itself. Columns it defines already stay as they are. */
export function withStandardColumns(table: Table): Table {
  const known = new Set(table.columns.map((column) => column.logicalName));
  const added: Column[] = [];
  const add = (columns: readonly Column[]): void => {
    for (const column of columns) if (!known.has(column.logicalName)) added.push(column);
  };
  if (!known.has(table.primaryId)) {
    added.push(
      systemColumn(table.primaryId, 'Uniqueidentifier', table.displayName['1033'] ?? table.schemaName, {
        required: 'SystemRequired',
        validForCreate: true,
      }),
    );
  }
  if (table.ownership !== 'None') add(whoAndWhen);
  if (table.ownership === 'UserOwned') add(ownership);
  if (isCustom(table) && table.ownership !== 'None' && !known.has('statecode')) add(state);
  return added.length === 0 ? table : { ...table, columns: [...table.columns, ...added] };
}

/**
 * The relationships of a table's lookup columns that no definition names, so that every lookup can be bound and
 * followed. Names follow the platform's habit: activity tables append their own name to navigation properties.
 */
export function impliedRelationships(table: Table, declared: readonly Relationship[]): Relationship[] {
  const suffix = table.isActivity && table.logicalName !== 'activitypointer' ? `_${table.logicalName}` : '';
  const isDeclared = new Set(declared.map((one) => `${one.referencingColumn} ${one.referencedTable}`));
  const implied: Relationship[] = [];
  for (const column of table.columns) {
    if (column.type !== 'Lookup' && column.type !== 'Customer' && column.type !== 'Owner') continue;
    const targets = column.targets ?? [];
    const polymorphic = targets.length > 1 && column.type !== 'Owner';
    for (const target of targets) {
      if (isDeclared.has(`${column.logicalName} ${target}`)) continue;
      const schemaName =
        column.type === 'Owner'
          ? `${target}_${table.logicalName}_${column.logicalName}`
          : `lk_${table.logicalName}_${column.logicalName}${polymorphic ? `_${target}` : ''}`;
      implied.push({
        schemaName,
        referencingTable: table.logicalName,
        referencingColumn: column.logicalName,
        referencedTable: target,
        navigationProperty: `${column.logicalName}${polymorphic ? `_${target}` : ''}${suffix}`,
        collectionNavigationProperty: schemaName,
        cascadeDelete: 'NoCascade',
      });
    }
  }
  if (table.isActivity && table.logicalName !== 'activitypointer') implied.push(partiesOf(table));
  if (table.columns.some((column) => column.type === 'File')) implied.push(filesOf(table));
  return implied;
}

/** The parties of an activity are rows of activityparty, under a collection of every activity table. */
const partiesOf = (table: Table): Relationship => ({
  schemaName: `${table.logicalName}_activity_parties`,
  referencingTable: ACTIVITY_PARTY,
  referencingColumn: 'activityid',
  referencedTable: table.logicalName,
  navigationProperty: `activityid_${table.logicalName}`,
  collectionNavigationProperty: `${table.logicalName}_activity_parties`,
  cascadeDelete: 'NoCascade',
});

/** The files of a row go with it. Source: Microsoft Learn, "Use file column data", relationship to the FileAttachment table. */
const filesOf = ({ logicalName }: Table): Relationship => ({
  schemaName: `${logicalName}_FileAttachments`,
  referencingTable: 'fileattachment',
  referencingColumn: 'objectid',
  referencedTable: logicalName,
  navigationProperty: `objectid_${logicalName}`,
  collectionNavigationProperty: `${logicalName}_FileAttachments`,
  cascadeDelete: 'Cascade',
});
