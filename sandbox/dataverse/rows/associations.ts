/**
 * Room sandbox/dataverse. Pairs of many-to-many relationships: related, no longer related, and gone with one of their rows.
 * Source: Microsoft Learn, "Associate and disassociate table rows by using the Web API".
 */
import type { AssociationEvent, Guid, RowReference } from '../contracts';
import { alreadyRelated, rowDoesNotExist, unknownRelationship } from '../errors';
import type { ManyToManyEnd } from '../model';
import { quoteName } from '../storage/database';
import type { RowStore } from './rowStore';
import type { TableEvents } from './tableEvents';

export interface Associations {
  /** @throws {DataverseError} when a row is missing, the relationship is not theirs, or they are related already */
  associate(request: Omit<AssociationEvent, 'message'>): void;
  disassociate(request: Omit<AssociationEvent, 'message'>): void;
}

interface Pair {
  readonly intersectTable: string;
  readonly where: Readonly<Record<string, string>>;
}

/** Call its methods inside a transaction. */
export function createAssociations(options: {
  readonly store: RowStore;
  readonly events: TableEvents;
  readonly newId: () => Guid;
}): Associations {
  const { store, events, newId } = options;

  const pairOf = ({ relationship, target, related }: Omit<AssociationEvent, 'message'>): Pair => {
    const known = store.metadata.manyToMany(target.table).find(({ schemaName }) => schemaName === relationship);
    const isBetween = (near: ManyToManyEnd, far: ManyToManyEnd): boolean =>
      near.table === target.table && far.table === related.table;
    const { first, second, intersectTable } = known ?? {};
    if (first && second && intersectTable !== undefined) {
      if (isBetween(first, second))
        return { intersectTable, where: { [first.column]: target.id, [second.column]: related.id } };
      if (isBetween(second, first))
        return { intersectTable, where: { [first.column]: related.id, [second.column]: target.id } };
    }
    throw unknownRelationship(relationship, target.table, related.table);
  };
  const assertExists = ({ table, id }: RowReference): void => {
    if (!store.exists(table, id)) throw rowDoesNotExist(table, id);
  };

  return {
    associate(request) {
      const { intersectTable, where } = pairOf(request);
      assertExists(request.target);
      assertExists(request.related);
      if (store.findWhere(intersectTable, where).length > 0) throw alreadyRelated(request.relationship);
      const event = { ...request, message: 'Associate' as const };
      events.raiseAssociation('before', event);
      store.insert(intersectTable, newId(), where);
      events.raiseAssociation('after', event);
    },
    disassociate(request) {
      const { intersectTable, where } = pairOf(request);
      assertExists(request.target);
      const event = { ...request, message: 'Disassociate' as const };
      events.raiseAssociation('before', event);
      for (const pair of store.findWhere(intersectTable, where)) store.remove(intersectTable, pair.id);
      events.raiseAssociation('after', event);
    },
  };
}

/** What relates a row that is being deleted to others. */
export function removePairs(store: RowStore, table: string, id: Guid): void {
  for (const { intersectTable, first, second } of store.metadata.manyToMany(table)) {
    for (const { column } of [first, second].filter((end) => end.table === table)) {
      store.database.run(`DELETE FROM ${quoteName(intersectTable)} WHERE ${quoteName(column)} = ?`, [id]);
    }
  }
}
