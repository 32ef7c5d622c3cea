/**
 * Room sandbox/flows. Calls of connectors. The gateway between a flow and its connectors answers for one that does not: 502
 * when the connection is lost, 504 when no answer comes within 120 seconds; both are repeated like other faults (the form of
 * its answer is inferred). Source of the time: Microsoft Learn, "Limits of automated, scheduled, and instant flows".
 */
import { badRequest, InterruptedError } from '../faults';
import type { ConnectorAnswer, ConnectorCall } from '../../contracts';
import { NoAnswerError } from '../../contracts';
import type { CompiledValue, FlowObject, FlowValue } from '../../expressions';
import { isObject, typeOf } from '../../expressions';
import type { ActionKind, ActionSource } from '../actionSource';
import { objectIn, optionalObject, textIn } from '../actionSource';
import { httpStatusName } from '../httpStatus';
import { MAX_CALL_MS } from '../limits';
import type { ActionOutcome, Execution } from '../model';
import type { RetryPolicy } from '../retryPolicy';
import { delayBefore, effectivePolicy, isRepeated, readRetryPolicy, retryAfterMs } from '../retryPolicy';

/** What the definition fixes of a call. */
interface Operation {
  readonly host: { readonly connectionName: string; readonly operationId: string; readonly apiId: string };
  readonly connectionReference: string;
  readonly parameters: CompiledValue;
  readonly minimumItemCount: number | undefined;
  readonly retryPolicy: RetryPolicy;
}

function readOperation(source: ActionSource): Operation {
  const inputs = objectIn(source, source.definition, 'inputs');
  const host = objectIn(source, inputs, 'host');
  const connectionName = textIn(source, host, 'connectionName');
  const runtime = optionalObject(source, source.definition, 'runtimeConfiguration');
  const { minimumItemCount } = optionalObject(source, runtime, 'paginationPolicy');
  if (minimumItemCount !== undefined && !(typeof minimumItemCount === 'number' && minimumItemCount >= 1)) {
    return source.refuse("'paginationPolicy.minimumItemCount' must be a number from 1 on");
  }
  return {
    host: { connectionName, operationId: textIn(source, host, 'operationId'), apiId: textIn(source, host, 'apiId') },
    connectionReference: source.connectionReference(connectionName),
    parameters: source.value(inputs.parameters ?? {}, 'inputs.parameters'),
    minimumItemCount,
    retryPolicy: readRetryPolicy(source, inputs),
  };
}

const FAULTS = {
  'connection-lost': { statusCode: 502, name: 'BadGateway' },
  timeout: { statusCode: 504, name: 'GatewayTimeout' },
} as const;

function gatewayAnswer(fault: keyof typeof FAULTS): ConnectorAnswer {
  const { statusCode, name } = FAULTS[fault];
  return { statusCode, headers: {}, body: { error: { code: statusCode, message: name } } };
}

/** One request, given up after its time. What happened on the other side is not known then. */
async function request(execution: Execution, call: Omit<ConnectorCall, 'signal'>): Promise<ConnectorAnswer> {
  const { clock, callConnector } = execution.options;
  const controller = new AbortController();
  const follow = (): void => controller.abort();
  execution.signal.addEventListener('abort', follow);
  let takeBack = (): void => {};
  const timeUp = new Promise<ConnectorAnswer>((resolve) => {
    takeBack = clock.at(new Date(clock.now().getTime() + MAX_CALL_MS), () => resolve(gatewayAnswer('timeout')));
  });
  try {
    const answer = callConnector({ ...call, signal: controller.signal }).catch((error: unknown) => {
      if (error instanceof NoAnswerError) return gatewayAnswer(error.code);
      throw error;
    });
    return await execution.untilInterrupted(Promise.race([answer, timeUp]));
  } finally {
    takeBack();
    controller.abort();
    execution.signal.removeEventListener('abort', follow);
  }
}

/** Tells how many requests were made when the action is interrupted between them. */
const interruptedAfter = (counted: number, error: unknown): unknown =>
  error instanceof InterruptedError ? new InterruptedError(counted) : error;

async function requestWithRetries(
  execution: Execution,
  call: Omit<ConnectorCall, 'signal'>,
  retryPolicy: RetryPolicy,
): Promise<{ answer: ConnectorAnswer; counted: number }> {
  const { clock, random, profile = 'Medium' } = execution.options;
  const policy = effectivePolicy(retryPolicy, profile);
  let counted = 0;
  try {
    for (let attempt = 1; ; attempt += 1) {
      counted += 1;
      const answer = await request(execution, call);
      counted += Math.max((answer.requests ?? 1) - 1, 0);
      const delay = isRepeated(answer.statusCode) ? delayBefore(policy, attempt, random) : undefined;
      if (delay === undefined) return { answer, counted };
      const now = clock.now();
      await execution.waitUntil(new Date(now.getTime() + Math.max(delay, retryAfterMs(answer.headers, now) ?? 0)));
    }
  } catch (error) {
    throw interruptedAfter(counted, error);
  }
}

function toOutcome({ name }: Execution, answer: ConnectorAnswer, inputs: FlowObject, counted: number): ActionOutcome {
  const code = httpStatusName(answer.statusCode);
  const outputs: FlowObject = { statusCode: answer.statusCode, headers: answer.headers, body: answer.body };
  if (answer.statusCode < 400) return { status: 'Succeeded', code, inputs, outputs, counted };
  const message = `The request of action '${name}' was answered with ${answer.statusCode} (${code}).`;
  return { status: 'Failed', code, inputs, outputs, counted, error: { code, message } };
}

function requireObject(name: string, parameters: FlowValue): FlowObject {
  if (isObject(parameters)) return parameters;
  throw badRequest(`The parameters of action '${name}' are of type '${typeOf(parameters)}'. They must be an object.`);
}

export const openApiConnection: ActionKind = (source) => {
  const { host, connectionReference, parameters, minimumItemCount, retryPolicy } = readOperation(source);
  const api = host.apiId.slice(host.apiId.lastIndexOf('/') + 1);
  return async (execution) => {
    const given = requireObject(execution.name, execution.evaluate(parameters));
    const call = {
      connectionReference,
      api,
      operationId: host.operationId,
      parameters: given,
      ...(minimumItemCount === undefined ? {} : { minimumItemCount }),
    };
    const { answer, counted } = await requestWithRetries(execution, call, retryPolicy);
    return toOutcome(execution, answer, { host, parameters: given }, counted);
  };
};
