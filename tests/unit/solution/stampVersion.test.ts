/** Room tests. One version for everything: package.json's, in the solution, in every control and in every script. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readVersion, stampVersion } from '../../../solution/tools/stampVersion';
import { codeOf } from './solutionFolder';

const ROOT = resolve(__dirname, '../../..');
const MANIFEST = 'solution/src/Other/Solution.xml';
const CONTROL = 'pcf/MessageTemplateEditor/MessageTemplateEditor/ControlManifest.Input.xml';
const CONTROL_PACKAGE = 'pcf/MessageTemplateEditor/package.json';

describe('stampVersion', () => {
  let root: string;
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const setVersion = (version: string) => writeFileSync(join(root, 'package.json'), JSON.stringify({ version }));
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'outbound-version-'));
    for (const path of ['package.json', MANIFEST, CONTROL, CONTROL_PACKAGE]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      cpSync(join(ROOT, path), join(root, path));
    }
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('has nothing to do in the project as it is', () => {
    expect(stampVersion(root)).toEqual([]);
  });

  it('writes a new version into the solution, the control, its texts and its package, and nowhere else', () => {
    const [manifest, control] = [read(MANIFEST), read(CONTROL)];
    const old = readVersion(root);
    setVersion('7.8.9');
    expect(stampVersion(root)).toEqual([MANIFEST, CONTROL_PACKAGE, CONTROL]);
    expect(read(MANIFEST)).toBe(manifest.replace(`<Version>${old}.0<`, '<Version>7.8.9.0<'));
    expect(read(CONTROL)).toBe(control.replaceAll(`version="${old}"`, 'version="7.8.9"'));
    expect(read(CONTROL)).toContain('<platform-library name="React" version="16.14.0" />');
    expect(JSON.parse(read(CONTROL_PACKAGE))).toMatchObject({ version: '7.8.9' });
    expect(stampVersion(root)).toEqual([]);
  });

  it.each(['1.2', '1.2.3-beta', 'next'])(
    'refuses the version %s, of which no solution version can be made',
    (version) => {
      setVersion(version);
      expect(codeOf(() => stampVersion(root))).toBe('source-invalid');
    },
  );

  it('refuses a manifest that has no place for a version', () => {
    writeFileSync(join(root, MANIFEST), '<ImportExportXml />');
    expect(codeOf(() => stampVersion(root))).toBe('source-invalid');
  });
});

describe('the build', () => {
  it('stamps before it builds, and writes the version into every script', () => {
    const build = readFileSync(join(ROOT, 'solution/tools/build.ts'), 'utf8');
    expect(build.indexOf('stampVersion(ROOT)')).toBeGreaterThan(-1);
    expect(build.indexOf('stampVersion(ROOT)')).toBeLessThan(build.indexOf('new Stamps(ROOT'));
    expect(readFileSync(join(ROOT, 'webresources/build.ts'), 'utf8')).toContain('Outbound Messaging ${version}');
  });
});
