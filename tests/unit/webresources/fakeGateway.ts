/** Room tests. A host for the Send outbound dialog: cases in memory, a journal in memory, and a service that does as told. */
import { MemoryJournal, SEND_ID } from '../../builders/memoryJournal';
import { SendNotConfirmedError } from '../../../outbound/dataverse/createSend';
import type { ColumnChoiceLabels } from '../../../outbound/recipients/choiceLabels';
import { toLanguageTable } from '../../../outbound/recipients/languages';
import type { BatchOutcome } from '../../../outbound/invoke/classifyAnswer';
import type { SendJournal } from '../../../outbound/sends/sendJournal';
import { toSettings, type SettingName } from '../../../webresources/gateways/settings';
import type { MessageTemplate, OutboundConfiguration } from '../../../webresources/gateways/templates';
import type { ConfirmedSend, SendOutboundGateway } from '../../../webresources/pages/sendOutbound/gateway';

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
  choiceLabels: ColumnChoiceLabels;
  /** Texts of the environment variables. */
  variables: Partial<Record<SettingName, string>>;
  /** What the service does with the n-th call, from 0; accepted when nothing is said. */
  answers: ((call: number) => BatchOutcome | Promise<BatchOutcome>) | undefined;
  /** Contact lists in the order of the calls. */
  readonly calls: string[];
  readonly sends: ConfirmedSend[];
  /** Of the last send. */
  journal: MemoryJournal | undefined;
  readonly opened: string[];
  /** How often old contact data was to be removed. */
  clearings: number;
  /** Once true, every access to the journal fails. */
  journalDown: boolean;
  /** Once true, the server does not say whether it has released a send. */
  releaseUnclear: boolean;
}

const NOW = (): Date => new Date('2026-01-02T03:04:05Z');
const ACCEPTED: BatchOutcome = { kind: 'accepted' };

/** A gateway over these cases; everything of it may be replaced before the dialog is shown. */
export function fakeGateway(rows: ReturnType<typeof caseRow>[]): FakeGateway {
  const alive = (): void => {
    if (gateway.journalDown) throw new TypeError('Failed to fetch');
  };
  const written = (): MemoryJournal => {
    if (!gateway.journal) throw new Error('There is no send yet.');
    return gateway.journal;
  };
  const journal: SendJournal = {
    readSend: (id) => written().readSend(id),
    changeSend: (send, change) => written().changeSend(send, change),
    readBatches: () => written().readBatches(),
    claimBatch: (batch, claim) => written().claimBatch(batch, claim),
    recordOutcome: (batch, record) => written().recordOutcome(batch, record),
    expireClaim: (batch, state, at) => written().expireClaim(batch, state, at),
    resolveBatch: (batch, decision) => written().resolveBatch(batch, decision),
  };
  let ids = 0;
  const gateway: FakeGateway = {
    configurations: [CONFIGURATION],
    template: template('Hi {CustomerName}, {CaseName} is solved.'),
    rows,
    choiceLabels: new Map(),
    variables: {},
    answers: undefined,
    calls: [],
    sends: [],
    journal: undefined,
    opened: [],
    clearings: 0,
    journalDown: false,
    releaseUnclear: false,
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
    readChoiceLabels: async (_source, columns) =>
      new Map([...gateway.choiceLabels].filter(([column]) => columns.includes(column))),
    readRows: async (_source, ids) => gateway.rows.filter((row) => ids.includes(row.incidentid)),
    requireSendAction: async () => undefined,
    createSend: async (send) => {
      alive();
      gateway.sends.push(send);
      const { plan, selected } = send.prepared;
      gateway.journal = new MemoryJournal(plan, selected - plan.contactCount);
      gateway.journal.fails = () => gateway.journalDown;
      if (gateway.releaseUnclear) throw new SendNotConfirmedError(SEND_ID);
      return SEND_ID;
    },
    clock: NOW,
    dispatchSetup: async () => ({
      host: {
        journal,
        invoker: {
          isGuarded: false,
          invoke: async (contactList) => {
            gateway.calls.push(contactList);
            return gateway.answers?.(gateway.calls.length - 1) ?? ACCEPTED;
          },
        },
        clock: NOW,
        wait: async () => undefined,
        newId: () => `id-${(ids += 1)}`,
      },
      // One request after the other, so that a test can tell the third from the second.
      options: { claimedBy: 'browser/test', concurrency: 1 },
    }),
    clearOldContacts: async () => void (gateway.clearings += 1),
    openSend: (sendId) => gateway.opened.push(sendId),
  };
  return gateway;
}
