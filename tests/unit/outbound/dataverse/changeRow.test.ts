/** Room tests. A change of a row whose answer does not say what became of it. */
import fc from 'fast-check';
import { changeRow } from '../../../../outbound/dataverse/changeRow';
import { conclude } from '../../../../outbound/dataverse/webApi';
import { classifyAnswer } from '../../../../outbound/invoke/classifyAnswer';
import {
  doneBut,
  fakeWebApi,
  gatewayPage,
  refusal,
  UNCLEAR_STATUSES,
  type FakeWebApi,
  type Trouble,
} from './fakeWebApi';

const PATH = 'obm_sends(1)';

function open() {
  const api = fakeWebApi();
  api.put(PATH, { obm_state: 1, obm_startedon: null, obm_stopcode: 'x' });
  const etag = String(api.rows.get(PATH)?.['@odata.etag']);
  const values = { obm_state: 2, obm_startedon: '2026-01-02T03:04:05.678Z', obm_stopcode: null };
  const change = (signs?: Readonly<Record<string, unknown>>) =>
    changeRow(
      { http: api.http, wait: async () => undefined },
      { path: PATH, columns: 'obm_state', etag, values, signs },
    );
  return { api, change };
}

/** Strikes the change; looks go through. */
const strike = (api: FakeWebApi, trouble: Trouble): void => {
  api.trouble = ({ method }) => (method === 'PATCH' ? trouble : undefined);
};

const done = ['lose-answer' as const, doneBut(200), ...UNCLEAR_STATUSES.map(doneBut)];
const notDone = ['lose-request' as const, ...UNCLEAR_STATUSES.map(gatewayPage)];

describe('a change of a row', () => {
  it.each(done)('that was made is known by the row itself (%j)', async (trouble) => {
    const { api, change } = open();
    strike(api, trouble);
    await expect(change()).resolves.toMatchObject({ obm_state: 2 });
    expect(api.requests.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
  });

  it('is known again by its second: the platform keeps no milliseconds', async () => {
    const { api, change } = open();
    strike(api, doneBut(502));
    const answered = api.trouble;
    api.trouble = (request) => {
      if (request.method === 'GET') Object.assign(api.rows.get(PATH)!, { obm_startedon: '2026-01-02T03:04:05Z' });
      return answered(request);
    };
    await expect(change()).resolves.toMatchObject({ obm_state: 2 });
  });

  it.each(notDone)('that may still arrive is neither made nor refused, and not repeated (%j)', async (trouble) => {
    const { api, change } = open();
    strike(api, trouble);
    await expect(change()).rejects.toMatchObject({ code: 'outcome-unclear' });
    expect(api.requests.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
  });

  it.each([...done, ...notDone])('that nobody can look at is unclear, whatever was answered (%j)', async (trouble) => {
    const { api, change } = open();
    api.trouble = ({ method }) => (method === 'PATCH' ? trouble : gatewayPage(503));
    await expect(change()).rejects.toMatchObject({ code: 'outcome-unclear' });
  });

  it.each([...done, ...notDone])('after which somebody else changed the row is not ours (%j)', async (trouble) => {
    const { api, change } = open();
    api.trouble = ({ method }) => {
      if (method === 'GET') api.put(PATH, { obm_state: 9 });
      return method === 'PATCH' ? trouble : undefined;
    };
    await expect(change()).resolves.toBeUndefined();
  });

  it('is not ours when what stands there carries another sign', async () => {
    const { api, change } = open();
    strike(api, doneBut(502));
    await expect(change({ obm_claimedby: 'me' })).resolves.toBeUndefined();
  });

  it('is refused by any other 4xx, without a look', async () => {
    const { api, change } = open();
    strike(api, refusal(403, '0x80040220'));
    await expect(change()).rejects.toMatchObject({ code: 'permission-denied' });
    expect(api.requests).toHaveLength(1);
  });
});

describe('the conclusion from an answer', () => {
  it('is the same for a row and for a message: what may have been done is never called refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), (status) => {
        const answer = { kind: 'response', status } as const;
        const { kind } = classifyAnswer(answer);
        const expected = { done: 'accepted', unclear: 'unknown', refused: status === 429 ? 'throttled' : 'refused' };
        expect(kind).toBe(expected[conclude(answer)]);
        const mayHaveRun = status < 200 || (status >= 300 && status < 400) || status === 408 || status >= 500;
        expect(conclude(answer) === 'unclear').toBe(mayHaveRun);
      }),
    );
  });
});
