/**
 * Room sandbox/dataverse. FetchXML as the query model. Source: Microsoft Learn, "Query data using FetchXml" and its
 * element reference.
 */
import type { Element } from '@xmldom/xmldom';
import { DOMParser } from '@xmldom/xmldom';
import {
  badQuery,
  invalidFetchXml,
  NotSupportedBySandboxError,
  unknownFetchAttribute,
  unknownTable,
} from '../../errors';
import type { MetadataStore } from '../../metadata/metadataStore';
import type { Column } from '../../model';
import { ownValue } from '../../ownValue';
import { isStored } from '../../storage/columnStorage';
import type { OperatorContext } from '../operators';
import { toCondition } from '../operators';
import { AGGREGATE_ROW_LIMIT } from '../aggregate/aggregateQuery';
import { toOrder } from '../orders';
import type { ColumnReference, Condition, Hierarchy, Link, Order, RowQuery } from '../queryModel';
import { allOf, MAX_PAGE_SIZE, not } from '../queryModel';
import type { AggregateParts } from './parseAggregate';
import { addAttribute, addOrder, assertComplete } from './parseAggregate';

/** One column of the answer under the name it is shown by. */
export interface FetchedColumn {
  readonly source: string;
  readonly column: Column;
  /** `name`, `alias.name` or the attribute's own alias. */
  readonly shownAs: string;
  /** `rowaggregate`: shown is how many rows of the tree hang directly below the row. */
  readonly childrenIn?: Hierarchy;
}

export interface FetchQuery {
  readonly query: RowQuery;
  readonly columns: readonly FetchedColumn[];
  readonly page: number;
  /** Rows per page. */
  readonly pageSize: number;
  /** The FetchXML itself says how many rows a page has, or how many there are at all. */
  readonly limitsRows: boolean;
  /** `top`: rows in all, without pages. */
  readonly top?: number;
  readonly returnsTotalCount: boolean;
  /** Only for `aggregate="true"`: what is computed instead of `columns`. */
  readonly aggregate?: AggregateParts & { readonly rowLimit: number };
}

interface Source {
  readonly alias: string;
  readonly table: string;
}

const CHILD_NAMES = new Set(['attribute', 'all-attributes', 'order', 'filter', 'link-entity']);
/** `natural` joins as `inner` does. Source: Microsoft Learn, "link-entity element", link-type options, and "JoinOperator". */
const JOINS: Readonly<Record<string, Link['kind']>> = {
  inner: 'inner',
  natural: 'inner',
  outer: 'outer',
  matchfirstrowusingcrossapply: 'first',
};
const SEMI_JOINS = new Set(['exists', 'in', 'any', 'not any', 'all', 'not all']);

