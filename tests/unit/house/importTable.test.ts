/**
 * Room tests. Holds the import table: which room may import which, and which npm packages. Fails on a wrong arrow and on
 * a circle between files.
 */
import { readdirSync, readFileSync, existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../../..');

interface RoomRule {
  /** Rooms it may import besides itself; a type-only import counts too. */
  readonly rooms: readonly string[];
  /** npm packages (a scope ends with a slash), and `node:` for Node's own modules. */
  readonly packages: readonly string[];
}

const FLUENT_AND_REACT = ['react', 'react-dom', '@fluentui/'];

const TABLE: Readonly<Record<string, RoomRule>> = {
  outbound: {
    rooms: [],
    packages: ['libphonenumber-js', 'sms-segments-calculator', 'fast-xml-parser', '@noble/hashes'],
  },
  pcf: { rooms: ['outbound'], packages: FLUENT_AND_REACT },
  webresources: { rooms: ['outbound'], packages: ['dataverse-ify'] },
  'webresources/pages': { rooms: ['outbound', 'webresources'], packages: FLUENT_AND_REACT },
  'webresources/build.ts': { rooms: [], packages: ['node:', 'esbuild'] },
  'plugins-ts': { rooms: ['outbound'], packages: ['node:', '@azure/'] },
  solution: { rooms: [], packages: ['node:', 'fflate', '@xmldom/xmldom', '@azure/msal-node', 'libphonenumber-js'] },
  sandbox: {
    rooms: [],
    packages: ['node:', 'fastify', 'libsql', 'fflate', '@xmldom/xmldom', 'esbuild', ...FLUENT_AND_REACT],
  },
};

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules' || name === 'out' || name === 'generated') return [];
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

function importsOf(path: string): Import[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
  const found: Import[] = [];
  const add = (node: ts.Expression | undefined, typeOnly: boolean): void => {
    if (node && ts.isStringLiteral(node)) found.push({ from: path, specifier: node.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const repoPath = (path: string): string => relative(ROOT, path).split(sep).join('/');

function roomOf(path: string): string {
  const name = repoPath(path);
  const nested = Object.keys(TABLE).filter((room) => name === room || name.startsWith(`${room}/`));
  return nested.sort((a, b) => b.length - a.length)[0] ?? name.split('/')[0] ?? name;
}

/** A control is a room of its own: `pcf/<Control>`. */
function unitOf(path: string): string {
  const name = repoPath(path);
  return name.startsWith('pcf/') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? name);
}

function resolveRelative(from: string, specifier: string): string | undefined {
  const base = resolve(dirname(from), specifier);
  const candidates = [base, `${base}.ts`, `${base}.tsx`, join(base, 'index.ts'), join(base, 'index.tsx')];
  return candidates.find((path) => existsSync(path) && statSync(path).isFile());
}

function wrongArrow(item: Import): string | undefined {
  const rule = TABLE[roomOf(item.from)];
  if (!rule) return `${repoPath(item.from)} stands in no room of the table`;
  const line = `${repoPath(item.from)} -> ${item.specifier}`;
  if (!item.specifier.startsWith('.')) {
    const allowed = rule.packages.some((name) =>
      /[:/]$/.test(name)
        ? item.specifier.startsWith(name)
        : item.specifier === name || item.specifier.startsWith(`${name}/`),
    );
    return allowed ? undefined : line;
  }
  const target = resolveRelative(item.from, item.specifier) ?? resolve(dirname(item.from), item.specifier);
  if (repoPath(target).includes('/generated/')) return undefined;
  if (unitOf(target) === unitOf(item.from)) {
    // Inside webresources the arrow points one way: pages use the rest, never the reverse.
    return roomOf(target) === 'webresources/pages' && roomOf(item.from) !== 'webresources/pages' ? line : undefined;
  }
  return rule.rooms.includes(unitOf(target)) ? undefined : line;
}

/** Files that import each other in a ring, each ring once; type-only imports vanish at run time and do not count. */
function circles(files: readonly string[]): string[] {
  const edges = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((item) => !item.typeOnly && item.specifier.startsWith('.'))
        .map((item) => resolveRelative(file, item.specifier))
        .filter((target): target is string => target !== undefined),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      found.push([...path.slice(at), file].map(repoPath).join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const target of edges.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  return found;
}

const ROOMS = ['outbound', 'pcf', 'webresources', 'plugins-ts', 'solution', 'sandbox'];
const FILES = ROOMS.flatMap((room) => sourceFiles(join(ROOT, room)));

describe('the import table', () => {
  it('reads every room, so that an empty answer means something', () => {
    expect(new Set(FILES.map(unitOf).map((unit) => unit.split('/')[0]))).toEqual(new Set(ROOMS));
  });

  it('holds: no file imports a room or package that its room may not', () => {
    expect(FILES.flatMap(importsOf).map(wrongArrow).filter(Boolean)).toEqual([]);
  });

  it('has no circle', () => {
    expect(circles(FILES)).toEqual([]);
  });

  it.each([
    ['outbound/templates/parseTemplate.ts', 'react'],
    ['outbound/templates/parseTemplate.ts', '../../sandbox/server'],
    ['pcf/MessageTemplateEditor/index.ts', '../../webresources/gateways/xrm'],
    ['webresources/commands/sendOutbound.ts', 'react'],
    ['webresources/gateways/xrm.ts', '../pages/sendOutbound/main'],
    ['solution/tools/pack.ts', '../../outbound/errors'],
    ['sandbox/server.ts', '../outbound/errors'],
  ])('would refuse %s importing %s', (from, specifier) => {
    expect(wrongArrow({ from: join(ROOT, from), specifier, typeOnly: false })).toBe(`${from} -> ${specifier}`);
  });
});
