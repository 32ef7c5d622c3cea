/** Room sandbox/app. Where the cells of a section stand: FormXml rows read like the rows of an HTML table with spans. */
import type { FormCell, FormRow } from './formModel';

/** Row and column start at 1, as CSS grid lines do. */
export interface PlacedCell {
  readonly cell: FormCell;
  readonly row: number;
  readonly column: number;
  readonly columnSpan: number;
  readonly rowSpan: number;
}

/** Gives every cell its place; cells beyond the last column move to the next free row. */
export function placeCells(rows: readonly FormRow[], columnCount: number): PlacedCell[] {
  const taken = new Set<string>();
  const isFree = (row: number, column: number, span: number): boolean =>
    Array.from({ length: span }, (_, index) => `${row}:${column + index}`).every((key) => !taken.has(key));
  const placed: PlacedCell[] = [];
  rows.forEach((formRow, index) => {
    let row = index + 1;
    let column = 1;
    for (const cell of formRow.cells) {
      const columnSpan = Math.min(cell.colSpan, columnCount);
      while (column + columnSpan - 1 > columnCount || !isFree(row, column, columnSpan)) {
        column += 1;
        if (column + columnSpan - 1 > columnCount) {
          column = 1;
          row += 1;
        }
      }
      for (let r = 0; r < cell.rowSpan; r += 1)
        for (let c = 0; c < columnSpan; c += 1) taken.add(`${row + r}:${column + c}`);
      placed.push({ cell, row, column, columnSpan, rowSpan: cell.rowSpan });
      column += columnSpan;
    }
  });
  return placed;
}
