/**
 * Room sandbox/dataverse. The condition operators by their FetchXML names, for FetchXML and for the query functions of
 * OData (`Microsoft.Dynamics.CRM.LastXDays` is `last-x-days`). Source: Microsoft Learn, "condition element operators".
 */
import type { Guid } from '../contracts';
import { badQuery, NotSupportedBySandboxError } from '../errors';
import type { Column } from '../model';
import { ownValue } from '../ownValue';
import { toGuid } from '../rows/coerceValue';
import { isLookup, isText } from '../storage/columnStorage';
import { foldText } from '../storage/foldText';
import type { TimeZone } from '../time/timeZone';
import type { DateCalendar } from './dateParts';
import { isUserLocal } from './dateParts';
import type { DateRange } from './dateRanges';
import { dateRangeOf, fiscalRangeOf, periodIndex } from './dateRanges';
import { edmTypeOf, toLikePattern, toQueryValue } from './literals';
import type { ColumnReference, CompareOperator, Condition, Hierarchy, QueryValue } from './queryModel';
import { not } from './queryModel';

export interface OperatorContext {
  readonly now: Date;
  readonly userId: Guid;
  /** The rest is read only when an operator asks for it. */
  businessUnitId(): Guid | undefined;
  teamIds(): readonly Guid[];
  /** Users whom the user manages, and whom those manage. */
  subordinateIds(): readonly Guid[];
  language(): number;
  /** The user's time zone and the organisation's fiscal year. */
  calendar(): DateCalendar;
  /** The tree that a column leads into: that of its own table, or of the table its lookup points at. */
  hierarchyOf(table: string, column: Column): Hierarchy | undefined;
}

interface OperatorUse {
  readonly operator: string;
  readonly reference: ColumnReference;
  /** Table of the column. */
  readonly table: string;
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

/** A time without offset is one of the user's clock. */
function toValue(column: Column, text: string, context: OperatorContext): QueryValue {
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(text.trim().replace(/^\d{4}-\d{2}-\d{2}/, ''));
  const plain = toQueryValue(column, text);
  const isLocal = column.type === 'DateTime' && isUserLocal(column) && !hasZone && typeof plain === 'string';
  const value = isLocal ? toText(context.calendar().zone.toUtc(Date.parse(plain))) : plain;
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

const DAY = 86_400_000;

const toText = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** How far from 1970 a date may be, in milliseconds either way, with room for zones. Source: ECMA-262, "Time Values and Time Range". */
const FARTHEST = 8.64e15 - 2 * DAY;

/** A range of clock times as the column has its values: days, clock times, or instants. */
function rangeCondition(use: OperatorUse, { from, to }: DateRange): Condition {
  const { column, reference, context } = use;
  if (column.type !== 'DateTime') {
    throw badQuery(`The operator '${use.operator}' needs a date column; '${column.logicalName}' is ${column.type}.`);
  }
  const isDateOnly = column.dateBehavior === 'DateOnly';
  const zone: TimeZone | undefined = isUserLocal(column) ? context.calendar().zone : undefined;
  const place = (local: number): string => {
    if (!(Math.abs(local) <= FARTHEST)) throw badQuery('The number of units leads to a date that does not exist.');
    return toText(zone ? zone.toUtc(local) : local);
  };
  // A range that ends within a day includes that day.
  const end = to === undefined || !isDateOnly ? to : Math.ceil(to / DAY) * DAY;
  return {
    kind: 'date-range',
    column: reference,
    ...(from === undefined ? {} : { from: place(from) }),
    ...(end === undefined ? {} : { to: place(end) }),
  };
}

/** One day, or from or up to a day: `2026-03-01`, or the day of a time. */
function onDay(use: OperatorUse, pick: 'on' | 'from' | 'upTo'): Condition {
  const text = onlyValue(use).trim();
  const isTime = /\d{2}:\d{2}/.test(text);
  const plain = toQueryValue(
    { ...use.column, type: 'DateTime', dateBehavior: isTime ? 'UserLocal' : 'DateOnly' },
    text,
  );
  if (use.column.type !== 'DateTime' || typeof plain !== 'string') {
    throw badQuery(
      `The operator '${use.operator}' needs a date; '${text}' on column '${use.column.logicalName}' is none.`,
    );
  }
  const given = Date.parse(isTime ? plain : `${plain}T00:00:00Z`);
  // Only a time with an offset is an instant; of the others the day is the one they name.
  const isInstant = isTime && /(Z|[+-]\d{2}:?\d{2})$/i.test(text) && isUserLocal(use.column);
  const local = isInstant ? use.context.calendar().zone.toLocal(given) : given;
  const from = Math.floor(local / DAY) * DAY;
  return rangeCondition(use, {
    ...(pick === 'upTo' ? {} : { from }),
    ...(pick === 'from' ? {} : { to: from + DAY }),
  });
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
  values: use.values.map((text) => toValue(use.column, text, use.context)),
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
    value: toValue(use.column, text, use.context),
  });
  return { kind: 'and', conditions: [side('ge', low), side('le', high)] };
}

