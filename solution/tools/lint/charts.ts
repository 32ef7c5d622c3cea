/**
 * Room solution. Lint rules for charts: they read columns of their table, and show what they read.
 * Source of the parts: Microsoft Learn, "Visualization data description schema" and "Create a visualization (chart)".
 */
import type { ChartFile, TableSource } from '../readSource';
import { attribute, child, childText, descendants } from '../xml';
import { repeated, type Finding, type LintContext } from './context';
import { lintFetchedNames } from './fetches';

const isGroup = (value: string | undefined): boolean => value === 'true' || value === '1';

function lintChart({ chart, path }: ChartFile, table: TableSource, context: LintContext): Finding[] {
  const found: Finding[] = [];
  const add = (code: string, message: string): void => void found.push({ code, file: path, message });
  const id = childText(chart, 'savedqueryvisualizationid');
  if (!path.endsWith(`/${id}.xml`)) {
    add('chart-file-name', `The file must be named after the chart's id, ${id}.xml.`);
  }
  const fetches = descendants(chart, 'fetch');
  const entity = fetches[0] && child(fetches[0], 'entity');
  if (!entity || !isGroup(attribute(fetches[0] ?? entity, 'aggregate'))) {
    add('chart-without-fetch', 'The chart needs one fetch with aggregate="true" and its entity.');
    return found;
  }
  if (attribute(entity, 'name') !== table.logicalName) {
    add(
      'chart-of-other-table',
      `The chart reads ${attribute(entity, 'name') ?? 'nothing'} but stands with ${table.logicalName}.`,
    );
  }
  lintFetchedNames(entity, table.logicalName, 'chart', context, add);
  const aliases = (grouped: boolean): Set<string> =>
    new Set(
      descendants(entity, 'attribute')
        .filter((item) => isGroup(attribute(item, 'groupby')) === grouped)
        .map((item) => attribute(item, 'alias') ?? ''),
    );
  const measures = descendants(chart, 'measure').map((item) => attribute(item, 'alias') ?? '');
  const shown = [
    ...descendants(chart, 'category').map((item) => [attribute(item, 'alias') ?? '', aliases(true)] as const),
    ...measures.map((alias) => [alias, aliases(false)] as const),
  ];
  for (const [alias, known] of shown) {
    if (!known.has(alias)) {
      add('chart-alias-unknown', `The chart shows "${alias}", which its fetch does not read so. Mend one of them.`);
    }
  }
  // Series stand inside an element of the same name.
  const series = descendants(chart, 'Series').filter((item) => attribute(item, 'ChartType') !== undefined);
  if (series.length !== measures.length) {
    add('chart-series', `The chart has ${measures.length} measures and draws ${series.length}. Give each one series.`);
  }
  return found;
}

/** Charts open and draw what they say. */
export function lintCharts(context: LintContext): Finding[] {
  const charts = context.source.tables.flatMap((table) => table.charts.map((file) => ({ file, table })));
  const idOf = ({ chart }: ChartFile): string => childText(chart, 'savedqueryvisualizationid');
  const twice = repeated(charts.map(({ file }) => idOf(file)));
  return [
    ...charts.flatMap(({ file, table }) => lintChart(file, table, context)),
    ...charts
      .filter(({ file }) => twice.includes(idOf(file)))
      .map(({ file }) => ({
        code: 'id-twice',
        file: file.path,
        message: `The chart's id is used by another chart. Give it a new one.`,
      })),
  ];
}
