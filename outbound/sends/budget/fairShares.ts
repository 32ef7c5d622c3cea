/**
 * Room outbound, sends, budget. Shares what is free among those who want it: max-min fair by what each has, as water finds its level.
 */

/** What one of several has had and still wants. Any unit, the same for all. */
export interface Need {
  /** What it has had in the window. */
  readonly used: number;
  /** What it could use on top. */
  readonly need: number;
}

/**
 * What each may have of `free`, in the order of the needs. Nobody gets more than it needs, everything is given while somebody needs it, and
 * nobody could get more without taking from somebody who has had no more than they. Fractions are left to the caller.
 */
export function fairShares(needs: readonly Need[], free: number): number[] {
  const level = waterLevel(needs, free);
  return needs.map(({ used, need }) => Math.min(need, Math.max(0, level - used)));
}

function waterLevel(needs: readonly Need[], free: number): number {
  const marks = needs
    .flatMap(({ used, need }) => [
      { at: used, width: 1 },
      { at: used + need, width: -1 },
    ])
    .sort((one, other) => one.at - other.at);
  let poured = 0;
  let width = 0;
  let level = marks[0]?.at ?? 0;
  for (const mark of marks) {
    const step = width * (mark.at - level);
    if (poured + step > free) return level + (free - poured) / width;
    poured += step;
    width += mark.width;
    level = mark.at;
  }
  return level;
}
