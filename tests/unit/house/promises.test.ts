/** Room tests. Every test that docs/promises.md names as a proof exists, so that no promise outlives its proof. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/promises.md'), 'utf8');
const proofs = [...page.matchAll(/\| `([^`]+\.test\.ts)`: (.+?) +\|$/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}));
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (---|Promise)/.test(line));

describe('the promises', () => {
  it('name a proof in every line of their tables', () => {
    expect(proofs).toHaveLength(rows.length);
    expect(proofs.length).toBeGreaterThan(20);
  });

  it.each(proofs)('are proved by “$name” in $file', ({ file, name }) => {
    const path = join(root, 'tests', file);
    expect(existsSync(path)).toBe(true);
    const named = [...readFileSync(path, 'utf8').matchAll(/\bit\(\s*(['"`])(.*?)\1/gs)].map(([, , found]) => found);
    expect(named).toContain(name);
  });
});
