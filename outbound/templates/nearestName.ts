/**
 * Room outbound, templates. Finds the known name that a misspelt one was probably meant to be, by a bounded edit distance.
 */

const FAR = Number.POSITIVE_INFINITY;

/** Edits a name may be away from the known one: one in a short name, else two. */
const maxEdits = (length: number): number => (length < 5 ? 1 : 2);

/**
 * A function from a name to the known name nearest to it (letter case and blanks do not count), the earlier of two equally
 * near ones; `undefined` when none is within two edits. A name that is far longer than every known one is not compared at
 * all, so that the cost of a text full of names stays in proportion to its length.
 */
export function nearestNameAmong<Name extends string>(known: readonly Name[]): (name: string) => Name | undefined {
  const folded = known.map((name) => [name, foldName(name)] as const);
  // Twice the length leaves room for blanks between all letters.
  const longest = 2 * Math.max(0, ...known.map((name) => name.length)) + 2;
  return (name) => {
    if (name.length > longest) return undefined;
    const wanted = foldName(name);
    let nearest: Name | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [candidate, other] of folded) {
      const edits = editDistance(wanted, other, Math.min(maxEdits(other.length), fewest - 1));
      if (edits === undefined) continue;
      nearest = candidate;
      fewest = edits;
    }
    return nearest;
  };
}

const foldName = (name: string): string => name.replace(/\s/g, '').toLowerCase();

/**
 * Insertions, deletions, replacements and swaps of neighbours between two texts; `undefined` when there are more than
 * `limit`. Known as the optimal string alignment distance.
 */
export function editDistance(one: string, other: string, limit: number): number | undefined {
  if (limit < 0 || Math.abs(one.length - other.length) > limit) return undefined;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    let rowMinimum = row;
    // A cell further than the limit from the diagonal is over the limit.
    const last = Math.min(other.length, row + limit);
    for (let column = 1; column <= last; column += 1) {
      if (column < row - limit) {
        current.push(FAR);
        continue;
      }
      const isSame = one[row - 1] === other[column - 1];
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (isSame ? 0 : 1),
      );
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwap) cost = Math.min(cost, at(beforePrevious, column - 2) + 1);
      current.push(cost);
      rowMinimum = Math.min(rowMinimum, cost);
    }
    if (rowMinimum > limit) return undefined;
    beforePrevious = previous;
    previous = current;
  }
  const distance = at(previous, other.length);
  return distance <= limit ? distance : undefined;
}

const at = (row: readonly number[], column: number): number => row[column] ?? FAR;
