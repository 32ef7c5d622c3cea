/** Room sandbox/app. A subgrid: the rows related to this one, in a view, with "New" and "Refresh". */
import * as React from 'react';
import { CommandButton, Dropdown, IconButton, SearchBox, Spinner } from '@fluentui/react';
import type { EntityGridState, EntityReference, TableInfo, View } from '../contracts';
import { EntityGrid } from '../grid/EntityGrid';
import { RibbonScope } from '../ribbon/RibbonScope';
import { isAllowed, isHidden, type StandardCommandKey } from '../ribbon/standardCommands';
import { messageOf } from './errors';
import type { FormSession } from './formSession';
import type { SubgridControl } from './hostedControls';
import { formText } from './strings';
import type { TitlePlace } from './titlePlace';
import { HEAD_CLASSES } from './titlePlace';
import { openNewRow, openRow } from './openRows';
import { normalizeId } from './xml';

interface Props {
  control: SubgridControl;
  title: TitlePlace;
  session: FormSession;
}

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly info: TableInfo; readonly views: readonly View[] };

/** Pixels of one grid row, to turn `RecordsPerPage` into a height. */
const ROW_HEIGHT = 42;

/** The view a subgrid shows: the named one, else the table's associated view, else its default public view. */
export function chooseSubgridView(views: readonly View[], viewId: string | undefined): View | undefined {
  return (
    views.find((view) => normalizeId(view.id) === viewId) ??
    views.find((view) => view.queryType === 2) ??
    views.find((view) => view.queryType === 0 && view.isDefault) ??
    views.find((view) => view.queryType === 0)
  );
}

/** The lookup column of the related table that points at this form's row. */
export function relatedColumn(session: FormSession, relationshipName: string | undefined): string | undefined {
  return session.info.oneToMany.find((one) => one.schemaName.toLowerCase() === relationshipName?.toLowerCase())
    ?.referencingColumn;
}

export function Subgrid({ control, session, title: place }: Props): React.ReactElement {
  const { services } = session;
  const table = control.model.parameters.TargetEntityType ?? '';
  const loaded = useTable(session, table);
  const title =
    control.label || (loaded.kind === 'ready' ? services.label(loaded.info.table.displayCollectionName) : table);
  return (
    <div className="mda-subgrid" data-control={control.name}>
      {loaded.kind === 'loading' && <Spinner />}
      {loaded.kind === 'failed' && (
        <div className="mda-note" role="alert">
          {title}: {loaded.message}
        </div>
      )}
      {loaded.kind === 'ready' && (
        <RelatedRows
          control={control}
          place={place}
          info={loaded.info}
          session={session}
          title={title}
          views={loaded.views}
        />
      )}
    </div>
  );
}

function useTable(session: FormSession, table: string): Loaded {
  const { services } = session;
  const [loaded, setLoaded] = React.useState<Loaded>({ kind: 'loading' });
  React.useEffect(() => {
    let isGone = false;
    Promise.all([services.tableInfo(table), services.views(table)]).then(
      ([info, views]) => {
        if (!isGone) setLoaded({ kind: 'ready', info, views });
      },
      (error: unknown) => {
        if (!isGone) setLoaded({ kind: 'failed', message: messageOf(error) });
      },
    );
    return () => {
      isGone = true;
    };
  }, [services, table]);
  return loaded;
}

interface RelatedProps extends Omit<Props, 'title'> {
  place: TitlePlace;
  info: TableInfo;
  title: string;
  views: readonly View[];
}

