/** Room tests. The import of a solution over the Web API, against an environment that answers as told. */
import { importSolution, type ImportSolutionOptions } from '../../../solution/tools/deploy';

interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown> | undefined;
}

type Answer = readonly [status: number, body: unknown];
/** `hangs`: the request ends two minutes later without an answer. */
type Reply = Answer | 'lost' | 'hangs';

const JOB = '11111111-1111-4111-8111-111111111111';
const RUNNING: Answer = [200, { statecode: 2, statuscode: 20 }];
const SUCCEEDED: Answer = [200, { statecode: 3, statuscode: 30 }];
const REFUSED = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const STARTED: Answer = [200, { ImportJobKey: 'key', AsyncOperationId: JOB }];

/** An environment that gives the next answer of each kind; the last one of a kind repeats. */
function environment(answers: { start?: Reply[]; jobs?: Reply[]; importJobs?: Reply[]; staged?: Reply[] }) {
  const { start = [STARTED], jobs = [SUCCEEDED], importJobs = [[200, { progress: 50 }]], staged = [] } = answers;
  const calls: Call[] = [];
  const waits: number[] = [];
  let now = 0;
  const next = <T>(list: T[]): T | Answer => (list.length > 1 ? list.shift() : list[0]) ?? [500, {}];
  const fetch = (url: string, init: RequestInit): Promise<Response> => {
    calls.push({
      method: init.method ?? 'GET',
      url,
      headers: init.headers as Record<string, string>,
      body: init.body == null ? undefined : (JSON.parse(init.body as string) as Record<string, unknown>),
    });
    const asked = url.includes('/asyncoperations(') ? jobs : url.includes('/solutions?') ? staged : importJobs;
    const answer = next(init.method === 'POST' ? start : asked);
    if (answer === 'hangs') now += 120_000;
    if (answer === 'lost' || answer === 'hangs') return Promise.reject(new TypeError('fetch failed'));
    const [status, body] = answer;
    return Promise.resolve(
      new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'Retry-After': '7' } }),
    );
  };
  const run = (options: Partial<ImportSolutionOptions> = {}) =>
    importSolution({
      baseUrl: 'http://127.0.0.1:1/',
      zip: new Uint8Array([80, 75]),
      fetch: fetch as typeof globalThis.fetch,
      wait: (ms) => {
        waits.push(ms);
        now += ms;
        return Promise.resolve();
      },
      now: () => now,
      ...options,
    });
  return { calls, waits, run, now: () => now };
}

const rejection = async (
  promise: Promise<unknown>,
): Promise<{ code?: string; components?: unknown; message: string }> => {
  try {
    await promise;
  } catch (error) {
    return error as { code?: string; components?: unknown; message: string };
  }
  throw new Error('Nothing was thrown.');
};

