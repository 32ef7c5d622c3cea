/**
 * Room sandbox/dataverse, platform. Shape of the files under platform/views and how an entry becomes a savedquery row
 * with its FetchXML and its layout.
 */
import type { Guid, Row, RowLabels } from '../contracts';
import { toStableId } from './ids';
import type { LabelPair } from './fileShapes';

export interface ViewFile {
  readonly name: LabelPair;
  /** 0 public, 1 advanced find, 2 associated, 4 quick find, 64 lookup. */
  readonly queryType: number;
  readonly isDefault?: boolean;
  /** Logical name to width in pixels, in order. */
  readonly columns: Readonly<Record<string, number>>;
  readonly order: Readonly<Record<string, 'asc' | 'desc'>>;
  /** FetchXML `<filter>`. */
  readonly filter?: string;
  /** Quick find: the columns that are searched. `{0}` stands for what was typed. */
  readonly find?: readonly string[];
}

/** What a view needs to know of its table. */
export interface ViewTable {
  readonly logicalName: string;
  readonly primaryId: string;
  readonly primaryName: string;
}

/** A row of `savedquery`. */
interface ViewRow {
  readonly table: 'savedquery';
  readonly id: Guid;
  readonly values: Row;
  readonly labels: RowLabels;
}

/** The row of a stock view. Its id follows from table and English name. */
export function toViewRow(table: ViewTable, view: ViewFile): ViewRow {
  const [name, indonesian] = view.name;
  return {
    table: 'savedquery',
    id: toStableId(`savedquery/${table.logicalName}/${name}`),
    labels: { name: { '1057': indonesian } },
    values: {
      name,
      returnedtypecode: table.logicalName,
      querytype: view.queryType,
      isdefault: view.isDefault ?? false,
      isquickfindquery: view.find !== undefined,
      fetchxml: toFetchXml(table, view),
      layoutxml: toLayoutXml(table, view),
    },
  };
}

function toFetchXml(table: ViewTable, view: ViewFile): string {
  const columns = new Set([table.primaryId, ...Object.keys(view.columns)]);
  const attributes = [...columns].map((column) => `<attribute name="${column}" />`);
  const orders = Object.entries(view.order).map(
    ([column, direction]) => `<order attribute="${column}" descending="${String(direction === 'desc')}" />`,
  );
  const find = (view.find ?? []).map((column) => `<condition attribute="${column}" operator="like" value="{0}" />`);
  const findFilter = find.length === 0 ? '' : `<filter type="or" isquickfindfields="1">${find.join('')}</filter>`;
  const body = [...attributes, ...orders, view.filter ?? '', findFilter].join('');
  return `<fetch version="1.0" mapping="logical"><entity name="${table.logicalName}">${body}</entity></fetch>`;
}

function toLayoutXml(table: ViewTable, view: ViewFile): string {
  const cells = Object.entries(view.columns).map(([column, width]) => `<cell name="${column}" width="${width}" />`);
  return `<grid name="resultset" jump="${table.primaryName}" select="1" icon="1" preview="1"><row name="result" id="${table.primaryId}">${cells.join('')}</row></grid>`;
}
