/**
 * Room tests. A simulated service over an empty embedded Dataverse, with a channel, a template and a configuration, and
 * ways to call it and to look at what it did.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { VirtualClock } from '../../../sandbox/clock';
import type { Guid, Row } from '../../../sandbox/dataverse/contracts';
import { openDataverse, type OpenedDataverse } from '../../../sandbox/dataverse/open';
import { registerPlatformEvents } from '../../../sandbox/dataverse/platform/events';
import { toStableId } from '../../../sandbox/dataverse/platform/ids';
import { ServiceProtection } from '../../../sandbox/dataverse/webApi/serviceProtection';
import { openLab, type LabOptions } from '../../../sandbox/lab';
import { registerOmnichannel, type OmnichannelOptions } from '../../../sandbox/omnichannel';
import type { CallPage } from '../../../sandbox/omnichannel/store/callLog';
import type { HandsetPage } from '../../../sandbox/omnichannel/store/handsets';
import '../../support/wholeServer';

export const SMS = 192340000;
export const WHATSAPP = 192300000;
export const SMS_NUMBER = '+18335550100';

export const language = (lcid: number) => ({ table: 'msdyn_oclanguage', id: toStableId(`msdyn_oclanguage/${lcid}`) });

export interface TestService {
  readonly dataverse: OpenedDataverse;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Moves the clock. */
  advance(ms: number): void;
  readonly numberId: Guid;
  readonly settingId: Guid;
  readonly templateId: Guid;
  readonly configurationId: Guid;
  /** Calls the action; rejects with the fault. */
  invoke(contacts: unknown, configurationId?: unknown): Promise<unknown>;
  /** The fault of a call; fails when it is accepted. */
  refusal(
    contacts: unknown,
    configurationId?: unknown,
  ): Promise<{ status: number; code: string; message: string; retryAfterSeconds?: number }>;
  handsets(query?: string): Promise<HandsetPage>;
  /** Texts on a handset, oldest first. */
  texts(number: string): Promise<string[]>;
  calls(query?: string): Promise<CallPage>;
  activities(): ReturnType<OpenedDataverse['rows']['findWhere']>;
  updateConfiguration(values: Row): void;
  /** Sends JSON. */
  post(path: string, body: unknown): Promise<Response>;
  close(): Promise<void>;
}

export interface TestServiceOptions extends OmnichannelOptions, LabOptions {
  readonly file?: string;
  /** Values of the configuration that matter to the test. */
  readonly configuration?: Row;
  readonly templateText?: string;
}

export async function openService({
  file = ':memory:',
  configuration,
  templateText,
  ...options
}: TestServiceOptions = {}): Promise<TestService> {
  let now = Date.UTC(2026, 0, 15, 8);
  const clock = new VirtualClock(() => now);
  const dataverse = openDataverse({ file, clock: () => clock.now(), newId: randomUUID });
  registerPlatformEvents(dataverse);
  // Real HTTP: the injecting client of fastify cannot be loaded by jest.
  const server = fastify({ forceCloseConnections: true });
  const lab = openLab(server, { dataverse, clock, databaseFile: file }, options);
  const { calls } = registerOmnichannel(server, dataverse, options, lab.faults);
  const protection = new ServiceProtection(
    () => clock.now(),
    () => performance.now(),
    undefined,
  );
  lab.register({ protection, calls });
  const action = { method: 'POST', path: 'msdyn_InvokeOutboundAPI' };
  const run = (parameters: Record<string, unknown>): Promise<unknown> =>
    lab.faults.gate.pass([action], () =>
      dataverse.operations.find(action.path)?.run({ parameters, context: dataverse.administrator }),
    );
  // The Web API has tests of its own; this route is the shortest way from HTTP to the operation.
  server.post('/invoke', async (request, reply) => {
    await run(request.body as Record<string, unknown>);
    return reply.code(204).send();
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;

  const { rows } = dataverse;
  const numberId = rows.create('msdyn_ocphonenumber', {
    msdyn_name: SMS_NUMBER,
    msdyn_phonenumber: SMS_NUMBER,
    msdyn_smsoutboundenabled: true,
    msdyn_phonenumbertype: 0,
  });
  const settingId = rows.create('msdyn_ocsmschannelsetting', {
    msdyn_name: 'SMS',
    msdyn_phonenumberid: { table: 'msdyn_ocphonenumber', id: numberId },
  });
  const templateId = rows.create('msdyn_ocsystemmessage', {
    msdyn_name: 'Follow-up',
    msdyn_messagetype: 3,
    msdyn_streamsource: SMS,
    msdyn_defaultlanguage: language(1033),
    msdyn_messagetext: templateText ?? 'Hello {CustomerName}, case {CaseName}',
  });
  rows.create('msdyn_oclocalizationdata', {
    msdyn_systemmessageid: { table: 'msdyn_ocsystemmessage', id: templateId },
    msdyn_customerlanguageid: language(1057),
    msdyn_languagecode: 1057,
    msdyn_localizedtext: 'Halo {CustomerName}, kasus {CaseName}',
  });
  const configurationId = rows.create('msdyn_ocoutboundconfiguration', {
    msdyn_name: 'Case follow-up',
    msdyn_channel: SMS,
    msdyn_channelid: SMS_NUMBER,
    msdyn_messagetemplate: { table: 'msdyn_ocsystemmessage', id: templateId },
    msdyn_showinactivities: true,
    msdyn_type: 100000000,
    ...configuration,
  });

  const invoke = async (contacts: unknown, id: unknown = configurationId): Promise<unknown> =>
    run({
      OutboundSettingsRecord: { msdyn_ocoutboundconfigurationid: id },
      ContactList: typeof contacts === 'string' ? contacts : JSON.stringify(contacts),
    });
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();

  return {
    dataverse,
    url,
    numberId,
    settingId,
    templateId,
    configurationId,
    invoke,
    advance: (ms) => (now += ms),
    refusal: async (contacts, id) => {
      const outcome = await invoke(contacts, id).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (outcome === undefined) throw new Error('The call was accepted.');
      return outcome as Awaited<ReturnType<TestService['refusal']>>;
    },
    handsets: async (query = '') => (await get(`/phones/api/handsets${query}`)) as HandsetPage,
    texts: async (number) => {
      const answer = (await get(`/phones/api/handsets/${encodeURIComponent(number)}`)) as {
        messages?: { text: string }[];
      };
      return (answer.messages ?? []).map(({ text }) => text);
    },
    calls: async (query = '') => (await get(`/lab/calls${query}`)) as CallPage,
    activities: () => rows.findWhere('msdyn_ocoutboundmessage', {}),
    updateConfiguration: (values) => rows.update('msdyn_ocoutboundconfiguration', configurationId, values),
    post: (path, body) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    close: async () => {
      await server.close();
      dataverse.close();
    },
  };
}

/** A valid contact list item, with what matters to the test. */
export const contact = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  tocontactid: '+6281200000001',
  optin: true,
  contextitems: { CustomerName: 'Sari', CaseName: 'Refund' },
  ...more,
});
