/**
 * Room sandbox/dataverse, Web API. Rows as the wire has them: etag, columns, annotations when asked for, and what was
 * expanded.
 */
import type { ColumnValue, RowReference } from '../contracts';
import { NotSupportedBySandboxError } from '../errors';
import type { Column, Relationship } from '../model';
import type { BoundExpand, BoundOptions } from '../query/odata/bindOptions';
import type { QueriedRow } from '../query/runQuery';
import type { ColumnReference } from '../query/queryModel';
import { runQueryWithin } from '../query/runQuery';
import { isLookup, isPolymorphic } from '../storage/columnStorage';
import { zoneOfUser } from '../query/userCircle';
import type { Exchange } from './exchange';
import { toEtag } from './exchange';
import { languageOf, ValueFormatter } from './formattedValues';
import { ANNOTATIONS, wantsAnnotation } from './prefer';

export type WireRow = Record<string, unknown>;

/** The property that a column has on the wire. */
export const propertyOf = (column: Column): string =>
  isLookup(column) ? `_${column.logicalName}_value` : column.logicalName;

/** A value as JSON has it. Multi-select choices are a text with commas. */
export function toWireValue(column: Column, value: ColumnValue): unknown {
  if (value === null) return null;
  if (isLookup(column)) return (value as RowReference).id;
  if (column.type === 'MultiSelectPicklist') return (value as readonly number[]).join(',');
  return value;
}

export class RowSerializer {
  private readonly navigation = new Map<string, string>();
  /** Absent when nobody asked for formatted values: then the user's language is not read either. */
  private readonly formatter: ValueFormatter | undefined;
  private readonly namesTables: boolean;
  private readonly namesNavigation: boolean;

  constructor(private readonly exchange: Exchange) {
    const { dataverse, context, preferences } = exchange;
    const formats = wantsAnnotation(preferences, ANNOTATIONS.formattedValue);
    this.formatter = formats
      ? new ValueFormatter(dataverse, languageOf(dataverse, context), zoneOfUser(dataverse.store, context.userId))
      : undefined;
    this.namesTables = wantsAnnotation(preferences, ANNOTATIONS.lookupLogicalName);
    this.namesNavigation = wantsAnnotation(preferences, ANNOTATIONS.associatedNavigationProperty);
  }

  /** Reads what formatted values need, for all rows at once. */
  prepare(rows: readonly { readonly values: Readonly<Record<string, ColumnValue>> }[]): void {
    this.formatter?.prepare(rows);
  }

  /** Writes one column with its annotations. */
  write(
    target: WireRow,
    property: string,
    table: string,
    column: Column,
    value: ColumnValue,
    row: Readonly<Record<string, ColumnValue>>,
  ): void {
    const formatted = this.formatter?.format(column, value, row);
    if (formatted !== undefined) target[`${property}@${ANNOTATIONS.formattedValue}`] = formatted;
    if (value !== null && isLookup(column)) {
      const reference = value as RowReference;
      if (this.namesNavigation) {
        const navigation = this.navigationOf(table, column.logicalName, reference.table);
        if (navigation !== '') target[`${property}@${ANNOTATIONS.associatedNavigationProperty}`] = navigation;
      }
      if (this.namesTables) target[`${property}@${ANNOTATIONS.lookupLogicalName}`] = reference.table;
    }
    target[property] = toWireValue(column, value);
  }

  /** Navigation property of a lookup to a table; empty when there is none. */
  private navigationOf(table: string, lookup: string, target: string): string {
    const key = `${table} ${lookup} ${target}`;
    const kept = this.navigation.get(key);
    if (kept !== undefined) return kept;
    const found = this.exchange.dataverse.metadata
      .manyToOne(table)
      .find((one) => one.referencingColumn === lookup && one.referencedTable === target);
    const name = found?.navigationProperty ?? '';
    this.navigation.set(key, name);
    return name;
  }

  /** @param withNextLinks expanded collections of a set query carry a link of their own */
  serialize(bound: BoundOptions, rows: readonly QueriedRow[], withNextLinks: boolean): WireRow[] {
    this.prepare(rows);
    const wire = rows.map((row) => {
      const target: WireRow = { '@odata.etag': toEtag(row.versionNumber) };
      for (const column of bound.shown) {
        const value = row.values[column.logicalName] ?? null;
        this.write(target, propertyOf(column), bound.query.table, column, value, row.values);
      }
      return target;
    });
    for (const expand of bound.expands) {
      // Refuses a table that may not be read at all, also when there is nothing to expand.
      this.exchange.source.access.restrict(expand.bound.query.table, expand.bound.query.alias);
      if (expand.way.kind === 'single') this.expandSingle(bound, expand, expand.way.relationship, rows, wire);
      else this.expandCollection(bound, expand, rows, wire, withNextLinks);
    }
    return wire;
  }

