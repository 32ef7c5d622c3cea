/** Room sandbox/flows. Actions that hold others without repeating them: Scope, If and Switch. */
import { ActionFault } from '../faults';
import type { FlowValue } from '../../expressions';
import { isInteger, isObject, typeOf } from '../../expressions';
import type { ActionKind } from '../actionSource';
import { optionalObject } from '../actionSource';
import { isMet, readCondition } from '../conditions';
import { MAX_SWITCH_CASES } from '../limits';
import type { ActionContainer, ActionOutcome, Execution } from '../model';
import { childFailed, done } from '../model';

/** Takes one branch and tells that the others were not taken. */
async function take(
  execution: Execution,
  taken: ActionContainer,
  branches: readonly ActionContainer[],
  inputs?: FlowValue,
): Promise<ActionOutcome> {
  for (const branch of branches) if (branch !== taken) execution.skipBranch(branch);
  return (await execution.runActions(taken)) ? done(inputs) : childFailed(inputs);
}

export const scope: ActionKind = (source) => {
  const actions = source.actions(source.definition.actions);
  return (execution) => take(execution, actions, [actions]);
};

export const condition: ActionKind = (source) => {
  const test = readCondition(source, source.definition.expression, 'expression');
  const then = source.actions(source.definition.actions);
  const otherwise = source.actions(optionalObject(source, source.definition, 'else').actions);
  return (execution) => {
    const isTrue = isMet(execution.name, test, (value) => execution.evaluate(value), execution.context);
    return take(execution, isTrue ? then : otherwise, [then, otherwise], { expressionResult: isTrue });
  };
};

/** Texts by themselves, integers apart from them. */
const caseKey = (value: FlowValue): string => `${typeOf(value)} ${String(value)}`;

export const switchOn: ActionKind = (source) => {
  const { definition } = source;
  const expression = source.value(definition.expression, 'expression');
  const cases = new Map<string, ActionContainer>();
  for (const [name, branch] of Object.entries(optionalObject(source, definition, 'cases'))) {
    const value = isObject(branch) ? branch.case : undefined;
    if (!isObject(branch) || !(typeof value === 'string' || isInteger(value ?? null))) {
      return source.refuse(`the case '${name}' needs a text or an integer as 'case'`);
    }
    const key = caseKey(value ?? null);
    if (cases.has(key)) return source.refuse(`the case '${name}' has the value of another one`);
    cases.set(key, source.actions(branch.actions));
  }
  if (cases.size > MAX_SWITCH_CASES) return source.refuse(`a Switch has at most ${MAX_SWITCH_CASES} cases`);
  const otherwise = source.actions(optionalObject(source, definition, 'default').actions);
  return (execution) => {
    const value = execution.evaluate(expression);
    if (typeof value !== 'string' && !isInteger(value)) {
      const message =
        `The execution of template action '${execution.name}' failed: The result of the evaluation of 'scope' action expression ` +
        `is not valid. It is of type '${typeOf(value)}' but is expected to be a value of type 'String, Integer'.`;
      throw new ActionFault('ExpressionEvaluationFailed', { code: 'ExpressionEvaluationFailed', message });
    }
    const branches = [...cases.values(), otherwise];
    return take(execution, cases.get(caseKey(value)) ?? otherwise, branches, { expressionResult: value });
  };
};
