/** Room tests. Localizable columns over the Web API: two users read and write the same rows in two languages. */
import { errorCode, WebApiClient, type Answer, type RowBody } from '../../contract/webApi/client';
import { openSandboxHost, type SandboxHost } from '../../contract/webApi/openSandboxHost';

let host: SandboxHost;
let client: WebApiClient;
let reader: string;
let indonesian: Record<string, string>;
let english: Record<string, string>;
let view: string;
let other: string;

beforeAll(async () => {
  host = await openSandboxHost();
  client = new WebApiClient(host);
});
afterAll(() => host.close());
beforeEach(() => {
  const { rows, labels, administrator } = host.dataverse;
  const [role] = rows.findWhere('role', { name: 'System Administrator' });
  const person = (uilanguageid: number, roles: readonly string[]): string => {
    const id = rows.create('systemuser', {
      lastname: 'Person',
      domainname: `${uilanguageid}-${roles.length}@x.example`,
    });
    rows.create('usersettings', { systemuserid: id, uilanguageid });
    for (const roleId of roles)
      rows.associate('systemuserroles_association', { table: 'systemuser', id }, { table: 'role', id: roleId });
    return id;
  };
  indonesian = { mscrmcallerid: person(1057, [role!.id]) };
  english = { mscrmcallerid: person(1033, [role!.id]) };
  reader = person(1057, []);
  const tool = (name: string, label: string, more = {}): string => {
    const id = rows.create('savedquery', { name, returnedtypecode: 'acme_tool', querytype: 0, ...more });
    labels.replace('savedquery', id, { name: { '1057': label } });
    return id;
  };
  for (const { id } of rows.findWhere('savedquery', { returnedtypecode: 'acme_tool' })) rows.delete('savedquery', id);
  view = tool('All Tools', 'Semua alat', { description: 'Every tool there is.' });
  other = tool('My Tools', 'Alat saya');
  expect(administrator.userId).not.toBe(reader);
});

const TOOLS = "returnedtypecode eq 'acme_tool'";
const names = (rows: readonly RowBody[]): unknown[] => rows.map((row) => row.name);
const rowsOf = async (path: string, headers: Record<string, string>): Promise<RowBody[]> => {
  const answer = await client.get(path, headers);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.body.value as RowBody[];
};
const labelsOf = async (id: string, column = 'name', headers: Record<string, string> = english) => {
  const moniker = encodeURIComponent(`{'@odata.id':'savedqueries(${id})'}`);
  const path = `RetrieveLocLabels(EntityMoniker=@p1,AttributeName=@p2,IncludeUnpublished=@p3)?@p1=${moniker}&@p2='${column}'&@p3=false`;
  return client.get(path, headers);
};
const texts = async (id: string, column = 'name'): Promise<Record<string, string>> => {
  const { Label } = (await labelsOf(id, column)).body as { Label: { LocalizedLabels: RowBody[] } };
  return Object.fromEntries(Label.LocalizedLabels.map((one) => [one.LanguageCode, one.Label])) as Record<
    string,
    string
  >;
};
const setLabels = (
  id: string,
  labels: Record<number, string | null>,
  headers = english,
  column = 'name',
): Promise<Answer> =>
  client.send(
    'POST',
    'SetLocLabels',
    {
      EntityMoniker: { '@odata.type': 'Microsoft.Dynamics.CRM.savedquery', savedqueryid: id },
      AttributeName: column,
      Labels: Object.entries(labels).map(([code, text]) => ({ Label: text, LanguageCode: Number(code) })),
    },
    headers,
  );

