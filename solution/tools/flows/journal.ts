/**
 * Room solution, flows. The journal as a flow writes it: the send with everybody in it, who is left out, and the batches, before
 * anybody is written to. It has the code of a flow's send from its first moment and a count of batches when all of it is written.
 */
import { compose, connector, forEach, inOrder, select, variable, type Actions } from './definition';
import { EXCLUSION_WORDS, MAX_CONTACTS } from './people';

/** `obm_state` of a batch. */
export const BATCH = {
  waiting: 841200000,
  claimed: 841200001,
  accepted: 841200002,
  refused: 841200003,
  unknown: 841200004,
};
/** `obm_state` of a send. */
export const SEND = {
  finished: 841200002,
  needsAttention: 841200003,
  canceled: 841200004,
  paused: 841200006,
};
const SOURCE_FLOW = 841200002;

/** `obm_stopcode` while a flow sends, and after one that failed. */
export const FLOW_SENDING = 'cloud-flow-sending';
export const FLOW_FAILED = 'cloud-flow-failed';
export const FLOW_REFUSED = 'cloud-flow-refused';
/** The runners use the same. */
export const CONFIGURATION_MISSING = 'configuration-missing';
export const TEMPLATE_MISSING = 'template-missing';
/** After its last sign of life a flow has the send to itself for the first, and claims within the second. The monitor counts the same. */
export const HOLD_MINUTES = 30;
export const CLAIM_MINUTES = 5;
/** A call of a connector ends after so long. Source: Microsoft Learn, "Limits of automated, scheduled, and instant flows". */
export const CALL_MINUTES = 2;
const SENDING_TEXT =
  `A cloud flow is sending this. When it has given no sign of life for ${HOLD_MINUTES} minutes, the send can be taken over, ` +
  'and what waits is sent from here.';
/** Expression: no other run has the same. */
export const WRITING_TEXT = "concat('The run ', workflow()?['run']?['name'], ' of a cloud flow is writing this down.')";

/** Exclusions of one page: far below the 131,072 characters that `string()` may give. */
const EXCLUSIONS_A_PAGE = 750;

export const sendId = "variables('SendId')";
export const configurationId = "outputs('Configuration')?['msdyn_ocoutboundconfigurationid']";
const bindSend = `@concat('/obm_sends(', ${sendId}, ')')`;

/** Variables of a flow; the platform takes them at its top only. */
export const sendingVariables = (id: string): Actions => ({
  Begin_with_send_id: variable('SendId', 'string', id),
  Begin_without_first_rows: variable('FirstOfNumber', 'array', []),
  Begin_with_nothing_found: variable('IsFirstFound', 'boolean', false),
  Begin_without_shares: variable('Shares', 'array', []),
  Begin_with_first_share: variable('NextShare', 'integer', 0),
  Begin_with_no_batch_done: variable('IsBatchDone', 'boolean', false),
  Begin_without_stop: variable('StopCode', 'string', ''),
});

/** The send's row, its exclusions and its batches: everybody stands in the journal before anybody is written to. */
export function journalActions(name: string, table: string): Actions {
  const template = "outputs('Template')";
  return inOrder({
    Batches: compose(`@chunk(body('Contact_list'), ${MAX_CONTACTS})`),
    Batches_of_ids: compose(`@chunk(body('Source_ids'), ${MAX_CONTACTS})`, { isOpen: true }),
    Batch_ids: select("@range(0, length(outputs('Batches')))", '@guid()', { isOpen: true }),
    Create_send: connector('CreateRecord', {
      entityName: 'obm_sends',
      'item/obm_sendid': `@${sendId}`,
      'item/obm_name': `@take(${name}, 200)`,
      'item/obm_outboundconfigurationid@odata.bind': `@concat('/msdyn_ocoutboundconfigurationes(', ${configurationId}, ')')`,
      'item/obm_channeltype': "@outputs('Configuration')?['msdyn_channel']",
      'item/obm_templatename': `@take(coalesce(${template}?['msdyn_name'], ''), 400)`,
      'item/obm_templatetext': `@take(coalesce(${template}?['msdyn_messagetext'], ''), 4000)`,
      'item/obm_templateversion': `@coalesce(${template}?['@odata.etag'], string(${template}?['versionnumber']))`,
      'item/obm_source': SOURCE_FLOW,
      'item/obm_sourcetable': `@${table}`,
      'item/obm_state': SEND.paused,
      'item/obm_stopcode': FLOW_SENDING,
      'item/obm_stoptext': `@${WRITING_TEXT}`,
    }),
    For_each_page_of_exclusions: forEach(
      `@range(0, length(chunk(body('Exclusions'), ${EXCLUSIONS_A_PAGE})))`,
      inOrder({ Create_page_of_exclusions: createPage() }),
    ),
    For_each_batch_to_write: forEach("@range(0, length(outputs('Batches')))", inOrder({ Create_batch: createBatch() })),
    Release_send: connector(
      'UpdateOnlyRecord',
      {
        entityName: 'obm_sends',
        recordId: `@${sendId}`,
        'item/obm_audiencecount': "@length(body('Decisions'))",
        'item/obm_excludedcount': "@length(body('Excluded'))",
        'item/obm_acceptedcount': 0,
        'item/obm_refusedcount': 0,
        'item/obm_unknowncount': 0,
        'item/obm_waitingcount': "@length(body('Eligible'))",
        'item/obm_batchcount': "@length(outputs('Batches'))",
        'item/obm_stoptext': SENDING_TEXT,
        'item/obm_startedon': '@utcNow()',
        'item/obm_flowsignon': '@utcNow()',
      },
      { tries: 'briefly' },
    ),
  });
}

function createPage() {
  const page = "items('For_each_page_of_exclusions')";
  const rows = `chunk(body('Exclusions'), ${EXCLUSIONS_A_PAGE})[${page}]`;
  const empty = JSON.stringify({ version: 1, words: EXCLUSION_WORDS });
  return connector('CreateRecord', {
    entityName: 'obm_exclusionpages',
    // Who is asked again after a lost answer refuses it, instead of keeping the page twice.
    'item/obm_exclusionpageid': '@guid()',
    'item/obm_name': `@string(add(${page}, 1))`,
    'item/obm_sendid@odata.bind': bindSend,
    'item/obm_index': `@${page}`,
    'item/obm_exclusioncount': `@length(${rows})`,
    'item/obm_exclusions': `@string(setProperty(json('${empty}'), 'rows', ${rows}))`,
  });
}

function createBatch() {
  const place = "items('For_each_batch_to_write')";
  return connector('CreateRecord', {
    entityName: 'obm_sendbatches',
    'item/obm_sendbatchid': `@body('Batch_ids')[${place}]`,
    'item/obm_name': `@string(add(${place}, 1))`,
    'item/obm_sendid@odata.bind': bindSend,
    'item/obm_index': `@${place}`,
    'item/obm_contactlist': `@string(outputs('Batches')[${place}])`,
    'item/obm_contactcount': `@length(outputs('Batches')[${place}])`,
    'item/obm_sourceids': `@string(outputs('Batches_of_ids')[${place}])`,
    'item/obm_state': BATCH.waiting,
    'item/obm_attempts': 0,
  });
}
