import { EntityReference, setMetadataCache, XrmContextDataverseClient } from 'dataverse-ify';
import { NodeWebApi } from 'dataverse-ify/lib/webapi/node/NodeWebApi';
import { uniqueName } from '../../contract/webApi/client';
import { openSandboxHost } from '../../contract/webApi/openSandboxHost';

const metadata = {
  entities: {
    account: {
      typeName: 'mscrm.account',
      logicalName: 'account',
      collectionName: 'accounts',
      primaryIdAttribute: 'accountid',
      attributeTypes: { numberofemployees: 'Integer', createdon: 'DateAndTime:UserLocal', primarycontactid: 'Lookup' },
      navigation: { primarycontactid: ['contact'] },
    },
    contact: {
      typeName: 'mscrm.contact',
      logicalName: 'contact',
      collectionName: 'contacts',
      primaryIdAttribute: 'contactid',
      attributeTypes: { parentcustomerid: 'Customer', birthdate: 'DateOnly:DateOnly' },
      navigation: { parentcustomerid: ['account', 'contact'] },
    },
    lead: {
      typeName: 'mscrm.lead',
      logicalName: 'lead',
      collectionName: 'leads',
      primaryIdAttribute: 'leadid',
      attributeTypes: {},
    },
    systemuser: {
      typeName: 'mscrm.systemuser',
      logicalName: 'systemuser',
      collectionName: 'systemusers',
      primaryIdAttribute: 'systemuserid',
      attributeTypes: {},
    },
    incidentresolution: {
      typeName: 'mscrm.incidentresolution',
      logicalName: 'incidentresolution',
      collectionName: 'incidentresolutions',
      primaryIdAttribute: 'activityid',
      attributeTypes: { incidentid: 'Lookup' },
      navigation: { incidentid: ['incident'] },
    },
    incident: {
      typeName: 'mscrm.incident',
      logicalName: 'incident',
      collectionName: 'incidents',
      primaryIdAttribute: 'incidentid',
      attributeTypes: { customerid: 'Customer' },
      navigation: { customerid: ['account', 'contact'] },
    },
  },
  actions: {
    WhoAmI: { boundParameter: null, operationName: 'WhoAmI', operationType: 1, parameterTypes: {} },
    CloseIncident: {
      boundParameter: null,
      operationName: 'CloseIncident',
      operationType: 0,
      parameterTypes: {
        IncidentResolution: { typeName: 'mscrm.incidentresolution', structuralProperty: 5 },
        Status: { typeName: 'Edm.Int32', structuralProperty: 1 },
      },
    },
  },
};

