/** Room tests. File columns of a solution's table: files whole, in chunks and in blocks; ranges, limits, and what goes with what. */
import { randomBytes } from 'node:crypto';
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { serve } from '../../contract/webApi/openSandboxHost';
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import { openImportHost } from '../solutions/importHost';
import { attribute, toolZip } from '../solutions/solutionZip';

const FILE_COLUMN = attribute('file', 'acme_Manual', '<MaxSizeInKB>9000</MaxSizeInKB>');
const BLOCK = 4 * 1024 * 1024;

describe('File columns', () => {
  let host: SandboxHost;
  let client: WebApiClient;
  let tool = '';
  beforeAll(async () => {
    const importer = openImportHost();
    expect(await importer.importZip(toolZip({ attributes: [FILE_COLUMN] }))).toMatchObject({ message: '' });
    host = await serve(importer.dataverse);
    client = new WebApiClient(host);
  });
  afterAll(() => host.close());
  beforeEach(async () => {
    tool = await client.create('acme_tools', { acme_name: 'Saw' });
  });

  const path = (ending = ''): string => `acme_tools(${tool})/acme_manual${ending}`;
  const raw = async (method: string, url: string, headers: Record<string, string>, body?: Uint8Array) => {
    const target = url.startsWith('http') ? url : `${host.serviceRoot}${url}`;
    const answer = await fetch(target, { method, headers, ...(body ? { body: Buffer.from(body) } : {}) });
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const put = (content: Uint8Array, name = 'manual.pdf') =>
    raw('PATCH', path(), { 'content-type': 'application/octet-stream', 'x-ms-file-name': name }, content);
  const value = async (): Promise<Buffer> => (await raw('GET', path('/$value'), {})).bytes;
  const pieces = (): number => host.dataverse.database.all('SELECT 1 FROM "file$piece"').length;

  it('take a file in one request and give it whole, with its name and size', async () => {
    const content = randomBytes(BLOCK + 1234);
    expect((await put(content, encodeURIComponent('Bedienung für Säge.pdf'))).status).toBe(204);
    const found = await raw('GET', path('/$value'), {});
    expect([found.status, found.headers.get('x-ms-file-size')]).toEqual([200, String(content.length)]);
    expect(decodeURIComponent(found.headers.get('x-ms-file-name') ?? '')).toBe('Bedienung für Säge.pdf');
    expect(found.bytes.equals(content)).toBe(true);
    const { body } = await client.get(`acme_tools(${tool})?$select=acme_manual,acme_manual_name`);
    expect(body).toMatchObject({
      acme_manual: expect.stringMatching(/^[0-9a-f-]{36}$/),
      acme_manual_name: 'Bedienung für Säge.pdf',
    });
  });

  it('give a range of the bytes, across pieces and to the end', async () => {
    const content = randomBytes(BLOCK + 1000);
    await put(content);
    for (const [asked, start, end] of [
      ['bytes=0-9', 0, 9],
      [`bytes=${BLOCK - 5}-${BLOCK + 4}`, BLOCK - 5, BLOCK + 4],
      [`bytes=${BLOCK + 990}-`, BLOCK + 990, BLOCK + 999],
      [`bytes=${BLOCK + 995}-${BLOCK * 3}`, BLOCK + 995, BLOCK + 999],
    ] as const) {
      const found = await raw('GET', path(), { range: asked });
      expect([found.status, found.headers.get('content-range')]).toEqual([
        206,
        `bytes ${start}-${end}/${content.length}`,
      ]);
      expect(found.bytes.equals(content.subarray(start, end + 1))).toBe(true);
    }
    expect((await raw('GET', path(), { range: `bytes=${content.length}-` })).status).toBe(400);
  });

  it('take a file in chunks: the first request gives an address, the last chunk ends it', async () => {
    const content = randomBytes(BLOCK + 500);
    const begun = await raw('PATCH', path(), { 'x-ms-transfer-mode': 'chunked', 'x-ms-file-name': 'big.bin' });
    expect([begun.status, begun.headers.get('x-ms-chunk-size')]).toEqual([200, String(BLOCK)]);
    const location = begun.headers.get('location') ?? '';
    const chunk = (start: number, end: number) =>
      raw(
        'PATCH',
        location,
        { 'content-type': 'application/octet-stream', 'content-range': `bytes ${start}-${end - 1}/${content.length}` },
        content.subarray(start, end),
      );
    expect((await chunk(0, BLOCK)).status).toBe(206);
    expect((await raw('GET', path(), {})).status).toBe(204);
    expect((await chunk(BLOCK, content.length)).status).toBe(204);
    expect((await value()).equals(content)).toBe(true);
    // The upload has ended: its address is gone.
    expect((await chunk(0, BLOCK)).status).toBe(400);
  });

  it('refuse a last chunk while one before it is missing', async () => {
    const begun = await raw('PATCH', path(), { 'x-ms-transfer-mode': 'chunked', 'x-ms-file-name': 'big.bin' });
    const headers = { 'content-type': 'application/octet-stream', 'content-range': 'bytes 10-19/20' };
    const answer = await raw('PATCH', begun.headers.get('location') ?? '', headers, randomBytes(10));
    expect(answer.status).toBe(400);
    expect((await raw('GET', path(), {})).status).toBe(204);
  });

  const target = () => ({ '@odata.type': 'Microsoft.Dynamics.CRM.acme_tool', acme_toolid: tool });

  it('take and give a file in blocks by messages, in the order of the list', async () => {
    const begun = await client.send('POST', 'InitializeFileBlocksUpload', {
      Target: target(),
      FileAttributeName: 'acme_manual',
      FileName: 'draft.txt',
    });
    const token = begun.body.FileContinuationToken;
    const block = (id: string, text: string) =>
      client.send('POST', 'UploadBlock', {
        BlockId: Buffer.from(id).toString('base64'),
        BlockData: Buffer.from(text).toString('base64'),
        FileContinuationToken: token,
      });
    // Blocks may come in any order, and again, and hold nothing.
    for (const [id, text] of [
      ['0', ''],
      ['2', 'world'],
      ['1', 'HELLO '],
      ['1', 'hello '],
    ] as const)
      expect((await block(id, text)).status).toBe(204);
    const commit = await client.send('POST', 'CommitFileBlocksUpload', {
      FileName: 'final.txt',
      MimeType: 'text/plain',
      BlockList: ['0', '1', '2'].map((id) => Buffer.from(id).toString('base64')),
      FileContinuationToken: token,
    });
    expect(commit.body).toMatchObject({ FileSizeInBytes: 11, FileId: expect.any(String) });

    const download = await client.send('POST', 'InitializeFileBlocksDownload', {
      Target: target(),
      FileAttributeName: 'acme_manual',
    });
    expect(download.body).toMatchObject({ FileName: 'final.txt', FileSizeInBytes: 11, IsChunkingSupported: true });
    const part = await client.send('POST', 'DownloadBlock', {
      Offset: 4,
      BlockLength: 4,
      FileContinuationToken: download.body.FileContinuationToken,
    });
    expect(Buffer.from(String(part.body.Data), 'base64').toString()).toBe('o wo');
    const [attachment] = await client.rows(`acme_tools(${tool})/acme_tool_FileAttachments`);
    expect(attachment).toMatchObject({ filename: 'final.txt', mimetype: 'text/plain', filesizeinbytes: 11 });

    expect((await client.send('POST', 'DeleteFile', { FileId: commit.body.FileId })).status).toBe(204);
    expect((await raw('GET', path('/$value'), {})).status).toBe(204);
    expect(await client.rows(`fileattachments?$filter=_objectid_value eq ${tool}`)).toEqual([]);
  });

  it('keep the file that is there when the next one is too large, or a block of it never came', async () => {
    await put(Buffer.from('small'));
    const before = pieces();
    expect((await put(randomBytes(9000 * 1024 + 1))).status).toBe(400);
    const begun = await client.send('POST', 'InitializeFileBlocksUpload', {
      Target: target(),
      FileAttributeName: 'acme_manual',
      FileName: 'x',
    });
    const commit = await client.send('POST', 'CommitFileBlocksUpload', {
      FileName: 'x',
      MimeType: 'text/plain',
      BlockList: ['bm90aGluZw=='],
      FileContinuationToken: begun.body.FileContinuationToken,
    });
    expect([commit.status, errorCode(commit)]).toEqual([400, '0x80040203']);
    expect((await value()).toString()).toBe('small');
    expect(pieces()).toBe(before);
  });

  it('lose their content when the file is replaced, the column emptied, or the row deleted', async () => {
    const before = pieces();
    await put(Buffer.from('one'));
    await put(Buffer.from('two'));
    expect([pieces() - before, (await value()).toString()]).toEqual([1, 'two']);
    expect((await raw('DELETE', path(), {})).status).toBe(204);
    expect(pieces()).toBe(before);
    await put(Buffer.from('three'));
    await client.send('DELETE', `acme_tools(${tool})`);
    expect(pieces()).toBe(before);
  });

  it('cannot be written as a column, and are described as what they are', async () => {
    await put(Buffer.from('kept'));
    await client.send('PATCH', `acme_tools(${tool})`, { acme_manual: null, acme_manual_name: 'other' });
    expect((await value()).toString()).toBe('kept');
    const cast = 'Microsoft.Dynamics.CRM.FileAttributeMetadata';
    const { body } = await client.get(
      `EntityDefinitions(LogicalName='acme_tool')/Attributes(LogicalName='acme_manual')/${cast}`,
    );
    expect(body).toMatchObject({
      MaxSizeInKB: 9000,
      AttributeType: 'Virtual',
      AttributeTypeName: { Value: 'FileType' },
    });
  });

  const begin = async (): Promise<unknown> =>
    (
      await client.send('POST', 'InitializeFileBlocksUpload', {
        Target: target(),
        FileAttributeName: 'acme_manual',
        FileName: 'typed.txt',
      })
    ).body.FileContinuationToken;
  const uploadBlock = (token: unknown, data: string) =>
    client.send('POST', 'UploadBlock', { BlockId: 'YQ==', BlockData: data, FileContinuationToken: token });
  const commitTyped = async (mimeType: string) => {
    const token = await begin();
    await uploadBlock(token, 'YWFh');
    const list = { FileName: 'typed.txt', BlockList: ['YQ=='], FileContinuationToken: token };
    return client.send('POST', 'CommitFileBlocksUpload', { ...list, MimeType: mimeType });
  };

  it('refuse a type that no header can carry, and give files that have one nevertheless as bytes', async () => {
    for (const mimeType of ['text/日本', 'text/plain\r\nX-Other: 1']) {
      const answer = await commitTyped(mimeType);
      expect([answer.status, errorCode(answer)]).toEqual([400, '0x80040203']);
    }
    expect((await commitTyped('')).status).toBe(200);
    const { FileId } = (await commitTyped('text/plain')).body;
    expect((await raw('GET', path('/$value'), {})).headers.get('mimetype')).toBe('text/plain');
    host.dataverse.rows.update('fileattachment', String(FileId), { mimetype: 'text/日本' });
    const found = await raw('GET', path('/$value'), {});
    expect([found.status, found.headers.get('mimetype'), found.bytes.toString()]).toEqual([
      200,
      'application/octet-stream',
      'aaa',
    ]);
  });

  it.each(['!!!!', 'YWF', 'Y=Fh'])('refuse a block that is not base64: %s', async (data) => {
    const token = await begin();
    expect((await uploadBlock(token, data)).status).toBe(400);
    expect((await uploadBlock(token, 'YW\nFh')).status).toBe(204);
  });

  it.each([
    [-1, 5],
    [0, -1],
  ])('refuse to give a block from %i on with %i bytes', async (Offset, BlockLength) => {
    await put(Buffer.from('whole'));
    const begun = await client.send('POST', 'InitializeFileBlocksDownload', {
      Target: target(),
      FileAttributeName: 'acme_manual',
    });
    const token = { FileContinuationToken: begun.body.FileContinuationToken };
    const answer = await client.send('POST', 'DownloadBlock', { ...token, Offset, BlockLength });
    expect(answer.status).toBe(400);
  });

  it('are put and taken away only in the version that If-Match names', async () => {
    await put(Buffer.from('kept'));
    const headers = { 'content-type': 'application/octet-stream', 'x-ms-file-name': 'new.txt', 'if-match': 'W/"1"' };
    expect((await raw('PATCH', path(), headers, Buffer.from('lost'))).status).toBe(412);
    expect((await raw('DELETE', path(), { 'if-match': 'W/"1"' })).status).toBe(412);
    expect((await value()).toString()).toBe('kept');
    const etag = String((await client.get(`acme_tools(${tool})`)).body['@odata.etag']);
    expect((await raw('PATCH', path(), { ...headers, 'if-match': etag }, Buffer.from('new'))).status).toBe(204);
    expect((await value()).toString()).toBe('new');
  });

  it('refuse chunks at the address of another row, behind the end, and of another total', async () => {
    const begun = await raw('PATCH', path(), { 'x-ms-transfer-mode': 'chunked', 'x-ms-file-name': 'c.bin' });
    const location = begun.headers.get('location') ?? '';
    const other = await client.create('acme_tools', { acme_name: 'Drill' });
    const chunk = async (address: string, range: string, size: number): Promise<number> => {
      const headers = { 'content-type': 'application/octet-stream', 'content-range': `bytes ${range}` };
      return (await raw('PATCH', address, headers, Buffer.alloc(size, 'c'))).status;
    };
    expect(await chunk(location.replace(tool, other), '0-9/10', 10)).toBe(400);
    expect(await chunk(location, '0-9/5', 10)).toBe(400);
    expect(await chunk(location, '0-9/20', 10)).toBe(206);
    expect(await chunk(location, '10-19/30', 10)).toBe(400);
    expect((await raw('GET', path(), {})).status).toBe(204);
    expect(await chunk(location, '10-19/20', 10)).toBe(204);
    expect((await value()).length).toBe(20);
    expect((await client.get(`acme_tools(${other})?$select=acme_manual`)).body.acme_manual).toBeNull();
  });
});
