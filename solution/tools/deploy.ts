/**
 * Room solution. `npm run deploy`: brings the solution zip into a Dataverse environment, or into the sandbox, and removes it
 * again. The parts are in the folder of the same name.
 */
import { resolve } from 'node:path';
import { readArguments, USAGE } from './deploy/commandLine';
import { deploySolution } from './deploy/deploySolution';
import { UsageError } from './deploy/errors';
import { readPackageFile } from './deploy/readPackage';
import { toReporter } from './deploy/reporter';
import { NO_SETTINGS, readSettingsFile } from './deploy/settings';
import { tokenSource } from './deploy/signIn';
import { uninstallSolution } from './deploy/uninstall';
import { exitWithError } from './errors';

export { importSolution, type ImportedSolution, type ImportSolutionOptions } from './deploy/importSolution';

/** Our zip, as the build leaves it. */
export const MANAGED_ZIP = resolve(__dirname, '../../dist/OutboundMessaging_managed.zip');

/** Runs one command line to its end. @throws {SolutionToolError} */
export async function runDeploy(argv: readonly string[], variables: NodeJS.ProcessEnv): Promise<void> {
  const args = readArguments(argv);
  if (!args) {
    console.log(USAGE);
    return;
  }
  // Everything that this machine alone can say is said before anybody signs in.
  const solution = readPackageFile(args.file ?? MANAGED_ZIP);
  const settings = args.settings === undefined ? NO_SETTINGS : readSettingsFile(args.settings, solution, args.url);
  const reporter = toReporter(process.stdout);
  const getToken = tokenSource({ ...args, variables, say: (text) => reporter.say(text) });
  const common = { baseUrl: args.url, getToken, solution, reporter };
  if (args.uninstall) {
    await uninstallSolution({ ...common, isConfirmed: args.yes, timeoutMs: args.timeoutMs });
    return;
  }
  await deploySolution({
    ...common,
    settings,
    overwriteUnmanagedCustomizations: args.overwrite,
    timeoutMs: args.timeoutMs,
  });
}

if (require.main === module) {
  runDeploy(process.argv.slice(2), process.env).catch((error: unknown) => {
    if (!(error instanceof UsageError)) exitWithError(error);
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  });
}
