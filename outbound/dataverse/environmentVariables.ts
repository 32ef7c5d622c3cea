/**
 * Room outbound, dataverse. The texts of environment variables: how they are asked for, and which of a variable's two texts counts.
 * Source of the tables: Microsoft Learn, table references "Environment Variable Definition" and "Environment Variable Value".
 */
import type { WebApiRow } from './webApi';

/** Table of the definitions, and its entity set. */
export const VARIABLE_DEFINITION = {
  table: 'environmentvariabledefinition',
  set: 'environmentvariabledefinitions',
} as const;

/** Collection of a definition's values; at most one. */
const VALUES = 'environmentvariabledefinition_environmentvariablevalue';

/** The query for variables, such as `?$select=…&$filter=schemaname eq 'obm_TimeZone'`. Schema names need no encoding. */
export const variablesQuery = (schemaNames: readonly string[]): string =>
  `?$select=schemaname,defaultvalue&$expand=${VALUES}($select=value)` +
  `&$filter=${schemaNames.map((name) => `schemaname eq '${name}'`).join(' or ')}`;

/**
 * A function from a schema name to the variable's text without blanks around it: the environment's value, else the definition's
 * default; empty where neither is set. Names in any letter case, as the platform compares them.
 */
export function variableTexts(definitions: readonly WebApiRow[]): (schemaName: string) => string {
  const texts = new Map(definitions.map(toEntry));
  return (schemaName) => texts.get(schemaName.toLowerCase()) ?? '';
}

function toEntry(definition: WebApiRow): [string, string] {
  const [current] = (definition[VALUES] as readonly WebApiRow[] | undefined) ?? [];
  const text = String(current?.['value'] ?? definition['defaultvalue'] ?? '').trim();
  return [String(definition['schemaname']).toLowerCase(), text];
}
