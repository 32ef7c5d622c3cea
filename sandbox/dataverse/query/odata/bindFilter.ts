/**
 * Room sandbox/dataverse. A parsed `$filter` against a table: names become columns, literals become values of the
 * column's type, paths become joins and lambdas become EXISTS.
 */
import type { ManyToManyPath } from '../../metadata/manyToMany';
import type { Column, Relationship, Table } from '../../model';
import { badQuery, NotSupportedBySandboxError, unknownProperty } from '../../errors';
import { ownValue } from '../../ownValue';
import { isLookup, isPolymorphic, isText } from '../../storage/columnStorage';
import { foldText } from '../../storage/foldText';
import { edmTypeOf, toLikePattern, toQueryValue } from '../literals';
import type { OperatorContext } from '../operators';
import { operatorOfFunction, toCondition } from '../operators';
import type { ColumnReference, CompareOperator, Condition, Link, QueryValue } from '../queryModel';
import { not } from '../queryModel';
import { Scope } from './bindScope';
import type { Comparison, FilterExpression, Literal } from './parseFilter';
import { parseOperand } from './parseFilter';

export interface FilterContext extends OperatorContext {
  /** Values of parameter aliases, as texts. Undefined inside `$expand`, where there are none. */
  readonly aliases: ReadonlyMap<string, string> | undefined;
}

type Bound =
  | { readonly kind: 'column'; readonly reference: ColumnReference; readonly column: Column }
  | { readonly kind: 'literal'; readonly literal: Literal };

type Call = Extract<FilterExpression, { kind: 'call' }>;

const QUERY_FUNCTION = /^Microsoft\.Dynamics\.CRM\.(\w+)$/;

function usesQueryFunction(expression: FilterExpression): boolean {
  if (expression.kind === 'logical') return expression.operands.some(usesQueryFunction);
  if (expression.kind === 'not') return usesQueryFunction(expression.operand);
  return expression.kind === 'call' && QUERY_FUNCTION.test(expression.name);
}
const MIRRORED: Readonly<Record<Comparison, CompareOperator>> = {
  eq: 'eq',
  ne: 'ne',
  gt: 'lt',
  ge: 'le',
  lt: 'gt',
  le: 'ge',
};
/** Their texts may hold wildcards. Source: Microsoft Learn, "Filter rows using OData", "Use wildcard characters". */
const TEXT_FUNCTIONS: Readonly<Record<string, (text: string) => string>> = {
  contains: (text) => `%${toLikePattern(text)}%`,
  startswith: (text) => `${toLikePattern(text)}%`,
  endswith: (text) => `%${toLikePattern(text)}`,
};

const LITERAL_TYPES: Readonly<Record<Literal['type'], string>> = {
  string: 'Edm.String',
  guid: 'Edm.Guid',
  date: 'Edm.Date',
  datetime: 'Edm.DateTimeOffset',
  number: 'Edm.Decimal',
  boolean: 'Edm.Boolean',
  null: 'null',
  enum: 'enum',
};

const KINDS: Readonly<Record<string, string>> = {
  eq: 'Equal',
  ne: 'NotEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
};

/** May a literal of this type stand beside a column of that type? */
function fits(column: Column, literal: Literal): boolean {
  const edm = edmTypeOf(column);
  switch (literal.type) {
    case 'string':
      return edm === 'Edm.String';
    case 'guid':
      return edm === 'Edm.Guid';
    case 'date':
    case 'datetime':
      return column.type === 'DateTime';
    case 'number':
      return /^Edm\.(Int32|Int64|Decimal|Double)$/.test(edm);
    case 'boolean':
      return edm === 'Edm.Boolean';
    case 'null':
      return true;
    case 'enum':
      return false;
  }
}

export class FilterBinder {
  constructor(private readonly context: FilterContext) {}

