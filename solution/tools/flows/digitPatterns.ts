/**
 * Room solution, flows. Says of a set of digit strings, given as patterns, whether all, some or none of the strings with a known
 * beginning and length are in it. Patterns are those of phone number metadata: digits, classes, groups, alternatives, repetitions.
 */
import { SourceInvalidError } from '../errors';

/** Where reading a text has got to, by its number. */
export type Place = number;

/** Nothing that follows can make the text one of the pattern's. */
export const NOWHERE: Place = -1;

/** A pattern as a machine; it takes strings as a whole. Steps are remembered, so that each is worked out once. */
export interface Machine {
  readonly start: Place;
  step(place: Place, digit: number): Place;
  accepts(place: Place): boolean;
}

interface Fragment {
  readonly from: number;
  readonly to: number;
}

/** Reads a pattern and builds its machine (Thompson's construction). */
class Builder {
  private readonly edges: { digits: readonly number[]; to: number }[][] = [];
  private readonly free: number[][] = [];
  private at = 0;

  constructor(private readonly pattern: string) {}

  build(): { fragment: Fragment; edges: Builder['edges']; free: number[][] } {
    const fragment = this.alternatives();
    if (this.at < this.pattern.length) this.fail();
    return { fragment, edges: this.edges, free: this.free };
  }

  private fail(): never {
    throw new SourceInvalidError('libphonenumber-js/max/metadata', `the pattern ${this.pattern} has an unknown form.`);
  }

  private state(): number {
    this.free.push([]);
    return this.edges.push([]) - 1;
  }

  private link(from: number, to: number): void {
    this.free[from]?.push(to);
  }

  private alternatives(): Fragment {
    const from = this.state();
    const to = this.state();
    for (;;) {
      const branch = this.sequence();
      this.link(from, branch.from);
      this.link(branch.to, to);
      if (this.pattern[this.at] !== '|') return { from, to };
      this.at += 1;
    }
  }

  private sequence(): Fragment {
    const from = this.state();
    let to = from;
    while (this.at < this.pattern.length && !'|)'.includes(this.pattern.charAt(this.at))) {
      const start = this.at;
      let part = this.atom();
      const end = this.at;
      const [least, most] = this.repetition();
      const after = this.at;
      for (let round = 1; round <= most; round += 1) {
        if (round > 1) {
          this.at = start;
          part = this.atom();
          if (this.at !== end) this.fail();
        }
        const behind = this.state();
        this.link(to, part.from);
        this.link(part.to, behind);
        if (round > least) this.link(to, behind);
        to = behind;
      }
      this.at = after;
    }
    return { from, to };
  }

  private repetition(): [number, number] {
    if (this.pattern[this.at] === '?') {
      this.at += 1;
      return [0, 1];
    }
    const match = /^\{(\d+)(?:,(\d+))?\}/.exec(this.pattern.slice(this.at));
    if (!match) return [1, 1];
    this.at += match[0].length;
    return [Number(match[1]), Number(match[2] ?? match[1])];
  }

  private atom(): Fragment {
    const rest = this.pattern.slice(this.at);
    if (rest.startsWith('(')) {
      this.at += rest.startsWith('(?:') ? 3 : 1;
      const inner = this.alternatives();
      if (this.pattern[this.at] !== ')') this.fail();
      this.at += 1;
      return inner;
    }
    const match = /^(?:\\d|\d|\[[\d-]+\])/.exec(rest);
    if (!match) this.fail();
    this.at += match[0].length;
    const from = this.state();
    const to = this.state();
    this.edges[from]?.push({ digits: digitsOf(match[0]), to });
    return { from, to };
  }
}

function digitsOf(atom: string): number[] {
  const matches = new RegExp(`^${atom}$`);
  return [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((digit) => matches.test(String(digit)));
}

/** @throws {SourceInvalidError} for a pattern with other parts than those of phone number metadata. */
export function toMachine(pattern: string, { isPrefix = false } = {}): Machine {
  const { fragment, edges, free } = new Builder(pattern).build();
  const places: ReadonlySet<number>[] = [];
  const steps: (Place | undefined)[][] = [];
  const known = new Map<string, Place>();
  const placeOf = (states: Iterable<number>): Place => {
    const seen = new Set(states);
    for (const state of seen) for (const next of free[state] ?? []) seen.add(next);
    if (seen.size === 0) return NOWHERE;
    const key = [...seen].sort((one, other) => one - other).join();
    const place = known.get(key) ?? places.push(seen) - 1;
    known.set(key, place);
    return place;
  };
  const accepts = (place: Place): boolean => places[place]?.has(fragment.to) ?? false;
  const follow = (place: Place, digit: number): Place => {
    // A pattern for beginnings stays where it has matched, whatever follows.
    if (isPrefix && accepts(place)) return place;
    const next = [...(places[place] ?? [])].flatMap((state) =>
      (edges[state] ?? []).filter(({ digits }) => digits.includes(digit)).map(({ to }) => to),
    );
    return placeOf(next);
  };
  return {
    start: placeOf([fragment.from]),
    accepts,
    step(place, digit) {
      if (place === NOWHERE) return NOWHERE;
      const ofPlace = (steps[place] ??= []);
      return (ofPlace[digit] ??= follow(place, digit));
    },
  };
}
