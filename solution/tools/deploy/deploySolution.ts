/**
 * Room solution, deploy. One deployment from beginning to end: ask first, import or upgrade, apply the settings, look whether all is there.
 */
import type { ComponentResult } from '../errors';
import { applySettings } from './applySettings';
import { PrerequisitesMissingError, VerificationFailedError } from './errors';
import { startImport, type ImportMode } from './importSolution';
import { checkPrerequisites } from './prerequisites';
import type { DeployPackage } from './readPackage';
import { SILENT, type Reporter } from './reporter';
import { NO_SETTINGS, type DeploySettings } from './settings';
import { verifyDeployment } from './verify';
import { WebApi, type Connection } from './webApi';
import { registerWebhook } from './webhook';

export interface DeployOptions extends Connection {
  readonly solution: DeployPackage;
  /** Default: none. */
  readonly settings?: DeploySettings;
  /** Default: says nothing. */
  readonly reporter?: Reporter;
  readonly overwriteUnmanagedCustomizations?: boolean;
  readonly timeoutMs?: number;
}

export interface Deployment {
  readonly mode: ImportMode;
  /** Version before; absent when the solution is new here. */
  readonly versionBefore?: string;
  readonly warnings: readonly ComponentResult[];
  readonly changedSettings: readonly string[];
}

const toLine = ({ name, errorText, result }: ComponentResult): string => `  ${name}: ${errorText ?? result}`;

function announce({ uniqueName, version }: DeployPackage, mode: ImportMode, before: string | undefined): string {
  if (mode === 'upgrade') return `Upgrading ${uniqueName} from ${before} to ${version} …`;
  if (before === undefined) return `Importing ${uniqueName} ${version} …`;
  return `Importing ${uniqueName} ${version} again …`;
}

function settingsLine({ changed, unchanged }: { changed: readonly string[]; unchanged: readonly string[] }): string {
  const parts = [
    ...(changed.length > 0 ? [`set ${changed.join(', ')}`] : []),
    ...(unchanged.length > 0 ? [`as they should be: ${unchanged.join(', ')}`] : []),
  ];
  return `Settings: ${parts.join('; ')}.`;
}

/**
 * Deploys a package. Running it again with the same package and settings changes nothing.
 * @throws {PrerequisitesMissingError} before anything was changed.
 * @throws {ImportFailedError | JobTimeoutError | ImportStartUnknownError} as `startImport`.
 * @throws {VerificationFailedError} when the import ended well but something is not there.
 * @throws {RequestRefusedError | EnvironmentUnreachableError | AddressInsecureError}
 */
export async function deploySolution(options: DeployOptions): Promise<Deployment> {
  const { solution, settings = NO_SETTINGS, reporter = SILENT } = options;
  const api = new WebApi(options);
  reporter.say(`Asking ${api.baseUrl} for what ${solution.uniqueName} ${solution.version} needs …`);
  const asking = options.timeoutMs === undefined ? api : api.limitedTo(options.timeoutMs);
  const { missing, notes, installed, mode } = await checkPrerequisites(asking, solution);
  for (const note of notes) reporter.say(`  Note: ${note}`);
  if (missing.length > 0) throw new PrerequisitesMissingError(missing);

  reporter.say(announce(solution, mode, installed?.version));
  const { warnings } = await startImport(api, {
    zip: solution.zip,
    mode,
    uniqueName: solution.uniqueName,
    overwriteUnmanagedCustomizations: options.overwriteUnmanagedCustomizations,
    timeoutMs: options.timeoutMs,
    onProgress: (percent) => reporter.progress(percent),
    onConnection: (isLost) =>
      reporter.say(isLost ? 'No answer just now; the import goes on there. Asking again …' : 'It answers again.'),
  });
  if (warnings.length > 0) reporter.say(['Remarks of the import:', ...warnings.map(toLine)].join('\n'));
  if (!solution.isManaged) reporter.say('The package is unmanaged: publish all customizations to see its changes.');

  const applied = await applySettings(api, settings);
  if (applied.changed.length + applied.unchanged.length > 0) reporter.say(settingsLine(applied));

  if (settings.webhook) {
    await registerWebhook(api, settings.webhook);
    reporter.say(`Webhook: registered at ${new URL(settings.webhook.url).host}.`);
  }

  const { wrong, unverified, pending } = await verifyDeployment(api, solution);
  if (unverified.length > 0) reporter.say(`  Note: could not be looked up here: ${unverified.join(', ')}.`);
  if (pending.length > 0) {
    reporter.say(`  Note: still being made there: ${pending.join(', ')}. Send nothing before: deploy again to look.`);
  }
  if (wrong.length > 0) throw new VerificationFailedError(wrong);
  reporter.say(`${solution.uniqueName} ${solution.version} is in ${api.baseUrl}, with everything that belongs to it.`);
  return { mode, versionBefore: installed?.version, warnings, changedSettings: applied.changed };
}
