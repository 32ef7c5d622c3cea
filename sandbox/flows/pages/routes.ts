/**
 * Room sandbox/flows. HTTP of the flows page: the page itself, its JSON API, and a stream of changes.
 * Differs from the platform: flows are managed at another address there (make.powerautomate.com), whose API is not copied.
 */
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { languageTag } from '../../app/host/labels';
import { readLanguageId } from '../../app/server/session';
import { registerStandalonePage } from '../../app/server/standalonePage';
import { DataverseError } from '../../dataverse/errors';
import type { RequestContext } from '../../dataverse/contracts';
import type { OpenedDataverse } from '../../dataverse/open';
import { sessionContext } from '../../dataverse/security/caller';
import { TurningOnRefusedError, type FlowHost } from '../host/flowHost';
import { FlowNotReadyError } from '../host/loadFlow';
import { problemText } from '../host/problems';
import { InputsInvalidError } from '../triggers/buttonInputs';
import { codeOf, FlowAccess } from './access';
import { describeFlow, listFlows, newConnectionId } from './describeFlow';
import { streamChanges } from './changeStream';
import { flowsText } from './strings';

const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;
/** The longest path and the deepest rounds that a definition can have are far shorter. */
const MAX_PLACE_CHARACTERS = 4000;

type WithId = { Params: { id: string } };
type WithQuery = { Querystring: Record<string, string | undefined> };

