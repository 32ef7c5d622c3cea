/** Room sandbox/flows. What a run tells the expressions evaluated in it. Undefined always means: there is none. */
import type { FlowObject, FlowValue } from './values';

/**
 * Injected by the runner. The records of actions and of the trigger have the members the platform gives them: `name`,
 * `startTime`, `endTime`, `inputs`, `outputs`, `status`, `code`, … (Microsoft Learn, functions `actions` and `result`).
 */
export interface EvaluationContext {
  now(): Date;
  /** From 0 up to, not including, 1. */
  random(): number;
  /** Lower case, with hyphens. */
  newGuid(): string;
  parameter(name: string): FlowValue | undefined;
  variable(name: string): FlowValue | undefined;
  /** A finished action; inside of a loop, that of the current iteration. */
  action(name: string): FlowObject | undefined;
  /** The action that is being evaluated, for `action()`. */
  currentAction(): FlowObject | undefined;
  trigger(): FlowObject | undefined;
  /** The item of the innermost repeating action: Select, Query or Foreach. */
  item(): FlowValue | undefined;
  /** The current item of the Foreach of that name. */
  loopItem(loopName: string): FlowValue | undefined;
  /** The current round, from 0, of the Until of that name. */
  iterationIndex(loopName: string): number | undefined;
  /** The records of the first level of that Scope, Foreach or Until. */
  scopeResults(scopeName: string): readonly FlowObject[] | undefined;
  /** `name`, `type`, `id`, `location`, `run` { name, type, id } and `tags` { flowDisplayName, environmentName }. */
  workflow(): FlowObject | undefined;
}

export interface EvaluationLimits {
  /** Literals, calls and member accesses of one evaluation. */
  readonly maxSteps: number;
  /**
   * Characters of a result of `string`, `concat` or `base64`. Source: Microsoft Learn, "Limits of automated, scheduled, and
   * instant flows".
   */
  readonly maxTextLength: number;
}

export const DEFAULT_LIMITS: EvaluationLimits = { maxSteps: 1_000_000, maxTextLength: 131_072 };