describe('reading', () => {
  it('gives each user the text of their language, and the base language where there is none', async () => {
    const path = `savedqueries(${view})?$select=name,description`;
    // Both ways round, and again: what was kept for one language must not be read by another.
    for (const [headers, name] of [
      [english, 'All Tools'],
      [indonesian, 'Semua alat'],
      [english, 'All Tools'],
      [indonesian, 'Semua alat'],
    ] as const)
      expect((await client.get(path, headers)).body).toMatchObject({ name, description: 'Every tool there is.' });
  });

  it('keeps no statement of one language for another, whoever reads a row first', async () => {
    const path = `savedqueries(${other})?$select=name,querytype`;
    expect((await client.get(path, indonesian)).body.name).toBe('Alat saya');
    expect((await client.get(path, english)).body.name).toBe('My Tools');
    expect((await client.get(path, indonesian)).body.name).toBe('Alat saya');
  });

  it('follows a user who chooses another language', async () => {
    const userId = indonesian.mscrmcallerid!;
    const path = `savedqueries(${view})?$select=name`;
    expect((await client.get(path, indonesian)).body.name).toBe('Semua alat');
    host.dataverse.rows.update('usersettings', userId, { uilanguageid: 1033 });
    expect((await client.get(path, indonesian)).body.name).toBe('All Tools');
  });

  it.each([1041, 2_147_483_647])('is in the base language for a language that is not provisioned: %i', async (lcid) => {
    const userId = indonesian.mscrmcallerid!;
    host.dataverse.rows.update('usersettings', userId, { uilanguageid: lcid });
    expect((await client.get(`savedqueries(${view})?$select=name`, indonesian)).body.name).toBe('All Tools');
    expect((await client.send('PATCH', `savedqueries(${view})`, { name: 'Renamed' }, indonesian)).status).toBe(204);
    expect(await texts(view)).toEqual({ 1033: 'Renamed', 1057: 'Semua alat' });
  });

  it('filters by the text that is shown', async () => {
    const filtered = async (filter: string, headers: Record<string, string>) =>
      names(await rowsOf(`savedqueries?$select=name&$filter=${TOOLS} and ${filter}`, headers));
    expect(await filtered("name eq 'SEMUA ALAT'", indonesian)).toEqual(['Semua alat']);
    expect(await filtered("name eq 'All Tools'", indonesian)).toEqual([]);
    expect(await filtered("contains(name,'tools') and name ne 'My Tools'", english)).toEqual(['All Tools']);
    expect(await filtered("startswith(description,'Every')", indonesian)).toEqual(['Semua alat']);
  });

  it('orders by the text that is shown', async () => {
    const ordered = async (headers: Record<string, string>) =>
      names(await rowsOf(`savedqueries?$select=name&$filter=${TOOLS}&$orderby=name`, headers));
    expect(await ordered(english)).toEqual(['All Tools', 'My Tools']);
    expect(await ordered(indonesian)).toEqual(['Alat saya', 'Semua alat']);
  });

  it('compares texts without regard to case and accent, as it does in the base language', async () => {
    await setLabels(view, { 1057: 'Perkakas Élégant' });
    const found = await rowsOf(`savedqueries?$select=name&$filter=${TOOLS} and name eq 'perkakas elegant'`, indonesian);
    expect(names(found)).toEqual(['Perkakas Élégant']);
  });

  it('counts and groups by the text that is shown', async () => {
    const count = await client.get(`savedqueries/$count?$filter=${TOOLS} and name eq 'Semua alat'`, indonesian);
    expect(count.text.replace('\ufeff', '')).toBe('1');
    const grouped = await rowsOf(`savedqueries?$apply=filter(${TOOLS})/groupby((name))`, indonesian);
    expect(names(grouped)).toEqual(['Alat saya', 'Semua alat']);
  });

  it('is the same by FetchXML, with conditions, orders, links and groups', async () => {
    const fetch = async (xml: string, headers: Record<string, string>) =>
      rowsOf(`savedqueries?fetchXml=${encodeURIComponent(xml)}`, headers);
    const query = `<fetch><entity name="savedquery"><attribute name="name"/><order attribute="name"/><filter><condition attribute="returnedtypecode" operator="eq" value="acme_tool"/><condition attribute="name" operator="like" value="%alat%"/></filter></entity></fetch>`;
    expect(names(await fetch(query, indonesian))).toEqual(['Alat saya', 'Semua alat']);
    expect(await fetch(query, english)).toEqual([]);
    const linked = `<fetch><entity name="savedquery"><attribute name="savedqueryid"/><filter><condition attribute="savedqueryid" operator="eq" value="${view}"/></filter><link-entity name="savedquery" from="savedqueryid" to="savedqueryid" alias="same"><attribute name="name"/></link-entity></entity></fetch>`;
    expect((await fetch(linked, indonesian)).map((row) => row['same.name'])).toEqual(['Semua alat']);
    const groups = `<fetch aggregate="true"><entity name="savedquery"><attribute name="name" alias="title" groupby="true"/><attribute name="savedqueryid" alias="count" aggregate="count"/><filter><condition attribute="returnedtypecode" operator="eq" value="acme_tool"/></filter></entity></fetch>`;
    expect((await fetch(groups, indonesian)).map((row) => row.title)).toEqual(['Alat saya', 'Semua alat']);
  });

  it('gives single properties, names of lookups and expanded rows in the user’s language', async () => {
    expect((await client.get(`savedqueries(${view})/name`, indonesian)).body.value).toBe('Semua alat');
    expect((await client.get(`savedqueries(${view})/name/$value`, indonesian)).text).toBe('Semua alat');
    const { rows, labels, newId } = host.dataverse;
    const flow = rows.create('workflow', { name: 'Tidy', category: 5 });
    labels.replace('workflow', flow, { name: { '1057': 'Rapikan' } });
    const run = newId();
    rows.create('flowrun', { flowrunid: run, name: run, workflow: { table: 'workflow', id: flow } });
    const read = async (headers: Record<string, string>) => {
      const prefer = 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"';
      const path = `flowruns(${run})?$select=name,_workflow_value&$expand=Workflow($select=name)`;
      const { body } = await client.get(path, { ...headers, prefer });
      const name = '_workflow_value@OData.Community.Display.V1.FormattedValue';
      return [body[name], (body.Workflow as RowBody | undefined)?.name];
    };
    expect(await read(indonesian)).toEqual(['Rapikan', 'Rapikan']);
    expect(await read(english)).toEqual(['Tidy', 'Tidy']);
  });
});