describe('importSolution', () => {
  it('sends the zip and watches the system job until it is done', async () => {
    const { calls, run } = environment({ jobs: [RUNNING, RUNNING, SUCCEEDED] });
    const done = await run();
    const [start, ...polls] = calls;
    expect(start).toMatchObject({
      method: 'POST',
      url: 'http://127.0.0.1:1/api/data/v9.2/ImportSolutionAsync',
      body: { CustomizationFile: 'UEs=', OverwriteUnmanagedCustomizations: false, PublishWorkflows: true },
    });
    expect(done).toEqual({ importJobId: start?.body?.['ImportJobId'], asyncOperationId: JOB, warnings: [] });
    expect(polls.map((call) => call.url.replace(/.*v9\.2\/(\w+).*/, '$1'))).toEqual([
      'asyncoperations',
      'asyncoperations',
      'asyncoperations',
      'importjobs',
    ]);
    expect(polls[0]?.url).toContain(JOB);
  });

  it('waits longer from poll to poll, up to a limit', async () => {
    const { waits, run } = environment({ jobs: [...Array.from({ length: 9 }, () => RUNNING), SUCCEEDED] });
    await run();
    expect(waits).toEqual([50, 100, 200, 400, 800, 1600, 3000, 3000, 3000]);
  });

  it('reports progress, also while the import job has no row yet', async () => {
    const { run } = environment({
      jobs: [RUNNING, RUNNING, SUCCEEDED],
      importJobs: [
        [404, { error: { code: '0x80040217', message: 'Does Not Exist' } }],
        [200, { progress: 40 }],
      ],
    });
    const seen: number[] = [];
    await run({ onProgress: (percent) => seen.push(percent) });
    expect(seen).toEqual([40, 100]);
  });

  it('carries a bearer token when it is given one', async () => {
    const { calls, run } = environment({});
    await run({ getToken: () => Promise.resolve('abc') });
    expect(calls.every((call) => call.headers['Authorization'] === 'Bearer abc')).toBe(true);
  });

  it.each(['http://org.example/', 'http://127.example.com'])('sends no token to %s', async (baseUrl) => {
    const { calls, run } = environment({});
    expect(await rejection(run({ baseUrl, getToken: () => Promise.resolve('abc') }))).toMatchObject({
      code: 'address-insecure',
    });
    expect(calls).toEqual([]);
  });

  it.each<[string, Answer]>([
    ['busy', [429, { error: { code: '0x80072322', message: 'Slow down.' } }]],
    ['stumbling', [503, '<html>']],
    ['too slow for its gateway', [408, '<html>']],
  ])('goes on watching an import while the environment is %s', async (_how, answer) => {
    const { run } = environment({ jobs: [RUNNING, answer, answer, SUCCEEDED] });
    expect(await run()).toMatchObject({ asyncOperationId: JOB });
  });

  it('goes on watching after a lost connection, because the import runs on', async () => {
    const { run } = environment({ jobs: [RUNNING, 'lost', 'lost', SUCCEEDED] });
    const seen: boolean[] = [];
    expect(await run({ onConnection: (isLost) => seen.push(isLost) })).toMatchObject({ asyncOperationId: JOB });
    expect(seen).toEqual([true, false]);
  });

  it('goes on watching when the connection is lost between two questions', async () => {
    const { run } = environment({
      jobs: [RUNNING, RUNNING, SUCCEEDED],
      importJobs: ['lost', [200, { progress: 60 }], 'lost', [200, { data: '' }]],
    });
    const seen: number[] = [];
    expect(await run({ onProgress: (percent) => seen.push(percent) })).toMatchObject({ asyncOperationId: JOB });
    expect(seen).toEqual([60, 100]);
  });

  it('repeats the start when it was turned away for load, after the time asked for', async () => {
    const { calls, waits, run } = environment({ start: [[429, {}], STARTED] });
    await run();
    expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(waits[0]).toBe(7000);
  });

  describe('when the answer to the start is lost', () => {
    it('sends nothing again, and watches the import job it asked for', async () => {
      const { calls, run } = environment({
        start: ['lost'],
        importJobs: [
          [404, { error: { code: '0x80040217', message: 'Does Not Exist' } }],
          'lost',
          [200, { progress: 30, completedon: null }],
          [200, { progress: 100, completedon: '2026-03-02T12:00:00Z', data: '<importexportxml/>' }],
        ],
      });
      const seen: number[] = [];
      const { asyncOperationId } = await run({ onProgress: (percent) => seen.push(percent) });
      expect(asyncOperationId).toBeUndefined();
      expect(seen).toEqual([30, 100]);
      const posts = calls.filter(({ method }) => method === 'POST');
      expect(posts).toHaveLength(1);
      expect(calls[1]?.url).toContain(`importjobs(${String(posts[0]?.body?.['ImportJobId'])})`);
    });

    it('watches an upgrade until what was staged is applied', async () => {
      const { calls, run } = environment({
        start: ['lost'],
        importJobs: [[200, { progress: 100, completedon: '2026-03-02T12:00:00Z' }]],
        staged: [[200, { value: [{ solutionid: 's2' }] }], 'lost', [503, {}], [200, { value: [] }]],
      });
      await run({ mode: 'upgrade', uniqueName: 'Acme' });
      const asked = calls.filter(({ url }) => url.includes("uniquename eq 'Acme_Upgrade'"));
      expect(asked).toHaveLength(4);
      expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
    });

    it('tells a failed import by its component', async () => {
      const data = `<importexportxml><solutionManifests><solutionManifest><result result="failure" errortext="No." /></solutionManifest></solutionManifests></importexportxml>`;
      const { run } = environment({ start: ['lost'], importJobs: [[200, { completedon: 'now', data }]] });
      expect(await rejection(run())).toMatchObject({ code: 'import-failed' });
    });

    it('says that the outcome is unknown when there is no such import job', async () => {
      const { calls, run } = environment({ start: ['lost'], importJobs: [[404, {}]] });
      expect(await rejection(run())).toMatchObject({ code: 'import-start-unknown' });
      expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
    });

    it.each<[string, Answer]>([
      ['408', [408, '<html>']],
      ['504', [504, '<html>']],
      ['500 and a code', [500, { error: { code: '0x80040216', message: 'An unexpected error occurred.' } }]],
    ])('does the same when it is answered by %s', async (_how, answer) => {
      const { calls, run } = environment({ start: [answer], importJobs: [[404, {}]] });
      expect(await rejection(run())).toMatchObject({ code: 'import-start-unknown' });
      expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
    });
  });

  it('upgrades with the one action that stages and applies', async () => {
    const { calls, run } = environment({});
    await run({ mode: 'upgrade' });
    expect(calls[0]?.url).toMatch(/\/StageAndUpgradeAsync$/);
  });

  it('tells remarks of an import that succeeded', async () => {
    const data = `<importexportxml><components><component type="Form" name="Send"><result result="warning" errortext="Odd." /></component></components></importexportxml>`;
    const { run } = environment({ importJobs: [[200, { data }]] });
    expect((await run()).warnings).toEqual([
      { name: 'Form Send', result: 'warning', errorCode: undefined, errorText: 'Odd.' },
    ]);
  });

  it('tells of a component that failed in an import that succeeded', async () => {
    const data = `<importexportxml><workflows><workflow LocalizedName="Nightly"><result result="failure" errortext="Not on." /></workflow></workflows></importexportxml>`;
    const { run } = environment({ importJobs: [[200, { data }]] });
    expect((await run()).warnings).toMatchObject([{ name: 'workflow Nightly', errorText: 'Not on.' }]);
  });

  it('stops watching when the question itself is refused', async () => {
    const { run } = environment({ jobs: [[403, { error: { code: '0x80040220', message: 'Not allowed.' } }]] });
    expect(await rejection(run())).toMatchObject({ code: 'request-refused', platformCode: '0x80040220' });
  });

  it("gives the platform's message and code when the import is refused at once", async () => {
    const { run } = environment({
      start: [[400, { error: { code: '0x8004801a', message: 'The solution file is invalid.' } }]],
    });
    expect(await rejection(run())).toMatchObject({
      code: 'import-failed',
      platformCode: '0x8004801a',
      message: expect.stringContaining('The solution file is invalid.') as string,
    });
  });

  it('names the components that failed', async () => {
    const data = `<importexportxml succeeded="false"><entities>
      <entity LocalizedName="Send"><result result="success" errorcode="0" errortext="" /></entity>
      <entity LocalizedName="Send batch"><result result="failure" errorcode="0x80040203" errortext="Bad column" /></entity>
    </entities></importexportxml>`;
    const { run } = environment({
      jobs: [[200, { statecode: 3, statuscode: 31, friendlymessage: 'Import failed.', errorcode: -2147220989 }]],
      importJobs: [[200, { data }]],
    });
    const error = await rejection(run());
    expect(error.code).toBe('import-failed');
    expect(error.components).toEqual([
      { name: 'entity Send batch', result: 'failure', errorCode: '0x80040203', errorText: 'Bad column' },
    ]);
    expect(error.message).toContain('Import failed.');
    expect(error.message).toContain('Send batch: Bad column');
  });

  it('still says why when the details cannot be read', async () => {
    const { run } = environment({
      jobs: [[200, { statecode: 3, statuscode: 31, message: 'Broken.' }]],
      importJobs: [[200, { data: '<not xml' }]],
    });
    expect((await rejection(run())).message).toContain('Broken.');
  });

  it('stops watching after the time given and says where to look', async () => {
    const { run } = environment({ jobs: [RUNNING] });
    expect(await rejection(run({ timeoutMs: 500 }))).toMatchObject({
      code: 'job-timeout',
      message: expect.stringContaining(JOB) as string,
    });
  });

  it.each<[string, Reply]>([
    ['hang', 'hangs'],
    ['are lost', 'lost'],
    ['are throttled', [429, {}]],
  ])('stops watching in time when all questions %s', async (_how, reply) => {
    const { run, now } = environment({ jobs: [reply] });
    expect(await rejection(run({ timeoutMs: 60_000 }))).toMatchObject({ code: 'job-timeout' });
    expect(now()).toBeGreaterThanOrEqual(60_000);
    expect(now()).toBeLessThanOrEqual(120_000);
  });

  it('tells the success of an import whose remarks cannot be read in time', async () => {
    const { run } = environment({ importJobs: ['lost'] });
    expect(await run({ timeoutMs: 60_000 })).toMatchObject({ asyncOperationId: JOB, warnings: [] });
  });

  it('starts no import after the time is over', async () => {
    const { calls, run } = environment({ start: [[429, {}]] });
    expect(await rejection(run({ timeoutMs: 10_000 }))).toMatchObject({ code: 'import-failed' });
    expect(calls).toHaveLength(2);
  });

  it.each([
    ['nothing listens', () => Promise.reject(new TypeError('fetch failed', { cause: REFUSED }))],
    ['it answers with a page', () => Promise.resolve(new Response('<html></html>'))],
    ['it answers without a system job', () => Promise.resolve(new Response('{}'))],
  ])('says that the environment is unreachable when %s', async (_why, fetch) => {
    const { run } = environment({});
    expect(await rejection(run({ fetch }))).toMatchObject({ code: 'environment-unreachable' });
  });
});
