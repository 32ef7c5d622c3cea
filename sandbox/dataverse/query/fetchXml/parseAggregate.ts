/**
 * Room sandbox/dataverse. The attributes and orders of an aggregating FetchXML query.
 * Source: Microsoft Learn, "Aggregate data using FetchXml".
 */
import type { Element } from '@xmldom/xmldom';
import { invalidFetchXml } from '../../errors';
import type { Column } from '../../model';
import type { OperatorContext } from '../operators';
import type { Aggregate, AggregateKind, Grouping } from '../aggregate/aggregateQuery';
import { UTC } from '../../time/timeZone';
import { AGGREGATE_KINDS, assertAggregates, assertGroups, DATE_GROUPINGS } from '../aggregate/aggregateQuery';

export interface AggregateParts {
  readonly groupings: Grouping[];
  readonly aggregates: Aggregate[];
  readonly order: { readonly alias: string; readonly descending: boolean }[];
}

const isTrue = (element: Element, name: string): boolean => /^(true|1)$/i.test(element.getAttribute(name) ?? '');

/** Adds what one `<attribute>` asks for. @throws {DataverseError} when it says neither how to group nor what to compute */
export function addAttribute(
  parts: AggregateParts,
  element: Element,
  source: { readonly alias: string; readonly table: string },
  column: Column,
  context: OperatorContext,
): void {
  const alias = element.getAttribute('alias') ?? '';
  if (!/^[A-Za-z_]\w*$/.test(alias))
    throw invalidFetchXml(
      `the attribute '${column.logicalName}' of an aggregate query needs an alias of letters, digits and _.`,
    );
  const known = [...parts.groupings, ...parts.aggregates].some((one) => one.alias === alias);
  if (known) throw invalidFetchXml(`the alias '${alias}' is used twice.`);
  const part = { alias, column, table: source.table, reference: { source: source.alias, column: column.logicalName } };
  const kind = element.getAttribute('aggregate');
  if (kind) parts.aggregates.push({ ...part, kind: checkedKind(kind, element, column) });
  else if (isTrue(element, 'groupby')) parts.groupings.push({ ...part, ...grouping(element, column, context) });
  else if (element.hasAttribute('rowaggregate'))
    throw invalidFetchXml('a row aggregate cannot stand in an aggregate query.');
  else throw invalidFetchXml(`the attribute '${column.logicalName}' is neither grouped by nor aggregated.`);
}

function checkedKind(text: string, element: Element, column: Column): AggregateKind {
  const kind = AGGREGATE_KINDS.find((one) => one === text && one !== 'countdistinct');
  if (!kind)
    throw invalidFetchXml(
      `'${text}' is not an aggregate; ${AGGREGATE_KINDS.filter((one) => one !== 'countdistinct').join(', ')} are.`,
    );
  assertAggregates(kind, column);
  return kind === 'countcolumn' && isTrue(element, 'distinct') ? 'countdistinct' : kind;
}

function grouping(element: Element, column: Column, context: OperatorContext): Pick<Grouping, 'dateGrouping'> {
  assertGroups(column);
  const text = element.getAttribute('dategrouping');
  if (column.type !== 'DateTime') {
    if (text) throw invalidFetchXml(`'${column.logicalName}' is no date, so it has no dategrouping.`);
    return {};
  }
  if (!text) throw invalidFetchXml(`grouping by the date '${column.logicalName}' needs a dategrouping.`);
  const part = DATE_GROUPINGS.find((one) => one === text);
  if (!part) throw invalidFetchXml(`'${text}' is not a dategrouping; ${DATE_GROUPINGS.join(', ')} are.`);
  const calendar = context.calendar();
  // Days of UTC instead of the user's. Source: Microsoft Learn, "attribute element", usertimezone.
  const isUtc = /^(false|0)$/i.test(element.getAttribute('usertimezone') ?? '');
  return { dateGrouping: { part, calendar: isUtc ? { ...calendar, zone: UTC } : calendar } };
}

/** Adds an `<order>`. @throws {DataverseError} when it names a column instead of an alias */
export function addOrder(parts: AggregateParts, element: Element): void {
  const alias = element.getAttribute('alias');
  if (!alias) {
    throw invalidFetchXml('an attribute cannot be ordered by in an aggregate query. Use an alias.');
  }
  parts.order.push({ alias, descending: isTrue(element, 'descending') });
}

/** @throws {DataverseError} when nothing is asked for, or an order names an unknown alias */
export function assertComplete({ groupings, aggregates, order }: AggregateParts): void {
  const aliases = new Set([...groupings, ...aggregates].map(({ alias }) => alias));
  if (aliases.size === 0) throw invalidFetchXml('an aggregate query needs at least one attribute.');
  for (const { alias } of order) {
    if (!aliases.has(alias)) throw invalidFetchXml(`no attribute has the alias '${alias}' that is ordered by.`);
  }
}
