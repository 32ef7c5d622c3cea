/**
 * Room sandbox/flows. Makes a flow's file ready to run, and finds beforehand what the platform would refuse when the flow is
 * saved. Source of the shape: Microsoft Learn, "Workflow Definition Language schema" and "Schema reference for trigger and
 * action types"; of the envelope around the definition: solutions exported by Microsoft.
 */
import { FlowNotSupportedError } from '../contracts';
import type { CompiledValue, FlowObject, FlowValue } from '../expressions';
import { compileValue, ExpressionError, isArray, isObject, typeOf } from '../expressions';
import type { ActionSource } from './actionSource';
import { ACTION_KINDS, OTHER_PLATFORM_TYPES } from './actions';
import { readDuration } from './duration';
import {
  ActionNameTakenError,
  ActionTypeNotKnownError,
  ConnectionNotDeclaredError,
  ExpressionInvalidError,
  FlowShapeError,
  NestingTooDeepError,
  ReferenceInvalidError,
  TooManyActionsError,
  VariableError,
} from './errors';
import { MAX_ACTIONS, MAX_NAME_LENGTH, MAX_NESTING, MAX_VARIABLES } from './limits';
import type { ActionContainer, ActionNode, RunAction, SecureFlags } from './model';
import { orderActions, readRunAfter } from './order';
import type { Position, Use } from './references';
import { isLoop, readReferences, ReferenceCheck } from './references';
import { hideSecured } from './secure';
import type { CompiledTrigger } from './triggers';
import { compileTrigger } from './triggers';

export interface ParameterDeclaration {
  readonly type: string;
  readonly defaultValue?: FlowValue;
}

/** A flow whose definition is understood. It holds no state and may run many times, also at once. */
export interface CompiledFlow {
  /** The one trigger. */
  readonly trigger: CompiledTrigger;
  readonly actions: ActionContainer;
  /** Every action, by name. */
  readonly nodes: ReadonlyMap<string, ActionNode>;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  /** Logical names of connection references by the key that the definition uses. */
  readonly connectionReferences: ReadonlyMap<string, string>;
}

const objectAt = (holder: FlowObject, name: string): FlowObject | undefined => {
  const value = holder[name];
  return value !== undefined && isObject(value) ? value : undefined;
};

const textAt = (holder: FlowObject | undefined, name: string): string | undefined => {
  const value = holder?.[name];
  return typeof value === 'string' ? value : undefined;
};

function readParameters(definition: FlowObject): Map<string, ParameterDeclaration> {
  const declared = Object.entries(objectAt(definition, 'parameters') ?? {}).map(([name, value]) => {
    const type = isObject(value) ? textAt(value, 'type') : undefined;
    if (!isObject(value) || !type) throw new FlowShapeError(undefined, `the parameter '${name}' has no type`);
    return [name, { type, defaultValue: value.defaultValue }] as const;
  });
  return new Map(declared);
}

/** Solutions name a connection reference; packages of single flows have a connection's own name instead. */
function readConnections(properties: FlowObject): Map<string, string> {
  const declared = Object.entries(objectAt(properties, 'connectionReferences') ?? {}).map(([key, value]) => {
    const holder = isObject(value) ? value : {};
    const connection = objectAt(holder, 'connection');
    const name = textAt(connection, 'connectionReferenceLogicalName') ?? textAt(holder, 'connectionName') ?? key;
    return [key, name] as const;
  });
  return new Map(declared);
}

function readSecure(name: string, definition: FlowObject): SecureFlags {
  const runtime = objectAt(definition, 'runtimeConfiguration');
  if (runtime && objectAt(runtime, 'staticResult')?.staticResultOptions === 'Enabled') {
    throw new FlowNotSupportedError(`the static result of action '${name}'`);
  }
  const listed = runtime && objectAt(runtime, 'secureData')?.properties;
  const names = listed !== undefined && isArray(listed) ? listed : [];
  return { inputs: names.includes('inputs'), outputs: names.includes('outputs') };
}

type PendingUse = Omit<Use, 'by'>;

