/**
 * Room sandbox/flows. Which executions of actions are under way. In memory: they end with the process, and so does the run they
 * belong to (host/leftRuns.ts); a run that outlives the process has begun no action yet.
 */
import type { BegunAction } from '../contracts';

/** Of which execution the word is: there are never two at one place under one name. */
type Execution = Pick<BegunAction, 'name' | 'path' | 'rounds'>;

const keyOf = ({ name, path, rounds }: Execution): string => JSON.stringify([name, path, rounds]);

const beginsWith = <T>(list: readonly T[], start: readonly T[]): boolean =>
  list.length >= start.length && start.every((item, index) => item === list[index]);

export class ActionsUnderWay {
  private readonly runs = new Map<string, Map<string, BegunAction>>();

  begin(runId: string, begun: BegunAction): void {
    const run = this.runs.get(runId);
    if (run) run.set(keyOf(begun), begun);
    else this.runs.set(runId, new Map([[keyOf(begun), begun]]));
  }

  end(runId: string, execution: Execution): void {
    this.runs.get(runId)?.delete(keyOf(execution));
  }

  /** Those at one place, in the order in which they began. */
  at(runId: string, path: readonly string[], rounds: readonly number[]): BegunAction[] {
    return this.of(runId).filter(
      (begun) =>
        begun.path.length === path.length &&
        begun.rounds.length === rounds.length &&
        beginsWith(begun.path, path) &&
        beginsWith(begun.rounds, rounds),
    );
  }

  /** Rounds of a loop that have something under way in them, counted from the first round on. */
  roundsOf(runId: string, loop: readonly string[], around: readonly number[]): number {
    return this.of(runId)
      .filter(({ path, rounds }) => beginsWith(path, loop) && beginsWith(rounds, around))
      .reduce((most, { rounds }) => Math.max(most, (rounds[around.length] ?? -1) + 1), 0);
  }

  forgetRun(runId: string): void {
    this.runs.delete(runId);
  }

  clear(): void {
    this.runs.clear();
  }

  private of(runId: string): BegunAction[] {
    return [...(this.runs.get(runId)?.values() ?? [])];
  }
}
