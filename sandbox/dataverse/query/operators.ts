/**
 * Room sandbox/dataverse. The condition operators by their FetchXML names, for FetchXML and for the query functions of
 * OData (`Microsoft.Dynamics.CRM.LastXDays` is `last-x-days`). Source: Microsoft Learn, "condition element operators".
 */
import type { Guid } from '../contracts';
import { badQuery, NotSupportedBySandboxError } from '../errors';
import type { Column } from '../model';
import { isLookup, isText } from '../storage/columnStorage';
import { foldText } from '../storage/foldText';
import { dateRangeOf } from './dateRanges';
import { edmTypeOf, escapeLike, toLikePattern, toQueryValue } from './literals';
import type { ColumnReference, CompareOperator, Condition, QueryValue } from './queryModel';
import { not } from './queryModel';

export interface OperatorContext {
  readonly now: Date;
  readonly userId: Guid;
  /** Read only when an operator asks for it. */
  businessUnitId(): Guid | undefined;
}

interface OperatorUse {
  readonly operator: string;
  readonly reference: ColumnReference;
  readonly column: Column;
  readonly values: readonly string[];
  readonly context: OperatorContext;
}

const COMPARISONS: Readonly<Record<string, CompareOperator>> = {
  eq: 'eq',
  ne: 'ne',
  neq: 'ne',
  gt: 'gt',
  ge: 'ge',
  lt: 'lt',
  le: 'le',
};

function toValue(column: Column, text: string): QueryValue {
  const value = toQueryValue(column, text);
  if (value === undefined)
    throw badQuery(`The value '${text}' of column '${column.logicalName}' is not of type '${edmTypeOf(column)}'.`);
  return value;
}

function onlyValue({ operator, values, column }: OperatorUse): string {
  const [value] = values;
  if (value === undefined)
    throw badQuery(`The operator '${operator}' on column '${column.logicalName}' needs a value.`);
  return value;
}

function like(use: OperatorUse, toPattern: (text: string) => string): Condition {
  if (!isText(use.column) && use.column.type !== 'EntityName') {
    throw badQuery(
      `The operator '${use.operator}' compares texts; column '${use.column.logicalName}' is ${use.column.type}.`,
    );
  }
  return { kind: 'like', column: use.reference, pattern: foldText(toPattern(onlyValue(use))) };
}

/** One day, or from or up to a day: `2026-03-01`, or the day of a time. */
function onDay(use: OperatorUse, pick: 'on' | 'from' | 'upTo'): Condition {
  const text = onlyValue(use);
  const day = toQueryValue({ ...use.column, type: 'DateTime', dateBehavior: 'DateOnly' }, text);
  if (use.column.type !== 'DateTime' || typeof day !== 'string') {
    throw badQuery(
      `The operator '${use.operator}' needs a date; '${text}' on column '${use.column.logicalName}' is none.`,
    );
  }
  const start = new Date(`${day}T00:00:00Z`);
  const from = `${day}T00:00:00Z`;
  const to = `${new Date(start.getTime() + 86_400_000).toISOString().slice(0, 19)}Z`;
  return {
    kind: 'date-range',
    column: use.reference,
    ...(pick === 'upTo' ? {} : { from }),
    ...(pick === 'from' ? {} : { to }),
  };
}

function user(use: OperatorUse, id: Guid | undefined): Condition {
  if (!isLookup(use.column) && use.column.type !== 'Uniqueidentifier') {
    throw badQuery(
      `The operator '${use.operator}' needs a column that refers to rows; '${use.column.logicalName}' does not.`,
    );
  }
  if (id === undefined) return { kind: 'always', holds: false };
  return { kind: 'compare', column: use.reference, operator: 'eq', value: id };
}

const isIn = (use: OperatorUse): Condition => ({
  kind: 'in',
  column: use.reference,
  values: use.values.map((text) => toValue(use.column, text)),
});

