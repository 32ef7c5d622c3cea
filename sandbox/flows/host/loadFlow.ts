/**
 * Room sandbox/flows. From a row of `workflow` to a flow that can run: definition, parameters with the current values of
 * environment variables, trigger, and whether its connections are there.
 */
import type { StoredRow } from '../../dataverse/contracts';
import type { OpenedDataverse } from '../../dataverse/open';
import { FlowNotSupportedError } from '../contracts';
import {
  compileFlow,
  FlowDefinitionError,
  ParameterMissingError,
  ParameterTypeError,
  resolveParameters,
  type ActionNode,
  type CompiledFlow,
  type TriggerFacts,
} from '../engine';
import { ExpressionError, JsonTextError, readJson, type FlowObject, type FlowValue } from '../expressions';
import type { OutlineNode, TriggerKind } from '../history/contracts';
import { TriggerInvalidError, type FlowTrigger } from '../triggers/contracts';
import { readTrigger } from '../triggers/readTrigger';
import { readEnvironmentValues, VariableUnfitError } from './environmentValues';
import { flowProblem, type FlowProblem } from './problems';

export const MODERN_FLOW = 5;
/** Values of `workflow.statecode`. */
export const STATE = { draft: 0, activated: 1 } as const;

/** A flow that cannot be turned on or run, with a sentence that says what to do about it. */
export class FlowNotReadyError extends Error {
  override readonly name = 'FlowNotReadyError';
  readonly code = 'flow-not-ready';
  constructor(
    readonly problem: FlowProblem,
    options?: ErrorOptions,
  ) {
    super(problem.message, options);
  }
}

export interface LoadedFlow {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly compiled: CompiledFlow;
  readonly trigger: FlowTrigger;
  readonly outline: readonly OutlineNode[];
  readonly parameters: FlowObject;
  /** For conditions of the trigger. */
  readonly facts: TriggerFacts;
}

export const isCloudFlow = (row: { readonly values: StoredRow['values'] } | undefined): boolean =>
  row?.values.category === MODERN_FLOW;

export const isOn = (row: StoredRow | undefined): boolean => row?.values.statecode === STATE.activated;

const KINDS: Readonly<Record<FlowTrigger['kind'], TriggerKind>> = {
  row: 'Automated',
  recurrence: 'Scheduled',
  button: 'Instant',
};

/** How the runs of a trigger are called. */
export const triggerKindOf = ({ kind }: FlowTrigger): TriggerKind => KINDS[kind];

interface Understood {
  readonly clientData: string;
  readonly file: FlowValue;
  readonly flow: CompiledFlow;
}

/** Keeps the definitions that were understood: a flow that starts a thousand times is read and compiled once. */
export class FlowLoader {
  private readonly understood = new Map<string, Understood>();

  constructor(
    private readonly dataverse: OpenedDataverse,
    private readonly random: () => number,
  ) {}

  /** @throws {FlowNotReadyError} with everything that keeps the flow from running */
  load(row: StoredRow): LoadedFlow {
    const owner = row.values.ownerid as { readonly id?: string } | null | undefined;
    const name = String(row.values.name ?? '');
    try {
      const { file, flow: compiled } = this.understand(row.id, String(row.values.clientdata ?? ''));
      const parameters = readEnvironmentValues(this.dataverse, file);
      const facts: TriggerFacts = {
        parameters: resolveParameters(compiled, parameters),
        now: this.dataverse.clock,
        random: this.random,
        newGuid: this.dataverse.newId,
      };
      return {
        id: row.id,
        name,
        ownerId: owner?.id ?? this.dataverse.administrator.userId,
        compiled,
        trigger: readTrigger(compiled, facts, this.dataverse.metadata),
        outline: outlineOf(compiled.actions.actions),
        parameters,
        facts,
      };
    } catch (error) {
      if (!isSaid(error)) throw error;
      const problem = error instanceof VariableUnfitError ? error.problem : flowProblem('other', error.message);
      throw new FlowNotReadyError(problem, { cause: error });
    }
  }

  private understand(id: string, clientData: string): Understood {
    const known = this.understood.get(id);
    if (known?.clientData === clientData) return known;
    const file = readJson(clientData);
    const understood = { clientData, file, flow: compileFlow(file) };
    this.understood.set(id, understood);
    return understood;
  }
}

/** Errors whose message is a sentence for the person who turns the flow on. */
const isSaid = (error: unknown): error is Error =>
  error instanceof FlowDefinitionError ||
  error instanceof FlowNotSupportedError ||
  error instanceof ParameterMissingError ||
  error instanceof ParameterTypeError ||
  error instanceof TriggerInvalidError ||
  error instanceof VariableUnfitError ||
  error instanceof ExpressionError ||
  error instanceof JsonTextError;

/** Actions in the order in which they may run, with those inside of them. */
function outlineOf(nodes: readonly ActionNode[]): OutlineNode[] {
  return nodes.map(({ name, type, containers }) => ({
    name,
    type,
    children: containers.flatMap(({ actions }) => outlineOf(actions)),
  }));
}

/**
 * Every connection reference of the flow has to be there and to have a connection.
 * @throws {FlowNotReadyError} naming the first that is missing
 */
export function assertConnected({ rows }: OpenedDataverse, { compiled }: LoadedFlow): void {
  for (const name of new Set(compiled.connectionReferences.values())) {
    const reference = rows.findWhere('connectionreference', { connectionreferencelogicalname: name })[0];
    if (!reference) throw new FlowNotReadyError(flowProblem('connection-unknown', name));
    if (isConnected(reference)) continue;
    const shown = String(reference.values.connectionreferencedisplayname);
    throw new FlowNotReadyError(flowProblem('connection-missing', shown));
  }
}

export const isConnected = ({ values }: StoredRow): boolean =>
  typeof values.connectionid === 'string' && values.connectionid !== '';
