/** Room sandbox/dataverse, Web API definitions. Columns and their choices as `Attributes` shows them. */
import { DEFAULT_MAX_SIZE_IN_KB } from '../../files/fileColumns';
import { DEFAULT_IMAGE_SIZE_IN_KB, primaryImageOf } from '../../files/imageColumns';
import type { MetadataStore } from '../../metadata/metadataStore';
import type { Choice, ChoiceOption, Column, ColumnType, Table } from '../../model';
import { isLookup, isStored } from '../../storage/columnStorage';
import type { DefinitionNode } from './definitionNode';
import { metadataId } from '../../metadata/metadataId';
import { managed, toLabel } from './definitionNode';

const TYPES: Readonly<Record<ColumnType, readonly [metadataType: string, attributeType: string, ...bases: string[]]>> =
  {
    Uniqueidentifier: ['UniqueIdentifierAttributeMetadata', 'Uniqueidentifier'],
    String: ['StringAttributeMetadata', 'String'],
    Memo: ['MemoAttributeMetadata', 'Memo'],
    Integer: ['IntegerAttributeMetadata', 'Integer'],
    BigInt: ['BigIntAttributeMetadata', 'BigInt'],
    Decimal: ['DecimalAttributeMetadata', 'Decimal'],
    Double: ['DoubleAttributeMetadata', 'Double'],
    Money: ['MoneyAttributeMetadata', 'Money'],
    Boolean: ['BooleanAttributeMetadata', 'Boolean'],
    DateTime: ['DateTimeAttributeMetadata', 'DateTime'],
    Picklist: ['PicklistAttributeMetadata', 'Picklist', 'EnumAttributeMetadata'],
    MultiSelectPicklist: ['MultiSelectPicklistAttributeMetadata', 'Virtual', 'EnumAttributeMetadata'],
    State: ['StateAttributeMetadata', 'State', 'EnumAttributeMetadata'],
    Status: ['StatusAttributeMetadata', 'Status', 'EnumAttributeMetadata'],
    Lookup: ['LookupAttributeMetadata', 'Lookup'],
    Customer: ['LookupAttributeMetadata', 'Customer'],
    Owner: ['LookupAttributeMetadata', 'Owner'],
    PartyList: ['LookupAttributeMetadata', 'PartyList'],
    File: ['FileAttributeMetadata', 'Virtual'],
    Image: ['ImageAttributeMetadata', 'Virtual'],
    EntityName: ['EntityNameAttributeMetadata', 'EntityName', 'EnumAttributeMetadata'],
  };

/** Always so. Source: Microsoft Learn, "Work with image column definitions using code". */
const THUMBNAIL_PIXELS = 144;

/** Types that a path may cast columns to. */
export const ATTRIBUTE_TYPES: ReadonlySet<string> = new Set([
  'AttributeMetadata',
  ...Object.values(TYPES).flatMap(([type, , ...bases]) => [type, ...bases]),
]);

function toOption(option: ChoiceOption, kind: ColumnType | undefined, language: number): unknown {
  return {
    ...(kind === 'State' ? { '@odata.type': '#Microsoft.Dynamics.CRM.StateOptionMetadata' } : {}),
    ...(kind === 'Status' ? { '@odata.type': '#Microsoft.Dynamics.CRM.StatusOptionMetadata' } : {}),
    Value: option.value,
    Color: null,
    IsManaged: true,
    ExternalValue: null,
    ParentValues: [],
    Tag: null,
    IsHidden: false,
    MetadataId: null,
    HasChanged: null,
    Label: toLabel(option.label, language),
    Description: toLabel(undefined, language),
    ...(kind === 'State'
      ? { DefaultStatus: option.defaultStatus ?? null, InvariantName: option.label['1033'] ?? '' }
      : {}),
    ...(kind === 'Status' ? { State: option.state ?? null } : {}),
  };
}

/** A choice, global or of one column. */
export function choiceNode(choice: Choice, language: number, kind?: ColumnType): DefinitionNode {
  const isBoolean = kind === 'Boolean';
  const option = (value: number): unknown => {
    const found = choice.options.find((one) => one.value === value);
    return toOption(found ?? { value, label: { '1033': value === 1 ? 'Yes' : 'No' } }, undefined, language);
  };
  return {
    type: isBoolean ? 'BooleanOptionSetMetadata' : 'OptionSetMetadata',
    bases: ['OptionSetMetadataBase'],
    values: {
      MetadataId: metadataId('choice', choice.name),
      Name: choice.name,
      DisplayName: toLabel(choice.displayName, language),
      Description: toLabel(undefined, language),
      IsGlobal: choice.isGlobal,
      IsManaged: true,
      IsCustomOptionSet: choice.isGlobal && choice.name.includes('_'),
      IsCustomizable: managed(true, 'iscustomizable'),
      OptionSetType: kind === 'State' ? 'State' : kind === 'Status' ? 'Status' : isBoolean ? 'Boolean' : 'Picklist',
      ...(isBoolean
        ? { TrueOption: option(1), FalseOption: option(0) }
        : { Options: choice.options.map((one) => toOption(one, kind, language)) }),
    },
    navigation: {},
  };
}

