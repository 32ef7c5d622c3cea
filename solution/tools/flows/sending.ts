/**
 * Room solution, flows. From decisions to requests: the send is written into the journal with everybody in it, then batch after
 * batch is claimed, posted once and recorded, and the send is settled, also when the flow itself fails.
 *
 * A connector cannot name the version of a row it changes (`If-Match`), so a flow's send is never shared with other runners: it
 * stands as paused with a code of its own while the flow works on it. Every round gives a sign of life first, looks at batch and
 * send behind it, and claims only soon after it: nobody takes the send over before the signs have stayed away for much longer.
 * It has that code from its first moment and a count of batches when all of it is written; between its creation and its settling
 * no action writes its state, so a person who cancels it does so for good.
 * A batch is marked as posted before the request, so a run that dies leaves it to become unknown when its lease is over.
 *
 * The organisation's allowance: a request needs a share, which is a row of `obm_budgetshare` with a number below the reserve for
 * events. The alternate key lets of many runs one create it; a row may be made anew when its hour and a quarter are over, and
 * of many runs that want to, one succeeds in deleting that very row. So each number stands for one request in any hour.
 */
import {
  after,
  compose,
  connector,
  ENDED,
  filter,
  forEach,
  inOrder,
  select,
  set,
  until,
  variable,
  wait,
  when,
  type Actions,
  type Json,
} from './definition';
import { EXCLUSION_WORDS, MAX_CONTACTS } from './people';
import type { VariableReader } from './variables';

const BATCH = { waiting: 841200000, claimed: 841200001, accepted: 841200002, refused: 841200003, unknown: 841200004 };
const SEND = {
  finished: 841200002,
  needsAttention: 841200003,
  canceled: 841200004,
  paused: 841200006,
};
const SOURCE_FLOW = 841200002;

/** `obm_stopcode` while a flow sends, and after one that failed. */
export const FLOW_SENDING = 'cloud-flow-sending';
const FLOW_FAILED = 'cloud-flow-failed';
const FLOW_REFUSED = 'cloud-flow-refused';
/** After its last sign of life a flow has the send to itself for the first, and claims within the second. The monitor counts the same. */
export const HOLD_MINUTES = 30;
export const CLAIM_MINUTES = 5;
const SENDING_TEXT =
  `A cloud flow is sending this. When it has given no sign of life for ${HOLD_MINUTES} minutes, the send can be taken over, ` +
  'and what waits is sent from here.';
/** Expression: no other run has the same. */
const WRITING_TEXT = "concat('The run ', workflow()?['run']?['name'], ' of a cloud flow is writing this down.')";
const FAILED_TEXT =
  'The cloud flow ended before everything was sent. Resume the send, and what waits is sent from here.';
const STOPPED_TEXT =
  'The service refuses what the cloud flow sends. Look at the error of the refused batch, mend it, then resume the send.';

/** Exclusions of one page: far below the 131,072 characters that `string()` may give. */
const EXCLUSIONS_A_PAGE = 750;
/** An hour, and a quarter: as long as a flow can take between its share and the end of its request. */
export const SHARE_SECONDS = 4_500;
/** Numbers of shares; a larger reserve is used up to here. */
export const MOST_SHARES = 5_000;
const THROTTLED_CODES = ['0x80072322', '0x80072321', '0x80072326'];

const sendId = "variables('SendId')";
const at = "items('For_each_batch')";
const batchId = `body('Batch_ids')[${at}]`;
const configurationId = "outputs('Configuration')?['msdyn_ocoutboundconfigurationid']";
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
    Release_send: connector('UpdateOnlyRecord', {
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
    }),
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

/** Batch after batch: as often as it is throttled, or finds no share, it is its turn again. */
export function batchActions(variables: VariableReader): Actions {
  const isOurs =
    `and(equals(body('Read_batch')?['obm_state'], ${BATCH.waiting}), equals(variables('StopCode'), ''), ` +
    `equals(body('Read_batch')?['obm_sendid']?['obm_state'], ${SEND.paused}), ` +
    `equals(body('Read_batch')?['obm_sendid']?['obm_stopcode'], '${FLOW_SENDING}'))`;
  return inOrder({
    For_each_batch: forEach(
      "@range(0, length(outputs('Batches')))",
      inOrder({
        Begin_batch: set('IsBatchDone', false),
        Until_the_batch_is_done: until(
          "@variables('IsBatchDone')",
          { count: 5000, timeout: 'P7D' },
          inOrder({
            // Before the look: whoever takes the send over later than the look, does so a while after this.
            Give_sign_of_life: connector(
              'UpdateOnlyRecord',
              { entityName: 'obm_sends', recordId: `@${sendId}`, 'item/obm_flowsignon': '@utcNow()' },
              { isOpen: true },
            ),
            Read_batch: connector(
              'GetItem',
              {
                entityName: 'obm_sendbatches',
                recordId: `@${batchId}`,
                $select: 'obm_state,obm_attempts',
                $expand: 'obm_sendid($select=obm_state,obm_stopcode)',
              },
              { isOpen: true },
            ),
            If_the_batch_is_still_ours: after(
              when(
                isOurs,
                inOrder({
                  If_a_share_is_known: when(
                    "less(variables('NextShare'), length(variables('Shares')))",
                    attemptActions(variables),
                    shareActions(variables),
                  ),
                }),
                inOrder({ Leave_the_batch: set('IsBatchDone', true) }),
              ),
              { Read_batch: ENDED },
            ),
          }),
        ),
      }),
    ),
  });
}

