import type { Answer, WebApiClient } from './client';
import { idIn, uniqueName } from './client';

const CRLF = '\r\n';

/** How clients are seen to write their batches. */
interface Dialect {
  readonly line: string;
  readonly boundary: string;
  readonly contentIdsFrom: number;
  readonly blankBefore: boolean;
  readonly blankAfter: string;
  readonly version: string;
  readonly withLength: boolean;
}

const PLAIN: Dialect = {
  line: CRLF,
  boundary: 'batch_contract',
  contentIdsFrom: 1,
  blankBefore: false,
  blankAfter: '',
  version: ' HTTP/1.1',
  withLength: false,
};

interface Part {
  readonly request: string;
  readonly body?: unknown;
}

const bare = (boundary: string): string => boundary.replaceAll('"', '');

function partText({ request, body }: Part, dialect: Dialect, contentId?: number): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  return [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    '',
    `${request}${dialect.version}`,
    ...(body === undefined ? [] : ['Content-Type: application/json']),
    ...(dialect.withLength ? [`Content-Length: ${Buffer.byteLength(text)}`] : []),
    '',
    text,
  ].join(dialect.line);
}

/** A batch; an array inside is a change set. */
function batchText(items: readonly (Part | readonly Part[])[], dialect: Dialect): string {
  const { line, contentIdsFrom, blankBefore, blankAfter } = dialect;
  const before = blankBefore ? line : '';
  const isSet = (item: Part | readonly Part[]): item is readonly Part[] => Array.isArray(item);
  const texts = items.map((item) =>
    isSet(item)
      ? [
          'Content-Type: multipart/mixed; boundary=changeset_contract',
          '',
          ...item.flatMap((part, index) => [
            `${before}--changeset_contract`,
            partText(part, dialect, contentIdsFrom + index),
          ]),
          `${before}--changeset_contract--`,
        ].join(line)
      : partText(item, dialect),
  );
  const boundary = `--${bare(dialect.boundary)}`;
  return [...texts.flatMap((text) => [`${before}${boundary}`, text]), `${before}${boundary}--${blankAfter}`, ''].join(
    line,
  );
}

