/**
 * Room sandbox/dataverse, pipeline. Which steps listen to what: read from their rows once and again after each change of them, so
 * that an operation nobody listens to costs one look-up.
 */
import type { RowStore } from '../../rows/rowStore';
import type { TableEvents } from '../../rows/tableEvents';
import { watchTables } from '../watchTables';
import { isClosedToSteps } from './messageFilters';
import { ENDPOINT_TABLE, IMAGE_TABLE, readSteps, STEP_TABLE, type RegisteredStep } from './registeredStep';

const NONE: readonly RegisteredStep[] = [];

export class StepRegistry {
  private byMessage: Map<string, RegisteredStep[]> | undefined;
  private found = new Map<string, readonly RegisteredStep[]>();

  constructor(
    private readonly store: RowStore,
    events: TableEvents,
  ) {
    watchTables(store, events, [STEP_TABLE, IMAGE_TABLE, ENDPOINT_TABLE], () => this.forget());
  }

  /** Steps of all stages, in the order they run. */
  of(message: string, table: string | undefined): readonly RegisteredStep[] {
    this.byMessage ??= this.read();
    if (this.byMessage.size === 0) return NONE;
    const key = `${message} ${table ?? ''}`;
    const known = this.found.get(key);
    if (known) return known;
    const found =
      table !== undefined && isClosedToSteps(table)
        ? NONE
        : (this.byMessage.get(message) ?? NONE).filter((step) => step.table === undefined || step.table === table);
    this.found.set(key, found);
    return found;
  }

  private forget(): void {
    this.byMessage = undefined;
    this.found.clear();
  }

  private read(): Map<string, RegisteredStep[]> {
    const byMessage = new Map<string, RegisteredStep[]>();
    if (!this.store.metadata.table(STEP_TABLE)) return byMessage;
    for (const step of readSteps(this.store)) {
      byMessage.set(step.message, [...(byMessage.get(step.message) ?? []), step]);
    }
    return byMessage;
  }
}
