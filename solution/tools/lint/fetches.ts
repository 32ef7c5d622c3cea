/**
 * Room solution. Lint rules for what a fetch names: columns of its table, the tables that it links, and their columns; and for times
 * that are asked of columns without.
 */
import { attribute, children, type Element } from '../xml';
import type { LintContext } from './context';
import { tableProblem } from './tableNames';

type Add = (code: string, message: string) => void;

const LINK = 'link-entity';

/**
 * Operators that compare with a time: with none given, or with so many units before or after now.
 * Source: Microsoft Learn, "FetchXml condition operator values", "Datetime operators".
 */
const TIME = {
  operator:
    /^(yesterday|today|tomorrow|on(-or-(before|after))?|(last|this|next|olderthan)-.+|in-(or-(before|after)-)?fiscal-.+)$/,
  counting: /^(last|next|olderthan)-x-/,
  count: /^[1-9]\d*$/,
} as const;

/** How many values an operator takes at least; none where it is not named. Source as above. */
function fewestValues(operator: string): number {
  if (/^(not-)?between$/.test(operator)) return 2;
  return /^((not-)?(in|like|begin-with|end-with|contain-values)|begins-with|ends-with|eq|neq?|[gl][te]|on(-or-(before|after))?)$/.test(
    operator,
  )
    ? 1
    : 0;
}

/** Values of a condition: written in it, below it, or those of another column. */
const valuesOf = (condition: Element): number =>
  children(condition, 'value').length +
  ['value', 'valueof'].filter((name) => attribute(condition, name) !== undefined).length;

/** Conditions of this part of the fetch, in filters at any depth, without those of the tables that it links. */
const conditionsOf = (part: Element): Element[] =>
  children(part).flatMap((item) => {
    if (item.tagName === 'condition') return [item];
    return item.tagName === LINK ? [] : conditionsOf(item);
  });

function linksOf(part: Element): Element[] {
  return children(part, LINK).flatMap((link) => [link, ...linksOf(link)]);
}

/** Names of a part's columns, as far as they are of its own table. */
const namedIn = (part: Element): string[] =>
  [
    ...children(part, 'attribute').map((item) => attribute(item, 'name')),
    ...children(part, 'order')
      .filter((item) => attribute(item, 'entityname') === undefined && attribute(item, 'alias') === undefined)
      .map((item) => attribute(item, 'attribute')),
    ...conditionsOf(part)
      .filter((item) => attribute(item, 'entityname') === undefined)
      .map((item) => attribute(item, 'attribute')),
  ].map((name) => name ?? '');

/**
 * Adds a finding for each name that no table has.
 * @param table that the view or chart stands with: another one in the fetch has its own finding.
 * @param kind what holds the fetch; codes start with it.
 */
export function lintFetchedNames(
  entity: Element,
  table: string,
  kind: 'view' | 'chart',
  context: LintContext,
  add: Add,
): void {
  const tableOf = (part: Element): string => (part === entity ? table : (attribute(part, 'name') ?? ''));
  const unknown = new Set<string>();
  const expect = (part: Element, names: readonly string[]): void => {
    const columns = context.columnsOf(tableOf(part));
    for (const name of names) {
      if (columns && !columns.has(name)) unknown.add(`${tableOf(part)} has no column "${name}". Mend the fetch.`);
    }
  };
  expect(entity, namedIn(entity));
  const parts = [entity, ...linksOf(entity)];
  for (const part of parts) {
    for (const link of children(part, LINK)) {
      const problem = tableProblem(context, tableOf(link));
      if (problem !== undefined) add(`${kind}-link-table`, `A link-entity reads a table that is not there: ${problem}`);
      expect(part, [attribute(link, 'to') ?? '']);
      expect(link, [attribute(link, 'from') ?? '', ...namedIn(link)]);
    }
  }
  const compare = (part: Element, condition: Element): void => {
    const [name = '', operator = '', value = ''] = ['attribute', 'operator', 'value'].map((item) =>
      attribute(condition, item),
    );
    const type = context.columnsOf(tableOf(part))?.get(name)?.type;
    if (TIME.operator.test(operator) && type !== undefined && type !== 'datetime') {
      add(`${kind}-operator`, `"${operator}" compares times, and ${name} of ${tableOf(part)} holds none (${type}).`);
    }
    if (valuesOf(condition) < fewestValues(operator)) {
      add(`${kind}-operator`, `"${operator}" on ${name} of ${tableOf(part)} compares with nothing. Give it a value.`);
    }
    if (TIME.counting.test(operator) && !TIME.count.test(value)) {
      add(`${kind}-operator`, `"${operator}" takes a whole number above 0, not "${value}".`);
    }
  };
  for (const link of parts.slice(1)) for (const condition of conditionsOf(link)) compare(link, condition);
  for (const condition of conditionsOf(entity)) {
    const alias = attribute(condition, 'entityname');
    const part =
      alias === undefined ? entity : parts.find((item) => (attribute(item, 'alias') ?? tableOf(item)) === alias);
    if (part) {
      expect(part, [attribute(condition, 'attribute') ?? '']);
      compare(part, condition);
    } else {
      add(`${kind}-link-alias`, `A condition is about "${alias}", which no link-entity is called. Mend one of them.`);
    }
  }
  for (const message of unknown) add(`${kind}-column-unknown`, message);
}
