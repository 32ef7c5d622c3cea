/**
 * Room solution. Unpacks a solution zip, managed or unmanaged, into the classic layout of solution/src: what the packer made
 * comes back as the same source, and an export from an environment shows as the changes that makers made there.
 *
 * Command line: `tsx solution/tools/unpack.ts <zip> [folder]`, by default over solution/src.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';
import { exitWithError, PackageInvalidError, SourceInvalidError } from './errors';
import { OUR_SOURCE } from './pack';
import { byName, filesBelow } from './readSource';
import { readSourceMap, type SourceMap } from './sourceMap';
import { addFile, isPathInside, splitCustomizations } from './splitCustomizations';
import { childText, descendants, parseXml, toExportXml, withoutXsi, type Element, type XmlPart } from './xml';

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
/** Parts of the zip that the packer makes anew. */
const DERIVED = new Set(['[Content_Types].xml', 'solution.xml', 'customizations.xml']);
/** Folders whose files are the same in the zip and in the source. */
const SAME_IN_SOURCE = /^(Controls|Workflows|environmentvariabledefinitions)\//;
/** Folders of the layout. Whatever lies beside them, such as a readme, belongs to somebody else. */
const LAYOUT =
  /^(AppModules|AppModuleSiteMaps|Controls|Entities|environmentvariabledefinitions|OptionSets|Other|Roles|WebResources|Workflows)\//;
const MANIFEST = 'Other/Solution.xml';
/** `Managed` of a source that serves both packages. */
const BOTH = '2';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** XML text as the source holds it: declaration, no byte order mark, two spaces a level, LF. */
const toSourceXml = (part: XmlPart): string => `${DECLARATION}\n${toExportXml(part).replace(/\r\n/g, '\n')}\n`;

function partsOf(zip: Uint8Array): Map<string, Uint8Array> {
  let parts: Record<string, Uint8Array>;
  try {
    parts = unzipSync(zip);
  } catch (cause) {
    throw new PackageInvalidError('the zip', 'it cannot be read. Export the solution again.', { cause });
  }
  for (const name of Object.keys(parts)) {
    if (!isPathInside(name.replace(/\/$/, ''))) {
      throw new PackageInvalidError(name, 'a part is named by a path inside the package, with forward slashes.');
    }
  }
  return new Map(Object.entries(parts).filter(([name]) => !name.endsWith('/')));
}

function xmlPart(parts: ReadonlyMap<string, Uint8Array>, name: string): Element {
  const bytes = parts.get(name);
  if (!bytes) throw new PackageInvalidError(name, 'the part is missing. A solution zip has it at its root.');
  return parseXml(textOf(bytes), name);
}

function toManifest(root: Element): Element {
  const managed = descendants(root, 'Managed')[0];
  if (!managed) throw new PackageInvalidError('solution.xml', 'SolutionManifest/Managed is missing.');
  managed.textContent = BOTH;
  return root;
}

/** The root of an element's own file: exports declare the namespace of `xsi:nil` there, except on apps. */
function withXsi(part: XmlPart): XmlPart {
  if ('parts' in part || part.tagName === 'AppModule' || part.hasAttribute('xmlns:xsi')) return part;
  part.setAttribute('xmlns:xsi', XSI);
  return part;
}

/**
 * The files of the unpacked layout by their paths, built files included.
 * @throws {PackageInvalidError} for a zip that is no solution, or that has parts the layout would lose.
 */
