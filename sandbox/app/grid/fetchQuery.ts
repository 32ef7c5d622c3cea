/**
 * Room sandbox/app. Makes the query of a grid from its view's FetchXML: page and count, sorting, quick find, and the
 * conditions of a subgrid or lookup.
 */
import { childElement, childElements, parseXml, serializeXml } from '../host/xml';

export interface Sort {
  /** As the layout names it: `title`, or `alias.column`. */
  readonly column: string;
  readonly descending: boolean;
}

export interface GridQuery {
  /** Columns every row must carry beside the view's, such as primary id and name. */
  readonly columns: readonly string[];
  /** Replaces the view's own order. */
  readonly sort?: Sort;
  readonly relatedTo?: { readonly column: string; readonly id: string };
  /** A FetchXML `<filter>`, or several beside each other. */
  readonly filterXml?: string;
  readonly search?: { readonly text: string; readonly fields: readonly QuickFindField[] };
}

/** A condition of a quick find view that takes the search text. */
export interface QuickFindField {
  readonly column: string;
  readonly operator: string;
}

/** Page from 1, and rows a page. */
export interface Paging {
  readonly page: number;
  readonly count: number;
}

/** Elements of FetchXML are in no namespace, also when an HTML document makes them. */
const newElement = (name: string, attributes: Readonly<Record<string, string>>, owner: Document): Element => {
  const element = owner.createElementNS(null, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

function entityOf(fetch: Element): Element {
  const entity = childElement(fetch, 'entity');
  if (!entity) throw new Error('The query of the view has no entity element.');
  return entity;
}

/** The columns that quick find searches: conditions with `{0}` in the filter marked `isquickfindfields`. */
export function quickFindFields(fetchXml: string): QuickFindField[] {
  const filters = Array.from(parseXml(fetchXml, 'quick find view').getElementsByTagName('filter'));
  return filters
    .filter((filter) => ['1', 'true'].includes(filter.getAttribute('isquickfindfields') ?? ''))
    .flatMap((filter) => childElements(filter, 'condition'))
    .filter((condition) => (condition.getAttribute('value') ?? '').includes('{0}'))
    .map((condition) => ({
      column: condition.getAttribute('attribute') ?? '',
      operator: condition.getAttribute('operator') ?? 'like',
    }));
}

/** Quick find means "begins with"; `*` stands for any text (Microsoft Learn, "Learn the basics of model-driven apps", search in a view). */
const toLikePattern = (text: string): string => `${text.trim().replace(/\*/g, '%')}%`;

function addSearch(entity: Element, { text, fields }: NonNullable<GridQuery['search']>): void {
  const filter = newElement('filter', { type: 'or', isquickfindfields: '1' }, entity.ownerDocument);
  for (const { column, operator } of fields) {
    const isText = operator === 'like' || operator === 'begins-with';
    if (!isText && !Number.isFinite(Number(text))) continue;
    const value = isText ? toLikePattern(text) : text.trim();
    filter.append(
      newElement('condition', { attribute: column, operator: isText ? 'like' : operator, value }, entity.ownerDocument),
    );
  }
  if (filter.children.length > 0) entity.append(filter);
}

function replaceOrder(entity: Element, { column, descending }: Sort): void {
  for (const order of Array.from(entity.getElementsByTagName('order'))) order.remove();
  const dot = column.indexOf('.');
  const alias = dot > 0 ? column.slice(0, dot) : undefined;
  const links = Array.from(entity.getElementsByTagName('link-entity'));
  const target = alias === undefined ? entity : links.find((link) => link.getAttribute('alias') === alias);
  if (!target) throw new Error(`The query of the view has no link with the alias ${alias ?? ''}.`);
  target.append(
    newElement('order', { attribute: column.slice(dot + 1), descending: String(descending) }, entity.ownerDocument),
  );
}

function addColumns(entity: Element, columns: readonly string[]): void {
  if (childElement(entity, 'all-attributes')) return;
  const present = new Set(childElements(entity, 'attribute').map((element) => element.getAttribute('name')));
  for (const name of new Set(columns)) {
    if (!present.has(name)) entity.prepend(newElement('attribute', { name }, entity.ownerDocument));
  }
}

function addFilterXml(entity: Element, filterXml: string): void {
  for (const filter of childElements(parseXml(`<filters>${filterXml}</filters>`, 'filter'))) {
    entity.append(entity.ownerDocument.importNode(filter, true));
  }
}

/** The view's query with everything but paging: what "all rows of this grid" means. @throws {XmlInvalidError} */
export function buildGridFetch(viewFetchXml: string, query: GridQuery): string {
  const fetch = parseXml(viewFetchXml, 'query of the view');
  const entity = entityOf(fetch);
  for (const name of ['top', 'page', 'count', 'paging-cookie', 'returntotalrecordcount']) fetch.removeAttribute(name);
  addColumns(entity, query.columns);
  if (query.sort) replaceOrder(entity, query.sort);
  if (query.relatedTo) {
    const filter = newElement('filter', { type: 'and' }, entity.ownerDocument);
    filter.append(
      newElement(
        'condition',
        { attribute: query.relatedTo.column, operator: 'eq', value: query.relatedTo.id },
        entity.ownerDocument,
      ),
    );
    entity.append(filter);
  }
  if (query.filterXml) addFilterXml(entity, query.filterXml);
  if (query.search && query.search.text.trim() !== '') addSearch(entity, query.search);
  return serializeXml(fetch);
}

/** One page of a grid's query, counted. @throws {XmlInvalidError} */
export function withPaging(fetchXml: string, { page, count }: Paging): string {
  const fetch = parseXml(fetchXml, 'query of the grid');
  fetch.setAttribute('page', String(page));
  fetch.setAttribute('count', String(count));
  fetch.setAttribute('returntotalrecordcount', 'true');
  return serializeXml(fetch);
}

/** The order a view starts with; undefined when it names none. */
export function initialSort(fetchXml: string): Sort | undefined {
  const order = parseXml(fetchXml, 'query of the view').getElementsByTagName('order')[0];
  const column = order?.getAttribute('attribute');
  if (!order || column == null) return undefined;
  const parent = order.parentElement;
  const alias = parent?.localName === 'link-entity' ? parent.getAttribute('alias') : null;
  return {
    column: alias === null ? column : `${alias}.${column}`,
    descending: order.getAttribute('descending') === 'true',
  };
}
