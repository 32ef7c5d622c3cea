/**
 * Room sandbox/app. Decides which commands of a ribbon show on a page. An enable rule that is false hides its button, as
 * in the command bar of the platform. What the sandbox cannot decide hides the button too, and is named.
 */
import { messageOf } from '../host/errors';
import { resolveParameter, type RibbonContext } from './ribbonContext';
import type { CommandDefinition, Ribbon, RuleNode, ScriptCall } from './ribbonModel';

/** A custom rule's promise that is not settled by then counts as false (Microsoft Learn, "Define ribbon enable rules"). */
export const CUSTOM_RULE_LIMIT_MS = 10_000;

export interface RuleHost {
  /** Loads the library and calls the function. */
  call(call: ScriptCall, args: readonly unknown[]): Promise<unknown>;
  /** May the user do that with rows of the table, at least to that level? */
  hasPrivilege(table: string, privilege: string, depth: string | undefined): Promise<boolean>;
  /** Has the user a privilege that is about no table, by its name with or without `prv`? */
  hasMiscellaneousPrivilege(name: string): boolean;
  /** Resolves to undefined after that time. */
  wait(ms: number): Promise<undefined>;
}

export interface RuleVerdict {
  readonly shows: boolean;
  /** Why a rule could not be decided, in words; empty when all were. */
  readonly problems: readonly string[];
}

interface Evaluation {
  readonly context: RibbonContext;
  readonly host: RuleHost;
  readonly buttonId: string;
  readonly problems: string[];
}

/** The platform takes anything but a true value as false; promises are awaited. */
async function evaluateCustom(call: ScriptCall, fallback: boolean, evaluation: Evaluation): Promise<boolean> {
  const { host, context, buttonId, problems } = evaluation;
  try {
    const args = call.parameters.map((parameter) => resolveParameter(parameter, context, buttonId));
    const answer = await Promise.race([host.call(call, args), host.wait(CUSTOM_RULE_LIMIT_MS)]);
    return answer === true;
  } catch (error) {
    problems.push(`${call.functionName}: ${messageOf(error)}`);
    return fallback;
  }
}

const sameValue = (actual: unknown, wanted: string): boolean => {
  if (actual == null) return wanted === '' || wanted.toLowerCase() === 'null';
  if (typeof actual === 'boolean') return [actual ? '1' : '0', String(actual)].includes(wanted.toLowerCase());
  return String(actual).toLowerCase() === wanted.toLowerCase();
};

async function evaluateNode(node: RuleNode, evaluation: Evaluation): Promise<boolean> {
  const { context, host, problems } = evaluation;
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'selectionCount':
      return context.selectedItems.length >= node.minimum && context.selectedItems.length <= node.maximum;
    case 'formState':
      return context.formState === node.state;
    case 'custom':
      return evaluateCustom(node.call, node.fallback, evaluation);
    case 'value':
      return context.place === 'form' && sameValue(context.value(node.field), node.value);
    case 'or': {
      for (const alternative of node.alternatives) if (await evaluateAll(alternative, evaluation)) return true;
      return false;
    }
    case 'entity': {
      if (node.table === undefined) return true;
      return (
        node.table === (node.appliesTo === 'primary' ? (context.primary?.entityType ?? context.table) : context.table)
      );
    }
    case 'privilege':
      return host.hasPrivilege(
        node.table ?? (node.appliesTo === 'primary' ? (context.primary?.entityType ?? context.table) : context.table),
        node.privilege,
        node.depth,
      );
    case 'miscellaneousPrivilege':
      return host.hasMiscellaneousPrivilege(node.name);
    case 'refused':
      problems.push(`rule ${node.what} is not supported`);
      return false;
  }
}

async function evaluateAll(nodes: readonly RuleNode[], evaluation: Evaluation): Promise<boolean> {
  for (const node of nodes) {
    const before = evaluation.problems.length;
    const value = await evaluateNode(node, evaluation);
    // A rule that could not be decided stays false: inverting it would show what nobody allowed.
    const isUndecided = evaluation.problems.length > before && node.kind === 'refused';
    if (isUndecided || value === node.invert) return false;
  }
  return true;
}

/** Decides one command. Display rules come first: they need no script. Never rejects. */
export async function evaluateCommand(
  command: CommandDefinition,
  ribbon: Ribbon,
  context: RibbonContext,
  host: RuleHost,
  buttonId: string,
): Promise<RuleVerdict> {
  const evaluation: Evaluation = { context, host, buttonId, problems: [] };
  const lists = [
    [command.displayRules, ribbon.displayRules],
    [command.enableRules, ribbon.enableRules],
  ] as const;
  for (const [ids, definitions] of lists) {
    for (const id of ids) {
      const nodes = definitions.get(id);
      if (!nodes) {
        evaluation.problems.push(`rule ${id} is not defined`);
        return { shows: false, problems: evaluation.problems };
      }
      if (!(await evaluateAll(nodes, evaluation))) return { shows: false, problems: evaluation.problems };
    }
  }
  return { shows: true, problems: evaluation.problems };
}
