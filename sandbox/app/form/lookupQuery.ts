/** Room sandbox/app. The FetchXML a lookup searches with: its view, narrowed by filters and by what the user typed. */
import type { TableInfo, View, WebApiRow } from '../contracts';
import { XmlInvalidError } from './errors';
import { FORMATTED } from './values';

export interface LookupQuery {
  readonly info: TableInfo;
  readonly view: View | undefined;
  /** FetchXML `<filter>` texts; all must hold. */
  readonly filters: readonly string[];
  readonly search: string;
  /** Columns that the search text is looked for in; the primary name is always among them. */
  readonly searchColumns: readonly string[];
  readonly count: number;
}

function parse(xml: string, what: string): Document {
  const parsed = new DOMParser().parseFromString(xml, 'text/xml');
  if (parsed.getElementsByTagName('parsererror').length > 0) throw new XmlInvalidError(what, 'it is not well-formed');
  return parsed;
}

/** The query as FetchXML. @throws {XmlInvalidError} when the view or a filter is not XML. */
export function toLookupFetch({ info, view, filters, search, searchColumns, count }: LookupQuery): string {
  const { table } = info;
  const fallback = `<fetch><entity name="${table.logicalName}"><order attribute="${table.primaryName}"/></entity></fetch>`;
  const fetch = parse(view?.fetchXml || fallback, `The view ${view?.name ?? ''}`);
  const entity = fetch.getElementsByTagName('entity')[0];
  if (!entity) throw new XmlInvalidError(`The view ${view?.name ?? ''}`, 'it has no <entity>');
  const present = new Set(
    Array.from(entity.children)
      .filter((one) => one.nodeName === 'attribute')
      .map((one) => one.getAttribute('name')),
  );
  for (const name of [table.primaryId, table.primaryName]) {
    if (present.has(name)) continue;
    const attribute = fetch.createElement('attribute');
    attribute.setAttribute('name', name);
    entity.insertBefore(attribute, entity.firstChild);
  }
  for (const filter of filters)
    entity.appendChild(fetch.importNode(parse(filter, 'The filter of a lookup').documentElement, true));
  if (search.trim() !== '') {
    const filter = fetch.createElement('filter');
    filter.setAttribute('type', 'or');
    for (const column of new Set([table.primaryName, ...searchColumns])) {
      const condition = fetch.createElement('condition');
      condition.setAttribute('attribute', column);
      condition.setAttribute('operator', 'like');
      // `*` is the wildcard users know; `%` is the one FetchXML knows.
      condition.setAttribute('value', `%${search.trim().replace(/\*/g, '%')}%`);
      filter.appendChild(condition);
    }
    entity.appendChild(filter);
  }
  fetch.documentElement.removeAttribute('top');
  fetch.documentElement.setAttribute('count', String(count));
  fetch.documentElement.setAttribute('page', '1');
  return new XMLSerializer().serializeToString(fetch.documentElement);
}

/** Text columns of the table's quick find view: what a lookup searches besides the primary name. */
export function quickFindColumns(info: TableInfo, views: readonly View[]): string[] {
  const quickFind = views.find((view) => view.queryType === 4);
  if (!quickFind) return [];
  const texts = new Set(
    info.table.columns.filter((one) => one.type === 'String' || one.type === 'Memo').map((one) => one.logicalName),
  );
  const entity = parse(quickFind.fetchXml, `The view ${quickFind.name}`).getElementsByTagName('entity')[0];
  const filters = Array.from(entity?.children ?? []).filter(
    (one) => one.nodeName === 'filter' && one.getAttribute('isquickfindfields') === '1',
  );
  return filters
    .flatMap((filter) => Array.from(filter.getElementsByTagName('condition')))
    .map((condition) => condition.getAttribute('attribute') ?? '')
    .filter((name) => texts.has(name));
}

/** One row found. */
export interface LookupHit {
  readonly id: string;
  readonly name: string;
  readonly entityType: string;
  /** Value of the view's second column, to tell namesakes apart. */
  readonly detail: string;
}

export function toLookupHit(info: TableInfo, view: View | undefined, row: WebApiRow): LookupHit {
  const { table } = info;
  const cells = view?.layoutXml
    ? Array.from(parse(view.layoutXml, `The layout of view ${view.name}`).getElementsByTagName('cell'))
    : [];
  const names = cells.map((cell) => cell.getAttribute('name') ?? '').filter((name) => name !== table.primaryName);
  const detail = names
    .map((name) => row[name + FORMATTED] ?? row[`_${name}_value${FORMATTED}`] ?? row[name])
    .find((value) => value !== undefined && value !== null && value !== '');
  return {
    id: String(row[table.primaryId] ?? '').toLowerCase(),
    name: String(row[table.primaryName] ?? '') || '(no name)',
    entityType: table.logicalName,
    detail: detail === undefined ? '' : String(detail),
  };
}
