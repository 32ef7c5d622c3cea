/** Room sandbox/app. Values of columns: from a Web API row to what scripts and fields hold, and back to a request body. */
import type { ChoiceOption, Column } from '../../dataverse/model';
import type { TableInfo, WebApiRow } from '../contracts';
import { RelationshipMissingError } from './errors';

/** One row a lookup column points at. Ids are lower case without braces; scripts see braces. */
export interface LookupValue {
  readonly id: string;
  readonly name: string;
  readonly entityType: string;
}

/** What an attribute holds. Empty texts and empty lists do not exist: they are null. */
export type AttributeValue = string | number | boolean | Date | readonly number[] | readonly LookupValue[] | null;

export const FORMATTED = '@OData.Community.Display.V1.FormattedValue';
export const LOOKUP_TABLE = '@Microsoft.Dynamics.CRM.lookuplogicalname';

export const isLookupColumn = (column: Column): boolean =>
  column.type === 'Lookup' || column.type === 'Customer' || column.type === 'Owner' || column.type === 'PartyList';

/** Name of a column in `$select` and in a row. */
export const selectName = (column: Column): string =>
  isLookupColumn(column) ? `_${column.logicalName}_value` : column.logicalName;

export const isDateOnly = (column: Column): boolean =>
  column.format === 'DateOnly' || column.dateBehavior === 'DateOnly';

/** The value of a column in a Web API row. */
export function readValue(column: Column, row: WebApiRow): AttributeValue {
  const raw = row[selectName(column)];
  if (raw === null || raw === undefined || raw === '') return null;
  switch (column.type) {
    case 'Lookup':
    case 'Customer':
    case 'Owner':
    case 'PartyList': {
      const key = selectName(column);
      const id = String(raw).toLowerCase();
      return [
        {
          id,
          name: String(row[key + FORMATTED] ?? id),
          entityType: String(row[key + LOOKUP_TABLE] ?? column.targets?.[0] ?? ''),
        },
      ];
    }
    case 'DateTime':
      return readDate(column, String(raw));
    case 'MultiSelectPicklist':
      return readChoices(raw);
    case 'Boolean':
      return raw === true || raw === 1;
    case 'Integer':
    case 'BigInt':
    case 'Decimal':
    case 'Double':
    case 'Money':
    case 'Picklist':
    case 'State':
    case 'Status':
      return Number(raw);
    default:
      return String(raw);
  }
}

function readChoices(raw: unknown): readonly number[] | null {
  const values = (Array.isArray(raw) ? raw : String(raw).split(',')).map(Number);
  return values.length > 0 ? values : null;
}

function readDate(column: Column, raw: string): Date | null {
  if (!hasNoZone(column)) {
    const date = new Date(raw);
    return Number.isNaN(date.getTime()) ? null : date;
  }
  // These two behaviours carry no zone: the digits are what everybody sees.
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?/.exec(raw);
  if (!match) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return holdsDayOnly(column) ? new Date(year, month - 1, day) : new Date(year, month - 1, day, hour, minute, second);
}

/** Does the column store a calendar day? A format without a behaviour counts as one. */
const holdsDayOnly = (column: Column): boolean =>
  column.dateBehavior === 'DateOnly' || (column.dateBehavior === undefined && column.format === 'DateOnly');

/** Do the digits of a value mean the same to everybody, wherever they are? */
export const hasNoZone = (column: Column): boolean =>
  holdsDayOnly(column) || column.dateBehavior === 'TimeZoneIndependent';

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

function writeDate(column: Column, date: Date): string {
  const day = `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  if (holdsDayOnly(column)) return day;
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  if (column.dateBehavior === 'TimeZoneIndependent') return `${day}T${time}Z`;
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Are two values the same to a user? */
export function sameValue(a: AttributeValue, b: AttributeValue): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    const keys = (list: readonly unknown[]): string[] =>
      list
        .map((item) =>
          typeof item === 'object' ? `${(item as LookupValue).entityType}:${(item as LookupValue).id}` : String(item),
        )
        .sort();
    const others = keys(b);
    return keys(a).every((key, index) => key === others[index]);
  }
  return false;
}

/** Options of a choice column: its own, or those of its global choice. */
export function optionsOf(column: Column, info: TableInfo): readonly ChoiceOption[] {
  if (column.globalChoice) return info.choices[column.globalChoice]?.options ?? column.options ?? [];
  return column.options ?? [];
}

/** One column's part of a request body. */
export interface ColumnChange {
  readonly column: Column;
  readonly value: AttributeValue;
  /** Value before the change; says through which relationship a lookup is cleared. */
  readonly before: AttributeValue;
}

/**
 * The Web API body that writes these columns and no others. Lookups become `<navigation property>@odata.bind`; the
 * navigation property comes from the relationship, whose case matters. Source: Microsoft Learn, "Create a table row
 * using the Web API" and "Associate and disassociate table rows using the Web API".
 * @param entitySetNames entity set of every table that a changed lookup points at.
 * @throws {RelationshipMissingError} when a lookup has no relationship to the table of its value.
 */
export function toRequestBody(
  changes: readonly ColumnChange[],
  info: TableInfo,
  entitySetNames: ReadonlyMap<string, string>,
): WebApiRow {
  const body: WebApiRow = {};
  for (const change of changes) {
    const { column, value } = change;
    if (isLookupColumn(column)) Object.assign(body, lookupBinding(change, info, entitySetNames));
    else if (value instanceof Date) body[column.logicalName] = writeDate(column, value);
    else if (Array.isArray(value)) body[column.logicalName] = value.join(',');
    else body[column.logicalName] = value;
  }
  return body;
}

function lookupBinding(
  { column, value, before }: ColumnChange,
  info: TableInfo,
  sets: ReadonlyMap<string, string>,
): WebApiRow {
  const [target] = (value ?? []) as readonly LookupValue[];
  const [previous] = (before ?? []) as readonly LookupValue[];
  const table = target?.entityType ?? previous?.entityType ?? column.targets?.[0] ?? '';
  const navigation = navigationPropertyOf(info, column, table);
  if (!navigation) throw new RelationshipMissingError(column.logicalName, table);
  if (!target) return { [`${navigation}@odata.bind`]: null };
  const set = sets.get(table);
  if (!set) throw new RelationshipMissingError(column.logicalName, table);
  return { [`${navigation}@odata.bind`]: `/${set}(${target.id})` };
}

/** The single-valued navigation property of a lookup column towards one table. */
export function navigationPropertyOf(info: TableInfo, column: Column, table: string): string | undefined {
  const candidates = info.manyToOne.filter((relationship) => relationship.referencingColumn === column.logicalName);
  const exact = candidates.find((relationship) => relationship.referencedTable === table);
  // Owner columns have one relationship, to the table `owner`, that serves users and teams alike.
  return (exact ?? (column.type === 'Owner' ? candidates.find((one) => one.referencedTable === 'owner') : undefined))
    ?.navigationProperty;
}