/** One of several users or teams. */
function oneOf(use: OperatorUse, ids: readonly Guid[]): Condition {
  if (!isLookup(use.column) && use.column.type !== 'Uniqueidentifier') {
    throw badQuery(
      `The operator '${use.operator}' needs a column that refers to rows; '${use.column.logicalName}' does not.`,
    );
  }
  return { kind: 'in', column: use.reference, values: ids };
}

/** Source: Microsoft Learn, "Query hierarchical data". */
function hierarchical(use: OperatorUse, direction: 'above' | 'under', includesSelf: boolean): Condition {
  const hierarchy = use.context.hierarchyOf(use.table, use.column);
  if (!hierarchy) {
    throw badQuery(
      `The operator '${use.operator}' needs a hierarchical relationship; '${use.column.logicalName}' of '${use.table}' has none.`,
    );
  }
  const id = toGuid(onlyValue(use));
  if (id === undefined) throw badQuery(`The operator '${use.operator}' needs the id of a row.`);
  return { kind: 'hierarchy', column: use.reference, hierarchy, direction, includesSelf, id };
}

function userLanguage(use: OperatorUse): Condition {
  if (edmTypeOf(use.column) !== 'Edm.Int32')
    throw badQuery(`The operator '${use.operator}' needs a whole number; '${use.column.logicalName}' is none.`);
  return { kind: 'compare', column: use.reference, operator: 'eq', value: use.context.language() };
}

function fiscalPeriod(use: OperatorUse): Condition {
  const [period] = wholeNumbers(use, 1);
  const calendar = use.context.calendar();
  return {
    kind: 'date-part',
    column: use.reference,
    part: 'fiscal-period',
    calendar,
    value: periodIndex(period ?? 0) + 1,
  };
}

