/** Room sandbox/app. The page that is open, kept in the browser's history, and the question before unsaved work is left. */
import type { PageInput } from '../contracts';
import { parseRoute, toHref, type Route } from './routing';
import { createStore, type Store } from './store';

export interface Router {
  readonly route: Store<Route>;
  href(page: PageInput | undefined): string;
  /** Opens a page as a new entry of the history; resolves to false when the user stayed. */
  go(page: PageInput): Promise<boolean>;
  /** Changes the address of the page that is open, such as the id of a row that was just created. */
  replace(page: PageInput): void;
  /** Goes back, or to `fallback` when this is the first entry. */
  back(fallback: PageInput): Promise<boolean>;
  /** Asked before the open page is left; answers whether it may be. Undefined removes it. */
  setGuard(guard: (() => Promise<boolean>) | undefined): void;
}

interface HistoryState {
  /** Position in this tab's history of the app; 0 is where it was entered. */
  readonly index: number;
  /** The page with what its address cannot carry. */
  readonly page?: PageInput;
}

const stateOf = (value: unknown): HistoryState => (value as HistoryState | null) ?? { index: 0 };

/** A page as the history can keep it: plain data without functions. */
const toState = (page: PageInput): PageInput => JSON.parse(JSON.stringify(page)) as PageInput;

/** The router of this window; one per window. */
export function createRouter(): Router {
  const read = (): Route => {
    const route = parseRoute(window.location.search);
    const { page } = stateOf(window.history.state);
    return page ? { ...route, page } : route;
  };
  const route = createStore(read());
  let guard: (() => Promise<boolean>) | undefined;
  let index = stateOf(window.history.state).index;
  /** Set while the address is put back after the user chose to stay. */
  let ignoreNextPop = false;

  const href = (page: PageInput | undefined): string => toHref({ ...route.get(), page });
  const mayLeave = async (): Promise<boolean> => guard === undefined || (await guard());

  const onPop = async (event: PopStateEvent): Promise<void> => {
    const next = stateOf(event.state).index;
    if (ignoreNextPop) {
      ignoreNextPop = false;
      return;
    }
    const offset = index - next;
    if (!(await mayLeave())) {
      ignoreNextPop = offset !== 0;
      window.history.go(offset);
      return;
    }
    guard = undefined;
    index = next;
    route.set(read());
  };
  window.addEventListener('popstate', (event) => void onPop(event));

  const go = async (page: PageInput): Promise<boolean> => {
    if (!(await mayLeave())) return false;
    guard = undefined;
    index += 1;
    window.history.pushState({ index, page: toState(page) } satisfies HistoryState, '', href(page));
    route.set({ ...route.get(), page });
    return true;
  };

  return {
    route,
    href,
    go,
    replace(page) {
      window.history.replaceState({ index, page: toState(page) } satisfies HistoryState, '', href(page));
      route.set({ ...route.get(), page });
    },
    async back(fallback) {
      if (index === 0) return go(fallback);
      window.history.back();
      return true;
    },
    setGuard(next) {
      guard = next;
    },
  };
}
