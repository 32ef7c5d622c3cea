/** Room sandbox/app. Reads a view's LayoutXml, and which table each of its columns belongs to. */
import { attribute, childElement, childElements, parseXml } from '../host/xml';

export interface LayoutColumn {
  /** As the layout and the rows name it: `title`, or `alias.column` for a linked table. */
  readonly name: string;
  /** Alias of the linked table; undefined for the view's own. */
  readonly alias?: string;
  readonly column: string;
  /** Pixels. */
  readonly width: number;
  readonly sortable: boolean;
}

export interface ViewLayout {
  /** Column whose text opens the row; the layout's `jump`. */
  readonly jump: string | undefined;
  readonly columns: readonly LayoutColumn[];
}

const DEFAULT_WIDTH = 150;

/** The visible columns of a layout in order. @throws {XmlInvalidError} */
export function parseLayout(layoutXml: string): ViewLayout {
  if (layoutXml.trim() === '') return { jump: undefined, columns: [] };
  const grid = parseXml(layoutXml, 'layout of the view');
  const columns = childElements(childElement(grid, 'row'), 'cell')
    .filter((cell) => !['1', 'true'].includes(cell.getAttribute('ishidden') ?? ''))
    .map((cell): LayoutColumn => {
      const name = cell.getAttribute('name') ?? '';
      const dot = name.indexOf('.');
      return {
        name,
        alias: dot > 0 ? name.slice(0, dot) : undefined,
        column: dot > 0 ? name.slice(dot + 1) : name,
        width: Number(attribute(cell, 'width') ?? DEFAULT_WIDTH),
        sortable: !['1', 'true'].includes(cell.getAttribute('disableSorting') ?? ''),
      };
    });
  return { jump: attribute(grid, 'jump'), columns };
}

/** Tables of the links of a query by alias. @throws {XmlInvalidError} */
export function linkedTables(fetchXml: string): Map<string, string> {
  const links = Array.from(parseXml(fetchXml, 'query of the view').getElementsByTagName('link-entity'));
  return new Map(
    links.flatMap((link) => {
      const alias = attribute(link, 'alias');
      return alias === undefined ? [] : [[alias, link.getAttribute('name') ?? ''] as const];
    }),
  );
}