/** Ended, and not well. */
const FAILED = ENDED.filter((name) => name !== 'Succeeded');
const share = "variables('Shares')[variables('NextShare')]";
const status = (action: string): string => `actions('${action}')?['status']`;
const statusCode = "coalesce(outputs('Send_messages')?['statusCode'], 0)";
const errorCode =
  "if(startsWith(string(coalesce(body('Send_messages'), '')), '{'), " +
  "string(coalesce(body('Send_messages')?['error']?['code'], '')), '')";
/** Names of headers have no case. */
const retryAfter =
  "string(coalesce(outputs('Send_messages')?['headers']?['Retry-After'], outputs('Send_messages')?['headers']?['retry-after'], ''))";
const isThrottled =
  `and(not(equals(${status('Send_messages')}, 'Succeeded')), or(equals(${statusCode}, 429), ` +
  `contains(createArray(${THROTTLED_CODES.map((code) => `'${code}'`).join(', ')}), toLower(${errorCode}))))`;
const isRefused = `and(greaterOrEquals(${statusCode}, 400), less(${statusCode}, 500), not(equals(${statusCode}, 408)))`;

/** Nobody can have taken the send over since it was found to be ours, nor can anybody before the claim is made. */
const isInTime = `less(ticks(utcNow()), ticks(addMinutes(actions('Give_sign_of_life')?['startTime'], ${CLAIM_MINUTES})))`;

/** One share, one claim, one request, one record. */
function attemptActions(variables: VariableReader): Actions {
  const encoding = `toLower(${variables.text('obm_InvokeContactListEncoding')})`;
  const outcome =
    `if(equals(${status('Send_messages')}, 'Succeeded'), ${BATCH.accepted}, if(${isThrottled}, ${BATCH.waiting}, ` +
    `if(${isRefused}, ${BATCH.refused}, ${BATCH.unknown})))`;
  const unlessThrottled = (value: string): string => `@if(${isThrottled}, null, ${value})`;
  const isAccepted = `equals(${status('Send_messages')}, 'Succeeded')`;
  const post = inOrder({
    Claim_batch: connector(
      'UpdateOnlyRecord',
      {
        entityName: 'obm_sendbatches',
        recordId: `@${batchId}`,
        'item/obm_state': BATCH.claimed,
        'item/obm_claimedby': "@concat('flow/', workflow()?['run']?['name'])",
        'item/obm_claimedon': '@utcNow()',
        'item/obm_postedon': '@utcNow()',
        'item/obm_leaseexpireson': `@addMinutes(utcNow(), ${variables.number('obm_ClaimLeaseMinutes')})`,
        'item/obm_attempts': "@add(coalesce(body('Read_batch')?['obm_attempts'], 0), 1)",
      },
      // A claim that the connector tried again might come after somebody has taken the send over.
      { once: true },
    ),
    Send_messages: connector(
      'PerformUnboundAction',
      {
        actionName: 'msdyn_InvokeOutboundAPI',
        'item/OutboundSettingsRecord/msdyn_ocoutboundconfigurationid': `@${configurationId}`,
        'item/ContactList': `@if(equals(${encoding}, 'collection'), outputs('Batches')[${at}], string(outputs('Batches')[${at}]))`,
      },
      { once: true },
    ),
    Record_outcome: after(
      connector('UpdateOnlyRecord', {
        entityName: 'obm_sendbatches',
        recordId: `@${batchId}`,
        'item/obm_state': `@${outcome}`,
        'item/obm_answeredon': '@utcNow()',
        'item/obm_errorcode':
          `@if(${isAccepted}, null, if(empty(${errorCode}), if(equals(${statusCode}, 0), 'no-answer', ` +
          `concat('http-', string(${statusCode}))), take(${errorCode}, 100)))`,
        'item/obm_errortext':
          `@if(or(${isAccepted}, ${isThrottled}), null, if(${isRefused}, 'The service refused the request of the cloud flow.', ` +
          "'The cloud flow got no clear answer. The request may have been carried out.'))",
        'item/obm_claimedby': unlessThrottled("concat('flow/', workflow()?['run']?['name'])"),
        'item/obm_claimedon': unlessThrottled("body('Claim_batch')?['obm_claimedon']"),
        'item/obm_leaseexpireson': unlessThrottled("body('Claim_batch')?['obm_leaseexpireson']"),
      }),
      { Send_messages: ['Succeeded', 'Failed', 'TimedOut'] },
    ),
    If_throttled: when(
      isThrottled,
      inOrder({
        Wait_as_asked: wait(`@max(1, if(isInt(${retryAfter}), int(${retryAfter}), 30))`, 'Second'),
      }),
      inOrder({
        Note_a_refusal_of_all: set(
          'StopCode',
          `@if(contains(createArray(401, 403, 404), ${statusCode}), '${FLOW_REFUSED}', '')`,
        ),
        End_batch: set('IsBatchDone', true),
      }),
    ),
    // What a loop does after a round that failed is nowhere said, so no round fails.
    Note_a_failure: after(
      // A claim that was throttled was not made: the next round begins it anew.
      set('StopCode', `@if(equals(coalesce(outputs('Claim_batch')?['statusCode'], 0), 429), '', '${FLOW_FAILED}')`),
      { If_throttled: FAILED },
    ),
  });
  return inOrder({
    If_the_share_was_used: when(
      `not(empty(${share}?['id']))`,
      inOrder({
        Delete_used_share: connector(
          'DeleteRecord',
          { entityName: 'obm_budgetshares', recordId: `@${share}?['id']` },
          { once: true, isOpen: true },
        ),
      }),
    ),
    Take_share: connector(
      'CreateRecord',
      {
        entityName: 'obm_budgetshares',
        'item/obm_name': `@string(${share}?['number'])`,
        'item/obm_number': `@${share}?['number']`,
      },
      { once: true, isOpen: true },
    ),
    Go_to_the_next_share: after(
      { type: 'IncrementVariable', inputs: { name: 'NextShare', value: 1 } },
      { Take_share: ENDED },
    ),
    If_the_share_is_ours: when(`and(equals(${status('Take_share')}, 'Succeeded'), ${isInTime})`, post),
  });
}

