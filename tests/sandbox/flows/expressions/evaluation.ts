/** Room tests. A run that stands still, to evaluate expressions in, and tables of expressions with what they should give. */
import type { EvaluationContext, EvaluationLimits, FlowValue } from '../../../../sandbox/flows/expressions';
import { evaluateText, ExpressionError, WholeFloat } from '../../../../sandbox/flows/expressions';

/** A float without a fraction, as a result should show it. */
export const float = (value: number): WholeFloat => new WholeFloat(value);

/** 2026-03-15T13:30:30.125Z, one id, the middle of every range, and nothing to refer to. */
export const emptyRun: EvaluationContext = {
  now: () => new Date('2026-03-15T13:30:30.125Z'),
  random: () => 0.5,
  newGuid: () => 'c2ecc88d-88c8-4096-912c-d6f2e2b138ce',
  parameter: () => undefined,
  variable: () => undefined,
  action: () => undefined,
  currentAction: () => undefined,
  trigger: () => undefined,
  item: () => undefined,
  loopItem: () => undefined,
  iterationIndex: () => undefined,
  scopeResults: () => undefined,
  workflow: () => undefined,
};

/** The value of an expression written without its `@`. */
export const valueOf = (
  expression: string,
  run: Partial<EvaluationContext> = {},
  limits?: EvaluationLimits,
): FlowValue => evaluateText(`@${expression}`, { ...emptyRun, ...run }, limits);

/** What was thrown, which must be an error of the expression language. */
export function failureOf(work: () => unknown): ExpressionError {
  try {
    work();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

/** One test a row: the expression, without `@`, gives the value. */
export function gives(rows: readonly (readonly [string, FlowValue])[], run: Partial<EvaluationContext> = {}): void {
  it.each(rows.map(([expression, expected]) => ({ expression, expected })))(
    '$expression',
    ({ expression, expected }) => {
      expect(valueOf(expression, run)).toStrictEqual(expected);
    },
  );
}

/** One test a row: the expression, without `@`, fails with the code. */
export function fails(rows: readonly (readonly [string, string])[], run: Partial<EvaluationContext> = {}): void {
  it.each(rows.map(([expression, code]) => ({ expression, code })))(
    '$expression fails: $code',
    ({ expression, code }) => {
      expect(failureOf(() => valueOf(expression, run)).code).toBe(code);
    },
  );
}