function parseXml(text: string): Element {
  const problems: string[] = [];
  let root: Element | null = null;
  try {
    root = new DOMParser({ onError: (_level, message) => void problems.push(message) }).parseFromString(
      text,
      'text/xml',
    ).documentElement;
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  if (problems.length > 0 || !root) throw invalidFetchXml(problems[0]?.split('\n')[0] ?? 'there is no root element.');
  return root;
}

const childElements = (element: Element): Element[] =>
  [...element.childNodes].filter((node): node is Element => node.nodeType === 1);

const named = (element: Element, name: string): Element[] =>
  childElements(element).filter((child) => child.tagName === name);

function wholeNumber(element: Element, attribute: string): number | undefined {
  const text = element.getAttribute(attribute);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw invalidFetchXml(
      `the attribute ${attribute} of <${element.tagName}> has to be a whole number, not '${text}'.`,
    );
  return Number(text);
}

const isTrue = (element: Element, attribute: string): boolean =>
  /^(true|1)$/i.test(element.getAttribute(attribute) ?? '');

/**
 * `all` is for rows that have related ones, none of which meets the link's filters; `not all` is another name of `any`.
 * Source: Microsoft Learn, "link-entity element", link-type options.
 */
function semiJoin(type: string, matching: Link, related: Link): Condition {
  const exists: Condition = { kind: 'exists', link: matching };
  if (type === 'not any') return not(exists);
  if (type !== 'all') return exists;
  return { kind: 'and', conditions: [{ kind: 'exists', link: { ...related, links: [] } }, not(exists)] };
}

class FetchBinder {
  private readonly sources = new Map<string, Source>();
  private readonly columns: FetchedColumn[] = [];
  private readonly orders: Order[] = [];
  private readonly orderLinks: Link[] = [];
  private aliases = 0;
  /** Only in an aggregate query. */
  private aggregates: AggregateParts | undefined;
  /** Choices by their values instead of their labels. Source: Microsoft Learn, "Order rows using FetchXml", useraworderby. */
  private ordersByValue = false;

  constructor(
    private readonly metadata: MetadataStore,
    private readonly context: OperatorContext,
  ) {}

  bind(root: Element): FetchQuery {
    if (root.tagName !== 'fetch') throw invalidFetchXml(`the root element has to be <fetch>, not <${root.tagName}>.`);
    const dataSource = root.getAttribute('datasource');
    if (dataSource) throw new NotSupportedBySandboxError(`the data source '${dataSource}' of FetchXML`);
    this.ordersByValue = isTrue(root, 'useraworderby');
    if (isTrue(root, 'aggregate')) this.aggregates = { groupings: [], aggregates: [], order: [] };
    const stray = childElements(root).find(({ tagName }) => tagName !== 'entity');
    if (stray) throw invalidFetchXml(`<${stray.tagName}> is not known inside <fetch>.`);
    const [entity, second] = named(root, 'entity');
    if (!entity || second) throw invalidFetchXml('<fetch> needs exactly one <entity>.');
    const source: Source = { alias: '', table: this.tableOf(entity) };
    this.sources.set('', source);
    const columns = this.columnsOf(entity, source, '');
    // Conditions may name links by alias, so filters come after the links.
    const links = this.linksOf(entity, source);
    const where = allOf([this.filtersOf(entity, source), ...links.map((link) => link.condition)]);
    const joined = links.flatMap((link) => (link.link ? [link.link] : []));
    this.ordersOf(entity, source);
    const distinct = isTrue(root, 'distinct');
    const top = wholeNumber(root, 'top');
    const count = wholeNumber(root, 'count');
    const pageSize = Math.min(count ?? MAX_PAGE_SIZE, MAX_PAGE_SIZE);
    if (this.aggregates) assertComplete(this.aggregates);
    const rowLimit = Math.min(wholeNumber(root, 'aggregatelimit') ?? AGGREGATE_ROW_LIMIT, AGGREGATE_ROW_LIMIT);
    return {
      ...(this.aggregates ? { aggregate: { ...this.aggregates, rowLimit } } : {}),
      query: {
        table: source.table,
        alias: '',
        columns,
        order: this.orders,
        links: [...joined, ...this.orderLinks],
        ...(where ? { where } : {}),
        ...(distinct ? { distinct } : {}),
      },
      columns: this.columns,
      page: Math.max(wholeNumber(root, 'page') ?? 1, 1),
      pageSize: Math.max(pageSize, 1),
      limitsRows: top !== undefined || count !== undefined,
      ...(top === undefined ? {} : { top }),
      returnsTotalCount: isTrue(root, 'returntotalrecordcount'),
    };
  }

  private tableOf(element: Element): string {
    const name = element.getAttribute('name') ?? '';
    if (!this.metadata.table(name)) throw unknownTable(name);
    for (const child of childElements(element)) {
      if (!CHILD_NAMES.has(child.tagName))
        throw invalidFetchXml(`<${child.tagName}> is not known inside <${element.tagName}>.`);
    }
    return name;
  }

  private column(source: Source, name: string): Column {
    const column = this.metadata.column(source.table, name);
    if (!column?.validForRead) throw unknownFetchAttribute(name, source.table);
    return column;
  }

  /** Registers what the element asks for and gives the logical names to read. */
  private columnsOf(element: Element, source: Source, prefix: string): string[] {
    if (this.aggregates) {
      if (named(element, 'all-attributes').length > 0)
        throw invalidFetchXml('an aggregate query cannot ask for all attributes.');
      for (const attribute of named(element, 'attribute')) {
        addAttribute(
          this.aggregates,
          attribute,
          source,
          this.column(source, attribute.getAttribute('name') ?? ''),
          this.context,
        );
      }
      return [];
    }
    const table = this.metadata.table(source.table);
    const show = (column: Column, alias: string | null): string[] => {
      if (!isStored(column)) return [];
      this.columns.push({ source: source.alias, column, shownAs: alias || `${prefix}${column.logicalName}` });
      return [column.logicalName];
    };
    const names = named(element, 'attribute').flatMap((attribute) => {
      const column = this.column(source, attribute.getAttribute('name') ?? '');
      if (attribute.hasAttribute('rowaggregate')) return this.rowAggregate(attribute, source, column);
      return show(column, attribute.getAttribute('alias'));
    });
    const showsAll = named(element, 'all-attributes').length > 0;
    const everything = showsAll || (source.alias === '' && names.length === 0);
    if (everything)
      for (const column of table?.columns ?? [])
        if (column.validForRead && column.type !== 'Image') names.push(...show(column, null));
    return [...new Set(names)];
  }

  /** Source: Microsoft Learn, "Query hierarchical data", row aggregate CountChildren. */
  private rowAggregate(attribute: Element, source: Source, column: Column): string[] {
    const kind = attribute.getAttribute('rowaggregate') ?? '';
    if (kind.toLowerCase() !== 'countchildren') throw invalidFetchXml(`'${kind}' is not a row aggregate.`);
    const alias = attribute.getAttribute('alias');
    if (!alias) throw invalidFetchXml('a row aggregate needs an alias.');
    const isOwnId = source.alias === '' && column.logicalName === this.metadata.table(source.table)?.primaryId;
    const childrenIn = isOwnId ? this.context.hierarchyOf(source.table, column) : undefined;
    if (!childrenIn)
      throw invalidFetchXml(`CountChildren needs the primary id of a table whose rows form a hierarchy.`);
    this.columns.push({ source: source.alias, column, shownAs: alias, childrenIn });
    return [column.logicalName];
  }

  private ordersOf(element: Element, source: Source): void {
    for (const order of named(element, 'order')) {
      if (this.aggregates) {
        addOrder(this.aggregates, order);
        continue;
      }
      const owner = this.sourceOf(order.getAttribute('entityname'), source);
      const name = order.getAttribute('attribute');
      if (!name) throw new NotSupportedBySandboxError('<order> by the alias of an aggregate');
      const column = this.column(owner, name);
      const bound = toOrder(
        this.metadata,
        owner.table,
        { source: owner.alias, column: name },
        column,
        isTrue(order, 'descending'),
        this.ordersByValue ? undefined : () => this.context.language(),
        () => this.nextAlias(),
      );
      this.orders.push(bound.order);
      this.orderLinks.push(...bound.links);
    }
  }

  private nextAlias(): string {
    this.aliases += 1;
    return `${this.aliases}`;
  }

  private sourceOf(entityName: string | null, fallback: Source): Source {
    if (!entityName) return fallback;
    const byAlias = this.sources.get(entityName);
    if (byAlias) return byAlias;
    const byTable = [...this.sources.values()].filter((source) => source.table === entityName);
    if (byTable.length === 1 && byTable[0]) return byTable[0];
    throw badQuery(`No link-entity has the alias '${entityName}'.`);
  }

  private linksOf(element: Element, parent: Source): { readonly link?: Link; readonly condition?: Condition }[] {
    return named(element, 'link-entity').map((child) => this.linkOf(child, parent));
  }

  private linkOf(element: Element, parent: Source): { readonly link?: Link; readonly condition?: Condition } {
    const table = this.tableOf(element);
    const type = (element.getAttribute('link-type') ?? 'inner').toLowerCase();
    const isSemiJoin = SEMI_JOINS.has(type);
    const kind = isSemiJoin ? 'inner' : ownValue(JOINS, type);
    if (!kind) throw invalidFetchXml(`the link-type '${type}' is not known.`);
    if (isTrue(element, 'intersect') && !this.metadata.table(table)) throw unknownTable(table);
    const fromName = element.getAttribute('from') ?? '';
    const toName = element.getAttribute('to') ?? '';
    const given = element.getAttribute('alias');
    // Without an alias the platform makes one: the table's name with a number.
    const alias = given || `${table}${this.sources.size}`;
    if (this.sources.has(alias)) throw invalidFetchXml(`the alias '${alias}' is used twice.`);
    const source: Source = { alias, table };
    this.sources.set(alias, source);
    this.column(source, fromName);
    this.column(parent, toName);
    const columns = isSemiJoin ? [] : this.columnsOf(element, source, `${alias}.`);
    const nested = this.linksOf(element, source);
    const where = allOf([this.filtersOf(element, source), ...nested.map((one) => one.condition)]);
    if (!isSemiJoin) this.ordersOf(element, source);
    const related: Link = {
      alias,
      table,
      from: fromName,
      to: { source: parent.alias, column: toName },
      kind,
      columns,
      links: nested.flatMap((one) => (one.link ? [one.link] : [])),
    };
    const link: Link = where ? { ...related, where } : related;
    if (!isSemiJoin) return { link };
    return { condition: semiJoin(type, link, related) };
  }

  private filtersOf(element: Element, source: Source): Condition | undefined {
    return allOf(named(element, 'filter').map((filter) => this.filterOf(filter, source)));
  }

  private filterOf(element: Element, source: Source): Condition | undefined {
    const type = (element.getAttribute('type') ?? 'and').toLowerCase();
    if (type !== 'and' && type !== 'or') throw invalidFetchXml(`the type of a <filter> is and or or, not '${type}'.`);
    const conditions = childElements(element).flatMap((child) => {
      if (child.tagName === 'condition') return [this.conditionOf(child, source)];
      if (child.tagName === 'filter') return this.filterOf(child, source) ?? [];
      if (child.tagName === 'link-entity') {
        const { condition } = this.linkOf(child, source);
        if (condition) return [condition];
      }
      throw invalidFetchXml(`<${child.tagName}> is not known inside <filter>.`);
    });
    return conditions.length === 0 ? undefined : { kind: type, conditions };
  }

  private conditionOf(element: Element, fallback: Source): Condition {
    const source = this.sourceOf(element.getAttribute('entityname'), fallback);
    const name = element.getAttribute('attribute') ?? '';
    const operator = element.getAttribute('operator') ?? 'eq';
    const column = this.column(source, name);
    const reference: ColumnReference = { source: source.alias, column: name };
    const other = element.getAttribute('valueof');
    if (other) return this.compareColumns(reference, operator, other, source);
    const given = element.getAttribute('value');
    const values = named(element, 'value').map((value) => value.textContent ?? '');
    if (given !== null && values.length === 0) values.push(given);
    return toCondition({ operator, reference, table: source.table, column, values, context: this.context });
  }

  private compareColumns(left: ColumnReference, operator: string, other: string, source: Source): Condition {
    const [first = '', second] = other.split('.');
    const owner = second === undefined ? source : this.sourceOf(first, source);
    const right: ColumnReference = { source: owner.alias, column: second ?? first };
    this.column(owner, right.column);
    if (
      operator === 'eq' ||
      operator === 'ne' ||
      operator === 'gt' ||
      operator === 'ge' ||
      operator === 'lt' ||
      operator === 'le'
    ) {
      return { kind: 'compare-columns', left, operator, right };
    }
    throw new NotSupportedBySandboxError(`the condition operator '${operator}' between columns`);
  }
}

/** @throws {DataverseError} for XML or names that are wrong, NotSupportedBySandboxError for what is right and unknown here */
export const parseFetchXml = (metadata: MetadataStore, text: string, context: OperatorContext): FetchQuery =>
  new FetchBinder(metadata, context).bind(parseXml(text));
