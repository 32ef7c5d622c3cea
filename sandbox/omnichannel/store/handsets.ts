/** Room sandbox/omnichannel/store. The handsets: which messages each got and wrote, and what is unread. */
import type { Guid, RowReference, SqlConnection } from '../../dataverse/contracts';
import type { ChannelType } from '../channelTypes';

export type Direction = 'to-customer' | 'from-customer';

/** One bubble. */
export interface HandsetMessage {
  readonly id: number;
  readonly direction: Direction;
  readonly channelType: ChannelType;
  /** The organisation's number on the other side. */
  readonly organizationNumber: string;
  readonly text: string;
  /** Language of the text, when known. */
  readonly lcid?: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The activity written for it, if any. */
  readonly activityId?: Guid;
  /** The conversation a reply belongs to. */
  readonly conversationId?: Guid;
}

export interface Handset {
  /** E.164. */
  readonly number: string;
  /** The customer's name, as known when the last message arrived. */
  readonly name?: string;
  readonly customer?: RowReference;
  readonly messageCount: number;
  readonly unreadCount: number;
  readonly lastMessage: HandsetMessage;
}

export interface HandsetPage {
  /** Handsets that match the search, on all pages. */
  readonly total: number;
  /** Those of them with unread messages. */
  readonly unread: number;
  readonly handsets: readonly Handset[];
  /** Pass as `before` to get the next page. */
  readonly next?: number;
}

export interface NewMessage extends Omit<HandsetMessage, 'id'> {
  readonly number: string;
  readonly customer?: RowReference & { readonly name: string };
}

type Cell = string | number | null | undefined;

const MESSAGE_COLUMNS =
  'm.id, m.direction, m.channel_type, m.organization_number, m.text, m.lcid, m.at, m.activity_id, m.conversation_id';
const HANDSET_COLUMNS = 'h.number, h.name, h.customer_table, h.customer_id, h.message_count, h.unread_count';

const orUndefined = <T>(value: Cell): T | undefined => (value == null ? undefined : (value as T));

function toMessage([
  id,
  direction,
  channelType,
  organizationNumber,
  text,
  lcid,
  at,
  activityId,
  conversationId,
]: Cell[]): HandsetMessage {
  return {
    id: id as number,
    direction: direction as Direction,
    channelType: channelType as ChannelType,
    organizationNumber: organizationNumber as string,
    text: text as string,
    lcid: orUndefined<number>(lcid),
    at: at as string,
    activityId: orUndefined<string>(activityId),
    conversationId: orUndefined<string>(conversationId),
  };
}

function toHandset([number, name, customerTable, customerId, messageCount, unreadCount, ...message]: Cell[]): Handset {
  return {
    number: number as string,
    name: orUndefined<string>(name),
    customer: customerTable == null ? undefined : { table: customerTable as string, id: customerId as string },
    messageCount: messageCount as number,
    unreadCount: unreadCount as number,
    lastMessage: toMessage(message),
  };
}

export class HandsetStore {
  private readonly listeners = new Set<(number: string | undefined) => void>();

  constructor(private readonly sql: SqlConnection) {}

