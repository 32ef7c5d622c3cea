/**
 * Room sandbox/flows. What the expressions of a definition refer to, and whether it is sure to be there. Source of the rules:
 * the platform's messages when such a flow is saved ("must be on the 'runAfter' path …", "is nested in a foreach scope of
 * multiple levels …"), as makers report them.
 */
import { FlowNotSupportedError } from '../contracts';
import type { CompiledValue } from '../expressions';
import type { ExpressionNode } from '../expressions/parseExpression';
import type { Template } from '../expressions/template';
import { ReferenceInvalidError, VariableError } from './errors';
import type { ActionNode } from './model';

export type ReferenceKind =
  'action' | 'body' | 'result' | 'loop' | 'until' | 'variable' | 'parameter' | 'trigger' | 'item';

export interface Reference {
  readonly kind: ReferenceKind;
  /** Undefined: it is worked out during the run. */
  readonly name: string | undefined;
}

const KINDS: ReadonlyMap<string, ReferenceKind> = new Map<string, ReferenceKind>([
  ['action', 'action'],
  ['actionBody', 'body'],
  ['actionOutputs', 'action'],
  ['actions', 'action'],
  ['body', 'body'],
  ['outputs', 'action'],
  ['result', 'result'],
  ['items', 'loop'],
  ['item', 'item'],
  ['iterationIndexes', 'until'],
  ['variables', 'variable'],
  ['parameters', 'parameter'],
  ['trigger', 'trigger'],
  ['triggerBody', 'trigger'],
  ['triggerOutputs', 'trigger'],
]);

function referencesOf(root: ExpressionNode, found: Reference[]): void {
  const open: ExpressionNode[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'member') open.push(node.target, node.key);
    if (node.kind !== 'call') continue;
    open.push(...node.arguments);
    const kind = KINDS.get(node.function.name);
    const argument = node.arguments[0];
    if (!kind || (kind === 'action' && !argument)) continue;
    const name = argument?.kind === 'literal' && typeof argument.value === 'string' ? argument.value : undefined;
    found.push({ kind, name });
  }
}

function templateReferences(template: Template, found: Reference[]): void {
  if (template.kind === 'expression') referencesOf(template.root, found);
  if (template.kind !== 'interpolation') return;
  for (const part of template.parts) if (typeof part !== 'string') referencesOf(part, found);
}

/** All references in a value, in no particular order. */
export function readReferences(value: CompiledValue, found: Reference[] = []): Reference[] {
  if (value.kind === 'template') templateReferences(value.template, found);
  else if (value.kind === 'array') for (const item of value.items) readReferences(item, found);
  else if (value.kind === 'object') {
    for (const { name, value: member } of value.members) {
      templateReferences(name, found);
      readReferences(member, found);
    }
  }
  return found;
}

/** Where an action stands in the tree. */
export interface Position {
  readonly node: ActionNode;
  /** The action around it. */
  readonly around?: Position;
  /** Actions beside it, itself too. */
  readonly beside: ReadonlyMap<string, ActionNode>;
}

export interface Use {
  readonly by: Position;
  readonly reference: Reference;
  /** Evaluated when the actions inside have run: the expression of an Until. */
  readonly afterInside: boolean;
}

export const isLoop = ({ type }: ActionNode): boolean => type === 'Foreach' || type === 'Until';

function* aroundOf(position: Position): Generator<Position> {
  for (let outer = position.around; outer; outer = outer.around) yield outer;
}

/** Does `target` come before `node` in their container, directly or over others? */
function runsBefore(target: string, node: ActionNode, beside: ReadonlyMap<string, ActionNode>): boolean {
  const seen = new Set<string>();
  const open = node.runAfter.map(({ action }) => action);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === target) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(beside.get(name)?.runAfter ?? []).map(({ action }) => action));
  }
  return false;
}

/** Checks every use once all actions are known, and notes what loops have to keep and what has to be hidden. */
export class ReferenceCheck {
  constructor(
    private readonly positions: ReadonlyMap<string, Position>,
    private readonly variables: ReadonlyMap<string, string>,
    private readonly parameters: ReadonlySet<string>,
  ) {}

