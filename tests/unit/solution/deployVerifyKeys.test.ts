/** Room tests. The alternate keys of a package after an import: there, failed, or still being made. */
import { verifyKeys } from '../../../solution/tools/deploy/verifyKeys';
import { WebApi } from '../../../solution/tools/deploy/webApi';

const KEYS = [
  { table: 'acme_tool', key: 'acme_codekey' },
  { table: 'acme_tool', key: 'acme_numberkey' },
];

/** An environment whose keys are in each of the states in turn, in the last one forever. */
function environment(...states: readonly (Readonly<Record<string, string>> | number)[]) {
  let waitedMs = 0;
  let looks = 0;
  const fetch = (): Promise<Response> => {
    const state = states[Math.min(looks, states.length - 1)] ?? {};
    looks += 1;
    if (typeof state === 'number') return Promise.resolve(new Response('{}', { status: state }));
    const value = Object.entries(state).map(([LogicalName, EntityKeyIndexStatus]) => ({
      LogicalName,
      EntityKeyIndexStatus,
    }));
    return Promise.resolve(new Response(JSON.stringify({ value })));
  };
  const api = new WebApi({
    baseUrl: 'https://org.example',
    fetch: fetch as typeof globalThis.fetch,
    wait: (ms) => Promise.resolve(void (waitedMs += ms)),
  });
  return { api, waitedMs: () => waitedMs };
}

const ACTIVE = { acme_codekey: 'Active', acme_numberkey: 'Active' };

describe('verifyKeys', () => {
  it('is content with keys that are active', async () => {
    expect(await verifyKeys(environment(ACTIVE).api, KEYS)).toEqual({ wrong: [], pending: [] });
  });

  it('waits for keys that are being made', async () => {
    const { api, waitedMs } = environment(
      { ...ACTIVE, acme_codekey: 'Pending' },
      { ...ACTIVE, acme_codekey: 'InProgress' },
      ACTIVE,
    );
    expect(await verifyKeys(api, KEYS)).toEqual({ wrong: [], pending: [] });
    expect(waitedMs()).toBe(6000);
  });

  it('tells after a minute which are still being made', async () => {
    const { api, waitedMs } = environment({ ...ACTIVE, acme_numberkey: 'Pending' });
    expect(await verifyKeys(api, KEYS)).toEqual({ wrong: [], pending: ['alternate key acme_numberkey of acme_tool'] });
    expect(waitedMs()).toBeLessThanOrEqual(60_000);
  });

  it('names keys that failed and keys that are not there', async () => {
    const { wrong } = await verifyKeys(environment({ acme_codekey: 'Failed' }).api, KEYS);
    expect(wrong).toEqual([
      expect.stringMatching(/acme_codekey of acme_tool: its index failed/),
      'alternate key acme_numberkey of acme_tool: not there',
    ]);
  });

  it('takes a table that is not there as one without keys, and a refusal as what it is', async () => {
    expect((await verifyKeys(environment(404).api, KEYS)).wrong).toHaveLength(2);
    await expect(verifyKeys(environment(403).api, KEYS)).rejects.toMatchObject({ code: 'request-refused' });
  });
});
