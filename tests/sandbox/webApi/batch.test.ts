import type { Answer } from '../../contract/webApi/client';
import { uniqueName, WebApiClient } from '../../contract/webApi/client';
import { openSandboxHost } from '../../contract/webApi/openSandboxHost';

interface PartRequest {
  readonly line: string;
  readonly body?: unknown;
  readonly contentId?: string;
}

const CRLF = '\r\n';

const toPart = ({ line, body, contentId }: PartRequest, newLine: string): string =>
  [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    '',
    line,
    'Content-Type: application/json',
    '',
    body === undefined ? '' : JSON.stringify(body),
  ].join(newLine);

/** A batch; an array inside is a change set. */
function toBatch(items: readonly (PartRequest | readonly PartRequest[])[], newLine = CRLF): string {
  const parts = items.map((item) => {
    if (!Array.isArray(item)) return toPart(item as PartRequest, newLine);
    const inner = (item as readonly PartRequest[])
      .map((one) => `--changeset_1${newLine}${toPart(one, newLine)}${newLine}`)
      .join('');
    return `Content-Type: multipart/mixed;boundary=changeset_1${newLine}${newLine}${inner}--changeset_1--`;
  });
  return `${newLine}${parts.map((part) => `--batch_1${newLine}${part}${newLine}`).join('')}--batch_1--${newLine}${newLine}`;
}

describe('$batch', () => {
  let host: Awaited<ReturnType<typeof openSandboxHost>>;
  let client: WebApiClient;

  beforeAll(async () => {
    host = await openSandboxHost();
    client = new WebApiClient(host);
  });

  afterAll(() => host.close());

  const send = (text: string, headers: Record<string, string> = {}): Promise<Answer> =>
    client.send('POST', '$batch', text, { 'content-type': 'multipart/mixed;boundary=batch_1', ...headers });
  const statuses = (answer: Answer): number[] =>
    [...answer.text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((match) => Number(match[1]));
  const count = (name: string): number => host.dataverse.rows.findWhere('account', { name }).length;

  it.each([
    ['CRLF', CRLF],
    ['LF only', '\n'],
  ])('answers each request in its order, with line ends %s', async (_what, newLine) => {
    const name = uniqueName('Batch');
    const answer = await send(
      toBatch(
        [
          { line: 'POST /api/data/v9.2/accounts HTTP/1.1', body: { name } },
          { line: 'GET accounts/$count HTTP/1.1' },
          {
            line: `GET ${client.serviceRoot}accounts?$select=name&$filter=name%20eq%20'${encodeURIComponent(name)}' HTTP/1.1`,
          },
        ],
        newLine,
      ),
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^multipart\/mixed; boundary=batchresponse_/);
    expect(answer.text).toMatch(/^--batchresponse_/);
    expect(statuses(answer)).toEqual([204, 200, 200]);
    expect(answer.text).toContain('OData-EntityId: ');
    expect(answer.text).toContain(`"name":"${name}"`);
  });

  it('lets a change set refer to rows it makes itself', async () => {
    const name = uniqueName('Referred');
    const answer = await send(
      toBatch([
        [
          { line: 'POST contacts HTTP/1.1', body: { lastname: name }, contentId: '1' },
          { line: 'POST accounts HTTP/1.1', body: { name, 'primarycontactid@odata.bind': '$1' }, contentId: '2' },
          { line: 'PATCH $2 HTTP/1.1', body: { fax: '7' }, contentId: '3' },
        ],
      ]),
    );
    expect(statuses(answer)).toEqual([204, 204, 204]);
    expect(answer.text).toContain('boundary=changesetresponse_');
    expect(answer.text).toContain('Content-ID: 2');
    const [account] = host.dataverse.rows.findWhere('account', { name });
    const [contact] = host.dataverse.rows.findWhere('contact', { lastname: name });
    expect(account?.values).toMatchObject({ fax: '7', primarycontactid: { table: 'contact', id: contact?.id } });
  });

  it('undoes a change set of which one request fails, and answers with that error once', async () => {
    const name = uniqueName('Undone');
    const answer = await send(
      toBatch([
        [
          { line: 'POST accounts HTTP/1.1', body: { name }, contentId: '1' },
          { line: 'POST accounts HTTP/1.1', body: { nosuchcolumn: 1 }, contentId: '2' },
        ],
        { line: 'POST accounts HTTP/1.1', body: { name } },
      ]),
    );
    expect(answer.status).toBe(400);
    expect(statuses(answer)).toEqual([400]);
    expect(count(name)).toBe(0);
  });

  it('goes on after an error when asked to', async () => {
    const name = uniqueName('Onward');
    const answer = await send(
      toBatch([
        { line: 'POST accounts HTTP/1.1', body: { nosuchcolumn: 1 } },
        { line: 'POST accounts HTTP/1.1', body: { name } },
      ]),
      { prefer: 'odata.continue-on-error' },
    );
    expect(answer.status).toBe(200);
    expect(statuses(answer)).toEqual([400, 204]);
    expect(count(name)).toBe(1);
  });

  it('refuses reads in a change set, unknown content ids, inner batches and too many requests', async () => {
    expect(statuses(await send(toBatch([[{ line: 'GET accounts HTTP/1.1' }]])))).toEqual([405]);
    const unknown = await send(toBatch([{ line: 'PATCH $9 HTTP/1.1', body: { fax: '1' } }]));
    expect(unknown.text).toContain("Content-ID Reference: '$9' does not exist in the batch context.");
    expect(statuses(await send(toBatch([{ line: 'POST $batch HTTP/1.1' }])))).toEqual([400]);
    const many = toBatch(Array.from({ length: 1001 }, () => ({ line: 'GET WhoAmI HTTP/1.1' })));
    expect((await send(many)).status).toBe(400);
  });

  it.each<[string, number, () => string]>([
    ['another version', 404, () => '/api/data/v1.0/accounts'],
    ['another version in full', 404, () => client.serviceRoot.replace('v9.2', 'v8.9') + 'accounts'],
    ['another host', 400, () => 'https://other.example/api/data/v9.2/accounts'],
    ['another port', 400, () => client.serviceRoot.replace(/:\d+/, ':1') + 'accounts'],
  ])('refuses requests to %s, and goes on when asked to', async (_what, status, toAddress) => {
    const other = { line: `GET ${toAddress()}?$top=1 HTTP/1.1` };
    const own = { line: `GET ${client.serviceRoot.replace('v9.2', 'V9.0')}accounts?$top=1 HTTP/1.1` };
    expect(statuses(await send(toBatch([other, own]), { prefer: 'odata.continue-on-error' }))).toEqual([status, 200]);
    const name = uniqueName('Elsewhere');
    const set = [
      { line: 'POST accounts HTTP/1.1', body: { name }, contentId: '1' },
      { line: `POST ${toAddress()} HTTP/1.1`, body: { name }, contentId: '2' },
    ];
    expect(statuses(await send(toBatch([set])))).toEqual([status]);
    expect(count(name)).toBe(0);
  });

  it('refuses a body without the boundary', async () => {
    expect((await send('nothing here')).status).toBe(400);
    expect((await client.send('POST', '$batch', '{}')).status).toBe(400);
  });
});
