/** Room tests. The traces: what is kept of the last requests, and what never is. */
import { openLabSandbox, type LabSandbox } from './openLabSandbox';
import type { Trace } from '../../../sandbox/lab/traces/traceLog';

const NUMBER = '+6281200000001';

let lab: LabSandbox;
beforeEach(async () => {
  lab = await openLabSandbox({ clock: () => new Date('2026-03-02T12:00:00Z'), lab: { traces: true } });
});
afterEach(() => lab.sandbox.close());

const list = async (query = ''): Promise<readonly Trace[]> =>
  (await lab.send('GET', `/lab/traces${query}`)).body['traces'] as readonly Trace[];

/** Resolves when that many are there: a trace is written when its connection has taken the answer. */
async function traces(count: number): Promise<readonly Trace[]> {
  for (;;) {
    const found = await list();
    if (found.length >= count) return found;
  }
}

describe('a trace', () => {
  it('says method, path, status, duration, user and time of a request', async () => {
    const id = lab.sandbox.dataverse.rows.create('account', { name: 'Alpen' });
    await lab.api('GET', `accounts(${id})?$select=name`);
    expect(await traces(1)).toEqual([
      {
        id: 1,
        at: '2026-03-02T12:00:00.000Z',
        method: 'GET',
        path: `/api/data/v9.2/accounts(${id})`,
        query: '$select=name',
        status: 200,
        durationMs: expect.any(Number) as number,
        userId: lab.sandbox.dataverse.administrator.userId,
      },
    ]);
  });

  it('names the fault that struck, and has no status when no answer was given', async () => {
    await lab.order({ kind: 'lost-answer', operation: { message: 'WhoAmI' } });
    await expect(lab.api('GET', 'WhoAmI')).rejects.toThrow('fetch failed');
    const [trace] = await traces(1);
    expect(trace).toMatchObject({ path: '/api/data/v9.2/WhoAmI', fault: 'lost-answer' });
    expect(trace).not.toHaveProperty('status');
  });

  it('has the status of a stream of events that its page has left', async () => {
    const page = new AbortController();
    await fetch(`${lab.sandbox.url}/phones/api/changes`, { signal: page.signal });
    page.abort();
    expect(await traces(1)).toMatchObject([{ path: '/phones/api/changes', status: 200 }]);
  });

  it('names the requests of a batch', async () => {
    const part = "Content-Type: application/http\r\n\r\nGET contacts(mobilephone='+6281200000001') HTTP/1.1\r\n\r\n";
    const headers = { 'content-type': 'multipart/mixed; boundary=b', prefer: 'odata.continue-on-error' };
    await lab.api('POST', '$batch', `--b\r\n${part}\r\n--b\r\n${part}\r\n--b--`, headers);
    const named = { method: 'GET', path: "contacts(mobilephone='…')" };
    expect(await traces(1)).toMatchObject([{ method: 'POST', path: '/api/data/v9.2/$batch', parts: [named, named] }]);
  });

  it('names the user that the request acts as', async () => {
    const user = '11111111-2222-4333-8444-555555555555';
    await lab.api('GET', 'WhoAmI', undefined, { mscrmcallerid: user.toUpperCase() });
    expect(await traces(1)).toMatchObject([{ userId: user }]);
  });

  it('holds no phone number, name or body, wherever they were sent', async () => {
    await lab.api('POST', 'contacts', { lastname: 'Dewi', mobilephone: NUMBER });
    await lab.api('GET', `contacts?$filter=mobilephone eq '${encodeURIComponent(NUMBER)}' and lastname eq 'Dewi'`);
    await lab.api('GET', `contacts?$filter=lastname eq Dewi`);
    await lab.api(
      'GET',
      `contacts?fetchXml=${encodeURIComponent(`<fetch><entity name="contact"><filter><condition attribute="lastname" operator="eq" value="Dewi"/></filter></entity></fetch>`)}`,
    );
    await lab.send('GET', `/phones/api/handsets/${encodeURIComponent(NUMBER)}`);
    await lab.send('POST', `/phones/api/${encodeURIComponent(NUMBER)}/replies`, { text: 'Dewi' });
    const found = JSON.stringify(await traces(6));
    expect(found).not.toMatch(/628120|0000001|Dewi/i);
    expect(found).toContain('mobilephone eq');
  });
});

describe('the list of traces', () => {
  it('shows what is asked for, oldest first, and nothing of the lab itself', async () => {
    await lab.api('GET', 'WhoAmI');
    await lab.api('POST', 'accounts', { name: 'A' });
    await lab.api('GET', 'nothings');
    const all = await traces(3);
    expect(all.map(({ path }) => path)).toEqual(
      ['WhoAmI', 'accounts', 'nothings'].map((end) => `/api/data/v9.2/${end}`),
    );
    const ids = async (query: string): Promise<number[]> => (await list(query)).map(({ id }) => id);
    expect(await ids('?method=post')).toEqual([2]);
    expect(await ids('?path=WHO')).toEqual([1]);
    expect(await ids('?status=4')).toEqual([3]);
    expect(await ids('?status=404')).toEqual([3]);
    expect(await ids('?after=1&top=1')).toEqual([3]);
  });

  it('keeps the newest only, and none after it is cleared or switched off', async () => {
    await lab.send('PUT', '/lab/traces', { keep: 2 });
    for (let call = 0; call < 5; call += 1) await lab.api('GET', 'WhoAmI');
    await lab.api('GET', 'nothings');
    await traces(2);
    for (;;) if ((await list()).at(-1)?.status === 404) break;
    expect(await list()).toHaveLength(2);
    await lab.send('DELETE', '/lab/traces');
    await lab.send('PUT', '/lab/traces', { isOn: false });
    await lab.api('GET', 'WhoAmI');
    await lab.send('PUT', '/lab/traces', { isOn: true });
    await lab.api('GET', 'nothings');
    expect((await traces(1)).map(({ status }) => status)).toEqual([404]);
  });

  it('is off unless it is asked for, and refuses nonsense', async () => {
    expect(await lab.refusal('PUT', '/lab/traces', { isOn: 1 })).toEqual([400, 'trace-order-invalid']);
    expect(await lab.refusal('PUT', '/lab/traces', { on: true })).toEqual([400, 'trace-order-invalid']);
    expect(await lab.refusal('PUT', '/lab/traces', { keep: 0 })).toEqual([400, 'trace-order-invalid']);
    await lab.sandbox.close();
    lab = await openLabSandbox();
    expect((await lab.send('GET', '/lab/traces')).body).toEqual({ isOn: false, keep: 500, traces: [] });
  });
});
