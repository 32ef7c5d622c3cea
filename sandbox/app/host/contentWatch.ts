/**
 * Room sandbox/app. Notices on an open page that the sandbox has other rows and definitions than when the page was opened. It asks when
 * a person comes back to the page, and when another page of the browser says so: a connection of its own for each open page would
 * soon use up the few that a browser has for one server.
 */
import type { ContentState } from './hostData';
import { readHostJson } from './hostRequest';

const CHANNEL = 'sandbox-content';

/** Tells the other pages of this browser that a snapshot was restored. */
export function tellOfOtherContent(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('replaced');
  channel.close();
}

/**
 * Calls back once.
 * @param contentId of the session that the page was opened with
 */
export function watchContent(contentId: string, onReplaced: () => void): void {
  const channel = new BroadcastChannel(CHANNEL);
  const look = async (): Promise<void> => {
    if (document.visibilityState === 'hidden') return;
    // Nobody answers for now: it is asked again soon enough.
    const state = await readHostJson<ContentState>('/_host/content').catch(() => undefined);
    if (state === undefined || state.contentId === contentId || isOver) return;
    isOver = true;
    channel.close();
    window.removeEventListener('focus', onSign);
    document.removeEventListener('visibilitychange', onSign);
    onReplaced();
  };
  let isOver = false;
  const onSign = (): void => void look();
  channel.addEventListener('message', onSign);
  window.addEventListener('focus', onSign);
  document.addEventListener('visibilitychange', onSign);
}
