import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createImportJob } from '../../../sandbox/dataverse/solutions/importJob';
import { attribute, solutionZip, TOOL_ROOT, toolTable, toolZip } from './solutionZip';
import { openImportHost, start, type ImportHost } from './importHost';

const FAILED = 31;

const renamed =
  (from: string, to: string) =>
  (entries: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(entries).map(([name, text]) => [name === from ? to : name, text]));

describe('An import that is refused', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  const refused = async (zip: Uint8Array, message: RegExp, code: string): Promise<void> => {
    const outcome = await host.importZip(zip);
    expect(outcome.status).toBe(FAILED);
    expect(outcome.message).toMatch(message);
    expect((outcome.errorCode >>> 0).toString(16)).toBe(code);
    expect(outcome.data).toContain('succeeded="false"');
    expect(host.dataverse.metadata.table('acme_tool')).toBeUndefined();
    expect(host.dataverse.rows.findWhere('solution', { uniquename: 'AcmeTools' })).toEqual([]);
  };

  it('says that a file is no zip', () =>
    refused(new TextEncoder().encode('no zip'), /Solution file is invalid.*not a zip/, '80048060'));

  it('says that a zip would unpack to more than any solution has, without unpacking it', () => {
    const zip = Buffer.from(toolZip());
    // Every entry of the directory (signature PK 01 02) claims 200 MiB.
    for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at !== -1; at = zip.indexOf('PK\x01\x02', at + 4, 'latin1'))
      zip.writeUInt32LE(200 * 1024 * 1024, at + 24);
    return refused(zip, /unpacks to more than 256 MB/, '80048060');
  });

  it('names a root file in the wrong case', () =>
    refused(
      toolZip({ change: renamed('solution.xml', 'Solution.xml') }),
      /Solution\.xml has to be named solution\.xml/,
      '80048060',
    ));

  it('names the folder that wraps the files', () =>
    refused(
      toolZip({
        change: (entries) => Object.fromEntries(Object.entries(entries).map(([name, text]) => [`acme/${name}`, text])),
      }),
      /acme\/solution\.xml has to be at the root/,
      '80048060',
    ));

  it('names a missing root file', () =>
    refused(
      toolZip({
        change: (entries) =>
          Object.fromEntries(Object.entries(entries).filter(([name]) => name !== 'customizations.xml')),
      }),
      /customizations\.xml is missing/,
      '80048060',
    ));

  it('gives the line on which XML stops being well-formed', () =>
    refused(
      toolZip({
        change: (entries) => ({
          ...entries,
          'customizations.xml': '<ImportExportXml>\n\n<Entities>\n</Entity>\n</ImportExportXml>',
        }),
      }),
      /not well formed: customizations\.xml, line 3/,
      '80048013',
    ));

  it('lists every missing table and web resource with the solution to install', () =>
    refused(
      toolZip({
        requires: [
          '<Required type="1" schemaName="bookableresource" displayName="Bookable Resource" solution="Scheduling (3.1.0.0)" />',
          '<Required type="61" schemaName="other_/js/lib.js" displayName="lib" solution="Other (1.0)" />',
        ],
      }),
      /bookableresource \(Entity, solution Scheduling \(3\.1\.0\.0\)\); other_\/js\/lib\.js \(Web Resource, solution Other \(1\.0\)\)/,
      '8004801d',
    ));

  it('lists a table that is extended but not there', () =>
    refused(
      solutionZip({
        roots: ['<RootComponent type="1" schemaName="bookableresource" behavior="2" />'],
        sections: {
          Entities:
            '<Entity><Name>bookableresource</Name><EntityInfo><entity Name="bookableresource"><attributes /></entity></EntityInfo></Entity>',
        },
      }),
      /bookableresource \(Entity\)/,
      '8004801d',
    ));

  it('names a root component that neither the zip nor the environment has', () =>
    refused(
      toolZip({ roots: ['<RootComponent type="61" schemaName="acme_/gone.js" behavior="0" />'] }),
      /Root Component acme_\/gone\.js of type Web Resource/,
      '8004801f',
    ));

  it('names a component that is not declared as a root', () =>
    refused(
      solutionZip({
        roots: [TOOL_ROOT],
        sections: { Entities: toolTable(), optionsets: '<optionset Name="acme_kind"><options /></optionset>' },
      }),
      /missing their associated relationship|acme_kind of type Option Set is not declared/,
      '8004803a',
    ));

  it('refuses a lookup without its relationship', () =>
    refused(
      toolZip({ attributes: [attribute('lookup', 'acme_CaseId', '<LookupTypes />')] }),
      /acme_tool\.acme_caseid are missing their associated relationship/,
      '8004801a',
    ));

  it('refuses a type of column that does not exist', () =>
    refused(
      toolZip({ attributes: [attribute('memo', 'acme_Notes')] }),
      /Unable to find attribute type by name memo/,
      '8004801a',
    ));

  it('refuses a text without a maximum length', () =>
    refused(
      toolZip({ attributes: [attribute('nvarchar', 'acme_Color', '<Format>text</Format>')] }),
      /must have a max length value/,
      '8004801a',
    ));

  it('refuses a choice column whose global choice is nowhere', () =>
    refused(
      toolZip({ attributes: [attribute('picklist', 'acme_Kind', '<OptionSetName>acme_nowhere</OptionSetName>')] }),
      /non-existing global Option Set \('acme_nowhere'\)/,
      '80048039',
    ));

  it('names the platform library that is not served', () =>
    refused(
      toolZip({
        roots: ['<RootComponent type="66" schemaName="acme_Acme.Gauge" behavior="0" />'],
        sections: {
          CustomControls:
            '<CustomControl><Name>acme_Acme.Gauge</Name><FileName>/Controls/acme_Acme.Gauge/ControlManifest.xml</FileName></CustomControl>',
        },
        files: {
          'Controls/acme_Acme.Gauge/ControlManifest.xml':
            '<manifest><control version="1.0.0"><resources><code path="bundle.js" /><platform-library name="React" version="16.14.0" /><platform-library name="Fluent" version="9.46.2" /></resources></control></manifest>',
          'Controls/acme_Acme.Gauge/bundle.js': '',
        },
      }),
      /acme_Acme\.Gauge needs the platform library Fluent 9\.46\.2/,
      '80048033',
    ));

  it('names a file that a web resource points at and the zip lacks', () =>
    refused(
      toolZip({
        roots: ['<RootComponent type="61" schemaName="acme_/a.js" behavior="0" />'],
        sections: {
          WebResources:
            '<WebResource><WebResourceId>{33333333-aaaa-4bbb-8ccc-000000000001}</WebResourceId><Name>acme_/a.js</Name><WebResourceType>3</WebResourceType><FileName>/WebResources/nothing</FileName></WebResource>',
        },
      }),
      /WebResources\/nothing is named by the solution but is not in the zip/,
      '8004801a',
    ));

  it('takes back everything when a row cannot be written', async () => {
    const tooLong = 'x'.repeat(300);
    const before = host.dataverse.rows.findWhere('role', {});
    const role = (id: number, name: string): string =>
      `<Role id="{55555555-aaaa-4bbb-8ccc-00000000000${id}}" name="${name}" />`;
    await refused(
      toolZip({
        roots: [1, 2].map(
          (id) => `<RootComponent type="20" id="{55555555-aaaa-4bbb-8ccc-00000000000${id}}" behavior="0" />`,
        ),
        sections: { Roles: role(1, 'Tool user') + role(2, tooLong) },
      }),
      /An error occurred while importing a Solution/,
      '80048033',
    );
    expect(host.dataverse.rows.findWhere('role', {})).toEqual(before);
    expect(host.dataverse.rows.findWhere('publisher', { uniquename: 'acme' })).toEqual([]);
  });
});

