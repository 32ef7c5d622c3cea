/**
 * Room outbound. The domain's words for tables, columns and options. What they are called on the platform is generated, by
 * `npx tsx solution/tools/generateNames.ts` after a change of solution/src, and the compiler refuses a name that a table does
 * not have. Entity sets of Microsoft's tables are the documented defaults: where a host can read `EntitySetName` from metadata,
 * that answer wins. Tables with the prefix `obm_` are this solution's own.
 */
import {
  MSDYN_OCSYSTEMMESSAGETYPE,
  MSDYN_STREAMSOURCE,
  OBM_SENDBATCHSTATE,
  OBM_SENDSOURCE,
  OBM_SENDSTATE,
} from './generated/choices';
import { ACCOUNT as ACCOUNT_TABLE, type AccountColumn } from './generated/account';
import { CONTACT as CONTACT_TABLE, type ContactColumn } from './generated/contact';
import { INCIDENT as INCIDENT_TABLE, type IncidentColumn, type IncidentNavigation } from './generated/incident';
import { LEAD as LEAD_TABLE, type LeadColumn } from './generated/lead';
import { MSDYN_OCLANGUAGE, type MsdynOclanguageColumn } from './generated/msdyn_oclanguage';
import { MSDYN_OCLOCALIZATIONDATA, type MsdynOclocalizationdataColumn } from './generated/msdyn_oclocalizationdata';
import {
  MSDYN_OCOUTBOUNDCONFIGURATION,
  type MsdynOcoutboundconfigurationColumn,
} from './generated/msdyn_ocoutboundconfiguration';
import { MSDYN_OCOUTBOUNDMESSAGE, type MsdynOcoutboundmessageColumn } from './generated/msdyn_ocoutboundmessage';
import { MSDYN_OCSYSTEMMESSAGE, type MsdynOcsystemmessageColumn } from './generated/msdyn_ocsystemmessage';
import { OBM_BUDGETSHARE, type ObmBudgetshareColumn } from './generated/obm_budgetshare';
import { OBM_EXCLUSIONPAGE, type ObmExclusionpageColumn } from './generated/obm_exclusionpage';
import { OBM_REQUESTBUDGET, type ObmRequestbudgetColumn } from './generated/obm_requestbudget';
import { OBM_SEND, type ObmSendColumn } from './generated/obm_send';
import { OBM_SENDBATCH, type ObmSendbatchColumn } from './generated/obm_sendbatch';
import { TRANSACTIONCURRENCY, type TransactioncurrencyColumn } from './generated/transactioncurrency';

/** Names of one table under the domain's words: the table, its entity set, its columns. */
type NamesOf<Table extends { table: string; set: string }, Column extends string> = Readonly<
  Record<string, Table['table'] | Table['set'] | Column>
>;

/** Global choice `msdyn_streamsource`: the channel types that have message templates. */
export const CHANNEL_TYPE_OPTION = { SMS: MSDYN_STREAMSOURCE.sms, WhatsApp: MSDYN_STREAMSOURCE.whatsapp } as const;

/** `SMS` or `WhatsApp`: the channel types outbound messages exist for (Microsoft Learn, "Configure outbound messaging"). */
export type ChannelType = keyof typeof CHANNEL_TYPE_OPTION;

/** The channel type of an option of `msdyn_streamsource`; `undefined` for the channels without outbound messages. */
export const toChannelType = (option: number | null | undefined): ChannelType | undefined =>
  (Object.keys(CHANNEL_TYPE_OPTION) as ChannelType[]).find((type) => CHANNEL_TYPE_OPTION[type] === option);

/**
 * How a template is sent: channel, template, timeline. Source: Microsoft Learn, entity reference
 * "msdyn_ocoutboundconfiguration".
 */
export const OUTBOUND_CONFIGURATION = {
  ...MSDYN_OCOUTBOUNDCONFIGURATION,
  name: 'msdyn_name',
  channelType: 'msdyn_channel',
  channel: 'msdyn_channelid',
  channelDisplayName: 'msdyn_channeldisplayname',
  messageTemplate: 'msdyn_messagetemplate',
  showInTimeline: 'msdyn_showinactivities',
  displayId: 'msdyn_displayoutboundconfigurationid',
  state: 'statecode',
} as const satisfies NamesOf<typeof MSDYN_OCOUTBOUNDCONFIGURATION, MsdynOcoutboundconfigurationColumn>;

/** A message template with its default text. Source: Microsoft Learn, entity reference "msdyn_ocsystemmessage". */
export const MESSAGE_TEMPLATE = {
  ...MSDYN_OCSYSTEMMESSAGE,
  name: 'msdyn_name',
  text: 'msdyn_messagetext',
  messageType: 'msdyn_messagetype',
  channelType: 'msdyn_streamsource',
  defaultLanguage: 'msdyn_defaultlanguage',
  version: 'versionnumber',
  state: 'statecode',
} as const satisfies NamesOf<typeof MSDYN_OCSYSTEMMESSAGE, MsdynOcsystemmessageColumn>;

