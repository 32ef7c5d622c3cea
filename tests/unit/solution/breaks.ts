/** Room tests. Deliberate breaks of our solution, and that the linter finds each of them. */
import { lintSolution, readPackageVersion } from '../../../solution/tools/lint';
import { SolutionFolder } from './solutionFolder';

export type Break = (folder: SolutionFolder) => void;

/** The code that must be found, what is broken, and how. */
export type Breaks = readonly (readonly [code: string, what: string, breakIt: Break])[];

/** Replaces a text in a file, or in the one file below a folder (a path that ends with a slash). */
export const inFile =
  (path: string, from: string | RegExp, to: string): Break =>
  (folder) =>
    folder.replace(path.endsWith('/') ? folder.only(path) : path, from, to);

/** One test a break, each of a solution that is whole but for it. */
export function itFindsEach(breaks: Breaks): void {
  let folder: SolutionFolder;
  beforeAll(() => (folder = new SolutionFolder()));
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());

  it.each(breaks)('finds %s in %s', (code, _what, breakIt) => {
    breakIt(folder);
    const found = lintSolution(folder.src, { map: folder.map, packageVersion: readPackageVersion() }).filter(
      (finding) => finding.code === code,
    );
    expect(found).not.toEqual([]);
    for (const { file, message } of found) {
      expect(file).toMatch(/\.xml$/);
      expect(message).toMatch(/\.$/);
    }
  });
}
