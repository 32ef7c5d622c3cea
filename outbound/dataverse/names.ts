/**
 * Room outbound. Table, entity set, column and option names, each written once.
 * Microsoft's tables: the entity reference pages of Microsoft Learn ("msdyn_ocoutboundconfiguration",
 * "msdyn_ocsystemmessage", "msdyn_oclocalizationdata", "msdyn_oclanguage", "msdyn_ocoutboundmessage") and typings
 * generated from organisations. Entity sets are the documented defaults: where a host can read `EntitySetName` from
 * metadata, that answer wins. Tables with the prefix `obm_` are this solution's own.
 */

/** Global choice `msdyn_streamsource`: the channel types that have message templates. */
export const CHANNEL_TYPE_OPTION = { SMS: 192340000, WhatsApp: 192300000 } as const;

/** `SMS` or `WhatsApp`: the channel types outbound messages exist for (Microsoft Learn, "Configure outbound messaging"). */
export type ChannelType = keyof typeof CHANNEL_TYPE_OPTION;

/** The channel type of an option of `msdyn_streamsource`; `undefined` for the channels without outbound messages. */
export const toChannelType = (option: number | null | undefined): ChannelType | undefined =>
  (Object.keys(CHANNEL_TYPE_OPTION) as ChannelType[]).find((type) => CHANNEL_TYPE_OPTION[type] === option);

export const OUTBOUND_CONFIGURATION = {
  table: 'msdyn_ocoutboundconfiguration',
  /** Irregular on purpose: the page's collection name `...configurations` is not usable as the Web API set. */
  set: 'msdyn_ocoutboundconfigurationes',
  id: 'msdyn_ocoutboundconfigurationid',
  name: 'msdyn_name',
  channelType: 'msdyn_channel',
  channel: 'msdyn_channelid',
  channelDisplayName: 'msdyn_channeldisplayname',
  messageTemplate: 'msdyn_messagetemplate',
  showInTimeline: 'msdyn_showinactivities',
  displayId: 'msdyn_displayoutboundconfigurationid',
  state: 'statecode',
} as const;

export const MESSAGE_TEMPLATE = {
  table: 'msdyn_ocsystemmessage',
  set: 'msdyn_ocsystemmessages',
  id: 'msdyn_ocsystemmessageid',
  name: 'msdyn_name',
  text: 'msdyn_messagetext',
  messageType: 'msdyn_messagetype',
  channelType: 'msdyn_streamsource',
  defaultLanguage: 'msdyn_defaultlanguage',
  version: 'versionnumber',
  state: 'statecode',
} as const;

/** `msdyn_messagetype` of `msdyn_ocsystemmessage`: automated messages share the table with message templates. */
export const MESSAGE_TYPE_OPTION = { automatedMessage: 2, messageTemplate: 3 } as const;

export const LOCALIZED_TEXT = {
  table: 'msdyn_oclocalizationdata',
  set: 'msdyn_oclocalizationdatas',
  id: 'msdyn_oclocalizationdataid',
  template: 'msdyn_systemmessageid',
  language: 'msdyn_customerlanguageid',
  text: 'msdyn_localizedtext',
  /** The LCID. */
  lcid: 'msdyn_languagecode',
} as const;

export const LANGUAGE = {
  table: 'msdyn_oclanguage',
  set: 'msdyn_oclanguages',
  id: 'msdyn_oclanguageid',
  name: 'msdyn_languagename',
  lcid: 'msdyn_localeid',
  localeCode: 'msdyn_localecode',
} as const;

export const OUTBOUND_MESSAGE = {
  table: 'msdyn_ocoutboundmessage',
  set: 'msdyn_ocoutboundmessages',
  id: 'activityid',
  regarding: 'regardingobjectid',
  outboundConfiguration: 'msdyn_ocoutboundconfiguration',
  text: 'msdyn_ocmessagetext',
  receiver: 'msdyn_ocreceiverchannelid',
} as const;

