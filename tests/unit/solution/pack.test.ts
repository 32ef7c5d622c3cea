/** Room tests. The packer: what is in the zips, and that the same source gives the same bytes. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { contentTypes } from '../../../solution/tools/contentTypes';
import { packSolution } from '../../../solution/tools/pack';
import { readSource } from '../../../solution/tools/readSource';
import { stageSolution } from '../../../solution/tools/stage';
import { attribute, child, children, childText, descendants, parseXml } from '../../../solution/tools/xml';
import { toZip } from '../../../solution/tools/zip';
import { codeOf, CONTROL, SolutionFolder } from './solutionFolder';

const ROOT = resolve(__dirname, '../../..');
const sha = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('packSolution', () => {
  let folder: SolutionFolder;
  beforeAll(() => (folder = new SolutionFolder()));
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());

  const pack = (listDefinitionsAsRoots?: boolean) =>
    packSolution({ folder: folder.src, map: folder.map, output: folder.output, listDefinitionsAsRoots });
  const parts = (type: 'managed' | 'unmanaged' = 'managed') => {
    const zip = pack().find((item) => item.type === type);
    return unzipSync(readFileSync(zip?.file ?? ''));
  };
  const part = (name: string, type?: 'managed' | 'unmanaged') => strFromU8(parts(type)[name] ?? new Uint8Array());

  it('names the zips after the solution and tells managed from unmanaged by one flag', () => {
    expect(pack().map((zip) => zip.file.slice(folder.output.length + 1))).toEqual([
      'OutboundMessaging_managed.zip',
      'OutboundMessaging.zip',
    ]);
    expect(part('solution.xml', 'managed')).toContain('<Managed>1</Managed>');
    expect(part('solution.xml', 'unmanaged')).toContain('<Managed>0</Managed>');
    expect(part('customizations.xml', 'managed')).toBe(part('customizations.xml', 'unmanaged'));
  });

  it('gives the same bytes again, from another folder too', () => {
    const first = pack().map((zip) => sha(zip.file));
    const other = new SolutionFolder();
    try {
      const again = packSolution({ folder: other.src, map: other.map, output: other.output }).map((zip) =>
        sha(zip.file),
      );
      expect(again).toEqual(first);
    } finally {
      other.dispose();
    }
  });

  it('gives the same bytes in every time zone', () => {
    const program = `const { toZip } = require('./solution/tools/zip.ts');
      process.stdout.write(Buffer.from(toZip(new Map([['a.xml', new Uint8Array([1])]]))).toString('hex'));`;
    const inZone = (zone: string) =>
      execFileSync(process.execPath, ['--import', 'tsx', '-e', program], {
        cwd: ROOT,
        env: { ...process.env, TZ: zone },
      }).toString();
    expect(inZone('Asia/Jakarta')).toBe(inZone('America/Los_Angeles'));
  });

  it('holds exactly the parts that the source names', () => {
    const source = readSource({ folder: folder.src, map: folder.map });
    const expected = [
      '[Content_Types].xml',
      'customizations.xml',
      'solution.xml',
      ...source.webResources.map((resource) => childText(resource.root, 'FileName').slice(1)),
      ...['ControlManifest.xml', 'bundle.js', 'strings/MessageTemplateEditor.1033.resx'].map(
        (path) => `Controls/${CONTROL}/${path}`,
      ),
      ...source.environmentVariables.map((variable) => variable.path),
      ...source.flows.map((flow) => flow.definitionPath),
    ];
    expect(Object.keys(parts())).toEqual([...expected].sort());
    expect(source.webResources).toHaveLength(22);
  });

  it('carries the bytes of the built files', () => {
    const { webResources } = readSource({ folder: folder.src, map: folder.map });
    const page = webResources.find((resource) => resource.name === 'obm_/pages/sendOutbound.html');
    expect(part(childText(page?.root ?? parseXml('<none/>', ''), 'FileName').slice(1))).toBe(
      'stand-in for obm_/pages/sendOutbound.html',
    );
  });

  it('writes the large parts as an export does: no declaration, no byte order mark, CRLF', () => {
    for (const name of ['customizations.xml', 'solution.xml']) {
      const text = part(name);
      expect(text.startsWith('<ImportExportXml')).toBe(true);
      expect(text.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
      expect(text).toMatch(/\r\n/);
    }
  });

  it('writes the sections in the order of an export, with forms, views and charts inside their table', () => {
    const root = parseXml(part('customizations.xml'), 'customizations.xml');
    expect(children(root).map((section) => section.tagName)).toEqual([
      'Entities',
      'Roles',
      'Workflows',
      'FieldSecurityProfiles',
      'Templates',
      'EntityMaps',
      'EntityRelationships',
      'OrganizationSettings',
      'optionsets',
      'WebResources',
      'CustomControls',
      'AppModuleSiteMaps',
      'AppModules',
      'EntityDataProviders',
      'connectionreferences',
      'Languages',
    ]);
    const send = descendants(root, 'Entity').find((table) => childText(table, 'Name') === 'obm_send');
    expect(children(send ?? root).map((item) => item.tagName)).toEqual([
      'Name',
      'EntityInfo',
      'FormXml',
      'SavedQueries',
      'Visualizations',
      'RibbonDiffXml',
    ]);
    const forms = send && child(send, 'FormXml');
    expect(children(forms ?? root).map((item) => attribute(item, 'type'))).toEqual(['main']);
    expect(descendants(root, 'EntityRelationship')).toHaveLength(27);
    expect(descendants(root, 'Role').flatMap((role) => attribute(role, 'name') ?? [])).toEqual([
      'Outbound Administrator',
      'Outbound Sender',
    ]);
  });

  it('leaves the source unchanged in memory, so that both zips come from one reading', () => {
    const before = folder.read('Other/Solution.xml');
    pack();
    expect(folder.read('Other/Solution.xml')).toBe(before);
    expect(before).toContain('<Managed>2</Managed>');
  });

  it('can leave the environment variables out of the root components', () => {
    pack(false);
    const zip = unzipSync(readFileSync(`${folder.output}/OutboundMessaging_managed.zip`));
    expect(strFromU8(zip['solution.xml'] ?? new Uint8Array())).not.toContain('type="380"');
    expect(part('solution.xml')).toContain('type="380"');
  });

  it('names a missing built file and the command that builds it', () => {
    folder.removeBuilt('dist/webresources/obm_/img/send.svg');
    expect(codeOf(pack)).toBe('built-file-missing');
    expect(pack).toThrow(/send\.svg.*npm run build/);
  });

  it('names a file that the control manifest needs and the build did not leave', () => {
    folder.removeBuilt('pcf/MessageTemplateEditor/out/controls/MessageTemplateEditor/bundle.js');
    expect(codeOf(pack)).toBe('built-file-missing');
  });

  it('refuses XML that is not well-formed and names the file', () => {
    folder.write('OptionSets/obm_broken.xml', '<optionset>');
    expect(codeOf(pack)).toBe('source-invalid');
    expect(pack).toThrow(/obm_broken/);
  });

  it('refuses a file that it would lose in silence', () => {
    folder.write('SdkMessageProcessingSteps/Step.xml', '<Role />');
    expect(codeOf(pack)).toBe('source-invalid');
    expect(pack).toThrow(/SdkMessageProcessingSteps\/Step\.xml/);
  });

  it('refuses an environment variable value, which belongs to one environment', () => {
    folder.write('environmentvariabledefinitions/obm_DefaultCountry/environmentvariablevalues.json', '{}');
    expect(codeOf(pack)).toBe('source-invalid');
  });

  it('refuses a mapping that SolutionPackager does not know', () => {
    folder.write('../map.xml', '<Mapping><Move map="a" to="b" /></Mapping>');
    expect(codeOf(pack)).toBe('map-invalid');
  });

  it('stages a whole unpacked folder that packs to the same bytes without a map', () => {
    const first = pack().map((zip) => sha(zip.file));
    const staged = `${folder.root}/staged`;
    stageSolution({ folder: folder.src, map: folder.map }, staged);
    expect(packSolution({ folder: staged, output: `${folder.root}/again` }).map((zip) => sha(zip.file))).toEqual(first);
  });

  it('stages into no folder that holds something', () => {
    folder.writeBuilt('letters/first.txt', 'dear');
    const target = `${folder.root}/letters`;
    expect(codeOf(() => stageSolution({ folder: folder.src, map: folder.map }, target))).toBe('source-invalid');
    expect(readFileSync(`${target}/first.txt`, 'utf8')).toBe('dear');
  });
});

describe('contentTypes', () => {
  it('gives each extension one default and each part without one an override', () => {
    const text = contentTypes([
      'solution.xml',
      'Controls/a_B.C/bundle.js',
      'Controls/a_B.C/s/B.1033.resx',
      'WebResources/a_xjs1',
    ]);
    expect(text.startsWith('\uFEFF<?xml')).toBe(true);
    expect(text).not.toMatch(/[\r\n]/);
    const root = parseXml(text, 'content types');
    const keys = (name: string, key: string) => children(root, name).map((item) => attribute(item, key));
    expect(keys('Default', 'Extension')).toEqual(['js', 'resx', 'xml']);
    expect(keys('Override', 'PartName')).toEqual(['/WebResources/a_xjs1']);
  });
});

describe('toZip', () => {
  it('sorts the names, whatever order they come in', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const forward = toZip(
      new Map([
        ['a', bytes],
        ['b/c', bytes],
      ]),
    );
    const backward = toZip(
      new Map([
        ['b/c', bytes],
        ['a', bytes],
      ]),
    );
    expect(Buffer.from(backward).equals(Buffer.from(forward))).toBe(true);
    expect(Object.keys(unzipSync(forward))).toEqual(['a', 'b/c']);
  });

  it('writes checksums, sizes and names that any reader understands', () => {
    const zip = Buffer.from(toZip(new Map([['é/1.txt', new TextEncoder().encode('123456789')]])));
    // The check value of CRC-32, and the flag for names in UTF-8.
    expect([zip.readUInt32LE(14), zip.readUInt16LE(6), zip.readUInt32LE(22)]).toEqual([0xcbf43926, 0x0800, 9]);
    expect(unzipSync(zip)).toEqual({ 'é/1.txt': new TextEncoder().encode('123456789') });
    const directory = zip.readUInt32LE(zip.length - 6);
    expect(zip.subarray(directory + 8, directory + 32)).toEqual(zip.subarray(6, 30));
  });
});
