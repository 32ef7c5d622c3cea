/**
 * Room solution. Checks the unpacked solution for what an import would refuse or what would fail at run time.
 *
 * Command line: `tsx solution/tools/lint.ts [--released <zip>]`; exits with 1 when there are findings.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { unzipSync } from 'fflate';
import { exitWithError, PackageInvalidError } from './errors';
import { lintCharts } from './lint/charts';
import { lintColumnValues } from './lint/columnValues';
import { lintContents } from './lint/contents';
import { toContext, type Finding, type Rule } from './lint/context';
import { lintControlTypes } from './lint/controlTypes';
import { lintControls } from './lint/controls';
import { lintFlows } from './lint/flows';
import { lintFormEvents } from './lint/formEvents';
import { lintForms } from './lint/forms';
import { lintIds } from './lint/ids';
import { lintIntroduced } from './lint/introduced';
import { lintLayout } from './lint/layout';
import { lintManifest } from './lint/manifest';
import { lintParts } from './lint/parts';
import { lintReleased, type PackageParts } from './lint/released';
import { lintRelationships } from './lint/relationships';
import { lintRibbons } from './lint/ribbon';
import { lintRoles } from './lint/roles';
import { lintDependencies, lintRoots } from './lint/roots';
import { lintSecrets } from './lint/secrets';
import { lintTables } from './lint/tables';
import { lintGuids, lintLabels, lintVersions } from './lint/texts';
import { lintVariables } from './lint/variables';
import { lintViews } from './lint/views';
import { lintWebApiNames } from './lint/webApiNames';
import { lintWholeness } from './lint/wholeness';
import { OUR_SOURCE, solutionParts } from './pack';
import { readSource, type ReadSourceOptions } from './readSource';
import { readVersion } from './stampVersion';

export type { Finding } from './lint/context';
export { readVersion as readPackageVersion } from './stampVersion';

const RULES: readonly Rule[] = [
  lintManifest,
  lintRoots,
  lintDependencies,
  lintTables,
  lintWholeness,
  lintLayout,
  lintColumnValues,
  lintRelationships,
  lintWebApiNames,
  lintViews,
  lintCharts,
  lintForms,
  lintFormEvents,
  lintControlTypes,
  lintRibbons,
  lintControls,
  lintParts,
  lintContents,
  lintVariables,
  lintFlows,
  lintRoles,
  lintLabels,
  lintGuids,
  lintIds,
  lintSecrets,
  lintVersions,
  lintIntroduced,
];

export interface LintOptions {
  /** Mapping file that says where built files lie. Default: none, they lie in the folder. */
  readonly map?: string;
  /** Version that the solution and its controls must have, such as `0.1.0`. Default: versions are not compared. */
  readonly packageVersion?: string;
}

/**
 * Checks an unpacked solution, built files included.
 * @returns findings in the order of the rules; none means that no rule knows a reason against importing it.
 * @throws {SourceInvalidError} when the folder cannot be read at all.
 */
export function lintSolution(folder: string, { map, packageVersion }: LintOptions = {}): Finding[] {
  const context = toContext(readSource({ folder, map }), packageVersion);
  return RULES.flatMap((rule) => rule(context));
}

/**
 * Checks that what differs from the package released before has a higher version.
 * @param zip path of that package, managed or unmanaged.
 * @throws {PackageInvalidError | BuiltFileMissingError | SourceInvalidError}
 */
export function lintAgainstReleased(options: ReadSourceOptions, zip: string): Finding[] {
  let released: PackageParts;
  try {
    released = new Map(Object.entries(unzipSync(readFileSync(zip))));
  } catch (cause) {
    throw new PackageInvalidError(zip, 'it cannot be read. Name the zip of the version released before.', { cause });
  }
  const isManaged = /<Managed>1<\/Managed>/.test(new TextDecoder().decode(released.get('solution.xml')));
  const [current = new Map()] = solutionParts(readSource(options), [isManaged ? 'managed' : 'unmanaged']);
  return lintReleased(released, current);
}

function main(): void {
  const { released } = parseArgs({ options: { released: { type: 'string' } } }).values;
  const findings = lintSolution(OUR_SOURCE.folder, { map: OUR_SOURCE.map, packageVersion: readVersion() });
  if (released !== undefined) findings.push(...lintAgainstReleased(OUR_SOURCE, released));
  for (const { code, file, message } of findings) console.error(`${file}\n  ${code}: ${message}`);
  if (findings.length > 0) {
    console.error(`${findings.length} finding${findings.length === 1 ? '' : 's'} in the solution.`);
    process.exit(1);
  }
  console.log('The solution has no findings.');
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    exitWithError(error);
  }
}
