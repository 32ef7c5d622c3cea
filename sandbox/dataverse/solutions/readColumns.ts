/** Room sandbox/dataverse, solutions. The attributes of a table in customizations.xml as columns of the metadata model. */
import { toFileNameColumn } from '../files/fileColumns';
import { imageCompanions } from '../files/imageColumns';
import type { ChoiceOption, Column, ColumnType, RequiredLevel } from '../model';
import { ownValue } from '../ownValue';
import { invalidCustomizations } from './faults';
import { readOptions } from './readChoices';
import type { ImageConfigs } from './readImageConfigs';
import type { ImportWarning } from './solutionPackage';
import { attribute, child, children, childText, flag, labels, wholeNumber, type Element } from './xml';

const TYPES: Readonly<Record<string, ColumnType>> = {
  primarykey: 'Uniqueidentifier',
  uniqueidentifier: 'Uniqueidentifier',
  nvarchar: 'String',
  ntext: 'Memo',
  int: 'Integer',
  bigint: 'BigInt',
  decimal: 'Decimal',
  float: 'Double',
  money: 'Money',
  bit: 'Boolean',
  datetime: 'DateTime',
  picklist: 'Picklist',
  multiselectpicklist: 'MultiSelectPicklist',
  state: 'State',
  status: 'Status',
  lookup: 'Lookup',
  customer: 'Customer',
  owner: 'Owner',
  partylist: 'PartyList',
  entityname: 'EntityName',
  file: 'File',
  image: 'Image',
};

/** Types that exist on the platform and that the sandbox keeps no data for. */
const NOT_KEPT = new Set(['virtual', 'managedproperty', 'calendarrules']);

const REQUIRED: Readonly<Record<string, RequiredLevel>> = {
  none: 'None',
  recommended: 'Recommended',
  required: 'ApplicationRequired',
  applicationrequired: 'ApplicationRequired',
  systemrequired: 'SystemRequired',
};

const TEXT_FORMATS: Readonly<Record<string, string>> = {
  text: 'Text',
  email: 'Email',
  phone: 'Phone',
  url: 'Url',
  textarea: 'TextArea',
};

const DATE_BEHAVIORS: Readonly<Record<string, string>> = {
  '1': 'UserLocal',
  '2': 'DateOnly',
  '3': 'TimeZoneIndependent',
};

export interface TableColumns {
  readonly columns: readonly Column[];
  /** Logical name of the column that is the primary key, and of the one marked as primary name. */
  readonly primaryId?: string;
  readonly primaryNames: readonly string[];
  readonly warnings: readonly ImportWarning[];
}

/** @throws {SolutionImportError} for types and formats that no import takes */
export function readColumns(table: string, attributes: Element | undefined, images: ImageConfigs): TableColumns {
  const elements = children(attributes, 'attribute');
  const kept = elements.filter((element) => !NOT_KEPT.has(typeOf(element)));
  const named = (predicate: (element: Element) => boolean): string[] => kept.filter(predicate).map(nameOf);
  return {
    columns: withCompanions(kept.map((element) => toColumn(table, element, images))),
    primaryId: named((element) => typeOf(element) === 'primarykey')[0],
    primaryNames: named((element) => (childText(element, 'DisplayMask') ?? '').startsWith('PrimaryName')),
    warnings: elements
      .filter((element) => NOT_KEPT.has(typeOf(element)))
      .map((element) => ({
        type: 'Attribute',
        name: `${table}.${nameOf(element)}`,
        text: `Columns of type ${typeOf(element)} are not kept by the sandbox.`,
      })),
  };
}

/** The platform makes columns for the file's name beside each file column, and for the picture's address beside each image. */
function withCompanions(columns: readonly Column[]): readonly Column[] {
  const named = new Set(columns.map(({ logicalName }) => logicalName));
  const companions = columns.flatMap((column) => {
    if (column.type === 'File') return [toFileNameColumn(column)];
    return column.type === 'Image' ? imageCompanions(column) : [];
  });
  return [...columns, ...companions.filter(({ logicalName }) => !named.has(logicalName))];
}

const typeOf = (element: Element): string => childText(element, 'Type') ?? '';

const nameOf = (element: Element): string =>
  (
    childText(element, 'LogicalName') ??
    childText(element, 'Name') ??
    attribute(element, 'PhysicalName') ??
    ''
  ).toLowerCase();

