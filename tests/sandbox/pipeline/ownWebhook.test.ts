/** Room tests. Our webhook from end to end: the built solution, the deploy code that registers it, the host as a process, the sandbox. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { BATCH_STATE_OPTION, SEND, SEND_BATCH, SEND_STATE_OPTION } from '../../../outbound/dataverse/names';
import type { Row } from '../../../sandbox/dataverse/contracts';
import { deploySolution } from '../../../solution/tools/deploy/deploySolution';
import { NO_SETTINGS } from '../../../solution/tools/deploy/settings';
import { uninstallSolution } from '../../../solution/tools/deploy/uninstall';
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import { openEnvironment, ourPackage, type Environment } from '../deploy/environments';

jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../..');
const KEY = 'the shared key of this test';

interface LoggedAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The host as an administrator starts it; the sandbox holds this process while it asks. */
class HostProcess {
  private readonly answers: LoggedAnswer[] = [];
  private waiting: (() => void)[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<HostProcess> {
    const child = fork(resolve(ROOT, 'plugins-ts/serveWebhooks.ts'), [], {
      cwd: ROOT,
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, WEBHOOK_KEY: KEY, WEBHOOK_PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const lines = child.stdout && createInterface(child.stdout);
    const [message] = (await once(child, 'message')) as [{ ready: string }];
    const host = new HostProcess(child, message.ready);
    lines?.on('line', (line) => {
      const answer = JSON.parse(line) as LoggedAnswer & { readonly event: string };
      if (answer.event !== 'answered') return;
      host.answers.push(answer);
      for (const look of host.waiting.splice(0)) look();
    });
    return host;
  }

  async answered(count: number): Promise<readonly LoggedAnswer[]> {
    while (this.answers.length < count) await new Promise<void>((look) => this.waiting.push(look));
    return this.answers;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}

describe('our webhook', () => {
  let environment: Environment;
  let host: HostProcess;
  let client: WebApiClient;
  const settings = () => ({ ...NO_SETTINGS, webhook: { url: host.url, key: KEY } });

  beforeAll(async () => {
    environment = await openEnvironment();
    host = await HostProcess.start();
    client = new WebApiClient({ serviceRoot: `${environment.url}/api/data/v9.2/`, close: async () => undefined });
    await deploySolution({ baseUrl: environment.url, solution: ourPackage(), settings: settings() });
  });
  afterAll(async () => {
    await host.stop();
    await environment.close();
  });

  const create = (table: string, values: Row): string => environment.dataverse.rows.create(table, values);
  const stateOf = (table: string, id: string): unknown =>
    environment.dataverse.rows.find(table, id)?.values['obm_state'];

  it('refuses a move of a send that its states do not allow, with a sentence in its log, and lets an allowed one go through', async () => {
    const send = create(SEND.table, { [SEND.name]: 'Acme', [SEND.state]: SEND_STATE_OPTION.canceled });
    const refused = await client.send('PATCH', `obm_sends(${send})`, { [SEND.state]: SEND_STATE_OPTION.sending });
    expect([refused.status, errorCode(refused)]).toEqual([400, '0x80040265']);
    expect(refused.text).toContain('Outbound Messaging: a send moves as its states allow');
    expect(stateOf(SEND.table, send)).toBe(SEND_STATE_OPTION.canceled);
    expect((await host.answered(1)).at(-1)).toMatchObject({
      status: 400,
      code: 'send-move-refused',
      message: 'A send that is canceled cannot become sending; allowed: nothing.',
    });

    const other = create(SEND.table, { [SEND.name]: 'Acme', [SEND.state]: SEND_STATE_OPTION.sending });
    const allowed = await client.send('PATCH', `obm_sends(${other})`, { [SEND.state]: SEND_STATE_OPTION.paused });
    expect(allowed.status).toBe(204);
    expect(stateOf(SEND.table, other)).toBe(SEND_STATE_OPTION.paused);
    expect((await host.answered(2)).at(-1)).toMatchObject({ status: 200 });
  });

  it('is not asked about columns that it does not guard', async () => {
    const send = create(SEND.table, { [SEND.name]: 'Acme', [SEND.state]: SEND_STATE_OPTION.canceled });
    const before = (await host.answered(0)).length;
    expect((await client.send('PATCH', `obm_sends(${send})`, { [SEND.name]: 'Other' })).status).toBe(204);
    expect((await host.answered(before)).length).toBe(before);
  });

  it('keeps the list of a batch that was claimed, however long it is', async () => {
    const send = create(SEND.table, { [SEND.name]: 'Acme', [SEND.state]: SEND_STATE_OPTION.sending });
    const batch = create(SEND_BATCH.table, {
      [SEND_BATCH.name]: '1',
      [SEND_BATCH.send]: { table: SEND.table, id: send },
      [SEND_BATCH.state]: BATCH_STATE_OPTION.claimed,
      [SEND_BATCH.contactList]: JSON.stringify(['"'.repeat(100_000)]),
      [SEND_BATCH.hash]: 'a'.repeat(64),
      [SEND_BATCH.contactCount]: 1,
    });
    const set = environment.dataverse.metadata.table(SEND_BATCH.table)?.entitySetName ?? '';
    const patch = (body: Record<string, unknown>) => client.send('PATCH', `${set}(${batch})`, body);
    expect((await patch({ [SEND_BATCH.contactList]: '[]' })).status).toBe(400);
    expect((await patch({ [SEND_BATCH.state]: BATCH_STATE_OPTION.accepted })).status).toBe(204);
    expect((await patch({ [SEND_BATCH.state]: BATCH_STATE_OPTION.claimed })).status).toBe(400);
    expect((await patch({ [SEND_BATCH.contactList]: null })).status).toBe(204);
  });

  it('is registered anew without doubles, with the new address and key', async () => {
    const { rows } = environment.dataverse;
    const count = () =>
      ['serviceendpoint', 'sdkmessageprocessingstep', 'sdkmessageprocessingstepimage'].map(
        (table) => rows.findWhere(table, {}).length,
      );
    expect(count()).toEqual([1, 2, 2]);
    await deploySolution({ baseUrl: environment.url, solution: ourPackage(), settings: settings() });
    expect(count()).toEqual([1, 2, 2]);
    const webhook = { url: `${host.url}?moved=1`, key: 'another shared key of this test' };
    await deploySolution({ baseUrl: environment.url, solution: ourPackage(), settings: { ...NO_SETTINGS, webhook } });
    expect(rows.findWhere('serviceendpoint', {})[0]?.values).toMatchObject({
      url: webhook.url,
      authvalue: webhook.key,
    });
    const send = create(SEND.table, { [SEND.name]: 'Acme', [SEND.state]: SEND_STATE_OPTION.sending });
    const refused = await client.send('PATCH', `obm_sends(${send})`, { [SEND.state]: SEND_STATE_OPTION.paused });
    expect(errorCode(refused)).toBe('0x80040265');
    expect(refused.text).toContain('HTTP status 401');
  });

  it('goes with the solution, and only with consent', async () => {
    const { rows } = environment.dataverse;
    const common = { baseUrl: environment.url, solution: ourPackage() };
    await expect(uninstallSolution({ ...common, isConfirmed: false })).rejects.toThrow('--yes');
    expect(rows.findWhere('sdkmessageprocessingstep', {})).toHaveLength(2);
    expect(await uninstallSolution({ ...common, isConfirmed: true })).toBe('removed');
    expect(rows.findWhere('serviceendpoint', {})).toEqual([]);
    expect(rows.findWhere('sdkmessageprocessingstep', {})).toEqual([]);
  });
});
