import * as fc from 'fast-check';
import type { Answer } from '../../contract/webApi/client';
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import { openSandboxHost, type SandboxHost } from '../../contract/webApi/openSandboxHost';
import { describeFuzz } from './fuzz/describeFuzz';
import { HOSTILE, quoted } from './fuzz/queries';

describeFuzz('requests', 10_000, { 'request of the grammar': (grammar) => grammar.request() });

describe('hostile texts and depths', () => {
  let host: SandboxHost;
  let client: WebApiClient;

  beforeAll(async () => {
    host = await openSandboxHost();
    client = new WebApiClient(host);
  });

  afterAll(() => host.close());

  const found = async (name: string): Promise<unknown[]> =>
    (await client.rows(`accounts?$select=name&$filter=name eq ${encodeURIComponent(quoted(name))}`)).map(
      (row) => row.name,
    );

  it('brings every text back as it was written, and finds it by itself', async () => {
    const texts = HOSTILE.filter((one) => !one.includes('\0'));
    const text = fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(text, async (written) => {
        const name = `x${written}x`;
        const id = await client.create('accounts', { name, description: name });
        const { body } = await client.get(`accounts(${id})?$select=name,description`);
        expect([body.name, body.description]).toEqual([name, name]);
        expect(await found(name)).toContain(name);
        const like = name
          .replace(/[[%_]/g, '[$&]')
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('"', '&quot;');
        if (/^[\x20-\x7e]*$/.test(name)) {
          const xml = `<fetch><entity name="account"><attribute name="name"/><filter><condition attribute="name" operator="like" value="${like}"/></filter></entity></fetch>`;
          expect((await client.fetch('accounts', xml)).text).toContain(JSON.stringify(name).slice(1, -1));
        }
        await client.send('DELETE', `accounts(${id})`);
      }),
      { numRuns: 200, seed: Number(process.env.FUZZ_SEED ?? 20260301) },
    );
  });

  it('refuses the one character that would cut a text short', async () => {
    const name = 'before\0after';
    const answer = await client.send('POST', 'accounts', { name });
    expect([answer.status, errorCode(answer)]).toEqual([400, '0x80040203']);
    expect((await client.get(`accounts?$filter=name eq '${encodeURIComponent(name)}'`)).status).toBe(400);
  });

  const inBatch = (line: string, body = ''): Promise<Answer> =>
    client.send(
      'POST',
      '$batch',
      ['--b', 'Content-Type: application/http', '', line, 'Content-Type: application/json', '', body, '--b--', ''].join(
        '\r\n',
      ),
      { 'content-type': 'multipart/mixed; boundary=b' },
    );
  const nested = (open: string, middle: string, close: string, times: number): string =>
    `${open.repeat(times)}${middle}${close.repeat(times)}`;
  const filtered = (filter: string): string => `GET accounts?$filter=${encodeURIComponent(filter)} HTTP/1.1`;
  const fetched = (xml: string): string => `GET accounts?fetchXml=${encodeURIComponent(xml)} HTTP/1.1`;
  const entity = (inner: string): string => `<fetch><entity name="account">${inner}</entity></fetch>`;
  const isNotActive = 'statecode ne 0';

  // What is nested deepest is refused for the length of its address alone, but for what stands in bodies.
  describe.each([20, 300, 2_000, 30_000, 50_000])('nested %i times', (times) => {
    it.each([
      ['parentheses of a filter', filtered(nested('(', isNotActive, ')', times))],
      ['negations', filtered(`${'not '.repeat(times)}${isNotActive}`)],
      ['negated parentheses', filtered(nested('not (', isNotActive, ')', times))],
      ['conditions', filtered(Array.from({ length: times }, () => isNotActive).join(' or '))],
      ['mixed conditions', filtered(nested(`${isNotActive} and (`, isNotActive, ')', times))],
      ['lambdas', filtered(nested('contact_customer_accounts/any(o:', 'o/x eq 1', ')', times))],
      ['expansions', `GET accounts?$expand=${nested('primarycontactid($expand=', 'x', ')', times)} HTTP/1.1`],
      ['selected columns', `GET accounts?$select=${Array.from({ length: times }, () => 'name').join(',')} HTTP/1.1`],
      [
        'filters of FetchXML',
        fetched(
          entity(nested('<filter type="or">', '<condition attribute="name" operator="null"/>', '</filter>', times)),
        ),
      ],
      [
        'links of FetchXML',
        fetched(
          entity(
            nested('<link-entity name="account" from="accountid" to="parentaccountid">', '', '</link-entity>', times),
          ),
        ),
      ],
      ['keys', `GET accounts(${nested('(', '1', ')', times)}) HTTP/1.1`],
      ['segments of a path', `GET ${Array.from({ length: times }, () => 'accounts').join('/')} HTTP/1.1`],
    ])('%s get an answer, and no crash', async (_what, line) => {
      const { text } = await inBatch(line);
      expect(text).toMatch(/HTTP\/1\.1 (200|400|404|414)/);
    });

    it.each([
      ['arrays', nested('[', '', ']', times)],
      ['objects', nested('{"primarycontactid":', '{}', '}', times)],
      ['rows', nested('{"contact_customer_accounts":[', '{}', ']}', times)],
    ])('%s of a body get an answer, and no crash', async (_what, body) => {
      const { text } = await inBatch('POST accounts HTTP/1.1', body);
      expect(text).toMatch(/HTTP\/1\.1 (204|400)/);
    });
  });
});
