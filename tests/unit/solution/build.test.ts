/** Room tests. What the build stands on: stamps by content, the mapping file, stable ids, XML in export form. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { componentId, uuidV5 } from '../../../solution/tools/componentId';
import { readSourceMap } from '../../../solution/tools/sourceMap';
import { Stamps } from '../../../solution/tools/stamps';
import { parseXml, toExportXml } from '../../../solution/tools/xml';
import { codeOf } from './solutionFolder';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'outbound-build-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content = path): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

describe('Stamps', () => {
  const step = { name: 'a step', inputs: ['src', 'lock.json'], outputs: ['dist/out.js'] };
  const stamps = () => new Stamps(root, join(root, 'dist/.stamps'));
  const finish = () => stamps().remember(step, stamps().hash(step));
  const isFresh = () => stamps().isFresh(step, stamps().hash(step));

  beforeEach(() => {
    write('src/a.ts');
    write('lock.json');
    write('dist/out.js');
  });

  it('calls a step fresh once it was remembered', () => {
    expect(isFresh()).toBe(false);
    finish();
    expect(isFresh()).toBe(true);
  });

  it.each([
    ['an input changes', () => write('src/a.ts', 'other')],
    ['an input appears', () => write('src/b.ts')],
    ['an input moves', () => (rmSync(join(root, 'src/a.ts')), write('src/c.ts', 'src/a.ts'))],
    ['a generated source changes', () => write('src/generated/names.ts')],
    ['an output is gone', () => rmSync(join(root, 'dist/out.js'))],
  ])('calls it stale when %s', (_what, change) => {
    finish();
    change();
    expect(isFresh()).toBe(false);
  });

  it.each(['node_modules/x/index.js', 'out/controls/bundle.js', 'control/generated/ManifestTypes.d.ts'])(
    'takes no notice of src/%s',
    (path) => {
      write('src/control/ControlManifest.Input.xml');
      finish();
      write(`src/${path}`);
      expect(isFresh()).toBe(true);
    },
  );

  it('goes by content, not by time', () => {
    finish();
    utimesSync(join(root, 'src/a.ts'), new Date(), new Date());
    expect(isFresh()).toBe(true);
  });

  it('forgets a step that is about to run', () => {
    finish();
    stamps().forget(step);
    expect(isFresh()).toBe(false);
  });
});

describe('readSourceMap', () => {
  const resolve = (mapping: string, path: string): string => {
    write('solution/map.xml', `<Mapping>${mapping}</Mapping>`);
    const folder = join(root, 'solution/src');
    return readSourceMap(folder, join(root, 'solution/map.xml'))
      .resolve(path)
      .slice(root.length + 1);
  };

  it.each([
    ['WebResources/**/*.js', 'WebResources/obm_/js/a.js', 'dist/web/obm_/js/a.js'],
    ['WebResources\\**\\*.js', 'WebResources/obm_/js/a.js', 'dist/web/obm_/js/a.js'],
    ['WebResources/**/*.*', 'WebResources/a.js', 'dist/web/a.js'],
    ['WebResources/*.*', 'WebResources/a.js', 'dist/web/a.js'],
    ['WebResources/*.*', 'WebResources/obm_/a.js', 'solution/src/WebResources/obm_/a.js'],
    ['WebResources/**/*.js', 'WebResources/obm_/a.svg', 'solution/src/WebResources/obm_/a.svg'],
  ])('maps the path %s of %s to %s', (map, path, expected) => {
    expect(resolve(`<FileToPath map="${map}" to="../../dist/web/**" />`, path)).toBe(expected);
  });

  it('maps one file to another, searching below ** for it', () => {
    write('bin/release/net/A.dll');
    expect(resolve('<FileToFile map="A.dll" to="../../bin/**/A.dll" />', 'PluginAssemblies/A-1/A.dll')).toBe(
      'bin/release/net/A.dll',
    );
  });

  it('maps a folder with everything in it', () => {
    expect(resolve('<Folder map="Controls/X" to="../../pcf/X/out" />', 'Controls/X/css/x.css')).toBe(
      'pcf/X/out/css/x.css',
    );
  });

  it('takes the first directive that fits', () => {
    const mapping = '<FileToPath map="W/**/*.js" to="../first/**" /><FileToPath map="W/**/*.*" to="../second/**" />';
    expect([resolve(mapping, 'W/a.js'), resolve(mapping, 'W/a.css')]).toEqual([
      'solution/first/a.js',
      'solution/second/a.css',
    ]);
  });

  it.each(['<FileToPath map="a" />', '<Copy map="a" to="b" />'])('refuses %s', (mapping) => {
    expect(codeOf(() => resolve(mapping, 'a'))).toBe('map-invalid');
  });
});

describe('componentId', () => {
  it('is the name-based UUID of the standard', () => {
    // The example of RFC 9562, appendix A.4.
    expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('tells names apart and never changes for one', () => {
    expect(componentId('obm_/img/send.svg')).toBe('e7684894-ccbc-5e24-bd0d-0a8971baa778');
    expect(componentId('obm_/img/app.svg')).not.toBe(componentId('obm_/img/send.svg'));
  });
});

describe('toExportXml', () => {
  const write = (xml: string): string => toExportXml(parseXml(xml, 'test'));

  it('indents by two spaces, ends lines with CRLF and drops comments', () => {
    expect(write('<a><!-- why --><b c="1"><d>text</d></b><e></e></a>')).toBe(
      '<a>\r\n  <b c="1">\r\n    <d>text</d>\r\n  </b>\r\n  <e />\r\n</a>',
    );
  });

  it('keeps every character of texts and attributes', () => {
    const text = 'a < b & "c" > d \u{1F600} é';
    const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
    const again = parseXml(write(`<a t="${escaped}&#10;x">${escaped}</a>`), 'test');
    expect(again.textContent).toBe(text);
    expect(again.getAttribute('t')).toBe(`${text}\nx`);
  });
});
