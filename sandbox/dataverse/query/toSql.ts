/**
 * Room sandbox/dataverse. The query model as SQL. Names are quoted metadata names, values are bound parameters; a value
 * never becomes part of the text.
 */
import { NotSupportedBySandboxError, queryTooComplex } from '../errors';
import { BASE_LANGUAGE } from '../labels/baseLanguage';
import { comparableLabel, shownText, type LabelPlace } from '../labels/labelSql';
import type { Column } from '../model';
import { comparableText, isLookup, isStored, isText, lookupTableName, VERSION_COLUMN } from '../storage/columnStorage';
import type { SqlValue } from '../storage/database';
import { quoteName } from '../storage/database';
import { datePartSql } from './dateParts';
import { foldText } from '../storage/foldText';
import type {
  ColumnReference,
  CompareOperator,
  Condition,
  Link,
  Order,
  QuerySource,
  QueryValue,
  RowQuery,
} from './queryModel';

export interface SqlText {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** One column of the answer: where it came from, and at which places of the SQL row its parts are. */
export interface SelectedColumn {
  readonly source: string;
  readonly table: string;
  readonly column: Column;
  readonly value: number;
  readonly lookupTable?: number;
}

export interface SelectStatement extends SqlText {
  readonly selected: readonly SelectedColumn[];
  /** Are there localizable columns in it, so that it is another statement for a user of another language? */
  readonly dependsOnLanguage: boolean;
}

/** Source: sqlite.org, "Implementation Limits For SQLite", length of a LIKE pattern. */
const MAX_PATTERN_BYTES = 50_000;

const OPERATORS: Readonly<Record<CompareOperator, string>> = {
  eq: '=',
  ne: '<>',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
};

const rankExpression = (expression: string, ranks: NonNullable<Order['ranks']>): string =>
  ranks.length === 0
    ? expression
    : `CASE ${expression} ${ranks.map(([value, rank]) => `WHEN ${Math.trunc(value)} THEN ${Math.trunc(rank)}`).join(' ')} END`;

/** Writes one statement; parameters are collected in the order of their question marks. */
export class SqlWriter {
  private readonly tables = new Map<string, string>();
  private hasLocalizable = false;
  readonly parameters: SqlValue[] = [];

  constructor(private readonly source: Pick<QuerySource, 'metadata' | 'access' | 'language'>) {}

  /** Has a localizable column been written? */
  get dependsOnLanguage(): boolean {
    return this.hasLocalizable;
  }

  /** `FROM … JOIN … WHERE …` of a query. */
  body(query: RowQuery): string {
    this.tables.set(query.alias, query.table);
    const joins = query.links.map((link) => this.join(link)).join('');
    const conditions = [query.where, this.source.access.restrict(query.table, query.alias)];
    const where = conditions.flatMap((one) => (one ? [this.condition(one)] : [])).join(' AND ');
    const whereText = where === '' ? '' : ` WHERE ${where}`;
    return `FROM ${quoteName(query.table)} AS ${this.alias(query.alias)}${joins}${whereText}`;
  }

  order(order: readonly Order[]): string {
    return order
      .map((one) => {
        const expressions = one.columns.map((column) =>
          one.columns.length > 1 ? this.uncollated(column) : this.expression(column),
        );
        const expression =
          expressions.length > 1 ? `coalesce(${expressions.join(', ')}) COLLATE NOCASE` : (expressions[0] ?? '0');
        return `${one.ranks ? rankExpression(expression, one.ranks) : expression} ${one.descending ? 'DESC' : 'ASC'}`;
      })
      .join(', ');
  }

  private uncollated(reference: ColumnReference): string {
    return this.expression(reference).replace(/ COLLATE NOCASE$/, '');
  }

  /** Aliases come from callers (FetchXML), so they are numbered instead of trusted. */
  alias(name: string): string {
    const known = [...this.tables.keys()].indexOf(name);
    if (known < 0) throw new TypeError(`The source ${name} is not part of the query.`);
    return `q${known}`;
  }

  column(reference: ColumnReference): Column {
    const table = this.tables.get(reference.source);
    const column = table === undefined ? undefined : this.source.metadata.column(table, reference.column);
    if (!column) throw new TypeError(`The column ${reference.source}.${reference.column} is not part of the query.`);
    if (!isStored(column))
      throw new NotSupportedBySandboxError(`queries over the ${column.type} column '${column.logicalName}'`);
    return column;
  }