/** `msdyn_messagetype` of `msdyn_ocsystemmessage`: automated messages share the table with message templates. */
export const MESSAGE_TYPE_OPTION = MSDYN_OCSYSTEMMESSAGETYPE;

/** A template's text in one more language. Source: Microsoft Learn, entity reference "msdyn_oclocalizationdata". */
export const LOCALIZED_TEXT = {
  ...MSDYN_OCLOCALIZATIONDATA,
  template: 'msdyn_systemmessageid',
  language: 'msdyn_customerlanguageid',
  text: 'msdyn_localizedtext',
  /** The LCID. */
  lcid: 'msdyn_languagecode',
} as const satisfies NamesOf<typeof MSDYN_OCLOCALIZATIONDATA, MsdynOclocalizationdataColumn>;

/** A language of Omnichannel. Source: Microsoft Learn, entity reference "msdyn_oclanguage". */
export const LANGUAGE = {
  ...MSDYN_OCLANGUAGE,
  name: 'msdyn_languagename',
  lcid: 'msdyn_localeid',
  localeCode: 'msdyn_localecode',
} as const satisfies NamesOf<typeof MSDYN_OCLANGUAGE, MsdynOclanguageColumn>;

/** The activity the service writes for a message. Source: Microsoft Learn, entity reference "msdyn_ocoutboundmessage". */
export const OUTBOUND_MESSAGE = {
  ...MSDYN_OCOUTBOUNDMESSAGE,
  regarding: 'regardingobjectid',
  outboundConfiguration: 'msdyn_ocoutboundconfiguration',
  text: 'msdyn_ocmessagetext',
  receiver: 'msdyn_ocreceiverchannelid',
} as const satisfies NamesOf<typeof MSDYN_OCOUTBOUNDMESSAGE, MsdynOcoutboundmessageColumn>;

/** A person. Source: Microsoft Learn, entity reference "contact". */
export const CONTACT = {
  ...CONTACT_TABLE,
  fullName: 'fullname',
  firstName: 'firstname',
  lastName: 'lastname',
  mobilePhone: 'mobilephone',
  doNotPhone: 'donotphone',
  /** A Power Pages column: absent where Power Pages is not installed. */
  preferredLcid: 'mspp_userpreferredlcid',
} as const satisfies NamesOf<typeof CONTACT_TABLE, ContactColumn>;

/** An organisation. Source: Microsoft Learn, entity reference "account". */
export const ACCOUNT = {
  ...ACCOUNT_TABLE,
  name: 'name',
  phone: 'telephone1',
  doNotPhone: 'donotphone',
  primaryContact: 'primarycontactid',
} as const satisfies NamesOf<typeof ACCOUNT_TABLE, AccountColumn>;

/** A case. Customers are reached over one navigation property a table. Source: Microsoft Learn, entity reference "incident". */
export const INCIDENT = {
  ...INCIDENT_TABLE,
  title: 'title',
  ticketNumber: 'ticketnumber',
  customerContact: 'customerid_contact',
  customerAccount: 'customerid_account',
  /** "Contact": the person to deal with on this case when the customer is an account. */
  primaryContact: 'primarycontactid',
} as const satisfies NamesOf<typeof INCIDENT_TABLE, IncidentColumn | IncidentNavigation>;

/** A possible customer. Source: Microsoft Learn, entity reference "lead". */
export const LEAD = {
  ...LEAD_TABLE,
  /** Shown as "Topic". */
  subject: 'subject',
  fullName: 'fullname',
  firstName: 'firstname',
  lastName: 'lastname',
  companyName: 'companyname',
  mobilePhone: 'mobilephone',
  doNotPhone: 'donotphone',
} as const satisfies NamesOf<typeof LEAD_TABLE, LeadColumn>;

/** Appended to a property: its value as text (Microsoft Learn, "Query data using the Web API", formatted values). */
export const FORMATTED_VALUE = '@OData.Community.Display.V1.FormattedValue';

/** The currency of a row with amounts of money; the navigation property has this name on every such table. */
export const CURRENCY = {
  table: TRANSACTIONCURRENCY.table,
  navigationProperty: 'transactioncurrencyid',
  /** ISO 4217. */
  code: 'isocurrencycode',
  /** Decimal places, 0 to 4. */
  precision: 'currencyprecision',
} as const satisfies NamesOf<typeof TRANSACTIONCURRENCY, TransactioncurrencyColumn>;

