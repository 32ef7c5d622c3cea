/**
 * Room sandbox/flows. Runs the actions of a container in the order of `runAfter`, side by side where it allows that, and
 * decides what became of the whole. Sources: Microsoft Learn, "Handle errors and exceptions in Azure Logic Apps" (run after,
 * scopes, a skipped last action counts as what it ran after); codes and sentences of skipped actions as the platform's run
 * history shows them.
 */
import { ActionFault, InterruptedError } from './faults';
import { setMaxListeners } from 'node:events';
import type { ActionRecord, ActionStatus, BegunAction, FlowFault } from '../contracts';
import { FlowNotSupportedError } from '../contracts';
import type { CompiledValue, EvaluationContext, FlowValue } from '../expressions';
import { evaluateCompiled, ExpressionError } from '../expressions';
import type { RunFacts } from './frame';
import { Frame } from './frame';
import { MAX_MESSAGE_BYTES } from './limits';
import type {
  ActionContainer,
  ActionNode,
  ActionOutcome,
  Execution,
  FlowResponse,
  Round,
  RoundLeft,
  RunOptions,
  RunStop,
} from './model';
import { sizeOf } from './valueSize';
import type { Variables } from './variables';

/** Where an execution stands: inside of what, and in which rounds. */
interface Place {
  readonly path: readonly string[];
  readonly rounds: readonly number[];
}

/** Actions after which others get a turn. */
const ACTIONS_PER_TURN = 200;

/** The state of one run, and the whole way from a container to the records of its actions. */
export class ActionRunner {
  private readonly controller = new AbortController();
  private cause: RunStop | undefined;
  private counted = 0;
  private sinceTurn = 0;
  private hasResponded = false;

  constructor(readonly facts: RunFacts) {
    // Any number of actions may wait at the same time.
    setMaxListeners(0, this.controller.signal);
  }

  get stopped(): RunStop | undefined {
    return this.cause;
  }

  get countedActions(): number {
    return this.counted;
  }

  /** Runs the flow's own actions. @returns have they succeeded? */
  runAll(container: ActionContainer): Promise<boolean> {
    return this.runContainer(container, new Frame(this.facts), { path: [], rounds: [] }, this.controller.signal);
  }

  /** Ends the run; the first cause counts. */
  stop(cause: RunStop): void {
    if (this.cause) return;
    this.cause = cause;
    this.controller.abort();
  }

  respond(response: FlowResponse): boolean {
    const { onResponse } = this.facts.options;
    if (!onResponse || this.hasResponded) return false;
    this.hasResponded = true;
    onResponse(response);
    return true;
  }

  async runContainer(container: ActionContainer, frame: Frame, place: Place, signal: AbortSignal): Promise<boolean> {
    const statuses = new Map<string, ActionStatus>();
    const ends = new Map<string, Promise<void>>();
    for (const node of container.actions) {
      ends.set(node.name, this.runWhenReady(node, { ends, statuses, frame, place, signal }));
    }
    await Promise.all(ends.values());
    return hasSucceeded(container, statuses);
  }

  private async runWhenReady(node: ActionNode, { ends, statuses, frame, place, signal }: ContainerRun): Promise<void> {
    for (const { action } of node.runAfter) await ends.get(action);
    const unmet = node.runAfter.find(
      ({ action, statuses: wanted }) => !wanted.includes(statuses.get(action) ?? 'Skipped'),
    );
    if (signal.aborted) this.recordSkipped(node, frame, place, { code: 'Terminated' });
    else if (unmet) {
      const actual = statuses.get(unmet.action) ?? 'Skipped';
      this.recordSkipped(node, frame, place, {
        code: 'ActionSkipped',
        error: {
          code: 'ActionConditionFailed',
          message:
            `The execution of template action '${node.name}' is skipped: the 'runAfter' condition for action '${unmet.action}' ` +
            `is not satisfied. Expected status values '${unmet.statuses.join(', ')}' and actual value '${actual}'.`,
        },
      });
    } else {
      statuses.set(node.name, await this.runAction(node, frame, place, signal));
      return;
    }
    statuses.set(node.name, 'Skipped');
  }

  private async runAction(node: ActionNode, frame: Frame, place: Place, outer: AbortSignal): Promise<ActionStatus> {
    const { clock, onActionBegin } = this.facts.options;
    const startTime = clock.now();
    const begun: BegunAction = { name: node.name, type: node.type, path: place.path, rounds: place.rounds, startTime };
    onActionBegin?.(begun);
    const limited = node.timeoutMs === undefined ? undefined : new TimeLimit(outer, clock, startTime, node.timeoutMs);
    const signal = limited?.signal ?? outer;
    const execution = new RunningAction(this, node, frame, place, signal);
    let outcome: ActionOutcome;
    try {
      const result = node.run(execution);
      outcome = withinMessageSize(result instanceof Promise ? await result : result);
    } catch (error) {
      outcome = toOutcome(node, error);
      if (!(error instanceof InterruptedError)) this.skipInside(node, frame, place, outcome);
    } finally {
      limited?.release();
    }
    if (limited?.isOver && !outer.aborted && (outcome.status === 'Cancelled' || node.containers.length > 0)) {
      outcome = timedOut(node, outcome);
    } else if (outer.aborted && node.containers.length > 0) outcome = cancelled(outcome);
    this.tell(frame, begun, node, outcome);
    await this.breathe();
    return outcome.status;
  }

