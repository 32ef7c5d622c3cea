import fc from 'fast-check';
import { editDistance, nearestNameAmong } from '../../../../outbound/templates/nearestName';

const known = ['CaseName', 'CaseNumber', 'CustomerName', 'Code'];

describe('nearestNameAmong', () => {
  it.each([
    ['CaseNmae', 'CaseName'],
    ['casname', 'CaseName'],
    ['Case Name', 'CaseName'],
    ['CasseNumbr', 'CaseNumber'],
    ['CustomrNam', 'CustomerName'],
    ['Cod', 'Code'],
    ['Cd', undefined],
    ['ClientName', undefined],
    ['OrderTotal', undefined],
    ['', undefined],
  ])('takes %s for %s', (name, expected) => {
    expect(nearestNameAmong(known)(name)).toBe(expected);
  });

  it('takes a far longer name for none', () => {
    expect(nearestNameAmong(known)('CaseName'.repeat(10_000))).toBeUndefined();
  });
});

/** The textbook table, without bound. */
function fullDistance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 0; row <= one.length; row += 1) {
    for (let column = 0; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      const swap =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
          ? at(row - 2, column - 2) + 1
          : Number.POSITIVE_INFINITY;
      (rows[row] as number[])[column] =
        row === 0 || column === 0
          ? row + column
          : Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same, swap);
    }
  }
  return at(one.length, other.length);
}

describe('editDistance', () => {
  it('agrees with the unbounded table up to its limit', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (one, other, limit) => {
        const full = fullDistance(one, other);
        expect(editDistance(one, other, limit)).toBe(full <= limit ? full : undefined);
      }),
    );
  });
});
