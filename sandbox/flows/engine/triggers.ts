/** Room sandbox/flows. The trigger of a flow: its inputs as far as they can be known before a run, and its conditions. */
import type { TriggerRecord } from '../contracts';
import { FlowNotSupportedError } from '../contracts';
import type { CompiledValue, EvaluationContext, FlowObject, FlowValue } from '../expressions';
import { evaluateCompiled, isArray, isObject } from '../expressions';
import { FlowShapeError } from './errors';
import type { SecureFlags } from './model';

export interface CompiledTrigger {
  readonly name: string;
  /** `OpenApiConnectionWebhook`, `Recurrence`, `Request`, … */
  readonly type: string;
  /** `Button`, `Http`, `PowerApp`, …; of a Request only. */
  readonly kind: string | undefined;
  /** With parameters in it not yet put in; for a Request without its schema. */
  readonly inputs: CompiledValue;
  /** A Request's `inputs.schema`, as it is written. */
  readonly schema: FlowValue | undefined;
  /** Recurrence only; with parameters in it not yet put in. */
  readonly recurrence: CompiledValue | undefined;
  /** Each an expression; all have to be true. */
  readonly conditions: readonly CompiledValue[];
  readonly secure: SecureFlags;
  /** `runtimeConfiguration.concurrency.runs`; undefined: without limit. */
  readonly maxRuns: number | undefined;
}

const member = (value: FlowValue | undefined, name: string): FlowValue | undefined =>
  value !== undefined && isObject(value) ? value[name] : undefined;

const secureOf = (runtime: FlowValue | undefined): SecureFlags => {
  const listed = member(member(runtime, 'secureData'), 'properties');
  const names = listed !== undefined && isArray(listed) ? listed : [];
  return { inputs: names.includes('inputs'), outputs: names.includes('outputs') };
};

function readConditions(trigger: FlowObject): FlowValue[] {
  if (trigger.conditions === undefined) return [];
  const { conditions } = trigger;
  const read = isArray(conditions) ? conditions.map((one) => member(one, 'expression')) : [undefined];
  return read.map((one) => {
    if (typeof one !== 'string') throw new FlowShapeError(undefined, "each trigger condition needs an 'expression'");
    return one;
  });
}

/** @throws {FlowDefinitionError} none or several triggers, or one that is not understood */
export function compileTrigger(
  definition: FlowObject,
  parse: (value: FlowValue, property: string) => CompiledValue,
): CompiledTrigger {
  const triggers = definition.triggers !== undefined && isObject(definition.triggers) ? definition.triggers : {};
  const [[name, trigger] = ['', null], ...others] = Object.entries(triggers);
  if (!isObject(trigger) || others.length > 0) throw new FlowShapeError(undefined, 'a flow has exactly one trigger');
  if (typeof trigger.type !== 'string') throw new FlowShapeError(undefined, `the trigger '${name}' has no type`);
  if (trigger.splitOn !== undefined) throw new FlowNotSupportedError(`a trigger with 'splitOn' ('${name}')`);
  const { schema, ...inputs } = trigger.inputs !== undefined && isObject(trigger.inputs) ? trigger.inputs : {};
  const isRequest = trigger.type === 'Request';
  const runs = member(member(trigger.runtimeConfiguration, 'concurrency'), 'runs');
  if (runs !== undefined && !(typeof runs === 'number' && Number.isInteger(runs) && runs >= 1 && runs <= 100)) {
    throw new FlowShapeError(undefined, "a trigger's 'concurrency.runs' is from 1 to 100");
  }
  return {
    name,
    type: trigger.type,
    kind: typeof trigger.kind === 'string' ? trigger.kind : undefined,
    inputs: parse(isRequest || schema === undefined ? inputs : { ...inputs, schema }, 'inputs'),
    schema: isRequest ? schema : undefined,
    recurrence: trigger.recurrence === undefined ? undefined : parse(trigger.recurrence, 'recurrence'),
    conditions: readConditions(trigger).map((one) => parse(one, 'conditions')),
    secure: secureOf(trigger.runtimeConfiguration),
    maxRuns: runs,
  };
}

/** What is known before a run; everything else is not there. */
export interface TriggerFacts {
  readonly parameters: ReadonlyMap<string, FlowValue>;
  now(): Date;
  random(): number;
  newGuid(): string;
  readonly trigger?: TriggerRecord;
}

export const triggerContext = ({ parameters, now, random, newGuid, trigger }: TriggerFacts): EvaluationContext => ({
  now,
  random,
  newGuid,
  parameter: (name) => parameters.get(name),
  trigger: () => trigger && { name: trigger.name, outputs: trigger.outputs, status: 'Succeeded' },
  variable: () => undefined,
  action: () => undefined,
  currentAction: () => undefined,
  item: () => undefined,
  loopItem: () => undefined,
  iterationIndex: () => undefined,
  scopeResults: () => undefined,
  workflow: () => undefined,
});

/** The trigger's inputs and recurrence with the parameters in. @throws {ExpressionError} */
export function evaluateTrigger(
  { inputs, recurrence }: CompiledTrigger,
  facts: TriggerFacts,
): { readonly inputs: FlowValue; readonly recurrence: FlowValue | undefined } {
  const context = triggerContext(facts);
  return {
    inputs: evaluateCompiled(inputs, context),
    recurrence: recurrence && evaluateCompiled(recurrence, context),
  };
}

/** May this event start a run? All conditions must give true. @throws {ExpressionError} */
export const meetsConditions = (
  { conditions }: CompiledTrigger,
  facts: TriggerFacts & { trigger: TriggerRecord },
): boolean => conditions.every((condition) => evaluateCompiled(condition, triggerContext(facts)) === true);