/** A send of this solution: what was frozen, its state, and its sums in contacts. */
export const SEND = {
  ...OBM_SEND,
  name: 'obm_name',
  outboundConfiguration: 'obm_outboundconfigurationid',
  channelType: 'obm_channeltype',
  templateName: 'obm_templatename',
  templateText: 'obm_templatetext',
  /** JSON text: LCID -> localized text, as frozen. */
  localizedTexts: 'obm_localizedtexts',
  templateVersion: 'obm_templateversion',
  source: 'obm_source',
  sourceTable: 'obm_sourcetable',
  state: 'obm_state',
  audienceCount: 'obm_audiencecount',
  excludedCount: 'obm_excludedcount',
  acceptedCount: 'obm_acceptedcount',
  refusedCount: 'obm_refusedcount',
  unknownCount: 'obm_unknowncount',
  waitingCount: 'obm_waitingcount',
  batchCount: 'obm_batchcount',
  planHash: 'obm_planhash',
  /** Not before; empty: at once. */
  scheduledOn: 'obm_scheduledon',
  /** Not started by then, a person is asked; empty: no limit. */
  startBy: 'obm_startby',
  startedOn: 'obm_startedon',
  finishedOn: 'obm_finishedon',
  forecastFinish: 'obm_forecastfinish',
  /** Stable code and sentence of what paused the send or needs attention. */
  stopCode: 'obm_stopcode',
  stopText: 'obm_stoptext',
  /** When the cloud flow that sends this last said that it is at work. */
  flowSignOn: 'obm_flowsignon',
} as const satisfies NamesOf<typeof OBM_SEND, ObmSendColumn>;

/** One request of a send: its contact list, its claim, and what became of it. */
export const SEND_BATCH = {
  ...OBM_SENDBATCH,
  name: 'obm_name',
  send: 'obm_sendid',
  index: 'obm_index',
  contactList: 'obm_contactlist',
  contactCount: 'obm_contactcount',
  /** JSON text: ids of the source rows, in the order of the contacts. Kept when the contact list is cleared. */
  sourceIds: 'obm_sourceids',
  hash: 'obm_hash',
  state: 'obm_state',
  claimedBy: 'obm_claimedby',
  claimedOn: 'obm_claimedon',
  leaseExpiresOn: 'obm_leaseexpireson',
  /** Emptied by a guarded claim, set by its request: see `sends/claims.ts`. */
  postedOn: 'obm_postedon',
  attempts: 'obm_attempts',
  answeredOn: 'obm_answeredon',
  errorCode: 'obm_errorcode',
  errorText: 'obm_errortext',
  /** What a person decided about an unknown outcome: see `RESOLUTIONS` in `sends/states.ts`. */
  resolution: 'obm_resolution',
  resolvedBy: 'obm_resolvedby',
  resolvedOn: 'obm_resolvedon',
  /** When the contact list was removed after the retention time. */
  clearedOn: 'obm_clearedon',
} as const satisfies NamesOf<typeof OBM_SENDBATCH, ObmSendbatchColumn>;

/** One row holds many excluded people of a send: a million of them are a few dozen rows. */
export const EXCLUSION_PAGE = {
  ...OBM_EXCLUSIONPAGE,
  name: 'obm_name',
  send: 'obm_sendid',
  index: 'obm_index',
  exclusionCount: 'obm_exclusioncount',
  /** JSON text, written and read by `sends/exclusionPages.ts`. */
  exclusions: 'obm_exclusions',
} as const satisfies NamesOf<typeof OBM_EXCLUSIONPAGE, ObmExclusionpageColumn>;

/** One clock hour (UTC) of the organisation's request allowance. */
export const REQUEST_BUDGET = {
  ...OBM_REQUESTBUDGET,
  name: 'obm_name',
  /** `2026-03-05T10Z`; the alternate key. */
  hour: 'obm_hour',
  limit: 'obm_limit',
  eventReserve: 'obm_eventreserve',
  used: 'obm_used',
  /** JSON text, written and read by `sends/budget`. */
  ledger: 'obm_ledger',
  /** The next hour has taken over: nothing is booked here any more. */
  isClosed: 'obm_isclosed',
} as const satisfies NamesOf<typeof OBM_REQUESTBUDGET, ObmRequestbudgetColumn>;

/** One request that a cloud flow may make, out of the reserve for events. The flows alone write these rows. */
export const BUDGET_SHARE = {
  ...OBM_BUDGETSHARE,
  name: 'obm_name',
  /** From 0; the alternate key. */
  number: 'obm_number',
} as const satisfies NamesOf<typeof OBM_BUDGETSHARE, ObmBudgetshareColumn>;

/** Choice `obm_sendsource`: where the audience of a send came from. */
export const SEND_SOURCE_OPTION = OBM_SENDSOURCE;

/** Choice `obm_sendstate`; the allowed moves are in `sends/states.ts`. */
export const SEND_STATE_OPTION = {
  waiting: OBM_SENDSTATE.waiting,
  sending: OBM_SENDSTATE.sending,
  finished: OBM_SENDSTATE.finished,
  needsAttention: OBM_SENDSTATE.needsAttention,
  canceled: OBM_SENDSTATE.canceled,
  scheduled: OBM_SENDSTATE.scheduled,
  paused: OBM_SENDSTATE.paused,
  windowMissed: OBM_SENDSTATE.missedItsWindow,
} as const;

/** Choice `obm_sendbatchstate`; the allowed moves are in `sends/states.ts`. */
export const BATCH_STATE_OPTION = OBM_SENDBATCHSTATE;
