/** Room tests. The rest of the feature list of dynamics-web-api 2.5.0: many-to-many links, files, options of requests, and what is refused by name. */
import { randomBytes } from 'node:crypto';
import { DynamicsWebApi } from 'dynamics-web-api';
import { serve, type SandboxHost } from '../../contract/webApi/openSandboxHost';
import { openImportHost } from '../solutions/importHost';
import { attribute, toolZip } from '../solutions/solutionZip';

interface Found {
  readonly [property: string]: unknown;
}

const NOBODY = '11111111-2222-4333-8444-555555555555';
/** More than one chunk of the 4 MB that the client sends at a time. */
const TWO_CHUNKS = 5 * 1024 * 1024;

describe('dynamics-web-api 2.5.0, further features', () => {
  let host: SandboxHost;
  let client: DynamicsWebApi;
  let origin: string;

  beforeAll(async () => {
    const importer = openImportHost();
    const zip = toolZip({ attributes: [attribute('file', 'acme_Manual', '<MaxSizeInKB>9000</MaxSizeInKB>')] });
    expect(await importer.importZip(zip)).toMatchObject({ message: '' });
    host = await serve(importer.dataverse);
    origin = new URL(host.serviceRoot).origin;
    client = new DynamicsWebApi({
      serverUrl: origin,
      dataApi: { version: '9.2' },
      searchApi: { version: '1.0' },
    });
  });
  afterAll(() => host.close());

  const create = (collection: string, data: object): Promise<string> =>
    client.create<object, string>({ collection, data });

  it('relates rows many to many, lists them from either side, and takes the link away', async () => {
    const account = await create('accounts', { name: 'Customer' });
    const lead = await create('leads', { lastname: 'Interested', subject: 'Interest' });
    const link = {
      collection: 'accounts',
      primaryKey: account,
      relationshipName: 'accountleads_association',
      relatedKey: lead,
    };
    await client.associate({ ...link, relatedCollection: 'leads' });
    const leadsOf = async (): Promise<unknown[]> => {
      const row = await client.retrieve<Found>({
        collection: 'accounts',
        key: account,
        select: ['name'],
        expand: [{ property: 'accountleads_association', select: ['lastname'] }],
      });
      return (row.accountleads_association as Found[]).map((one) => one.lastname);
    };
    expect(await leadsOf()).toEqual(['Interested']);
    const accounts = await client.retrieveMultiple<Found>({
      collection: 'accounts',
      select: ['name'],
      filter: `accountleads_association/any(l:l/leadid eq ${lead})`,
    });
    expect(accounts.value.map((row) => row.accountid)).toEqual([account]);
    await client.disassociate(link);
    expect(await leadsOf()).toEqual([]);
  });

  it('sends files in chunks, gives them back, and takes them away', async () => {
    const tool = await create('acme_tools', { acme_name: 'Saw' });
    const data = randomBytes(TWO_CHUNKS);
    const place = { collection: 'acme_tools', key: tool, property: 'acme_manual' };
    await client.uploadFile({ ...place, fileName: 'manual.pdf', data });
    const file = await client.downloadFile(place);
    expect([file.fileName, file.fileSize]).toEqual(['manual.pdf', TWO_CHUNKS]);
    expect(Buffer.from(file.data).equals(data)).toBe(true);
    await client.deleteRecord({ ...place });
    const row = await client.retrieve<Found>({ collection: 'acme_tools', key: tool, select: ['acme_manual'] });
    expect(row.acme_manual).toBeNull();
  });

  it('takes the options of a request: no plug-ins, no duplicates, no cache, strong consistency', async () => {
    const id = await client.create<object, string>({
      collection: 'contacts',
      data: { lastname: 'Optional' },
      bypassCustomPluginExecution: true,
      duplicateDetection: true,
    });
    const row = await client.retrieve<Found>({
      collection: 'contacts',
      key: id,
      select: ['lastname'],
      noCache: true,
      headers: { consistency: 'Strong' },
      includeAnnotations: 'Microsoft.Dynamics.CRM.lookuplogicalname',
    });
    expect(row.lastname).toBe('Optional');
  });

  it('reads by a path of its own: a collection below a row, and aliases', async () => {
    const account = await create('accounts', {
      name: 'Paths',
      contact_customer_accounts: [{ lastname: 'B' }, { lastname: 'A' }],
    });
    const children = await client.retrieve<Found>({
      collection: 'accounts',
      key: account,
      navigationProperty: 'contact_customer_accounts',
      select: ['lastname'],
    });
    expect((children.value as Found[]).map((row) => row.lastname).sort()).toEqual(['A', 'B']);
    const byAlias = await client.retrieveMultiple<Found>({
      collection: 'contacts',
      select: ['lastname'],
      filter: `_parentcustomerid_value eq ${account} and lastname eq @name`,
      queryParams: ["@name='B'"],
    });
    expect(byAlias.value.map((row) => row.lastname)).toEqual(['B']);
  });

  it('creates, changes and upserts many rows by bound actions', async () => {
    const targets = ['One', 'Two'].map((name) => ({ '@odata.type': 'Microsoft.Dynamics.CRM.account', name }));
    const made = await client.callAction<{ Ids: string[] }>({
      collection: 'accounts',
      actionName: 'Microsoft.Dynamics.CRM.CreateMultiple',
      action: { Targets: targets },
    });
    expect(made.Ids).toHaveLength(2);
    await client.callAction({
      collection: 'accounts',
      actionName: 'Microsoft.Dynamics.CRM.UpdateMultiple',
      action: {
        Targets: made.Ids.map((accountid) => ({
          '@odata.type': 'Microsoft.Dynamics.CRM.account',
          accountid,
          fax: '9',
        })),
      },
    });
    expect(made.Ids.map((id) => host.dataverse.rows.find('account', id)?.values.fax)).toEqual(['9', '9']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a table', () => client.createEntity({ data: { SchemaName: 'new_Thing' } })],
    [
      'a column',
      () => client.createAttribute({ entityKey: "LogicalName='account'", data: { SchemaName: 'new_Column' } }),
    ],
    ['a relationship', () => client.createRelationship({ data: { SchemaName: 'new_account_contact' } })],
    ['a choice', () => client.createGlobalOptionSet({ data: { Name: 'new_choice' } })],
  ])('is told by name that definitions are read only: %s', async (_what, write) => {
    await expect(write()).rejects.toMatchObject({ status: 501, message: expect.stringMatching(/definition/i) });
  });

  it('is told when a service is not there: search, and work in the background', async () => {
    const calls: readonly [() => Promise<unknown>, string][] = [
      [() => client.query('Saw'), 'Dataverse search'],
      [() => client.suggest('Saw'), 'Dataverse search'],
      [() => client.autocomplete('Saw'), 'Dataverse search'],
      [() => client.getBackgroundOperationStatus(NOBODY), 'background operations'],
      [() => client.cancelBackgroundOperation(NOBODY), 'background operations'],
      [
        () => client.callAction({ actionName: 'DeleteFile', respondAsync: true, action: { FileId: NOBODY } }),
        'background operations',
      ],
    ];
    for (const [call, feature] of calls) {
      await expect(call()).rejects.toMatchObject({ status: 501, message: expect.stringContaining(feature) });
    }
  });

  it('keeps configurations of several clients apart', async () => {
    const other = client.initializeInstance({ serverUrl: origin, dataApi: { version: '9.1' }, maxPageSize: 1 });
    await create('accounts', { name: 'Third' });
    const page = await other.retrieveMultiple<Found>({ collection: 'accounts', select: ['name'] });
    expect(page.value).toHaveLength(1);
    expect(page.oDataNextLink).toContain('/v9.1/');
    const next = await other.retrieveMultiple<Found>({ collection: 'accounts', select: ['name'] }, page.oDataNextLink);
    expect(next.value).toHaveLength(1);
  });
});
