/** Room sandbox/dataverse. The registry of actions and functions, by name and by what they are bound to. */
import type { Operation } from './contracts';

/** Operations that come and go. */
export interface OperationSource {
  find(name: string, boundTo?: Operation['boundTo']): Operation | undefined;
  shown(): readonly Operation[];
}

export class OperationRegistry {
  private readonly operations = new Map<string, Operation>();
  private readonly sources: OperationSource[] = [];

  private static key(name: string, boundTo: Operation['boundTo']): string {
    return boundTo ? `${boundTo.table}${boundTo.collection ? '*' : ''}.${name}` : name;
  }

  /** A second operation of the same name and binding takes the place of the first. */
  register(operation: Operation): void {
    this.operations.set(OperationRegistry.key(operation.name, operation.boundTo), operation);
  }

  /** Operations that are rows. Registered ones of the same name go before. */
  add(source: OperationSource): void {
    this.sources.push(source);
  }

  find(name: string, boundTo?: Operation['boundTo']): Operation | undefined {
    const registered = this.operations.get(OperationRegistry.key(name, boundTo));
    if (registered) return registered;
    for (const source of this.sources) {
      const found = source.find(name, boundTo);
      if (found) return found;
    }
    return undefined;
  }

  /** Those that `$metadata` shows. */
  all(): readonly Operation[] {
    return [...this.operations.values(), ...this.sources.flatMap((source) => source.shown())];
  }
}
