/**
 * Room sandbox/flows. Evaluates parsed expressions, without recursion into them, and whole JSON values made of them. All
 * arguments are evaluated, from left to right, except those of `if`, of which only the chosen one is (inferred).
 */
import type { EvaluationContext, EvaluationLimits } from './context';
import { DEFAULT_LIMITS } from './context';
import { ArgumentTypeError, ExpressionError, NotSupportedInExpressionError, StepLimitError } from './errors';
import { Arguments } from './functions/arguments';
import { bindFunction } from './functions/catalog';
import { selectMember } from './members';
import type { CallNode, ExpressionNode, MemberNode } from './parseExpression';
import type { CompiledValue, Template } from './template';
import { compileValue, parseTemplate } from './template';
import type { FlowValue } from './values';
import { toText, typeOf } from './values';

interface Frame {
  readonly node: CallNode | MemberNode;
  readonly values: FlowValue[];
}

/** One evaluation with its budget of steps. */
class Evaluation {
  private steps = 0;

  constructor(
    private readonly context: EvaluationContext,
    private readonly limits: EvaluationLimits,
  ) {}

  run(root: ExpressionNode): FlowValue {
    const frames: Frame[] = [];
    let next: ExpressionNode | undefined = root;
    for (;;) {
      let value: FlowValue;
      if (next) {
        this.countStep(next);
        if (next.kind !== 'literal') {
          frames.push({ node: next, values: [] });
          next = operandOf(next, []);
          continue;
        }
        value = next.value;
      } else value = this.finish(frames);
      const frame = frames.at(-1);
      if (!frame) return value;
      frame.values.push(value);
      next = operandOf(frame.node, frame.values);
    }
  }

  private countStep(node: ExpressionNode): void {
    this.steps += 1;
    if (this.steps > this.limits.maxSteps) {
      throw new StepLimitError(this.limits.maxSteps).locate({ position: node.position });
    }
  }

  /** Takes the innermost frame, all of whose operands are there, and answers its value. */
  private finish(frames: Frame[]): FlowValue {
    const frame = frames.pop();
    if (!frame) return null;
    try {
      return this.apply(frame);
    } catch (error) {
      throw error instanceof ExpressionError ? error.locate({ position: frame.node.position }) : error;
    }
  }

  private apply({ node, values }: Frame): FlowValue {
    if (node.kind === 'call') {
      const given = new Arguments(node.function.name, values);
      return node.function.call(given, { context: this.context, limits: this.limits });
    }
    const [target = null, key = null] = values;
    return selectMember(target, key, node.isSafe);
  }

  template(template: Template): FlowValue {
    if (template.kind === 'text') return template.text;
    if (template.kind === 'expression') return this.run(template.root);
    return template.parts.map((part) => (typeof part === 'string' ? part : toText(this.run(part)))).join('');
  }

  compiled(value: CompiledValue): FlowValue {
    if (value.kind === 'constant') return value.value;
    if (value.kind === 'template') return this.templateAt(value.template, value.path);
    if (value.kind === 'array') return value.items.map((item) => this.compiled(item));
    return Object.fromEntries(
      value.members.map((member) => [toText(this.templateAt(member.name, member.path)), this.compiled(member.value)]),
    );
  }

  private templateAt(template: Template, path: string): FlowValue {
    try {
      return this.template(template);
    } catch (error) {
      throw error instanceof ExpressionError ? error.locate({ path }) : error;
    }
  }
}

/** The operand to evaluate next; undefined when there are enough. */
function operandOf(node: CallNode | MemberNode, values: readonly FlowValue[]): ExpressionNode | undefined {
  if (node.kind === 'member') return [node.target, node.key][values.length];
  if (!node.function.choosesBranch || values.length !== 1) {
    return node.function.choosesBranch && values.length === 2 ? undefined : node.arguments[values.length];
  }
  const condition = values[0] ?? null;
  if (typeof condition !== 'boolean') {
    const error = new ArgumentTypeError(node.function.name, 1, 'a boolean', typeOf(condition));
    throw error.locate({ position: node.position });
  }
  return node.arguments[condition ? 1 : 2];
}

/**
 * Evaluates one parsed text. @throws {ExpressionError} and nothing else, as long as the context throws nothing else.
 */
export const evaluateTemplate = (
  template: Template,
  context: EvaluationContext,
  limits: EvaluationLimits = DEFAULT_LIMITS,
): FlowValue => new Evaluation(context, limits).template(template);

/** Evaluates a whole compiled value; for many items, compile once. @throws {ExpressionError} with position and path */
export const evaluateCompiled = (
  value: CompiledValue,
  context: EvaluationContext,
  limits: EvaluationLimits = DEFAULT_LIMITS,
): FlowValue => new Evaluation(context, limits).compiled(value);

/** Compiles and evaluates a JSON value: the inputs of an action, a condition, anything. */
export const evaluateValue = (
  value: FlowValue,
  context: EvaluationContext,
  limits: EvaluationLimits = DEFAULT_LIMITS,
): FlowValue => evaluateCompiled(compileValue(value), context, limits);

/** Parses and evaluates one text of a definition. */
export const evaluateText = (
  text: string,
  context: EvaluationContext,
  limits: EvaluationLimits = DEFAULT_LIMITS,
): FlowValue => evaluateTemplate(parseTemplate(text), context, limits);

/**
 * Calls a function by name with values, as the conditions of `If`, `Switch` and trigger conditions do that are written as
 * objects (`{ "equals": [a, b] }`). @throws {ExpressionError} for `if` too, which needs expressions, not values
 */
export function applyFunction(
  name: string,
  values: readonly FlowValue[],
  context: EvaluationContext,
  limits: EvaluationLimits = DEFAULT_LIMITS,
): FlowValue {
  const found = bindFunction(name, values.length);
  if (found.choosesBranch) throw new NotSupportedInExpressionError(found.name, 'values instead of expressions');
  return found.call(new Arguments(found.name, values), { context, limits });
}
