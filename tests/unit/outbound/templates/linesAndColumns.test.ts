import { linesAndColumns } from '../../../../outbound/templates/linesAndColumns';

describe('linesAndColumns', () => {
  it.each([
    [0, 1, 1],
    [1, 1, 2],
    [2, 1, 3],
    [3, 2, 1],
    [4, 3, 1],
    [5, 3, 2],
  ])('finds position %i in line %i, column %i', (position, line, column) => {
    expect(linesAndColumns('ab\n\nc')(position)).toEqual({ line, column });
  });
});