  private expandSingle(
    bound: BoundOptions,
    expand: BoundExpand,
    relationship: Relationship,
    rows: readonly QueriedRow[],
    wire: readonly WireRow[],
  ): void {
    const { source, dataverse } = this.exchange;
    const { metadata } = dataverse;
    const { navigationProperty } = expand;
    const { query } = expand.bound;
    const target = metadata.table(relationship.referencedTable);
    if (!target) return;
    const idOf = (row: QueriedRow): string | undefined => {
      const reference = row.values[relationship.referencingColumn] as RowReference | null | undefined;
      if (reference && reference.table !== target.logicalName)
        this.refuseShared(bound, expand, relationship, reference.table);
      return reference?.table === target.logicalName ? reference.id : undefined;
    };
    const ids = [...new Set(rows.flatMap((row) => idOf(row) ?? []))];
    const found =
      ids.length === 0 ? [] : runQueryWithin(source, query, { source: query.alias, column: target.primaryId }, ids);
    const serialized = this.shape(expand, this.serialize(expand.bound, found, false), found);
    const byId = new Map(found.map((row, index) => [row.id, serialized[index]]));
    rows.forEach((row, index) => {
      const own = wire[index];
      if (own) own[navigationProperty] = byId.get(idOf(row) ?? '') ?? null;
    });
  }

  /** `ownerid` is one navigation property to users and teams; only the first of its tables can be expanded. */
  private refuseShared(bound: BoundOptions, expand: BoundExpand, relationship: Relationship, table: string): void {
    if (this.navigationOf(bound.query.table, relationship.referencingColumn, table) !== expand.navigationProperty)
      return;
    throw new NotSupportedBySandboxError(
      `$expand of '${expand.navigationProperty}' for rows that point at a row of ${table}`,
    );
  }

  private expandCollection(
    bound: BoundOptions,
    expand: BoundExpand,
    rows: readonly QueriedRow[],
    wire: readonly WireRow[],
    withNextLinks: boolean,
  ): void {
    const { source, dataverse } = this.exchange;
    const { metadata } = dataverse;
    const { navigationProperty } = expand;
    const table = metadata.table(bound.query.table);
    const { by, parentOf } = this.parentsOf(expand);
    const ids = rows.map((row) => row.id);
    const found = ids.length === 0 ? [] : runQueryWithin(source, expand.bound.query, by, ids);
    const own = found.filter((row) => parentOf(row) !== undefined);
    const serialized = this.serialize(expand.bound, own, false);
    const groups = new Map<string, WireRow[]>(rows.map((row) => [row.id, []]));
    own.forEach((row, index) => {
      const one = serialized[index];
      if (one) groups.get(parentOf(row) ?? '')?.push(one);
    });
    rows.forEach((row, index) => {
      const target = wire[index];
      const children = groups.get(row.id) ?? [];
      if (!target) return;
      target[navigationProperty] = children;
      if (withNextLinks && table) {
        const query = expand.queryString === '' ? '' : `?${expand.queryString}`;
        const url = `${table.entitySetName}(${row.id})/${navigationProperty}${query}`;
        target[`${navigationProperty}@odata.nextLink`] = `${this.exchange.request.serviceRoot}${url}`;
      }
    });
  }

  /** By which column the rows of a collection are found, and how each tells whose it is; a lookup may point elsewhere. */
  private parentsOf({ way, bound: { query } }: BoundExpand): {
    readonly by: ColumnReference;
    parentOf(row: QueriedRow): string | undefined;
  } {
    if (way.kind === 'across') {
      const { source, column } = way.parent;
      return { by: way.parent, parentOf: (row) => (row.linked[source]?.[column] ?? undefined) as string | undefined };
    }
    const { referencingTable, referencingColumn, referencedTable } = way.relationship;
    const lookup = this.exchange.dataverse.metadata.column(referencingTable, referencingColumn);
    const anyTable = !lookup || !isPolymorphic(lookup);
    return {
      by: { source: query.alias, column: referencingColumn },
      parentOf(row) {
        const reference = (row.values[referencingColumn] ?? null) as RowReference | null;
        return reference && (anyTable || reference.table === referencedTable) ? reference.id : undefined;
      },
    };
  }

  private shape(expand: BoundExpand, wire: readonly WireRow[], rows: readonly QueriedRow[]): readonly WireRow[] {
    if (!expand.isReference) return wire;
    const set = this.exchange.dataverse.metadata.table(expand.bound.query.table)?.entitySetName ?? '';
    return rows.map((row) => ({ '@odata.id': `${this.exchange.request.serviceRoot}${set}(${row.id})` }));
  }
}

/** The part of `@odata.context` in parentheses: what was selected and expanded. */
export function contextColumns(bound: BoundOptions): string {
  const parts = [
    ...(bound.selected ?? []),
    ...bound.expands.map(({ navigationProperty, isReference, bound: inner }) =>
      isReference ? `${navigationProperty}/$ref()` : `${navigationProperty}${contextColumns(inner) || '()'}`,
    ),
  ];
  return parts.length === 0 ? '' : `(${parts.join(',')})`;
}