/** Registers `/flows` and what it needs. */
export function registerFlowRoutes(server: FastifyInstance, dataverse: OpenedDataverse, host: FlowHost): void {
  /** Whoever the browser's session acts as. @throws {DataverseError} 403 when they have been disabled */
  const actor = ({ headers }: FastifyRequest): RequestContext =>
    sessionContext(dataverse.store, dataverse.administrator, headers.cookie);
  const languageOf = ({ headers }: FastifyRequest): number => readLanguageId(dataverse, headers.cookie);
  /** Why a flow cannot be turned on or run, in the language of whoever asked; everything else in English. */
  const sentence = (request: FastifyRequest, error: Error): string =>
    error instanceof TurningOnRefusedError || error instanceof FlowNotReadyError
      ? problemText(error.problem, languageTag(languageOf(request)))
      : error.message;
  const access = new FlowAccess(dataverse, host);

  registerStandalonePage(server, dataverse, { name: 'flows', styles: join(__dirname, 'flows.css'), text: flowsText });
  server.get('/flows/api/changes', (request, reply) => {
    const reader = actor(request);
    return streamChanges(reply, host.changes, (flowId) => access.mayRead(reader, flowId));
  });
  server.get('/flows/api/flows', (request) => {
    const context = actor(request);
    access.assertMayRead(context);
    return { flows: listFlows(dataverse, host, languageOf(request)).filter(({ id }) => access.mayRead(context, id)) };
  });
  server.get<WithId>('/flows/api/flows/:id', (request, reply) => {
    const row = access.flow(actor(request), request.params.id);
    return row ? describeFlow(dataverse, host, row, languageOf(request)) : flowUnknown(reply);
  });
  server.put<WithId>('/flows/api/flows/:id/state', (request, reply) => {
    const row = access.flow(actor(request), request.params.id);
    if (!row) return flowUnknown(reply);
    const { isOn } = (request.body ?? {}) as { isOn?: unknown };
    if (typeof isOn !== 'boolean') return refuse(reply, 400, 'state-invalid', 'A state is { "isOn": true } or false.');
    try {
      dataverse.rows.update(
        'workflow',
        row.id,
        isOn ? { statecode: 1, statuscode: 2 } : { statecode: 0, statuscode: 1 },
        actor(request),
      );
    } catch (error) {
      if (!(error instanceof DataverseError)) throw error;
      return refuse(reply, error.status, codeOf(error, 'flow-not-ready'), sentence(request, error));
    }
    return reply.code(204).send();
  });
  server.put<WithId>('/flows/api/connections/:id', (request, reply) => {
    const row = dataverse.rows.find('connectionreference', request.params.id);
    if (!row) return refuse(reply, 404, 'connection-unknown', 'There is no connection reference with this id.');
    const { isConnected } = (request.body ?? {}) as { isConnected?: unknown };
    if (typeof isConnected !== 'boolean') {
      return refuse(reply, 400, 'connection-invalid', 'A connection is { "isConnected": true } or false.');
    }
    const connectionid = isConnected ? newConnectionId(dataverse.newId) : null;
    dataverse.rows.update('connectionreference', row.id, { connectionid }, actor(request));
    return reply.code(204).send();
  });
  server.get<WithId & WithQuery>('/flows/api/flows/:id/runs', (request, reply) => {
    const row = access.flow(actor(request), request.params.id);
    if (!row) return flowUnknown(reply);
    const top = Math.min(count(request.query.top) ?? PAGE_SIZE, MAX_PAGE_SIZE);
    const runs = host.history.list(row.id, top + 1, count(request.query.before));
    const shown = runs.slice(0, top);
    const last = shown.at(-1);
    return { runs: shown, ...(runs.length > top && last ? { next: last.number } : {}) };
  });
  server.post<WithId>('/flows/api/flows/:id/runs', (request, reply) => {
    const row = access.flow(actor(request), request.params.id);
    if (!row) return flowUnknown(reply);
    const inputs = inputsOf(request.body);
    if (!inputs) return refuse(reply, 400, 'inputs-invalid', 'A run is started with { "inputs": { … } }.');
    try {
      const id = host.run(row.id, inputs, actor(request));
      return id === undefined
        ? refuse(reply, 409, 'conditions-not-met', 'A condition of the trigger does not hold, so that nothing was run.')
        : reply.code(202).send({ id });
    } catch (error) {
      if (error instanceof InputsInvalidError || error instanceof FlowNotReadyError) {
        return refuse(reply, error instanceof InputsInvalidError ? 400 : 409, error.code, sentence(request, error));
      }
      throw error;
    }
  });
  server.get<WithId>(
    '/flows/api/runs/:id',
    (request, reply) => access.run(actor(request), request.params.id) ?? runUnknown(reply),
  );
  server.get<WithId & WithQuery>('/flows/api/runs/:id/actions', (request, reply) => {
    if (!access.run(actor(request), request.params.id)) return runUnknown(reply);
    const path = listOf(request.query.path, (one) => typeof one === 'string');
    const rounds = listOf(request.query.rounds, (one) => Number.isInteger(one));
    const loops = listOf(request.query.loops, (one) => typeof one === 'string');
    if (!path || !rounds || !loops) {
      const message = 'A place is named by path, rounds and loops, each a JSON array.';
      return refuse(reply, 400, 'place-invalid', message);
    }
    return host.history.level(request.params.id, path as string[], rounds as number[], loops as string[]);
  });
  server.post<WithId>('/flows/api/runs/:id/cancel', (request, reply) => {
    if (!access.run(actor(request), request.params.id)) return runUnknown(reply);
    return host.cancel(request.params.id)
      ? reply.code(202).send({ id: request.params.id })
      : refuse(reply, 409, 'run-ended', 'This run has ended already.');
  });
}

const refuse = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.code(status).send({ error: { code, message } });

const flowUnknown = (reply: FastifyReply): FastifyReply =>
  refuse(reply, 404, 'flow-unknown', 'There is no flow with this id.');

const runUnknown = (reply: FastifyReply): FastifyReply =>
  refuse(reply, 404, 'run-unknown', 'There is no run with this id. It may be older than 28 days.');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Nothing but `inputs`, or nothing at all: what somebody meant as inputs is not taken for a run without any. */
function inputsOf(body: unknown): Readonly<Record<string, unknown>> | undefined {
  if (body === undefined) return {};
  if (!isRecord(body)) return undefined;
  const { inputs = {}, ...others } = body;
  return isRecord(inputs) && Object.keys(others).length === 0 ? inputs : undefined;
}

const count = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;

/** A JSON array whose items are as they should be; none given is an empty one. */
function listOf(text: string | undefined, fits: (item: unknown) => boolean): readonly unknown[] | undefined {
  if (text === undefined) return [];
  if (text.length > MAX_PLACE_CHARACTERS) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every(fits) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
