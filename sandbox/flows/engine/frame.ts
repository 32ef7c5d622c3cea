/**
 * Room sandbox/flows. Where expressions look things up during a run: one frame for the flow and one for each round of a
 * loop. What a frame does not hold, the one around it may.
 */
import type { ActionRecord, TriggerRecord } from '../contracts';
import type { EvaluationContext, FlowObject, FlowValue } from '../expressions';
import type { ActionNode, Round, RoundLeft, RunOptions } from './model';
import type { Variables } from './variables';

/** A record as `actions()` and `result()` give it. Source of its members: Microsoft Learn, functions `actions` and `result`. */
export function toObject(record: ActionRecord): FlowObject {
  return {
    name: record.name,
    ...(record.inputs === undefined ? {} : { inputs: record.inputs }),
    ...(record.outputs === undefined ? {} : { outputs: record.outputs }),
    startTime: record.startTime.toISOString(),
    endTime: record.endTime.toISOString(),
    ...(record.code === 'NotSpecified' ? {} : { code: record.code }),
    status: record.status,
    ...(record.error ? { error: { code: record.error.code, message: record.error.message } } : {}),
  };
}

const toTriggerObject = (trigger: TriggerRecord, time: Date): FlowObject => ({
  name: trigger.name,
  outputs: trigger.outputs,
  startTime: time.toISOString(),
  endTime: time.toISOString(),
  code: 'OK',
  status: 'Succeeded',
});

/** What all frames of one run share. */
export interface RunFacts {
  readonly options: RunOptions;
  readonly parameters: ReadonlyMap<string, FlowValue>;
  readonly variables: Variables;
  readonly startTime: Date;
  /** Every action of the flow, by name. */
  readonly nodes: ReadonlyMap<string, ActionNode>;
}

interface Kept {
  readonly record: ActionRecord;
  object?: FlowObject;
}

export class Frame implements EvaluationContext, RoundLeft {
  private readonly records = new Map<string, Kept>();
  /** Records of all rounds of finished Foreach loops, by the action inside. */
  private readonly collected = new Map<string, readonly ActionRecord[]>();
  readonly context = this;
  /** This frame and those around it, outermost last. */
  private readonly chain: readonly Frame[];

  constructor(
    private readonly facts: RunFacts,
    around?: Frame,
    private readonly round?: Round,
  ) {
    this.chain = [this, ...(around?.chain ?? [])];
  }

  keep(record: ActionRecord): void {
    this.records.set(record.name, { record });
  }

  /** Takes over the records of the last round of an Until. */
  adopt(frame: Frame): void {
    for (const [name, kept] of frame.records) this.records.set(name, kept);
    for (const [name, records] of frame.collected) this.collected.set(name, records);
  }

  collect(name: string, rounds: readonly (Frame | undefined)[]): void {
    this.collected.set(
      name,
      rounds.flatMap((frame) => frame?.records.get(name)?.record ?? []),
    );
  }

  now(): Date {
    return this.facts.options.clock.now();
  }

  random(): number {
    return this.facts.options.random();
  }

  newGuid(): string {
    return this.facts.options.newGuid();
  }

  parameter(name: string): FlowValue | undefined {
    return this.facts.parameters.get(name);
  }

  variable(name: string): FlowValue | undefined {
    return this.facts.variables.read(name);
  }

  action(name: string): FlowObject | undefined {
    for (const frame of this.chain) {
      const kept = frame.records.get(name);
      if (kept) return (kept.object ??= toObject(kept.record));
      const rounds = frame.collected.get(name);
      if (rounds) return { name, outputs: rounds.map(({ outputs }) => outputs ?? null) };
    }
    return undefined;
  }

  currentAction(): FlowObject | undefined {
    return undefined;
  }

  trigger(): FlowObject {
    return toTriggerObject(this.facts.options.trigger, this.facts.startTime);
  }

  item(): FlowValue | undefined {
    for (const frame of this.chain) {
      if (frame.round?.item !== undefined) return frame.round.item;
    }
    return undefined;
  }

  loopItem(loopName: string): FlowValue | undefined {
    return this.roundOf(loopName)?.item;
  }

  iterationIndex(loopName: string): number | undefined {
    return this.roundOf(loopName)?.index;
  }

  scopeResults(scopeName: string): readonly FlowObject[] | undefined {
    const scope = this.facts.nodes.get(scopeName);
    if (!scope || !this.action(scopeName)) return undefined;
    return scope.containers
      .flatMap(({ actions }) => actions)
      .map(({ name }) => this.resultOf(name))
      .filter((result) => result !== undefined);
  }

  workflow(): FlowObject {
    return this.facts.options.workflow;
  }

  private roundOf(loopName: string): Round | undefined {
    for (const frame of this.chain) {
      if (frame.round?.loop === loopName) return frame.round;
    }
    return undefined;
  }

  /** Inside of a Foreach the records of all rounds are the outputs of one (inferred from makers' reports). */
  private resultOf(name: string): FlowObject | undefined {
    for (const frame of this.chain) {
      const rounds = frame.collected.get(name);
      if (rounds) return { name, outputs: rounds.map(toObject), repetitionCount: rounds.length };
    }
    return this.action(name);
  }
}