  private tell(frame: Frame, begun: BegunAction, node: ActionNode, outcome: ActionOutcome): void {
    const { inputs, outputs, error } = outcome;
    const counted = outcome.counted ?? 1;
    this.counted += counted;
    // Member by member: to spread what began would double the time of a round.
    this.record(frame, {
      name: begun.name,
      type: begun.type,
      path: begun.path,
      rounds: begun.rounds,
      status: outcome.status,
      code: outcome.code,
      startTime: begun.startTime,
      endTime: this.facts.options.clock.now(),
      ...(inputs === undefined ? {} : { inputs }),
      ...(outputs === undefined ? {} : { outputs }),
      ...(error ? { error } : {}),
      secure: node.secure,
      counted,
    });
  }

  private record(frame: Frame, record: ActionRecord): void {
    frame.keep(record);
    this.facts.options.onAction?.(record);
  }

  /** Tells of an action that does not run, and of all inside of it. */
  private recordSkipped(node: ActionNode, frame: Frame, place: Place, why: { code: string; error?: FlowFault }): void {
    const now = this.facts.options.clock.now();
    this.skipInside(node, frame, place, { status: 'Skipped', code: why.code });
    this.record(frame, {
      name: node.name,
      type: node.type,
      path: place.path,
      rounds: place.rounds,
      status: 'Skipped',
      code: why.code,
      startTime: now,
      endTime: now,
      ...(why.error ? { error: why.error } : {}),
      secure: node.secure,
      counted: 0,
    });
  }

  private skipInside(node: ActionNode, frame: Frame, place: Place, end: { status: ActionStatus; code: string }): void {
    const inside: Place = { path: [...place.path, node.name], rounds: place.rounds };
    for (const child of node.containers.flatMap(({ actions }) => actions)) {
      this.recordSkipped(child, frame, inside, {
        code: end.code === 'Terminated' ? 'Terminated' : 'ActionSkipped',
        error: {
          code: 'ActionDependencyFailed',
          message:
            `The execution of template action '${child.name}' is skipped: dependant action '${node.name}' completed with ` +
            `status '${end.status}' and code '${end.code}'.`,
        },
      });
    }
  }

  skipBranch(container: ActionContainer, frame: Frame, place: Place): void {
    for (const node of container.actions) {
      this.recordSkipped(node, frame, place, {
        code: 'ActionSkipped',
        error: {
          code: 'ActionBranchingConditionNotSatisfied',
          message: `The execution of template action '${node.name}' skipped: the branching condition for this action is not satisfied.`,
        },
      });
    }
  }

  /** Lets others have the thread now and then: a loop of actions that wait for nothing is one long turn otherwise. */
  private async breathe(): Promise<void> {
    this.sinceTurn += 1;
    if (this.sinceTurn < ACTIONS_PER_TURN) return;
    this.sinceTurn = 0;
    const { clock } = this.facts.options;
    await new Promise<void>((resolve) => clock.at(clock.now(), resolve));
  }
}

interface ContainerRun {
  readonly ends: ReadonlyMap<string, Promise<void>>;
  readonly statuses: Map<string, ActionStatus>;
  readonly frame: Frame;
  readonly place: Place;
  readonly signal: AbortSignal;
}

/**
 * A container has failed when a way through it ends badly. A way ends with an action that none runs after; when that one is
 * skipped, with those it would have run after.
 */
function hasSucceeded(container: ActionContainer, statuses: ReadonlyMap<string, ActionStatus>): boolean {
  const byName = new Map(container.actions.map((node) => [node.name, node]));
  const seen = new Set<string>();
  const open = container.leaves.map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const status = statuses.get(name);
    if (status === 'Skipped') open.push(...(byName.get(name)?.runAfter ?? []).map(({ action }) => action));
    else if (status !== 'Succeeded') return false;
  }
  return true;
}

const MESSAGE_TOO_LARGE: ActionOutcome = {
  status: 'Failed',
  code: 'BadRequest',
  error: { code: 'ActionOutputsSizeLimitExceeded', message: `A message is larger than ${MAX_MESSAGE_BYTES} bytes.` },
};

function withinMessageSize(outcome: ActionOutcome): ActionOutcome {
  const fits = (value: FlowValue | undefined): boolean => value === undefined || sizeOf(value) <= MAX_MESSAGE_BYTES;
  return fits(outcome.inputs) && fits(outcome.outputs) ? outcome : { ...MESSAGE_TOO_LARGE, counted: outcome.counted };
}

