/** Room tests. The unpacker: what the packer makes comes back as the same source, and what would be lost is refused. */
import { readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { packSolution } from '../../../solution/tools/pack';
import { filesBelow } from '../../../solution/tools/readSource';
import { unpackParts, unpackSolution } from '../../../solution/tools/unpack';
import { toZip } from '../../../solution/tools/zip';
import { codeOf, CONTROL, SolutionFolder } from './solutionFolder';

const CHART = '{0f3a5f7e-6d0b-5c4e-9a41-3c1d2e4f5a6b}';
const FLOW = 'Workflows/Casecreated-5F0C1D2E-3A4B-5C6D-8E7F-001122334455.json';

describe('unpackSolution', () => {
  let folder: SolutionFolder;
  /** The managed zip of our solution. */
  let ours: Uint8Array;
  beforeAll(() => {
    folder = new SolutionFolder();
    ours = managed();
  });
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());

  const pack = (source: { folder: string; map?: string } = { folder: folder.src, map: folder.map }) =>
    packSolution({ ...source, output: folder.output }).map(({ file }) => readFileSync(file));
  const managed = () => pack()[0] ?? Buffer.alloc(0);
  const over = (zip: Uint8Array) => unpackSolution({ zip, folder: folder.src, map: folder.map });
  /** The managed zip with one part changed, added or (undefined) removed. */
  const zipWith = (name: string, change: (text: string) => string | undefined): Uint8Array => {
    const parts = new Map(Object.entries(unzipSync(ours)));
    const changed = change(strFromU8(parts.get(name) ?? new Uint8Array()));
    if (changed === undefined) parts.delete(name);
    else parts.set(name, strToU8(changed));
    return toZip(parts);
  };
  const withName = (from: string | RegExp, to: string): Uint8Array =>
    zipWith('customizations.xml', (text) => {
      const changed = text.replace(from, to);
      expect(changed).not.toBe(text);
      return changed;
    });
  const addChartAndFlow = () => {
    folder.write(
      `Entities/obm_send/Visualizations/${CHART}.xml`,
      `<visualization><savedqueryvisualizationid>${CHART}</savedqueryvisualizationid></visualization>`,
    );
    folder.write(FLOW, '{ "schemaVersion": "1.0.0.0" }');
    folder.write(
      `${FLOW}.data.xml`,
      `<Workflow WorkflowId="{5f0c1d2e-3a4b-5c6d-8e7f-001122334455}" Name="Case created"><JsonFileName>/${FLOW}</JsonFileName></Workflow>`,
    );
  };

  it('changes nothing when our own zips, managed and unmanaged, are unpacked over the source', () => {
    const before = filesBelow(folder.src).map((path) => [path, folder.read(path)]);
    expect(pack().map(over)).toEqual([[], []]);
    expect(filesBelow(folder.src).map((path) => [path, folder.read(path)])).toEqual(before);
  });

  it('unpacks into an empty folder a source that packs to the same bytes', () => {
    addChartAndFlow();
    const zips = pack();
    for (const [index, zip] of zips.entries()) {
      const fresh = `${folder.root}/fresh${index}`;
      unpackSolution({ zip, folder: fresh });
      expect(pack({ folder: fresh })).toEqual(zips);
      expect(unpackSolution({ zip, folder: fresh })).toEqual([]);
    }
  });

  it('takes charts and cloud flows there and back', () => {
    addChartAndFlow();
    const zip = managed();
    expect(over(zip)).toEqual([]);
    expect([...unpackParts(zip).keys()]).toEqual(
      expect.arrayContaining([`Entities/obm_send/Visualizations/${CHART}.xml`, FLOW, `${FLOW}.data.xml`]),
    );
  });

  it('names what an export changed, and leaves every other file alone', () => {
    const zip = zipWith('customizations.xml', (text) => text.replace('Dibuat Oleh', 'Dibuat oleh siapa'));
    const changed = [{ path: 'Entities/obm_budgetshare/Entity.xml', change: 'changed' }];
    expect(over(zip)).toEqual(changed);
    expect(folder.read('Entities/obm_budgetshare/Entity.xml')).toContain('Dibuat oleh siapa');
    expect(over(ours)).toEqual(changed);
  });

  it('removes what an export no longer has and adds what is new', () => {
    folder.write('OptionSets/obm_old.xml', '<optionset Name="obm_old" />');
    folder.remove('OptionSets/obm_sendstate.xml');
    expect(over(ours)).toEqual([
      { path: 'OptionSets/obm_old.xml', change: 'removed' },
      { path: 'OptionSets/obm_sendstate.xml', change: 'added' },
    ]);
    expect(folder.read('OptionSets/obm_sendstate.xml')).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?>\n<optionset/,
    );
  });

  it('leaves alone what lies beside the folders of the layout', () => {
    folder.write('README.md', 'ours');
    folder.write('.git/config', 'history');
    expect(over(ours)).toEqual([]);
    expect(['README.md', '.git/config'].map((path) => folder.read(path))).toEqual(['ours', 'history']);
  });

  it.each([
    ['other things than a solution', 'letters/first.txt', 'dear'],
    [
      'another solution',
      'Other/Solution.xml',
      '<a><SolutionManifest><UniqueName>Acme</UniqueName></SolutionManifest></a>',
    ],
  ])('touches no folder that holds %s', (_what, path, content) => {
    const other = `other-${path.length}`;
    folder.writeBuilt(`${other}/${path}`, content);
    const target = `${folder.root}/${other}`;
    expect(codeOf(() => unpackSolution({ zip: ours, folder: target }))).toBe('source-invalid');
    expect(filesBelow(target)).toEqual([path]);
  });

  it('keeps built files out of the source where the map says that they lie elsewhere', () => {
    over(ours);
    expect(filesBelow(folder.src).filter((path) => /\.(js|svg|resx)$/.test(path))).toEqual([]);
    const built = [...unpackParts(ours).keys()].filter((path) => path.startsWith(`Controls/${CONTROL}/`));
    expect(built).toEqual(
      expect.arrayContaining([`Controls/${CONTROL}/bundle.js`, `Controls/${CONTROL}/ControlManifest.xml.data.xml`]),
    );
  });

  it.each([
    ['no zip at all', () => strToU8('not a zip')],
    ['a zip without solution.xml', () => zipWith('solution.xml', () => undefined)],
    ['a part of an unknown kind', () => zipWith('PluginAssemblies/A-1/A.dll', () => 'MZ')],
    ['a part outside the folder', () => zipWith('WebResources/../../a.js', () => 'x')],
    ['names with backslashes', () => zipWith('WebResources\\a', () => 'x')],
    [
      'a section without a place in the layout',
      () =>
        zipWith('customizations.xml', (text) =>
          text.replace('<Templates />', '<Templates><Template>x</Template></Templates>'),
        ),
    ],
    [
      'a web resource whose part is missing',
      () =>
        zipWith('customizations.xml', (text) =>
          text.replace('<FileName>/WebResources/obm_', '<FileName>/WebResources/x'),
        ),
    ],
    ['a control that would lie outside the folder', () => withName(`<Name>${CONTROL}<`, '<Name>../../escaped<')],
    ['a table that would lie outside the folder', () => withName(/(<Entity>\s*<Name[^>]*>)[^<]*</, '$1../../escaped<')],
    ['a role that would lie outside the folder', () => withName(/(<Role [^>]*name=")[^"]*/, '$1../../escaped')],
    [
      'a choice that would lie outside the folder',
      () => withName(/(<optionsets>\s*<optionset Name=")[^"]*/, '$1../../escaped'),
    ],
    ['a role whose name is two steps of a path', () => withName(/(<Role [^>]*name=")[^"]*/, '$1Sender/Reader')],
    [
      'a web resource that would lie outside the folder',
      () => withName(/(<WebResource>[^]*?<Name>)[^<]*</, '$1../../escaped<'),
    ],
    [
      'a flow that would lie outside its folder',
      () => withName(/<JsonFileName>[^<]*</, '<JsonFileName>/Entities/escaped.json<'),
    ],
    ['two roles with one name', () => withName(/(<Role [^>]*name="([^"]*)"[^]*<Role [^>]*name=")[^"]*/, '$1$2')],
  ])('refuses %s before anything is written', (_what, zip) => {
    const bytes = zip();
    const before = filesBelow(folder.src);
    expect(codeOf(() => over(bytes))).toBe('package-invalid');
    expect(filesBelow(folder.src)).toEqual(before);
  });
});