describe('An import over an installed solution', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  it.each([
    [
      'a lower version',
      {},
      { version: '0.9.0.0' },
      /version 0\.9\.0\.0 is lower than the installed version 1\.0\.0\.0/,
    ],
    [
      'managed over unmanaged',
      { managed: 0 as const },
      { managed: 1 as const },
      /as an unmanaged solution.*in managed mode/,
    ],
    [
      'unmanaged over managed',
      { managed: 1 as const },
      { managed: 0 as const },
      /as a managed solution.*in unmanaged mode/,
    ],
    ['the same name of another publisher', {}, { publisher: 'other' }, /cannot be changed from acme to other/],
  ])('refuses %s', async (_case, installed, given, message) => {
    await host.importZip(toolZip(installed));
    const before = host.dataverse.rows.findWhere('solution', {})[0];
    const outcome = await host.importZip(toolZip(given));
    expect(outcome.status).toBe(FAILED);
    expect(outcome.message).toMatch(message);
    expect(host.dataverse.rows.findWhere('solution', {})[0]).toEqual(before);
  });

  it.each([
    ['nothing', undefined],
    ['text that is not base64', 'ä'],
  ])('answers the call itself with an error when CustomizationFile is %s', async (_case, file) => {
    await expect(start(host.dataverse, file)).rejects.toMatchObject({ status: 400, code: '0x80040203' });
    expect(host.dataverse.rows.findWhere('importjob', {})).toEqual([]);
  });
});

describe('A server that stopped during an import', () => {
  it('tells the job as failed at the next start', () => {
    const folder = mkdtempSync(join(tmpdir(), 'import-'));
    const file = join(folder, 'dataverse.db');
    try {
      const first = openImportHost(file);
      const job = {
        importJobId: '66666666-aaaa-4bbb-8ccc-000000000001',
        asyncOperationId: '66666666-aaaa-4bbb-8ccc-000000000002',
        content: toolZip(),
        overwritesUnmanaged: true,
        way: 'update' as const,
        context: first.dataverse.administrator,
      };
      createImportJob(first.dataverse, job);
      first.close();
      const second = openImportHost(file);
      expect(second.dataverse.rows.find('asyncoperation', job.asyncOperationId)?.values).toMatchObject({
        statecode: 3,
        statuscode: FAILED,
      });
      second.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
