/** Room sandbox/app. Tells the page that something of the form changed, once for all changes of one turn. */

/** Listeners are called in a microtask after the first `emit`, however many follow before it. */
export class ChangeSignal {
  readonly #listeners = new Set<() => void>();
  #scheduled = false;

  /** Adds a listener; the answer removes it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
