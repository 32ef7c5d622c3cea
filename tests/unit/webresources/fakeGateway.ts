/** Room tests. A host for the Send outbound dialog: cases in memory, a journal in memory, and a service that does as told. */
import { toLanguageTable } from '../../../outbound/recipients/languages';
import type { BatchOutcome } from '../../../outbound/invoke/classifyAnswer';
import type { BatchStore, JournalBatch } from '../../../outbound/sends/journal';
import { toSettings, type SettingName } from '../../../webresources/gateways/settings';
import type { MessageTemplate, OutboundConfiguration } from '../../../webresources/gateways/templates';
import type { NewSend, SendOutboundGateway } from '../../../webresources/pages/sendOutbound/gateway';

export interface CaseFacts {
  readonly number?: string | null;
  readonly lcid?: number;
  readonly optedOut?: boolean;
  readonly name?: string;
  readonly title?: string;
}

/** Id of the n-th case, from 0. */
export const caseId = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** A valid Indonesian mobile number, another for each index. */
export const mobile = (index: number): string => `+62812${String(34000000 + index)}`;

/** A case as the Web API gives it, of a customer who can be messaged unless told otherwise. */
export const caseRow = (index: number, { number = mobile(index), lcid, optedOut, name, title }: CaseFacts = {}) => ({
  incidentid: caseId(index),
  title: title ?? `Case ${index}`,
  ticketnumber: `CAS-${index}`,
  customerid_contact: {
    contactid: `10000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    fullname: name ?? `Person ${index}`,
    firstname: name ?? 'Person',
    lastname: String(index),
    mobilephone: number,
    donotphone: optedOut ?? false,
    mspp_userpreferredlcid: lcid ?? null,
  },
});

export const CONFIGURATION: OutboundConfiguration = {
  id: 'c0ffee00-0000-4000-8000-000000000001',
  name: 'Case solved',
  showInTimeline: true,
  channelType: 'SMS',
  template: { id: 'te000000-0000-4000-8000-000000000001', name: 'Solved' },
};

export const template = (defaultText: string, localized: readonly [number, string][] = []): MessageTemplate => ({
  id: CONFIGURATION.template?.id ?? '',
  name: 'Solved',
  version: 'W/"1"',
  texts: { defaultText, defaultLcid: 1033, localizedTexts: new Map(localized) },
});

export interface FakeGateway extends SendOutboundGateway {
  configurations: OutboundConfiguration[];
  template: MessageTemplate;
  rows: ReturnType<typeof caseRow>[];
  /** Texts of the environment variables. */
  variables: Partial<Record<SettingName, string>>;
  /** What the service does with the n-th call, from 0; accepted when nothing is said. */
  answers: ((call: number) => BatchOutcome | Promise<BatchOutcome>) | undefined;
  /** Contact lists in the order of the calls. */
  readonly calls: string[];
  readonly sends: NewSend[];
  readonly journal: JournalBatch[];
  readonly finished: { audience: number; excluded: number }[];
  readonly opened: string[];
  /** Once true, every access to the journal fails. */
  journalDown: boolean;
}

const ACCEPTED: BatchOutcome = { kind: 'accepted' };

/** A gateway over these cases; everything of it may be replaced before the dialog is shown. */
export function fakeGateway(rows: ReturnType<typeof caseRow>[]): FakeGateway {
  const alive = (): void => {
    if (gateway.journalDown) throw new TypeError('Failed to fetch');
  };
  const replace = (batch: JournalBatch, change: Partial<JournalBatch>): JournalBatch => {
    const next = { ...batch, ...change, etag: `${batch.etag}+` };
    gateway.journal[batch.index] = next;
    return next;
  };
  const store: BatchStore = {
    readBatches: async () => {
      alive();
      return [...gateway.journal];
    },
    claimBatch: async (batch) => {
      alive();
      if (gateway.journal[batch.index]?.etag !== batch.etag) return { kind: 'lost' };
      return { kind: 'claimed', batch: replace(batch, { state: 'claimed' }) };
    },
    recordOutcome: async (batch, { state, attempts }) => {
      alive();
      return replace(batch, { state, attempts });
    },
  };
  const gateway: FakeGateway = {
    configurations: [CONFIGURATION],
    template: template('Hi {CustomerName}, {CaseName} is solved.'),
    rows,
    variables: {},
    answers: undefined,
    calls: [],
    sends: [],
    journal: [],
    finished: [],
    opened: [],
    journalDown: false,
    readConfigurations: async () => gateway.configurations,
    readTemplate: async () => gateway.template,
    readLanguages: async () =>
      toLanguageTable([
        { lcid: 1033, code: 'en-us', name: 'English' },
        { lcid: 1057, code: 'id-id', name: 'Indonesian' },
        { lcid: 1030, code: 'da-dk', name: 'Danish' },
        { lcid: 2057, code: 'en-gb', name: 'British English' },
      ]),
    readSettings: async () => toSettings((name) => gateway.variables[name] ?? ''),
    readRelationships: async () => new Map([['incident', 'incident_msdyn_ocoutboundmessages']]),
    readRows: async (_source, ids) => gateway.rows.filter((row) => ids.includes(row.incidentid)),
    requireSendAction: async () => undefined,
    createSend: async (send) => {
      alive();
      gateway.sends.push(send);
      for (const { index, contactCount, contactList, hash } of send.plan.batches) {
        gateway.journal.push({
          id: `b${index}`,
          index,
          state: 'waiting',
          contactCount,
          contactList,
          hash,
          attempts: 0,
          etag: `e${index}`,
        });
      }
      return 'send-1';
    },
    dispatchHost: async () => ({
      store,
      invoker: {
        invoke: async (contactList) => {
          gateway.calls.push(contactList);
          return gateway.answers?.(gateway.calls.length - 1) ?? ACCEPTED;
        },
      },
      clock: () => new Date('2026-01-02T03:04:05Z'),
      wait: async () => undefined,
    }),
    runner: 'browser/test',
    finishSend: async (_sendId, audience, excluded) => {
      alive();
      gateway.finished.push({ audience, excluded });
    },
    openSend: (sendId) => gateway.opened.push(sendId),
  };
  return gateway;
}
