/**
 * Room solution, deploy. Removes a managed solution: what depends on it is asked first, what is lost is said, and nothing happens
 * without consent.
 *
 * Source: Microsoft Learn, "RetrieveDependenciesForUninstall function", "UninstallSolutionAsync action" and "Uninstall or delete a
 * solution".
 */
import { UninstallRefusedError } from './errors';
import type { DeployPackage } from './readPackage';
import { SILENT, type Reporter } from './reporter';
import { readInstalled } from './verify';
import { hasWebhook, removeWebhook } from './webhook';
import { WEBHOOK_STEPS } from './webhookSteps';
import { hasSucceeded, JobWatch, reasonOf } from './watchJob';
import { isSuccess, isUnknownResource, quoted, refusalOf, WebApi, type Connection } from './webApi';

export interface UninstallOptions extends Connection {
  readonly solution: DeployPackage;
  /** Has a person agreed to the loss of the rows? */
  readonly isConfirmed: boolean;
  readonly reporter?: Reporter;
}

async function countRows(api: WebApi, table: string): Promise<number | undefined> {
  const definition = await api.send('GET', `EntityDefinitions(LogicalName=${quoted(table)})?$select=EntitySetName`);
  if (!isSuccess(definition)) return undefined;
  const counted = await api.send('GET', `${String(definition.body['EntitySetName'])}/$count`);
  return isSuccess(counted) ? Number(counted.text.replace(/^\uFEFF/, '')) : undefined;
}

/** Our webhook's steps look at our tables: dependents, which go with the solution. */
const OWN_DEPENDENTS: ReadonlySet<string> = new Set(WEBHOOK_STEPS.flatMap(({ id, imageId }) => [id, imageId]));

/** @returns how many components of others need this solution; `undefined` when the environment does not tell. */
async function countDependents(api: WebApi, uniqueName: string): Promise<number | undefined> {
  const answer = await api.send('GET', `RetrieveDependenciesForUninstall(SolutionUniqueName=${quoted(uniqueName)})`);
  if (isUnknownResource(answer)) return undefined;
  if (!isSuccess(answer)) {
    throw new UninstallRefusedError(refusalOf(answer).message ?? `the environment answered HTTP ${answer.status}.`);
  }
  const rows = (answer.body['value'] ?? answer.body['EntityCollection'] ?? []) as Readonly<Record<string, unknown>>[];
  return rows.filter((row) => !OWN_DEPENDENTS.has(String(row['dependentcomponentobjectid']).toLowerCase())).length;
}

/**
 * Removes the solution of the package and resolves when it is gone; a solution that is not there is no error.
 * @throws {UninstallRefusedError} without consent, with dependents, for an unmanaged solution, or by the platform's word.
 * @throws {JobTimeoutError | RequestRefusedError | EnvironmentUnreachableError} the last also when the answer to the removal was lost:
 * then run it again, which first looks whether the solution is still there.
 */
export async function uninstallSolution(options: UninstallOptions): Promise<'removed' | 'absent'> {
  const { solution, isConfirmed, reporter = SILENT } = options;
  const { uniqueName } = solution;
  const api = new WebApi(options);
  const installed = await readInstalled(api, uniqueName);
  if (!installed) {
    reporter.say(`${uniqueName} is not installed in ${api.baseUrl}.`);
    return 'absent';
  }
  if (!installed.isManaged) {
    throw new UninstallRefusedError(`${uniqueName} is unmanaged there; deleting it would leave its components behind.`);
  }
  const dependents = await countDependents(api, uniqueName);
  if (dependents === undefined) reporter.say('  Note: the environment does not tell what depends on the solution.');
  if (dependents) {
    throw new UninstallRefusedError(
      `components of others depend on ${uniqueName} (dependencies: ${dependents}) and have to be changed or removed first. The maker portal lists them: Solutions, ${uniqueName}, Show dependencies.`,
    );
  }
  const counts: string[] = [];
  for (const table of solution.ownTables) {
    const rows = await countRows(api, table);
    if (rows !== undefined) counts.push(`${table} (${rows})`);
  }
  const loss = counts.length > 0 ? ` Lost for good with it are all rows of ${counts.join(', ')}.` : '';
  reporter.say(`Removing ${uniqueName} ${installed.version} from ${api.baseUrl}.${loss}`);
  const isHooked = await hasWebhook(api);
  if (isHooked) reporter.say('  Note: the webhook and its steps are removed first.');
  if (!isConfirmed) throw new UninstallRefusedError('say --yes to agree to the loss.');
  if (isHooked) {
    await removeWebhook(api);
    reporter.say('The webhook and its steps are removed. Deploy again with its settings to register it anew.');
  }
  const watch = new JobWatch(api, {
    onConnection: (isLost) =>
      reporter.say(isLost ? 'No answer just now; the removal goes on there. Asking again …' : 'It answers again.'),
  });
  const { body } = await api.demand('the removal', 'POST', 'UninstallSolutionAsync', {
    SolutionUniqueName: uniqueName,
  });
  const job = await watch.untilCompleted(String(body['AsyncOperationId']));
  if (!hasSucceeded(job)) throw new UninstallRefusedError(reasonOf(job), isHooked);
  reporter.say(`${uniqueName} is removed.`);
  return 'removed';
}
