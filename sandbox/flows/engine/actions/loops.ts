/**
 * Room sandbox/flows. Foreach and Until. Sources: Microsoft Learn, "Add loops to repeat actions in workflows" (nested Foreach
 * loops are sequential; what the last round of an Until decides; a limit that is reached is no failure unless
 * `FailWhenLimitsReached` is set) and "Limits of automated, scheduled, and instant flows".
 */
import { ActionFault } from '../faults';
import type { FlowValue } from '../../expressions';
import { isArray, typeOf } from '../../expressions';
import type { ActionKind, ActionSource } from '../actionSource';
import { optionalObject } from '../actionSource';
import { isMet, readCondition } from '../conditions';
import { readDuration } from '../duration';
import {
  DEFAULT_UNTIL_COUNT,
  DEFAULT_UNTIL_TIMEOUT_MS,
  MAX_LOOP_CONCURRENCY,
  MAX_UNTIL_COUNT,
  maxLoopItems,
} from '../limits';
import type { ActionContainer, ActionOutcome, Execution, RoundLeft } from '../model';
import { childFailed, done } from '../model';

/** Rounds at the same time: one by one unless the definition says more. */
function readRepetitions(source: ActionSource): number {
  const runtime = optionalObject(source, source.definition, 'runtimeConfiguration');
  const { repetitions } = optionalObject(source, runtime, 'concurrency');
  if (repetitions === undefined || source.definition.operationOptions === 'Sequential') return 1;
  if (typeof repetitions !== 'number' || !(repetitions >= 1 && repetitions <= MAX_LOOP_CONCURRENCY)) {
    return source.refuse(`'concurrency.repetitions' is from 1 to ${MAX_LOOP_CONCURRENCY}`);
  }
  return Math.floor(repetitions);
}

function evaluationFailed(message: string): ActionFault {
  return new ActionFault('ExpressionEvaluationFailed', { code: 'ExpressionEvaluationFailed', message });
}

function requireItems({ name, options }: Execution, items: FlowValue): readonly FlowValue[] {
  if (!isArray(items)) {
    throw evaluationFailed(
      `The execution of template action '${name}' failed: the result of the evaluation of 'foreach' expression is of type ` +
        `'${typeOf(items)}'. The result must be a valid array.`,
    );
  }
  const limit = maxLoopItems(options.profile ?? 'Medium');
  if (items.length <= limit) return items;
  throw evaluationFailed(
    `The execution of template action '${name}' failed: the list has ${items.length} items; ${limit} are allowed.`,
  );
}

export const foreach: ActionKind = (source) => {
  const repetitions = readRepetitions(source);
  const list = source.value(source.definition.foreach, 'foreach');
  const actions = source.actions(source.definition.actions);
  return async (execution) => {
    const items = requireItems(execution, execution.evaluate(list));
    const left: RoundLeft[] = [];
    let next = 0;
    let hasFailed = false;
    const work = async (): Promise<void> => {
      while (next < items.length && !execution.signal.aborted) {
        const index = next;
        next += 1;
        const round = await execution.runRound(actions, { loop: execution.name, index, item: items[index] ?? null });
        hasFailed ||= !round.succeeded;
        if (execution.keepsRounds) left[index] = round.left;
      }
    };
    const workers = execution.isInsideForeach ? 1 : repetitions;
    await Promise.all(Array.from({ length: Math.min(workers, items.length) }, work));
    execution.collect(left);
    return hasFailed ? childFailed() : done();
  };
};

interface UntilLimits {
  readonly count: number;
  readonly timeoutMs: number;
  readonly failsAtLimit: boolean;
}

function readLimits(source: ActionSource): UntilLimits {
  const { count = DEFAULT_UNTIL_COUNT, timeout } = optionalObject(source, source.definition, 'limit');
  if (typeof count !== 'number' || !(count >= 1 && count <= MAX_UNTIL_COUNT)) {
    return source.refuse(`'limit.count' is a number from 1 to ${MAX_UNTIL_COUNT}`);
  }
  const length = typeof timeout === 'string' ? readDuration(timeout) : DEFAULT_UNTIL_TIMEOUT_MS;
  if (length === undefined) return source.refuse("'limit.timeout' must be a duration such as 'PT1H'");
  const failsAtLimit = String(source.definition.operationOptions ?? '').includes('FailWhenLimitsReached');
  return { count, timeoutMs: length, failsAtLimit };
}

const limitReached = (name: string): ActionOutcome => ({
  status: 'Failed',
  code: 'ActionFailed',
  error: { code: 'LimitReached', message: `The loop '${name}' reached a limit before its condition was met.` },
});

async function repeat(
  execution: Execution,
  actions: ActionContainer,
  limits: UntilLimits,
  isDone: (left: RoundLeft) => boolean,
): Promise<ActionOutcome> {
  const { clock } = execution.options;
  const end = clock.now().getTime() + limits.timeoutMs;
  for (let index = 0; ; index += 1) {
    const { succeeded, left } = await execution.runRound(actions, { loop: execution.name, index });
    execution.adopt(left);
    if (execution.signal.aborted || isDone(left)) return succeeded ? done() : childFailed();
    if (index + 1 < limits.count && clock.now().getTime() < end) continue;
    if (limits.failsAtLimit) return limitReached(execution.name);
    return succeeded ? done() : childFailed();
  }
}

export const until: ActionKind = (source) => {
  const limits = readLimits(source);
  const expression = readCondition(source, source.definition.expression, 'expression', true);
  const actions = source.actions(source.definition.actions);
  return async (execution) => {
    const isDone = ({ context }: RoundLeft): boolean =>
      isMet(execution.name, expression, (value) => execution.evaluate(value, context), context);
    try {
      return await repeat(execution, actions, limits, isDone);
    } catch (error) {
      // The actions inside have run: only the loop itself fails.
      if (error instanceof ActionFault) return { status: 'Failed', code: error.recordCode, error: error.fault };
      throw error;
    }
  };
};