function toColumn(table: string, element: Element, images: ImageConfigs): Column {
  const logicalName = nameOf(element);
  const component = { type: 'Attribute', name: `${table}.${logicalName}` };
  const type = ownValue(TYPES, typeOf(element));
  if (logicalName === '')
    throw invalidCustomizations(`A column of ${table} has no name.`, { type: 'Entity', name: table });
  if (!type)
    throw invalidCustomizations(
      `Unable to find attribute type by name ${typeOf(element)} (column ${component.name}).`,
      component,
    );
  const isText = type === 'String' || type === 'Memo';
  const maxLength = wholeNumber(childText(element, 'MaxLength'));
  if (isText && maxLength === undefined) {
    throw invalidCustomizations(
      `New string attributes must have a max length value (column ${component.name}).`,
      component,
    );
  }
  const description = labels(child(element, 'Descriptions'), 'Description');
  return withoutUndefined({
    logicalName,
    schemaName: attribute(element, 'PhysicalName') ?? logicalName,
    type,
    displayName: labels(child(element, 'displaynames'), 'displayname'),
    description: Object.keys(description).length === 0 ? undefined : description,
    required: ownValue(REQUIRED, (childText(element, 'RequiredLevel') ?? 'none').toLowerCase()) ?? 'None',
    maxLength: isText ? maxLength : undefined,
    ...readFormat(type, element, component.name),
    ...readLimits(type, element),
    ...(type === 'File' || type === 'Image' ? { maxSizeInKb: wholeNumber(childText(element, 'MaxSizeInKB')) } : {}),
    ...(type === 'Image' ? images.of(table, logicalName) : {}),
    ...readChoice(type, element),
    ...(type === 'Owner' ? { targets: ['systemuser', 'team'] } : {}),
    // The id of a file comes with its upload only.
    validForCreate: type !== 'File' && (flag(childText(element, 'ValidForCreateApi')) ?? true),
    validForUpdate: type !== 'File' && (flag(childText(element, 'ValidForUpdateApi')) ?? true),
    validForRead: flag(childText(element, 'ValidForReadApi')) ?? true,
  });
}

const withoutUndefined = (column: Column): Column =>
  Object.fromEntries(Object.entries(column).filter(([, value]) => value !== undefined)) as unknown as Column;

function readFormat(type: ColumnType, element: Element, column: string): Pick<Column, 'format' | 'dateBehavior'> {
  const format = childText(element, 'Format')?.toLowerCase();
  if (type === 'DateTime') {
    if (format !== undefined && format !== 'date' && format !== 'datetime') {
      throw invalidCustomizations(`The format ${format} of column ${column} is not valid: date or datetime.`, {
        type: 'Attribute',
        name: column,
      });
    }
    const dateBehavior = ownValue(DATE_BEHAVIORS, childText(element, 'Behavior') ?? '1') ?? 'UserLocal';
    return { format: format === 'date' ? 'DateOnly' : 'DateAndTime', dateBehavior };
  }
  if (type !== 'String' && type !== 'Memo') return {};
  return { format: ownValue(TEXT_FORMATS, format ?? '') ?? (type === 'Memo' ? 'TextArea' : 'Text') };
}

function readLimits(type: ColumnType, element: Element): Pick<Column, 'minValue' | 'maxValue' | 'precision'> {
  if (!['Integer', 'Decimal', 'Double', 'Money'].includes(type)) return {};
  return {
    minValue: wholeNumber(childText(element, 'MinValue')),
    maxValue: wholeNumber(childText(element, 'MaxValue')),
    ...(type === 'Integer' ? {} : { precision: wholeNumber(childText(element, 'Accuracy')) }),
  };
}

function readChoice(type: ColumnType, element: Element): Pick<Column, 'globalChoice' | 'options' | 'defaultValue'> {
  const optionSet = child(element, 'optionset');
  const given = wholeNumber(childText(element, 'AppDefaultValue'));
  if (type === 'Boolean') return { options: readOptions(optionSet), defaultValue: given === 1 };
  if (type === 'State') return { options: children(child(optionSet, 'states'), 'state').map(toState) };
  if (type === 'Status') return { options: children(child(optionSet, 'statuses'), 'status').map(toStatus) };
  if (type !== 'Picklist' && type !== 'MultiSelectPicklist') return {};
  const globalChoice = childText(element, 'OptionSetName');
  return {
    ...(globalChoice === undefined ? { options: readOptions(optionSet) } : { globalChoice }),
    ...(given === undefined || given === -1 ? {} : { defaultValue: given }),
  };
}

const toState = (element: Element): ChoiceOption => ({
  value: wholeNumber(attribute(element, 'value')) ?? 0,
  label: labels(child(element, 'labels'), 'label'),
  defaultStatus: wholeNumber(attribute(element, 'defaultstatus')),
});

const toStatus = (element: Element): ChoiceOption => ({
  value: wholeNumber(attribute(element, 'value')) ?? 0,
  label: labels(child(element, 'labels'), 'label'),
  state: wholeNumber(attribute(element, 'state')),
});