const hasChoice = (column: Column): boolean =>
  ['Picklist', 'MultiSelectPicklist', 'State', 'Status', 'Boolean'].includes(column.type);

function typeValues(metadata: MetadataStore, table: Table, column: Column): Record<string, unknown> {
  const range = { MinValue: column.minValue ?? null, MaxValue: column.maxValue ?? null };
  switch (column.type) {
    case 'String':
    case 'Memo':
      return {
        MaxLength: column.maxLength ?? null,
        IsLocalizable: column.isLocalizable ?? false,
        Format: column.format ?? 'Text',
        FormatName: { Value: column.format ?? 'Text' },
        ImeMode: 'Auto',
      };
    case 'Integer':
      return { Format: 'None', ...range };
    case 'BigInt':
      return range;
    case 'Decimal':
    case 'Double':
    case 'Money':
      return { ...range, Precision: column.precision ?? null, ImeMode: 'Auto' };
    case 'DateTime':
      return {
        Format: column.format ?? 'DateAndTime',
        DateTimeBehavior: { Value: column.dateBehavior ?? 'UserLocal' },
      };
    case 'Boolean':
      return { DefaultValue: column.defaultValue ?? false };
    case 'Picklist':
    case 'MultiSelectPicklist':
    case 'State':
    case 'Status':
      return { DefaultFormValue: column.defaultValue ?? -1 };
    case 'Lookup':
    case 'Customer':
    case 'Owner':
    case 'PartyList':
      return { Targets: metadata.lookupTargets(table.logicalName, column) };
    case 'File':
      return { MaxSizeInKB: column.maxSizeInKb ?? DEFAULT_MAX_SIZE_IN_KB };
    case 'Image':
      return {
        MaxSizeInKB: column.maxSizeInKb ?? DEFAULT_IMAGE_SIZE_IN_KB,
        CanStoreFullImage: column.canStoreFullImage ?? false,
        IsPrimaryImage: primaryImageOf(table) === column,
        MaxHeight: THUMBNAIL_PIXELS,
        MaxWidth: THUMBNAIL_PIXELS,
      };
    default:
      return {};
  }
}

export function attributeNode(metadata: MetadataStore, table: Table, column: Column, language: number): DefinitionNode {
  const [type, attributeType, ...bases] = TYPES[column.type];
  const choice = (): Choice => {
    const global = column.globalChoice === undefined ? undefined : metadata.choice(column.globalChoice);
    if (global) return global;
    return {
      name: `${table.logicalName}_${column.logicalName}`,
      isGlobal: false,
      displayName: column.displayName,
      options: metadata.options(column),
    };
  };
  const optionSet = (): DefinitionNode => choiceNode(choice(), language, column.type);
  return {
    type,
    bases: [...bases, 'AttributeMetadata'],
    values: {
      MetadataId: metadataId('attribute', table.logicalName, column.logicalName),
      LogicalName: column.logicalName,
      SchemaName: column.schemaName,
      EntityLogicalName: table.logicalName,
      AttributeType: attributeType,
      AttributeTypeName: { Value: `${column.type}Type` },
      AttributeOf: null,
      DisplayName: toLabel(column.displayName, language),
      Description: toLabel(column.description, language),
      RequiredLevel: managed(column.required, 'canmodifyrequirementlevelsettings'),
      IsPrimaryId: column.logicalName === table.primaryId,
      IsPrimaryName: column.logicalName === table.primaryName,
      IsValidForCreate: column.validForCreate,
      IsValidForUpdate: column.validForUpdate,
      IsValidForRead: column.validForRead,
      IsValidODataAttribute: isStored(column),
      IsCustomAttribute: column.logicalName.includes('_') && !/^address\d_/.test(column.logicalName),
      IsManaged: true,
      IsLogical: false,
      IsSecured: false,
      IsCustomizable: managed(true, 'iscustomizable'),
      IsValidForAdvancedFind: managed(true, 'canmodifysearchsettings'),
      SourceType: isLookup(column) ? null : 0,
      ...typeValues(metadata, table, column),
    },
    navigation: {
      // Both give the choice, be it global or not. Source: Microsoft Learn, "Reference Dataverse schema definitions by name or MetadataId".
      ...(hasChoice(column) ? { OptionSet: optionSet, GlobalOptionSet: optionSet } : {}),
    },
  };
}
