/** Room sandbox/dataverse, solutions. The views of a table: `SavedQueries/savedqueries/savedquery`. */
import { invalidCustomizations } from './faults';
import { rowLabels } from './rowLabels';
import type { ComponentRow } from './solutionPackage';
import {
  bareId,
  child,
  childText,
  children,
  descend,
  descriptions,
  flag,
  localizedNames,
  serialize,
  singleLabel,
  wholeNumber,
  type Element,
} from './xml';

/** @throws {SolutionImportError} when a view has no id or no query */
export function readViews(table: string, entity: Element): ComponentRow[] {
  return children(descend(entity, 'SavedQueries', 'savedqueries'), 'savedquery').map((view) => toViewRow(table, view));
}

function toViewRow(table: string, view: Element): ComponentRow {
  const name = singleLabel(localizedNames(view)) ?? table;
  const id = childText(view, 'savedqueryid');
  const fetch = descend(view, 'fetchxml', 'fetch');
  const grid = descend(view, 'layoutxml', 'grid');
  const component = { type: 'Saved Query', name: `${table}: ${name}` };
  if (id === undefined) throw invalidCustomizations(`The view ${name} of ${table} has no savedqueryid.`, component);
  if (!fetch) throw invalidCustomizations(`The view ${name} of ${table} has no fetchxml.`, component);
  const queried = child(fetch, 'entity')?.getAttribute('name')?.toLowerCase();
  if (queried !== table)
    throw invalidCustomizations(`The view ${name} of ${table} queries ${queried ?? 'no table'}.`, component);
  return {
    table: 'savedquery',
    id: bareId(id),
    ...component,
    labels: rowLabels({ name: localizedNames(view), description: descriptions(view) }),
    values: {
      name,
      description: singleLabel(descriptions(view)) ?? null,
      returnedtypecode: table,
      querytype: wholeNumber(childText(view, 'querytype')) ?? 0,
      fetchxml: serialize(fetch),
      layoutxml: grid ? serialize(grid) : null,
      isdefault: flag(childText(view, 'isdefault')) ?? false,
      isquickfindquery: flag(childText(view, 'isquickfindquery')) ?? false,
      statecode: wholeNumber(childText(view, 'statecode')) ?? 0,
    },
  };
}
