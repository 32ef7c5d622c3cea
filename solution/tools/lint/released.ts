/**
 * Room solution. Lint rules that need the package before: what differs from it has to carry a higher version, because an
 * environment that has the same version keeps its old bundle, or takes the import for no change.
 * Source: Microsoft Learn, "Create and export or import code components" and "Upgrade or update a solution".
 */
import { compareVersions } from '../compareVersions';
import { differencesOf } from '../compareContent';
import { PackageInvalidError } from '../errors';
import { attribute, child, childText, descendants, parseXml, type Element } from '../xml';
import type { Finding } from './context';

/** Parts of a solution zip by their names. */
export type PackageParts = ReadonlyMap<string, Uint8Array>;

const MANIFEST = 'solution.xml';
const CONTROL_MANIFEST = /^Controls\/([^/]+)\/ControlManifest\.xml$/;
const VERSION_IN_MANIFEST = /(<Version>)[^<]*(<\/Version>)/;
const VERSIONS_IN_CONTROL = /(<(?:control|resx)\b[^>]*? version=")[^"]*(")/g;

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

function rootOf(parts: PackageParts, name: string): Element {
  const bytes = parts.get(name);
  if (!bytes) throw new PackageInvalidError(name, 'the part is missing. A solution zip has it.');
  return parseXml(textOf(bytes), name);
}

function solutionVersion(parts: PackageParts): string {
  const version = descendants(rootOf(parts, MANIFEST), 'SolutionManifest')[0];
  return version ? childText(version, 'Version') : '';
}

function controlVersion(parts: PackageParts, manifest: string): string {
  const control = child(rootOf(parts, manifest), 'control');
  return (control && attribute(control, 'version')) ?? '';
}

/** The parts whose name passes, each without the version that it carries itself. */
function withoutVersions(parts: PackageParts, isAsked: (name: string) => boolean): Map<string, Uint8Array> {
  const asked = [...parts].filter(([name]) => isAsked(name));
  return new Map(
    asked.map(([name, bytes]) => {
      const pattern =
        name === MANIFEST ? VERSION_IN_MANIFEST : CONTROL_MANIFEST.test(name) ? VERSIONS_IN_CONTROL : undefined;
      return [name, pattern ? new TextEncoder().encode(textOf(bytes).replace(pattern, '$1$2')) : bytes];
    }),
  );
}

function raised(
  code: string,
  file: string,
  what: string,
  [before, now]: readonly [string, string],
  differences: string[],
) {
  if (differences.length === 0 || compareVersions(before, now) < 0) return [];
  const first = differences[0] ?? '';
  const others = differences.length === 1 ? '' : ` (and ${differences.length - 1} more)`;
  return [
    {
      code,
      file,
      message: `${what} differs from the released version ${before} and has the version ${now}. Raise the version in package.json and build again. ${first}${others}`,
    },
  ];
}

/**
 * Compares what would be released with what was released before, both managed or both unmanaged.
 * @throws {PackageInvalidError} when one of them is no solution package.
 */
export function lintReleased(released: PackageParts, current: PackageParts): Finding[] {
  const everything = () => true;
  const solution = raised(
    'solution-version-raised',
    'Other/Solution.xml',
    'The solution',
    [solutionVersion(released), solutionVersion(current)],
    differencesOf(withoutVersions(current, everything), withoutVersions(released, everything)),
  );
  const controls = [...current.keys()].flatMap((manifest) => {
    const name = CONTROL_MANIFEST.exec(manifest)?.[1];
    if (name === undefined || !released.has(manifest)) return [];
    const isOfControl = (part: string) => part.startsWith(`Controls/${name}/`);
    return raised(
      'control-version-raised',
      `Controls/${name}/ControlManifest.xml`,
      `The control ${name}`,
      [controlVersion(released, manifest), controlVersion(current, manifest)],
      differencesOf(withoutVersions(current, isOfControl), withoutVersions(released, isOfControl)),
    );
  });
  return [...solution, ...controls];
}
