import type { Guid, Row } from '../../../../sandbox/dataverse/contracts';
import type { Column, ColumnType, Relationship, Table } from '../../../../sandbox/dataverse/model';
import type { OpenedDataverse, PlatformContent } from '../../../../sandbox/dataverse/open';
import { openDataverse } from '../../../../sandbox/dataverse/open';

/** A small world of its own: ships of fleets, voyages as activities. Nothing of Microsoft's tables. */

export const CAPTAIN: Guid = '00000000-0000-4000-8000-00000000aaaa';
export const NOW = new Date('2026-03-11T12:00:00Z');

const label = (text: string): Record<string, string> => ({ '1033': text });

export const column = (logicalName: string, type: ColumnType, more: Partial<Column> = {}): Column => ({
  logicalName,
  schemaName: logicalName,
  type,
  displayName: label(logicalName),
  required: 'None',
  validForCreate: true,
  validForUpdate: true,
  validForRead: true,
  ...more,
});

export const table = (logicalName: string, columns: readonly Column[], more: Partial<Table> = {}): Table => ({
  logicalName,
  schemaName: logicalName,
  entitySetName: `${logicalName}s`,
  displayName: label(logicalName),
  displayCollectionName: label(`${logicalName}s`),
  primaryId: `${logicalName}id`,
  primaryName: 'name',
  ownership: 'UserOwned',
  isActivity: false,
  hasActivities: false,
  objectTypeCode: 10000,
  columns,
  keys: [],
  ...more,
});

const name = column('name', 'String', { maxLength: 20 });

export const relationship = (
  referencingTable: string,
  referencingColumn: string,
  referencedTable: string,
  cascadeDelete: Relationship['cascadeDelete'],
  navigationProperty = referencingColumn,
): Relationship => ({
  schemaName: `${referencedTable}_${referencingTable}_${referencingColumn}`,
  referencingTable,
  referencingColumn,
  referencedTable,
  navigationProperty,
  collectionNavigationProperty: `${referencedTable}_${referencingTable}_${referencingColumn}`,
  cascadeDelete,
});

const kinds = [
  { value: 1, label: label('Tug') },
  { value: 2, label: label('Ferry') },
  { value: 3, label: label('Barge') },
];

const voyageColumns: readonly Column[] = [
  column('subject', 'String', { maxLength: 100 }),
  column('activitytypecode', 'EntityName', { validForCreate: false, validForUpdate: false }),
  column('regardingobjectid', 'Lookup', { targets: ['ship', 'fleet'] }),
  column('statecode', 'State', {
    options: [
      { value: 0, label: label('Open'), defaultStatus: 1 },
      { value: 1, label: label('Done'), defaultStatus: 2 },
    ],
  }),
  column('statuscode', 'Status', {
    options: [
      { value: 1, label: label('Open'), state: 0 },
      { value: 2, label: label('Done'), state: 1 },
    ],
  }),
];

export const content: PlatformContent = {
  administratorId: CAPTAIN,
  rows: [{ table: 'systemuser', id: CAPTAIN, values: { name: 'Captain' } }],
  metadata: {
    tables: [
      table('systemuser', [name], { ownership: 'None' }),
      table('team', [name], { ownership: 'None' }),
      table('businessunit', [name], { ownership: 'None' }),
      table('fleet', [name, column('flag', 'String', { maxLength: 10 })]),
      table(
        'ship',
        [
          name,
          column('fleetid', 'Lookup', { targets: ['fleet'] }),
          column('escortid', 'Customer', { targets: ['ship', 'fleet'] }),
          column('log', 'Memo', { maxLength: 1000 }),
          column('crew', 'Integer', { minValue: 0, maxValue: 100 }),
          column('draught', 'Decimal', { precision: 2, minValue: 0 }),
          column('insured', 'Boolean', { defaultValue: true }),
          column('launched', 'DateTime', { dateBehavior: 'DateOnly', format: 'DateOnly' }),
          column('docked', 'DateTime', { dateBehavior: 'UserLocal' }),
          column('kind', 'Picklist', { options: kinds }),
          column('cargo', 'MultiSelectPicklist', { options: kinds }),
          column('callsign', 'String', { maxLength: 10 }),
          column('secret', 'String', { maxLength: 10, validForCreate: false, validForUpdate: false }),
          column('hull', 'String', {
            maxLength: 10,
            required: 'SystemRequired',
            defaultValue: undefined,
            validForCreate: false,
          }),
          ...voyageColumns.filter(({ type }) => type === 'State' || type === 'Status'),
        ],
        { keys: [{ logicalName: 'callsignkey', columns: ['callsign'] }] },
      ),
      table('activitypointer', voyageColumns, {
        isActivity: true,
        primaryId: 'activityid',
        primaryName: 'subject',
        entitySetName: 'activitypointers',
      }),
      table(
        'voyage',
        [...voyageColumns, column('to', 'PartyList', { targets: ['ship'] }), column('distance', 'Integer')],
        {
          isActivity: true,
          primaryId: 'activityid',
          primaryName: 'subject',
        },
      ),
    ],
    relationships: [
      relationship('ship', 'fleetid', 'fleet', 'Cascade', 'FleetId'),
      relationship('ship', 'escortid', 'ship', 'RemoveLink', 'escortid_ship'),
      relationship('ship', 'escortid', 'fleet', 'Restrict', 'escortid_fleet'),
      relationship('activitypointer', 'regardingobjectid', 'ship', 'Cascade', 'regardingobjectid_ship'),
      relationship('voyage', 'regardingobjectid', 'ship', 'Cascade', 'regardingobjectid_ship_voyage'),
    ],
    choices: [],
  },
};

/** Ids that tell their order: `00000000-0000-4000-9000-000000000001`, … */
export function countingIds(): () => Guid {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-9000-${String(count).padStart(12, '0')}`;
  };
}

export const openFixture = (file = ':memory:', platform = content): OpenedDataverse =>
  openDataverse({ file, clock: () => NOW, newId: countingIds(), platform });

/** The code of what is thrown; fails when nothing is. */
export function codeOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  throw new Error('Nothing was thrown.');
}

export const ship = (dataverse: OpenedDataverse, values: Row): Guid => dataverse.rows.create('ship', values);
