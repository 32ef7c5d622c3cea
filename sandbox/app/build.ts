/**
 * Room sandbox/app. Builds the browser side of the sandbox: the platform libraries, the model-driven host, the pages of
 * the simulated phones, the flows and the lab (when those parts are there), icon and text fonts. What did not change since the last build
 * is skipped; each file is replaced as a whole, so that several may build, and servers read, at the same time.
 * As a program: `tsx sandbox/app/build.ts`, into `dist/sandbox`.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');

/** All packages are installed at the root: one lockfile, no nested copies of these. */
const packageFolder = (name: string): string => path.join(root, 'node_modules', name);

/** Packages whose code ends up in the bundles; another version means another build. */
const PACKAGES = ['react', 'react-dom', '@fluentui/react', '@fluentui/font-icons-mdl2', 'esbuild'];
/** Style sheets of the font packages; a browser loads only the parts whose characters a page shows. */
const FONT_SHEETS: Readonly<Record<string, readonly string[]>> = {
  '@fontsource/noto-sans': ['400.css', '600.css'],
  '@fontsource/noto-sans-arabic': ['400.css', '600.css'],
  '@fontsource-variable/noto-sans-jp': ['wght.css'],
  '@fontsource/noto-color-emoji': ['400.css'],
};

interface Bundle {
  readonly name: 'platform' | 'app' | 'phones' | 'flows' | 'lab';
  readonly entry: string;
  /** Takes React and Fluent from the platform bundle's globals. */
  readonly usesPlatform: boolean;
}

const BUNDLES: readonly Bundle[] = [
  { name: 'platform', entry: path.join(here, 'bundles/platform.ts'), usesPlatform: false },
  { name: 'app', entry: path.join(here, 'main.tsx'), usesPlatform: true },
  { name: 'phones', entry: path.join(here, '../omnichannel/phones/main.tsx'), usesPlatform: true },
  { name: 'flows', entry: path.join(here, '../flows/pages/main.tsx'), usesPlatform: true },
  { name: 'lab', entry: path.join(here, '../lab/page/main.tsx'), usesPlatform: true },
];

const PLATFORM_GLOBALS: ReadonlyArray<readonly [filter: RegExp, global: string]> = [
  [/^react$/, 'React'],
  [/^react-dom$/, 'ReactDOM'],
  [/^@fluentui\/react(\/.*)?$/, 'FluentUIReactv81211'],
];

/** Replaces imports of the platform libraries by the globals, so that a page holds one React. */
const platformGlobals: esbuild.Plugin = {
  name: 'platform-globals',
  setup(build) {
    for (const [filter, global] of PLATFORM_GLOBALS) {
      build.onResolve({ filter }, () => ({ path: global, namespace: 'platform-global' }));
    }
    build.onLoad({ filter: /.*/, namespace: 'platform-global' }, ({ path: global }) => ({
      contents: `module.exports = window.${global};`,
      loader: 'js',
    }));
  },
};

/** What one bundle was made of: file contents by path from the root, and package versions. */
interface Stamp {
  readonly inputs: Readonly<Record<string, string>>;
  readonly versions: string;
}

const sha = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');

async function readVersions(packages: readonly string[]): Promise<string> {
  const versions = packages.map(async (name) => {
    const manifest = JSON.parse(await readFile(path.join(packageFolder(name), 'package.json'), 'utf8')) as {
      version: string;
    };
    return `${name}@${manifest.version}`;
  });
  const builder = sha(await readFile(fileURLToPath(import.meta.url)));
  return [...(await Promise.all(versions)), `build@${builder}`].join(' ');
}

/** Nobody ever reads half of the file. @param write makes it under the name it is given */
async function replaceFile(file: string, write: (path: string) => Promise<void>): Promise<void> {
  const fresh = `${file}.${randomUUID()}.new`;
  await write(fresh);
  await rename(fresh, file);
}

const writeWhole = (file: string, content: string | Uint8Array): Promise<void> =>
  replaceFile(file, (fresh) => writeFile(fresh, content));
const copyWhole = (from: string, to: string): Promise<void> => replaceFile(to, (fresh) => copyFile(from, fresh));

async function hashInputs(files: readonly string[]): Promise<Record<string, string>> {
  const hashes = await Promise.all(
    files.map(async (file) => {
      const absolute = path.join(root, file);
      return [file, existsSync(absolute) ? sha(await readFile(absolute)) : 'missing'] as const;
    }),
  );
  return Object.fromEntries(hashes);
}

