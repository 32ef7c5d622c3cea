/**
 * Room sandbox/dataverse, pipeline. Values as the JSON of an execution context has them: what the platform's data contract
 * serializer makes of Entity, EntityReference, OptionSetValue and Money. Where a value may be anything, `__type` says first what it is.
 * Source: Microsoft Learn, "Use webhooks to create external handlers for server events", request body.
 */
import type { ActivityParty, ColumnValue, Guid, RowReference } from '../../contracts';
import { ACTIVITY_PARTY } from '../../metadata/activityParty';
import type { MetadataStore } from '../../metadata/metadataStore';
import type { Column, Table } from '../../model';

type Json = Readonly<Record<string, unknown>>;

/** Id of a row that is not there yet. */
export const EMPTY_ID: Guid = '00000000-0000-0000-0000-000000000000';

export const typed = (name: string, value: Json): Json => ({
  __type: `${name}:http://schemas.microsoft.com/xrm/2011/Contracts`,
  ...value,
});

/** Where the type is known, such as the owning extension. */
export const bareReference = ({ table, id }: RowReference): Json => ({
  Id: id,
  KeyAttributes: [],
  LogicalName: table,
  Name: null,
  RowVersion: null,
});

export const reference = (target: RowReference): Json => typed('EntityReference', bareReference(target));

export const optionSetValue = (value: number): Json => typed('OptionSetValue', { Value: value });

/** Milliseconds since 1970 in UTC. */
export const date = (value: string | Date): string => `/Date(${new Date(value).getTime()})/`;

export const pairs = (values: Json): Json[] => Object.entries(values).map(([key, value]) => ({ key, value }));

/** An entity where the type is known: the images. */
export const bareEntity = (
  metadata: MetadataStore,
  table: Table,
  id: Guid,
  values: Readonly<Record<string, ColumnValue>>,
): Json => shell(table.logicalName, id, attributes(metadata, table, values));

const shell = (table: string, id: Guid, values: Json): Json => ({
  Attributes: pairs(values),
  EntityState: null,
  FormattedValues: [],
  Id: id,
  KeyAttributes: [],
  LogicalName: table,
  RelatedEntities: [],
  RowVersion: null,
});

/** An entity of a table that need not be one of the environment, with values as they are. */
export const openEntity = (table: string, id: Guid, values: Json): Json => typed('Entity', shell(table, id, values));

export const entity = (...row: Parameters<typeof bareEntity>): Json => typed('Entity', bareEntity(...row));

/** Columns that nobody may read are left out. */
function attributes(metadata: MetadataStore, table: Table, values: Readonly<Record<string, ColumnValue>>): Json {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const column = metadata.column(table.logicalName, name);
    if (column?.validForRead) shown[name] = attributeValue(metadata, column, value);
  }
  return shown;
}

function attributeValue(metadata: MetadataStore, column: Column, value: ColumnValue): unknown {
  if (value === null) return null;
  switch (column.type) {
    case 'Lookup':
    case 'Customer':
    case 'Owner':
      return reference(value as RowReference);
    case 'Picklist':
    case 'State':
    case 'Status':
      return optionSetValue(Number(value));
    case 'MultiSelectPicklist':
      return (value as readonly number[]).map(optionSetValue);
    case 'Money':
      return typed('Money', { Value: value });
    case 'DateTime':
      return date(String(value));
    case 'PartyList':
      return parties(metadata, value as readonly ActivityParty[]);
    default:
      return value;
  }
}

function parties(metadata: MetadataStore, list: readonly ActivityParty[]): Json {
  const table = metadata.table(ACTIVITY_PARTY);
  return typed('EntityCollection', {
    Entities: table ? list.map(({ party }) => bareEntity(metadata, table, EMPTY_ID, { partyid: party })) : [],
    EntityName: ACTIVITY_PARTY,
    MinActiveRowVersion: null,
    MoreRecords: false,
    PagingCookie: null,
    TotalRecordCount: -1,
    TotalRecordCountLimitExceeded: false,
  });
}