  /** @param variables range variables of the lambdas around, by name */
  bind(scope: Scope, expression: FilterExpression, variables: ReadonlyMap<string, Scope> = new Map()): Condition {
    switch (expression.kind) {
      case 'logical':
        return {
          kind: expression.operator,
          conditions: expression.operands.map((operand) => this.bind(scope, operand, variables)),
        };
      case 'not':
        // Source of rule and text: Microsoft Learn, "Use Web API functions", limitations of query functions.
        if (usesQueryFunction(expression.operand))
          throw badQuery('Not operator along with the Custom Named Condition operators is not allowed');
        return not(this.bind(scope, expression.operand, variables));
      case 'compare':
        return this.compare(scope, expression, variables);
      case 'call':
        return this.call(scope, expression, variables);
      case 'lambda':
        return this.lambda(scope, expression, variables);
      case 'path': {
        const { reference, column } = this.path(scope, expression.segments, variables);
        if (column.type !== 'Boolean')
          throw badQuery(
            `The property '${expression.segments.join('/')}' at position ${expression.position} is not a condition.`,
          );
        return { kind: 'compare', column: reference, operator: 'eq', value: true };
      }
      case 'literal':
        if (expression.type === 'boolean') return { kind: 'always', holds: expression.text === 'true' };
        throw badQuery(`The value '${expression.text}' at position ${expression.position} is not a condition.`);
      case 'alias':
        return this.bind(scope, this.alias(expression.name), variables);
      case 'list':
        throw badQuery(`The list at position ${expression.position} is not a condition.`);
    }
  }

  /** Source: Microsoft Learn, "Query data using the Web API": an alias without a value stands for null. */
  private alias(name: string): FilterExpression {
    if (!this.context.aliases) throw badQuery(`The parameter alias '${name}' cannot be used inside of $expand.`);
    return parseOperand(this.context.aliases.get(name) ?? 'null');
  }

  private path(scope: Scope, segments: readonly string[], variables: ReadonlyMap<string, Scope>) {
    const start = variables.get(segments[0] ?? '');
    if (!start) return scope.path(segments);
    if (segments.length === 1)
      throw badQuery(`The range variable '${segments[0]}' stands for a row; name one of its properties.`);
    return start.path(segments.slice(1));
  }

  private operand(scope: Scope, expression: FilterExpression, variables: ReadonlyMap<string, Scope>): Bound {
    const resolved = expression.kind === 'alias' ? this.alias(expression.name) : expression;
    if (resolved.kind === 'literal') return { kind: 'literal', literal: resolved };
    if (resolved.kind === 'path') return { kind: 'column', ...this.path(scope, resolved.segments, variables) };
    if (resolved.kind === 'call')
      throw badQuery(`The function '${resolved.name}' cannot be compared; it is not supported by Dataverse.`);
    throw badQuery(`A property or a value was expected at position ${resolved.position}.`);
  }

  /** `nav eq null`: the lookup behind a single-valued navigation property. */
  private navigation(
    scope: Scope,
    expression: FilterExpression,
    variables: ReadonlyMap<string, Scope>,
  ): Condition | undefined {
    if (expression.kind !== 'path') return undefined;
    const start = variables.get(expression.segments[0] ?? '');
    const segments = start ? expression.segments.slice(1) : expression.segments;
    const parent = segments.slice(0, -1).reduce<Scope>((current, segment) => current.follow(segment), start ?? scope);
    const relationship = parent.manyToOne(segments.at(-1) ?? '');
    if (!relationship || parent.metadata.column(parent.table, segments.at(-1) ?? '')?.type === 'String')
      return undefined;
    return { kind: 'null', column: { source: parent.alias, column: relationship.referencingColumn } };
  }

