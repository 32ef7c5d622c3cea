/** Room tests. Whether a form may be edited: what privileges answer by themselves, and what the Web API is asked. */
import { WebApiError } from '../../../../sandbox/app/host/errors';
import type { Privileges } from '../../../../sandbox/app/host/privileges';
import { mayWriteRow } from '../../../../sandbox/app/host/rowAccess';
import { createWebApiClient } from '../../../../sandbox/app/host/webApiClient';

const ROW = '11111111-2222-4333-8444-555555555555';
const USER = '{AAAAAAAA-2222-4333-8444-555555555555}';
const LEVELS = ['Basic', 'Local', 'Deep', 'Global'];

const privileges = (levels: Readonly<Record<string, string>>): Privileges => ({
  roles: [],
  has: () => false,
  onTable: (_table, right, level = 'Basic') => LEVELS.indexOf(levels[right] ?? '') >= LEVELS.indexOf(level),
});

describe('Whether a row may be written', () => {
  const original = globalThis.fetch;
  let asked: string[];
  let answer: () => Response;
  beforeEach(() => {
    asked = [];
    answer = () => Response.json({ AccessRights: 'ReadAccess, WriteAccess' });
    globalThis.fetch = (address) => {
      asked.push(decodeURIComponent(String(address)));
      return Promise.resolve(answer());
    };
  });
  afterEach(() => {
    globalThis.fetch = original;
  });

  const table = { logicalName: 'ship', entitySetName: 'ships' } as never;
  const api = createWebApiClient(() => Promise.resolve({ table, choices: {}, manyToOne: [], oneToMany: [] }));
  const may = (levels: Readonly<Record<string, string>>): Promise<boolean> =>
    mayWriteRow({ api, privileges: privileges(levels), userId: USER }, 'ship', `{${ROW}}`);

  it.each<[boolean, string, Readonly<Record<string, string>>]>([
    [true, 'a privilege for every row', { Read: 'Global', Write: 'Global' }],
    [false, 'no privilege to write', { Read: 'Global' }],
    [true, 'a table without privileges', {}],
  ])('is %s with %s, and nobody is asked', async (expected, _what, levels) => {
    expect(await may(levels)).toBe(expected);
    expect(asked).toEqual([]);
  });

  it('is asked of the Web API with a privilege for some rows', async () => {
    expect(await may({ Read: 'Global', Write: 'Local' })).toBe(true);
    expect(asked).toEqual([
      `/api/data/v9.2/systemusers(aaaaaaaa-2222-4333-8444-555555555555)/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@t)?@t={"@odata.id":"ships(${ROW})"}`,
    ]);
    answer = () => Response.json({ AccessRights: 'ReadAccess, AppendAccess' });
    expect(await may({ Read: 'Global', Write: 'Local' })).toBe(false);
  });

  it('is left to the save when the user may not ask, and not known when the row is gone', async () => {
    const refuse = (status: number) => (): Response =>
      Response.json({ error: { code: '0x80040220', message: 'No.' } }, { status });
    answer = refuse(403);
    expect(await may({ Read: 'Global', Write: 'Basic' })).toBe(true);
    answer = refuse(404);
    await expect(may({ Read: 'Global', Write: 'Basic' })).rejects.toBeInstanceOf(WebApiError);
  });
});
