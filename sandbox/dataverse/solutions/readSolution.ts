/** Room sandbox/dataverse, solutions. A solution zip, read whole: every section by its own reader. */
import { readApps } from './readApps';
import { readCharts } from './readCharts';
import { readChoices } from './readChoices';
import { readConnectionReferences } from './readConnectionReferences';
import { readControls } from './readControls';
import { readCustomApis } from './readCustomApis';
import { readEnvironmentVariables } from './readEnvironmentVariables';
import { readFlows } from './readFlows';
import { readForms } from './readForms';
import { readNotRun } from './readNotRun';
import { readRelationships } from './readRelationships';
import { readRibbons } from './readRibbons';
import { readRoles } from './readRoles';
import { readSolutionManifest } from './readSolutionManifest';
import { readSteps } from './readSteps';
import { readTables, tableNameOf } from './readTables';
import { readViews } from './readViews';
import { readWebResources } from './readWebResources';
import { readZip } from './readZip';
import type { SolutionPackage } from './solutionPackage';
import { child, children, parseXml } from './xml';

/**
 * Reads a solution without looking at any environment.
 * @throws {SolutionImportError} with the reason the file cannot be imported anywhere
 */
export function readSolution(content: Uint8Array): SolutionPackage {
  const zip = readZip(content);
  parseXml(zip.text('[Content_Types].xml'), '[Content_Types].xml');
  const manifest = readSolutionManifest(zip.text('solution.xml'));
  const customizations = parseXml(zip.text('customizations.xml'), 'customizations.xml');
  const entities = children(child(customizations, 'Entities'), 'Entity');
  const tables = readTables(customizations);
  const relationships = readRelationships(customizations);
  const forms = entities.map((entity) => readForms(tableNameOf(entity), child(entity, 'FormXml')));
  const variables = readEnvironmentVariables(zip);
  const roles = readRoles(customizations);
  const notRun = readNotRun(customizations, zip);
  return {
    manifest,
    tables: tables.tables,
    relationships: relationships.relationships,
    manyToMany: relationships.manyToMany,
    choices: readChoices(customizations),
    rows: [
      ...forms.flatMap(({ rows }) => rows),
      ...entities.flatMap((entity) => readViews(tableNameOf(entity), entity)),
      ...entities.flatMap((entity) => readCharts(tableNameOf(entity), entity)),
      ...readRibbons(manifest.uniqueName, customizations),
      ...readWebResources(customizations, zip),
      ...readApps(customizations),
      ...variables.rows,
      ...roles.rows,
      ...readConnectionReferences(customizations),
      ...readFlows(customizations, zip),
      ...readCustomApis(zip),
      ...readSteps(customizations),
    ],
    roles: roles.roles,
    controls: readControls(customizations, zip),
    environmentVariableValues: variables.values,
    warnings: [...tables.warnings, ...forms.flatMap(({ warnings }) => warnings), ...notRun.warnings],
    notRun: notRun.keys,
  };
}
