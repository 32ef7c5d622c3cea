/**
 * Room sandbox/app, server side. The pages and files of the model-driven host: the chooser of apps, the page of an app,
 * web resources, code components, fonts, and helper JSON under `/_host/`.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EmbeddedDataverse } from '../dataverse/contracts';
import { SESSION_COOKIE } from '../dataverse/security/caller';
import type { ContentState, Session } from './host/hostData';
import {
  readAppDescriptor,
  readApps,
  readControlFile,
  readForms,
  readScriptDependencies,
  readTableInfo,
  readViews,
  readWebResource,
} from './server/components';
import { contentTypeOf, HostError, sendContent, sendFile } from './server/files';
import { chooserPage, CONTENT_SECURITY_POLICY, errorPage, hostPage } from './server/markup';
import { readPageLanguage } from './server/pageLanguage';
import { readReader, readSession, readUsers, writeLanguage, type Reader } from './server/session';

export interface AppOptions {
  /** Folder that `buildApp` wrote. */
  readonly assets: string;
}

type Answer = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | unknown;

const wildcard = (request: FastifyRequest): string => (request.params as { '*': string })['*'];
const parameter = (request: FastifyRequest, name: string): string =>
  (request.params as Record<string, string>)[name] ?? '';

/** What an HTML web resource includes to reach the host it is shown in (Microsoft Learn, "GetGlobalContext function and ClientGlobalContext.js.aspx"). */
const CLIENT_GLOBAL_CONTEXT = `(function () {
  var host = window.parent !== window && window.parent.Xrm ? window.parent : window.opener && window.opener.Xrm ? window.opener : undefined;
  window.GetGlobalContext = function () {
    if (!host) throw new Error('This page was opened outside an app, so there is no global context.');
    return host.Xrm.Utility.getGlobalContext();
  };
  if (host && !window.Xrm) window.Xrm = host.Xrm;
})();
`;

/** Scripts inside pictures never run, whoever made them. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const fault =
    error instanceof HostError
      ? error
      : new HostError(500, 'host-failed', 'The sandbox could not answer this request. Its console says why.');
  if (fault.status === 500) request.log.error(error);
  void reply.code(fault.status).header('cache-control', 'no-store');
  if ((request.headers.accept ?? '').includes('text/html')) {
    return reply
      .type('text/html; charset=utf-8')
      .send(errorPage(fault.status === 404 ? 'Not found' : 'Something went wrong', fault.message));
  }
  return reply.send({ error: { code: fault.code, message: fault.message } });
}

/** Adds the host's pages and files to the server. They answer errors with a sentence, never with a stack. */
export function registerApp(server: FastifyInstance, dataverse: EmbeddedDataverse, options: AppOptions): void {
  const get = (url: string, answer: Answer): void => {
    server.get(url, async (request, reply) => {
      try {
        return await answer(request, reply);
      } catch (error) {
        return sendError(request, reply, error);
      }
    });
  };
  const readerOf = ({ query, headers }: FastifyRequest): Reader => readReader(dataverse, query, headers.cookie);
  const page = (reply: FastifyReply, html: string): FastifyReply =>
    reply
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .header('referrer-policy', 'same-origin')
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(html);

  get('/', (request, reply) => {
    const { cookie } = request.headers;
    const apps = readApps(dataverse, readerOf(request));
    const content = {
      apps,
      hasOtherApps: apps.length < dataverse.rows.findWhere('appmodule', {}).length,
      userId: dataverse.users.ofSession(cookie).userId,
      users: readUsers(dataverse),
    };
    return page(reply, chooserPage(content, readPageLanguage(dataverse, request.query, cookie)));
  });
  get('/main.aspx', (request, reply) =>
    page(reply, hostPage(readPageLanguage(dataverse, request.query, request.headers.cookie))),
  );
  let contentId = randomUUID();
  dataverse.onRestore(() => (contentId = randomUUID()));
  get('/_host/content', (): ContentState => ({ contentId }));
  get('/_host/session', (request): Session => ({ ...readSession(dataverse, request.headers.cookie), contentId }));
  get('/_host/tables/:table', (request) => readTableInfo(dataverse, parameter(request, 'table')));
  get('/_host/apps/:app', (request) => readAppDescriptor(dataverse, parameter(request, 'app'), readerOf(request)));
  get('/_host/apps/:app/views/:table', (request) =>
    readViews(dataverse, parameter(request, 'app'), parameter(request, 'table'), readerOf(request)),
  );
  get('/_host/apps/:app/forms/:table/:type', (request) =>
    readForms(
      dataverse,
      parameter(request, 'app'),
      parameter(request, 'table'),
      Number(parameter(request, 'type')),
      readerOf(request),
    ),
  );
  get('/_host/scripts/*', (request) => readScriptDependencies(dataverse, wildcard(request)));
  get('/_host/*', (request, reply) => sendFile(request, reply, options.assets, wildcard(request)));
  get('/icons/*', (request, reply) => sendFile(request, reply, `${options.assets}/icons`, wildcard(request)));
  get('/ClientGlobalContext.js.aspx', (request, reply) =>
    sendContent(request, reply, CLIENT_GLOBAL_CONTEXT, contentTypeOf('ClientGlobalContext.js')),
  );
  get('/WebResources/*', (request, reply) => {
    const name = wildcard(request);
    if (/(^|\/)ClientGlobalContext\.js\.aspx$/i.test(name))
      return sendContent(request, reply, CLIENT_GLOBAL_CONTEXT, contentTypeOf('ClientGlobalContext.js'));
    const { content, contentType } = readWebResource(dataverse, name);
    if (contentType === 'image/svg+xml') void reply.header('content-security-policy', PICTURE_POLICY);
    return sendContent(request, reply, content, contentType);
  });
  get('/Controls/:control/*', (request, reply) => {
    const file = wildcard(request);
    return sendContent(
      request,
      reply,
      readControlFile(dataverse, parameter(request, 'control'), file),
      contentTypeOf(file),
    );
  });
  server.put('/_host/session/language', (request, reply) => {
    const { languageId } = (request.body ?? {}) as { languageId?: unknown };
    if (typeof languageId !== 'number' || !Number.isInteger(languageId) || languageId < 1 || languageId > 65535) {
      return sendError(
        request,
        reply,
        new HostError(400, 'language-invalid', 'The language must be an LCID, such as 1033.'),
      );
    }
    writeLanguage(dataverse, languageId, request.headers.cookie);
    return reply.code(204).send();
  });
  /** @throws {HostError} 400 for nobody who may sign in */
  const sessionCookie = (userId: unknown): string => {
    const user = readUsers(dataverse).find(({ id }) => id === userId);
    if (!user) throw new HostError(400, 'user-invalid', 'There is no such user who may sign in.');
    // Of this browser, until it is closed; scripts need not read it.
    return `${SESSION_COOKIE}=${user.id}; Path=/; SameSite=Strict; HttpOnly`;
  };
  server.put('/_host/session/user', (request, reply) => {
    try {
      const cookie = sessionCookie((request.body as { userId?: unknown } | null)?.userId);
      return reply.code(204).header('set-cookie', cookie).send();
    } catch (error) {
      return sendError(request, reply, error);
    }
  });
  void server.register(async (scope) => {
    const type = 'application/x-www-form-urlencoded';
    scope.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body))),
    );
    scope.post('/_host/session/user', (request, reply) => {
      try {
        const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
        return reply.header('set-cookie', sessionCookie(form.get('userId'))).redirect('/', 303);
      } catch (error) {
        return sendError(request, reply, error);
      }
    });
  });
}
