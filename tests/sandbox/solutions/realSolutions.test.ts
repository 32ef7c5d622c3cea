import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openImportHost, type ImportHost } from './importHost';

/** Packages of other publishers, kept beside the repository where there is room for them. */
const EXAMPLES = resolve(__dirname, '../../../../shared/examples');

const describeWhere = (isThere: boolean): jest.Describe => {
  if (!isThere)
    process.stdout.write('Skipped: real solution packages are not beside this repository (../shared/examples).\n');
  return isThere ? describe : describe.skip;
};

describeWhere(existsSync(EXAMPLES))('Real packages', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  const read = (name: string): Uint8Array => readFileSync(resolve(EXAMPLES, name));

  it('bring four tables with a lookup that points at three of them', async () => {
    const outcome = await host.importZip(read('polymorphic-lookup.zip'));
    expect(outcome).toMatchObject({ status: 30, message: '' });
    const { metadata, rows } = host.dataverse;
    const targets = metadata
      .manyToOne('sample_media')
      .filter((one) => one.referencingColumn === 'sample_mediapolymorphiclookup');
    expect(targets.map((one) => one.navigationProperty).sort()).toEqual([
      'sample_MediaPolymorphicLookup_sample_audio',
      'sample_MediaPolymorphicLookup_sample_book',
      'sample_MediaPolymorphicLookup_sample_video',
    ]);
    const video = rows.create('sample_video', { sample_name: 'Film' });
    const media = rows.create('sample_media', {
      sample_name: 'Media',
      sample_mediapolymorphiclookup: { table: 'sample_video', id: video },
    });
    expect(rows.find('sample_media', media)?.values.sample_mediapolymorphiclookup).toEqual({
      table: 'sample_video',
      id: video,
    });
    expect(
      rows
        .findWhere('systemform', { objecttypecode: 'sample_book' })
        .map((form) => form.values.type)
        .sort(),
    ).toEqual([11, 2, 6]);
    expect(rows.findWhere('savedquery', { returnedtypecode: 'sample_book' })).toHaveLength(7);
  });

  it('bring an app with its site map, and name the parts that are not run', async () => {
    const outcome = await host.importZip(read('app-and-table.zip'));
    expect(outcome.status).toBe(30);
    expect(outcome.message).toContain('AI Model Example Sales Proposal document: Not run by the sandbox.');
    const app = host.dataverse.rows.findWhere('appmodule', {})[0];
    expect(app?.values).toMatchObject({
      uniquename: 'sample_CodeInterpreterexampleapp',
      name: 'Code Interpreter example app',
    });
    expect(host.dataverse.rows.findWhere('sitemap', {})[0]?.values.sitemapxml).toContain('Entity="sample_example"');
    const id = host.dataverse.rows.create('sample_example', { sample_name: 'One', sample_creditlimit: 12.5 });
    expect(host.dataverse.rows.find('sample_example', id)?.values.sample_creditlimit).toBe(12.5);
  });
});