/** Another people's client, over HTTP, with all its habits. */
describe('dataverse-ify 2.0.7 against the sandbox', () => {
  let host: Awaited<ReturnType<typeof openSandboxHost>>;
  let client: XrmContextDataverseClient;
  let webApi: NodeWebApi;

  beforeAll(async () => {
    host = await openSandboxHost();
    setMetadataCache(metadata as never);
    webApi = new NodeWebApi(new URL(host.serviceRoot).origin, '9.2');
    client = new XrmContextDataverseClient(webApi as never);
    // Associations go through the global that a model-driven app has.
    Object.assign(globalThis, { Xrm: { WebApi: webApi } });
  });

  afterAll(async () => {
    Reflect.deleteProperty(globalThis, 'Xrm');
    await host.close();
  });

  const createContact = (lastname: string): Promise<string> => client.create({ logicalName: 'contact', lastname });

  it('creates a row with a doubly encoded body and a lookup, and retrieves both', async () => {
    const contact = await createContact(uniqueName('Ify'));
    const account = await client.create({
      logicalName: 'account',
      name: 'Ify account',
      numberofemployees: 3,
      primarycontactid: new EntityReference('contact', contact),
    });
    const row = (await client.retrieve('account', account, [
      'name',
      'numberofemployees',
      'primarycontactid',
    ])) as unknown as {
      name: string;
      numberofemployees: number;
      primarycontactid: { id: string; entityType: string };
    };
    expect(row.name).toBe('Ify account');
    expect(row.numberofemployees).toBe(3);
    expect(row.primarycontactid).toMatchObject({ id: contact, entityType: 'contact' });
  });

  it('updates a row, clears a lookup and deletes the row', async () => {
    const contact = await createContact(uniqueName('Ify'));
    const id = await client.create({
      logicalName: 'account',
      name: 'Before',
      primarycontactid: new EntityReference('contact', contact),
    });
    await client.update({ logicalName: 'account', id, name: 'After', primarycontactid: null } as never);
    const row = host.dataverse.rows.find('account', id)?.values;
    expect(row).toMatchObject({ name: 'After', primarycontactid: null });
    await client.delete('account', id);
    expect(host.dataverse.rows.find('account', id)).toBeUndefined();
  });

  it('binds a polymorphic lookup', async () => {
    const account = await client.create({ logicalName: 'account', name: uniqueName('Parent') });
    const contact = await client.create({
      logicalName: 'contact',
      lastname: uniqueName('Child'),
      parentcustomerid: new EntityReference('account', account),
    });
    expect(host.dataverse.rows.find('contact', contact)?.values.parentcustomerid).toEqual({
      table: 'account',
      id: account,
    });
  });

  it('retrieves multiple rows with FetchXML and with OData', async () => {
    const lastname = uniqueName('Many');
    for (let index = 0; index < 3; index += 1) await createContact(lastname);
    const fetched = await client.retrieveMultiple(
      `<fetch returntotalrecordcount="true"><entity name="contact"><attribute name="lastname"/><filter><condition attribute="lastname" operator="eq" value="${lastname}"/></filter></entity></fetch>`,
    );
    expect(fetched.entities.length).toBe(3);
    expect((fetched as { totalRecordCount?: number }).totalRecordCount).toBe(3);
    const queried = await client.retrieveMultiple(`?$select=lastname&$filter=lastname eq '${lastname}'`, {
      logicalName: 'contact',
      maxPageSize: 2,
    });
    expect(queried.entities.length).toBe(2);
    expect(queried.nextLink).toContain('$skiptoken=');
  });

  it('associates and disassociates rows', async () => {
    const account = await client.create({ logicalName: 'account', name: uniqueName('Association') });
    const contacts = [await createContact('One'), await createContact('Two')];
    await client.associate(
      'account',
      account,
      'contact_customer_accounts',
      contacts.map((id) => new EntityReference('contact', id)),
    );
    const linked = (): number =>
      host.dataverse.store.referencing('contact', 'parentcustomerid', { table: 'account', id: account }).length;
    expect(linked()).toBe(2);
    await client.disassociate('account', account, 'contact_customer_accounts', [
      new EntityReference('contact', contacts[0] ?? ''),
    ]);
    expect(linked()).toBe(1);
  });

  it('associates and disassociates rows many to many', async () => {
    const account = await client.create({ logicalName: 'account', name: uniqueName('Many') });
    const leads = await Promise.all(
      ['One', 'Two'].map((lastname) => client.create({ logicalName: 'lead', lastname, subject: lastname })),
    );
    await client.associate(
      'account',
      account,
      'accountleads_association',
      leads.map((id) => new EntityReference('lead', id)),
    );
    const names = async (): Promise<unknown[]> => {
      const xml = `<fetch><entity name="lead"><attribute name="lastname"/><order attribute="lastname"/><link-entity name="accountleads" from="leadid" to="leadid" intersect="true"><filter><condition attribute="accountid" operator="eq" value="${account}"/></filter></link-entity></entity></fetch>`;
      const found = await client.retrieveMultiple<{ logicalName: string; lastname?: string }>(xml);
      return found.entities.map((row) => row.lastname);
    };
    expect(await names()).toEqual(['One', 'Two']);
    await client.disassociate('account', account, 'accountleads_association', [
      new EntityReference('lead', leads[0] ?? ''),
    ]);
    expect(await names()).toEqual(['Two']);
  });

  it('calls functions and actions with rows in them', async () => {
    const me = await client.execute<{ UserId: string }>({ logicalName: 'WhoAmI' });
    expect(me?.UserId).toBe(host.dataverse.administrator.userId);
    const contact = await createContact('Customer');
    const incident = await client.create({
      logicalName: 'incident',
      title: 'Lost',
      customerid: new EntityReference('contact', contact),
    });
    await client.execute({
      logicalName: 'CloseIncident',
      IncidentResolution: {
        logicalName: 'incidentresolution',
        subject: 'Found',
        incidentid: new EntityReference('incident', incident),
      },
      Status: 5,
    });
    expect(host.dataverse.rows.find('incident', incident)?.values).toMatchObject({ statecode: 1, statuscode: 5 });
    expect(host.dataverse.rows.findWhere('incidentresolution', { incidentid: incident })).toHaveLength(1);
  });

  it('sends a batch with requests of their own and a change set', async () => {
    const lastname = uniqueName('Batch');
    const id = await createContact(lastname);
    const create = { logicalName: 'Create', target: { logicalName: 'contact', lastname } };
    const rename = { logicalName: 'Update', target: { logicalName: 'contact', id, firstname: 'Ayu' } };
    const answers = await client.executeMultiple([{ logicalName: 'WhoAmI' }, [create, create], rename] as never);
    expect(answers?.[0]).toMatchObject({ UserId: host.dataverse.administrator.userId });
    expect(host.dataverse.rows.findWhere('contact', { lastname })).toHaveLength(3);
    expect(host.dataverse.rows.find('contact', id)?.values.firstname).toBe('Ayu');
  });

  it('undoes a change set whole', async () => {
    const lastname = uniqueName('Undone');
    const create = (gendercode: number) => ({
      logicalName: 'Create',
      target: { logicalName: 'contact', lastname, gendercode },
    });
    const sent = client.executeMultiple([[create(1), create(99)]] as never);
    await sent.catch(() => undefined);
    expect(host.dataverse.rows.findWhere('contact', { lastname })).toEqual([]);
  });

  it('walks through the pages of a query', async () => {
    const lastname = uniqueName('Pages');
    for (let index = 0; index < 5; index += 1) await createContact(lastname);
    let options = `?$select=lastname&$filter=lastname eq '${lastname}'`;
    const sizes: number[] = [];
    for (let page = 0; page < 3; page += 1) {
      const found = await webApi.retrieveMultipleRecords('contact', options, 2);
      sizes.push(found.entities.length);
      options = found.nextLink ? `?${found.nextLink.split('?')[1] ?? ''}` : '';
    }
    expect(sizes).toEqual([2, 2, 1]);
    expect(options).toBe('');
  });

  it('gives the code of an error to the caller', async () => {
    const retrieval = client.retrieve('account', '00000000-0000-4000-8000-000000000001', ['name']);
    await expect(retrieval).rejects.toMatchObject({ code: '0x80040217' });
  });
});
