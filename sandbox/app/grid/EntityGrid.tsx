/**
 * Room sandbox/app. A grid of rows as a view lays them out: sorting, selection, pages, links. Used for main grids,
 * subgrids and lookup dialogs.
 */
import * as React from 'react';
import {
  CheckboxVisibility,
  ColumnActionsMode,
  ConstrainMode,
  DetailsList,
  DetailsListLayoutMode,
  DetailsRow,
  Link,
  Selection,
  SelectionMode,
  Spinner,
  type IColumn,
  type IDetailsRowProps,
} from '@fluentui/react';
import type { EntityGridProps, EntityGridState, EntityReference, WebApiRow } from '../contracts';
import { PageFailure } from '../shell/PageFailure';
import { hostText } from '../shell/strings';
import { readCell, toReference } from './cells';
import { initialSort, type Sort } from './fetchQuery';
import { GridFooter, DEFAULT_PAGE_SIZE } from './GridFooter';
import { SubgridCommands } from './SubgridCommands';
import { useGridData, type GridData, type GridShape } from './useGridData';

const SELECTION_MODES = {
  none: SelectionMode.none,
  single: SelectionMode.single,
  multiple: SelectionMode.multiple,
} as const;

/** A plain click opens here; with a modifier key the browser follows the link itself. */
const isPlainClick = (event: React.MouseEvent): boolean =>
  !(event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0);

interface RowLinkProps {
  readonly services: EntityGridProps['services'];
  readonly reference: EntityReference;
  readonly text: string;
  open(reference: EntityReference): void;
}

function RowLink({ services, reference, text, open }: RowLinkProps): React.ReactElement {
  const onClick = (event: React.MouseEvent): void => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    event.stopPropagation();
    open(reference);
  };
  const page = { pageType: 'entityrecord', entityName: reference.entityType, entityId: reference.id } as const;
  return (
    <Link className="grid-link" dir="auto" href={services.pageHref?.(page) ?? '#'} onClick={onClick} title={text}>
      {text}
    </Link>
  );
}

interface CellProps {
  readonly services: EntityGridProps['services'];
  readonly shape: GridShape;
  readonly row: WebApiRow;
  readonly column: string;
  openRow(reference: EntityReference): void;
}

function GridCell({ services, shape, row, column, openRow }: CellProps): React.ReactElement {
  const cell = readCell(row, column);
  if (column === shape.jump) {
    const text = cell.text || hostText(services.user.languageId, 'noName');
    return <RowLink services={services} reference={toReference(shape.info.table, row)} text={text} open={openRow} />;
  }
  if (cell.reference) {
    const openLookup = ({ entityType, id }: EntityReference): void =>
      void services.navigate({ pageType: 'entityrecord', entityName: entityType, entityId: id });
    return <RowLink services={services} reference={cell.reference} text={cell.text} open={openLookup} />;
  }
  return (
    <span className="grid-text" dir="auto" title={cell.text}>
      {cell.text}
    </span>
  );
}

function toColumns(
  shape: GridShape,
  sort: Sort | undefined,
  lcid: number,
  onSort: (column: string) => void,
): IColumn[] {
  return shape.columns.map(({ name, label, width, sortable }) => {
    const isSorted = sort?.column === name;
    return {
      key: name,
      name: label,
      fieldName: name,
      minWidth: Math.min(width, 80),
      maxWidth: Math.max(width, 80),
      isResizable: true,
      isSorted,
      isSortedDescending: isSorted && sort.descending,
      sortAscendingAriaLabel: hostText(lcid, 'sortedUp'),
      sortDescendingAriaLabel: hostText(lcid, 'sortedDown'),
      columnActionsMode: sortable ? ColumnActionsMode.clickable : ColumnActionsMode.disabled,
      onColumnClick: () => sortable && onSort(name),
    };
  });
}

/** The Fluent selection of this grid, told to the owner as references. */
function useGridSelection(
  props: EntityGridProps,
  shape: GridShape | undefined,
): { selection: Selection; selected: readonly EntityReference[] } {
  const [selected, setSelected] = React.useState<readonly EntityReference[]>([]);
  const latest = React.useRef({ props, shape });
  latest.current = { props, shape };
  const [selection] = React.useState(
    () =>
      new Selection({
        selectionMode: SELECTION_MODES[props.selection],
        getKey: (row) => toKey(row as WebApiRow, latest.current.shape),
        onSelectionChanged: () => {
          const { shape: now, props: owner } = latest.current;
          const rows = selection.getSelection() as WebApiRow[];
          const references = now ? rows.map((row) => toReference(now.info.table, row)) : [];
          setSelected(references);
          owner.onSelectionChange?.(references);
        },
      }),
  );
  return { selection, selected };
}

/** What a grid control reads; the same rows while they are being replaced. */
function toState(data: GridData, refresh: () => void): EntityGridState | undefined {
  if (data.kind !== 'ready') return undefined;
  const { rows, shape, totalRecordCount, fetchXml } = data;
  return { rows: rows.map((row) => toReference(shape.info.table, row)), totalRecordCount, fetchXml, refresh };
}

