/** Room tests. Our roles in the sandbox: what a sender can do with them and what not, over the requests that the product makes. */
import { randomUUID } from 'node:crypto';
import { runSends } from '../../../plugins-ts/runner/runSends';
import { WEB_API_PATH } from '../../../outbound/dataverse/webApi';
import { toODataOptions, toRecipientQuery } from '../../../outbound/recipients/recipientQuery';
import { RECIPIENT_SOURCES } from '../../../outbound/recipients/recipientSources';
import { sampleId } from '../../../sandbox/data/sampleRow';
import type { RunningSandbox } from '../../../sandbox/server';
import { configurationOf, httpAs, journalOf, writeSend } from '../../support/journal';
import { openSandbox } from '../../support/sandbox';
import '../../support/wholeServer';

const SARI = sampleId('systemuser', 'sari');
const BUDI = sampleId('systemuser', 'budi');
const SENDER_ROLE = '7df7667c-008a-580f-9d8a-12320697d24b';

let sandbox: RunningSandbox;
let url: string;
beforeAll(async () => {
  sandbox = await openSandbox();
  url = sandbox.url;
});
afterAll(() => sandbox.close());

interface Answered {
  readonly status: number;
  readonly text: string;
  /** The rows of a set. */
  rows(): readonly Record<string, unknown>[];
}

async function as(userId: string | undefined, method: string, path: string, body?: unknown): Promise<Answered> {
  const answer = await fetch(`${url}${WEB_API_PATH}${path}`, {
    method,
    headers: {
      ...(userId === undefined ? {} : { cookie: `sandbox-user=${userId}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, rows: () => (JSON.parse(text) as { value: Record<string, unknown>[] }).value };
}

const giveRole = (userId: string): Promise<Answered> =>
  as(undefined, 'POST', `systemusers(${userId})/systemuserroles_association/$ref`, {
    '@odata.id': `${url}${WEB_API_PATH}roles(${SENDER_ROLE})`,
  });

async function runAs(userId: string): Promise<void> {
  let isOver = false;
  await runSends(
    {
      baseUrl: url,
      http: httpAs(url, userId),
      clock: () => new Date(),
      newId: randomUUID,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 5))),
      log: (event) => {
        if (event.event === 'send-left') isOver = true;
      },
    },
    { shouldStop: () => isOver, concurrency: 1, lookEveryMs: 5 },
  );
}

describe('A user without our roles', () => {
  it.each(['msdyn_ocoutboundconfigurationes', 'obm_sends', 'obm_sendbatches'])('reads no row of %s', async (set) => {
    const { status, text } = await as(BUDI, 'GET', set);
    expect(status).toBe(403);
    expect(text).toMatch(/"code":"0x80040220".*Principal user \(Id=.*type=8, roleCount=1.*is missing prvRead/);
  });

  it('cannot call the action that sends', async () => {
    const configurationId = await configurationOf(url);
    const { status, text } = await as(BUDI, 'POST', 'msdyn_InvokeOutboundAPI', {
      OutboundSettingsRecord: {
        '@odata.type': 'Microsoft.Dynamics.CRM.msdyn_ocoutboundconfiguration',
        msdyn_ocoutboundconfigurationid: configurationId,
      },
      ContactList: '[]',
    });
    expect([status, text]).toEqual([403, expect.stringContaining('prvReadmsdyn_ocoutboundconfiguration')]);
  });
});

describe('A user with the role Outbound Sender', () => {
  beforeAll(async () => {
    for (const user of [SARI, BUDI]) expect((await giveRole(user)).status).toBe(204);
  });

  it('writes a send, has it sent, and reads how it ended', async () => {
    const id = await writeSend(url, { recipients: 120, excluded: 2, http: httpAs(url, SARI) });
    await runAs(SARI);
    expect(await journalOf(url).readSend(id)).toMatchObject({ state: 'finished', audience: 122, batchCount: 2 });
    const [row] = (await as(SARI, 'GET', `obm_sends?$filter=obm_sendid eq ${id}`)).rows();
    expect(row).toMatchObject({ obm_acceptedcount: 120, _ownerid_value: SARI, _createdby_value: SARI });
    expect((await as(SARI, 'GET', `obm_sendbatches?$select=obm_sendbatchid`)).rows()).toHaveLength(2);
  });

  it('neither sees nor touches the send of a colleague', async () => {
    const id = await writeSend(url, { recipients: 3, http: httpAs(url, BUDI) });
    const own = (await as(SARI, 'GET', 'obm_sends?$select=obm_sendid')).rows().map((row) => row['obm_sendid']);
    expect(own).not.toContain(id);
    expect((await as(SARI, 'GET', `obm_sends(${id})`)).status).toBe(403);
    expect((await as(SARI, 'PATCH', `obm_sends(${id})`, { obm_name: 'Mine' })).status).toBe(403);
    expect((await as(BUDI, 'GET', `obm_sends(${id})`)).status).toBe(200);
  });

  it('cannot edit what it sends with', async () => {
    const configurationId = await configurationOf(url);
    const path = `msdyn_ocoutboundconfigurationes(${configurationId})`;
    expect((await as(SARI, 'GET', path)).status).toBe(200);
    const { status, text } = await as(SARI, 'PATCH', path, { msdyn_name: 'Mine' });
    expect([status, text]).toEqual([403, expect.stringContaining('prvWritemsdyn_ocoutboundconfiguration')]);
  });

  it.each(
    Object.values(RECIPIENT_SOURCES)
      .filter(({ table }) => table !== 'lead')
      .map((source) => [source.table, source] as const),
  )('reads the rows of %s that it owns, as the dialog asks for them', async (table, source) => {
    const set = sandbox.dataverse.metadata.table(table)?.entitySetName ?? '';
    const query = toODataOptions(
      toRecipientQuery(source, (one, column) =>
        (sandbox.dataverse.metadata.table(one)?.columns ?? []).some(({ logicalName }) => logicalName === column),
      ),
    );
    const { status, rows, text } = await as(SARI, 'GET', `${set}?${query}`);
    expect([status, text.slice(0, 300)]).toEqual([200, expect.any(String)]);
    const owned = sandbox.dataverse.rows.findWhere(table, { ownerid: SARI });
    expect(rows()).toHaveLength(owned.length);
  });

  it.each([
    'environmentvariabledefinitions?$select=schemaname&$expand=environmentvariabledefinition_environmentvariablevalue($select=value)',
    'msdyn_ocsystemmessages?$select=msdyn_name&$expand=msdyn_defaultlanguage($select=msdyn_localeid)',
    'msdyn_oclocalizationdatas?$select=msdyn_localizedtext&$expand=msdyn_customerlanguageid($select=msdyn_localeid)',
    'msdyn_oclanguages?$select=msdyn_localeid',
    'obm_requestbudgets',
    'obm_exclusionpages',
    'msdyn_ocoutboundmessages?$select=activityid',
  ])('reads what dialog and monitor ask for: %s', async (path) => {
    const { status, text } = await as(SARI, 'GET', path);
    expect([status, text.slice(0, 300)]).toEqual([200, expect.any(String)]);
  });
});
