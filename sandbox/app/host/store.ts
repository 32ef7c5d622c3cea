/** Room sandbox/app. A value that tells its readers when it changes, and its React hook. */
import * as React from 'react';

export interface Store<T> {
  get(): T;
  set(next: T): void;
  /** Calls back after each change; gives what ends it. */
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The store's value; draws again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = React.useState(() => store.get());
  React.useEffect(() => {
    setValue(() => store.get());
    return store.subscribe(() => setValue(() => store.get()));
  }, [store]);
  return value;
}
