/**
 * Room tests. The built web resources: names, sameness, and that several scripts can share the one global.
 * @jest-environment node
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import vm from 'node:vm';
import { buildWebResources, type BuiltWebResources } from '../../../webresources/build';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'webresources-'));
  folders.push(folder);
  return folder;
};
const filesOf = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
const contentOf = (folder: string): Map<string, string> =>
  new Map(filesOf(folder).map((path) => [relative(folder, path), readFileSync(path, 'base64')]));

describe('the built web resources', () => {
  let folder: string;
  let sizes: BuiltWebResources;
  beforeAll(async () => {
    folder = newFolder();
    sizes = await buildWebResources(folder);
  }, 60_000);
  afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true })));

  const script = (name: string): string => readFileSync(join(folder, 'obm_', name), 'utf8');

  it('are the files that the solution names, and nothing else', () => {
    const names = filesOf(folder).map((path) => relative(folder, path).replace(/\\/g, '/'));
    expect(names.sort()).toEqual([...sizes.keys()].sort());
    const component = join(__dirname, '../../../solution/src/WebResources');
    const declared = filesOf(component).map((path) =>
      relative(component, path)
        .replace(/\\/g, '/')
        .replace(/\.data\.xml$/, ''),
    );
    expect(names).toEqual(declared.sort());
  });

  it('are the same bytes when built again', async () => {
    const again = newFolder();
    await buildWebResources(again);
    expect(contentOf(again)).toEqual(contentOf(folder));
  }, 60_000);

  it('offer their handlers under one global, whichever script comes first', () => {
    const names = [
      'sendOutboundCommand',
      'localizedTextForm',
      'messageTemplateForm',
      'outboundConfigurationForm',
      'sendForm',
    ].map((name) => `js/${name}.js`);
    for (const order of [names, [...names].reverse()]) {
      const window = vm.createContext({});
      for (const name of order) vm.runInContext(script(name), window);
      const Obm = window['Obm'] as Record<string, Record<string, unknown>>;
      expect(
        Object.fromEntries(Object.entries(Obm).map(([part, handlers]) => [part, Object.keys(handlers).sort()])),
      ).toEqual({
        LocalizedTextForm: ['onLoad', 'onSave', 'onTextChange'],
        MessageTemplateForm: ['onLoad', 'onSave', 'onTextChange'],
        OutboundConfigurationForm: ['onChannelTypeChange', 'onLoad', 'onShowInTimelineChange'],
        SendForm: ['onLoad'],
        SendOutbound: ['canSendFromForm', 'canSendFromGrid', 'fromForm', 'fromGrid', 'hasConfiguration'],
      });
    }
  });

  it('carry no script inside HTML and load their own by a relative address', () => {
    for (const path of filesOf(folder).filter((name) => name.endsWith('.html'))) {
      const scripts = [...readFileSync(path, 'utf8').matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
      expect(scripts.map(([, attributes, body]) => [/ src="[A-Za-z]+\.js"/.test(attributes ?? ''), body])).toEqual([
        [true, ''],
      ]);
    }
  });

  it('fit into a web resource (5 MB), with React in production mode', () => {
    expect(Math.max(...sizes.values())).toBeLessThan(5 * 1024 * 1024);
    expect(script('pages/sendOutbound.js')).not.toContain('Warning: An update to %s');
  });

  it('draw icons that take the colour and size of their place', () => {
    for (const name of ['img/send.svg', 'img/app.svg']) {
      const tag = /<svg[^>]*>/.exec(script(name))?.[0] ?? '';
      const [, , , width, height] = /viewBox="(\S+) (\S+) (\S+) (\S+)"/.exec(tag) ?? [];
      expect(tag).toContain('fill="currentColor"');
      expect(tag).not.toMatch(/ (width|height)=/);
      expect(width).toBe(height);
    }
  });
});
