/**
 * Room solution, deploy. Reads the settings file: values of environment variables and connections of connection references, in
 * the form that `pac solution create-settings` writes, and our webhook beside them. Every mistake is named by its path; no value is ever repeated.
 *
 * Source of the form: Microsoft Learn, "Pre-populate connection references and environment variables for automated deployments".
 */
import { readFileSync } from 'node:fs';
import { SettingsInvalidError, type SettingsProblem } from './errors';
import { VARIABLE_TYPE, type DeployPackage } from './readPackage';
import { repeatedKeys } from './repeatedKeys';
import { allowanceMistake, jsonMistake, numberMistake, textMistake } from './settingBounds';
import { isLoopback } from './webApi';

export interface VariableSetting {
  readonly schemaName: string;
  /** As the platform keeps it: numbers and yes or no as text. */
  readonly value: string;
}

export interface ConnectionSetting {
  readonly logicalName: string;
  readonly connectionId: string;
}

export interface WebhookSetting {
  /** Where the webhook host answers. */
  readonly url: string;
  /** The key that it shares with the environment. */
  readonly key: string;
}

export interface DeploySettings {
  readonly variables: readonly VariableSetting[];
  readonly connections: readonly ConnectionSetting[];
  /** Absent: the environment keeps the webhook that it has, or none. */
  readonly webhook?: WebhookSetting;
}

export const NO_SETTINGS: DeploySettings = { variables: [], connections: [] };

/** Longest value of a variable. Source: Microsoft Learn, "environmentvariablevalue table", value. */
const LONGEST_VALUE = 2000;

type Complain = (path: string, text: string) => undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function entriesOf(root: Record<string, unknown>, section: string, complain: Complain): unknown[] {
  const entries = root[section];
  if (entries === undefined) return [];
  if (Array.isArray(entries)) return entries;
  complain(section, 'this has to be a list.');
  return [];
}

function onlyKeys(entry: Record<string, unknown>, allowed: readonly string[], path: string, complain: Complain): void {
  for (const key of Object.keys(entry)) {
    if (!allowed.includes(key)) {
      complain(path === '' ? key : `${path}.${key}`, `this is not known here; ${allowed.join(', ')} are.`);
    }
  }
}

/** A name of the package in its own spelling. */
function nameIn(names: Iterable<string>, given: unknown, path: string, what: string, complain: Complain) {
  if (typeof given !== 'string' || given.trim() === '') return complain(path, `this has to be the name of ${what}.`);
  const known = [...names].find((name) => name.toLowerCase() === given.toLowerCase());
  return known ?? complain(path, `the package has no ${what.replace(/^an? /, '')} of this name.`);
}

/** A value as the platform keeps it, or a complaint about it. */
function toValue(
  { name, type }: { readonly name: string; readonly type: number | undefined },
  given: unknown,
  path: string,
  complain: Complain,
): string | undefined {
  switch (type) {
    case VARIABLE_TYPE.number: {
      const text = typeof given === 'number' || typeof given === 'string' ? String(given).trim() : '';
      const mistake = numberMistake(name, text);
      return mistake === undefined ? text : complain(path, mistake);
    }
    case VARIABLE_TYPE.yesNo: {
      if (typeof given === 'boolean') return given ? 'yes' : 'no';
      const text = typeof given === 'string' ? given.toLowerCase() : '';
      return text === 'yes' || text === 'no' ? text : complain(path, 'this has to be "yes" or "no".');
    }
    case VARIABLE_TYPE.json: {
      const isText = typeof given === 'string';
      if (!isText && (typeof given !== 'object' || given === null)) {
        return complain(path, 'this has to be JSON, as an object or as text.');
      }
      let value: unknown = given;
      try {
        if (isText) value = JSON.parse(given);
      } catch {
        return complain(path, 'this text is not JSON.');
      }
      const mistake = jsonMistake(name, value);
      if (mistake !== undefined) return complain(path, mistake);
      return isText ? given : JSON.stringify(given);
    }
    default: {
      if (typeof given !== 'string') return complain(path, 'this has to be text.');
      const mistake = textMistake(name, given);
      return mistake === undefined ? given : complain(path, mistake);
    }
  }
}

function readVariables(
  root: Record<string, unknown>,
  { variables }: DeployPackage,
  complain: Complain,
): VariableSetting[] {
  const seen = new Set<string>();
  return entriesOf(root, 'EnvironmentVariables', complain).flatMap((entry, index) => {
    const path = `EnvironmentVariables[${index}]`;
    if (!isObject(entry)) return complain(path, 'this has to be an object with SchemaName and Value.') ?? [];
    onlyKeys(entry, ['SchemaName', 'Value'], path, complain);
    const name = nameIn(
      variables.keys(),
      entry['SchemaName'],
      `${path}.SchemaName`,
      'an environment variable',
      complain,
    );
    if (name === undefined) return [];
    if (seen.has(name)) return complain(`${path}.SchemaName`, `${name} is set a second time.`) ?? [];
    seen.add(name);
    // The tool that writes these files leaves values empty that nobody filled in.
    if (entry['Value'] === '') return [];
    const value = toValue({ name, type: variables.get(name) }, entry['Value'], `${path}.Value`, complain);
    if (value === undefined) return [];
    if (value.length > LONGEST_VALUE) {
      return complain(`${path}.Value`, `this is longer than ${LONGEST_VALUE} characters.`) ?? [];
    }
    return [{ schemaName: name, value }];
  });
}

