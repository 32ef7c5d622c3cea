/**
 * Room solution. Packs the unpacked solution into the managed and the unmanaged zip. Both come from one source: our forms
 * all have full XML, so the two differ in the flag `Managed` alone.
 *
 * Command line: `tsx solution/tools/pack.ts`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { assembleCustomizations } from './assembleCustomizations';
import { contentTypes } from './contentTypes';
import { packFlows } from './flowPackages';
import { exitWithError, SourceInvalidError } from './errors';
import {
  controlResources,
  readBuiltFile,
  readControlManifest,
  readSource,
  type ReadSourceOptions,
  type SolutionSource,
} from './readSource';
import { attribute, child, children, childText, toExportXml, type Element } from './xml';
import { toZip } from './zip';

const ROOT = resolve(__dirname, '../..');

/** Where our own solution lies. */
export const OUR_SOURCE: ReadSourceOptions = {
  folder: join(ROOT, 'solution/src'),
  map: join(ROOT, 'solution/map.xml'),
};
export const OUR_OUTPUT = join(ROOT, 'dist');

export type PackageType = 'managed' | 'unmanaged';

export interface PackOptions {
  /**
   * Lists environment variable definitions among the root components. Exports never do, makers report that a definition
   * without it arrives outside the solution; neither was tried against a live environment. Default true.
   */
  readonly listDefinitionsAsRoots?: boolean;
}

const ENVIRONMENT_VARIABLE_DEFINITION = '380';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function toSolutionXml(
  source: SolutionSource,
  type: PackageType,
  { listDefinitionsAsRoots = true }: PackOptions,
): string {
  const root = source.manifest.root.cloneNode(true) as Element;
  const manifest = child(root, 'SolutionManifest');
  const managed = manifest && child(manifest, 'Managed');
  if (!managed) throw new SourceInvalidError(source.manifest.path, 'SolutionManifest/Managed is missing.');
  managed.textContent = type === 'managed' ? '1' : '0';
  const roots = child(manifest, 'RootComponents');
  for (const component of roots && !listDefinitionsAsRoots ? children(roots) : []) {
    if (attribute(component, 'type') === ENVIRONMENT_VARIABLE_DEFINITION) roots?.removeChild(component);
  }
  root.setAttribute('xmlns:xsi', 'http://www.w3.org/2001/XMLSchema-instance');
  return toExportXml(root);
}

/** A path inside the zip, from the `FileName` of a component. */
const entryName = (fileName: string): string => fileName.replace(/^\//, '');

/** Files that the zip carries besides its three XML parts. */
function contentParts(source: SolutionSource): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>();
  for (const resource of source.webResources) {
    const bytes = readBuiltFile(resource.contentFile, `Web resource ${resource.name}`);
    parts.set(entryName(childText(resource.root, 'FileName')), bytes);
  }
  for (const control of source.controls) {
    // Only what the manifest names: builds leave licence texts and old files beside it.
    const manifest = readControlManifest(control);
    for (const path of ['ControlManifest.xml', ...controlResources(manifest)]) {
      parts.set(`Controls/${control.name}/${path}`, readBuiltFile(control.builtFile(path), `Control ${control.name}`));
    }
  }
  for (const flow of source.flows) {
    if (flow.definition === undefined) throw new SourceInvalidError(flow.definitionPath, 'the file is missing.');
    parts.set(entryName(childText(flow.root, 'JsonFileName')), utf8(flow.definition));
  }
  for (const { path, text } of source.environmentVariables) parts.set(path, utf8(text));
  return parts;
}

/**
 * The parts of the solution zips by their names. All but solution.xml are made once and shared.
 * @throws {BuiltFileMissingError | SourceInvalidError}
 */
export function solutionParts(
  source: SolutionSource,
  types: readonly PackageType[],
  options: PackOptions = {},
): Map<string, Uint8Array>[] {
  const shared = contentParts(source);
  shared.set('customizations.xml', utf8(assembleCustomizations(source)));
  shared.set('[Content_Types].xml', utf8(contentTypes([...shared.keys(), 'solution.xml'])));
  return types.map((type) => new Map([...shared, ['solution.xml', utf8(toSolutionXml(source, type, options))]]));
}

export interface PackedZip {
  readonly type: PackageType;
  readonly file: string;
  readonly bytes: number;
}

/**
 * Writes `<UniqueName>_managed.zip` and `<UniqueName>.zip` into a folder.
 * @throws {BuiltFileMissingError | SourceInvalidError}
 */
export function packSolution(options: PackOptions & ReadSourceOptions & { readonly output: string }): PackedZip[] {
  const source = readSource(options);
  const manifest = child(source.manifest.root, 'SolutionManifest');
  const name = manifest ? childText(manifest, 'UniqueName') : '';
  if (name === '') throw new SourceInvalidError(source.manifest.path, 'SolutionManifest/UniqueName is missing.');
  const types = ['managed', 'unmanaged'] as const;
  const parts = solutionParts(source, types, options);
  const packed = types.map((type, index) => ({
    type,
    file: join(options.output, type === 'managed' ? `${name}_managed.zip` : `${name}.zip`),
    zip: toZip(parts[index] ?? new Map()),
  }));
  mkdirSync(options.output, { recursive: true });
  return packed.map(({ type, file, zip }) => {
    writeFileSync(file, zip);
    return { type, file, bytes: zip.length };
  });
}

function main(): void {
  const { values } = parseArgs({ options: { 'no-definition-roots': { type: 'boolean', default: false } } });
  const zips = packSolution({
    ...OUR_SOURCE,
    output: OUR_OUTPUT,
    listDefinitionsAsRoots: !values['no-definition-roots'],
  });
  for (const zip of zips) console.log(`${zip.file} (${zip.bytes} bytes)`);
  for (const file of packFlows(readSource(OUR_SOURCE), join(OUR_OUTPUT, 'flows'))) console.log(file);
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    exitWithError(error);
  }
}
