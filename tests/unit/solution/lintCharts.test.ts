/** Room tests. The charts of the journal: what they are about, and what the linter finds in a broken one. */
import { resolve } from 'node:path';
import { SEND, SEND_BATCH } from '../../../outbound/dataverse/names';
import { lintSolution } from '../../../solution/tools/lint';
import { readSource } from '../../../solution/tools/readSource';
import { attribute, descendants } from '../../../solution/tools/xml';
import { SolutionFolder } from './solutionFolder';

const CHARTS = 'Entities/obm_send/Visualizations/';
const source = readSource({ folder: resolve(__dirname, '../../../solution/src') });

/** Columns that the charts of a table group by and sum, once each. */
function readBy(table: string, role: 'groupby' | 'aggregate'): string[] {
  const charts = source.tables.find((item) => item.logicalName === table)?.charts ?? [];
  const read = charts
    .flatMap(({ chart }) => descendants(chart, 'attribute'))
    .filter((item) => attribute(item, role) !== undefined)
    .map((item) => attribute(item, 'name') ?? '');
  return [...new Set(read)];
}

describe('charts of the journal', () => {
  it('show sends and batches by their state', () => {
    expect(readBy(SEND.table, 'groupby')).toContain(SEND.state);
    expect(readBy(SEND_BATCH.table, 'groupby')).toEqual([SEND_BATCH.state]);
  });

  it('show every outcome that a message can have, and no other number', () => {
    expect(readBy(SEND.table, 'aggregate').sort()).toEqual(
      [SEND.id, SEND.acceptedCount, SEND.refusedCount, SEND.unknownCount, SEND.waitingCount].sort(),
    );
  });
});

describe('lint rules of charts', () => {
  let folder: SolutionFolder;
  beforeAll(() => (folder = new SolutionFolder()));
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());

  it.each<[string, string, string, string]>([
    ['chart-column-unknown', 'a misspelt column', 'name="obm_acceptedcount"', 'name="obm_accepted"'],
    [
      'chart-column-unknown',
      'a filter by a misspelt column',
      'condition attribute="obm_startedon"',
      'condition attribute="obm_begun"',
    ],
    ['chart-alias-unknown', 'a measure that is not read', 'measure alias="sum_refused"', 'measure alias="sum_lost"'],
    [
      'chart-alias-unknown',
      'a category that is no group',
      'category alias="groupby_month"',
      'category alias="sum_refused"',
    ],
    ['chart-series', 'a measure that is not drawn', '<Series ChartType="StackedColumn"', '<Series'],
    ['chart-of-other-table', 'a chart of another table', '<entity name="obm_send">', '<entity name="obm_sendbatch">'],
    ['chart-without-fetch', 'a chart that counts nothing', ' aggregate="true">', '>'],
    [
      'chart-file-name',
      'a chart in a file of another name',
      '<savedqueryvisualizationid>{9',
      '<savedqueryvisualizationid>{8',
    ],
    ['label-missing', 'a chart without an Indonesian name', ' languagecode="1057"', ' languagecode="1033"'],
  ])('find %s in %s', (code, _what, from, to) => {
    folder.replace(folder.path(CHARTS, 'sum_refused'), from, to);
    const codes = lintSolution(folder.src, { map: folder.map }).map((finding) => finding.code);
    expect([...new Set(codes)]).toEqual([code]);
  });

  it('find id-twice in two charts with one id', () => {
    const [one, other] = ['sum_refused', 'count_sends'].map((text) => folder.path(CHARTS, text));
    const id = /\{[^}]+\}/.exec(one ?? '')?.[0] ?? '';
    folder.replace(other ?? '', /<savedqueryvisualizationid>.*</, `<savedqueryvisualizationid>${id}<`);
    const codes = lintSolution(folder.src, { map: folder.map }).map((finding) => finding.code);
    expect(codes.filter((code) => code === 'id-twice')).toHaveLength(2);
  });
});