describe('writing', () => {
  it('changes the text of the user’s language only', async () => {
    const patch = (headers: Record<string, string>, body: RowBody) =>
      client.send('PATCH', `savedqueries(${view})`, body, headers);
    expect((await patch(indonesian, { name: 'Alat lengkap', querytype: 64 })).status).toBe(204);
    expect(await texts(view)).toEqual({ '1033': 'All Tools', '1057': 'Alat lengkap' });
    expect(host.dataverse.rows.find('savedquery', view)?.values).toMatchObject({ name: 'All Tools', querytype: 64 });
    await patch(english, { name: 'Every Tool' });
    expect(await texts(view)).toEqual({ '1033': 'Every Tool', '1057': 'Alat lengkap' });
  });

  it('takes away the text of a language that is emptied, and all of them with that of the base language', async () => {
    const put = (headers: Record<string, string>, value: string | null) =>
      client.send('PUT', `savedqueries(${view})/description`, { value }, headers);
    await put(indonesian, 'Semua yang ada.');
    expect(await texts(view, 'description')).toEqual({ '1033': 'Every tool there is.', '1057': 'Semua yang ada.' });
    await put(indonesian, null);
    expect(await texts(view, 'description')).toEqual({ '1033': 'Every tool there is.' });
    await put(indonesian, 'Semua yang ada.');
    await put(english, null);
    expect(await texts(view, 'description')).toEqual({});
    expect(await texts(view)).toEqual({ '1033': 'All Tools', '1057': 'Semua alat' });
  });

  it('creates rows in the base language, whoever creates them', async () => {
    const answer = await client.send(
      'POST',
      'savedqueries',
      { name: 'Baru', returnedtypecode: 'acme_tool', querytype: 0 },
      indonesian,
    );
    const id = /\(([^)]+)\)$/.exec(answer.headers.get('odata-entityid') ?? '')?.[1] ?? '';
    expect(await texts(id)).toEqual({ '1033': 'Baru' });
  });

  it('raises the version of the row, so that nobody takes an old text for the latest', async () => {
    const etag = async () => (await client.get(`savedqueries(${view})?$select=querytype`, english)).body['@odata.etag'];
    const before = await etag();
    await client.send('PATCH', `savedqueries(${view})`, { name: 'Baru' }, indonesian);
    expect(await etag()).not.toBe(before);
  });

  it('leaves no text behind when the row is deleted', async () => {
    expect((await client.send('DELETE', `savedqueries(${view})`, undefined, english)).status).toBe(204);
    host.dataverse.rows.create('savedquery', {
      savedqueryid: view,
      name: 'Again',
      returnedtypecode: 'acme_tool',
      querytype: 0,
    });
    expect(await texts(view)).toEqual({ '1033': 'Again' });
  });
});

