/**
 * Room sandbox/app. The grid control that ribbon commands get as SelectedControl (Microsoft Learn, "Grids and subgrids in
 * model-driven apps (Client API reference)").
 */
import type { EntityGridState, EntityReference, View } from '../contracts';
import { NotSupportedBySandboxError } from '../host/errors';

const HOME_PAGE_GRID = 1;
const SUBGRID = 2;
/** Object type code of savedquery. */
const SAVED_QUERY = 1039;

export interface GridControlParts {
  readonly name: string;
  readonly table: string;
  readonly isSubgrid: boolean;
  view(): View | undefined;
  state(): EntityGridState | undefined;
  selected(): readonly EntityReference[];
  /** Absent where the view cannot be changed, as in a subgrid. */
  setView?(viewId: string): void;
  refreshRibbon(): void;
}

const braced = (id: string): string => `{${id.toUpperCase()}}`;

const toRow = (reference: EntityReference) => {
  const entity = {
    getEntityName: () => reference.entityType,
    getId: () => braced(reference.id),
    getPrimaryAttributeValue: () => reference.name ?? '',
    getEntityReference: () => ({
      entityType: reference.entityType,
      id: braced(reference.id),
      name: reference.name ?? '',
    }),
  };
  return { data: { entity }, getData: () => ({ entity, getEntity: () => entity }) };
};

/** A collection of the Client API over rows that may change between calls. */
const toCollection = <T>(read: () => readonly T[]) => ({
  get: (selector?: number | ((item: T, index: number) => boolean)) => {
    if (selector === undefined) return [...read()];
    return typeof selector === 'number' ? (read()[selector] ?? null) : read().filter(selector);
  },
  getAll: () => [...read()],
  getLength: () => read().length,
  forEach: (visit: (item: T, index: number) => void) => read().forEach(visit),
});

export type GridControl = ReturnType<typeof createGridControl>;

export function createGridControl(parts: GridControlParts) {
  const onLoad = new Set<() => void>();
  const refused = (member: string) => () => {
    throw new NotSupportedBySandboxError(`gridContext.${member}`);
  };
  return {
    addOnLoad: (handler: () => void) => void onLoad.add(handler),
    removeOnLoad: (handler: () => void) => void onLoad.delete(handler),
    getEntityName: () => parts.table,
    getName: () => parts.name,
    getControlType: () => 'subgrid',
    getGridType: () => (parts.isSubgrid ? SUBGRID : HOME_PAGE_GRID),
    getFetchXml: () => parts.state()?.fetchXml ?? parts.view()?.fetchXml ?? '',
    getGrid: () => ({
      getRows: () => toCollection(() => (parts.state()?.rows ?? []).map(toRow)),
      getSelectedRows: () => toCollection(() => parts.selected().map(toRow)),
      // -1 means not counted, as on the platform.
      getTotalRecordCount: () => parts.state()?.totalRecordCount ?? -1,
    }),
    getViewSelector: () => ({
      isVisible: () => parts.setView !== undefined,
      getCurrentView: () => {
        const view = parts.view();
        return { entityType: SAVED_QUERY, id: braced(view?.id ?? ''), name: view?.name ?? '' };
      },
      setCurrentView: ({ id }: { id: string }) => parts.setView?.(id.replace(/[{}]/g, '').toLowerCase()),
    }),
    refresh: () => parts.state()?.refresh(),
    refreshRibbon: () => parts.refreshRibbon(),
    getUrl: refused('getUrl'),
    getRelationship: refused('getRelationship'),
    openRelatedGrid: refused('openRelatedGrid'),
    /** The host's own: the rows on screen were loaded. */
    raiseOnLoad: () => onLoad.forEach((handler) => handler()),
  };
}
