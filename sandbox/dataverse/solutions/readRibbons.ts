/** Room sandbox/dataverse, solutions. Ribbon customizations, of tables and of the application. */
import { toStableId } from '../platform/ids';
import { tableNameOf } from './readTables';
import type { ComponentRow } from './solutionPackage';
import { child, children, serialize, type Element } from './xml';

/** What makes a RibbonDiffXml more than the empty frame that every export carries. */
const CONTENT = ['CustomActions', 'CommandDefinitions'];

/** One row for every table, and one without a table for the application ribbon, that the solution changes. */
export function readRibbons(solution: string, customizations: Element): ComponentRow[] {
  const ofTables = children(child(customizations, 'Entities'), 'Entity').map((entity) => ({
    table: tableNameOf(entity),
    ribbon: child(entity, 'RibbonDiffXml'),
  }));
  return [...ofTables, { table: '', ribbon: child(customizations, 'RibbonDiffXml') }].flatMap(({ table, ribbon }) =>
    ribbon && CONTENT.some((name) => children(child(ribbon, name)).length > 0) ? [toRow(solution, table, ribbon)] : [],
  );
}

const toRow = (solution: string, table: string, ribbon: Element): ComponentRow => ({
  table: 'ribboncustomization',
  id: toStableId(`ribbon/${solution.toLowerCase()}/${table}`),
  type: 'Ribbon',
  name: table === '' ? 'application' : table,
  values: { entity: table === '' ? null : table, ribbondiffxml: serialize(ribbon) },
});