  private compare(
    scope: Scope,
    expression: Extract<FilterExpression, { kind: 'compare' }>,
    variables: ReadonlyMap<string, Scope>,
  ): Condition {
    const { operator, left: first, right: second } = expression;
    // `contains(…) eq true`, `x/any(…) eq false` and the like.
    if (second.kind === 'literal' && second.type === 'boolean' && (first.kind === 'call' || first.kind === 'lambda')) {
      const condition = this.bind(scope, first, variables);
      if (operator !== 'eq' && operator !== 'ne') throw badQuery(`A condition cannot be compared with '${operator}'.`);
      return (second.text === 'true') === (operator === 'eq') ? condition : not(condition);
    }
    if (second.kind === 'literal' && second.type === 'null' && (operator === 'eq' || operator === 'ne')) {
      const empty = this.navigation(scope, first, variables);
      if (empty) return operator === 'eq' ? empty : not(empty);
    }
    const left = this.operand(scope, first, variables);
    const right = this.operand(scope, second, variables);
    if (left.kind === 'column' && right.kind === 'column') {
      return { kind: 'compare-columns', left: left.reference, operator, right: right.reference };
    }
    if (left.kind === 'column' && right.kind === 'literal') return this.compareWith(left, operator, right.literal);
    if (left.kind === 'literal' && right.kind === 'column')
      return this.compareWith(right, MIRRORED[operator], left.literal);
    throw badQuery(`Two values are compared at position ${expression.position}; one side has to be a property.`);
  }

  private compareWith(
    { reference, column }: Extract<Bound, { kind: 'column' }>,
    operator: CompareOperator,
    literal: Literal,
  ): Condition {
    if (literal.type === 'null') {
      if (operator === 'eq') return { kind: 'null', column: reference };
      if (operator === 'ne') return not({ kind: 'null', column: reference });
      return { kind: 'always', holds: false };
    }
    return { kind: 'compare', column: reference, operator, value: this.value(column, literal, operator) };
  }

  private value(column: Column, literal: Literal, operator: CompareOperator): QueryValue {
    const value = fits(column, literal) ? toQueryValue(column, literal.text) : undefined;
    if (value === undefined) {
      throw badQuery(
        `A binary operator with incompatible types was detected. Found operand types '${edmTypeOf(column)}' and '${LITERAL_TYPES[literal.type]}' for operator kind '${KINDS[operator]}' at position ${literal.position}.`,
      );
    }
    return value;
  }

  private call(scope: Scope, call: Call, variables: ReadonlyMap<string, Scope>): Condition {
    const queryFunction = QUERY_FUNCTION.exec(call.name)?.[1];
    if (queryFunction !== undefined) return this.queryFunction(scope, queryFunction, call, variables);
    const toPattern = ownValue(TEXT_FUNCTIONS, call.name);
    if (!toPattern)
      throw badQuery(
        `An unknown function with name '${call.name}' was found at position ${call.position}. It is not supported by Dataverse.`,
      );
    const [property, text] = call.arguments.map((argument) => this.operand(scope, argument.value, variables));
    if (
      call.arguments.length !== 2 ||
      property?.kind !== 'column' ||
      text?.kind !== 'literal' ||
      text.literal.type !== 'string'
    ) {
      throw badQuery(`The function '${call.name}' at position ${call.position} takes a property and a text.`);
    }
    if (!isText(property.column) && property.column.type !== 'EntityName') {
      throw badQuery(
        `The function '${call.name}' takes texts; '${property.column.logicalName}' is '${edmTypeOf(property.column)}'.`,
      );
    }
    return { kind: 'like', column: property.reference, pattern: toPattern(foldText(text.literal.text)) };
  }

  private queryFunction(scope: Scope, name: string, call: Call, variables: ReadonlyMap<string, Scope>): Condition {
    const named = new Map(call.arguments.map((argument) => [argument.name ?? '', argument.value]));
    const property = named.get('PropertyName');
    const propertyText = property?.kind === 'alias' ? this.alias(property.name) : property;
    if (propertyText?.kind !== 'literal' || propertyText.type !== 'string') {
      throw badQuery(`The function 'Microsoft.Dynamics.CRM.${name}' needs PropertyName as a text.`);
    }
    // Query functions name columns by their logical names, lookups too.
    const { reference, table, column } = this.functionColumn(scope, propertyText.text.split('/'), variables);
    const items = ['PropertyValues', 'PropertyValue', 'PropertyValue1', 'PropertyValue2'].flatMap((one) => {
      const given = named.get(one);
      const resolved = given?.kind === 'alias' ? this.alias(given.name) : given;
      return resolved === undefined ? [] : resolved.kind === 'list' ? resolved.items : [resolved];
    });
    const values = items.map((item) => {
      if (item.kind !== 'literal')
        throw badQuery(`The function 'Microsoft.Dynamics.CRM.${name}' takes literal values only.`);
      return item.text;
    });
    const operator = operatorOfFunction(name);
    try {
      return toCondition({ operator, reference, table, column, values, context: this.context });
    } catch (error) {
      if (error instanceof NotSupportedBySandboxError)
        throw new NotSupportedBySandboxError(`the query function '${call.name}'`);
      throw error;
    }
  }

