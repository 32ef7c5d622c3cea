/**
 * Room sandbox/omnichannel/phones. HTTP of the handsets page: the page itself with a strict content security policy, its
 * JSON API, and a stream of changes.
 * Differs from the platform: real phones are elsewhere; here all of them are on one page.
 */
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { registerStandalonePage } from '../../app/server/standalonePage';
import { textOf } from '../rowValues';
import { languageOf } from '../service/outboundSettings';
import type { Handset, HandsetMessage } from '../store/handsets';
import { streamChanges } from './changeStream';
import { receiveReply, type ReplyParts } from './conversations';
import { phonesText } from './strings';

const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;
/** The newest messages of one handset that are shown. */
const CONVERSATION_LENGTH = 500;
/** A joined SMS of the largest provider. */
const MAX_REPLY_CHARACTERS = 2048;

/** Registers `/phones` and what it needs. */
export function registerPhonesRoutes(server: FastifyInstance, parts: ReplyParts): void {
  const { dataverse, handsets, directory } = parts;
  registerStandalonePage(server, dataverse, {
    name: 'phones',
    styles: join(__dirname, 'phones.css'),
    text: phonesText,
  });
  server.get('/phones/api/changes', (_request, reply) => streamChanges(reply, handsets));

  server.get<{ Querystring: Record<string, string | undefined> }>('/phones/api/handsets', (request) => {
    const { search, top, before } = request.query;
    return handsets.list({ search, top: Math.min(count(top) ?? PAGE_SIZE, MAX_PAGE_SIZE), before: count(before) });
  });
  server.get<{ Params: { number: string } }>('/phones/api/handsets/:number', (request, reply) => {
    const handset = handsets.find(request.params.number);
    if (!handset) return notFound(reply);
    return {
      ...withCurrentName(handset),
      messages: handsets.messages(handset.number, CONVERSATION_LENGTH).map(withLanguage),
    };
  });
  server.post<{ Params: { number: string } }>('/phones/api/handsets/:number/read', (request, reply) => {
    handsets.markRead(request.params.number);
    return reply.code(204).send();
  });
  server.post<{ Params: { number: string } }>('/phones/api/:number/replies', (request, reply) => {
    const text = replyText(request.body);
    if (text === undefined) {
      const message = `A reply is { "text": "…" } with 1 to ${MAX_REPLY_CHARACTERS} characters.`;
      return reply.code(400).send({ error: { code: 'reply-invalid', message } });
    }
    const conversationId = receiveReply(parts, request.params.number, text);
    return conversationId === undefined ? notFound(reply) : reply.code(201).send({ conversationId });
  });

  /** Adds the language as a tag such as `id-id`, for screen readers and for show. */
  function withLanguage(message: HandsetMessage): HandsetMessage & { readonly language?: string } {
    const language = languageOf(dataverse.rows, message.lcid);
    const row = language && dataverse.rows.find(language.table, language.id);
    return { ...message, language: row && textOf(row.values, 'msdyn_localecode') };
  }

  /** The name may have changed since the last message. */
  function withCurrentName(handset: Handset): Handset {
    return { ...handset, name: directory.find(handset.number)?.name ?? handset.name };
  }
}

const notFound = (reply: FastifyReply): FastifyReply =>
  reply
    .code(404)
    .send({ error: { code: 'handset-unknown', message: 'No message ever reached a handset with this number.' } });

const count = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;

function replyText(body: unknown): string | undefined {
  const text = typeof body === 'object' && body !== null ? (body as { text?: unknown }).text : undefined;
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  return trimmed === '' || trimmed.length > MAX_REPLY_CHARACTERS ? undefined : trimmed;
}
