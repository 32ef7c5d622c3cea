/**
 * Room tests. The unpacked solution and the code name the same things, both ways: what XML calls exists in code, and what code
 * offers or reads exists in XML. The linter holds what XML names to the built files; here the sources are compared.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { flowId, generateFlows } from '../../../solution/tools/generateFlows';
import { entityOf, isOwnTable } from '../../../solution/tools/lint/context';
import { filesBelow, readSource } from '../../../solution/tools/readSource';
import { FLOW_SLUGS } from '../../../solution/tools/startFlows';
import { readSourceMap } from '../../../solution/tools/sourceMap';
import { attribute, childText, descendants, readXml } from '../../../solution/tools/xml';

const ROOT = resolve(__dirname, '../../..');
const SRC = join(ROOT, 'solution/src');
const MAP = join(ROOT, 'solution/map.xml');
const source = readSource({ folder: SRC, map: MAP });
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

/** Sources of the product, without what is built or generated. */
const code = ['outbound', 'webresources', 'plugins-ts', 'pcf'].flatMap((room) =>
  filesBelow(join(ROOT, room))
    .filter((path) => /\.(ts|tsx|html)$/.test(path) && !/(^|\/)(node_modules|out|generated)\//.test(path))
    .map((path) => readFileSync(join(ROOT, room, path), 'utf8')),
);
const namedInCode = (pattern: RegExp): string[] =>
  sorted(code.flatMap((text) => [...text.matchAll(pattern)].map(([name]) => name)));

const build = readFileSync(join(ROOT, 'webresources/build.ts'), 'utf8');
/** Handlers that the built scripts publish, as XML calls them. */
const published = [
  ...build.matchAll(/name: '([^']+)',\s*global: '(\w+)',\s*source: '[^']+',\s*handlers: \[([^\]]*)\]/g),
].map(([, library = '', global = '', list = '']) => ({
  library,
  calls: [...list.matchAll(/'(\w+)'/g)].map(([, handler]) => `Obm.${global}.${handler}`),
}));

/** Every call in forms and ribbons: the library and its function. */
const called = source.tables.flatMap(({ forms, ribbon }) => [
  ...forms.flatMap(({ form }) =>
    descendants(form, 'Handler').map((item) => ({
      library: attribute(item, 'libraryName') ?? '',
      call: attribute(item, 'functionName') ?? '',
    })),
  ),
  ...(ribbon ? [...descendants(ribbon.root, 'JavaScriptFunction'), ...descendants(ribbon.root, 'CustomRule')] : []).map(
    (item) => ({
      library: (attribute(item, 'Library') ?? '').replace('$webresource:', ''),
      call: attribute(item, 'FunctionName') ?? '',
    }),
  ),
]);

describe('scripts', () => {
  it('publish every handler, command and rule that forms and ribbons call, and no other', () => {
    const pairs = (items: readonly { library: string; call: string }[]) =>
      sorted(items.map(({ library, call }) => `${library} ${call}`));
    const offered = published.flatMap(({ library, calls }) => calls.map((call) => ({ library, call })));
    expect(offered).not.toEqual([]);
    expect(pairs(offered)).toEqual(pairs(called));
  });

  it('are loaded by a form or a ribbon, each of them', () => {
    const loaded = source.tables.flatMap(({ forms }) =>
      forms.flatMap(({ form }) => descendants(form, 'Library').map((item) => attribute(item, 'name') ?? '')),
    );
    expect(sorted(published.map(({ library }) => library))).toEqual(
      sorted([...loaded, ...called.map(({ library }) => library)]),
    );
  });
});

