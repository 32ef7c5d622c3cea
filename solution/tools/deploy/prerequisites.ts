/**
 * Room solution, deploy. Everything that can be known to stop an import before anything is changed, asked of the environment: what
 * the zip itself lists as required, whether its forms may be added, the send action, the installed version, and the user's
 * right to import.
 */
import { compareVersions } from '../compareVersions';
import { COMPONENT, type DeployPackage, type RequiredComponent } from './readPackage';
import type { ImportMode } from './importSolution';
import { hasDefinition, readInstalled, stagedName, type InstalledSolution } from './verify';
import { failureOf, isSuccess, isUnknownResource, quoted, type WebApi } from './webApi';

/** The action that every send calls. Source: Microsoft Learn, "Configure outbound messaging". */
export const SEND_ACTION = 'msdyn_InvokeOutboundAPI';

/** Privilege to import. Source: Microsoft Learn, "ImportSolution message privileges" and "Privileges required for customization". */
const IMPORT_PRIVILEGE = 'prvImportCustomization';

export interface Prerequisites {
  /** What stops the import, one sentence each, with what to do about it. */
  readonly missing: readonly string[];
  /** What a person should know, but what stops nothing. */
  readonly notes: readonly string[];
  readonly installed?: InstalledSolution;
  readonly mode: ImportMode;
}

/** What the questions have found so far. */
class Findings {
  readonly missing: string[] = [];
  readonly notes: string[] = [];
}

const fromSolution = ({ solution }: RequiredComponent): string =>
  solution ? ` Install or update the solution ${solution.name}, ${solution.version} or newer.` : '';

async function columnsOf(api: WebApi, table: string): Promise<Set<string>> {
  const rows = await api.rows(
    `the columns of ${table}`,
    `EntityDefinitions(LogicalName=${quoted(table)})/Attributes?$select=LogicalName`,
  );
  return new Set(rows.map((row) => String(row['LogicalName']).toLowerCase()));
}

/** A table that is missing is told once, not again with each of its columns. @returns the tables that are missing. */
async function checkRequired(api: WebApi, { required }: DeployPackage, findings: Findings): Promise<Set<string>> {
  const tables = new Map<string, boolean>();
  const hasTable = async (table: string): Promise<boolean> => {
    const known = tables.get(table) ?? (await hasDefinition(api, COMPONENT.table, table));
    tables.set(table, known);
    return known;
  };
  for (const one of required.filter(({ type }) => type === COMPONENT.table)) {
    if (!(await hasTable(one.schemaName)))
      findings.missing.push(`The table ${one.schemaName} is missing.${fromSolution(one)}`);
  }
  for (const one of required.filter(({ type }) => type === COMPONENT.choice)) {
    if (!(await hasDefinition(api, COMPONENT.choice, one.schemaName))) {
      findings.missing.push(`The choice ${one.schemaName} is missing.${fromSolution(one)}`);
    }
  }
  const columns = required.filter(({ type }) => type === COMPONENT.column);
  for (const table of new Set(columns.map(({ parent }) => parent ?? ''))) {
    if (table === '' || !(await hasTable(table))) continue;
    const present = await columnsOf(api, table);
    for (const one of columns.filter(({ parent }) => parent === table)) {
      if (!present.has(one.schemaName)) {
        findings.missing.push(`The column ${one.schemaName} of ${table} is missing.${fromSolution(one)}`);
      }
    }
  }
  return new Set([...tables].filter(([, isThere]) => !isThere).map(([table]) => table));
}

/** Solutions that are there in an older version. One that is absent is judged by its components: Microsoft moves them between solutions. */
async function checkVersions(api: WebApi, { required }: DeployPackage, findings: Findings): Promise<void> {
  const lowest = new Map<string, string>();
  for (const { solution } of required) {
    if (solution && compareVersions(solution.version, lowest.get(solution.name) ?? '0') > 0) {
      lowest.set(solution.name, solution.version);
    }
  }
  for (const [name, version] of lowest) {
    const installed = await readInstalled(api, name);
    if (installed && compareVersions(installed.version, version) < 0) {
      findings.missing.push(`The solution ${name} has version ${installed.version}; update it to ${version} or newer.`);
    }
  }
}

const isFalse = (property: unknown): boolean => (property as { Value?: unknown } | undefined)?.Value === false;

/** Source of the properties: Microsoft Learn, "EntityMetadata", IsCustomizable and those whose names begin with Can. */
async function checkExtended(
  api: WebApi,
  { extended }: DeployPackage,
  absent: ReadonlySet<string>,
  findings: Findings,
): Promise<void> {
  for (const { table, forms, views, relationships } of extended) {
    if (!(forms || views || relationships) || absent.has(table)) continue;
    const answer = await api.send(
      'GET',
      `EntityDefinitions(LogicalName=${quoted(table)})?$select=LogicalName,IsCustomizable,CanCreateForms,CanCreateViews,CanBePrimaryEntityInRelationship`,
    );
    if (isUnknownResource(answer)) {
      findings.missing.push(`The table ${table} is missing.`);
      continue;
    }
    if (!isSuccess(answer)) throw failureOf(`the definition of ${table}`, answer);
    const { IsCustomizable, CanCreateForms, CanCreateViews, CanBePrimaryEntityInRelationship } = answer.body;
    const refusals = [
      ...(isFalse(IsCustomizable) ? ['customization (IsCustomizable)'] : []),
      ...(forms && isFalse(CanCreateForms) ? ['new forms (CanCreateForms)'] : []),
      ...(views && isFalse(CanCreateViews) ? ['new views (CanCreateViews)'] : []),
      ...(relationships && isFalse(CanBePrimaryEntityInRelationship)
        ? ['lookups of other tables (CanBePrimaryEntityInRelationship)']
        : []),
    ];
    if (refusals.length > 0) findings.missing.push(`The table ${table} does not allow ${refusals.join(' and ')}.`);
  }
}