/** What an error that ended an action makes of it. Only names and sentences go in, never a stack. */
function toOutcome(node: ActionNode, error: unknown): ActionOutcome {
  if (error instanceof InterruptedError) {
    return { status: 'Cancelled', code: 'ActionCancelled', counted: error.counted };
  }
  if (error instanceof ActionFault) {
    return { status: 'Failed', code: error.recordCode, error: error.fault, ...error.told };
  }
  if (error instanceof FlowNotSupportedError) {
    return { status: 'Failed', code: 'NotSupported', error: { code: error.code, message: error.message } };
  }
  const kind = error instanceof Error ? error.name : typeof error;
  const message = `The action '${node.name}' was ended by an error that nobody expected (${kind}).`;
  return { status: 'Failed', code: 'InternalServerError', error: { code: 'InternalServerError', message } };
}

const cancelled = (outcome: ActionOutcome): ActionOutcome => ({
  status: 'Cancelled',
  code: 'ActionCancelled',
  inputs: outcome.inputs,
  counted: outcome.counted,
});

const timedOut = (node: ActionNode, outcome: ActionOutcome): ActionOutcome => ({
  status: 'TimedOut',
  code: 'ActionTimedOut',
  inputs: outcome.inputs,
  counted: outcome.counted,
  error: { code: 'ActionTimedOut', message: `The execution of template action '${node.name}' has timed out.` },
});

/** `limit.timeout` of one execution. */
class TimeLimit {
  private readonly controller = new AbortController();
  private readonly takeBack: () => void;
  private readonly follow = (): void => this.controller.abort();
  isOver = false;

  constructor(
    private readonly outer: AbortSignal,
    clock: RunOptions['clock'],
    startTime: Date,
    timeoutMs: number,
  ) {
    setMaxListeners(0, this.controller.signal);
    outer.addEventListener('abort', this.follow);
    this.takeBack = clock.at(new Date(startTime.getTime() + timeoutMs), () => {
      this.isOver = true;
      this.controller.abort();
    });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  release(): void {
    this.takeBack();
    this.outer.removeEventListener('abort', this.follow);
  }
}

class RunningAction implements Execution {
  readonly options: RunOptions;
  readonly variables: Variables;

  constructor(
    private readonly runner: ActionRunner,
    private readonly node: ActionNode,
    readonly context: Frame,
    private readonly place: Place,
    readonly signal: AbortSignal,
  ) {
    this.options = runner.facts.options;
    this.variables = runner.facts.variables;
  }

  get name(): string {
    return this.node.name;
  }

  get keepsRounds(): boolean {
    return (this.node.kept?.size ?? 0) > 0;
  }

  get isInsideForeach(): boolean {
    return this.place.path.some((name) => this.runner.facts.nodes.get(name)?.type === 'Foreach');
  }

  readonly evaluate = (value: CompiledValue, context: EvaluationContext = this.context): FlowValue => {
    if (value.kind === 'constant') return value.value;
    try {
      return evaluateCompiled(value, context);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const message =
        `Unable to process template language expressions in action '${this.name}' inputs at line '0' and column '0': ` +
        `'${error.message}'.`;
      throw new ActionFault('BadRequest', { code: 'InvalidTemplate', message });
    }
  };

  private inside(rounds = this.place.rounds): Place {
    return { path: [...this.place.path, this.name], rounds };
  }

  runActions(container: ActionContainer): Promise<boolean> {
    return this.runner.runContainer(container, this.context, this.inside(), this.signal);
  }

  async runRound(container: ActionContainer, round: Round): Promise<{ succeeded: boolean; left: RoundLeft }> {
    const frame = new Frame(this.runner.facts, this.context, round);
    const place = this.inside([...this.place.rounds, round.index]);
    return { succeeded: await this.runner.runContainer(container, frame, place, this.signal), left: frame };
  }

  adopt(left: RoundLeft): void {
    if (left instanceof Frame) this.context.adopt(left);
  }

  collect(rounds: readonly (RoundLeft | undefined)[]): void {
    const frames = rounds.map((left) => (left instanceof Frame ? left : undefined));
    for (const name of this.node.kept ?? []) this.context.collect(name, frames);
  }

  skipBranch(container: ActionContainer): void {
    this.runner.skipBranch(container, this.context, this.inside());
  }

  async waitUntil(time: Date): Promise<void> {
    let takeBack = (): void => {};
    try {
      await this.untilInterrupted(new Promise<void>((resolve) => (takeBack = this.options.clock.at(time, resolve))));
    } finally {
      takeBack();
    }
  }

  untilInterrupted<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise<T>((resolve, reject) => {
      const interrupt = (): void => reject(new InterruptedError());
      if (signal.aborted) interrupt();
      signal.addEventListener('abort', interrupt, { once: true });
      // A late answer is dropped here, and a late failure too: the action has ended already.
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', interrupt));
    });
  }

  stop(cause: RunStop): void {
    this.runner.stop(cause);
  }

  respond(response: FlowResponse): boolean {
    return this.runner.respond(response);
  }
}