describe('RetrieveLocLabels', () => {
  it('gives the texts of all languages, and the one that the user reads', async () => {
    const label = (text: string, code: number) => ({
      Label: text,
      LanguageCode: code,
      IsManaged: null,
      MetadataId: null,
      HasChanged: null,
    });
    const all = [label('All Tools', 1033), label('Semua alat', 1057)];
    const read = async (headers: Record<string, string>) => (await labelsOf(view, 'name', headers)).body.Label;
    expect(await read(english)).toEqual({ LocalizedLabels: all, UserLocalizedLabel: all[0] });
    expect(await read(indonesian)).toEqual({ LocalizedLabels: all, UserLocalizedLabel: all[1] });
    const described = (await labelsOf(view, 'description', indonesian)).body.Label as RowBody;
    expect(described.UserLocalizedLabel).toEqual(label('Every tool there is.', 1033));
  });

  it.each([
    ['a row that is not there', '00000000-0000-4000-8000-00000000dead', 'name', 404, '0x80040217'],
    ['a column that is not localizable', undefined, 'fetchxml', 400, '0x80040203'],
    ['a column that is not there', undefined, 'nothing', 400, '0x80060888'],
  ])('refuses %s', async (_what, id, column, status, code) => {
    const answer = await labelsOf(id ?? view, column);
    expect([answer.status, errorCode(answer)]).toEqual([status, code]);
  });

  it('is refused to somebody who may not read the row', async () => {
    expect((await labelsOf(view, 'name', { mscrmcallerid: reader })).status).toBe(403);
  });
});

describe('SetLocLabels', () => {
  it('sets the texts of the languages that it names and leaves the others', async () => {
    expect((await setLabels(view, { 1057: 'Alat-alat' })).status).toBe(204);
    expect(await texts(view)).toEqual({ '1033': 'All Tools', '1057': 'Alat-alat' });
    expect((await setLabels(view, { 1057: 'Semua', 1033: 'Everything' }, indonesian)).status).toBe(204);
    expect(await texts(view)).toEqual({ '1033': 'Everything', '1057': 'Semua' });
    expect(host.dataverse.rows.find('savedquery', view)?.values.name).toBe('Everything');
  });

  it('takes a text that is empty away, also when the base language is given first', async () => {
    await setLabels(view, { 1057: '' });
    expect(await texts(view)).toEqual({ '1033': 'All Tools' });
    await setLabels(view, { 1057: 'Baru', 1033: null }, english, 'description');
    expect(await texts(view, 'description')).toEqual({ '1057': 'Baru' });
  });

  it('names its row by an address, too', async () => {
    const EntityMoniker = {
      '@odata.type': 'Microsoft.Dynamics.CRM.crmbaseentity',
      '@odata.id': `savedqueries(${view})`,
    };
    const Labels = [{ '@odata.type': 'Microsoft.Dynamics.CRM.LocalizedLabel', Label: 'Lain', LanguageCode: 1057 }];
    const body = { EntityMoniker, AttributeName: 'name', Labels };
    expect((await client.send('POST', 'SetLocLabels', body, english)).status).toBe(204);
    expect(await texts(view)).toMatchObject({ '1057': 'Lain' });
  });

  it.each([
    ['a language that is not provisioned', { 1033: 'New', 1041: 'x' }, 'name', '0x80040203'],
    ['a text that is too long', { 1033: 'New', 1057: 'x'.repeat(201) }, 'name', '0x80044331'],
    ['a column that is not localizable', { 1057: 'x' }, 'fetchxml', '0x80040203'],
  ])('refuses %s and changes nothing', async (_what, labels, column, code) => {
    const answer = await setLabels(view, labels, english, column);
    expect([answer.status, errorCode(answer)]).toEqual([400, code]);
    expect(await texts(view)).toEqual({ '1033': 'All Tools', '1057': 'Semua alat' });
  });

  it('is refused to somebody who may not write the row', async () => {
    expect((await setLabels(view, { 1057: 'x' }, { mscrmcallerid: reader })).status).toBe(403);
    expect(await texts(view)).toMatchObject({ '1057': 'Semua alat' });
  });
});
