/**
 * Room sandbox/flows. Runs a compiled flow once. Given the same clock, chance, ids and answers, it does the same. Source of the
 * status: Microsoft Learn, "Handle errors and exceptions in Azure Logic Apps" (the ends of all branches decide).
 */
import type { RunOutcome } from '../contracts';
import type { FlowObject, FlowValue } from '../expressions';
import { typeOf } from '../expressions';
import type { CompiledFlow, ParameterDeclaration } from './compileFlow';
import { ParameterMissingError, ParameterTypeError } from './errors';
import { MAX_RUN_MS } from './limits';
import type { RunOptions, RunStop } from './model';
import { ActionRunner } from './runActions';
import { Variables } from './variables';

const PARAMETER_TYPES: Readonly<Record<string, readonly string[]>> = {
  string: ['String'],
  securestring: ['String'],
  int: ['Integer'],
  float: ['Float', 'Integer'],
  bool: ['Boolean'],
  array: ['Array'],
  object: ['Object'],
  secureobject: ['Object'],
};

/** Is it a value that a parameter of that type takes? Null is one for every type. */
export function fitsParameter(type: string, value: FlowValue): boolean {
  const types = PARAMETER_TYPES[type.toLowerCase()];
  return !types || value === null || types.includes(typeOf(value));
}

/** The platform fills these two itself. */
const FILLED_BY_PLATFORM = new Set(['$connections', '$authentication']);

function valueOf(name: string, { type, defaultValue }: ParameterDeclaration, given: FlowValue | undefined): FlowValue {
  const value = given ?? defaultValue ?? (FILLED_BY_PLATFORM.has(name) ? {} : undefined);
  if (value === undefined) throw new ParameterMissingError(name);
  if (!fitsParameter(type, value)) {
    throw new ParameterTypeError(name, type, typeOf(value));
  }
  return value;
}

/**
 * The values that expressions see, by the keys of `definition.parameters`.
 * @throws {ParameterMissingError} @throws {ParameterTypeError}
 */
export const resolveParameters = (
  { parameters }: Pick<CompiledFlow, 'parameters'>,
  given: FlowObject = {},
): ReadonlyMap<string, FlowValue> =>
  new Map([...parameters].map(([name, declared]) => [name, valueOf(name, declared, given[name])]));

const FAILED: RunStop = {
  status: 'Failed',
  error: { code: 'ActionFailed', message: 'An action failed. No dependent actions succeeded.' },
};

const CANCELLED: RunStop = {
  status: 'Cancelled',
  error: { code: 'WorkflowRunCancelled', message: 'The run was cancelled.' },
};

const TIMED_OUT: RunStop = {
  status: 'TimedOut',
  error: { code: 'WorkflowRunTimedOut', message: 'The run took longer than 30 days.' },
};

/**
 * Never rejects once it has begun: what goes wrong inside is the outcome, and the record of the action it happened in.
 * @throws {ParameterMissingError} @throws {ParameterTypeError}
 */
export async function runFlow(flow: CompiledFlow, options: RunOptions): Promise<RunOutcome> {
  const { clock, signal } = options;
  const startTime = clock.now();
  const runner = new ActionRunner({
    options,
    parameters: resolveParameters(flow, options.parameters),
    variables: new Variables(),
    startTime,
    nodes: flow.nodes,
  });
  const cancel = (): void => runner.stop(CANCELLED);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const takeBack = clock.at(new Date(startTime.getTime() + MAX_RUN_MS), () => runner.stop(TIMED_OUT));
  try {
    const succeeded = await runner.runAll(flow.actions);
    const { status, error } = runner.stopped ?? (succeeded ? { status: 'Succeeded' } : FAILED);
    return {
      status,
      ...(error ? { error } : {}),
      startTime,
      endTime: clock.now(),
      countedActions: runner.countedActions,
    };
  } finally {
    takeBack();
    signal?.removeEventListener('abort', cancel);
  }
}
