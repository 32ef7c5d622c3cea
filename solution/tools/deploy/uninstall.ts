/**
 * Room solution, deploy. Removes a managed solution: what depends on it is asked first, what is lost is said, and nothing happens
 * without consent.
 *
 * Source: Microsoft Learn, "RetrieveDependenciesForUninstall function", "UninstallSolutionAsync action" and "Uninstall or delete a
 * solution".
 */
import { EnvironmentUnreachableError } from '../errors';
import { AnswerUnclearError, UninstallRefusedError } from './errors';
import type { DeployPackage } from './readPackage';
import { SILENT, type Reporter } from './reporter';
import { readInstalled, solutionPath } from './verify';
import { hasWebhook, removeWebhook } from './webhook';
import { WEBHOOK_STEPS } from './webhookSteps';
import { hasSucceeded, JobWatch, reasonOf } from './watchJob';
import {
  failureOf,
  isSuccess,
  isUnclear,
  isUnknownResource,
  quoted,
  refusalOf,
  WebApi,
  wasNeverSent,
  type Answer,
  type Connection,
} from './webApi';

export interface UninstallOptions extends Connection {
  readonly solution: DeployPackage;
  /** Has a person agreed to the loss of the rows? */
  readonly isConfirmed: boolean;
  readonly reporter?: Reporter;
  /** How long to watch the removal, in milliseconds. Default: one hour. */
  readonly timeoutMs?: number;
}

const UNKNOWN_NUMBER = 'number not known';

/** How many rows are lost with a table, in words; `undefined` when the table is not there. */
async function rowsOf(api: WebApi, table: string): Promise<string | undefined> {
  const definition = await api.send('GET', `EntityDefinitions(LogicalName=${quoted(table)})?$select=EntitySetName`);
  if (isUnknownResource(definition)) return undefined;
  if (!isSuccess(definition)) return UNKNOWN_NUMBER;
  const counted = await api.send('GET', `${String(definition.body['EntitySetName'])}/$count`);
  const number = counted.text.replace(/^\uFEFF/, '').trim();
  return isSuccess(counted) && /^\d+$/.test(number) ? number : UNKNOWN_NUMBER;
}

/** Our webhook's steps look at our tables: dependents, which go with the solution. */
const OWN_DEPENDENTS: ReadonlySet<string> = new Set(WEBHOOK_STEPS.flatMap(({ id, imageId }) => [id, imageId]));

/** @returns how many components of others need this solution; `undefined` when the environment does not tell. */
async function countDependents(api: WebApi, uniqueName: string): Promise<number | undefined> {
  const answer = await api.send('GET', `RetrieveDependenciesForUninstall(SolutionUniqueName=${quoted(uniqueName)})`);
  if (isUnknownResource(answer)) return undefined;
  if (isUnclear(answer)) throw failureOf(`what depends on ${uniqueName}`, answer);
  if (!isSuccess(answer)) {
    throw new UninstallRefusedError(refusalOf(answer).message ?? `the environment answered HTTP ${answer.status}.`);
  }
  const rows = (answer.body['value'] ?? answer.body['EntityCollection'] ?? []) as Readonly<Record<string, unknown>>[];
  return rows.filter((row) => !OWN_DEPENDENTS.has(String(row['dependentcomponentobjectid']).toLowerCase())).length;
}

/** How long a solution is looked at whose removal may have been started, in milliseconds. */
const LONGEST_LOOK_MS = 5 * 60_000;

/** Waits for the solution to be gone after a start without a clear answer; nothing is sent again. @throws {AnswerUnclearError} */
async function untilGone(api: WebApi, watch: JobWatch, uniqueName: string, reason: string): Promise<void> {
  const until = Math.min(watch.until, api.now() + LONGEST_LOOK_MS);
  for (;;) {
    const answer = await watch.ask(solutionPath(uniqueName));
    const rows = answer && isSuccess(answer) ? answer.body['value'] : undefined;
    if (Array.isArray(rows) && rows.length === 0) return;
    if (api.now() >= until) throw new AnswerUnclearError(`the removal of ${uniqueName}`, reason);
    await watch.pause(uniqueName);
  }
}

/** Starts the removal, once, and watches it to its end. */
async function remove(api: WebApi, watch: JobWatch, uniqueName: string, isHooked: boolean): Promise<void> {
  let started: Answer;
  try {
    const body = { SolutionUniqueName: uniqueName };
    started = await api.send('POST', 'UninstallSolutionAsync', body, { until: watch.until });
  } catch (error) {
    if (!(error instanceof EnvironmentUnreachableError) || wasNeverSent(error)) throw error;
    return untilGone(api, watch, uniqueName, error.message);
  }
  if (isUnclear(started)) return untilGone(api, watch, uniqueName, `HTTP ${started.status}`);
  if (!isSuccess(started)) throw failureOf('the removal', started);
  const asyncOperationId = started.body['AsyncOperationId'];
  if (typeof asyncOperationId !== 'string') return untilGone(api, watch, uniqueName, 'no system job was named');
  const job = await watch.untilCompleted(asyncOperationId);
  if (!hasSucceeded(job)) throw new UninstallRefusedError(reasonOf(job), isHooked);
}

/**
 * Removes the solution of the package and resolves when it is gone; a solution that is not there is no error.
 * @throws {UninstallRefusedError} without consent, with dependents, for an unmanaged solution, or by the platform's word.
 * @throws {AnswerUnclearError} when the removal was sent without a clear answer and the solution stayed: run it again.
 * @throws {JobTimeoutError | RequestRefusedError | EnvironmentUnreachableError}
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
    const rows = await rowsOf(api, table);
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
    timeoutMs: options.timeoutMs,
    onConnection: (isLost) =>
      reporter.say(isLost ? 'No answer just now; the removal goes on there. Asking again …' : 'It answers again.'),
  });
  await remove(api, watch, uniqueName, isHooked);
  reporter.say(`${uniqueName} is removed.`);
  return 'removed';
}