  /** The value as the user reads it: the stored one, or the text of their language. */
  plain(reference: ColumnReference): string {
    const column = this.column(reference);
    const stored = `${this.alias(reference.source)}.${quoteName(reference.column)}`;
    const label = column.isLocalizable ? this.labelPlace(reference) : undefined;
    return label ? shownText(label, stored) : stored;
  }

  /** What comparisons and orders look at. */
  expression(reference: ColumnReference): string {
    const column = this.column(reference);
    if (!isText(column)) return `${this.alias(reference.source)}.${quoteName(reference.column)}`;
    const stored = comparableText(this.alias(reference.source), column.logicalName);
    const label = column.isLocalizable ? this.labelPlace(reference) : undefined;
    return label ? comparableLabel(label, stored) : stored;
  }

  /** Where the texts of the user's language are; `undefined` for the base language. */
  private labelPlace({ source, column }: ColumnReference): LabelPlace | undefined {
    this.hasLocalizable = true;
    const language = this.source.language?.() ?? BASE_LANGUAGE;
    const table = this.source.metadata.table(this.tables.get(source) ?? '');
    if (language === BASE_LANGUAGE || !table) return undefined;
    return { table: table.logicalName, primaryId: table.primaryId, column, source: this.alias(source), language };
  }

  private bind(value: SqlValue): string {
    this.parameters.push(value);
    return '?';
  }

  private bindFor(column: Column, value: QueryValue): string {
    if (typeof value === 'boolean') return this.bind(value ? 1 : 0);
    // In the text, because only then an index over the rows of one state can be chosen.
    if (column.type === 'State' && Number.isInteger(value)) return String(value);
    if (typeof value === 'string' && isText(column)) return this.bind(foldText(value));
    return this.bind(value);
  }

  join(link: Link): string {
    this.tables.set(link.alias, link.table);
    const conditions = [this.linkCondition(link)];
    if (link.where) conditions.push(this.condition(link.where));
    const restriction = link.isOpen ? undefined : this.source.access.restrict(link.table, link.alias);
    if (restriction) conditions.push(this.condition(restriction));
    const kind = link.kind === 'outer' ? 'LEFT JOIN' : 'JOIN';
    const alias = this.alias(link.alias);
    const linked = `${quoteName(link.table)} AS ${alias}`;
    const meets = conditions.join(' AND ');
    // Inside the brackets the alias is the candidates'.
    const first = `(SELECT ${alias}.rowid FROM ${linked} WHERE ${meets} ORDER BY ${alias}.rowid LIMIT 1)`;
    const own = ` ${kind} ${linked} ON ${link.kind === 'first' ? `${alias}.rowid = ${first}` : meets}`;
    return own + link.links.map((nested) => this.join(nested)).join('');
  }

  private linkCondition(link: Link): string {
    const from = { source: link.alias, column: link.from };
    const parts = [`${this.plain(from)} = ${this.plain(link.to)}`];
    if (link.checkTable) {
      parts.push(
        `${this.alias(link.to.source)}.${quoteName(lookupTableName(link.to.column))} = ${this.bind(link.table)}`,
      );
    }
    if (link.pointsAt !== undefined) {
      parts.push(`${this.alias(link.alias)}.${quoteName(lookupTableName(link.from))} = ${this.bind(link.pointsAt)}`);
    }
    return parts.join(' AND ');
  }

