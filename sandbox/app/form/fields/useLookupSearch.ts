/** Room sandbox/app. Search-as-you-type of a lookup field: one table or all of its tables, the latest answer wins. */
import * as React from 'react';
import type { HostServices } from '../../contracts';
import { messageOf } from '../errors';
import type { LookupControl } from '../lookupControl';
import type { LookupHit } from '../lookupQuery';
import { quickFindColumns, toLookupFetch, toLookupHit } from '../lookupQuery';

export type SearchState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'searching' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'found'; readonly hits: readonly LookupHit[] };

/** Milliseconds of quiet before a search starts. */
const QUIET_MS = 200;
const HITS_PER_TABLE = 25;

/** Rows of one table that fit the control's view, its filters and a text. */
export async function searchTable(
  services: HostServices,
  control: LookupControl,
  table: string,
  search: string,
): Promise<LookupHit[]> {
  const [info, views] = await Promise.all([services.tableInfo(table), services.views(table)]);
  const view = control.chooseView(table, views);
  const fetchXml = toLookupFetch({
    info,
    view,
    filters: control.filtersFor(table).map((filter) => filter.xml),
    search,
    searchColumns: quickFindColumns(info, views),
    count: HITS_PER_TABLE,
  });
  const { entities } = await services.api.fetchXml(table, fetchXml);
  return entities.map((row) => toLookupHit(info, view, row));
}

/** Searches while `isOpen`; a newer text or table makes older answers void. */
export function useLookupSearch(
  services: HostServices,
  control: LookupControl,
  tables: readonly string[],
  search: string,
  isOpen: boolean,
): SearchState {
  const [state, setState] = React.useState<SearchState>({ kind: 'closed' });
  const key = tables.join(',');
  React.useEffect(() => {
    if (!isOpen) {
      setState({ kind: 'closed' });
      return undefined;
    }
    let isVoid = false;
    setState({ kind: 'searching' });
    const run = async (): Promise<void> => {
      try {
        const hits = await Promise.all(key.split(',').map((table) => searchTable(services, control, table, search)));
        if (!isVoid) setState({ kind: 'found', hits: hits.flat() });
      } catch (error) {
        if (!isVoid) setState({ kind: 'failed', message: messageOf(error) });
      }
    };
    const timer = setTimeout(() => void run(), search === '' ? 0 : QUIET_MS);
    return () => {
      isVoid = true;
      clearTimeout(timer);
    };
  }, [services, control, key, search, isOpen]);
  return state;
}
