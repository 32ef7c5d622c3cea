/** Room tests. dynamics-web-api 2.5.0, a client that others wrote, over its whole feature list against the sandbox. */
import { BASIC_USER_ROLE } from '../../../sandbox/dataverse/platform/ids';
import { DynamicsWebApi } from 'dynamics-web-api';
import { uniqueName } from '../../contract/webApi/client';
import { openSandboxHost, type SandboxHost } from '../../contract/webApi/openSandboxHost';

const NOBODY = '11111111-2222-4333-8444-555555555555';

interface Found {
  readonly [property: string]: unknown;
}

describe('dynamics-web-api 2.5.0 against the sandbox', () => {
  let host: SandboxHost;
  let client: DynamicsWebApi;

  beforeAll(async () => {
    host = await openSandboxHost();
    client = new DynamicsWebApi({
      serverUrl: new URL(host.serviceRoot).origin,
      dataApi: { version: '9.2' },
      includeAnnotations: '*',
    });
  });
  afterAll(() => host.close());

  const createContact = (lastname: string, more: object = {}): Promise<string> =>
    client.create<object, string>({ collection: 'contacts', data: { lastname, ...more } });
  const stored = (table: string, id: string) => host.dataverse.rows.find(table, id)?.values;

  describe('rows', () => {
    it('are created, by id or with their representation', async () => {
      const id = await createContact('Ayu');
      expect(stored('contact', id)?.lastname).toBe('Ayu');
      const row = await client.create<object, Found>({
        collection: 'contacts',
        data: { lastname: 'Bagus', 'parentcustomerid_contact@odata.bind': `/contacts(${id})` },
        returnRepresentation: true,
        select: ['lastname', '_parentcustomerid_value'],
      });
      expect(row).toMatchObject({
        lastname: 'Bagus',
        _parentcustomerid_value: id,
        _parentcustomerid_value_Formatted: 'Ayu',
        _parentcustomerid_value_LogicalName: 'contact',
      });
    });

    it('are created with what hangs on them, and below another row', async () => {
      const account = await client.create<object, string>({
        collection: 'accounts',
        data: { name: 'Deep', contact_customer_accounts: [{ lastname: 'One' }, { lastname: 'Two' }] },
      });
      expect(host.dataverse.rows.findWhere('contact', { parentcustomerid: account })).toHaveLength(2);
      const { value } = await client.retrieve<{ value: Found[] }>({
        collection: 'accounts',
        key: account,
        navigationProperty: 'contact_customer_accounts',
        select: ['lastname'],
      });
      expect(value.map((row) => row.lastname).sort()).toEqual(['One', 'Two']);
    });

    it('are read with expanded ones, by id and by alternate key', async () => {
      const contact = await createContact('Primary');
      const account = await client.create<object, string>({
        collection: 'accounts',
        data: { name: 'Reader', accountnumber: 'R-1', 'primarycontactid@odata.bind': `/contacts(${contact})` },
      });
      const row = await client.retrieve<Found>({
        collection: 'accounts',
        key: account,
        select: ['name'],
        expand: [{ property: 'primarycontactid', select: ['lastname'] }],
      });
      expect(row).toMatchObject({ name: 'Reader', primarycontactid: { lastname: 'Primary' } });
      const { metadata } = host.dataverse;
      const table = metadata.table('account');
      if (table)
        metadata.save({ tables: [{ ...table, keys: [{ logicalName: 'bynumber', columns: ['accountnumber'] }] }] });
      const byKey = await client.retrieve<Found>({
        collection: 'accounts',
        key: "accountnumber='R-1'",
        select: ['name'],
      });
      expect(byKey.accountid).toBe(account);
    });

    it('are changed whole, by a single property, and with their representation', async () => {
      const id = await createContact('Before', { firstname: 'Sari' });
      expect(await client.update({ collection: 'contacts', key: id, data: { lastname: 'After' } })).toBe(true);
      const row = await client.update<object, Found>({
        collection: 'contacts',
        key: id,
        data: { jobtitle: 'Smith' },
        returnRepresentation: true,
        select: ['lastname', 'jobtitle'],
      });
      expect(row).toMatchObject({ lastname: 'After', jobtitle: 'Smith' });
      await client.updateSingleProperty({ collection: 'contacts', key: id, fieldValuePair: { jobtitle: 'Cook' } });
      expect(stored('contact', id)).toMatchObject({ firstname: 'Sari', lastname: 'After', jobtitle: 'Cook' });
    });

    it('are deleted whole, or by a single property', async () => {
      const id = await createContact('Leaving', { jobtitle: 'Smith' });
      await client.deleteRecord({ collection: 'contacts', key: id, property: 'jobtitle' });
      expect(stored('contact', id)?.jobtitle).toBeNull();
      await client.deleteRecord({ collection: 'contacts', key: id });
      expect(stored('contact', id)).toBeUndefined();
    });

    it('are upserted: created when missing, changed when there, and neither when told so', async () => {
      const key = '99999999-2222-4333-8444-555555555555';
      const upsert = (lastname: string, condition: object = {}): Promise<unknown> =>
        client.upsert({ collection: 'contacts', key, data: { lastname }, ...condition });
      await upsert('Created');
      await upsert('Changed');
      expect(stored('contact', key)?.lastname).toBe('Changed');
      expect(await upsert('Kept', { ifnonematch: '*' })).toBeNull();
      expect(stored('contact', key)?.lastname).toBe('Changed');
      const missing = client.upsert({ collection: 'contacts', key: NOBODY, data: { lastname: 'X' }, ifmatch: '*' });
      expect(await missing).toBeNull();
      expect(stored('contact', NOBODY)).toBeUndefined();
      expect(
        await client.upsert<object, Found>({
          collection: 'contacts',
          key,
          data: { lastname: 'Shown' },
          returnRepresentation: true,
          select: ['lastname'],
        }),
      ).toMatchObject({ lastname: 'Shown' });
    });

    it('are kept from conflicting writes by their versions', async () => {
      const id = await createContact('Version');
      const read = () => client.retrieve<Found>({ collection: 'contacts', key: id, select: ['lastname'] });
      const etag = String((await read())['@odata.etag']);
      await client.update({ collection: 'contacts', key: id, data: { lastname: 'Newer' }, ifmatch: etag });
      expect(await client.update({ collection: 'contacts', key: id, data: { lastname: 'Older' }, ifmatch: etag })).toBe(
        false,
      );
      expect(await client.deleteRecord({ collection: 'contacts', key: id, ifmatch: etag })).toBe(false);
      expect(stored('contact', id)?.lastname).toBe('Newer');
    });

    it('that are missing are told with code and status', async () => {
      const retrieval = client.retrieve({ collection: 'contacts', key: NOBODY });
      await expect(retrieval).rejects.toMatchObject({ status: 404, code: '0x80040217' });
    });
  });

  describe('queries', () => {
    const label = uniqueName('Query');
    beforeAll(async () => {
      for (const firstname of ['Ayu', 'Bagus', 'Cahya', 'Dewi', 'Eka']) await createContact(label, { firstname });
    });
    const filter = `lastname eq '${label}'`;

    it('filter, order, limit and count', async () => {
      const found = await client.retrieveMultiple<Found>({
        collection: 'contacts',
        select: ['firstname'],
        filter: `${filter} and (startswith(firstname,'a') or contains(firstname,'k'))`,
        orderBy: ['firstname desc'],
        count: true,
      });
      expect(found.value.map((row) => row.firstname)).toEqual(['Eka', 'Ayu']);
      expect(found.oDataCount).toBe(2);
      const top = await client.retrieveMultiple<Found>({
        collection: 'contacts',
        select: ['firstname'],
        filter,
        top: 2,
      });
      expect(top.value).toHaveLength(2);
    });

    it('come in pages, one after the other or all at once', async () => {
      const request = { collection: 'contacts', select: ['firstname'], filter, orderBy: ['firstname'], maxPageSize: 2 };
      const first = await client.retrieveMultiple<Found>(request);
      expect(first.oDataNextLink).toContain('$skiptoken');
      const second = await client.retrieveMultiple<Found>(request, first.oDataNextLink);
      expect([...first.value, ...second.value].map((row) => row.firstname)).toEqual(['Ayu', 'Bagus', 'Cahya', 'Dewi']);
      const all = await client.retrieveAll<Found>(request);
      expect(all.value.map((row) => row.firstname)).toEqual(['Ayu', 'Bagus', 'Cahya', 'Dewi', 'Eka']);
    });

    it('count', async () => {
      expect(await client.count({ collection: 'contacts', filter })).toBe(5);
      expect(await client.countAll({ collection: 'contacts', filter, select: ['firstname'] })).toBe(5);
    });

    it('aggregate', async () => {
      const { value } = await client.retrieveMultiple<Found>({
        collection: 'contacts',
        apply: `filter(${filter})/aggregate($count as rows)`,
      });
      expect(value[0]).toMatchObject({ rows: 5 });
    });

    const fetchXml = `<fetch count="2"><entity name="contact"><attribute name="firstname"/><order attribute="firstname"/><filter><condition attribute="lastname" operator="eq" value="${label}"/></filter></entity></fetch>`;

    it('are written in FetchXML, page by page with the cookie, and all at once', async () => {
      const first = await client.fetch<Found>({ collection: 'contacts', fetchXml });
      expect(first.value?.map((row) => row.firstname)).toEqual(['Ayu', 'Bagus']);
      const { nextPage, cookie } = first.PagingInfo ?? { nextPage: 0, cookie: '' };
      expect(nextPage).toBe(2);
      const second = await client.fetch<Found>({
        collection: 'contacts',
        fetchXml,
        pageNumber: Number(nextPage),
        pagingCookie: String(cookie),
      });
      expect(second.value?.map((row) => row.firstname)).toEqual(['Cahya', 'Dewi']);
      const all = await client.fetchAll<Found>({ collection: 'contacts', fetchXml });
      expect(all.value).toHaveLength(5);
    });
  });

  describe('associations', () => {
    it('are made and undone through collections and single lookups', async () => {
      const account = await client.create<object, string>({ collection: 'accounts', data: { name: 'Association' } });
      const contact = await createContact('Associated');
      const collection = {
        collection: 'accounts',
        primaryKey: account,
        relationshipName: 'contact_customer_accounts',
        relatedKey: contact,
      };
      await client.associate({ ...collection, relatedCollection: 'contacts' });
      expect(stored('contact', contact)?.parentcustomerid).toEqual({ table: 'account', id: account });
      await client.disassociate(collection);
      expect(stored('contact', contact)?.parentcustomerid).toBeNull();
      const single = { collection: 'accounts', primaryKey: account, navigationProperty: 'primarycontactid' };
      await client.associateSingleValued({ ...single, relatedCollection: 'contacts', relatedKey: contact });
      expect(stored('account', account)?.primarycontactid).toEqual({ table: 'contact', id: contact });
      await client.disassociateSingleValued(single);
      expect(stored('account', account)?.primarycontactid).toBeNull();
    });
  });

  it('acts as another user when told so', async () => {
    const user = host.dataverse.rows.create('systemuser', { firstname: 'Budi', lastname: 'Agent' });
    host.dataverse.rows.associate(
      'systemuserroles_association',
      { table: 'systemuser', id: user },
      { table: 'role', id: BASIC_USER_ROLE },
    );
    const id = await client.create<object, string>({
      collection: 'contacts',
      data: { lastname: 'Impersonated' },
      impersonate: user,
    });
    expect(stored('contact', id)).toMatchObject({
      createdby: { table: 'systemuser', id: user },
      createdonbehalfby: { table: 'systemuser', id: host.dataverse.administrator.userId },
    });
  });

  describe('operations', () => {
    it('call functions, unbound, with parameters', async () => {
      const me = await client.callFunction<Found>('WhoAmI');
      expect(me.UserId).toBe(host.dataverse.administrator.userId);
      const account = await client.create<object, string>({
        collection: 'accounts',
        data: { name: 'Source', address1_city: 'Bandung' },
      });
      const values = await client.callFunction<Found>({
        name: 'InitializeFrom',
        parameters: {
          EntityMoniker: { '@odata.id': `accounts(${account})` },
          TargetEntityName: 'account',
          TargetFieldType: "Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'",
        },
      });
      expect(values).toMatchObject({ address1_city: 'Bandung', 'parentaccountid@odata.bind': `accounts(${account})` });
    });

    it('call actions, unbound and bound to a set', async () => {
      const contact = await createContact('Customer');
      const incident = await client.create<object, string>({
        collection: 'incidents',
        data: { title: 'Lost', 'customerid_contact@odata.bind': `/contacts(${contact})` },
      });
      await client.callAction({
        actionName: 'CloseIncident',
        action: {
          IncidentResolution: { subject: 'Found', 'incidentid@odata.bind': `/incidents(${incident})` },
          Status: 5,
        },
      });
      expect(stored('incident', incident)).toMatchObject({ statecode: 1, statuscode: 5 });
      const made = await client.callAction<{ Ids: string[] }>({
        collection: 'contacts',
        actionName: 'Microsoft.Dynamics.CRM.CreateMultiple',
        action: { Targets: [{ '@odata.type': 'Microsoft.Dynamics.CRM.contact', lastname: 'Multiple' }] },
      });
      expect(stored('contact', made.Ids[0] ?? '')?.lastname).toBe('Multiple');
    });
  });

  describe('batches', () => {
    it('hold writes in a change set, with references, and reads beside it', async () => {
      client.startBatch();
      const pending = [
        client.create({ collection: 'contacts', data: { lastname: 'Batched' }, contentId: '1' }),
        client.create({ collection: 'accounts', data: { name: 'Batched', 'primarycontactid@odata.bind': '$1' } }),
        client.retrieveMultiple({ collection: 'transactioncurrencies', select: ['isocurrencycode'] }),
      ];
      const [contact, account, currencies] = (await client.executeBatch()) as [string, string, { value: unknown[] }];
      void Promise.allSettled(pending);
      expect(stored('account', account)?.primarycontactid).toEqual({ table: 'contact', id: contact });
      expect(currencies.value.length).toBeGreaterThan(0);
    });

    it('undo a change set whole', async () => {
      const label = uniqueName('Undone');
      client.startBatch();
      const pending = [
        client.create({ collection: 'contacts', data: { lastname: label } }),
        client.create({ collection: 'contacts', data: { lastname: label, gendercode: 99 } }),
      ];
      await expect(client.executeBatch()).rejects.toBeDefined();
      void Promise.allSettled(pending);
      expect(host.dataverse.rows.findWhere('contact', { lastname: label })).toEqual([]);
    });

    it('go on after an error when told so', async () => {
      client.startBatch();
      const pending = [
        client.retrieve({ collection: 'contacts', key: NOBODY, inChangeSet: false }),
        client.retrieveMultiple({ collection: 'systemusers', select: ['fullname'], inChangeSet: false }),
      ];
      const [failed, users] = (await client.executeBatch({ continueOnError: true })) as [Found, { value: Found[] }];
      void Promise.allSettled(pending);
      expect(failed).toMatchObject({ status: 404 });
      expect(users.value.map((user) => user.fullname)).toContain('System Administrator');
    });
  });

  describe('definitions', () => {
    it('of tables and columns are read by id, by name and by type', async () => {
      const tables = await client.retrieveEntities<Found>({
        select: ['LogicalName', 'EntitySetName'],
        filter: "LogicalName eq 'account'",
      });
      expect(tables.value).toEqual([expect.objectContaining({ EntitySetName: 'accounts' })]);
      const table = await client.retrieveEntity<Found>({
        key: "LogicalName='account'",
        select: ['PrimaryNameAttribute'],
      });
      expect(table.PrimaryNameAttribute).toBe('name');
      const byId = await client.retrieveEntity<Found>({ key: String(table.MetadataId), select: ['LogicalName'] });
      expect(byId.LogicalName).toBe('account');
      const columns = await client.retrieveAttributes<Found>({
        entityKey: "LogicalName='account'",
        castType: 'Microsoft.Dynamics.CRM.MoneyAttributeMetadata',
        select: ['LogicalName', 'Precision'],
      });
      expect(columns.value.map((column) => column.LogicalName)).toContain('revenue');
      const column = await client.retrieveAttribute<Found>({
        entityKey: "LogicalName='incident'",
        attributeKey: "LogicalName='statuscode'",
        castType: 'Microsoft.Dynamics.CRM.StatusAttributeMetadata',
        expand: [{ property: 'OptionSet' }],
      });
      expect(JSON.stringify(column.OptionSet)).toContain('Problem Solved');
    });

    it('are refused by name when they are to be written', async () => {
      const writes = [
        client.createEntity({ data: { SchemaName: 'new_Thing' } }),
        client.createGlobalOptionSet({ data: { Name: 'new_choice' } }),
        client.createRelationship({ data: { SchemaName: 'new_contact_account' } }),
      ];
      for (const write of writes) await expect(write).rejects.toMatchObject({ status: 501 });
    });

    it('of relationships and choices are read', async () => {
      const relationships = await client.retrieveRelationships<Found>({
        castType: 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
        select: ['SchemaName'],
        filter: "ReferencedEntity eq 'account'",
      });
      expect(relationships.value.map((one) => one.SchemaName)).toContain('contact_customer_accounts');
      const choices = await client.retrieveGlobalOptionSets<Found>({ select: ['Name'] });
      expect(choices.value.length).toBeGreaterThan(0);
    });

    it('give set names for table names, and the CSDL', async () => {
      const naming = new DynamicsWebApi({
        serverUrl: new URL(host.serviceRoot).origin,
        dataApi: { version: '9.2' },
        useEntityNames: true,
      });
      const users = await naming.retrieveMultiple<Found>({ collection: 'systemuser', select: ['fullname'] });
      expect(users.value.length).toBeGreaterThan(0);
      expect(await client.retrieveCsdlMetadata()).toContain('<EntityType Name="account"');
    });
  });
});