function wholeNumbers(use: OperatorUse, count: number): number[] {
  const numbers = use.values.map(Number);
  if (numbers.length !== count || numbers.some((one) => !Number.isInteger(one) || one < 1)) {
    throw badQuery(
      `The operator '${use.operator}' on column '${use.column.logicalName}' needs ${count === 1 ? 'a whole number' : `${count} whole numbers`} above 0.`,
    );
  }
  return numbers;
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
  // All these take wildcards. Source: Microsoft Learn, "Use wildcard characters in conditions for string values".
  like: (use) => like(use, toLikePattern),
  'not-like': (use) => not(like(use, toLikePattern)),
  'begins-with': (use) => like(use, (text) => `${toLikePattern(text)}%`),
  'not-begin-with': (use) => not(like(use, (text) => `${toLikePattern(text)}%`)),
  'ends-with': (use) => like(use, (text) => `%${toLikePattern(text)}`),
  'not-end-with': (use) => not(like(use, (text) => `%${toLikePattern(text)}`)),
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
  'eq-userteams': (use) => oneOf(use, use.context.teamIds()),
  'eq-useroruserteams': (use) => oneOf(use, [use.context.userId, ...use.context.teamIds()]),
  'eq-useroruserhierarchy': (use) => oneOf(use, [use.context.userId, ...use.context.subordinateIds()]),
  'eq-useroruserhierarchyandteams': (use) =>
    oneOf(use, [use.context.userId, ...use.context.subordinateIds(), ...use.context.teamIds()]),
  'eq-userlanguage': userLanguage,
  'ne-userlanguage': (use) => not(userLanguage(use)),
  under: (use) => hierarchical(use, 'under', false),
  'not-under': (use) => not(hierarchical(use, 'under', false)),
  'eq-or-under': (use) => hierarchical(use, 'under', true),
  above: (use) => hierarchical(use, 'above', false),
  'eq-or-above': (use) => hierarchical(use, 'above', true),
  'in-fiscal-period': fiscalPeriod,
};

/**
 * The condition of an operator on a column.
 * @throws {NotSupportedBySandboxError} for an operator the sandbox does not know
 */
export function toCondition(use: OperatorUse): Condition {
  const comparison = ownValue(COMPARISONS, use.operator);
  if (comparison) {
    return {
      kind: 'compare',
      column: use.reference,
      operator: comparison,
      value: toValue(use.column, onlyValue(use), use.context),
    };
  }
  const known = ownValue(OPERATORS, use.operator);
  if (known) return known(use);
  const count = use.values[0] === undefined ? undefined : Number(use.values[0]);
  if (use.operator.includes('-x-') && (count === undefined || !Number.isInteger(count) || count < 1)) {
    throw badQuery(
      `The operator '${use.operator}' on column '${use.column.logicalName}' needs a whole number above 0.`,
    );
  }
  const { zone, fiscal } = use.context.calendar();
  const now = zone.toLocal(use.context.now.getTime());
  const range = use.operator.includes('fiscal')
    ? fiscalRangeOf(use.operator, now, wholeNumbers(use, FISCAL_VALUES[use.operator] ?? use.values.length), fiscal)
    : dateRangeOf(use.operator, now, count);
  if (!range) throw new NotSupportedBySandboxError(`the condition operator '${use.operator}'`);
  return rangeCondition(use, range);
}

/** How many values fiscal operators take; the others take none. */
const FISCAL_VALUES: Readonly<Record<string, number>> = {
  'this-fiscal-year': 0,
  'this-fiscal-period': 0,
  'next-fiscal-year': 0,
  'next-fiscal-period': 0,
  'last-fiscal-year': 0,
  'last-fiscal-period': 0,
  'last-x-fiscal-years': 1,
  'last-x-fiscal-periods': 1,
  'next-x-fiscal-years': 1,
  'next-x-fiscal-periods': 1,
  'in-fiscal-year': 1,
  'in-fiscal-period-and-year': 2,
  'in-or-before-fiscal-period-and-year': 2,
  'in-or-after-fiscal-period-and-year': 2,
};

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
    EqualUserTeams: 'eq-userteams',
    EqualUserOrUserTeams: 'eq-useroruserteams',
    EqualUserOrUserHierarchy: 'eq-useroruserhierarchy',
    EqualUserOrUserHierarchyAndTeams: 'eq-useroruserhierarchyandteams',
    EqualUserLanguage: 'eq-userlanguage',
    UnderOrEqual: 'eq-or-under',
    AboveOrEqual: 'eq-or-above',
  };
  const dashed = (ownValue(special, name) ?? name).replace(/(?<=[a-z])(?=[A-Z])|(?<=X)(?=[A-Z])/g, '-').toLowerCase();
  return dashed.replace(/^older-than-x/, 'olderthan-x');
}
