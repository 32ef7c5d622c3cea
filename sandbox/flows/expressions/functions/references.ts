/** Room sandbox/flows. Functions that refer to the run: its actions, trigger, loops, variables, parameters, itself. */
import { ReferenceNotFoundError } from '../errors';
import type { FlowValue } from '../values';
import { isObject, propertyOf } from '../values';
import type { EvaluationContext } from '../context';
import type { FlowFunction } from './contracts';
import { define } from './contracts';

/** A function that takes a name. */
const named = (
  name: string,
  find: (context: EvaluationContext, reference: string) => FlowValue | undefined,
): FlowFunction =>
  define(name, [1, 1], (given, { context }) => {
    const reference = given.text(0);
    const found = find(context, reference);
    if (found === undefined) throw new ReferenceNotFoundError(name, reference);
    return found;
  });

const nameless = (name: string, find: (context: EvaluationContext) => FlowValue | undefined): FlowFunction =>
  define(name, [0, 0], (_, { context }) => {
    const found = find(context);
    if (found === undefined) throw new ReferenceNotFoundError(name);
    return found;
  });

/** A member of a record; null when the record has none, undefined when there is no record. */
function memberOf(record: FlowValue | undefined, member: string): FlowValue | undefined {
  if (record === undefined) return undefined;
  return isObject(record) ? (propertyOf(record, member) ?? null) : null;
}

const actionOutputs = (context: EvaluationContext, name: string): FlowValue | undefined =>
  memberOf(context.action(name), 'outputs');

const triggerOutputs = (context: EvaluationContext): FlowValue | undefined => memberOf(context.trigger(), 'outputs');

export const REFERENCE_FUNCTIONS: readonly FlowFunction[] = [
  nameless('action', (context) => context.currentAction()),
  named('actionBody', (context, name) => memberOf(actionOutputs(context, name), 'body')),
  named('actionOutputs', actionOutputs),
  named('actions', (context, name) => context.action(name)),
  named('body', (context, name) => memberOf(actionOutputs(context, name), 'body')),
  nameless('item', (context) => context.item()),
  named('items', (context, name) => context.loopItem(name)),
  named('iterationIndexes', (context, name) => context.iterationIndex(name)),
  named('outputs', actionOutputs),
  named('parameters', (context, name) => context.parameter(name)),
  named('result', (context, name) => context.scopeResults(name)),
  nameless('trigger', (context) => context.trigger()),
  nameless('triggerBody', (context) => memberOf(triggerOutputs(context), 'body')),
  nameless('triggerOutputs', triggerOutputs),
  named('variables', (context, name) => context.variable(name)),
  nameless('workflow', (context) => context.workflow()),
];