function RelatedRows({ control, place, session, info, views, title }: RelatedProps): React.ReactElement {
  const { services } = session;
  const grid = React.useRef<EntityGridState | undefined>(undefined);
  const [search, setSearch] = React.useState('');
  const ribbon = React.useContext(RibbonScope);
  const offers = (key: StandardCommandKey): boolean =>
    (ribbon === undefined || !isHidden(ribbon, 'subgrid', info.table.logicalName, key)) &&
    isAllowed(services.privileges, info.table.logicalName, key);
  const { parameters } = control.model;
  const column = relatedColumn(session, parameters.RelationshipName);
  const view = chooseSubgridView(views, control.viewId);
  const parentId = session.id;
  const version = control.refreshCount;
  const firstVersion = React.useRef(version);
  React.useEffect(() => {
    if (version !== firstVersion.current) grid.current?.refresh();
  }, [version]);

  const onSelectionChange = React.useCallback(
    (selected: readonly EntityReference[]) => {
      control.state = { ...control.state, selected };
    },
    [control],
  );
  const onLoaded = React.useCallback(
    (state: EntityGridState) => {
      grid.current = state;
      control.state = { ...control.state, totalCount: state.totalRecordCount ?? state.rows.length };
      session.fire(control.onLoad, control.api);
    },
    [control, session],
  );
  const onOpen = React.useCallback(
    (reference: EntityReference) => {
      openRow(services, reference);
    },
    [services],
  );
  const relatedTo = React.useMemo(
    () => (column && parentId ? { column, id: parentId } : undefined),
    [column, parentId],
  );
  const createNew = (): void => {
    const parent: EntityReference = {
      entityType: session.info.table.logicalName,
      id: parentId ?? '',
      name: session.primaryName,
    };
    const data = column
      ? { [column]: [{ id: parent.id, entityType: parent.entityType, name: parent.name }] }
      : undefined;
    openNewRow(services, info.table.logicalName, { createdFrom: column ? parent : undefined, data })
      .then(() => {
        control.refresh();
      })
      .catch((error: unknown) => services.error({ message: messageOf(error) }));
  };

  if (!parentId) {
    return (
      <>
        {place === 'shown' && <h3 className="mda-sub-title">{title}</h3>}
        <div className="mda-note">{session.text('saveFirst')}</div>
      </>
    );
  }
  const isNarrowed = Boolean(parameters.RelationshipName);
  if (isNarrowed && !column) {
    return <div className="mda-note">{session.text('noRelationship', parameters.RelationshipName ?? '')}</div>;
  }
  const rows = Math.max(2, Number.parseInt(parameters.RecordsPerPage ?? '', 10) || 4);
  return (
    <>
      <div className={HEAD_CLASSES[place]}>
        {place === 'shown' && <h3 className="mda-sub-title">{title}</h3>}
        {parameters.EnableViewPicker === 'true' && <ViewPicker control={control} view={view} views={views} />}
        {parameters.EnableQuickFind === 'true' && (
          <SearchBox
            ariaLabel={`${session.text('search')} ${title}`}
            onClear={() => {
              setSearch('');
            }}
            onSearch={setSearch}
            placeholder={session.text('search')}
            styles={{ root: { width: 180 } }}
          />
        )}
        {offers('new') && (
          <CommandButton
            iconProps={{ iconName: 'Add' }}
            onClick={createNew}
            text={session.text('newTitle', services.label(info.table.displayName))}
          />
        )}
        <IconButton
          ariaLabel={`${session.text('refresh')} ${title}`}
          iconProps={{ iconName: 'Refresh' }}
          onClick={() => {
            control.refresh();
          }}
          title={session.text('refresh')}
        />
      </div>
      {view ? (
        <EntityGrid
          ariaLabel={title}
          maxHeight={(rows + 1) * ROW_HEIGHT + 12}
          onLoaded={onLoaded}
          onOpen={onOpen}
          onSelectionChange={onSelectionChange}
          pageSize={50}
          relatedTo={relatedTo}
          search={search}
          selection="multiple"
          services={services}
          table={info.table.logicalName}
          view={view}
        />
      ) : (
        <div className="mda-note">{session.text('noView', info.table.logicalName)}</div>
      )}
    </>
  );
}

function ViewPicker({
  control,
  views,
  view,
}: {
  control: SubgridControl;
  views: readonly View[];
  view: View | undefined;
}): React.ReactElement {
  const allowed = (control.model.parameters.ViewIds ?? '')
    .split(',')
    .map((id) => normalizeId(id.trim()))
    .filter(Boolean);
  const offered = views.filter((one) =>
    allowed.length > 0 ? allowed.includes(normalizeId(one.id)) : one.queryType === 0 || one.queryType === 2,
  );
  return (
    <Dropdown
      ariaLabel={formText(control.host.services.user.languageId, 'view')}
      onChange={(_event, option) => {
        if (option) control.viewId = normalizeId(String(option.key));
      }}
      options={offered.map((one) => ({ key: one.id, text: one.name }))}
      selectedKey={view?.id ?? null}
      styles={{ root: { minWidth: 180 } }}
    />
  );
}
