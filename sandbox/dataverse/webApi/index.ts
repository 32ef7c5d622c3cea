/**
 * Room sandbox/dataverse, Web API. Registers `/api/data/v9.x/…` on an HTTP server: turns its requests into ours, and our
 * answers and errors into its.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DataverseError, NotSupportedBySandboxError } from '../errors';
import type { OpenedDataverse } from '../open';
import { builtInOperations } from './messages';
import { contextOf, dispatch, dispatchImage } from './dispatch';
import { isFault, isTooDeep, toErrorAnswer } from './errorAnswer';
import type { ApiRequest, ApiResponse } from './exchange';
import { guardHosts, type HostGuard } from './hostGuard';
import type { RequestGate } from './requestGate';
import type { ProtectionLimits } from './serviceProtection';
import { DOCUMENTED_LIMITS, ServiceProtection } from './serviceProtection';
import { assertLength, METHODS, refuseUnknownAddress, VERSIONS } from './unknownAddress';

export { guardHosts, type HostGuard } from './hostGuard';
export { DOCUMENTED_LIMITS, type ProtectionLimits } from './serviceProtection';
export { answerUnreadable } from './unknownAddress';

/** A solution zip in base64 has to fit. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;
const PREFIX = /^\/api\/data\/(v9\.[0-2])\/?/i;

/** Node joins what is sent twice, but for cookies that only servers set: so the headers are taken as they are, and not copied. */
const headersOf = (request: FastifyRequest): ApiRequest['headers'] => request.headers as ApiRequest['headers'];

function toApiRequest(request: FastifyRequest, gate: RequestGate | undefined): ApiRequest {
  const url = request.raw.url ?? '';
  const question = url.indexOf('?');
  const fullPath = question < 0 ? url : url.slice(0, question);
  const match = PREFIX.exec(fullPath);
  return {
    method: request.method,
    path: fullPath.slice(match?.[0].length ?? 0),
    queryString: question < 0 ? '' : url.slice(question + 1),
    headers: headersOf(request),
    serviceRoot: `${request.protocol}://${request.headers.host ?? 'localhost'}/api/data/${match?.[1] ?? 'v9.2'}/`,
    ...(typeof request.body === 'string' ? { body: request.body } : {}),
    ...(Buffer.isBuffer(request.body) ? { bytes: request.body } : {}),
    ...(gate ? { gate } : {}),
  };
}

const asItIs = (body: unknown): string => body as string;

function send(reply: FastifyReply, answer: ApiResponse): FastifyReply {
  void reply.code(answer.status).header('odata-version', '4.0').headers(answer.headers);
  if (answer.bytes) return reply.send(answer.bytes);
  if (answer.body === undefined) return reply.send();
  // To a text without a serializer Fastify adds a character set, and quotes around the parameters of the content type. As bytes
  // it would be a second part beside the head, and take longer to send.
  return reply.serializer(asItIs).send(answer.body);
}

/** Errors of the HTTP layer itself in the form clients know. */
function toFault(error: unknown): unknown {
  const statusCode = (error as { statusCode?: unknown }).statusCode;
  if (statusCode === 413) return new DataverseError(413, '0x80040203', 'The request is too large.');
  if (typeof statusCode === 'number' && statusCode < 500) {
    return new DataverseError(
      statusCode,
      '0x80048d19',
      error instanceof Error ? error.message : 'The request cannot be read.',
    );
  }
  return error;
}

export interface WebApiOptions {
  /** Limits of the service protection; what is not given is as documented. `off`: nothing is limited. */
  readonly serviceProtection?: Partial<ProtectionLimits> | 'off';
  /** What every request and every request of a batch passes. Default: nothing is in their way. */
  readonly gate?: RequestGate;
  /** Milliseconds of a steady clock, for execution times. Default: the machine's. */
  readonly elapsed?: () => number;
  /** Default: answers as localhost only. */
  readonly assertHost?: HostGuard;
}

/** What the Web API can be asked for in process. */
export interface RegisteredWebApi {
  readonly protection: ServiceProtection;
}

/** What an organisation answers beside its data. Source: Microsoft Learn, "Search for Dataverse records" and "Background operations". */
const OTHER_SERVICES: Readonly<Record<string, string>> = {
  '/api/search/*': 'Dataverse search',
  '/api/backgroundoperation/*': 'background operations',
};

/** Registers the Web API. Listen or call `ready()` afterwards. */
export function registerWebApi(
  server: FastifyInstance,
  dataverse: OpenedDataverse,
  options: WebApiOptions = {},
): RegisteredWebApi {
  const { serviceProtection = {}, gate, elapsed = () => performance.now(), assertHost = guardHosts() } = options;
  const limits = serviceProtection === 'off' ? undefined : { ...DOCUMENTED_LIMITS, ...serviceProtection };
  const protection = new ServiceProtection(dataverse.clock, elapsed, limits);
  for (const operation of builtInOperations(dataverse)) dataverse.registerOperation(operation);
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.addHook('onRequest', (request, _reply, done) => {
      assertHost(request.headers);
      assertLength(request.raw.url ?? '');
      done();
    });
    scope.setErrorHandler((error, request, reply) => {
      const fault = toFault(error);
      if (!isFault(fault) && !isTooDeep(fault)) request.log.error(fault);
      return send(reply, toErrorAnswer(fault, headersOf(request)['prefer']));
    });
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const asked = toApiRequest(request, gate);
      const { headers, leave } = protection.enter(contextOf(dataverse, asked).userId);
      try {
        void reply.headers(headers);
        const work = () => dispatch(dataverse, asked);
        return send(reply, await (gate ? gate.pass([asked], work) : work()));
      } finally {
        leave();
      }
    };
    const route = { method: [...METHODS], bodyLimit: BODY_LIMIT_BYTES, exposeHeadRoute: false };
    for (const version of VERSIONS) {
      scope.route({ ...route, url: `/api/data/${version}`, handler });
      scope.route({ ...route, url: `/api/data/${version}/*`, handler });
    }
    scope.get('/Image/download.aspx', async (request, reply) =>
      send(reply, dispatchImage(dataverse, toApiRequest(request, undefined))),
    );
    for (const [url, feature] of Object.entries(OTHER_SERVICES)) {
      const refuse = async (): Promise<never> => {
        throw new NotSupportedBySandboxError(feature);
      };
      scope.route({ ...route, url, handler: refuse });
    }
    await scope.register(
      async (rest) => {
        rest.setNotFoundHandler(refuseUnknownAddress);
      },
      { prefix: '/api' },
    );
  });
  return { protection };
}