  condition(condition: Condition): string {
    switch (condition.kind) {
      case 'and':
      case 'or': {
        if (condition.conditions.length === 0) return condition.kind === 'and' ? '1' : '0';
        const glue = condition.kind === 'and' ? ' AND ' : ' OR ';
        return `(${condition.conditions.map((one) => this.condition(one)).join(glue)})`;
      }
      case 'not':
        // A comparison with null is neither true nor false; negated, the row counts.
        return `NOT coalesce(${this.condition(condition.condition)}, 0)`;
      case 'always':
        return condition.holds ? '1' : '0';
      case 'compare':
        return this.compare(condition.column, condition.operator, condition.value);
      case 'compare-columns':
        return `${this.expression(condition.left)} ${OPERATORS[condition.operator]} ${this.expression(condition.right)}`;
      case 'null':
        return `${this.plain(condition.column)} IS NULL`;
      case 'like':
        if (Buffer.byteLength(condition.pattern) > MAX_PATTERN_BYTES) throw queryTooComplex();
        return `${this.expression(condition.column)} LIKE ${this.bind(condition.pattern)} ESCAPE '\\'`;
      case 'in': {
        const column = this.column(condition.column);
        const values = condition.values.map((value) =>
          typeof value === 'boolean'
            ? Number(value)
            : typeof value === 'string' && isText(column)
              ? foldText(value)
              : value,
        );
        return `${this.expression(condition.column)} IN (SELECT value FROM json_each(${this.bind(JSON.stringify(values))}))`;
      }
      case 'contains-values': {
        const wanted = this.bind(JSON.stringify(condition.values));
        return `EXISTS (SELECT 1 FROM json_each(${this.plain(condition.column)}) AS held WHERE held.value IN (SELECT value FROM json_each(${wanted})))`;
      }
      case 'date-range':
        return this.dateRange(condition);
      case 'date-part': {
        const { column, part, calendar, value } = condition;
        return `${datePartSql(part, this.plain(column), this.column(column), calendar)} = ${this.bind(value)}`;
      }
      case 'hierarchy':
        return this.hierarchy(condition);
      case 'lookup-table': {
        const column = this.column(condition.column);
        if (!isLookup(column)) return '0';
        return `${this.alias(condition.column.source)}.${quoteName(lookupTableName(column.logicalName))} = ${this.bind(condition.table)}`;
      }
      case 'exists':
        return this.exists(condition.link);
    }
  }

  private compare(reference: ColumnReference, operator: CompareOperator, value: QueryValue): string {
    const column = this.column(reference);
    const expression = this.expression(reference);
    const bound = this.bindFor(column, value);
    // The platform counts empty columns as different from any value.
    if (operator === 'ne') return `(${expression} <> ${bound} OR ${this.plain(reference)} IS NULL)`;
    return `${expression} ${OPERATORS[operator]} ${bound}`;
  }

  private dateRange(condition: Extract<Condition, { kind: 'date-range' }>): string {
    const dateOnly = this.column(condition.column).dateBehavior === 'DateOnly';
    const bound = (time: string): string => this.bind(dateOnly ? time.slice(0, 10) : time);
    const parts: string[] = [];
    const expression = this.plain(condition.column);
    if (condition.from !== undefined) parts.push(`${expression} >= ${bound(condition.from)}`);
    if (condition.to !== undefined) parts.push(`${expression} < ${bound(condition.to)}`);
    return parts.length === 0 ? `${expression} IS NOT NULL` : `(${parts.join(' AND ')})`;
  }

  private hierarchy(condition: Extract<Condition, { kind: 'hierarchy' }>): string {
    const { hierarchy, direction, includesSelf, id } = condition;
    const [table, primaryId, parent] = [hierarchy.table, hierarchy.primaryId, hierarchy.parent].map(quoteName);
    const step =
      direction === 'under'
        ? `SELECT own.${primaryId} FROM ${table} AS own JOIN tree ON own.${parent} = tree.id`
        : `SELECT own.${parent} FROM ${table} AS own JOIN tree ON own.${primaryId} = tree.id WHERE own.${parent} IS NOT NULL`;
    const tree = `WITH RECURSIVE tree (id) AS (SELECT ${this.bind(id)} UNION ${step}) SELECT id FROM tree`;
    const others = includesSelf ? '' : ` WHERE id <> ${this.bind(id)}`;
    return `${this.plain(condition.column)} IN (${tree}${others})`;
  }

