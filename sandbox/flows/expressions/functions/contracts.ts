/** Room sandbox/flows. What a function of the expression language is. */
import type { EvaluationContext, EvaluationLimits } from '../context';
import type { FlowValue } from '../values';
import type { Arguments } from './arguments';

export interface CallHost {
  readonly context: EvaluationContext;
  readonly limits: EvaluationLimits;
}

export interface FlowFunction {
  /** As the documentation spells it; calls may use any case. */
  readonly name: string;
  readonly minArguments: number;
  /** Infinity for any number. */
  readonly maxArguments: number;
  /** `if` alone: the first argument decides which one of the others is evaluated; `call` gets the condition and that one. */
  readonly choosesBranch?: boolean;
  /** @throws {ExpressionError} and nothing else */
  readonly call: (given: Arguments, host: CallHost) => FlowValue;
}

/** A function with a fixed number of arguments, or a range of it. */
export const define = (
  name: string,
  [minArguments, maxArguments]: readonly [number, number],
  call: FlowFunction['call'],
): FlowFunction => ({ name, minArguments, maxArguments, call });