/** Names of connections have neither blanks nor the brackets of a place to be filled in. */
const CONNECTION_ID = /^[^\s<>]+$/;

function readConnections(
  root: Record<string, unknown>,
  { connectionReferences }: DeployPackage,
  complain: Complain,
): ConnectionSetting[] {
  const seen = new Set<string>();
  return entriesOf(root, 'ConnectionReferences', complain).flatMap((entry, index) => {
    const path = `ConnectionReferences[${index}]`;
    if (!isObject(entry)) return complain(path, 'this has to be an object with LogicalName and ConnectionId.') ?? [];
    onlyKeys(entry, ['LogicalName', 'ConnectionId', 'ConnectorId'], path, complain);
    const name = nameIn(
      connectionReferences.keys(),
      entry['LogicalName'],
      `${path}.LogicalName`,
      'a connection reference',
      complain,
    );
    const { ConnectionId: id, ConnectorId: connector = '' } = entry;
    if (name === undefined) return [];
    if (seen.has(name)) return complain(`${path}.LogicalName`, `${name} is connected a second time.`) ?? [];
    seen.add(name);
    if (id === '') return [];
    const needed = connectionReferences.get(name) ?? '';
    if (connector !== '' && String(connector).toLowerCase() !== needed.toLowerCase()) {
      return complain(`${path}.ConnectorId`, `${name} takes connections of ${needed}.`) ?? [];
    }
    if (typeof id !== 'string' || !CONNECTION_ID.test(id))
      return complain(`${path}.ConnectionId`, 'this has to be the id of a connection.') ?? [];
    return [{ logicalName: name, connectionId: id }];
  });
}

/** Shorter keys could be guessed; longer ones do not fit. Source of the length: Microsoft Learn, "serviceendpoint table", authvalue. */
const KEY_LENGTH = { least: 24, most: 2048 } as const;
const KEY_CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

function readWebhook(
  root: Record<string, unknown>,
  target: string | undefined,
  complain: Complain,
): WebhookSetting | undefined {
  const section = root['Webhook'];
  if (section === undefined) return undefined;
  if (!isObject(section)) return complain('Webhook', 'this has to be an object with Url and Key.');
  onlyKeys(section, ['Url', 'Key'], 'Webhook', complain);
  const { Url: url, Key: key } = section;
  if (url === '' && key === '') return undefined;
  const isAddress = typeof url === 'string' && URL.canParse(url);
  const isKey =
    typeof key === 'string' &&
    key.length >= KEY_LENGTH.least &&
    key.length <= KEY_LENGTH.most &&
    !KEY_CONTROL.test(key);
  if (!isKey) {
    const { least, most } = KEY_LENGTH;
    complain('Webhook.Key', `this has to be a text of ${least} to ${most} characters on one line.`);
  }
  const isSafe = isAddress && (new URL(url).protocol === 'https:' || isLoopback(url));
  if (!isSafe) return complain('Webhook.Url', 'this has to be an https address.');
  const { username, password, port } = new URL(url);
  if (target !== undefined && !isLoopback(target)) {
    // From there this machine cannot be called, and a call that fails stops every send.
    if (isLoopback(url)) complain('Webhook.Url', 'this is an address of this machine alone.');
    else if (port !== '') complain('Webhook.Url', `this has to be on port 443: Dataverse calls no port ${port}.`);
  }
  if (username !== '' || password !== '') complain('Webhook.Url', 'this carries no user and no password.');
  return isKey ? { url, key } : undefined;
}

/**
 * Checks settings against the package they are for. Entries with an empty value are left as they are in the environment.
 * @param file name for messages.
 * @param target address of the environment; absent, what it can call is not judged.
 * @throws {SettingsInvalidError} with every mistake at once.
 */
export function parseSettings(text: string, file: string, solution: DeployPackage, target?: string): DeploySettings {
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's own message quotes the text, which may be secret.
    throw new SettingsInvalidError(file, [{ path: '', text: 'it is not JSON.' }]);
  }
  if (!isObject(root)) throw new SettingsInvalidError(file, [{ path: '', text: 'it has to be a JSON object.' }]);
  const problems: SettingsProblem[] = [];
  const complain: Complain = (path, what) => void problems.push({ path, text: what });
  for (const path of repeatedKeys(text)) {
    // Names within a value are part of the value.
    complain(path.replace(/(\.Value)[.[].*$/s, '$1'), 'a name is there twice.');
  }
  onlyKeys(root, ['EnvironmentVariables', 'ConnectionReferences', 'Webhook'], '', complain);
  const variables = readVariables(root, solution, complain);
  const values = new Map(variables.map(({ schemaName, value }) => [schemaName, value]));
  const allowance = allowanceMistake(values, solution.defaults);
  if (allowance !== undefined) complain('EnvironmentVariables', allowance);
  const webhook = readWebhook(root, target, complain);
  const settings: DeploySettings = {
    variables,
    connections: readConnections(root, solution, complain),
    ...(webhook && { webhook }),
  };
  if (problems.length > 0) throw new SettingsInvalidError(file, problems);
  return settings;
}

/** @throws {SettingsInvalidError} also when the file cannot be read. */
export function readSettingsFile(file: string, solution: DeployPackage, target?: string): DeploySettings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new SettingsInvalidError(file, [{ path: '', text: 'it cannot be read.' }]);
  }
  return parseSettings(text, file, solution, target);
}
