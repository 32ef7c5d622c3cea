/** Room tests. Image columns, of Microsoft's tables and of a solution's: pictures in rows, by their column, and by their own address. */
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { serve } from '../../contract/webApi/openSandboxHost';
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import { openImportHost } from '../solutions/importHost';
import { attribute, toolZip } from '../solutions/solutionZip';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const OCTET_STREAM = { 'content-type': 'application/octet-stream' };

const config = (kind: string, inner: string): string =>
  `<${kind}><parententitylogicalname>acme_tool</parententitylogicalname>${inner}</${kind}>`;

describe('Image columns', () => {
  let host: SandboxHost;
  let client: WebApiClient;
  let tool = '';
  beforeAll(async () => {
    const importer = openImportHost();
    const zip = toolZip({
      attributes: [
        attribute('image', 'acme_Photo', '<MaxSizeInKB>1</MaxSizeInKB>'),
        attribute('image', 'acme_Logo', '<MaxSizeInKB>20</MaxSizeInKB>'),
      ],
      sections: {
        EntityImageConfigs: config('EntityImageConfig', '<primaryimageattribute>acme_logo</primaryimageattribute>'),
        AttributeImageConfigs: config(
          'AttributeImageConfig',
          '<attributelogicalname>acme_logo</attributelogicalname><canstorefullimage>1</canstorefullimage>',
        ),
      },
    });
    expect(await importer.importZip(zip)).toMatchObject({ message: '' });
    host = await serve(importer.dataverse);
    client = new WebApiClient(host);
  });
  afterAll(() => host.close());
  beforeEach(async () => {
    tool = await client.create('acme_tools', { acme_name: 'Saw', acme_logo: PNG });
  });

  const path = (ending = ''): string => `acme_tools(${tool})/acme_logo${ending}`;
  const logo = async (): Promise<unknown> => (await client.get(`acme_tools(${tool})?$select=acme_logo`)).body.acme_logo;
  const bytes = async (ending: string) => {
    const answer = await fetch(`${host.serviceRoot}${path(ending)}`);
    return { status: answer.status, content: Buffer.from(await answer.arrayBuffer()).toString('base64') };
  };
  const refusal = async (method: string, address: string, body: unknown) => {
    const answer = await client.send(method, address, body);
    return [answer.status, errorCode(answer)];
  };

  it('are changed only in the version that If-Match names', async () => {
    const stale = { 'if-match': 'W/"1"' };
    expect((await client.send('PUT', path(), { value: GIF }, stale)).status).toBe(412);
    expect((await client.send('DELETE', path(), undefined, stale)).status).toBe(412);
    expect(await logo()).toBe(PNG);
  });

  it('take a picture with a new row and with a change, show it to who selects it, and lose it by null', async () => {
    expect(await logo()).toBe(PNG);
    await client.send('PATCH', `acme_tools(${tool})`, { acme_logo: GIF });
    expect(await logo()).toBe(GIF);
    await client.send('PATCH', `acme_tools(${tool})`, { acme_logo: null });
    const { body } = await client.get(
      `acme_tools(${tool})?$select=acme_logo,acme_logoid,acme_logo_url,acme_logo_timestamp`,
    );
    expect(body).toMatchObject({ acme_logo: null, acme_logoid: null, acme_logo_url: null, acme_logo_timestamp: null });
  });

  it('do not come with whole rows, but say where the picture is', async () => {
    const { body } = await client.get(`acme_tools(${tool})`);
    expect(body).not.toHaveProperty('acme_logo');
    expect(body.acme_logo_url).toBe(
      `/Image/download.aspx?Entity=acme_tool&Attribute=acme_logo&Id=${String(body.acme_logoid)}&Timestamp=${String(body.acme_logo_timestamp)}`,
    );
    const [row] = await client.rows('acme_tools?$select=*');
    expect(row).not.toHaveProperty('acme_logo');
    const fetched = await client.fetch(
      'acme_tools',
      '<fetch><entity name="acme_tool"><all-attributes/></entity></fetch>',
    );
    expect(JSON.stringify(fetched.body)).not.toContain(PNG);
  });

  it('keep their address to themselves', async () => {
    await client.send('PATCH', `acme_tools(${tool})`, { acme_logo_url: 'https://elsewhere.example' });
    const { body } = await client.get(`acme_tools(${tool})?$select=acme_logo_url`);
    expect(body.acme_logo_url).toContain('/Image/download.aspx?');
  });

  it('have another id with every picture', async () => {
    const id = async () => (await client.get(`acme_tools(${tool})?$select=acme_logoid`)).body.acme_logoid;
    const before = await id();
    await client.send('PATCH', `acme_tools(${tool})`, { acme_name: 'Other saw' });
    expect(await id()).toBe(before);
    await client.send('PATCH', `acme_tools(${tool})`, { acme_logo: PNG });
    expect(await id()).not.toBe(before);
  });

  it('are shown under their own address, as what they are, to who may read the row', async () => {
    const { body } = await client.get(`acme_tools(${tool})?$select=acme_logo_url`);
    const address = new URL(String(body.acme_logo_url), host.serviceRoot).href;
    const shown = await fetch(address);
    expect([shown.status, shown.headers.get('content-type'), shown.headers.get('x-content-type-options')]).toEqual([
      200,
      'image/png',
      'nosniff',
    ]);
    expect(Buffer.from(await shown.arrayBuffer()).toString('base64')).toBe(PNG);
    expect((await fetch(`${address}&Full=true`)).status).toBe(200);
    const nobody = host.dataverse.rows.create('systemuser', {
      lastname: 'Nobody',
      domainname: 'nobody@sandbox.example',
    });
    expect((await fetch(address, { headers: { cookie: `sandbox-user=${nobody}` } })).status).toBe(403);
    expect((await fetch(new URL('/Image/download.aspx?Entity=acme_tool&Attribute=acme_name', address))).status).toBe(
      400,
    );
    expect((await fetch(address.replace(/Id=[^&]+/, 'Id=00000000-0000-4000-8000-000000000001'))).status).toBe(204);
  });

  it('are read and written by their column: as bytes, as base64, in full size', async () => {
    expect((await client.get(path())).body.value).toBe(PNG);
    expect(await bytes('/$value')).toEqual({ status: 200, content: PNG });
    expect(await bytes('/$value?size=full')).toEqual({ status: 200, content: PNG });
    for (const method of ['PUT', 'PATCH']) {
      for (const picture of [GIF, PNG]) {
        const body = Buffer.from(picture, 'base64');
        const answer = await fetch(`${host.serviceRoot}${path()}`, { method, headers: OCTET_STREAM, body });
        expect([answer.status, await logo()]).toEqual([204, picture]);
      }
    }
    expect((await client.send('PUT', path(), { value: GIF })).status).toBe(204);
    expect(await logo()).toBe(GIF);
    expect((await client.send('PUT', path(), { value: null })).status).toBe(204);
    expect((await client.get(path())).status).toBe(204);
    await client.send('PUT', path(), { value: GIF });
    expect((await client.send('DELETE', path())).status).toBe(204);
    expect(await logo()).toBeNull();
  });

  it('have no full size unless they are defined so', async () => {
    await client.send('PATCH', `acme_tools(${tool})`, { acme_photo: PNG });
    expect((await client.get(`acme_tools(${tool})/acme_photo`)).body.value).toBe(PNG);
    expect((await client.get(`acme_tools(${tool})/acme_photo/$value?size=full`)).status).toBe(204);
  });

  it('refuse what is no picture, what is too large, and another than the primary image with a new row', async () => {
    const row = `acme_tools(${tool})`;
    for (const text of ['bm8gcGljdHVyZQ==', 'not base64!', '', 'PHN2Zz48L3N2Zz4='])
      expect(await refusal('PATCH', row, { acme_logo: text })).toEqual([400, '0x80072553']);
    const large = Buffer.concat([Buffer.from(PNG, 'base64'), Buffer.alloc(1024)]).toString('base64');
    expect(await refusal('PATCH', row, { acme_photo: large })).toEqual([400, '0x80072553']);
    expect((await client.send('PATCH', row, { acme_logo: large })).status).toBe(204);
    expect(await refusal('PATCH', row, { acme_logo: 5 })).toEqual([400, '0x80048d19']);
    expect(await refusal('POST', 'acme_tools', { acme_name: 'x', acme_photo: PNG })).toEqual([400, '0x80090487']);
  });

  it('are described as what they are', async () => {
    const cast = 'Microsoft.Dynamics.CRM.ImageAttributeMetadata';
    const rows = await client.rows(`EntityDefinitions(LogicalName='acme_tool')/Attributes/${cast}`);
    expect(
      rows.map(({ LogicalName, MaxSizeInKB, CanStoreFullImage, IsPrimaryImage, MaxHeight }) => [
        LogicalName,
        MaxSizeInKB,
        CanStoreFullImage,
        IsPrimaryImage,
        MaxHeight,
      ]),
    ).toEqual([
      ['acme_photo', 1, false, false, 144],
      ['acme_logo', 20, true, true, 144],
    ]);
    const table = await client.get("EntityDefinitions(LogicalName='acme_tool')?$select=PrimaryImageAttribute");
    expect(table.body.PrimaryImageAttribute).toBe('acme_logo');
    expect((await client.get('$metadata')).text).toContain('<Property Name="acme_logo" Type="Edm.Binary"');
  });

  it('refuse chunks and blocks by name', async () => {
    const headers = { 'x-ms-transfer-mode': 'chunked', 'x-ms-file-name': 'a.png' };
    expect((await client.send('PATCH', path(), undefined, headers)).status).toBe(501);
    const answer = await client.send('POST', 'InitializeFileBlocksUpload', {
      Target: { '@odata.type': 'Microsoft.Dynamics.CRM.acme_tool', acme_toolid: tool },
      FileAttributeName: 'acme_logo',
      FileName: 'a.png',
    });
    expect([answer.status, answer.text]).toEqual([501, expect.stringContaining('acme_tool.acme_logo')]);
  });

  it.each(['contacts', 'accounts', 'systemusers'])('are there for rows of %s', async (set) => {
    const named = {
      contacts: { lastname: 'P' },
      accounts: { name: 'P' },
      systemusers: { lastname: 'P', domainname: 'p@x.example' },
    };
    const id = await client.create(set, { ...named[set as keyof typeof named], entityimage: GIF });
    const { body } = await client.get(`${set}(${id})?$select=entityimage,entityimage_url`);
    expect(body).toMatchObject({ entityimage: GIF, entityimage_url: expect.stringContaining('Attribute=entityimage') });
  });
});
