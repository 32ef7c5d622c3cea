/** Room sandbox/dataverse. The registry of actions and functions, by name and by what they are bound to. */
import type { Operation } from './contracts';

export class OperationRegistry {
  private readonly operations = new Map<string, Operation>();

  private static key(name: string, boundTo: Operation['boundTo']): string {
    return boundTo ? `${boundTo.table}${boundTo.collection ? '*' : ''}.${name}` : name;
  }

  /** A second operation of the same name and binding takes the place of the first. */
  register(operation: Operation): void {
    this.operations.set(OperationRegistry.key(operation.name, operation.boundTo), operation);
  }

  find(name: string, boundTo?: Operation['boundTo']): Operation | undefined {
    return this.operations.get(OperationRegistry.key(name, boundTo));
  }

  all(): readonly Operation[] {
    return [...this.operations.values()];
  }
}