  private exists(link: Link): string {
    this.tables.set(link.alias, link.table);
    const alias = this.alias(link.alias);
    // Parameters bind in the order of the text: joins come before the condition that ties the subquery to its parent.
    const joins = link.links.map((nested) => this.join(nested)).join('');
    const tie = this.linkCondition(link);
    const conditions = [link.where, this.source.access.restrict(link.table, link.alias)];
    const where = conditions.flatMap((one) => (one ? [` AND ${this.condition(one)}`] : [])).join('');
    return `EXISTS (SELECT 1 FROM ${quoteName(link.table)} AS ${alias}${joins} WHERE ${tie}${where})`;
  }
}

const allLinks = (links: readonly Link[]): Link[] => links.flatMap((link) => [link, ...allLinks(link.links)]);

/**
 * The statement that reads a page of the query.
 * @param partition for expanded collections: at most `limit` rows per value of this column
 */
export function toSelect(
  source: QuerySource,
  query: RowQuery,
  partition?: { readonly column: ColumnReference; readonly within: readonly string[] },
): SelectStatement {
  const { metadata } = source;
  const writer = new SqlWriter(source);
  const primaryId = metadata.table(query.table)?.primaryId ?? '';
  const selected: SelectedColumn[] = [];
  const expressions: string[] = [];
  const choose = (alias: string, tableName: string, logicalName: string): void => {
    const column = metadata.column(tableName, logicalName);
    if (!column || !isStored(column)) return;
    const value = expressions.push(writer.plain({ source: alias, column: logicalName })) - 1;
    const lookupTable = isLookup(column)
      ? expressions.push(`${writer.alias(alias)}.${quoteName(lookupTableName(logicalName))}`) - 1
      : undefined;
    selected.push({
      source: alias,
      table: tableName,
      column,
      value,
      ...(lookupTable === undefined ? {} : { lookupTable }),
    });
  };
  // The body is written first: it makes the sources known and binds its parameters.
  const body = writer.body(
    partition
      ? {
          ...query,
          where: {
            kind: 'and',
            conditions: [
              { kind: 'in', column: partition.column, values: partition.within },
              ...(query.where ? [query.where] : []),
            ],
          },
        }
      : query,
  );
  const root = writer.alias(query.alias);
  const version = query.distinct ? 'NULL' : `${root}.${quoteName(VERSION_COLUMN)}`;
  expressions.push(
    query.distinct && !query.columns.includes(primaryId) ? 'NULL' : `${root}.${quoteName(primaryId)}`,
    version,
  );
  for (const logicalName of query.columns) choose(query.alias, query.table, logicalName);
  for (const link of allLinks(query.links)) for (const name of link.columns) choose(link.alias, link.table, name);

  const order = writer.order(query.order);
  const oldestFirst = query.distinct ? '' : `${root}.rowid`;
  const orderText = [order, oldestFirst].filter((part) => part !== '').join(', ');
  if (partition) {
    const rank = `ROW_NUMBER() OVER (PARTITION BY ${writer.plain(partition.column)} ORDER BY ${orderText})`;
    const named = expressions.map((expression, index) => `${expression} AS c${index}`).join(', ');
    const names = expressions.map((_, index) => `c${index}`).join(', ');
    const limit = query.limit === undefined ? '' : ` WHERE place <= ${Math.trunc(query.limit)}`;
    return {
      sql: `SELECT ${names} FROM (SELECT ${named}, ${rank} AS place ${body})${limit} ORDER BY place`,
      parameters: writer.parameters,
      selected,
      dependsOnLanguage: writer.dependsOnLanguage,
    };
  }
  const distinct = query.distinct ? 'DISTINCT ' : '';
  const orderBy = orderText === '' ? '' : ` ORDER BY ${orderText}`;
  const parameters = [...writer.parameters];
  let limit = '';
  if (query.limit !== undefined || query.skip !== undefined) {
    limit = ' LIMIT ? OFFSET ?';
    parameters.push(query.limit ?? -1, query.skip ?? 0);
  }
  return {
    sql: `SELECT ${distinct}${expressions.join(', ')} ${body}${orderBy}${limit}`,
    parameters,
    selected,
    dependsOnLanguage: writer.dependsOnLanguage,
  };
}

/** The statement that counts the query's rows, at most `upTo + 1`. */
export function toCount(source: QuerySource, query: RowQuery, upTo: number): SqlText {
  if (query.distinct) {
    // Rows that are the same in all that is read count once.
    const { sql, parameters } = toSelect(source, { ...query, order: [], limit: upTo + 1, skip: 0 });
    return { sql: `SELECT count(*) FROM (${sql})`, parameters };
  }
  const { metadata } = source;
  const writer = new SqlWriter(source);
  const body = writer.body(query);
  const root = writer.alias(query.alias);
  const primaryId = metadata.table(query.table)?.primaryId ?? '';
  return {
    sql: `SELECT count(*) FROM (SELECT ${root}.${quoteName(primaryId)} ${body} LIMIT ?)`,
    parameters: [...writer.parameters, upTo + 1],
  };
}
