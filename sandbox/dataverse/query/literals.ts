/** Room sandbox/dataverse. Text from a query as a value that compares with a column. */
import { toGuid, toStoredDate } from '../rows/coerceValue';
import type { Column } from '../model';
import { isLookup } from '../storage/columnStorage';
import type { QueryValue } from './queryModel';

/** How the Web API calls the type of a column. */
export function edmTypeOf(column: Column): string {
  switch (column.type) {
    case 'String':
    case 'Memo':
    case 'MultiSelectPicklist':
    case 'EntityName':
      return 'Edm.String';
    case 'Integer':
    case 'Picklist':
    case 'State':
    case 'Status':
      return 'Edm.Int32';
    case 'BigInt':
      return 'Edm.Int64';
    case 'Decimal':
    case 'Money':
      return 'Edm.Decimal';
    case 'Double':
      return 'Edm.Double';
    case 'Boolean':
      return 'Edm.Boolean';
    case 'DateTime':
      return column.dateBehavior === 'DateOnly' ? 'Edm.Date' : 'Edm.DateTimeOffset';
    case 'Uniqueidentifier':
    case 'File':
    case 'Lookup':
    case 'Customer':
    case 'Owner':
      return 'Edm.Guid';
    case 'PartyList':
      return 'Collection(mscrm.activityparty)';
    case 'Image':
      return 'Edm.Binary';
  }
}

/** @returns undefined when the text does not fit the column's type */
export function toQueryValue(column: Column, text: string): QueryValue | undefined {
  if (isLookup(column) || column.type === 'Uniqueidentifier' || column.type === 'File') return toGuid(text);
  switch (column.type) {
    case 'Boolean': {
      const lower = text.toLowerCase();
      if (lower === 'true' || lower === '1') return true;
      return lower === 'false' || lower === '0' ? false : undefined;
    }
    case 'Integer':
    case 'BigInt':
    case 'Picklist':
    case 'State':
    case 'Status':
      return /^[+-]?\d+$/.test(text.trim()) ? Number(text) : undefined;
    case 'Decimal':
    case 'Double':
    case 'Money': {
      const number = Number(text.replace(/[mdf]$/i, ''));
      return text.trim() === '' || Number.isNaN(number) ? undefined : number;
    }
    case 'DateTime':
      return toStoredDate(column, text.trim().replace(' ', 'T'));
    case 'MultiSelectPicklist': {
      const parts = text.split(',').map((part) => Number(part.trim()));
      return parts.every(Number.isInteger) ? JSON.stringify([...new Set(parts)].sort((a, b) => a - b)) : undefined;
    }
    default:
      return text;
  }
}

/** Text for LIKE with every wildcard taken literally; `\` is the escape. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** A LIKE pattern of Dataverse (`%`, `_`, `[_]` for the character itself) as ours. Classes of several characters stay literal. */
export const toLikePattern = (pattern: string): string =>
  pattern.replace(/\[([^\]^])\]|\\/g, (_match, character: string | undefined) => escapeLike(character ?? '\\'));
