/**
 * Room sandbox/dataverse. One value against its column: the type, the length, the range, the choice. Gives the form in
 * which the row is stored.
 */
import type { ActivityParty, ColumnValue, RowReference } from '../contracts';
import {
  badPayload,
  decimalOutOfRange,
  notAChoiceValue,
  textTooLong,
  wholeNumberOutOfRange,
  wrongColumnType,
} from '../errors';
import { toStoredImage } from '../files/imageColumns';
import type { MetadataStore } from '../metadata/metadataStore';
import type { Column } from '../model';

const GUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** Lower case and without braces; `undefined` when the text is no GUID. */
export const toGuid = (text: string): string | undefined => GUID.exec(text.trim())?.[1]?.toLowerCase();

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/i;

/** Node takes 2026-02-31 for 3 March. */
function isDay(text: string): boolean {
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/**
 * A date as it is stored: `2026-03-01` for date-only columns, else `2026-03-01T08:00:00Z`. `undefined` when it is none.
 * Differs from the platform: fractions of a second are dropped (its Web API does not show them either).
 */
export function toStoredDate(column: Pick<Column, 'dateBehavior'>, text: string): string | undefined {
  const isDate = DATE.test(text);
  if ((!isDate && !DATE_TIME.test(text)) || !isDay(text.slice(0, 10))) return undefined;
  const zoned = isDate || /(Z|[+-]\d{2}:\d{2})$/i.test(text) ? text : `${text}Z`;
  const time = new Date(zoned);
  // An offset may lead out of the years that are known.
  if (Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1753 || time.getUTCFullYear() > 9999) return undefined;
  const iso = time.toISOString();
  return column.dateBehavior === 'DateOnly' ? iso.slice(0, 10) : `${iso.slice(0, 19)}Z`;
}

const INTEGER_RANGE = 2_147_483_647;

/**
 * A whole number may come as a text. Source: Microsoft Learn, "Create a table row using the Web API", whose example for a row from
 * another row has `"numberofemployees": "200"`; that the same goes for choices, which have the same type, is inferred.
 */
const toInt32 = (value: unknown): unknown =>
  typeof value === 'string' && /^[+-]?\d{1,10}$/.test(value) ? Number(value) : value;

export class ValueCoercer {
  constructor(private readonly metadata: MetadataStore) {}

  /** @throws {DataverseError} when the value does not fit the column */
  coerce(table: string, column: Column, value: unknown): ColumnValue {
    if (value === null || value === undefined) return null;
    const name = column.logicalName;
    switch (column.type) {
      case 'String':
      case 'Memo':
        return this.text(table, column, value);
      case 'Integer':
        return this.wholeNumber(table, column, toInt32(value));
      case 'BigInt':
        return this.wholeNumber(table, column, value);
      case 'Decimal':
      case 'Double':
      case 'Money':
        return this.decimal(table, column, value);
      case 'Boolean':
        if (typeof value !== 'boolean') throw wrongColumnType(name, table, 'Edm.Boolean');
        return value;
      case 'DateTime': {
        const stored = typeof value === 'string' ? toStoredDate(column, value) : undefined;
        if (stored === undefined) {
          throw wrongColumnType(name, table, column.dateBehavior === 'DateOnly' ? 'Edm.Date' : 'Edm.DateTimeOffset');
        }
        return stored;
      }
      case 'Picklist':
      case 'State':
      case 'Status': {
        const choice = toInt32(value);
        if (typeof choice !== 'number' || !Number.isInteger(choice)) throw wrongColumnType(name, table, 'Edm.Int32');
        this.assertOption(table, column, choice);
        return choice;
      }
      case 'MultiSelectPicklist':
        return this.choices(table, column, value);
      case 'File':
      case 'Uniqueidentifier': {
        const guid = typeof value === 'string' ? toGuid(value) : undefined;
        if (guid === undefined) throw wrongColumnType(name, table, 'Edm.Guid');
        return guid;
      }
      case 'Image':
        if (typeof value !== 'string') throw wrongColumnType(name, table, 'Edm.Binary');
        return toStoredImage(table, column, value);
      case 'EntityName':
        if (typeof value !== 'string') throw wrongColumnType(name, table, 'Edm.String');
        return value;
      case 'Lookup':
      case 'Customer':
      case 'Owner':
        return this.reference(table, column, value);
      case 'PartyList':
        return this.parties(table, column, value);
    }
  }

  private text(table: string, column: Column, value: unknown): string | null {
    if (typeof value !== 'string') throw wrongColumnType(column.logicalName, table, 'Edm.String');
    if (column.maxLength !== undefined && value.length > column.maxLength) {
      throw textTooLong(column.logicalName, table, value.length, column.maxLength);
    }
    // The platform keeps no empty text: it becomes null.
    return value === '' ? null : value;
  }

  private wholeNumber(table: string, column: Column, value: unknown): number {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw wrongColumnType(column.logicalName, table, column.type === 'BigInt' ? 'Edm.Int64' : 'Edm.Int32');
    }
    const limit = column.type === 'BigInt' ? Number.MAX_SAFE_INTEGER : INTEGER_RANGE;
    if (value < (column.minValue ?? -limit - 1) || value > (column.maxValue ?? limit)) {
      throw wholeNumberOutOfRange(column.logicalName, table);
    }
    return value;
  }

  private decimal(table: string, column: Column, value: unknown): number {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw wrongColumnType(column.logicalName, table, column.type === 'Double' ? 'Edm.Double' : 'Edm.Decimal');
    }
    if (value < (column.minValue ?? -Infinity) || value > (column.maxValue ?? Infinity)) {
      throw decimalOutOfRange(column.logicalName, table);
    }
    if (column.precision === undefined) return value;
    const factor = 10 ** column.precision;
    const rounded = Math.round(value * factor) / factor;
    return Number.isFinite(rounded) ? rounded : value;
  }

  private choices(table: string, column: Column, value: unknown): number[] {
    const parts = typeof value === 'string' ? value.split(',').map((part) => Number(part.trim())) : value;
    if (
      !Array.isArray(parts) ||
      !parts.every((part): part is number => typeof part === 'number' && Number.isInteger(part))
    ) {
      throw wrongColumnType(column.logicalName, table, 'Edm.String');
    }
    for (const part of parts) this.assertOption(table, column, part);
    return [...new Set(parts)].sort((left, right) => left - right);
  }

  private assertOption(table: string, column: Column, value: number): void {
    const allowed = this.metadata.options(column).map((option) => option.value);
    if (!allowed.includes(value)) throw notAChoiceValue(column.logicalName, table, value, allowed);
  }

  private reference(table: string, column: Column, value: unknown): RowReference {
    const targets = this.metadata.lookupTargets(table, column);
    if (typeof value === 'string') {
      const id = toGuid(value);
      const only = column.type === 'Owner' ? 'systemuser' : targets.length === 1 ? targets[0] : undefined;
      if (id === undefined || only === undefined)
        throw wrongColumnType(column.logicalName, table, 'mscrm.crmbaseentity');
      return { table: only, id };
    }
    const given = value as Partial<RowReference>;
    const id = typeof given.id === 'string' ? toGuid(given.id) : undefined;
    if (id === undefined || typeof given.table !== 'string') {
      throw wrongColumnType(column.logicalName, table, 'mscrm.crmbaseentity');
    }
    if (targets.length > 0 && !targets.includes(given.table)) {
      throw badPayload(
        table,
        `Column ${column.logicalName} cannot refer to a row of ${given.table}; it takes ${targets.join(', ')}.`,
      );
    }
    return { table: given.table, id };
  }

  private parties(table: string, column: Column, value: unknown): ActivityParty[] {
    if (!Array.isArray(value)) throw wrongColumnType(column.logicalName, table, 'Collection(mscrm.activityparty)');
    return value.map((entry: unknown) => {
      const party = (entry as Partial<ActivityParty> | null)?.party;
      const id = typeof party?.id === 'string' ? toGuid(party.id) : undefined;
      if (id === undefined || typeof party?.table !== 'string') {
        throw wrongColumnType(column.logicalName, table, 'Collection(mscrm.activityparty)');
      }
      return { party: { table: party.table, id } };
    });
  }
}
