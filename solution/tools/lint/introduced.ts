/**
 * Room solution. Lint rule for the versions in which parts came: none is above the solution's own.
 */
import { compareVersions } from '../compareVersions';
import { childText, descendants, parseXml, type Element } from '../xml';
import { allFiles, type Finding, type LintContext } from './context';

const NAME = /^introducedversion$/i;
const VERSION = /^\d+(\.\d+){1,3}$/;
/** What the platform brings itself, such as its columns of every table, is so marked in exports of any version. */
const OF_PLATFORM: ReadonlySet<string> = new Set(['1.0', '1.0.0.0']);

/** Versions that elements of a file name, once each. Attributes of the name are the site map designer's own (`7.0.0.0`). */
function introducedIn(root: Element): Set<string> {
  const elements = descendants(root).filter(({ tagName }) => NAME.test(tagName));
  return new Set(elements.map((element) => element.textContent ?? ''));
}

/** Every part came in a version that there has been. */
export function lintIntroduced({ source }: LintContext): Finding[] {
  const manifest = descendants(source.manifest.root, 'SolutionManifest')[0];
  const solution = manifest ? childText(manifest, 'Version') : '';
  if (!VERSION.test(solution)) return [];
  const variables = source.environmentVariables.map(({ path, text }) => ({ path, root: parseXml(text, path) }));
  return [...allFiles(source), ...variables].flatMap(({ path, root }) =>
    [...introducedIn(root)]
      .filter(
        (version) => !OF_PLATFORM.has(version) && (!VERSION.test(version) || compareVersions(version, solution) > 0),
      )
      .map((version) => ({
        code: 'introduced-version',
        file: path,
        message: `IntroducedVersion is "${version}", the solution's version ${solution}. Write the version in which the part came.`,
      })),
  );
}