/** $batch: Microsoft Learn, "Execute batch operations using the Web API"; and how clients in use write batches. */
export function describeBatches(client: () => WebApiClient): void {
  describe('$batch', () => {
    const send = (
      items: readonly (Part | readonly Part[])[],
      dialect: Partial<Dialect> = {},
      headers: Record<string, string> = {},
    ): Promise<Answer> => {
      const all = { ...PLAIN, ...dialect };
      const type = { 'content-type': `multipart/mixed; boundary=${all.boundary}` };
      return client().send('POST', '$batch', batchText(items, all), { ...type, ...headers });
    };
    const statuses = ({ text }: Answer): number[] =>
      [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((match) => Number(match[1]));
    const addresses = ({ text }: Answer): string[] =>
      [...text.matchAll(/^OData-EntityId: (\S+)/gim)].map((match) => match[1] ?? '');
    const track = (answer: Answer): void => {
      for (const address of addresses(answer)) {
        const [, set = '', id = ''] = /([a-z]+)\(([0-9a-f-]{36})\)$/i.exec(address) ?? [];
        client().track(set, id);
      }
    };

    it.each<[string, Partial<Dialect>]>([
      ['as documented', {}],
      ['with LF alone', { line: '\n' }],
      ['with a quoted boundary', { boundary: '"batch_contract"' }],
      ['with a blank line before each boundary', { blankBefore: true }],
      ['with blanks after the last boundary', { blankAfter: '  ' }],
      ['without a version in the request lines', { version: '' }],
      ['with the length of each body', { withLength: true }],
      ['with content ids from 100001', { contentIdsFrom: 100_001 }],
    ])('is read %s', async (_how, dialect) => {
      const name = uniqueName('Batch');
      const first = dialect.contentIdsFrom ?? 1;
      const answer = await send(
        [
          [
            { request: `POST ${client().serviceRoot}accounts`, body: { name } },
            {
              request: `POST ${client().serviceRoot}contacts`,
              body: { lastname: name, 'parentcustomerid_account@odata.bind': `$${first}` },
            },
          ],
          {
            request: `GET ${client().serviceRoot}contacts?$select=lastname&$filter=lastname%20eq%20'${encodeURIComponent(name)}'`,
          },
        ],
        dialect,
      );
      track(answer);
      expect([answer.status, ...statuses(answer)]).toEqual([200, 204, 204, 200]);
      expect(answer.text).toContain(`"lastname":"${name}"`);
    });

    it.each([
      ['relative', () => 'accounts'],
      ['from the root of the host', () => new URL(`${client().serviceRoot}accounts`).pathname],
      ['absolute', () => `${client().serviceRoot}accounts`],
    ])('takes addresses that are %s', async (_how, toAddress) => {
      const answer = await send([{ request: `GET ${toAddress()}?$select=name&$top=1` }]);
      expect([answer.status, ...statuses(answer)]).toEqual([200, 200]);
    });

    it('answers in the form that clients take apart', async () => {
      const answer = await send([[{ request: 'POST accounts', body: { name: uniqueName('Form') } }]]);
      track(answer);
      expect(answer.headers.get('content-type')).toMatch(/^multipart\/mixed; ?boundary=batchresponse_/);
      expect(answer.text).toMatch(/^--batchresponse_[\w-]+\r\n/);
      expect(answer.text).toMatch(/Content-Type: multipart\/mixed; ?boundary=changesetresponse_/);
      expect(answer.text).toMatch(/Content-ID: 1\r\n/);
      expect(answer.text.replaceAll('\r\n', '')).not.toContain('\n');
      expect(answer.text).toMatch(/\r\n\r\nHTTP\/1\.1 204/);
      expect(addresses(answer)).toEqual([expect.stringMatching(/accounts\([0-9a-f-]{36}\)$/)]);
      // Some clients cut each part from its first brace to its last.
      expect(answer.text).not.toContain('{');
    });

    it('uses what a request of a change set made in addresses, bindings and links', async () => {
      const name = uniqueName('References');
      const contactId = await client().create('contacts', { lastname: name });
      const answer = await send([
        [
          { request: 'POST accounts', body: { name } },
          { request: 'PATCH $1', body: { telephone1: '77' } },
          { request: 'PATCH contacts(' + contactId + ')', body: { 'parentcustomerid_account@odata.bind': '$1' } },
          { request: 'PUT $1/primarycontactid/$ref', body: { '@odata.id': `contacts(${contactId})` } },
        ],
      ]);
      track(answer);
      expect(statuses(answer)).toEqual([204, 204, 204, 204]);
      const [row] = await client().rows(
        `accounts?$select=telephone1,_primarycontactid_value&$filter=name eq '${encodeURIComponent(name)}'`,
      );
      expect(row).toMatchObject({ telephone1: '77', _primarycontactid_value: contactId });
    });

    it('says which reference is not known', async () => {
      const answer = await send([
        [{ request: 'POST contacts', body: { lastname: 'x', 'parentcustomerid_account@odata.bind': '$9' } }],
      ]);
      expect(answer.text).toContain("Content-ID Reference: '$9' does not exist in the batch context.");
      expect(answer.status).toBe(400);
    });

    it('stops at the first error, with its status, and goes on when asked to', async () => {
      const items = [
        { request: 'GET accounts?$select=name&$top=1' },
        { request: 'GET accounts(00000000-0000-4000-8000-000000000001)' },
        { request: 'GET accounts?$select=name&$top=1' },
      ];
      const stopped = await send(items);
      expect([stopped.status, ...statuses(stopped)]).toEqual([404, 200, 404]);
      const whole = await send(items, {}, { prefer: 'odata.continue-on-error' });
      expect([whole.status, ...statuses(whole)]).toEqual([200, 200, 404, 200]);
    });

    it('keeps nothing of a change set that fails, and answers it with one error', async () => {
      const name = uniqueName('Undone');
      const answer = await send([
        [
          { request: 'POST accounts', body: { name } },
          { request: 'POST accounts', body: { name: 'x'.repeat(161) } },
        ],
      ]);
      expect(statuses(answer)).toEqual([400]);
      expect(answer.text).toContain('0x80044331');
      expect(await client().rows(`accounts?$filter=name eq '${encodeURIComponent(name)}'`)).toEqual([]);
    });

    it('refuses reads in a change set, a batch in a batch, and more than a thousand requests', async () => {
      const read = { request: 'GET accounts?$top=1' };
      expect([400, 405]).toContain((await send([[read]])).status);
      expect((await send([{ request: 'POST $batch', body: {} }])).status).toBe(400);
      expect((await send(Array.from({ length: 1001 }, () => read))).status).toBe(400);
    });

    // OData 4.0 Protocol, "Referencing New Entities in a Change Set": Content-IDs are unique within their change set.
    it('refuses a change set in which two requests have one content id', async () => {
      const name = uniqueName('Same');
      const twice = batchText(
        [
          [
            { request: 'POST accounts', body: { name } },
            { request: 'POST accounts', body: { name } },
          ],
        ],
        PLAIN,
      ).replace('Content-ID: 2', 'Content-ID: 1');
      const type = { 'content-type': 'multipart/mixed; boundary=batch_contract' };
      expect((await client().send('POST', '$batch', twice, type)).status).toBe(400);
      expect(await client().rows(`accounts?$filter=name eq '${encodeURIComponent(name)}'`)).toEqual([]);
    });

    it('takes a single create whose body is JSON inside a JSON text', async () => {
      const body = JSON.stringify(JSON.stringify({ name: uniqueName('Twice') }));
      const answer = await client().send('POST', 'accounts', body);
      expect(answer.status).toBe(204);
      client().track('accounts', idIn(answer));
    });
  });
}
