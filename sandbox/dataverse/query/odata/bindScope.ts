/**
 * Room sandbox/dataverse. The sources an OData expression may name: a table, and the tables its single-valued navigation
 * properties lead to. Walking a path adds the join, once per path.
 */
import { badQuery, unknownProperty } from '../../errors';
import type { ManyToManyPath } from '../../metadata/manyToMany';
import { pathBy } from '../../metadata/manyToMany';
import type { MetadataStore } from '../../metadata/metadataStore';
import type { Column, Relationship } from '../../model';
import { isLookup } from '../../storage/columnStorage';
import type { ColumnReference, Link } from '../queryModel';

interface OpenLink extends Link {
  readonly links: OpenLink[];
}

/** Gives aliases that are unique in the whole query. */
export class AliasCounter {
  private count = 0;
  next(): string {
    this.count += 1;
    return `s${this.count}`;
  }
}

export class Scope {
  readonly links: OpenLink[] = [];
  private readonly children = new Map<string, Scope>();

  constructor(
    readonly metadata: MetadataStore,
    readonly aliases: AliasCounter,
    readonly table: string,
    readonly alias: string = aliases.next(),
    private readonly ownLinks?: OpenLink[],
  ) {}

  /** A column as OData spells it: `name`, or `_name_value` for a lookup. */
  column(property: string): { readonly reference: ColumnReference; readonly column: Column } {
    const lookup = /^_(.+)_value$/.exec(property)?.[1];
    const column = this.metadata.column(this.table, lookup ?? property);
    // A bare lookup name is no property on the wire: only `_name_value` is.
    if (!column || !column.validForRead || isLookup(column) !== (lookup !== undefined) || column.type === 'PartyList') {
      throw unknownProperty(property, this.table);
    }
    return { reference: { source: this.alias, column: column.logicalName }, column };
  }

  /** The N:1 relationship behind a single-valued navigation property. */
  manyToOne(navigationProperty: string): Relationship | undefined {
    return this.metadata.manyToOne(this.table).find((one) => one.navigationProperty === navigationProperty);
  }

  oneToMany(navigationProperty: string): Relationship | undefined {
    return this.metadata.oneToMany(this.table).find((one) => one.collectionNavigationProperty === navigationProperty);
  }

  /** The way across a many-to-many relationship. */
  manyToMany(navigationProperty: string): ManyToManyPath | undefined {
    return pathBy(this.table, navigationProperty, this.metadata.manyToMany(this.table));
  }

  /** The scope of the table that a single-valued navigation property leads to. */
  follow(navigationProperty: string): Scope {
    const kept = this.children.get(navigationProperty);
    if (kept) return kept;
    const relationship = this.manyToOne(navigationProperty);
    const target = relationship && this.metadata.table(relationship.referencedTable);
    if (!relationship || !target) {
      if (this.oneToMany(navigationProperty) ?? this.manyToMany(navigationProperty)) {
        throw badQuery(
          `The collection '${navigationProperty}' of '${this.table}' can only be filtered with any or all.`,
        );
      }
      throw unknownProperty(navigationProperty, this.table);
    }
    const link: OpenLink = {
      alias: this.aliases.next(),
      table: target.logicalName,
      from: target.primaryId,
      to: { source: this.alias, column: relationship.referencingColumn },
      kind: 'outer',
      checkTable: true,
      columns: [],
      links: [],
    };
    (this.ownLinks ?? this.links).push(link);
    const child = new Scope(this.metadata, this.aliases, target.logicalName, link.alias, link.links);
    this.children.set(navigationProperty, child);
    return child;
  }

  /** A column at the end of a path of navigation properties. */
  path(segments: readonly string[]): { readonly reference: ColumnReference; readonly column: Column } {
    const scope = segments.slice(0, -1).reduce<Scope>((current, segment) => current.follow(segment), this);
    return scope.column(segments.at(-1) ?? '');
  }
}