  /** @throws {FlowDefinitionError} */
  check({ by, reference: { kind, name }, afterInside }: Use): void {
    const action = by.node.name;
    if (name === undefined) return;
    if (kind === 'parameter' && !this.parameters.has(name)) {
      throw new ReferenceInvalidError(action, name, 'a parameter that the definition does not declare');
    }
    if (kind === 'variable') this.checkVariable(by, name);
    if (kind === 'loop' || kind === 'until') this.checkLoop(by, name, kind, afterInside);
    if (kind === 'action' || kind === 'body' || kind === 'result') this.checkAction(by, name, kind, afterInside);
  }

  checkVariable(by: Position, name: string): void {
    const declaredBy = this.variables.get(name);
    if (declaredBy === undefined) {
      throw new VariableError(
        by.node.name,
        'variable-not-declared',
        `Action '${by.node.name}' uses the variable '${name}', which no action initializes.`,
      );
    }
    if (!this.isFinishedBefore(declaredBy, by)) {
      throw new VariableError(
        by.node.name,
        'variable-not-declared',
        `The variable '${name}' must be initialized before it can be used inside action '${by.node.name}'.`,
      );
    }
  }

  private checkLoop(by: Position, name: string, kind: 'loop' | 'until', afterInside: boolean): void {
    const loops = [...aroundOf(by), ...(afterInside ? [by] : [])];
    const type = kind === 'loop' ? 'Foreach' : 'Until';
    if (loops.some(({ node }) => node.name === name && node.type === type)) return;
    throw new ReferenceInvalidError(by.node.name, name, `which is no ${type} around it`);
  }

  private checkAction(by: Position, name: string, kind: 'action' | 'body' | 'result', afterInside: boolean): void {
    const target = this.positions.get(name);
    if (!target) throw new ReferenceInvalidError(by.node.name, name, 'an action that does not exist');
    if (kind === 'result' && target.node.containers.length === 0) {
      throw new ReferenceInvalidError(by.node.name, name, 'which has no actions inside');
    }
    const isInside = afterInside && [...aroundOf(target)].some(({ node }) => node === by.node);
    if (!isInside && !this.isFinishedBefore(name, by)) {
      const reason = "which is not on its 'runAfter' path, nor within a scope on that path";
      throw new ReferenceInvalidError(by.node.name, name, reason);
    }
    this.keepRounds(target, by, kind);
  }

  private isFinishedBefore(name: string, by: Position): boolean {
    const target = this.positions.get(name);
    if (!target) return false;
    const chain = new Set([target, ...aroundOf(target)].map(({ node }) => node.name));
    return [by, ...aroundOf(by)].some(({ node, beside }) =>
      [...beside.keys()].some((sibling) => chain.has(sibling) && runsBefore(sibling, node, beside)),
    );
  }

  /** A loop around the target and not around the user has to keep the records of all its rounds. */
  private keepRounds(target: Position, by: Position, kind: 'action' | 'body' | 'result'): void {
    const shared = new Set([...aroundOf(by), by].map(({ node }) => node));
    const left = [...aroundOf(target)].map(({ node }) => node).filter((node) => isLoop(node) && !shared.has(node));
    const repeating = left.filter(({ type }) => type === 'Foreach');
    if (left.length > 1 && repeating.length > 0) {
      throw new ReferenceInvalidError(
        by.node.name,
        target.node.name,
        'which is nested in a foreach scope of multiple levels',
      );
    }
    if (repeating[0] && kind === 'body') {
      throw new FlowNotSupportedError(`body('${target.node.name}') outside of its loop, in action '${by.node.name}'`);
    }
    repeating[0]?.kept?.add(target.node.name);
    if (kind === 'result' && target.node.type === 'Foreach') {
      for (const child of target.node.containers.flatMap(({ actions }) => actions)) target.node.kept?.add(child.name);
    }
  }
}
