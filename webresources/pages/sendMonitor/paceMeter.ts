/** Room webresources/pages. How fast a send goes, whoever drives it, from what waits at each look. */

interface Look {
  readonly at: number;
  readonly waiting: number;
}

/** A pace is measured over at least this time, and over no more than the other. */
const SHORTEST_MS = 4_000;
const LONGEST_MS = 60_000;

export class PaceMeter {
  private looks: Look[] = [];

  /** Takes note of the batches that wait now; gives batches a second, `undefined` while that is not known. */
  note(now: Date, waiting: number): number | undefined {
    const at = now.getTime();
    const last = this.looks.at(-1);
    // Batches that came back to waiting, or a clock that was set, begin anew.
    if (last && (waiting > last.waiting || at < last.at)) this.looks = [];
    this.looks = [...this.looks.filter((look) => at - look.at <= LONGEST_MS), { at, waiting }];
    const first = this.looks[0];
    if (!first || at - first.at < SHORTEST_MS || first.waiting === waiting) return undefined;
    return ((first.waiting - waiting) * 1000) / (at - first.at);
  }
}
