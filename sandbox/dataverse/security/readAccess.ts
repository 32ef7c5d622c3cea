/**
 * Room sandbox/dataverse, security. What a user may read, as conditions of queries: the database itself leaves out the rows that are
 * out of reach, wherever in a query their table stands.
 */
import type { MetadataStore } from '../metadata/metadataStore';
import type { Table } from '../model';
import type { ColumnReference, Condition, Link, ReadAccess } from '../query/queryModel';
import { BUSINESS_OWNED, ownershipOf, privilegeName } from './privilegeNames';
import type { Reach } from './reach';
import type { UserSecurity } from './userSecurity';

const POINTER = 'activitypointer';

/** @param refuse the error for a privilege that the user has not got at all */
export function createReadAccess(
  metadata: MetadataStore,
  user: UserSecurity,
  refuse: (privilege: string, table: Table) => Error,
): ReadAccess {
  /** The row of another table that decides. */
  const decidedBy = (source: string, column: string, target: Table): Condition => {
    const link: Link = {
      // No alias of a caller can begin like this.
      alias: ` ${source} ${column}`,
      table: target.logicalName,
      from: target.primaryId,
      to: { source, column },
      kind: 'inner',
      columns: [],
      links: [],
    };
    return { kind: 'exists', link };
  };

  const restrict = (logicalName: string, source: string): Condition | undefined => {
    const table = metadata.table(logicalName);
    if (!table) return { kind: 'always', holds: false };
    const ownership = ownershipOf(table);
    switch (ownership) {
      case 'open':
        return undefined;
      case 'party': {
        const pointer = metadata.table(POINTER);
        return pointer ? decidedBy(source, 'activityid', pointer) : { kind: 'always', holds: false };
      }
      case 'intersect': {
        const ends = metadata
          .manyToMany()
          .filter((one) => one.intersectTable === logicalName)
          .flatMap(({ first, second }) => [first, second]);
        const conditions = ends.flatMap(({ table: end, column }) => {
          const target = metadata.table(end);
          return target ? [decidedBy(source, column, target)] : [];
        });
        return { kind: 'and', conditions };
      }
      default: {
        const privilege = privilegeName('Read', table);
        const reach = user.reach(privilege);
        if (!reach) throw refuse(privilege, table);
        if (reach.isGlobal) return undefined;
        return withinReach(reach, columnsOf(ownership, table, source));
      }
    }
  };
  return { restrict };
}

interface PlaceColumns {
  readonly owner?: ColumnReference;
  readonly unit?: ColumnReference;
}

function columnsOf(ownership: 'user' | 'business' | 'organization', table: Table, source: string): PlaceColumns {
  const names =
    ownership === 'user'
      ? { owner: 'ownerid', unit: 'owningbusinessunit' }
      : ownership === 'business'
        ? (BUSINESS_OWNED[table.logicalName] ?? {})
        : {};
  const toReference = (column: string | undefined): ColumnReference | undefined =>
    column !== undefined && table.columns.some((one) => one.logicalName === column) ? { source, column } : undefined;
  return { owner: toReference(names.owner), unit: toReference(names.unit) };
}

function withinReach({ owners, units }: Reach, { owner, unit }: PlaceColumns): Condition {
  const conditions: Condition[] = [];
  if (owner && owners.size > 0) conditions.push({ kind: 'in', column: owner, values: [...owners] });
  if (unit && units.size > 0) conditions.push({ kind: 'in', column: unit, values: [...units] });
  return { kind: 'or', conditions };
}