/** Looks for shares that nobody has, in an order of chance, so that runs at the same time do not want the same ones. */
function shareActions(variables: VariableReader): Actions {
  const most = `max(0, min(${variables.number('obm_EventReserve')}, ${MOST_SHARES}))`;
  const isOver = `lessOrEquals(ticks(item()?['createdon']), ticks(addSeconds(utcNow(), -${SHARE_SECONDS})))`;
  const all = "union(body('Shares_to_make_anew'), body('New_shares'))";
  const chance = `rand(0, add(length(${all}), 1))`;
  return inOrder({
    Read_shares: connector(
      'ListRecords',
      { entityName: 'obm_budgetshares', $select: 'obm_number,createdon' },
      { atLeast: MOST_SHARES, isOpen: true },
    ),
    Numbers_of_shares: select("@body('Read_shares')?['value']", "@item()?['obm_number']", { isOpen: true }),
    Shares_that_are_over: filter(
      "@body('Read_shares')?['value']",
      `@and(less(item()?['obm_number'], ${most}), ${isOver})`,
      { isOpen: true },
    ),
    Shares_to_make_anew: select(
      "@body('Shares_that_are_over')",
      {
        number: "@item()?['obm_number']",
        id: "@item()?['obm_budgetshareid']",
      },
      { isOpen: true },
    ),
    Numbers_without_share: filter(`@range(0, ${most})`, "@not(contains(body('Numbers_of_shares'), item()))", {
      isOpen: true,
    }),
    New_shares: select("@body('Numbers_without_share')", { number: '@item()', id: '' }, { isOpen: true }),
    Cut_of_chance: compose(`@${chance}`, { isOpen: true }),
    Keep_shares: set(
      'Shares',
      `@union(skip(${all}, outputs('Cut_of_chance')), take(${all}, outputs('Cut_of_chance')))`,
    ),
    Begin_with_the_first: set('NextShare', 0),
    If_there_is_no_share: when("empty(variables('Shares'))", inOrder({ Wait_for_a_share: wait(1, 'Minute') })),
    Note_that_shares_cannot_be_read: after(set('StopCode', FLOW_FAILED), { If_there_is_no_share: FAILED }),
  });
}

/** Counts of a state, in contacts: every batch is full but the last. */
function contactsIn(state: number, states: string, list: string): string {
  const batches = `sub(length(split(join(${states}, ','), '${state}')), 1)`;
  const lastIsIn = `equals(last(${states}), ${state})`;
  const room = `sub(${MAX_CONTACTS}, coalesce(last(${list})?['obm_contactcount'], ${MAX_CONTACTS}))`;
  return `sub(mul(${MAX_CONTACTS}, ${batches}), if(${lastIsIn}, ${room}, 0))`;
}

