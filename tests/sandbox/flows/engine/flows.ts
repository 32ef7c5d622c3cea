/** Room tests. Flows made of actions, run with a clock that stands still until it is moved, and what came of them. */
import { VirtualClock } from '../../../../sandbox/clock';
import type { ActionRecord, ConnectorAnswer, RunOutcome } from '../../../../sandbox/flows/contracts';
import type { CompiledFlow, RunOptions } from '../../../../sandbox/flows/engine';
import { compileFlow, runFlow } from '../../../../sandbox/flows/engine';
import type { FlowObject, FlowValue } from '../../../../sandbox/flows/expressions';

/** 2026-03-15T12:00:00Z. */
export const START = Date.UTC(2026, 2, 15, 12);

const API = '/providers/Microsoft.PowerApps/apis/shared_test';

/** The file of a flow with these actions and one connection. */
export const flowFile = (actions: FlowObject, definition: FlowObject = {}): FlowObject => ({
  schemaVersion: '1.0.0.0',
  properties: {
    connectionReferences: {
      shared_test: { runtimeSource: 'embedded', connection: { connectionReferenceLogicalName: 'test_reference' } },
    },
    definition: {
      parameters: { $connections: { defaultValue: {}, type: 'Object' } },
      triggers: { manual: { type: 'Request', kind: 'Button', inputs: { schema: {} } } },
      actions,
      ...definition,
    },
  },
});

export const compose = (inputs: FlowValue, more: FlowObject = {}): FlowObject => ({ type: 'Compose', inputs, ...more });

/** An action that always fails, by dividing by zero. */
export const failing = (more: FlowObject = {}): FlowObject => compose('@div(1, 0)', more);

export const after = (action: string, ...statuses: string[]): FlowObject => ({
  runAfter: { [action]: statuses.length > 0 ? statuses : ['Succeeded'] },
});

export const connector = (operationId: string, inputs: FlowObject = {}, more: FlowObject = {}): FlowObject => ({
  type: 'OpenApiConnection',
  inputs: { host: { connectionName: 'shared_test', operationId, apiId: API }, parameters: {}, ...inputs },
  ...more,
});

export interface Ran {
  readonly outcome: RunOutcome;
  readonly records: readonly ActionRecord[];
  /** The only record of that name. */
  record(name: string): ActionRecord;
  /** `Name: Status` in the order in which they ended. */
  readonly statuses: Readonly<Record<string, string>>;
}

export interface RunSetup extends Partial<RunOptions> {
  readonly definition?: FlowObject;
}

/** A clock that jumps to the next time somebody waits for, whenever nothing else goes on. */
export class JumpingClock {
  private readonly waiting: { time: number; action: () => void }[] = [];
  private shown = START;

  now(): Date {
    return new Date(this.shown);
  }

  at(time: Date, action: () => void): () => void {
    const order = { time: time.getTime(), action };
    this.waiting.push(order);
    return () => void this.take(order);
  }

  private take(order: { time: number; action: () => void }): void {
    const index = this.waiting.indexOf(order);
    if (index >= 0) this.waiting.splice(index, 1);
  }

  /** Moves on until the work is done. */
  async drive<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = work.finally(() => (isOver = true));
    over.catch(() => undefined);
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      const next = isOver ? undefined : [...this.waiting].sort((one, other) => one.time - other.time)[0];
      if (!next) continue;
      this.take(next);
      this.shown = Math.max(this.shown, next.time);
      next.action();
    }
    return over;
  }
}

export const noAnswer = (): Promise<ConnectorAnswer> => new Promise(() => undefined);

export const answers =
  (...all: (Partial<ConnectorAnswer> | Error)[]) =>
  (): Promise<ConnectorAnswer> => {
    const next = all.length > 1 ? all.shift() : all[0];
    if (next instanceof Error) return Promise.reject(next);
    return Promise.resolve({ statusCode: 200, headers: {}, body: null, ...next });
  };

/** Options of a run that nobody watches. */
export const hostOf = (setup: Partial<RunOptions> = {}): RunOptions => ({
  trigger: {
    name: 'manual',
    type: 'Request',
    outputs: { body: { text: 'hello' } },
    secure: { inputs: false, outputs: false },
  },
  callConnector: answers({}),
  clock: stoppedClock(),
  random: () => 0.5,
  newGuid: () => 'c2ecc88d-88c8-4096-912c-d6f2e2b138ce',
  workflow: { name: 'test', run: { name: 'run-1' } },
  ...setup,
});

export function stoppedClock(): VirtualClock {
  const clock = new VirtualClock(() => START);
  clock.stop();
  return clock;
}

/** Runs a compiled flow to its end, over all its waits. */
export async function run(flow: CompiledFlow, setup: Partial<RunOptions> = {}): Promise<Ran> {
  const records: ActionRecord[] = [];
  const clock = new JumpingClock();
  const options = hostOf({ clock, onAction: (record) => records.push(record), ...setup });
  const running = runFlow(flow, options);
  const outcome = await (setup.clock ? running : clock.drive(running));
  return {
    outcome,
    records,
    record(name) {
      const [found, ...others] = records.filter((record) => record.name === name);
      if (!found || others.length > 0)
        throw new Error(`There are ${found ? others.length + 1 : 0} records of '${name}'.`);
      return found;
    },
    statuses: Object.fromEntries(records.map(({ name, status }) => [name, status])),
  };
}

/** Compiles and runs a flow of these actions. */
export const runActions = (actions: FlowObject, { definition, ...setup }: RunSetup = {}): Promise<Ran> =>
  run(compileFlow(flowFile(actions, definition)), setup);

/** The outputs of the only action called `Result`. */
export async function resultOf(actions: FlowObject, setup: RunSetup = {}): Promise<FlowValue> {
  const ran = await runActions(actions, setup);
  const { outputs, error } = ran.record('Result');
  if (error) throw new Error(error.message);
  return outputs ?? null;
}