export const CONTACT = {
  table: 'contact',
  set: 'contacts',
  id: 'contactid',
  fullName: 'fullname',
  firstName: 'firstname',
  lastName: 'lastname',
  mobilePhone: 'mobilephone',
  doNotPhone: 'donotphone',
  /** A Power Pages column: absent where Power Pages is not installed. */
  preferredLcid: 'mspp_userpreferredlcid',
} as const;

export const ACCOUNT = {
  table: 'account',
  set: 'accounts',
  id: 'accountid',
  name: 'name',
  phone: 'telephone1',
  doNotPhone: 'donotphone',
  primaryContact: 'primarycontactid',
} as const;

export const INCIDENT = {
  table: 'incident',
  set: 'incidents',
  id: 'incidentid',
  title: 'title',
  ticketNumber: 'ticketnumber',
  customerContact: 'customerid_contact',
  customerAccount: 'customerid_account',
  /** "Contact": the person to deal with on this case when the customer is an account. */
  primaryContact: 'primarycontactid',
} as const;

export const LEAD = {
  table: 'lead',
  set: 'leads',
  id: 'leadid',
  /** Shown as "Topic". */
  subject: 'subject',
  fullName: 'fullname',
  firstName: 'firstname',
  lastName: 'lastname',
  companyName: 'companyname',
  mobilePhone: 'mobilephone',
  doNotPhone: 'donotphone',
} as const;

/** Appended to a property: its value as text (Microsoft Learn, "Query data using the Web API", formatted values). */
export const FORMATTED_VALUE = '@OData.Community.Display.V1.FormattedValue';

/** The currency of a row with amounts of money; the navigation property has this name on every such table. */
export const CURRENCY = {
  table: 'transactioncurrency',
  navigationProperty: 'transactioncurrencyid',
  /** ISO 4217. */
  code: 'isocurrencycode',
  /** Decimal places, 0 to 4. */
  precision: 'currencyprecision',
} as const;

export const SEND = {
  table: 'obm_send',
  set: 'obm_sends',
  id: 'obm_sendid',
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
  /** JSON text: reason -> row ids. */
  exclusions: 'obm_exclusions',
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
} as const;

export const SEND_BATCH = {
  table: 'obm_sendbatch',
  set: 'obm_sendbatches',
  id: 'obm_sendbatchid',
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
} as const;

/** One row holds many excluded people of a send: a million of them are a few dozen rows. */
export const EXCLUSION_PAGE = {
  table: 'obm_exclusionpage',
  set: 'obm_exclusionpages',
  id: 'obm_exclusionpageid',
  name: 'obm_name',
  send: 'obm_sendid',
  index: 'obm_index',
  exclusionCount: 'obm_exclusioncount',
  /** JSON text, written and read by `sends/exclusionPages.ts`. */
  exclusions: 'obm_exclusions',
} as const;

/** One clock hour (UTC) of the organisation's request allowance. */
export const REQUEST_BUDGET = {
  table: 'obm_requestbudget',
  set: 'obm_requestbudgets',
  id: 'obm_requestbudgetid',
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
} as const;

/** Choice `obm_sendsource`: where the audience of a send came from. */
export const SEND_SOURCE_OPTION = {
  selectedRows: 841200000,
  view: 841200001,
  cloudFlow: 841200002,
  api: 841200003,
} as const;

/** Choice `obm_sendstate`; the allowed moves are in `sends/states.ts`. */
export const SEND_STATE_OPTION = {
  waiting: 841200000,
  sending: 841200001,
  finished: 841200002,
  needsAttention: 841200003,
  canceled: 841200004,
  scheduled: 841200005,
  paused: 841200006,
  windowMissed: 841200007,
} as const;

/** Choice `obm_sendbatchstate`; the allowed moves are in `sends/states.ts`. */
export const BATCH_STATE_OPTION = {
  waiting: 841200000,
  claimed: 841200001,
  accepted: 841200002,
  refused: 841200003,
  unknown: 841200004,
} as const;
