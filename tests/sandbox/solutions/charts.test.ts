/** Room tests. Charts of a solution are kept as rows, whatever their publisher. */
import { openImportHost, type ImportHost } from './importHost';
import { toolZip } from './solutionZip';

const ID = '11111111-aaaa-4bbb-8ccc-000000000003';

const charts = (table: string, id = `<savedqueryvisualizationid>{${ID.toUpperCase()}}</savedqueryvisualizationid>`) =>
  `<Visualizations><visualization>${id}<datadescription><datadefinition><fetchcollection><fetch mapping="logical" aggregate="true"><entity name="${table}"><attribute groupby="true" alias="g" name="statecode" /><attribute alias="c" name="acme_toolid" aggregate="count" /></entity></fetch></fetchcollection><categorycollection><category alias="g"><measurecollection><measure alias="c" /></measurecollection></category></categorycollection></datadefinition></datadescription><presentationdescription><Chart><Series><Series ChartType="Pie" /></Series></Chart></presentationdescription><isdefault>1</isdefault><LocalizedNames><LocalizedName description="Tools by State" languagecode="1033" /><LocalizedName description="Alat" languagecode="1057" /></LocalizedNames></visualization></Visualizations>`;

describe('charts of a solution', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  it('are rows with their table, name, data and drawing', async () => {
    expect(await host.importZip(toolZip({ parts: charts('acme_tool') }))).toMatchObject({ message: '' });
    const chart = host.dataverse.rows.find('savedqueryvisualization', ID)?.values;
    expect(chart).toMatchObject({
      name: 'Tools by State',
      primaryentitytypecode: 'acme_tool',
      isdefault: true,
      ismanaged: true,
      solutionname: 'AcmeTools',
    });
    expect(chart?.datadescription).toMatch(/^<datadefinition>.*<measure alias="c"\/>.*<\/datadefinition>$/);
    expect(chart?.presentationdescription).toBe('<Chart><Series><Series ChartType="Pie"/></Series></Chart>');
  });

  it.each([
    ['queries another table', charts('account'), /queries account/],
    ['has no id', charts('acme_tool', ''), /has no savedqueryvisualizationid/],
  ])('refuse the import when one %s', async (_what, parts, message) => {
    const outcome = await host.importZip(toolZip({ parts }));
    expect(outcome.message).toMatch(message);
    expect(host.dataverse.rows.findWhere('savedqueryvisualization', {})).toEqual([]);
  });
});