/** Brings the send's row in line with its batches. A send that a person took over keeps the state it was given. */
export function settleActions(suffix = ''): Actions {
  const list = `body('Read_outcomes${suffix}')?['value']`;
  const states = `body('States_of_batches${suffix}')`;
  const send = `first(${list})?['obm_sendid']`;
  const count = (state: keyof typeof BATCH): string => `outputs('Counts${suffix}')?['${state}']`;
  const isOurs =
    `or(empty(${list}), and(equals(${send}?['obm_state'], ${SEND.paused}), ` +
    `equals(${send}?['obm_stopcode'], '${FLOW_SENDING}')))`;
  const hasWaiting = `greater(${count('waiting')}, 0)`;
  const needs = `greater(add(${count('refused')}, ${count('unknown')}), 0)`;
  const state = `if(${hasWaiting}, ${SEND.paused}, if(${needs}, ${SEND.needsAttention}, ${SEND.finished}))`;
  const keep = (column: string, value: string): string => `@if(${isOurs}, ${value}, ${send}?['${column}'])`;
  const stopCode = `if(empty(variables('StopCode')), '${FLOW_FAILED}', variables('StopCode'))`;
  const stopText = `if(equals(variables('StopCode'), '${FLOW_REFUSED}'), '${STOPPED_TEXT}', '${FAILED_TEXT}')`;
  return inOrder({
    [`Read_outcomes${suffix}`]: connector(
      'ListRecords',
      {
        entityName: 'obm_sendbatches',
        $select: 'obm_index,obm_state,obm_contactcount',
        $expand: 'obm_sendid($select=obm_state,obm_stopcode,obm_stoptext,obm_finishedon)',
        $filter: `@concat('_obm_sendid_value eq ', ${sendId})`,
        $orderby: 'obm_index asc',
      },
      { atLeast: 5000, isOpen: true },
    ),
    [`States_of_batches${suffix}`]: select(
      `@${list}`,
      `@if(equals(item()?['obm_state'], ${BATCH.claimed}), ${BATCH.unknown}, item()?['obm_state'])`,
      { isOpen: true },
    ),
    [`Counts${suffix}`]: compose(
      Object.fromEntries(
        (['accepted', 'refused', 'unknown', 'waiting'] as const).map((name) => [
          name,
          `@${contactsIn(BATCH[name], states, list)}`,
        ]),
      ) as Json,
      { isOpen: true },
    ),
    [`Settle_send${suffix}`]: connector('UpdateOnlyRecord', {
      entityName: 'obm_sends',
      recordId: `@${sendId}`,
      'item/obm_acceptedcount': `@${count('accepted')}`,
      'item/obm_refusedcount': `@${count('refused')}`,
      'item/obm_unknowncount': `@${count('unknown')}`,
      'item/obm_waitingcount': `@${count('waiting')}`,
      'item/obm_state': keep('obm_state', state),
      'item/obm_stopcode': keep('obm_stopcode', `if(${hasWaiting}, ${stopCode}, null)`),
      'item/obm_stoptext': keep('obm_stoptext', `if(${hasWaiting}, ${stopText}, null)`),
      'item/obm_finishedon': keep('obm_finishedon', `if(${hasWaiting}, null, utcNow())`),
    }),
  });
}

/**
 * What a flow that failed leaves behind: a send that had begun is settled; one that this very run was still writing down is canceled,
 * also when the answer to its creation was lost. A case that is told of twice has the send of another run.
 */
export function rescueActions(): Actions {
  const send = "body('Read_unfinished_send')";
  return inOrder({
    If_the_send_was_released: when(
      `equals(${status('Release_send')}, 'Succeeded')`,
      settleActions('_after_failure'),
      inOrder({
        Read_unfinished_send: connector(
          'GetItem',
          { entityName: 'obm_sends', recordId: `@${sendId}`, $select: 'obm_state,obm_stoptext' },
          { isOpen: true },
        ),
        If_this_run_was_writing_it: after(
          when(
            `and(equals(${send}?['obm_state'], ${SEND.paused}), equals(${send}?['obm_stoptext'], ${WRITING_TEXT}))`,
            inOrder({
              Cancel_send: connector('UpdateOnlyRecord', {
                entityName: 'obm_sends',
                recordId: `@${sendId}`,
                'item/obm_state': SEND.canceled,
                'item/obm_stopcode': null,
                'item/obm_stoptext': null,
                'item/obm_finishedon': '@utcNow()',
              }),
            }),
          ),
          { Read_unfinished_send: ENDED },
        ),
      }),
    ),
  });
}