/** Asks the rows of messages; where there are none, as in the sandbox, the metadata document, which is large on the platform. */
async function hasSendAction(api: WebApi): Promise<boolean> {
  const messages = await api.send('GET', `sdkmessages?$select=name&$top=1&$filter=name eq ${quoted(SEND_ACTION)}`);
  if (isSuccess(messages)) return ((messages.body['value'] as unknown[] | undefined) ?? []).length > 0;
  const { text } = await api.demand('the list of actions', 'GET', '$metadata');
  return text.includes(`<Action Name="${SEND_ACTION}"`);
}

async function checkAction(api: WebApi, { required }: DeployPackage, findings: Findings): Promise<void> {
  // A zip that needs no Omnichannel table sends nothing.
  if (!required.some(({ schemaName }) => schemaName === 'msdyn_ocoutboundconfiguration')) return;
  if (!(await hasSendAction(api))) {
    findings.missing.push(
      `The action ${SEND_ACTION} is missing. Set up outbound messaging of Omnichannel for Customer Service first.`,
    );
  }
}

/**
 * Labels in a language that is not enabled are left out by the import, so a missing language stops nothing.
 * Source: Microsoft Learn, "RetrieveProvisionedLanguages function".
 */
async function checkLanguages(api: WebApi, { languages }: DeployPackage, findings: Findings): Promise<void> {
  const answer = await api.send('GET', 'RetrieveProvisionedLanguages()');
  const enabled = answer.body['RetrieveProvisionedLanguages'];
  if (!isSuccess(answer) || !Array.isArray(enabled)) {
    findings.notes.push('The environment does not tell which languages are enabled.');
    return;
  }
  const absent = languages.filter((language) => !enabled.includes(language));
  if (absent.length > 0) {
    findings.notes.push(`Not enabled here, so its texts are left out: language ${absent.join(', ')}.`);
  }
}

/** Source: Microsoft Learn, "WhoAmI function" and "RetrieveUserPrivilegeByPrivilegeName function". */
async function checkPrivilege(api: WebApi, findings: Findings): Promise<void> {
  const { body } = await api.demand('who is signed in', 'GET', 'WhoAmI()');
  const user = String(body['UserId']);
  const path = `systemusers(${user})/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(PrivilegeName=${quoted(IMPORT_PRIVILEGE)})`;
  const answer = await api.send('GET', path);
  if (isUnknownResource(answer) || answer.status === 400) {
    findings.notes.push('The environment does not tell whether the signed-in user may import solutions.');
    return;
  }
  const privileges = answer.body['RolePrivileges'];
  if (!isSuccess(answer) && answer.status !== 403) throw failureOf('the privileges of the signed-in user', answer);
  if (!isSuccess(answer) || !Array.isArray(privileges) || privileges.length === 0) {
    findings.missing.push(
      `The signed-in user may not import solutions (privilege ${IMPORT_PRIVILEGE}). Sign in as a System Administrator or System Customizer.`,
    );
  }
}

async function checkInstalled(
  api: WebApi,
  solution: DeployPackage,
  findings: Findings,
): Promise<Pick<Prerequisites, 'installed' | 'mode'>> {
  const { uniqueName, version, isManaged } = solution;
  if (await readInstalled(api, stagedName(uniqueName))) {
    findings.missing.push(
      `An upgrade of ${uniqueName} is staged already (${stagedName(uniqueName)}). If nobody is applying it just now, apply it or delete it first.`,
    );
  }
  const installed = await readInstalled(api, uniqueName);
  if (!installed) return { mode: 'import' };
  if (installed.isManaged !== isManaged) {
    const [there, here] = installed.isManaged ? ['managed', 'unmanaged'] : ['unmanaged', 'managed'];
    findings.missing.push(
      `${uniqueName} is installed ${there}, and this package is ${here}. Use the ${there} package, or remove the solution first.`,
    );
  }
  const order = compareVersions(version, installed.version);
  if (order < 0) {
    findings.missing.push(
      `${uniqueName} ${installed.version} is installed, which is newer than ${version}. Use a newer package.`,
    );
  }
  // Only managed solutions are upgraded; an unmanaged one is always updated in place.
  return { installed, mode: order > 0 && isManaged ? 'upgrade' : 'import' };
}

/**
 * Asks everything before anything is changed. Never writes.
 * @throws {RequestRefusedError | AnswerUnclearError | EnvironmentUnreachableError} when the environment does not let itself be asked.
 */
export async function checkPrerequisites(api: WebApi, solution: DeployPackage): Promise<Prerequisites> {
  const findings = new Findings();
  await checkPrivilege(api, findings);
  const state = await checkInstalled(api, solution, findings);
  const absent = await checkRequired(api, solution, findings);
  await checkVersions(api, solution, findings);
  await checkExtended(api, solution, absent, findings);
  await checkAction(api, solution, findings);
  await checkLanguages(api, solution, findings);
  return { ...state, missing: [...new Set(findings.missing)], notes: findings.notes };
}
