/** Room sandbox/app. The list of a table: view selector, quick find, command bar, grid. */
import * as React from 'react';
import { DirectionalHint, IconButton, SearchBox, Spinner, type IContextualMenuItem } from '@fluentui/react';
import type { EntityGridState, EntityReference, TableInfo, View } from '../contracts';
import { messageOf } from '../host/errors';
import type { ShellServices } from '../host/services';
import type { Ribbon } from '../ribbon/ribbonModel';
import type { RibbonContext } from '../ribbon/ribbonContext';
import { caseCommands, useCaseState } from '../ribbon/caseCommands';
import { RibbonBar, type StandardCommand } from '../ribbon/RibbonBar';
import { PageFailure } from '../shell/PageFailure';
import { hostText } from '../shell/strings';
import { deleteRows } from './deleteRows';
import { EntityGrid } from './EntityGrid';
import { createGridControl } from './gridControl';

const PUBLIC_VIEW = 0;

export interface ListPageProps {
  readonly services: ShellServices;
  readonly ribbon: Ribbon;
  readonly table: string;
  /** Absent or unknown: the table's default view. */
  readonly viewId: string | undefined;
  /** The user chose a view; the address should say so. */
  onView(viewId: string): void;
}

interface ListData {
  readonly table: string;
  readonly info: TableInfo;
  readonly views: readonly View[];
}

type ListState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'ready' } & ListData);

function useListData(services: ShellServices, table: string): { state: ListState; retry(): void } {
  const [state, setState] = React.useState<ListState>({ kind: 'loading' });
  const [turn, setTurn] = React.useState(0);
  React.useEffect(() => {
    let isGone = false;
    setState({ kind: 'loading' });
    Promise.all([services.tableInfo(table), services.views(table)]).then(
      ([info, views]) =>
        !isGone &&
        setState({ kind: 'ready', table, info, views: views.filter(({ queryType }) => queryType === PUBLIC_VIEW) }),
      (error: unknown) => !isGone && setState({ kind: 'failed', message: messageOf(error) }),
    );
    return () => {
      isGone = true;
    };
  }, [services, table, turn]);
  return { state, retry: () => setTurn(turn + 1) };
}

/** The list of one table. A view change keeps the search, as on the platform. */
export function ListPage(props: ListPageProps): React.ReactElement {
  const { services, table, viewId } = props;
  const lcid = services.user.languageId;
  const { state, retry } = useListData(services, table);
  if (state.kind === 'failed') return <PageFailure lcid={lcid} message={state.message} retry={retry} />;
  if (state.kind === 'loading' || state.table !== table)
    return <Spinner className="grid-spinner" label={hostText(lcid, 'loading')} />;
  const view = state.views.find(({ id }) => id === viewId) ?? state.views[0];
  if (!view) return <PageFailure lcid={lcid} message={hostText(lcid, 'noViews')} />;
  return <TableList {...props} key={table} data={state} view={view} />;
}

interface TableListProps extends ListPageProps {
  readonly data: ListData;
  readonly view: View;
}

function TableList(props: TableListProps): React.ReactElement {
  const { services, ribbon, table, data, view, onView } = props;
  const lcid = services.user.languageId;
  const [search, setSearch] = React.useState('');
  const [selected, setSelected] = React.useState<readonly EntityReference[]>([]);
  const [gridState, setGridState] = React.useState<EntityGridState>();
  const [ribbonTurn, setRibbonTurn] = React.useState(0);

  const latest = React.useRef({ view, gridState, selected, onView });
  latest.current = { view, gridState, selected, onView };
  const control = React.useMemo(
    () =>
      createGridControl({
        name: 'crmGrid',
        table,
        isSubgrid: false,
        view: () => latest.current.view,
        state: () => latest.current.gridState,
        selected: () => latest.current.selected,
        setView: (id) => latest.current.onView(id),
        refreshRibbon: () => setRibbonTurn((turn) => turn + 1),
      }),
    [table],
  );
  React.useEffect(() => control.raiseOnLoad(), [control, gridState]);

  const context = React.useMemo<RibbonContext>(
    () => ({
      place: 'grid',
      table,
      tableTypeCode: data.info.table.objectTypeCode,
      selectedControl: control,
      primaryControl: control,
      primary: undefined,
      allItems: gridState?.rows ?? [],
      selectedItems: selected,
      formState: undefined,
      value: () => undefined,
      organization: { name: services.session.organizationName, languageId: services.session.organizationLanguageId },
      userLanguageId: lcid,
    }),
    [services, table, data, control, gridState, selected, lcid, ribbonTurn],
  );
  const caseState = useCaseState(services, table, selected);
  const standard: StandardCommand[] = [
    {
      key: 'new',
      text: hostText(lcid, 'newRow'),
      icon: 'Add',
      run: () => void services.navigate({ pageType: 'entityrecord', entityName: table }),
    },
    ...(selected.length > 0
      ? [
          {
            key: 'delete' as const,
            text: hostText(lcid, 'delete'),
            icon: 'Delete',
            run: () => void deleteRows(services, table, selected),
          },
        ]
      : []),
    ...caseCommands({ services, cases: selected, state: caseState, done: () => services.rowsChanged(table) }),
    { key: 'refresh', text: hostText(lcid, 'refresh'), icon: 'Refresh', run: () => gridState?.refresh() },
  ];
  const plural = services.label(data.info.table.displayCollectionName) || table;
  return (
    <div className="list-page">
      <RibbonBar
        services={services}
        ribbon={ribbon}
        context={context}
        standard={standard}
        ariaLabel={hostText(lcid, 'commands')}
      />
      <div className="list-card">
        <div className="list-head">
          <ViewSelector lcid={lcid} views={data.views} view={view} onView={onView} />
          <SearchBox
            className="list-search"
            placeholder={hostText(lcid, 'quickFind')}
            ariaLabel={hostText(lcid, 'quickFind')}
            title={hostText(lcid, 'quickFindHint')}
            onSearch={setSearch}
            onClear={() => setSearch('')}
          />
        </div>
        <EntityGrid
          services={services}
          table={table}
          view={view}
          search={search}
          selection="multiple"
          onSelectionChange={setSelected}
          onLoaded={setGridState}
          onOpen={({ id }) => void services.navigate({ pageType: 'entityrecord', entityName: table, entityId: id })}
          ariaLabel={`${plural}: ${view.name}`}
        />
      </div>
    </div>
  );
}

interface ViewSelectorProps {
  readonly lcid: number;
  readonly views: readonly View[];
  readonly view: View;
  onView(viewId: string): void;
}

/** The view's name as heading, with the menu of the others. */
function ViewSelector({ lcid, views, view, onView }: ViewSelectorProps): React.ReactElement {
  const items: IContextualMenuItem[] = views.map(({ id, name }) => ({
    key: id,
    text: name,
    canCheck: true,
    checked: id === view.id,
    onClick: () => onView(id),
  }));
  return (
    <div className="view-selector">
      <h1 className="view-name">{view.name}</h1>
      <IconButton
        className="view-button"
        ariaLabel={hostText(lcid, 'selectView')}
        title={hostText(lcid, 'selectView')}
        menuIconProps={{ iconName: 'ChevronDown' }}
        menuProps={{ items, directionalHint: DirectionalHint.bottomLeftEdge, ariaLabel: hostText(lcid, 'selectView') }}
      />
    </div>
  );
}
