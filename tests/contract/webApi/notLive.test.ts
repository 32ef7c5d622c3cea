/** Room tests. The list of what a live organisation is not asked: every line says why, and where the sandbox is asked. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_TESTED_LIVE, notTestedLive } from './notLive';

describe('What a live organisation is not asked', () => {
  it('is named once each, with a reason, and asked of the sandbox where the list says so', () => {
    const statements = NOT_TESTED_LIVE.map(({ statement }) => statement);
    expect(new Set(statements).size).toBe(statements.length);
    for (const { statement, reason, askedIn } of NOT_TESTED_LIVE) {
      expect([statement, reason.length > 10]).toEqual([statement, true]);
      if (askedIn !== undefined)
        expect([askedIn, existsSync(join(__dirname, '..', '..', askedIn))]).toEqual([askedIn, true]);
    }
  });

  it('is printed line by line', () => {
    const lines = notTestedLive().trimEnd().split('\n');
    expect(lines).toHaveLength(NOT_TESTED_LIVE.length + 1);
    expect(lines[1]).toBe('- Rows are addressed, upserted and refused by alternate key: no standard table has a key.');
  });
});
