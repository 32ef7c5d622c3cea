/**
 * Room solution. Lint rules for own tables and choices: columns, their types, and the columns every table must carry.
 */
import { attribute, child, children, childText, descendants } from '../xml';
import type { SourceFile, TableSource } from '../readSource';
import { columnElements, entityOf, isOwnTable, ownershipOf, type Finding, type LintContext } from './context';

/** Columns that the platform expects to be written for every table (seen in every public export of one). */
const SYSTEM_COLUMNS = [
  'createdby',
  'createdon',
  'createdonbehalfby',
  'importsequencenumber',
  'modifiedby',
  'modifiedon',
  'modifiedonbehalfby',
  'overriddencreatedon',
  'statecode',
  'statuscode',
  'timezoneruleversionnumber',
  'utcconversiontimezonecode',
];

/** What a table has besides by its `OwnershipTypeMask`. */
const OWNERSHIP_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  UserOwned: ['ownerid', 'owningbusinessunit', 'owningteam', 'owninguser'],
  OrgOwned: ['organizationid'],
};

/** Columns that the platform derives from the owner instead of storing them; every export marks them so. */
const LOGICAL_COLUMNS = new Set(['owningteam', 'owninguser']);

/** Type names of customization files with the formats they take; undefined means that any will do. */
const FORMATS: Readonly<Record<string, readonly string[] | undefined>> = {
  primarykey: undefined,
  nvarchar: ['text', 'email', 'phone', 'url', 'textarea'],
  ntext: ['text', ''],
  int: ['', 'none'],
  decimal: undefined,
  float: undefined,
  money: undefined,
  bit: undefined,
  picklist: undefined,
  multiselectpicklist: undefined,
  state: undefined,
  status: undefined,
  datetime: ['datetime', 'date'],
  lookup: undefined,
  owner: undefined,
  file: undefined,
  image: undefined,
};

/** `required` in exports is what the SDK calls ApplicationRequired. Source: Microsoft Learn, "AttributeRequiredLevel enum". */
const REQUIRED_LEVELS: readonly string[] = ['none', 'recommended', 'required', 'applicationrequired', 'systemrequired'];

const VALUES_PER_PUBLISHER = 10_000;

function lintColumns(table: TableSource, { prefix, source }: LintContext): Finding[] {
  const file = table.entity.path;
  const choices = new Set(source.choices.map((choice) => attribute(choice.root, 'Name')));
  return columnElements(table).flatMap((column) => {
    const name = childText(column, 'LogicalName');
    const type = childText(column, 'Type');
    const found: Finding[] = [];
    const add = (code: string, message: string): void => void found.push({ code, file, message });
    if (!(type in FORMATS)) {
      add(
        'column-type-unknown',
        `Column ${name} has the type "${type}". A multi-line text is ntext, a choice picklist.`,
      );
    }
    const format = child(column, 'Format')?.textContent;
    const formats = FORMATS[type];
    if (formats && format != null && !formats.includes(format)) {
      add('column-format-invalid', `Column ${name} has the format "${format}"; ${type} takes ${formats.join(', ')}.`);
    }
    if ((type === 'nvarchar' || type === 'ntext') && !child(column, 'MaxLength')) {
      add('column-without-length', `Column ${name} needs MaxLength.`);
    }
    const level = childText(column, 'RequiredLevel');
    if (!REQUIRED_LEVELS.includes(level)) {
      add(
        'column-required-level',
        `Column ${name} has the RequiredLevel "${level}". Write ${REQUIRED_LEVELS.join(', ')}.`,
      );
    }
    if (childText(column, 'IsCustomField') === '1' && !name.startsWith(prefix)) {
      add('prefix-missing', `Column ${name} must start with ${prefix}.`);
    }
    if (attribute(column, 'PhysicalName')?.toLowerCase() !== name || childText(column, 'Name') !== name) {
      add('column-name-differs', `Column ${name}: Name is LogicalName, and PhysicalName differs from it in case only.`);
    }
    if (LOGICAL_COLUMNS.has(name) && childText(column, 'IsLogical') !== '1') {
      add('system-column-not-logical', `Column ${name} needs IsLogical 1 after IsAuditEnabled.`);
    }
    const choice = child(column, 'OptionSetName')?.textContent;
    if (choice?.startsWith(prefix) && !choices.has(choice)) {
      add('choice-missing', `Column ${name} uses the choice ${choice}, which is not in OptionSets.`);
    }
    return found;
  });
}

