/** Room tests. The comparison with Microsoft's packer: what counts as the same, what as a warning, and what it finds. */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { checkPackager } from '../../../solution/tools/checkPackager';
import { differencesOf } from '../../../solution/tools/compareContent';
import { findPackager, PACKAGER_VARIABLE, warningsOf, type Packager } from '../../../solution/tools/microsoftPackager';
import { packSolution } from '../../../solution/tools/pack';
import { unpackSolution } from '../../../solution/tools/unpack';
import { toZip } from '../../../solution/tools/zip';
import { SolutionFolder } from './solutionFolder';

/** As SolutionPackager 9.1.1.146 printed it, shortened. */
const KNOWN_WARNING = `Processing Component: Entities
 - obm_send
Following root components are not defined in customizations:
  Type='26', Id (or schema name)='{6f0c0d1e-51a5-5b7e-9d0e-6a1f6f3b8a01}'.
  Type='SystemForm', Id (or schema name)='{41e3e5f0-53e7-5e0e-bcee-019ed08f47cb}'.
  Type='EnvironmentVariableDefinition', Id (or schema name)='EnvironmentVariableDefinition-obm_TimeZone'.

Managed Pack complete.

1 warnings encountered
`;
const DONE = { exitCode: 0, output: 'Managed Pack complete.\n' };

const files = (texts: Readonly<Record<string, string>>) =>
  new Map(Object.entries(texts).map(([name, text]) => [name, strToU8(text)]));

describe('warningsOf', () => {
  it('tells roots that the packer cannot look for from everything else', () => {
    expect(warningsOf({ exitCode: 0, output: KNOWN_WARNING })).toEqual({
      knownRoots: new Map([
        ['views', 1],
        ['forms', 1],
        ['environment variables', 1],
      ]),
      others: [],
    });
  });

  it('has nothing to say about a silent run', () => {
    expect(warningsOf(DONE)).toEqual({ knownRoots: new Map(), others: [] });
  });

  it.each([
    ['a root of another type', { exitCode: 0, output: KNOWN_WARNING.replace("'26'", "'WebResource'") }],
    ['a second warning', { exitCode: 0, output: KNOWN_WARNING.replace('1 warnings', '2 warnings') }],
    ['a warning about something else', { exitCode: 0, output: 'A thing is strange.\n1 warnings encountered\n' }],
    ['an exit code', { exitCode: 2, output: 'RootComponentValidation: Failed\n' }],
  ])('does not let %s pass', (_what, run) => {
    expect(warningsOf(run).others).toHaveLength(1);
  });
});

describe('differencesOf', () => {
  it('takes white space, the order of attributes and the order of components for the same', () => {
    const ours = files({ 'a.xml': '<Entities><Entity a="1" b="2"><Name>x</Name></Entity><Entity /></Entities>' });
    const theirs = files({
      'a.xml':
        '\uFEFF<?xml version="1.0"?>\r\n<Entities>\r\n  <Entity />\r\n <Entity b="2" a="1"> <Name>x</Name></Entity></Entities>',
    });
    expect(differencesOf(ours, theirs)).toEqual([]);
  });

  it.each([
    ['another text', { 'a.xml': '<form><cell>y</cell><b /></form>' }, /cell x.*cell y/],
    ['another order inside a form', { 'a.xml': '<form><b /><cell>x</cell></form>' }, /cell x.*"b"/],
    ['another byte', { 'a.xml': '<form><cell>x</cell><b /></form>', 'b.js': 'var a' }, /^b\.js is only in theirs/],
    ['a missing part', {}, /^a\.xml is only in ours/],
  ])('finds %s', (_what, theirs, message) => {
    const ours = files({ 'a.xml': '<form><cell>x</cell><b /></form>' });
    expect(differencesOf(ours, files(theirs as Record<string, string>))).toEqual([expect.stringMatching(message)]);
  });
});

describe('findPackager', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'outbound-find-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('finds none where neither is there', () => {
    expect(findPackager({ PATH: folder, [PACKAGER_VARIABLE]: join(folder, 'none.exe') })).toBeUndefined();
    expect(findPackager({})).toBeUndefined();
  });

  it('prefers the file that the variable names to pac on the PATH', () => {
    const pac = join(folder, process.platform === 'win32' ? 'pac.exe' : 'pac');
    writeFileSync(pac, '');
    chmodSync(pac, 0o755);
    expect(findPackager({ PATH: folder })?.name).toBe('pac');
    const exe = join(folder, 'SolutionPackager.exe');
    writeFileSync(exe, '');
    expect(findPackager({ PATH: folder, [PACKAGER_VARIABLE]: exe })?.name).toMatch(/^SolutionPackager/);
  });
});

describe('checkPackager', () => {
  let folder: SolutionFolder;
  beforeAll(() => (folder = new SolutionFolder()));
  afterAll(() => folder.dispose());

  /** A packer that works like ours, with a part of its zips changed. */
  const packager = (change: (parts: Map<string, Uint8Array>) => void = () => undefined): Packager => ({
    name: 'stand-in',
    pack(source, type, zip) {
      const output = join(folder.root, 'theirs');
      const packed = packSolution({ folder: source, output }).find((item) => item.type === type);
      const parts = new Map(Object.entries(unzipSync(readFileSync(packed?.file ?? ''))));
      change(parts);
      writeFileSync(zip, toZip(parts));
      return { exitCode: 0, output: KNOWN_WARNING };
    },
    unpack(zip, type, target) {
      mkdirSync(target, { recursive: true });
      unpackSolution({ zip: readFileSync(zip), folder: target });
      if (type === 'managed') {
        // What was exported managed is unpacked under names of its own.
        const app = join(target, 'AppModules/obm_OutboundMessaging/AppModule.xml');
        copyFileSync(app, app.replace('.xml', '_managed.xml'));
        rmSync(app);
      }
      return DONE;
    },
  });
  const check = (stand: Packager) => checkPackager(stand, { folder: folder.src, map: folder.map });

  it('agrees with a packer that does the same, and says which warning it knows', () => {
    const { lines, problems } = check(packager());
    expect(problems).toEqual([]);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^managed: one known warning, .*\(1 views, 1 forms, 1 environment variables\)$/),
      ]),
    );
    expect(lines).toHaveLength(6);
  });

  it('names the part in which the two zips differ', () => {
    const { problems } = check(
      packager((parts) => {
        const text = strFromU8(parts.get('customizations.xml') ?? new Uint8Array());
        parts.set('customizations.xml', strToU8(text.replace('<Language>1057</Language>', '')));
      }),
    );
    expect(problems).toEqual([
      expect.stringMatching(/^managed: customizations\.xml: /),
      expect.stringMatching(/^unmanaged: customizations\.xml: /),
    ]);
  });

  it('reports a run that failed instead of comparing', () => {
    const failing = { ...packager(), pack: () => ({ exitCode: 1, output: 'Cannot find file.' }) };
    expect(check(failing).problems).toEqual([
      expect.stringContaining('Cannot find file.'),
      expect.stringContaining('Cannot find file.'),
    ]);
  });

  const real = findPackager();
  if (!real) process.stdout.write(`skipped: Microsoft's packer is not here (see ${PACKAGER_VARIABLE})\n`);
  (real ? it : it.skip)('agrees with the real packer of this machine', () => {
    if (real) expect(check(real).problems).toEqual([]);
  });
});