const toKey = (row: WebApiRow, shape: GridShape | undefined): string =>
  shape ? toReference(shape.info.table, row).id : '';

/** See `EntityGridProps`. Keeps page, sorting and page size itself; starts again when view, search or parent change. */
export function EntityGrid(props: EntityGridProps): React.ReactElement {
  const { services, view, search, relatedTo, filterXml, maxHeight } = props;
  const lcid = services.user.languageId;
  const isSubgrid = relatedTo !== undefined;
  const [page, setPage] = React.useState(1);
  const [count, setCount] = React.useState(props.pageSize ?? DEFAULT_PAGE_SIZE);
  const [sort, setSort] = React.useState<Sort | undefined>(undefined);
  const viewSort = React.useMemo(() => initialSort(view.fetchXml), [view.fetchXml]);
  const restart = `${view.id}|${search ?? ''}|${relatedTo?.id ?? ''}|${filterXml ?? ''}`;
  const lastRestart = React.useRef(restart);
  const isRestarting = lastRestart.current !== restart;
  const shownPage = isRestarting ? 1 : page;
  React.useEffect(() => {
    lastRestart.current = restart;
    setPage(1);
  }, [restart]);
  React.useEffect(() => setSort(undefined), [view.id]);

  const { data, refresh } = useGridData(props, { page: shownPage, count, sort });
  const shape = data.kind === 'ready' ? data.shape : undefined;
  const { selection, selected } = useGridSelection(props, shape);

  const state = React.useMemo(() => toState(data, refresh), [data, refresh]);
  React.useEffect(() => {
    if (state && data.kind === 'ready' && !data.isReloading) props.onLoaded?.(state);
  }, [state]);
  React.useEffect(() => selection.setAllSelected(false), [restart, shownPage, count]);

  if (data.kind === 'failed') return <PageFailure lcid={lcid} message={data.message} retry={refresh} />;
  if (data.kind === 'loading')
    return <Spinner className="grid-spinner" label={hostText(lcid, 'loading')} ariaLive="polite" />;

  const openRow = (reference: EntityReference): void => props.onOpen?.(reference);
  const onSort = (column: string): void => {
    const current = sort ?? viewSort;
    setSort({ column, descending: current?.column === column && !current.descending });
    setPage(1);
  };
  const renderRow = (rowProps?: IDetailsRowProps): React.ReactElement | null =>
    rowProps ? <DetailsRow {...rowProps} className="grid-row" /> : null;
  const list = (
    <DetailsList
      items={[...data.rows]}
      columns={toColumns(data.shape, sort ?? viewSort, lcid, onSort)}
      setKey={`${restart}|${shownPage}|${count}`}
      getKey={(row: WebApiRow) => toKey(row, data.shape)}
      selection={selection}
      selectionMode={SELECTION_MODES[props.selection]}
      selectionPreservedOnEmptyClick
      checkboxVisibility={props.selection === 'none' ? CheckboxVisibility.hidden : CheckboxVisibility.always}
      layoutMode={DetailsListLayoutMode.fixedColumns}
      constrainMode={ConstrainMode.unconstrained}
      onItemInvoked={(row: WebApiRow) => openRow(toReference(data.shape.info.table, row))}
      onRenderRow={renderRow}
      onRenderItemColumn={(row: WebApiRow, _index, column) => (
        <GridCell services={services} shape={data.shape} row={row} column={column?.key ?? ''} openRow={openRow} />
      )}
      ariaLabelForGrid={props.ariaLabel}
      ariaLabelForSelectAllCheckbox={hostText(lcid, 'selectAll')}
      checkButtonAriaLabel={hostText(lcid, 'selectRow')}
      compact
    />
  );
  return (
    <div className={isSubgrid ? 'grid grid-sub' : 'grid'} aria-busy={data.isReloading}>
      {isSubgrid && state && <SubgridCommands grid={props} info={data.shape.info} state={state} selected={selected} />}
      <div
        className="grid-scroll"
        data-is-scrollable="true"
        style={maxHeight === undefined ? undefined : { maxHeight }}
      >
        {list}
        {data.rows.length === 0 && (
          <div className="grid-empty" role="status">
            <strong>{hostText(lcid, 'noRows')}</strong>
            {!isSubgrid && <span>{hostText(lcid, 'noRowsHint')}</span>}
          </div>
        )}
      </div>
      <GridFooter
        lcid={lcid}
        page={shownPage}
        count={count}
        shownRows={data.rows.length}
        moreRecords={data.moreRecords}
        totalRecordCount={data.totalRecordCount}
        selectedCount={selected.length}
        hasSelection={props.selection !== 'none'}
        hasPageSizes={!isSubgrid}
        setPage={setPage}
        setCount={(next) => {
          setCount(next);
          setPage(1);
        }}
      />
    </div>
  );
}
