/** Room sandbox/app. `Xrm.Utility.getEntityMetadata`: a table's metadata in the shape the Client API gives it. */
import type { ChoiceOption, Column, Labels } from '../../dataverse/model';
import type { TableInfo } from '../contracts';

/** `AttributeTypeCode` numbers (Microsoft Learn, "AttributeTypeCode EnumType"). */
const TYPE_CODES: Readonly<Record<Column['type'], number>> = {
  Boolean: 0,
  Customer: 1,
  DateTime: 2,
  Decimal: 3,
  Double: 4,
  Integer: 5,
  Lookup: 6,
  Memo: 7,
  Money: 8,
  Owner: 9,
  PartyList: 10,
  Picklist: 11,
  State: 12,
  Status: 13,
  String: 14,
  Uniqueidentifier: 15,
  MultiSelectPicklist: 17,
  BigInt: 18,
  EntityName: 20,
  File: 17,
  Image: 17,
};

const REQUIRED_LEVELS: Readonly<Record<Column['required'], number>> = {
  None: 0,
  SystemRequired: 1,
  ApplicationRequired: 2,
  Recommended: 3,
};

type Label = (labels: Labels | undefined) => string;

const toOption = ({ value, label, state, defaultStatus }: ChoiceOption, text: Label) => ({
  text: text(label),
  value,
  ...(state === undefined ? {} : { state }),
  ...(defaultStatus === undefined ? {} : { defaultStatus }),
});

function toAttribute(column: Column, info: TableInfo, text: Label) {
  const options = column.globalChoice === undefined ? column.options : info.choices[column.globalChoice]?.options;
  return {
    LogicalName: column.logicalName,
    SchemaName: column.schemaName,
    EntityLogicalName: info.table.logicalName,
    AttributeType: TYPE_CODES[column.type],
    AttributeTypeName: `${column.type}Type`,
    DisplayName: text(column.displayName),
    Description: text(column.description),
    RequiredLevel: REQUIRED_LEVELS[column.required],
    IsValidForCreate: column.validForCreate,
    IsValidForUpdate: column.validForUpdate,
    IsValidForRead: column.validForRead,
    ...(column.maxLength === undefined ? {} : { MaxLength: column.maxLength }),
    ...(column.format === undefined ? {} : { Format: column.format }),
    ...(column.minValue === undefined ? {} : { MinValue: column.minValue }),
    ...(column.maxValue === undefined ? {} : { MaxValue: column.maxValue }),
    ...(column.targets === undefined ? {} : { Targets: [...column.targets] }),
    ...(options === undefined
      ? {}
      : { OptionSet: Object.fromEntries(options.map((option) => [option.value, toOption(option, text)])) }),
  };
}

/** The table, with the columns asked for; all of them when none is named. */
export function toEntityMetadata(info: TableInfo, columns: readonly string[] | undefined, text: Label) {
  const { table } = info;
  const wanted =
    columns && columns.length > 0
      ? table.columns.filter(({ logicalName }) => columns.includes(logicalName))
      : table.columns;
  const attributes = wanted.map((column) => toAttribute(column, info, text));
  const find = (key: string | number) =>
    (typeof key === 'number' ? attributes[key] : attributes.find(({ LogicalName }) => LogicalName === key)) ?? null;
  return {
    LogicalName: table.logicalName,
    SchemaName: table.schemaName,
    EntitySetName: table.entitySetName,
    DisplayName: text(table.displayName),
    DisplayCollectionName: text(table.displayCollectionName),
    Description: text(table.description),
    PrimaryIdAttribute: table.primaryId,
    PrimaryNameAttribute: table.primaryName,
    ObjectTypeCode: table.objectTypeCode,
    IsActivity: table.isActivity,
    HasActivities: table.hasActivities,
    OwnershipType: table.ownership === 'UserOwned' ? 1 : table.ownership === 'OrganizationOwned' ? 8 : 0,
    Attributes: {
      get: (key?: string | number) => (key === undefined ? attributes : find(key)),
      getByName: find,
      getAll: () => [...attributes],
      getByIndex: find,
      getByFilter: (keep: (attribute: (typeof attributes)[number]) => boolean) => attributes.filter(keep),
      getLength: () => attributes.length,
      forEach: (visit: (attribute: (typeof attributes)[number], index: number) => void) => attributes.forEach(visit),
    },
  };
}
