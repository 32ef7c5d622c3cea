/** Room tests. What the linter says of a source that differs from the package released before. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintAgainstReleased } from '../../../solution/tools/lint';
import { packSolution } from '../../../solution/tools/pack';
import { codeOf, CONTROL, SolutionFolder } from './solutionFolder';

const BUILT = 'pcf/MessageTemplateEditor/out/controls/MessageTemplateEditor';

describe('the linter beside the released package', () => {
  let folder: SolutionFolder;
  let zips: readonly string[];
  beforeAll(() => {
    folder = new SolutionFolder();
    zips = packSolution({ folder: folder.src, map: folder.map, output: folder.output }).map(({ file }) => file);
  });
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());

  const lint = (zip = zips[0] ?? '') => lintAgainstReleased({ folder: folder.src, map: folder.map }, zip);
  const codes = () => lint().map(({ code }) => code);
  const changeControl = () => folder.writeBuilt(`${BUILT}/bundle.js`, 'another bundle');
  const raiseSolution = () => {
    const file = join(folder.src, 'Other/Solution.xml');
    const text = readFileSync(file, 'utf8');
    folder.write('Other/Solution.xml', text.replace(/<Version>[^<]*</, '<Version>9.0.0.0<'));
  };
  const raiseControl = (version = '9.0.0') => {
    const manifest = readFileSync(join(folder.root, BUILT, 'ControlManifest.xml'), 'utf8');
    folder.writeBuilt(`${BUILT}/ControlManifest.xml`, manifest.replace('version="0.1.0"', `version="${version}"`));
  };

  it('finds nothing where nothing has changed, managed or unmanaged', () => {
    expect(zips.map((zip) => lint(zip))).toEqual([[], []]);
  });

  it('asks for higher versions of the solution and of the control whose bundle changed', () => {
    changeControl();
    const findings = lint();
    expect(findings.map(({ code }) => code)).toEqual(['solution-version-raised', 'control-version-raised']);
    expect(findings[1]?.message).toContain(`Controls/${CONTROL}/bundle.js`);
    expect(findings[1]?.message).toContain('Raise the version in package.json');
  });

  it('leaves alone a control that did not change, when something else did', () => {
    folder.writeBuilt('dist/webresources/obm_/js/sendForm.js', 'var Obm = { changed: true };');
    expect(codes()).toEqual(['solution-version-raised']);
  });

  it('is content with versions that were raised', () => {
    changeControl();
    raiseSolution();
    raiseControl();
    expect(lint()).toEqual([]);
  });

  it('finds a version that became lower', () => {
    changeControl();
    raiseSolution();
    raiseControl('0.0.9');
    expect(codes()).toEqual(['control-version-raised']);
  });

  it('does not take a raised version for a change', () => {
    raiseControl();
    raiseSolution();
    expect(lint()).toEqual([]);
  });

  it('names a file that is no package', () => {
    const file = join(folder.root, 'broken.zip');
    writeFileSync(file, 'not a zip');
    expect(codeOf(() => lint(file))).toBe('package-invalid');
    expect(codeOf(() => lint(join(folder.root, 'missing.zip')))).toBe('package-invalid');
  });
});