/** What is gathered while the actions of one definition are read. */
class FlowCompiler {
  private readonly positions = new Map<string, Position>();
  private readonly names = new Set<string>();
  private readonly variables = new Map<string, string>();
  /** What actions refer to, by action: checked when all of them are known. */
  private readonly pending = new Map<string, PendingUse[]>();

  constructor(
    private readonly connections: ReadonlyMap<string, string>,
    private readonly parameters: ReadonlyMap<string, ParameterDeclaration>,
  ) {}

  compile(definition: FlowObject): Pick<CompiledFlow, 'actions' | 'nodes' | 'trigger'> {
    const trigger = compileTrigger(definition, (value, property) => this.parse(undefined, value, property));
    this.takeName(trigger.name);
    this.checkTrigger(trigger);
    const actions = this.readContainer(definition.actions ?? {}, []);
    this.place(actions, undefined);
    const uses = [...this.positions].flatMap(([name, by]) =>
      (this.pending.get(name) ?? []).map((use): Use => ({ ...use, by })),
    );
    const check = new ReferenceCheck(this.positions, this.variables, new Set(this.parameters.keys()));
    for (const use of uses) check.check(use);
    hideSecured(this.positions, uses, trigger.secure);
    return { trigger, actions, nodes: new Map([...this.positions].map(([name, { node }]) => [name, node])) };
  }

  /** Before a run there are parameters and what the trigger gives, nothing else. */
  private checkTrigger({ inputs, recurrence, conditions }: CompiledTrigger): void {
    const values = [inputs, ...(recurrence ? [recurrence] : []), ...conditions];
    for (const { kind, name } of values.flatMap((value) => readReferences(value))) {
      if (kind === 'trigger' || (kind === 'parameter' && (name === undefined || this.parameters.has(name)))) continue;
      throw new ReferenceInvalidError(undefined, name ?? kind, 'which is not there before a run');
    }
  }

  private place(container: ActionContainer, around: Position | undefined): void {
    const beside = new Map(container.actions.map((node) => [node.name, node]));
    for (const node of container.actions) {
      if (node.type === 'Response') refuseInLoop(node, around);
      const position: Position = { node, around, beside };
      this.positions.set(node.name, position);
      for (const inside of node.containers) this.place(inside, position);
    }
  }

  private takeName(name: string): void {
    if (name.length === 0 || name.length > MAX_NAME_LENGTH) {
      throw new FlowShapeError(name, `a name has 1 to ${MAX_NAME_LENGTH} characters`);
    }
    if (this.names.has(name.toLowerCase())) throw new ActionNameTakenError(name);
    this.names.add(name.toLowerCase());
  }

  private parse(action: string | undefined, value: FlowValue, property: string): CompiledValue {
    try {
      return compileValue(value);
    } catch (error) {
      throw error instanceof ExpressionError ? new ExpressionInvalidError(action, property, error) : error;
    }
  }

  private readContainer(actions: FlowValue, path: readonly string[]): ActionContainer {
    if (!isObject(actions)) throw new FlowShapeError(path.at(-1), "'actions' must be an object");
    return orderActions(Object.entries(actions).map(([name, definition]) => this.readAction(name, definition, path)));
  }

  private readAction(name: string, definition: FlowValue, path: readonly string[]): ActionNode {
    this.takeName(name);
    if (this.names.size > MAX_ACTIONS + 1) throw new TooManyActionsError(MAX_ACTIONS);
    if (path.length >= MAX_NESTING) throw new NestingTooDeepError(name, MAX_NESTING);
    if (!isObject(definition)) throw new FlowShapeError(name, 'its definition must be an object');
    const type = textAt(definition, 'type');
    if (type === undefined) throw new FlowShapeError(name, "'type' is missing");
    const containers: ActionContainer[] = [];
    return {
      name,
      type,
      runAfter: readRunAfter(name, definition.runAfter),
      secure: readSecure(name, definition),
      timeoutMs: type === 'Until' ? undefined : readTimeout(name, definition),
      kept: type === 'Foreach' ? new Set() : undefined,
      run: kindOf(name, type)(this.sourceOf(name, definition, path, containers)),
      containers,
    };
  }

