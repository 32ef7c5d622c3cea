/**
 * Room sandbox/flows. Actions that end a run, wait, answer who started it, or start another flow. Source of the shapes:
 * Microsoft Learn, "Schema reference for trigger and action types in Azure Logic Apps".
 */
import { badRequest } from '../faults';
import { NoAnswerError } from '../../contracts';
import type { FlowObject, FlowValue } from '../../expressions';
import { isInteger, isObject, typeOf } from '../../expressions';
import { FlowNotSupportedError } from '../../contracts';
import { parseTimestamp } from '../../expressions/time/parseTimestamp';
import { toClock } from '../../expressions/time/timestamp';
import type { ActionKind } from '../actionSource';
import { objectIn, optionalObject, textIn } from '../actionSource';
import { addInterval } from '../duration';
import { httpStatusName } from '../httpStatus';
import type { Execution, FlowResponse, RunStop } from '../model';
import { done, ok } from '../model';

const RUN_STATUSES: readonly string[] = ['Succeeded', 'Failed', 'Cancelled'] satisfies RunStop['status'][];

const isRunStatus = (value: FlowValue): value is RunStop['status'] =>
  typeof value === 'string' && RUN_STATUSES.includes(value);

const asText = (value: FlowValue | undefined): string => (typeof value === 'string' ? value : String(value ?? ''));

export const terminate: ActionKind = (source) => {
  const inputs = objectIn(source, source.definition, 'inputs');
  const compiled = source.value(inputs, 'inputs');
  return (execution) => {
    const given = execution.evaluate(compiled);
    const status = isObject(given) ? (given.runStatus ?? null) : null;
    if (!isObject(given) || !isRunStatus(status)) {
      throw badRequest(`The 'runStatus' of action '${execution.name}' must be Succeeded, Failed or Cancelled.`);
    }
    const runError = given.runError !== undefined && isObject(given.runError) ? given.runError : {};
    const error = { code: asText(runError.code) || 'Terminated', message: asText(runError.message) };
    execution.stop(status === 'Failed' ? { status, error } : { status });
    return done(given);
  };
};

/** @throws {ActionFault} */
function endOfInterval(execution: Execution, interval: FlowObject): Date {
  const { count = null, unit = null } = interval;
  const now = execution.options.clock.now();
  const end =
    isInteger(count) && count >= 0 && typeof unit === 'string' ? addInterval(now, Number(count), unit) : undefined;
  if (end && !Number.isNaN(end.getTime())) return end;
  throw badRequest(
    `The 'interval' of action '${execution.name}' needs an integer 'count' from 0 on and a 'unit' from Second to Month.`,
  );
}

/** @throws {ActionFault} */
function timeOf(execution: Execution, until: FlowValue): Date {
  const timestamp = isObject(until) ? until.timestamp : undefined;
  const time = typeof timestamp === 'string' ? parseTimestamp(timestamp) : undefined;
  if (time) return toClock(time);
  throw badRequest(`The 'until.timestamp' of action '${execution.name}' must be a time.`);
}

export const wait: ActionKind = (source) => {
  const inputs = objectIn(source, source.definition, 'inputs');
  if ((inputs.interval === undefined) === (inputs.until === undefined)) {
    return source.refuse("a Wait needs either 'interval' or 'until'");
  }
  const compiled = source.value(inputs, 'inputs');
  return async (execution) => {
    const given = execution.evaluate(compiled);
    if (!isObject(given)) throw badRequest(`The inputs of action '${execution.name}' are of type '${typeOf(given)}'.`);
    const { interval, until } = given;
    const end =
      interval !== undefined && isObject(interval)
        ? endOfInterval(execution, interval)
        : timeOf(execution, until ?? null);
    if (end > execution.options.clock.now()) await execution.waitUntil(end);
    return ok(given);
  };
};

function toResponse(name: string, given: FlowObject): FlowResponse {
  const { statusCode = 200, headers = {}, body = null } = given;
  const status = typeof statusCode === 'string' ? Number(statusCode) : statusCode;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 599) {
    throw badRequest(`The 'statusCode' of action '${name}' must be an HTTP status.`);
  }
  return { statusCode: status, headers: isObject(headers) ? headers : {}, body };
}

export const response: ActionKind = (source) => {
  const { statusCode, headers, body } = optionalObject(source, source.definition, 'inputs');
  const parts = Object.entries({ statusCode, headers, body }).filter(([, value]) => value !== undefined);
  const compiled = source.value(Object.fromEntries(parts) as FlowObject, 'inputs');
  return (execution) => {
    const given = execution.evaluate(compiled);
    const answer = toResponse(execution.name, isObject(given) ? given : {});
    if (execution.respond(answer)) return ok(given, { ...answer });
    return {
      status: 'Skipped',
      code: 'ActionSkipped',
      error: {
        code: 'ActionResponseSkipped',
        message: `The execution of template action '${execution.name}' is skipped: nobody waits for its response.`,
      },
      counted: 0,
    };
  };
};

const lost = (error: NoAnswerError): FlowResponse =>
  error.code === 'timeout'
    ? { statusCode: 504, headers: {}, body: null }
    : { statusCode: 502, headers: {}, body: null };

/** Starts another flow of the solution and waits for its Response. It is not repeated. */
export const childFlow: ActionKind = (source) => {
  const inputs = objectIn(source, source.definition, 'inputs');
  const workflowReferenceName = textIn(source, objectIn(source, inputs, 'host'), 'workflowReferenceName');
  const compiled = source.value({ body: inputs.body ?? null, headers: inputs.headers ?? {} }, 'inputs');
  return async (execution) => {
    const { startChildFlow } = execution.options;
    if (!startChildFlow) throw new FlowNotSupportedError('starting another flow here');
    const given = execution.evaluate(compiled);
    const { body = null, headers = {} } = isObject(given) ? given : {};
    const call = { workflowReferenceName, body, headers: isObject(headers) ? headers : {}, signal: execution.signal };
    const started = startChildFlow(call).catch((error: unknown) => {
      if (error instanceof NoAnswerError) return lost(error);
      throw error;
    });
    const answer = await execution.untilInterrupted(started);
    const code = httpStatusName(answer.statusCode);
    const told = { code, inputs: { host: { workflowReferenceName }, body }, outputs: { ...answer } };
    if (answer.statusCode < 400) return { status: 'Succeeded', ...told };
    return {
      status: 'Failed',
      ...told,
      error: { code, message: `The child flow of '${execution.name}' answered ${code}.` },
    };
  };
};