function between(use: OperatorUse): Condition {
  const [low, high] = use.values;
  if (low === undefined || high === undefined || use.values.length !== 2) {
    throw badQuery(`The operator '${use.operator}' on column '${use.column.logicalName}' needs two values.`);
  }
  const side = (operator: CompareOperator, text: string): Condition => ({
    kind: 'compare',
    column: use.reference,
    operator,
    value: toValue(use.column, text),
  });
  return { kind: 'and', conditions: [side('ge', low), side('le', high)] };
}

function containsValues(use: OperatorUse): Condition {
  if (use.column.type !== 'MultiSelectPicklist') {
    throw badQuery(
      `The operator '${use.operator}' needs a multi-select column; '${use.column.logicalName}' is ${use.column.type}.`,
    );
  }
  return { kind: 'contains-values', column: use.reference, values: use.values.map(Number) };
}

const OPERATORS: Readonly<Record<string, (use: OperatorUse) => Condition>> = {
  null: ({ reference }) => ({ kind: 'null', column: reference }),
  'not-null': ({ reference }) => not({ kind: 'null', column: reference }),
  like: (use) => like(use, toLikePattern),
  'not-like': (use) => not(like(use, toLikePattern)),
  'begins-with': (use) => like(use, (text) => `${escapeLike(text)}%`),
  'not-begin-with': (use) => not(like(use, (text) => `${escapeLike(text)}%`)),
  'ends-with': (use) => like(use, (text) => `%${escapeLike(text)}`),
  'not-end-with': (use) => not(like(use, (text) => `%${escapeLike(text)}`)),
  in: isIn,
  'not-in': (use) => not(isIn(use)),
  between,
  'not-between': (use) => not(between(use)),
  'contain-values': containsValues,
  'not-contain-values': (use) => not(containsValues(use)),
  on: (use) => onDay(use, 'on'),
  'not-on': (use) => not(onDay(use, 'on')),
  'on-or-after': (use) => onDay(use, 'from'),
  'on-or-before': (use) => onDay(use, 'upTo'),
  'eq-userid': (use) => user(use, use.context.userId),
  'ne-userid': (use) => not(user(use, use.context.userId)),
  'eq-businessid': (use) => user(use, use.context.businessUnitId()),
  'ne-businessid': (use) => not(user(use, use.context.businessUnitId())),
};

/**
 * The condition of an operator on a column.
 * @throws {NotSupportedBySandboxError} for an operator the sandbox does not know
 */
export function toCondition(use: OperatorUse): Condition {
  const comparison = COMPARISONS[use.operator];
  if (comparison) {
    return { kind: 'compare', column: use.reference, operator: comparison, value: toValue(use.column, onlyValue(use)) };
  }
  const known = OPERATORS[use.operator];
  if (known) return known(use);
  const count = use.values[0] === undefined ? undefined : Number(use.values[0]);
  if (use.operator.includes('-x-') && (count === undefined || !Number.isInteger(count) || count < 1)) {
    throw badQuery(
      `The operator '${use.operator}' on column '${use.column.logicalName}' needs a whole number above 0.`,
    );
  }
  const range = dateRangeOf(use.operator, use.context.now, count);
  if (!range) throw new NotSupportedBySandboxError(`the condition operator '${use.operator}'`);
  if (use.column.type !== 'DateTime') {
    throw badQuery(
      `The operator '${use.operator}' needs a date column; '${use.column.logicalName}' is ${use.column.type}.`,
    );
  }
  return { kind: 'date-range', column: use.reference, ...range };
}

/** `LastXDays` -> `last-x-days`, `EqualUserId` -> `eq-userid`. */
export function operatorOfFunction(name: string): string {
  const special: Readonly<Record<string, string>> = {
    EqualUserId: 'eq-userid',
    NotEqualUserId: 'ne-userid',
    EqualBusinessId: 'eq-businessid',
    NotEqualBusinessId: 'ne-businessid',
    ContainValues: 'contain-values',
    DoesNotContainValues: 'not-contain-values',
    Last7Days: 'last-seven-days',
    Next7Days: 'next-seven-days',
  };
  const dashed = (special[name] ?? name).replace(/(?<=[a-z])(?=[A-Z])|(?<=X)(?=[A-Z])/g, '-').toLowerCase();
  return dashed.replace(/^older-than-x/, 'olderthan-x');
}