  private sourceOf(
    name: string,
    definition: FlowObject,
    path: readonly string[],
    containers: ActionContainer[],
  ): ActionSource {
    const pending: PendingUse[] = [];
    this.pending.set(name, pending);
    return {
      name,
      path,
      definition,
      value: (value, property, afterInside = false) => {
        if (value === undefined) throw new FlowShapeError(name, `'${property}' is missing`);
        const compiled = this.parse(name, value, property);
        pending.push(...readReferences(compiled).map((reference) => ({ reference, afterInside })));
        return compiled;
      },
      actions: (value) => {
        const container = this.readContainer(value ?? {}, [...path, name]);
        containers.push(container);
        return container;
      },
      connectionReference: (key) => {
        const reference = this.connections.get(key);
        if (reference === undefined) throw new ConnectionNotDeclaredError(name, key);
        return reference;
      },
      declareVariable: (variable) => this.declareVariable(name, variable, path),
      assignVariable: (variable) => {
        pending.push({ reference: { kind: 'variable', name: variable }, afterInside: false });
      },
      refuse: (what) => {
        throw new FlowShapeError(name, what);
      },
    };
  }

  private declareVariable(action: string, variable: string, path: readonly string[]): void {
    if (path.length > 0) {
      const message = `Action '${action}' initializes a variable inside of '${path.at(-1)}'; this is possible at the top only.`;
      throw new VariableError(action, 'variable-not-at-top', message);
    }
    if (this.variables.has(variable)) {
      throw new VariableError(action, 'variable-declared-twice', `The variable '${variable}' is initialized twice.`);
    }
    this.variables.set(variable, action);
    if (this.variables.size > MAX_VARIABLES) {
      throw new VariableError(action, 'too-many-variables', `The flow has more than ${MAX_VARIABLES} variables.`);
    }
  }
}

/** Source: Microsoft Learn, "Schema reference for trigger and action types in Azure Logic Apps", Response action. */
function refuseInLoop(node: ActionNode, around: Position | undefined): void {
  for (let outer = around; outer; outer = outer.around) {
    if (!isLoop(outer.node)) continue;
    throw new FlowShapeError(node.name, `a Response cannot be inside of the loop '${outer.node.name}'`);
  }
}

function kindOf(name: string, type: string): (source: ActionSource) => RunAction {
  const kind = ACTION_KINDS.get(type);
  if (kind) return kind;
  if (OTHER_PLATFORM_TYPES.has(type)) throw new FlowNotSupportedError(`the action '${name}' of the type '${type}'`);
  throw new ActionTypeNotKnownError(name, type);
}

function readTimeout(name: string, definition: FlowObject): number | undefined {
  const timeout = objectAt(definition, 'limit')?.timeout;
  if (timeout === undefined) return undefined;
  const length = typeof timeout === 'string' ? readDuration(timeout) : undefined;
  if (!length) throw new FlowShapeError(name, "'limit.timeout' must be a duration such as 'PT1H'");
  return length;
}

/**
 * @param file the whole content of a flow's file: `properties` with `connectionReferences` and `definition`
 * @throws {FlowDefinitionError} what the platform would refuse
 * @throws {FlowNotSupportedError} what the sandbox cannot do
 */
export function compileFlow(file: FlowValue): CompiledFlow {
  const properties = isObject(file) ? objectAt(file, 'properties') : undefined;
  if (!properties) throw new FlowShapeError(undefined, `'properties' must be an object, not ${typeOf(file)}`);
  const definition = objectAt(properties, 'definition');
  if (!definition) throw new FlowShapeError(undefined, "'properties.definition' must be an object");
  const parameters = readParameters(definition);
  const connectionReferences = readConnections(properties);
  return {
    ...new FlowCompiler(connectionReferences, parameters).compile(definition),
    parameters,
    connectionReferences,
  };
}
