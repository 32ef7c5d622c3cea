/** Room sandbox/app. Loads the rows of a grid page by page, and again when the query or the rows change. */
import * as React from 'react';
import type { EntityGridProps, TableInfo, WebApiRow } from '../contracts';
import { messageOf } from '../host/errors';
import { buildGridFetch, quickFindFields, withPaging, type Sort } from './fetchQuery';
import { linkedTables, parseLayout, type LayoutColumn } from './viewLayout';

/** Everything around the rows that the view and metadata decide. */
export interface GridShape {
  readonly info: TableInfo;
  readonly columns: ReadonlyArray<LayoutColumn & { readonly label: string }>;
  readonly jump: string;
}

export type GridData =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'ready';
      readonly shape: GridShape;
      readonly rows: readonly WebApiRow[];
      readonly moreRecords: boolean;
      readonly totalRecordCount: number | undefined;
      readonly fetchXml: string;
      /** The rows on screen are being replaced. */
      readonly isReloading: boolean;
    };

export interface GridRequest {
  readonly page: number;
  readonly count: number;
  readonly sort: Sort | undefined;
}

async function readShape({ services, table, view }: EntityGridProps): Promise<GridShape> {
  const info = await services.tableInfo(table);
  const layout = parseLayout(view.layoutXml);
  const links = linkedTables(view.fetchXml);
  const names = new Set(layout.columns.map(({ alias }) => (alias === undefined ? table : (links.get(alias) ?? ''))));
  const infos = new Map<string, TableInfo>([[table, info]]);
  for (const name of names) if (name !== '' && !infos.has(name)) infos.set(name, await services.tableInfo(name));
  const shown: readonly LayoutColumn[] =
    layout.columns.length > 0
      ? layout.columns
      : [{ name: info.table.primaryName, column: info.table.primaryName, width: 300, sortable: true }];
  const columns = shown.map((column) => {
    const owner = infos.get(column.alias === undefined ? table : (links.get(column.alias) ?? ''));
    const found = owner?.table.columns.find(({ logicalName }) => logicalName === column.column);
    const label = services.label(found?.displayName) || column.column;
    // A linked table's column carries the table's name, as two tables may have columns of the same name.
    return {
      ...column,
      label: column.alias === undefined || !owner ? label : `${label} (${services.label(owner.table.displayName)})`,
    };
  });
  return { info, columns, jump: layout.jump ?? info.table.primaryName };
}

async function readFetchXml(props: EntityGridProps, shape: GridShape, sort: Sort | undefined): Promise<string> {
  const { services, table, view, relatedTo, filterXml, search } = props;
  const text = search?.trim() ?? '';
  const quickFind = text === '' ? undefined : (await services.views(table)).find(({ queryType }) => queryType === 4);
  const fields = quickFind ? quickFindFields(quickFind.fetchXml) : [];
  return buildGridFetch(view.fetchXml, {
    columns: [shape.info.table.primaryId, shape.info.table.primaryName],
    sort,
    relatedTo,
    filterXml,
    search:
      text === ''
        ? undefined
        : { text, fields: fields.length > 0 ? fields : [{ column: shape.info.table.primaryName, operator: 'like' }] },
  });
}

/** The grid's data for a request; `refresh` asks again. Answers that were overtaken by a newer request are dropped. */
export function useGridData(props: EntityGridProps, request: GridRequest): { data: GridData; refresh(): void } {
  const { services, table, view, relatedTo, filterXml, search } = props;
  const [data, setData] = React.useState<GridData>({ kind: 'loading' });
  const [turn, setTurn] = React.useState(0);
  const refresh = React.useCallback(() => setTurn((last) => last + 1), []);
  const latest = React.useRef(props);
  latest.current = props;

  React.useEffect(
    () => services.onRowsChanged?.((changed) => changed === table && refresh()),
    [services, table, refresh],
  );

  const { page, count, sort } = request;
  React.useEffect(() => {
    let isOvertaken = false;
    const load = async (): Promise<void> => {
      const shape = await readShape(latest.current);
      const fetchXml = await readFetchXml(latest.current, shape, sort);
      const answer = await services.api.fetchXml(table, withPaging(fetchXml, { page, count }));
      if (isOvertaken) return;
      const { entities: rows, moreRecords, totalRecordCount } = answer;
      setData({ kind: 'ready', shape, rows, moreRecords, totalRecordCount, fetchXml, isReloading: false });
    };
    setData((last) =>
      last.kind === 'ready' && last.shape.info.table.logicalName === table
        ? { ...last, isReloading: true }
        : { kind: 'loading' },
    );
    load().catch((error: unknown) => {
      if (!isOvertaken) setData({ kind: 'failed', message: messageOf(error) });
    });
    return () => {
      isOvertaken = true;
    };
  }, [
    services,
    table,
    view,
    relatedTo?.column,
    relatedTo?.id,
    filterXml,
    search,
    page,
    count,
    sort?.column,
    sort?.descending,
    turn,
  ]);

  return { data, refresh };
}
