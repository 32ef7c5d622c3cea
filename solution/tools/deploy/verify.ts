/**
 * Room solution, deploy. Looks after an import whether everything that the zip brings is there.
 */
import { COMPONENT, type DeployPackage, type PackageComponent } from './readPackage';
import { verifyKeys } from './verifyKeys';
import { failureOf, isSuccess, isUnknownResource, quoted, type WebApi } from './webApi';

/** Where components of a type are rows, and the column that the package names them by. Names: Microsoft Learn, table references. */
const SETS: Readonly<Record<number, { readonly set: string; readonly column: string; readonly isId?: true }>> = {
  [COMPONENT.role]: { set: 'roles', column: 'roleid', isId: true },
  [COMPONENT.view]: { set: 'savedqueries', column: 'savedqueryid', isId: true },
  [COMPONENT.chart]: { set: 'savedqueryvisualizations', column: 'savedqueryvisualizationid', isId: true },
  [COMPONENT.flow]: { set: 'workflows', column: 'workflowid', isId: true },
  [COMPONENT.form]: { set: 'systemforms', column: 'formid', isId: true },
  [COMPONENT.webResource]: { set: 'webresourceset', column: 'name' },
  [COMPONENT.siteMap]: { set: 'sitemaps', column: 'sitemapnameunique' },
  [COMPONENT.control]: { set: 'customcontrols', column: 'name' },
  [COMPONENT.app]: { set: 'appmodules', column: 'uniquename' },
  [COMPONENT.environmentVariable]: { set: 'environmentvariabledefinitions', column: 'schemaname' },
};

/** Names in one question: addresses may not get too long. */
const NAMES_A_QUESTION = 20;

/** Is there a definition of that name? @throws {RequestRefusedError} */
export async function hasDefinition(api: WebApi, type: number, name: string): Promise<boolean> {
  const path =
    type === COMPONENT.choice
      ? `GlobalOptionSetDefinitions(Name=${quoted(name)})?$select=Name`
      : `EntityDefinitions(LogicalName=${quoted(name.toLowerCase())})?$select=LogicalName`;
  const answer = await api.send('GET', path);
  if (isSuccess(answer)) return true;
  if (isUnknownResource(answer)) return false;
  throw failureOf(`the definition of ${name}`, answer);
}

/** Keys of those that are there, in lower case; `undefined` when the environment keeps no such components, as the sandbox does of some. */
async function presentRows(api: WebApi, type: number, keys: readonly string[]): Promise<Set<string> | undefined> {
  const place = SETS[type];
  if (!place) return undefined;
  const { set, column, isId } = place;
  const present = new Set<string>();
  for (let start = 0; start < keys.length; start += NAMES_A_QUESTION) {
    const some = keys.slice(start, start + NAMES_A_QUESTION);
    const filter = some.map((key) => `${column} eq ${isId ? key : quoted(key)}`).join(' or ');
    const answer = await api.send('GET', `${set}?$select=${column}&$filter=${filter}`);
    if (isUnknownResource(answer)) return undefined;
    if (!isSuccess(answer)) throw failureOf(`the ${set}`, answer);
    for (const row of (answer.body['value'] as Record<string, unknown>[] | undefined) ?? []) {
      present.add(String(row[column]).toLowerCase());
    }
  }
  return present;
}

interface Presence {
  readonly absent: readonly PackageComponent[];
  /** Of types that cannot be looked up here. */
  readonly unverified: readonly PackageComponent[];
}

async function lookFor(api: WebApi, components: readonly PackageComponent[]): Promise<Presence> {
  const absent: PackageComponent[] = [];
  const unverified: PackageComponent[] = [];
  for (const type of new Set(components.map((component) => component.type))) {
    const some = components.filter((component) => component.type === type);
    if (type === COMPONENT.table || type === COMPONENT.choice) {
      for (const component of some) if (!(await hasDefinition(api, type, component.key))) absent.push(component);
      continue;
    }
    const keys = some.map(({ key }) => key);
    const present = await presentRows(api, type, keys);
    if (present) absent.push(...some.filter(({ key }) => !present.has(key.toLowerCase())));
    else unverified.push(...some);
  }
  return { absent, unverified };
}

export interface InstalledSolution {
  readonly id: string;
  readonly version: string;
  readonly isManaged: boolean;
}

/**
 * Name under which an upgrade is kept until it is applied. Source: Microsoft Learn, "Use staged solution upgrades"; the name is seen in
 * environments.
 */
export const stagedName = (uniqueName: string): string => `${uniqueName}_Upgrade`;

/** Asks for the installed solution of that name. */
export const solutionPath = (uniqueName: string): string =>
  `solutions?$select=solutionid,version,ismanaged&$filter=uniquename eq ${quoted(uniqueName)}`;

/** The installed solution of that name. @throws {RequestRefusedError} */
export async function readInstalled(api: WebApi, uniqueName: string): Promise<InstalledSolution | undefined> {
  const [row] = await api.rows(`solution ${uniqueName}`, solutionPath(uniqueName));
  return (
    row && { id: String(row['solutionid']), version: String(row['version']), isManaged: row['ismanaged'] === true }
  );
}

export interface Verification {
  /** What is not as the package says, one line each; empty when all is well. */
  readonly wrong: readonly string[];
  /** What could not be looked up. */
  readonly unverified: readonly string[];
  /** What the environment still makes. */
  readonly pending: readonly string[];
}

/** Compares the environment with the package. @throws {RequestRefusedError} */
export async function verifyDeployment(api: WebApi, solution: DeployPackage): Promise<Verification> {
  const installed = await readInstalled(api, solution.uniqueName);
  const version =
    installed?.version === solution.version
      ? []
      : [`solution ${solution.uniqueName}: version ${installed?.version ?? 'none'} instead of ${solution.version}`];
  const { absent, unverified } = await lookFor(api, solution.components);
  const keys = await verifyKeys(api, solution.keys);
  return {
    wrong: [...version, ...absent.map(({ label }) => `${label}: not there`), ...keys.wrong],
    pending: keys.pending,
    unverified: unverified.map(({ label }) => label),
  };
}
