/** Time that passes only when everybody waits: runs concurrent work of many hours in a moment, always in the same order. */
interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

export class VirtualTime {
  private readonly sleepers: Sleeper[] = [];
  private order = 0;

  constructor(public now: number) {}

  readonly clock = (): Date => new Date(this.now);

  readonly wait = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.order += 1;
      this.push({ at: this.now + Math.max(0, ms), order: this.order, wake });
    });

  /** Lets time pass until `end`, or until nobody waits for anything. */
  async runUntil(end: number): Promise<void> {
    await settle();
    for (let next = this.pop(end); next; next = this.pop(end)) {
      this.now = next.at;
      next.wake();
      await settle();
    }
    this.now = Math.max(this.now, end);
  }

  private push(sleeper: Sleeper): void {
    let low = 0;
    let high = this.sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.sleepers[middle];
      // Kept with the earliest last.
      if (other && (other.at > sleeper.at || (other.at === sleeper.at && other.order > sleeper.order)))
        low = middle + 1;
      else high = middle;
    }
    this.sleepers.splice(low, 0, sleeper);
  }

  private pop(end: number): Sleeper | undefined {
    const next = this.sleepers.at(-1);
    return next && next.at <= end ? this.sleepers.pop() : undefined;
  }
}

/** All that can go on without time passing has gone on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
