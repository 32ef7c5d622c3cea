/** Room sandbox/omnichannel/phones, browser side. Asks the server for handsets and messages, and hears of changes. */
import { listenForEvents } from '../../eventListener';

export interface BubbleMessage {
  readonly id: number;
  readonly direction: 'to-customer' | 'from-customer';
  readonly channelType: number;
  readonly organizationNumber: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A tag such as `id-id`. */
  readonly language?: string;
}

export interface HandsetSummary {
  readonly number: string;
  readonly name?: string;
  readonly messageCount: number;
  readonly unreadCount: number;
  readonly lastMessage: BubbleMessage;
}

export interface HandsetList {
  readonly total: number;
  readonly unread: number;
  readonly handsets: readonly HandsetSummary[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: number;
}

export interface HandsetDetail extends HandsetSummary {
  readonly messages: readonly BubbleMessage[];
}

/** The server answered with an error; the message is its sentence. */
export class PhonesRequestError extends Error {
  override readonly name = 'PhonesRequestError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

async function request(path: string, body?: unknown): Promise<unknown> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`/phones/api/${path}`, init);
  if (response.status === 204) return undefined;
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const { error } = answer as { error?: { code?: string; message?: string } };
  throw new PhonesRequestError(
    error?.code ?? 'request-failed',
    error?.message ?? `The server answered ${response.status}.`,
  );
}

/** One page of handsets, newest message first. @param before the `next` of the page before. */
export async function fetchHandsets(search: string, before?: number): Promise<HandsetList> {
  const query = new URLSearchParams({ search, ...(before === undefined ? {} : { before: String(before) }) });
  return (await request(`handsets?${query.toString()}`)) as HandsetList;
}

export const fetchHandset = async (number: string): Promise<HandsetDetail> =>
  (await request(`handsets/${encodeURIComponent(number)}`)) as HandsetDetail;

export const markRead = async (number: string): Promise<void> => {
  await request(`handsets/${encodeURIComponent(number)}/read`, {});
};

export const sendReply = async (number: string, text: string): Promise<void> => {
  await request(`${encodeURIComponent(number)}/replies`, { text });
};

/**
 * Calls back when handsets changed; with `undefined` when it begins to hear, and after a loss, when anything may have.
 * @returns a function that stops it.
 */
export const listenForChanges = (onChange: (numbers: readonly string[] | undefined) => void): (() => void) =>
  listenForEvents('/phones/api/changes', 'numbers', onChange);
