/** Room sandbox/dataverse, solutions. Definitions of environment variables, and values that a package carries beside them. */
import { toStableId } from '../platform/ids';
import { invalidCustomizations } from './faults';
import type { SolutionZip } from './readZip';
import { rowLabels } from './rowLabels';
import type { ComponentRow } from './solutionPackage';
import { attribute, child, childText, flag, labels, parseXml, wholeNumber } from './xml';

const DEFINITION = /^environmentvariabledefinitions\/[^/]+\/environmentvariabledefinition\.xml$/;
const SECRET = 100000005;

export interface EnvironmentVariableParts {
  readonly rows: readonly ComponentRow[];
  /** Schema name to value, where the package carries one. */
  readonly values: ReadonlyMap<string, string>;
}

/** @throws {SolutionImportError} when a definition is malformed or its folder has another name */
export function readEnvironmentVariables(zip: SolutionZip): EnvironmentVariableParts {
  const values = new Map<string, string>();
  const rows = zip.names
    .filter((name) => DEFINITION.test(name))
    .map((entry) => {
      const row = toRow(entry, zip.text(entry));
      const beside = entry.replace(/environmentvariabledefinition\.xml$/, 'environmentvariablevalues.json');
      const value = zip.has(beside) ? readValue(beside, zip.text(beside)) : undefined;
      if (value !== undefined) values.set(row.name, value);
      return row;
    });
  return { rows, values };
}

function toRow(entry: string, text: string): ComponentRow {
  const definition = parseXml(text, entry);
  const schemaName = attribute(definition, 'schemaname') ?? '';
  const component = { type: 'Environment Variable Definition', name: schemaName };
  if (schemaName === '' || entry.split('/')[1]?.toLowerCase() !== schemaName.toLowerCase()) {
    throw invalidCustomizations(
      `The environment variable ${schemaName} has to be in a folder of its own name, not in ${entry}.`,
      component,
    );
  }
  return {
    table: 'environmentvariabledefinition',
    id: toStableId(`environmentvariabledefinition/${schemaName.toLowerCase()}`),
    ...component,
    uniqueColumn: 'schemaname',
    labels: rowLabels({
      displayname: labels(child(definition, 'displayname'), 'label'),
      description: labels(child(definition, 'description'), 'label'),
    }),
    values: {
      schemaname: schemaName,
      displayname: attribute(child(definition, 'displayname'), 'default') ?? schemaName,
      description: attribute(child(definition, 'description'), 'default') ?? null,
      defaultvalue: childText(definition, 'defaultvalue') ?? null,
      type: wholeNumber(childText(definition, 'type')) ?? 100000000,
      // The platform ignores the store of anything but a secret.
      secretstore:
        wholeNumber(childText(definition, 'type')) === SECRET
          ? (wholeNumber(childText(definition, 'secretstore')) ?? 0)
          : null,
      isrequired: flag(childText(definition, 'isrequired')) ?? false,
      parameterkey: childText(definition, 'parameterkey') ?? null,
    },
  };
}

function readValue(entry: string, text: string): string | undefined {
  try {
    const parsed = JSON.parse(text) as {
      environmentvariablevalues?: { environmentvariablevalue?: { value?: unknown } };
    };
    const value = parsed.environmentvariablevalues?.environmentvariablevalue?.value;
    return typeof value === 'string' ? value : undefined;
  } catch (cause) {
    throw invalidCustomizations(`${entry} is not JSON: ${(cause as Error).message}`);
  }
}
