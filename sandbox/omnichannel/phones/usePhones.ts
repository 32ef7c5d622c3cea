/** Room sandbox/omnichannel/phones, browser side. The state of the page: the list, the open handset, and their refresh. */
import * as React from 'react';
import { newestAnswers } from '../../newestAnswers';
import {
  fetchHandset,
  fetchHandsets,
  listenForChanges,
  markRead,
  PhonesRequestError,
  sendReply,
  type HandsetDetail,
  type HandsetList,
} from './apiClient';
import { appendPage, refreshFirstPage } from './mergePages';
import type { PhonesTextKey } from './strings';

const SEARCH_PAUSE_MS = 200;

/** A text of the page and what stands in its places. */
export interface Problem {
  readonly key: PhonesTextKey;
  readonly values: readonly string[];
}

const HANDSET_UNKNOWN = 'handset-unknown';

const PROBLEM_KEYS: Readonly<Record<string, PhonesTextKey>> = {
  [HANDSET_UNKNOWN]: 'handsetUnknown',
  'reply-invalid': 'replyInvalid',
};

function toProblem(error: unknown): Problem {
  if (!(error instanceof PhonesRequestError)) return { key: 'notReached', values: [] };
  const key = PROBLEM_KEYS[error.code];
  return key ? { key, values: [] } : { key: 'failed', values: [error.message] };
}

export interface Phones {
  readonly list?: HandsetList;
  readonly open?: HandsetDetail;
  /** The number chosen, also before its messages have come. */
  readonly openNumber?: string;
  /** Its messages could not be read. */
  readonly isLost: boolean;
  /** What failed last. */
  readonly problem?: Problem;
  readonly search: string;
  setSearch(search: string): void;
  choose(number: string | undefined): void;
  loadMore(): Promise<void>;
  /** Reads the messages of the chosen number again. */
  tryAgain(): void;
  /** @returns false when the reply was not taken. */
  reply(text: string): Promise<boolean>;
  dismissProblem(): void;
}

/** Handsets, and the search that found them. */
interface FoundHandsets {
  readonly search: string;
  readonly list: HandsetList;
}

const numberInAddress = (): string | undefined => decodeURIComponent(window.location.hash.slice(1)) || undefined;

/** Loads and keeps everything the page shows. */
export function usePhones(): Phones {
  const [found, setFound] = React.useState<FoundHandsets>();
  const list = found?.list;
  const [open, setOpen] = React.useState<HandsetDetail>();
  const [openNumber, setOpenNumber] = React.useState(numberInAddress);
  const [lostNumber, setLostNumber] = React.useState<string>();
  const [search, setSearch] = React.useState('');
  const [problem, setProblem] = React.useState<Problem>();
  // What the change stream reads: the newest values, without a new connection for each.
  const shown = React.useRef({ search, openNumber });
  shown.current = { search, openNumber };
  const ask = React.useRef(newestAnswers()).current;

  const report = React.useCallback((error: unknown) => setProblem(toProblem(error)), []);
  // That nobody answers is untrue from the next answer on.
  const reached = React.useCallback(() => setProblem((last) => (last?.key === 'notReached' ? undefined : last)), []);

  const loadFirstPage = React.useCallback(
    async (how: 'replace' | 'refresh') => {
      const asked = shown.current.search;
      const page = await ask('list', () => fetchHandsets(asked));
      reached();
      if (!page || asked !== shown.current.search) return;
      setFound((before) => ({
        search: asked,
        list: how === 'refresh' && before?.search === asked ? refreshFirstPage(before.list, page) : page,
      }));
    },
    [ask, reached],
  );

  const loadOpen = React.useCallback(
    async (number: string) => {
      try {
        const detail = await ask('open', () => fetchHandset(number));
        reached();
        if (!detail || number !== shown.current.openNumber) return;
        setOpen(detail);
        setLostNumber(undefined);
        if (detail.unreadCount > 0) await markRead(number);
      } catch (error) {
        report(error);
        setLostNumber(number);
        // What the sandbox no longer has, as after a reset, is not shown as if it had.
        if (error instanceof PhonesRequestError && error.code === HANDSET_UNKNOWN) setOpen(undefined);
      }
    },
    [ask, reached, report],
  );

  React.useEffect(() => {
    const timer = setTimeout(() => void loadFirstPage('replace').catch(report), SEARCH_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [search, loadFirstPage, report]);

  React.useEffect(() => {
    setOpen(undefined);
    setLostNumber(undefined);
    if (openNumber !== undefined) void loadOpen(openNumber);
  }, [openNumber, loadOpen]);

  React.useEffect(
    () =>
      listenForChanges((numbers) => {
        void loadFirstPage(numbers ? 'refresh' : 'replace').catch(report);
        const current = shown.current.openNumber;
        if (current !== undefined && (!numbers || numbers.includes(current))) void loadOpen(current);
      }),
    [loadFirstPage, loadOpen, report],
  );

  React.useEffect(() => {
    const follow = (): void => setOpenNumber(numberInAddress());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  return {
    list,
    open,
    openNumber,
    isLost: open === undefined && lostNumber !== undefined && lostNumber === openNumber,
    problem,
    search,
    setSearch,
    choose: (number) => {
      window.location.hash = number === undefined ? '' : encodeURIComponent(number);
    },
    loadMore: async () => {
      if (list?.next === undefined) return;
      try {
        const page = await fetchHandsets(search, list.next);
        setFound((before) =>
          before && before.list.next === list.next ? { ...before, list: appendPage(before.list, page) } : before,
        );
      } catch (error) {
        report(error);
      }
    },
    tryAgain: () => {
      setProblem(undefined);
      setLostNumber(undefined);
      if (openNumber !== undefined) void loadOpen(openNumber);
    },
    reply: async (text) => {
      if (openNumber === undefined) return false;
      try {
        await sendReply(openNumber, text);
        return true;
      } catch (error) {
        report(error);
        return false;
      }
    },
    dismissProblem: () => setProblem(undefined),
  };
}
