/**
 * Room solution, deploy. Brings environment variables and connection references to what the settings say. What is so already is not
 * written, and no value is told.
 *
 * Source: Microsoft Learn, table references "environmentvariablevalue" and "connectionreference".
 */
import { RequestRefusedError } from './errors';
import type { ConnectionSetting, DeploySettings, VariableSetting } from './settings';
import { quoted, type WebApi } from './webApi';

export interface AppliedSettings {
  /** Names of what was written. */
  readonly changed: readonly string[];
  /** Names of what was so already. */
  readonly unchanged: readonly string[];
}

async function applyVariable(api: WebApi, { schemaName, value }: VariableSetting): Promise<boolean> {
  const what = `environment variable ${schemaName}`;
  const [definition] = await api.rows(
    what,
    `environmentvariabledefinitions?$select=environmentvariabledefinitionid&$filter=schemaname eq ${quoted(schemaName)}`,
  );
  if (!definition) throw new RequestRefusedError(what, 404, undefined, 'its definition is not there.');
  const definitionId = String(definition['environmentvariabledefinitionid']);
  const [known] = await api.rows(
    what,
    `environmentvariablevalues?$select=environmentvariablevalueid,value&$filter=_environmentvariabledefinitionid_value eq ${definitionId}`,
  );
  if (known?.['value'] === value) return false;
  if (known) {
    const id = String(known['environmentvariablevalueid']);
    await api.demand(what, 'PATCH', `environmentvariablevalues(${id})`, { value }, value);
  } else {
    const row = {
      schemaname: schemaName,
      value,
      'EnvironmentVariableDefinitionId@odata.bind': `/environmentvariabledefinitions(${definitionId})`,
    };
    await api.demand(what, 'POST', 'environmentvariablevalues', row, value);
  }
  return true;
}

async function applyConnection(api: WebApi, { logicalName, connectionId }: ConnectionSetting): Promise<boolean> {
  const what = `connection reference ${logicalName}`;
  const [known] = await api.rows(
    what,
    `connectionreferences?$select=connectionreferenceid,connectionid&$filter=connectionreferencelogicalname eq ${quoted(logicalName)}`,
  );
  if (!known) throw new RequestRefusedError(what, 404, undefined, 'it is not there.');
  if (known['connectionid'] === connectionId) return false;
  const id = String(known['connectionreferenceid']);
  await api.demand(what, 'PATCH', `connectionreferences(${id})`, { connectionid: connectionId }, connectionId);
  return true;
}

/** @throws {RequestRefusedError} naming the setting, never its value. */
export async function applySettings(api: WebApi, settings: DeploySettings): Promise<AppliedSettings> {
  const changed: string[] = [];
  const unchanged: string[] = [];
  for (const variable of settings.variables) {
    ((await applyVariable(api, variable)) ? changed : unchanged).push(variable.schemaName);
  }
  for (const connection of settings.connections) {
    ((await applyConnection(api, connection)) ? changed : unchanged).push(connection.logicalName);
  }
  return { changed, unchanged };
}