async function isCurrent(stampFile: string, outputs: readonly string[], versions: string): Promise<boolean> {
  if (![stampFile, ...outputs].every((file) => existsSync(file))) return false;
  const stamp = JSON.parse(await readFile(stampFile, 'utf8')) as Stamp;
  if (stamp.versions !== versions) return false;
  const now = await hashInputs(Object.keys(stamp.inputs));
  return Object.entries(stamp.inputs).every(([file, hash]) => now[file] === hash);
}

async function buildBundle(bundle: Bundle, outDir: string, versions: string): Promise<boolean> {
  const outfile = path.join(outDir, `${bundle.name}.js`);
  const stampFile = path.join(outDir, `.${bundle.name}.stamp.json`);
  if (await isCurrent(stampFile, [outfile], versions)) return false;
  const result = await esbuild.build({
    entryPoints: [bundle.entry],
    outfile,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: bundle.name === 'platform',
    sourcemap: bundle.name === 'platform' ? false : 'linked',
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    write: false,
    absWorkingDir: root,
    plugins: bundle.usesPlatform ? [platformGlobals] : [],
  });
  await Promise.all(result.outputFiles.map((file) => writeWhole(file.path, file.contents)));
  const own = Object.keys(result.metafile.inputs).filter(
    (file) => !file.includes('node_modules/') && !file.includes(':'),
  );
  const stamp: Stamp = { inputs: await hashInputs(own), versions };
  await writeWhole(stampFile, JSON.stringify(stamp));
  return true;
}

async function copyIcons(outDir: string): Promise<void> {
  const from = path.join(packageFolder('@fluentui/font-icons-mdl2'), 'fonts');
  const to = path.join(outDir, 'icons');
  await mkdir(to, { recursive: true });
  const fonts = (await readdir(from)).filter((file) => file.endsWith('.woff'));
  await Promise.all(fonts.map((file) => copyWhole(path.join(from, file), path.join(to, file))));
}

/** Text fonts for machines without them (a headless browser brings one Latin font only). */
async function copyTextFonts(outDir: string): Promise<void> {
  const to = path.join(outDir, 'fonts');
  await mkdir(to, { recursive: true });
  const sheets: string[] = [];
  for (const [name, files] of Object.entries(FONT_SHEETS)) {
    const from = packageFolder(name);
    for (const sheet of files) {
      const css = await readFile(path.join(from, sheet), 'utf8');
      const woff2Only = css
        .replace(/,\s*url\([^)]+\.woff\) format\('woff'\)/g, '')
        .replace(/url\(\.\/files\//g, 'url(fonts/');
      for (const [, file] of woff2Only.matchAll(/url\(fonts\/([^)]+)\)/g)) {
        if (file !== undefined) await copyWhole(path.join(from, 'files', file), path.join(to, file));
      }
      sheets.push(woff2Only);
    }
  }
  await writeWhole(path.join(outDir, 'fonts.css'), sheets.join('\n'));
}

async function copyFonts(outDir: string): Promise<boolean> {
  const versions = await readVersions(['@fluentui/font-icons-mdl2', ...Object.keys(FONT_SHEETS)]);
  const stampFile = path.join(outDir, '.fonts.stamp.json');
  if (await isCurrent(stampFile, [path.join(outDir, 'fonts.css'), path.join(outDir, 'icons')], versions)) return false;
  await copyIcons(outDir);
  await copyTextFonts(outDir);
  await writeWhole(stampFile, JSON.stringify({ inputs: {}, versions } satisfies Stamp));
  return true;
}

/**
 * Builds what changed into `outDir` and gives the names of what was built (`platform`, `app`, `phones`, `flows`, `lab`, `fonts`); an
 * empty list means that everything was current. Rejects with esbuild's report when the sources do not compile.
 */
export async function buildApp(outDir: string): Promise<string[]> {
  const target = path.resolve(outDir);
  await mkdir(target, { recursive: true });
  const versions = await readVersions(PACKAGES);
  const bundles = BUNDLES.filter((bundle) => existsSync(bundle.entry));
  const built = await Promise.all([
    ...bundles.map(async (bundle) => ((await buildBundle(bundle, target, versions)) ? bundle.name : undefined)),
    copyFonts(target).then((copied) => (copied ? 'fonts' : undefined)),
  ]);
  return built.filter((name) => name !== undefined);
}

async function main(): Promise<void> {
  const started = Date.now();
  const built = await buildApp(path.join(root, 'dist/sandbox'));
  process.stdout.write(
    `${built.length === 0 ? 'Nothing to build' : `Built ${built.join(', ')}`} in ${Date.now() - started} ms.\n`,
  );
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
