/** Room sandbox/dataverse, solutions. The charts of a table: `Visualizations/visualization`. They are stored, not drawn. */
import { invalidCustomizations } from './faults';
import { rowLabels } from './rowLabels';
import type { ComponentRow } from './solutionPackage';
import {
  bareId,
  child,
  childText,
  children,
  descend,
  descriptions,
  flag,
  localizedNames,
  serialize,
  singleLabel,
  type Element,
} from './xml';

/** @throws {SolutionImportError} when a chart has no id, or reads another table */
export function readCharts(table: string, entity: Element): ComponentRow[] {
  return children(child(entity, 'Visualizations'), 'visualization').map((chart) => toChartRow(table, chart));
}

function toChartRow(table: string, chart: Element): ComponentRow {
  const name = singleLabel(localizedNames(chart)) ?? table;
  const id = childText(chart, 'savedqueryvisualizationid');
  const data = descend(chart, 'datadescription', 'datadefinition');
  const drawing = descend(chart, 'presentationdescription', 'Chart');
  const component = { type: 'Saved Query Visualization', name: `${table}: ${name}` };
  if (id === undefined)
    throw invalidCustomizations(`The chart ${name} of ${table} has no savedqueryvisualizationid.`, component);
  const queried = data && descend(data, 'fetchcollection', 'fetch', 'entity')?.getAttribute('name')?.toLowerCase();
  if (data && queried !== table)
    throw invalidCustomizations(`The chart ${name} of ${table} queries ${queried ?? 'no table'}.`, component);
  return {
    table: 'savedqueryvisualization',
    id: bareId(id),
    ...component,
    labels: rowLabels({ name: localizedNames(chart), description: descriptions(chart) }),
    values: {
      name,
      description: singleLabel(descriptions(chart)) ?? null,
      primaryentitytypecode: table,
      datadescription: data ? serialize(data) : null,
      presentationdescription: drawing ? serialize(drawing) : null,
      isdefault: flag(childText(chart, 'isdefault')) ?? false,
    },
  };
}
