/**
 * Room solution. Writes the version of the root package.json wherever a version has to stand in a source file: the solution's
 * manifest, each control's manifest and package. The scripts of web resources get it while they are built. The build stamps
 * first, so that a new version is one edit of package.json.
 *
 * Command line: `tsx solution/tools/stampVersion.ts`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitWithError, SourceInvalidError } from './errors';
import { byName } from './readSource';

const ROOT = resolve(__dirname, '../..');
const MANIFEST = 'solution/src/Other/Solution.xml';
const CONTROL_MANIFEST = 'ControlManifest.Input.xml';

/** Three numbers: a solution adds a fourth. Source: Microsoft Learn, "solution", column Version. */
const VERSION = /^\d+\.\d+\.\d+$/;

interface Stamp {
  readonly file: string;
  /** Matches up to the version, the version, and what closes it. */
  readonly places: RegExp;
  readonly version: string;
}

function controlStamps(root: string, version: string): Stamp[] {
  const folders = existsSync(join(root, 'pcf')) ? readdirSync(join(root, 'pcf')).sort(byName) : [];
  return folders.flatMap((project) => [
    { file: `pcf/${project}/package.json`, places: /("version": ")([^"]*)(")/, version },
    ...readdirSync(join(root, 'pcf', project))
      .map((control) => `pcf/${project}/${control}/${CONTROL_MANIFEST}`)
      .filter((file) => existsSync(join(root, file)))
      .map((file) => ({ file, places: /(<(?:control|resx)\b[^>]*? version=")([^"]*)(")/g, version })),
  ]);
}

/** Version in a root package.json. @throws {SourceInvalidError} unless it has three numbers. */
export function readVersion(root: string = ROOT): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  if (!VERSION.test(version)) {
    throw new SourceInvalidError('package.json', `the version ${version} must be three numbers, such as 1.2.3.`);
  }
  return version;
}

/**
 * Stamps the version of package.json.
 * @returns files that changed, by their paths below the root.
 * @throws {SourceInvalidError} when the version is not three numbers, or a file has no place for it.
 */
export function stampVersion(root: string = ROOT): string[] {
  const version = readVersion(root);
  const manifest: Stamp = { file: MANIFEST, places: /(<Version>)([^<]*)(<\/Version>)/, version: `${version}.0` };
  return [manifest, ...controlStamps(root, version)].flatMap(({ file, places, version: stamped }) => {
    const before = readFileSync(join(root, file), 'utf8');
    if (before.search(places) === -1) throw new SourceInvalidError(file, 'it has no place for a version.');
    const after = before.replace(places, (_match, open: string, _old, close: string) => `${open}${stamped}${close}`);
    if (after === before) return [];
    writeFileSync(join(root, file), after);
    return [file];
  });
}

if (require.main === module) {
  try {
    for (const file of stampVersion()) console.log(file);
  } catch (error) {
    exitWithError(error);
  }
}
