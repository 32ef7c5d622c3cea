/** Room sandbox/dataverse. Who listens to which message of which table, and to associations. */
import type { AssociationEvent, AssociationHandler, RowChange, TableEvent, TableEventHandler } from '../contracts';

export class TableEvents {
  private readonly handlers = new Map<string, TableEventHandler[]>();
  private readonly associations: AssociationHandler[] = [];
  private readonly listeners: ((change: RowChange) => void)[] = [];

  register(handler: TableEventHandler): void {
    const key = `${handler.table} ${handler.message} ${handler.stage}`;
    this.handlers.set(key, [...(this.handlers.get(key) ?? []), handler]);
  }

  /** Calls the handlers in the order of their registration; one that throws stops the whole operation. */
  raise(stage: TableEventHandler['stage'], event: TableEvent): void {
    for (const handler of this.handlers.get(`${event.table} ${event.message} ${stage}`) ?? []) handler.handle(event);
  }

  registerAssociation(handler: AssociationHandler): void {
    this.associations.push(handler);
  }

  /** Like `raise`, for two rows that are related or no longer. */
  raiseAssociation(stage: AssociationHandler['stage'], event: AssociationEvent): void {
    for (const handler of this.associations) if (handler.stage === stage) handler.handle(event);
  }

  /** Listeners of writes that are kept. */
  listen(listener: (change: RowChange) => void): void {
    this.listeners.push(listener);
  }

  announce(change: RowChange): void {
    for (const listener of this.listeners) listener(change);
  }
}
