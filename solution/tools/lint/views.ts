/**
 * Room solution. Lint rules for views: attributes exist, cells are fetched, one default a kind, no type codes.
 */
import type { TableSource, ViewFile } from '../readSource';
import { attribute, child, children, childText, descendants } from '../xml';
import { isOwnTable, repeated, type Finding, type LintContext } from './context';
import { lintFetchedNames } from './fetches';

/** Kinds of which an own table must have one default view. Source: Microsoft Learn, "Customize views", query types. */
const DEFAULT_KINDS: Readonly<Record<string, string>> = {
  '0': 'public',
  '1': 'advanced find',
  '2': 'associated',
  '4': 'quick find',
  '64': 'lookup',
};

function lintView(file: ViewFile, table: TableSource, context: LintContext): Finding[] {
  const found: Finding[] = [];
  const add = (code: string, message: string): void => void found.push({ code, file: file.path, message });
  const id = childText(file.view, 'savedqueryid');
  if (!file.path.endsWith(`/${id}.xml`))
    add('view-file-name', `The file must be named after the view's id, ${id}.xml.`);
  const fetchxml = child(file.view, 'fetchxml');
  const fetch = fetchxml && child(fetchxml, 'fetch');
  const entity = fetch && child(fetch, 'entity');
  if (!entity) {
    add('view-without-fetch', 'The view needs fetchxml/fetch/entity.');
    return found;
  }
  if (attribute(entity, 'name') !== table.logicalName) {
    add(
      'view-of-other-table',
      `The view reads ${attribute(entity, 'name') ?? 'nothing'} but stands with ${table.logicalName}.`,
    );
  }
  lintFetchedNames(entity, table.logicalName, 'view', context, add);
  const fetched = new Set(children(entity, 'attribute').map((item) => attribute(item, 'name')));
  const grid = descendants(file.view, 'grid')[0];
  const cells = grid ? descendants(grid, 'cell').map((cell) => attribute(cell, 'name') ?? '') : [];
  if (cells.length === 0 && child(file.view, 'layoutxml')) {
    add('view-without-columns', 'The view shows no column. Give its grid a row with cells.');
  }
  for (const name of repeated(cells)) add('view-cell-twice', `The cell "${name}" stands twice. Remove one.`);
  const jump = grid && attribute(grid, 'jump');
  if (jump && context.columnsOf(table.logicalName)?.has(jump) === false) {
    add('view-column-unknown', `${table.logicalName} has no column "${jump}". Mend jump of the grid.`);
  }
  for (const name of cells) {
    if (!name.includes('.') && !fetched.has(name)) {
      add('view-cell-not-fetched', `The cell "${name}" is not among the attributes of the fetch. Add it there.`);
    }
  }
  if (grid && attribute(grid, 'object') !== undefined) {
    add('view-type-code', 'grid@object holds a type code, which differs from one environment to the next. Remove it.');
  }
  return found;
}

/** Views can be imported and opened. */
export function lintViews(context: LintContext): Finding[] {
  const { tables } = context.source;
  const views = tables.flatMap((table) => table.views.map((file) => ({ file, table })));
  const defaults = tables.filter(isOwnTable).flatMap((table) =>
    Object.entries(DEFAULT_KINDS).flatMap(([kind, name]) => {
      const count = table.views.filter(
        ({ view }) => childText(view, 'querytype') === kind && childText(view, 'isdefault') === '1',
      ).length;
      return count === 1
        ? []
        : [
            {
              code: 'view-default',
              file: table.entity.path,
              message: `${table.logicalName} has ${count} default ${name} views; it needs exactly one.`,
            },
          ];
    }),
  );
  const twice = repeated(views.map(({ file }) => childText(file.view, 'savedqueryid')));
  return [
    ...views.flatMap(({ file, table }) => lintView(file, table, context)),
    ...defaults,
    ...views
      .filter(({ file }) => twice.includes(childText(file.view, 'savedqueryid')))
      .map(({ file }) => ({
        code: 'id-twice',
        file: file.path,
        message: `The view's id is used by another view. Give it a new one.`,
      })),
  ];
}
