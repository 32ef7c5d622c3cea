/**
 * Room solution. Stamps the version, then builds what is missing or stale: the web resources, each control, both solution zips.
 * Product code is built by child processes and never imported.
 *
 * Command line: `tsx solution/tools/build.ts [--force]`.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { BuildStepFailedError, exitWithError } from './errors';
import { OUR_OUTPUT, OUR_SOURCE, packSolution } from './pack';
import { readSource, type ControlSource, type SolutionSource, type WebResourceSource } from './readSource';
import { Stamps, type StepFiles } from './stamps';
import { stampVersion } from './stampVersion';

const ROOT = resolve(__dirname, '../..');

interface Step extends StepFiles {
  run(): Promise<void>;
}

export interface BuildOptions {
  /** Builds everything, stale or not. Default false. */
  readonly force?: boolean;
  /** Takes one line a step. Default: the console. */
  readonly log?: (line: string) => void;
}

const belowRoot = (path: string): string => relative(ROOT, path).split(sep).join('/');

/** Runs a Node program. @throws {BuildStepFailedError} with its output when it ends with an error. */
function runNode(step: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, PP_TOOLS_TELEMETRY_OPTOUT: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', failed);
    child.once('close', (code) => (code === 0 ? done() : failed(new BuildStepFailedError(step, code ?? 1, output))));
  });
}

function webResourceStep(webResources: readonly WebResourceSource[]): Step {
  const name = 'web resources';
  return {
    name,
    inputs: ['webresources', 'outbound', 'package.json', 'package-lock.json'],
    outputs: webResources.map((resource) => belowRoot(resource.contentFile)),
    run: () => runNode(name, ['--import', 'tsx', 'webresources/build.ts'], ROOT),
  };
}

/** The step of one control of the solution; the map says in which project its built manifest appears. */
function controlStep({ name: control, builtFile }: ControlSource): Step {
  const name = `control ${control}`;
  const manifest = belowRoot(builtFile('ControlManifest.xml'));
  const project = manifest.split('/').slice(0, 2).join('/');
  return {
    name,
    inputs: [project, 'outbound', 'package-lock.json'],
    outputs: [manifest, belowRoot(builtFile('bundle.js'))],
    async run() {
      // pcf-scripts leaves files of earlier builds in its output.
      rmSync(join(ROOT, project, 'out'), { recursive: true, force: true });
      const scripts = join(dirname(require.resolve('pcf-scripts/package.json')), 'bin/pcf-scripts.js');
      await runNode(name, [scripts, 'build', '--buildMode', 'production'], join(ROOT, project));
    },
  };
}

/** Both zips from the source and the built files. */
function packStep(source: SolutionSource): Step {
  return {
    name: 'solution zips',
    inputs: [
      'solution/src',
      'solution/map.xml',
      'solution/tools',
      ...source.webResources.map((resource) => belowRoot(resource.contentFile)),
      ...source.controls.map((control) => belowRoot(dirname(control.builtFile('ControlManifest.xml')))),
    ],
    outputs: ['dist/OutboundMessaging_managed.zip', 'dist/OutboundMessaging.zip'],
    run: () => Promise.resolve(void packSolution({ ...OUR_SOURCE, output: OUR_OUTPUT })),
  };
}

async function runStep(step: Step, stamps: Stamps, { force = false, log = console.log }: BuildOptions): Promise<void> {
  const started = Date.now();
  const hash = stamps.hash(step);
  if (!force && stamps.isFresh(step, hash)) {
    log(`${step.name}: unchanged`);
    return;
  }
  stamps.forget(step);
  await step.run();
  stamps.remember(step, hash);
  log(`${step.name}: built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * Stamps the version and builds what is missing or stale: web resources and controls beside each other, then the zips.
 * @throws {BuildStepFailedError | BuiltFileMissingError | SourceInvalidError}
 */
export async function buildAll(options: BuildOptions = {}): Promise<void> {
  for (const file of stampVersion(ROOT)) (options.log ?? console.log)(`${file}: version stamped`);
  const stamps = new Stamps(ROOT, join(OUR_OUTPUT, '.stamps'));
  const source = readSource(OUR_SOURCE);
  const parts = [webResourceStep(source.webResources), ...source.controls.map(controlStep)];
  const results = await Promise.allSettled(parts.map((step) => runStep(step, stamps, options)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  await runStep(packStep(source), stamps, options);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { force: { type: 'boolean', default: false } } });
  await buildAll({ force: values.force });
}

if (require.main === module) main().catch(exitWithError);