  /** Puts a message on its handset. Call it inside the transaction that writes the rows belonging to it. */
  add(message: NewMessage): void {
    const [added] = this.sql.all(
      `INSERT INTO omnichannel_message
         (number, direction, channel_type, organization_number, text, lcid, at, activity_id, conversation_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      [
        message.number,
        message.direction,
        message.channelType,
        message.organizationNumber,
        message.text,
        message.lcid ?? null,
        message.at,
        message.activityId ?? null,
        message.conversationId ?? null,
      ],
    );
    const name = message.customer?.name ?? null;
    this.sql.run(
      `INSERT INTO omnichannel_handset
         (number, name, customer_table, customer_id, search, message_count, unread_count, last_message_id)
       VALUES (?, ?, ?, ?, ?, 1, ?, ?)
       ON CONFLICT (number) DO UPDATE SET
         name = excluded.name, customer_table = excluded.customer_table, customer_id = excluded.customer_id,
         search = excluded.search, message_count = message_count + 1, unread_count = unread_count + excluded.unread_count,
         last_message_id = excluded.last_message_id`,
      [
        message.number,
        name,
        message.customer?.table ?? null,
        message.customer?.id ?? null,
        `${name ?? ''} ${message.number}`.toLowerCase(),
        message.direction === 'to-customer' ? 1 : 0,
        added?.[0] ?? null,
      ],
    );
  }

  /** Handsets by their newest message, newest first. @param before the `next` of the page before. */
  list({ search, top, before }: { search?: string; top: number; before?: number }): HandsetPage {
    const pattern = `%${(search ?? '')
      .trim()
      .toLowerCase()
      .replace(/[\\%_]/g, '\\$&')}%`;
    const [counts] = this.sql.all(
      `SELECT count(*), coalesce(sum(unread_count > 0), 0) FROM omnichannel_handset WHERE search LIKE ? ESCAPE '\\'`,
      [pattern],
    );
    const rows = this.sql.all(
      `SELECT ${HANDSET_COLUMNS}, ${MESSAGE_COLUMNS}
       FROM omnichannel_handset h JOIN omnichannel_message m ON m.id = h.last_message_id
       WHERE h.search LIKE ? ESCAPE '\\' AND h.last_message_id < ?
       ORDER BY h.last_message_id DESC LIMIT ?`,
      [pattern, before ?? Number.MAX_SAFE_INTEGER, top + 1],
    );
    const handsets = rows.slice(0, top).map(toHandset);
    return {
      total: Number(counts?.[0] ?? 0),
      unread: Number(counts?.[1] ?? 0),
      handsets,
      next: rows.length > top ? handsets.at(-1)?.lastMessage.id : undefined,
    };
  }

  /** One handset; `undefined` when no message ever reached it. */
  find(number: string): Handset | undefined {
    const [row] = this.sql.all(
      `SELECT ${HANDSET_COLUMNS}, ${MESSAGE_COLUMNS}
       FROM omnichannel_handset h JOIN omnichannel_message m ON m.id = h.last_message_id WHERE h.number = ?`,
      [number],
    );
    return row && toHandset(row);
  }

  /** The newest messages of a handset, oldest of them first. */
  messages(number: string, top: number): HandsetMessage[] {
    return this.sql
      .all(`SELECT ${MESSAGE_COLUMNS} FROM omnichannel_message m WHERE m.number = ? ORDER BY m.id DESC LIMIT ?`, [
        number,
        top,
      ])
      .map(toMessage)
      .reverse();
  }

  /** The newest reply of a handset on a channel. */
  lastReply(number: string, channelType: ChannelType): HandsetMessage | undefined {
    const [row] = this.sql.all(
      `SELECT ${MESSAGE_COLUMNS} FROM omnichannel_message m
       WHERE m.number = ? AND m.direction = 'from-customer' AND m.channel_type = ? ORDER BY m.id DESC LIMIT 1`,
      [number, channelType],
    );
    return row && toMessage(row);
  }

  markRead(number: string): void {
    const changed = this.sql.run(
      'UPDATE omnichannel_handset SET unread_count = 0 WHERE number = ? AND unread_count > 0',
      [number],
    );
    if (changed > 0) this.announce([number]);
  }

  /** Tells the listeners that these handsets changed. Call it after the transaction. */
  announce(numbers: Iterable<string>): void {
    for (const number of numbers) for (const listener of this.listeners) listener(number);
  }

  /** Tells the listeners that anything may have changed. */
  announceAll(): void {
    for (const listener of this.listeners) listener(undefined);
  }

  /**
   * @param listener told the number, or `undefined` when any may have changed
   * @returns a function that ends the subscription.
   */
  subscribe(listener: (number: string | undefined) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
