/** Room tests. The host's server side: pages, web resources, helper JSON, and errors that are sentences. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { registerApp } from '../../../sandbox/app/server';
import type { SystemForm, TableInfo, View } from '../../../sandbox/app/contracts';
import type { AppDescriptor, ScriptDependencies, Session } from '../../../sandbox/app/host/hostData';
import { openDataverse, type OpenedDataverse } from '../../../sandbox/dataverse/open';
import { CONTOSO_APP, installContosoApp } from './contosoApp';
import '../../support/wholeServer';

let assets: string;
let dataverse: OpenedDataverse;
let server: FastifyInstance;
let address: string;
let ids = 0;

beforeAll(() => {
  assets = mkdtempSync(join(tmpdir(), 'host-assets-'));
  writeFileSync(join(assets, 'app.js'), 'run();');
  writeFileSync(join(assets, '.secret.json'), '{}');
});
afterAll(() => rmSync(assets, { recursive: true, force: true }));

beforeEach(async () => {
  ids = 0;
  dataverse = openDataverse({
    file: ':memory:',
    clock: () => new Date('2026-03-02T08:00:00Z'),
    newId: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`,
  });
  server = fastify();
  registerApp(server, dataverse, { assets });
  await server.listen({ host: '127.0.0.1', port: 0 });
  address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await server.close();
  dataverse.close();
});

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  json(): unknown;
}

async function send(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(address + url, init);
  const body = await response.text();
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body,
    json: () => JSON.parse(body) as unknown,
  };
}
const get = (url: string, headers: Record<string, string> = { accept: 'application/json' }): Promise<Answer> =>
  send(url, { headers });
const json = async <T>(url: string): Promise<T> => (await get(url)).json() as T;
const putLanguage = (languageId: unknown): Promise<Answer> =>
  send('/_host/session/language', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ languageId }),
  });

describe('pages', () => {
  it('lists the installed apps with their names escaped', async () => {
    expect((await get('/')).body).toContain('No app is installed yet');
    installContosoApp(dataverse);
    const { body } = await get('/');
    expect(body).toContain('Contoso &lt;Service&gt;');
    expect(body).toContain('/main.aspx?appname=contoso_Service');
    expect(body).toContain('href="/phones"');
  });

  it('writes pages in the language of the user, and from right to left with the test switch', async () => {
    expect((await get('/')).body).toContain('<html lang="en-US" dir="ltr">');
    expect((await get('/?rtl=1')).body).toContain('<html lang="en-US" dir="rtl">');
    await putLanguage(1057);
    const chooser = (await get('/')).body;
    expect(chooser).toContain('<html lang="id-ID" dir="ltr">');
    expect(chooser).toContain('<h1>Aplikasi</h1>');
    expect((await get('/main.aspx?appname=x')).body).toContain('<html lang="id-ID" dir="ltr">');
    await putLanguage(1025);
    expect((await get('/')).body).toContain('dir="rtl"');
  });

  it('allows scripts of this server only, and writes none into the page', async () => {
    const { headers, body } = await get('/main.aspx?appname=x');
    expect(String(headers['content-security-policy'])).toMatch(/script-src 'self'(;|$)/);
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)/);
  });

  it('answers browsers with a page of one sentence and programs with JSON', async () => {
    const page = await get('/WebResources/none.js', { accept: 'text/html' });
    expect([page.statusCode, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.body).toContain('There is no web resource named none.js.');
    const answer = await get('/_host/apps/none');
    expect([answer.statusCode, answer.json()]).toEqual([
      404,
      { error: { code: 'app-not-found', message: 'No app with the unique name none is installed.' } },
    ]);
  });
});

describe('files', () => {
  it('gives built files, and the same ones again without their bytes', async () => {
    const first = await get('/_host/app.js');
    expect([first.statusCode, first.headers['content-type'], first.body]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'run();',
    ]);
    expect((await get('/_host/app.js', { 'if-none-match': String(first.headers['etag']) })).statusCode).toBe(304);
  });

  it.each(['/_host/..%2f..%2fpackage.json', '/_host/.secret.json', '/_host/none.js', '/icons/..%2fapp.js', '/_host/'])(
    'gives nothing outside its folder or hidden: %s',
    async (url) => {
      expect((await get(url)).statusCode).toBe(404);
    },
  );
});

describe('web resources', () => {
  beforeEach(() => installContosoApp(dataverse));

  it.each([
    ['contoso_/pages/hello.html', 'text/html; charset=utf-8'],
    ['contoso_/js/base.js', 'text/javascript; charset=utf-8'],
    ['contoso_/strings/ribbon.1033.resx', 'text/xml; charset=utf-8'],
    ['contoso_/img/wave.svg', 'image/svg+xml'],
  ])('come with the content type of their kind: %s', async (name, contentType) => {
    const { statusCode, headers } = await get(`/WebResources/${name}`);
    expect([statusCode, headers['content-type'], headers['x-content-type-options']]).toEqual([
      200,
      contentType,
      'nosniff',
    ]);
  });

  it('forbid scripts inside pictures', async () => {
    expect((await get('/WebResources/contoso_/img/wave.svg')).headers['content-security-policy']).toContain(
      "default-src 'none'",
    );
  });

  it.each(['/ClientGlobalContext.js.aspx', '/WebResources/contoso_/pages/ClientGlobalContext.js.aspx'])(
    'reach the host through %s',
    async (url) => {
      const { headers, body } = await get(url);
      expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
      expect(body).toContain('window.GetGlobalContext');
    },
  );

  it('name the scripts before them and their texts with every language', async () => {
    expect(await json<ScriptDependencies>('/_host/scripts/contoso_/js/ribbon.js')).toEqual({
      scripts: ['contoso_/js/base.js', 'contoso_/js/ribbon.js'],
      strings: [
        { base: 'contoso_/strings/ribbon', languages: [1033, 1057], fallback: 'contoso_/strings/ribbon.1033.resx' },
      ],
    });
  });

  it('say which dependency is missing, and whose', async () => {
    dataverse.rows.create('webresource', {
      name: 'contoso_/js/lonely.js',
      displayname: 'lonely',
      webresourcetype: 3,
      content: '',
      dependencyxml:
        '<Dependencies><Dependency componentType="WebResource"><Library name="contoso_/js/gone.js" /></Dependency></Dependencies>',
    });
    const answer = await get('/_host/scripts/contoso_/js/lonely.js');
    expect(answer.json()).toEqual({
      error: {
        code: 'web-resource-not-found',
        message: 'There is no web resource named contoso_/js/gone.js, which contoso_/js/lonely.js depends on.',
      },
    });
  });
});

describe('code components', () => {
  it('give manifest and files by name', async () => {
    const control = dataverse.rows.create('customcontrol', {
      name: 'contoso_Contoso.Stars',
      manifest: '<manifest />',
      version: '1.0.0',
    });
    dataverse.rows.create('customcontrolresource', {
      customcontrolid: { table: 'customcontrol', id: control },
      name: 'css/stars.css',
      content: Buffer.from('a{}').toString('base64'),
    });
    expect((await get('/Controls/contoso_Contoso.Stars/ControlManifest.xml')).body).toBe('<manifest />');
    const sheet = await get('/Controls/contoso_Contoso.Stars/css/stars.css');
    expect([sheet.body, sheet.headers['content-type']]).toEqual(['a{}', 'text/css; charset=utf-8']);
    expect((await get('/Controls/contoso_Contoso.Stars/none.js')).json()).toMatchObject({
      error: { code: 'control-file-not-found' },
    });
  });
});

describe('apps', () => {
  it('come with site map, tables and ribbons', async () => {
    installContosoApp(dataverse);
    const app = await json<AppDescriptor>(`/_host/apps/${CONTOSO_APP.toUpperCase()}`);
    expect(app).toMatchObject({
      uniqueName: CONTOSO_APP,
      name: 'Contoso <Service>',
      tables: ['incident'],
      ribbons: [{ table: 'incident', solution: 'Contoso' }],
    });
    expect(app.siteMapXml).toContain('Entity="incident"');
  });

  it('offer every public view and form of a table until they name some', async () => {
    installContosoApp(dataverse);
    const views = (await json<View[]>(`/_host/apps/${CONTOSO_APP}/views/incident`)).filter(
      ({ queryType }) => queryType === 0,
    );
    const forms = await json<SystemForm[]>(`/_host/apps/${CONTOSO_APP}/forms/incident/2`);
    expect(views.length).toBeGreaterThan(1);
    expect(views[0]?.isDefault).toBe(true);
    expect(forms.length).toBeGreaterThan(0);
  });

  it('end with the views that the user has saved', async () => {
    installContosoApp(dataverse);
    const { rows } = dataverse;
    const id = rows.create('userquery', {
      name: 'A view of my own',
      returnedtypecode: 'incident',
      fetchxml: '<fetch><entity name="incident"><attribute name="title"/></entity></fetch>',
      layoutxml:
        '<grid name="resultset"><row name="result" id="incidentid"><cell name="title" width="200"/></row></grid>',
    });
    const views = await json<View[]>(`/_host/apps/${CONTOSO_APP}/views/incident`);
    rows.delete('userquery', id);
    expect(views.at(-1)).toMatchObject({ id, name: 'A view of my own', queryType: 0, isDefault: false });
  });

  it('offer only what they name, and keep quick find and lookup views', async () => {
    const all = dataverse.rows.findWhere('savedquery', { returnedtypecode: 'incident' });
    const chosen = all.filter(({ values }) => values['querytype'] === 0).at(-1);
    const own = dataverse.rows.create('systemform', {
      name: 'Ours',
      objecttypecode: 'incident',
      type: 2,
      formxml: '<form />',
      formactivationstate: 1,
      isdefault: false,
    });
    installContosoApp(dataverse, { viewId: chosen?.id, formId: own });
    const views = await json<View[]>(`/_host/apps/${CONTOSO_APP}/views/incident`);
    expect(views.filter(({ queryType }) => queryType === 0).map(({ id }) => id)).toEqual([chosen?.id]);
    expect(views.map(({ queryType }) => queryType)).toContain(4);
    expect((await json<SystemForm[]>(`/_host/apps/${CONTOSO_APP}/forms/incident/2`)).map(({ name }) => name)).toEqual([
      'Ours',
    ]);
  });

  it('give a table with choices and relationships', async () => {
    const info = await json<TableInfo>('/_host/tables/incident');
    expect(info.table.entitySetName).toBe('incidents');
    expect(info.manyToOne.map(({ referencingColumn }) => referencingColumn)).toContain('customerid');
  });
});

describe('the session', () => {
  it('keeps the language with the user', async () => {
    expect((await json<Session>('/_host/session')).languageId).toBe(1033);
    const changed = await putLanguage(1057);
    expect(changed.statusCode).toBe(204);
    expect((await json<Session>('/_host/session')).languageId).toBe(1057);
    expect(dataverse.rows.find('usersettings', dataverse.administrator.userId)?.values['uilanguageid']).toBe(1057);
  });

  it.each(['indonesian', 1.5, 0, null])('refuses %p as a language', async (languageId) => {
    expect((await putLanguage(languageId)).statusCode).toBe(400);
  });
});
