/** Room outbound, templates. Turns a position in a text into the line and column a person counts. */

/** Both from 1. Columns count UTF-16 units, as editors do. */
export interface LineAndColumn {
  readonly line: number;
  readonly column: number;
}

/** A function from positions of this text to lines and columns. Reads the text once; each answer is a binary search. */
export function linesAndColumns(text: string): (position: number) => LineAndColumn {
  const lineStarts = [0];
  for (let position = text.indexOf('\n'); position !== -1; position = text.indexOf('\n', position + 1)) {
    lineStarts.push(position + 1);
  }
  return (position) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lineStarts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: position - (lineStarts[low] ?? 0) + 1 };
  };
}
