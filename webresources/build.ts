/**
 * Room webresources. Builds every web resource into one folder under its web resource name, ready to be packed. The same
 * sources give the same bytes.
 */
import { build, type BuildOptions } from 'esbuild';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const ROOM = __dirname;

/** Version of the package: every script says which one it came with. */
const { version } = JSON.parse(readFileSync(resolve(ROOM, '../package.json'), 'utf8')) as { version: string };

/** A script that form events or ribbon commands call: `Obm.<global>.<handler>`. */
interface HandlerScript {
  readonly name: string;
  readonly global: string;
  readonly source: string;
  readonly handlers: readonly string[];
}

const HANDLER_SCRIPTS: readonly HandlerScript[] = [
  {
    name: 'obm_/js/outboundConfigurationForm.js',
    global: 'OutboundConfigurationForm',
    source: './forms/outboundConfigurationForm',
    handlers: ['onLoad', 'onChannelTypeChange', 'onShowInTimelineChange'],
  },
  {
    name: 'obm_/js/messageTemplateForm.js',
    global: 'MessageTemplateForm',
    source: './forms/messageTemplateForm',
    handlers: ['onLoad', 'onSave', 'onTextChange'],
  },
  {
    name: 'obm_/js/localizedTextForm.js',
    global: 'LocalizedTextForm',
    source: './forms/localizedTextForm',
    handlers: ['onLoad', 'onSave', 'onTextChange'],
  },
  {
    name: 'obm_/js/sendForm.js',
    global: 'SendForm',
    source: './forms/sendForm',
    handlers: ['onLoad'],
  },
  {
    name: 'obm_/js/sendOutboundCommand.js',
    global: 'SendOutbound',
    source: './commands/sendOutbound',
    handlers: ['fromGrid', 'fromForm', 'canSendFromGrid', 'canSendFromForm', 'hasConfiguration'],
  },
];

/** Scripts of pages, by web resource name. */
const PAGE_SCRIPTS: Readonly<Record<string, string>> = {
  'obm_/pages/sendOutbound.js': 'pages/sendOutbound/index.tsx',
  'obm_/pages/sendMonitor.js': 'pages/sendMonitor/index.tsx',
  'obm_/pages/settings.js': 'pages/settings/index.tsx',
  'obm_/pages/copyConfigurationId.js': 'pages/copyConfigurationId/index.ts',
};

/** Files that are taken as they are, by web resource name. */
const COPIES: Readonly<Record<string, string>> = {
  'obm_/pages/send.css': 'pages/send.css',
  'obm_/pages/sendOutbound.css': 'pages/sendOutbound/sendOutbound.css',
  'obm_/pages/sendOutbound.html': 'pages/sendOutbound/sendOutbound.html',
  'obm_/pages/sendMonitor.css': 'pages/sendMonitor/sendMonitor.css',
  'obm_/pages/sendMonitor.html': 'pages/sendMonitor/sendMonitor.html',
  'obm_/pages/customerSettings.html': 'pages/settings/customerSettings.html',
  'obm_/pages/productivity.html': 'pages/settings/productivity.html',
  'obm_/pages/settings.css': 'pages/settings/settings.css',
  'obm_/pages/copyConfigurationId.html': 'pages/copyConfigurationId/copyConfigurationId.html',
  'obm_/strings/outbound.1033.resx': 'strings/outbound.1033.resx',
  'obm_/strings/outbound.1057.resx': 'strings/outbound.1057.resx',
  'obm_/img/send.svg': 'img/send.svg',
  'obm_/img/app.svg': 'img/app.svg',
};

const COMMON: BuildOptions = {
  bundle: true,
  format: 'iife',
  target: 'es2020',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: `/*! Outbound Messaging ${version} */` },
  platform: 'browser',
  define: { 'process.env.NODE_ENV': '"production"' },
  absWorkingDir: ROOM,
  logLevel: 'warning',
};

/** Size in bytes by web resource name, in the order of the names. */
export type BuiltWebResources = ReadonlyMap<string, number>;

/** Writes all web resources below `outDir`, which is emptied first. @throws when a source does not build. */
export async function buildWebResources(outDir: string): Promise<BuiltWebResources> {
  await rm(join(outDir, 'obm_'), { recursive: true, force: true });
  const scripts = [
    ...HANDLER_SCRIPTS.map((script) => write(outDir, script.name, { stdin: toEntry(script) })),
    ...Object.entries(PAGE_SCRIPTS).map(([name, source]) => write(outDir, name, { entryPoints: [source] })),
  ];
  const copies = Object.entries(COPIES).map(async ([name, source]) => {
    await makeFolder(outDir, name);
    await copyFile(join(ROOM, source), join(outDir, name));
  });
  await Promise.all([...scripts, ...copies]);
  const names = [
    ...HANDLER_SCRIPTS.map(({ name }) => name),
    ...Object.keys(PAGE_SCRIPTS),
    ...Object.keys(COPIES),
  ].sort();
  const sizes = await Promise.all(names.map(async (name) => [name, (await stat(join(outDir, name))).size] as const));
  return new Map(sizes);
}

/** Only the handlers become callable; whatever else a module exports stays inside. */
function toEntry({ global, source, handlers }: HandlerScript): NonNullable<BuildOptions['stdin']> {
  const list = handlers.join(', ');
  const contents = `import { ${list} } from '${source}';\nimport { publish } from './gateways/publish';\npublish('${global}', { ${list} });\n`;
  return { contents, resolveDir: ROOM, sourcefile: `${global}.entry.ts`, loader: 'ts' };
}

async function write(outDir: string, name: string, options: BuildOptions): Promise<void> {
  const result = await build({ ...COMMON, ...options, write: false, outfile: join(outDir, name) });
  await makeFolder(outDir, name);
  await Promise.all(result.outputFiles.map((file) => writeFile(file.path, file.contents)));
}

async function makeFolder(outDir: string, name: string): Promise<void> {
  await mkdir(dirname(join(outDir, name)), { recursive: true });
}

async function main(): Promise<void> {
  const outDir = resolve(ROOM, '..', 'dist', 'webresources');
  for (const [name, size] of await buildWebResources(outDir)) {
    console.log(`${String(Math.ceil(size / 1024)).padStart(6)} kB  ${name}`);
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === __filename) {
  void main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
