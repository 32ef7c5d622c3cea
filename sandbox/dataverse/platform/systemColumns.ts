/**
 * Room sandbox/dataverse, platform. The columns that Dataverse gives every table by its ownership type, with their
 * relationships. Source: Microsoft Learn, table references (sections "Writable" and "Read-only columns/attributes").
 */
import type { ColumnFile, TableFile, TargetFile } from './fileShapes';

type SystemColumn = (file: TableFile) => ColumnFile;

/** System columns of the table, without those that the file says it does not have. */
export function systemColumns(file: TableFile): ColumnFile[] {
  const without = new Set(file.without ?? []);
  return [...EVERY_TABLE, ...BY_OWNERSHIP[file.ownership]]
    .map((column) => column(file))
    .filter(({ schemaName }) => !without.has(schemaName.toLowerCase()));
}

const target = (
  file: TableFile,
  column: string,
  defaultName: string,
  rule: TargetFile['delete'] = 'NoCascade',
): TargetFile => ({
  relationship: file.systemRelationships?.[column] ?? defaultName,
  navigation: `${column}${file.navigationSuffix ?? ''}`,
  delete: rule,
});

const user =
  (schemaName: string, english: string, indonesian: string): SystemColumn =>
  (file) => ({
    schemaName,
    type: 'Lookup',
    label: [english, indonesian],
    readOnly: true,
    targets: {
      systemuser: target(
        file,
        schemaName.toLowerCase(),
        `lk_${file.schemaName.toLowerCase()}_${schemaName.toLowerCase()}`,
      ),
    },
  });

const EVERY_TABLE: readonly SystemColumn[] = [
  () => ({
    schemaName: 'CreatedOn',
    type: 'DateTime',
    format: 'DateAndTime',
    label: ['Created On', 'Dibuat pada'],
    readOnly: true,
  }),
  user('CreatedBy', 'Created By', 'Dibuat oleh'),
  user('CreatedOnBehalfBy', 'Created By (Delegate)', 'Dibuat oleh (delegasi)'),
  () => ({
    schemaName: 'ModifiedOn',
    type: 'DateTime',
    format: 'DateAndTime',
    label: ['Modified On', 'Diubah pada'],
    readOnly: true,
  }),
  user('ModifiedBy', 'Modified By', 'Diubah oleh'),
  user('ModifiedOnBehalfBy', 'Modified By (Delegate)', 'Diubah oleh (delegasi)'),
  () => ({ schemaName: 'VersionNumber', type: 'BigInt', label: ['Version Number', 'Nomor versi'], readOnly: true }),
  () => ({
    schemaName: 'ImportSequenceNumber',
    type: 'Integer',
    label: ['Import Sequence Number', 'Nomor urut impor'],
    readOnly: 'update',
  }),
  () => ({
    schemaName: 'OverriddenCreatedOn',
    type: 'DateTime',
    format: 'DateOnly',
    label: ['Record Created On', 'Rekaman dibuat pada'],
    readOnly: 'update',
  }),
  () => ({
    schemaName: 'TimeZoneRuleVersionNumber',
    type: 'Integer',
    label: ['Time Zone Rule Version Number', 'Versi aturan zona waktu'],
    minValue: -1,
  }),
  () => ({
    schemaName: 'UTCConversionTimeZoneCode',
    type: 'Integer',
    label: ['UTC Conversion Time Zone Code', 'Kode zona waktu UTC'],
    minValue: -1,
  }),
];

const BY_OWNERSHIP: Record<TableFile['ownership'], readonly SystemColumn[]> = {
  UserOwned: [
    // Differs from the platform: no table of all owners and no owner_<table> relationship; the column points at the user or team.
    () => ({
      schemaName: 'OwnerId',
      type: 'Owner',
      label: ['Owner', 'Pemilik'],
      required: 'SystemRequired',
      targets: { systemuser: null, team: null },
    }),
    (file) => ({
      schemaName: 'OwningBusinessUnit',
      type: 'Lookup',
      label: ['Owning Business Unit', 'Unit bisnis pemilik'],
      readOnly: true,
      targets: {
        businessunit: target(file, 'owningbusinessunit', `business_unit_${file.schemaName.toLowerCase()}`, 'Restrict'),
      },
    }),
    (file) => ({
      schemaName: 'OwningTeam',
      type: 'Lookup',
      label: ['Owning Team', 'Tim pemilik'],
      readOnly: true,
      targets: { team: target(file, 'owningteam', `team_${file.schemaName.toLowerCase()}`) },
    }),
    (file) => ({
      schemaName: 'OwningUser',
      type: 'Lookup',
      label: ['Owning User', 'Pengguna pemilik'],
      readOnly: true,
      targets: { systemuser: target(file, 'owninguser', `user_${file.schemaName.toLowerCase()}`) },
    }),
  ],
  OrganizationOwned: [
    (file) => ({
      schemaName: 'OrganizationId',
      type: 'Lookup',
      label: ['Organization', 'Organisasi'],
      readOnly: true,
      targets: { organization: target(file, 'organizationid', `organization_${file.schemaName.toLowerCase()}`) },
    }),
  ],
  None: [],
};
