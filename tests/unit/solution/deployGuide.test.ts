/** Room tests. The administrator's guide against what it describes: every environment variable with its default, every code of deploying, every picture. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { childText, readXml } from '../../../solution/tools/xml';

const ROOT = resolve(__dirname, '../../..');
const GUIDE = join(ROOT, 'docs/admin-guide.md');
const VARIABLES = join(ROOT, 'solution/src/environmentvariabledefinitions');
const text = readFileSync(GUIDE, 'utf8');

/** Codes of deploying among the errors of all tools. */
const SHARED_CODES = [
  'import-failed',
  'job-timeout',
  'environment-unreachable',
  'address-insecure',
  'built-file-missing',
];

/** Cells of the table row that begins with a code. */
function rowOf(name: string): string[] | undefined {
  const row = text.split('\n').find((line) => line.startsWith('|') && line.split('|')[1]?.includes(`\`${name}\``));
  return row?.split('|').map((cell) => cell.trim().replace(/^`(.*)`$/, '$1'));
}

describe("The administrator's guide", () => {
  it.each(readdirSync(VARIABLES))('tells the meaning and the default of %s', (name) => {
    const [, , meaning, standard] = rowOf(name) ?? [];
    expect(meaning).toMatch(/\w+/);
    const definition = readXml(join(VARIABLES, name, 'environmentvariabledefinition.xml'));
    expect(standard).toBe(childText(definition, 'defaultvalue') || 'empty');
  });

  it('tells what to do about every code of deploying', () => {
    const source = readFileSync(join(ROOT, 'solution/tools/deploy/errors.ts'), 'utf8');
    const own = [...source.matchAll(/readonly code = '([^']+)'/g)].map(([, code]) => code ?? '');
    // A mistake in the command line shows its options.
    const codes = [...own.filter((code) => code !== 'usage'), ...SHARED_CODES];
    const untold = codes.filter((code) => rowOf(code) === undefined);
    expect(untold).toEqual([]);
  });

  it('tells what to do about every code of sending that a person is shown', () => {
    const source = readFileSync(join(ROOT, 'webresources/strings/errorText.ts'), 'utf8');
    const worded = [...source.matchAll(/^ {2}'?([a-z-]+)'?: (?:'error|\{ key: 'error)/gm)].map(
      ([, code]) => code ?? '',
    );
    expect(worded.length).toBeGreaterThan(20);
    // The server's own words stand beside this one.
    expect([...worded, 'host-request-failed'].filter((code) => rowOf(code) === undefined)).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((link) => !existsSync(join(dirname(GUIDE), link)))).toEqual([]);
  });
});
