/** Room tests. What the app, its chooser and the page of flows show of components: their names in the language of whoever looks. */
import type { SystemForm, View } from '../../../sandbox/app/contracts';
import type { AppDescriptor } from '../../../sandbox/app/host/hostData';
import { SESSION_COOKIE } from '../../../sandbox/dataverse/security/caller';
import type { FlowItem } from '../../../sandbox/flows/pages/contracts';
import { openFlows, type Flows } from '../flows/host/openFlows';
import { FLOW_ID, localizedZip } from './localizedZip';

let host: Flows;
let indonesian: string;
beforeAll(async () => {
  host = await openFlows();
  await host.importZip(localizedZip());
  const { rows } = host.sandbox.dataverse;
  const userId = rows.create('systemuser', { lastname: 'Sari', domainname: 'sari@acme.example' });
  rows.create('usersettings', { systemuserid: userId, uilanguageid: 1057 });
  const [role] = rows.findWhere('role', { name: 'System Administrator' });
  rows.associate('systemuserroles_association', { table: 'systemuser', id: userId }, { table: 'role', id: role!.id });
  indonesian = `${SESSION_COOKIE}=${userId}`;
});
afterAll(() => host.close());

const read = async <T>(path: string, cookie?: string): Promise<T> =>
  (await host.send('GET', path, undefined, cookie)).body as unknown as T;
const chooser = async (cookie?: string): Promise<string> =>
  (await fetch(`${host.sandbox.url}/`, { headers: { accept: 'text/html', ...(cookie ? { cookie } : {}) } })).text();
const viewNames = async (path: string, cookie?: string): Promise<string[]> =>
  (await read<View[]>(path, cookie)).filter(({ queryType }) => queryType === 0).map(({ name }) => name);

it('names apps on the chooser in the user’s language', async () => {
  expect(await chooser()).toMatch(/<strong dir="auto">Tools<\/strong><span[^>]*>To lend tools</);
  expect(await chooser(indonesian)).toMatch(/<strong dir="auto">Perkakas<\/strong><span[^>]*>Untuk meminjamkan alat</);
});

it.each([
  ['of the user', '', true],
  ['that the address names', '?lcid=1057', false],
])('names the app, its views and its forms in the language %s', async (_whose, query, asUser) => {
  const cookie = asUser ? indonesian : undefined;
  const app = (path = ''): string => `/_host/apps/acme_App${path}`;
  expect((await read<AppDescriptor>(app())).name).toBe('Tools');
  expect((await read<AppDescriptor>(app(query), cookie)).name).toBe('Perkakas');
  expect(await viewNames(app('/views/acme_tool'))).toEqual(['Active Tools']);
  expect(await viewNames(app(`/views/acme_tool${query}`), cookie)).toEqual(['Alat aktif']);
  const forms = await read<SystemForm[]>(app(`/forms/acme_tool/2${query}`), cookie);
  expect(forms.map(({ name }) => name)).toEqual(['Alat']);
});

it('offers stock views by their names in the user’s language, in the order of these', async () => {
  const cases = (query: string) => viewNames(`/_host/apps/acme_App/views/incident${query}`);
  expect((await cases('')).slice(1)).toEqual(['All Cases', 'My Active Cases', 'My Resolved Cases', 'Resolved Cases']);
  expect((await cases('?lcid=1057')).slice(1)).toEqual([
    'Kasus aktif saya',
    'Kasus saya yang terselesaikan',
    'Kasus terselesaikan',
    'Semua kasus',
  ]);
  // A language that nobody has translated to.
  expect(await cases('?lcid=1031')).toEqual(await cases(''));
});

it('tells flows and their solutions by their names in the user’s language', async () => {
  const shown = ({ name, description, solution }: FlowItem): unknown => ({ name, description, solution });
  const english = { name: 'Count tools', description: 'Counts them.', solution: 'Acme Tools' };
  const translated = { name: 'Hitung alat', description: 'Menghitungnya.', solution: 'Alat Acme' };
  expect((await read<{ flows: FlowItem[] }>('/flows/api/flows')).flows.map(shown)).toEqual([english]);
  expect((await read<{ flows: FlowItem[] }>('/flows/api/flows', indonesian)).flows.map(shown)).toEqual([translated]);
  expect(shown(await read<FlowItem>(`/flows/api/flows/${FLOW_ID}`, indonesian))).toEqual(translated);
});