export function unpackParts(zip: Uint8Array): Map<string, Uint8Array> {
  const parts = partsOf(zip);
  const files = new Map<string, Uint8Array>();
  const customizations = xmlPart(parts, 'customizations.xml');
  const contents = new Map(
    descendants(customizations, 'WebResource').map((resource) => [
      childText(resource, 'FileName').replace(/^\//, ''),
      `WebResources/${childText(resource, 'Name')}`,
    ]),
  );
  for (const name of contents.keys()) {
    if (!parts.has(name)) throw new PackageInvalidError(name, 'a web resource names this part, which is missing.');
  }
  addFile(files, MANIFEST, bytesOf(toSourceXml(toManifest(xmlPart(parts, 'solution.xml')))));
  for (const [path, part] of splitCustomizations(customizations))
    addFile(files, path, bytesOf(toSourceXml(withXsi(part))));
  for (const [name, bytes] of parts) {
    const path = contents.get(name) ?? (SAME_IN_SOURCE.test(name) ? name : undefined);
    if (path !== undefined) addFile(files, path, bytes);
    else if (!DERIVED.has(name)) throw new PackageInvalidError(name, 'the unpacker does not know this kind of part.');
  }
  return new Map([...files].sort(([a], [b]) => byName(a, b)));
}

const isXml = (path: string): boolean => path.endsWith('.xml');

/** Do two files say the same? White space between elements and the way an empty element is written do not count. */
function sameContent(path: string, a: Uint8Array, b: Uint8Array): boolean {
  if (Buffer.compare(a, b) === 0) return true;
  if (!isXml(path)) return false;
  const [left, right] = [a, b].map((bytes) => toExportXml(withoutXsi(parseXml(textOf(bytes), path))));
  return left === right;
}

/** Built files lie where the map says, outside the unpacked folder; what describes them is source. */
function isBuilt(path: string, folder: string, map: SourceMap): boolean {
  return !path.endsWith('.data.xml') && relative(resolve(folder), resolve(map.resolve(path))).startsWith(`..${sep}`);
}

const uniqueName = (manifest: Uint8Array): string => {
  const [solution] = descendants(parseXml(textOf(manifest), MANIFEST), 'SolutionManifest');
  return solution ? childText(solution, 'UniqueName') : '';
};

/**
 * Unpacking replaces what a folder holds, so it has to hold nothing, or the same solution.
 * @throws {SourceInvalidError}
 */
function refuseOtherContent(folder: string, before: readonly string[], files: ReadonlyMap<string, Uint8Array>): void {
  if (before.length === 0) return;
  if (!before.includes(MANIFEST)) {
    throw new SourceInvalidError(folder, 'it holds other things than a solution. Name an empty folder.');
  }
  const [there, here] = [readFileSync(join(folder, MANIFEST)), files.get(MANIFEST) ?? new Uint8Array()].map(uniqueName);
  if (there !== here) throw new SourceInvalidError(folder, `it holds the solution ${there}, and the zip ${here}.`);
}

export interface UnpackOptions {
  readonly zip: Uint8Array;
  readonly folder: string;
  /** SolutionPackager mapping file: what it maps to another place is not unpacked. Default: none, everything is. */
  readonly map?: string;
}

export interface UnpackedFile {
  /** Path below the folder, with forward slashes. */
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed';
}

/**
 * Makes a folder hold what the zip holds. A file that says the same already is left alone, so that the comparison with the
 * version before shows real changes only.
 * @returns what changed, in the order of the paths.
 * @throws {PackageInvalidError | MapInvalidError | SourceInvalidError} before anything is written.
 */
export function unpackSolution({ zip, folder, map: mapFile }: UnpackOptions): UnpackedFile[] {
  const map = readSourceMap(folder, mapFile);
  const files = new Map([...unpackParts(zip)].filter(([path]) => !isBuilt(path, folder, map)));
  const before = filesBelow(folder);
  refuseOtherContent(folder, before, files);
  const changes: UnpackedFile[] = [];
  for (const [path, bytes] of files) {
    const file = join(folder, path);
    const exists = existsSync(file);
    if (exists && sameContent(path, readFileSync(file), bytes)) continue;
    changes.push({ path, change: exists ? 'changed' : 'added' });
  }
  for (const path of before) if (LAYOUT.test(path) && !files.has(path)) changes.push({ path, change: 'removed' });
  for (const { path, change } of changes) {
    const file = join(folder, path);
    const bytes = files.get(path);
    if (change === 'removed' || !bytes) rmSync(file);
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
  }
  return changes.sort((a, b) => byName(a.path, b.path));
}

function main(zip: string | undefined, folder: string | undefined): void {
  if (zip === undefined)
    throw new PackageInvalidError('the zip', 'name it: tsx solution/tools/unpack.ts <zip> [folder].');
  const target = folder === undefined ? OUR_SOURCE : { folder: resolve(folder) };
  const changes = unpackSolution({ zip: readFileSync(zip), ...target });
  for (const { path, change } of changes) console.log(`${change} ${path}`);
  console.log(changes.length === 0 ? 'Nothing changed.' : `${changes.length} files changed.`);
}

if (require.main === module) {
  try {
    main(process.argv[2], process.argv[3]);
  } catch (error) {
    exitWithError(error);
  }
}
