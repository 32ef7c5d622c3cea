/**
 * Room solution. Lint rules for what a fetch names: columns of its table, the tables that it links, and their columns.
 */
import { attribute, children, type Element } from '../xml';
import type { LintContext } from './context';
import { lintCondition } from './conditions';
import { tableProblem } from './tableNames';

type Add = (code: string, message: string) => void;

const LINK = 'link-entity';

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
  const compare = (part: Element, condition: Element): void =>
    lintCondition(condition, tableOf(part), context, (code, message) => add(`${kind}-${code}`, message));
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