  private functionColumn(scope: Scope, segments: readonly string[], variables: ReadonlyMap<string, Scope>) {
    const last = segments.at(-1) ?? '';
    const parents = segments.slice(0, -1);
    const start = variables.get(parents[0] ?? '');
    const owner = (start ? parents.slice(1) : parents).reduce<Scope>(
      (current, one) => current.follow(one),
      start ?? scope,
    );
    const column = owner.metadata.column(owner.table, last);
    if (column && isLookup(column))
      return { reference: { source: owner.alias, column: last }, table: owner.table, column };
    return { ...owner.column(last), table: owner.table };
  }

  private lambda(
    scope: Scope,
    expression: Extract<FilterExpression, { kind: 'lambda' }>,
    variables: ReadonlyMap<string, Scope>,
  ): Condition {
    const start = variables.get(expression.path[0] ?? '');
    const path = start ? expression.path.slice(1) : expression.path;
    const owner = start ?? scope;
    const [name = '', ...further] = path;
    // Source: Microsoft Learn, "Filter rows using OData": not for collections behind a lookup. The text is inferred.
    if (further.length > 0)
      throw badQuery(`The collection '${path.join('/')}' lies behind a lookup; any and all do not reach it.`);
    const relationship = owner.oneToMany(name);
    const across = relationship ? undefined : owner.manyToMany(name);
    const ownTable = owner.metadata.table(owner.table);
    const innerTable = relationship?.referencingTable ?? across?.far.table;
    if (innerTable === undefined || !ownTable) throw unknownProperty(name, owner.table);
    const inner = new Scope(scope.metadata, scope.aliases, innerTable);
    const nested = new Map(variables);
    if (expression.variable !== undefined) nested.set(expression.variable, inner);
    const body = expression.body && this.bind(inner, expression.body, nested);
    // All of them fulfil it: there is none that does not.
    const where = body && (expression.quantifier === 'all' ? not(body) : body);
    const exists: Condition = {
      kind: 'exists',
      link: relationship
        ? childrenLink(owner, ownTable, relationship, inner, where)
        : acrossLink(owner, ownTable, across as ManyToManyPath, inner, where),
    };
    return expression.quantifier === 'all' ? not(exists) : exists;
  }
}

/** The rows that refer to a row. */
function childrenLink(
  owner: Scope,
  { primaryId }: Table,
  { referencingTable, referencingColumn }: Relationship,
  inner: Scope,
  where: Condition | undefined,
): Link {
  const lookup = owner.metadata.column(referencingTable, referencingColumn);
  return {
    alias: inner.alias,
    table: referencingTable,
    from: referencingColumn,
    to: { source: owner.alias, column: primaryId },
    kind: 'inner',
    ...(lookup && isPolymorphic(lookup) ? { pointsAt: owner.table } : {}),
    columns: [],
    links: inner.links,
    ...(where ? { where } : {}),
  };
}

/** The rows that a many-to-many relationship relates to a row: the pairs, and behind them the rows. */
function acrossLink(
  owner: Scope,
  { primaryId }: Table,
  { relationship, near, far }: ManyToManyPath,
  inner: Scope,
  where: Condition | undefined,
): Link {
  const pairs = owner.aliases.next();
  const rows: Link = {
    alias: inner.alias,
    table: far.table,
    from: owner.metadata.table(far.table)?.primaryId ?? '',
    to: { source: pairs, column: far.column },
    kind: 'inner',
    columns: [],
    links: inner.links,
  };
  return {
    alias: pairs,
    table: relationship.intersectTable,
    from: near.column,
    to: { source: owner.alias, column: primaryId },
    kind: 'inner',
    columns: [],
    links: [rows],
    ...(where ? { where } : {}),
  };
}