describe('web resources', () => {
  const packed = sorted(source.webResources.map(({ name }) => name));

  it('are built for every one that is packed, and no other', () => {
    expect(sorted([...build.matchAll(/'(obm_\/[^']+)'/g)].map(([, name = '']) => name))).toEqual(packed);
  });

  it('are packed wherever code names one', () => {
    const stems = packed.map((name) => name.replace(/\.\d+\.resx$/, ''));
    const named = namedInCode(/\bobm_\/[\w./-]+/g);
    expect(named.filter((name) => !packed.includes(name) && !stems.includes(name))).toEqual([]);
  });

  it('are used, each of them: by a form, a ribbon, the site map, the app or another web resource', () => {
    const inXml = filesBelow(SRC)
      .filter((path) => !path.startsWith('WebResources/') && path !== 'Other/Solution.xml')
      .map((path) => readFileSync(join(SRC, path), 'utf8'));
    const dependencies = source.webResources.map(({ root }) => childText(root, 'DependencyXml'));
    const texts = [...inXml, ...dependencies, ...code.filter((text) => text !== build)].join('\n');
    const isUsed = (name: string): boolean => {
      const id = childText(
        source.webResources.find((item) => item.name === name)?.root ?? readXml(MAP),
        'WebResourceId',
      );
      // Pages load their scripts and styles by a path beside their own.
      const file = name.slice(name.lastIndexOf('/') + 1);
      return [name, name.replace(/\.\d+\.resx$/, ''), id.replace(/[{}]/g, ''), `"${file}"`, `./${file}`].some((text) =>
        texts.includes(text),
      );
    };
    expect(packed.filter((name) => !isUsed(name))).toEqual([]);
  });
});

describe('controls', () => {
  it('stand in the solution, each project of them with its place in the map, and no other', () => {
    const manifests = readdirSync(join(ROOT, 'pcf')).flatMap((project) =>
      filesBelow(join(ROOT, 'pcf', project))
        .filter((path) => /^[^/]+\/ControlManifest\.Input\.xml$/.test(path))
        .map((path) => ({ project, control: descendants(readXml(join(ROOT, 'pcf', project, path)), 'control')[0] })),
    );
    const names = manifests.map(({ control, project }) => {
      const value = (key: string): string => (control && attribute(control, key)) ?? '';
      return { project, name: `obm_${value('namespace')}.${value('constructor')}` };
    });
    expect(sorted(names.map(({ name }) => name))).toEqual(sorted(source.controls.map(({ name }) => name)));
    const map = readSourceMap(SRC, MAP);
    for (const { name, project } of names) {
      expect(map.resolve(`Controls/${name}/bundle.js`).startsWith(join(ROOT, 'pcf', project, 'out'))).toBe(true);
      expect(readdirSync(join(ROOT, 'pcf', project))).toContain(`${project}.pcfproj`);
    }
  });
});

describe('environment variables', () => {
  it('are read by code or by a flow, each of them, and no other is', () => {
    const inFlows = source.flows.flatMap(({ definition = '' }) => definition.match(/\bobm_[A-Z]\w*/g) ?? []);
    const named = sorted([...namedInCode(/\bobm_[A-Z]\w*/g), ...inFlows]);
    expect(named).toEqual(sorted(source.environmentVariables.map(({ name }) => name)));
  });
});

describe('cloud flows', () => {
  it('are generated and turned on in a new sandbox, each of them, and no other', () => {
    const packed = sorted(source.flows.map(({ id }) => id.replace(/[{}]/g, '').toLowerCase()));
    expect(sorted(FLOW_SLUGS.map(flowId))).toEqual(packed);
    const names = [...generateFlows().keys()].map((name) => `Workflows/${name}`);
    expect(sorted(names)).toEqual(sorted(source.flows.flatMap(({ path }) => [path, path.replace(/\.data\.xml$/, '')])));
  });
});

describe('tables and columns', () => {
  it('that code names are in the solution', () => {
    const tables = source.tables.filter(isOwnTable);
    const known = new Set([
      ...tables.map(({ logicalName }) => logicalName),
      ...tables.flatMap((table) => {
        const entity = entityOf(table);
        return entity
          ? ['EntitySetName', 'LogicalName'].flatMap((name) =>
              descendants(entity, name).map((item) => item.textContent),
            )
          : [];
      }),
      ...source.choices.map(({ root }) => attribute(root, 'Name') ?? ''),
      ...source.relationshipNames,
    ]);
    expect(namedInCode(/\bobm_[a-z0-9]\w*/g).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('roles', () => {
  it('of which the guide speaks are the roles of the solution', () => {
    const guide = readFileSync(join(ROOT, 'docs/admin-guide.md'), 'utf8');
    const roles = source.roles.map(({ root }) => attribute(root, 'name') ?? '');
    const spoken = sorted([...guide.matchAll(/\bOutbound (?:Administrator|Sender)\b/g)].map(([name]) => name));
    expect(spoken).toEqual(sorted(roles));
  });
});