/** Column types that an alternate key takes. Source: Microsoft Learn, "Define alternate keys for a table". */
const KEY_TYPES = new Set(['nvarchar', 'int', 'decimal', 'datetime', 'lookup', 'picklist']);

function lintKeys(table: TableSource, { prefix }: LintContext, add: (code: string, message: string) => void): void {
  const entity = entityOf(table);
  const keys = entity && child(entity, 'EntityKeys');
  const types = new Map(
    columnElements(table).map((column) => [childText(column, 'LogicalName'), childText(column, 'Type')]),
  );
  for (const key of keys ? children(keys, 'EntityKey') : []) {
    const name = childText(key, 'LogicalName');
    if (!name.startsWith(prefix)) add('prefix-missing', `Alternate key ${name} must start with ${prefix}.`);
    const columns = descendants(key, 'AttributeName').map((item) => item.textContent ?? '');
    if (columns.length === 0) add('key-column', `Alternate key ${name} names no column.`);
    for (const column of columns) {
      const type = types.get(column);
      if (type === undefined || !KEY_TYPES.has(type)) {
        add(
          'key-column',
          `Alternate key ${name} uses ${column}, which is ${type === undefined ? 'no column' : `of type ${type}`}. Name a column that a key can hold.`,
        );
      }
    }
  }
}

function lintTable(table: TableSource, context: LintContext): Finding[] {
  const file = table.entity.path;
  const columns = columnElements(table);
  const names = new Set(columns.map((column) => childText(column, 'LogicalName')));
  const found = lintColumns(table, context);
  const add = (code: string, message: string): void => void found.push({ code, file, message });
  const entity = entityOf(table);
  if (entity && attribute(entity, 'Name') !== table.schemaName) {
    add('table-name-differs', `Name and entity@Name must be spelt the same way, here "${table.schemaName}".`);
  }
  if (!table.logicalName.startsWith(context.prefix)) {
    add('prefix-missing', `Table ${table.logicalName} must start with ${context.prefix}.`);
  }
  const ownership = ownershipOf(table);
  const owned = OWNERSHIP_COLUMNS[ownership];
  if (!owned) {
    add('ownership-unknown', `OwnershipTypeMask is "${ownership}". It is UserOwned or OrgOwned.`);
  }
  for (const name of [...SYSTEM_COLUMNS, ...(owned ?? []), `${table.logicalName}id`]) {
    if (!names.has(name)) {
      add(
        'system-column-missing',
        `Column ${name} is missing; every table with the ownership ${ownership} carries it.`,
      );
    }
  }
  lintKeys(table, context, add);
  const primary = columns.filter((column) => childText(column, 'DisplayMask').startsWith('PrimaryName|'));
  if (primary.length !== 1 || primary.some((column) => childText(column, 'Type') !== 'nvarchar')) {
    add('primary-name', `A table needs exactly one nvarchar column whose DisplayMask starts with "PrimaryName|".`);
  }
  const fallback = table.forms.some(
    (form) =>
      form.type === 'main' &&
      descendants(form.form, 'DisplayConditions').some((item) => attribute(item, 'FallbackForm') === 'true'),
  );
  if (!fallback) {
    add(
      'fallback-form-missing',
      'One main form must be the fallback form, else the import appoints one in a layer of its own.',
    );
  }
  return found;
}

function lintChoice(file: SourceFile, { prefix, firstOptionValue }: LintContext): Finding[] {
  const name = attribute(file.root, 'Name') ?? '';
  const options = child(file.root, 'options');
  const values = options ? children(options, 'option').map((option) => attribute(option, 'value') ?? '') : [];
  const outside = values.filter((value) => {
    const offset = Number(value) - firstOptionValue;
    return !(offset >= 0 && offset < VALUES_PER_PUBLISHER);
  });
  return [
    ...(name.startsWith(prefix)
      ? []
      : [{ code: 'prefix-missing', file: file.path, message: `Choice ${name} must start with ${prefix}.` }]),
    ...outside.map((value) => ({
      code: 'option-value-outside-range',
      file: file.path,
      message: `Value ${value} of ${name} is outside the publisher's range, which starts at ${firstOptionValue}.`,
    })),
  ];
}

/** Own tables and choices can be created as they are written. */
export const lintTables = (context: LintContext): Finding[] => [
  ...context.source.tables.filter(isOwnTable).flatMap((table) => lintTable(table, context)),
  ...context.source.choices.flatMap((file) => lintChoice(file, context)),
];
