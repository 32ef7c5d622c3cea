/** Room sandbox/dataverse, security. Whose a row is, as its columns say it. */
import type { ColumnValue, Guid } from '../contracts';
import type { Table } from '../model';
import { toGuid } from '../rows/coerceValue';
import type { RowStore } from '../rows/rowStore';
import { BUSINESS_OWNED, ownershipOf } from './privilegeNames';
import type { RowPlace } from './reach';

/** The id in a lookup or id column. */
export function idIn(value: ColumnValue | undefined): Guid | undefined {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
  return typeof id === 'string' ? toGuid(id) : undefined;
}

/** @param values of the row as it is stored, or as it is about to be */
export function placeOf(
  store: RowStore,
  table: Table,
  values: Readonly<Record<string, ColumnValue | undefined>>,
): RowPlace {
  switch (ownershipOf(table)) {
    case 'user': {
      const owner = idIn(values.ownerid);
      return { owner, unit: idIn(values.owningbusinessunit) ?? unitOf(store, owner) };
    }
    case 'business': {
      const { owner, unit } = BUSINESS_OWNED[table.logicalName] ?? {};
      const ownerId = owner === undefined ? undefined : idIn(values[owner]);
      return { owner: ownerId, unit: unit === undefined ? unitOf(store, ownerId) : idIn(values[unit]) };
    }
    case 'party': {
      const activity = idIn(values.activityid);
      const pointer = activity === undefined ? undefined : store.find('activitypointer', activity);
      return pointer ? placeOf(store, store.access('activitypointer').table, pointer.values) : {};
    }
    default:
      return {};
  }
}

/** Business unit of a user or team. */
export function unitOf(store: RowStore, owner: Guid | undefined): Guid | undefined {
  if (owner === undefined) return undefined;
  const row = store.find('systemuser', owner) ?? store.find('team', owner);
  return idIn(row?.values.businessunitid);
}
