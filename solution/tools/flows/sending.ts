/**
 * Room solution, flows. From batches to requests: batch after batch is claimed, posted once and recorded.
 *
 * A connector cannot name the version of a row it changes (`If-Match`), so a flow's send is never shared with other runners: it
 * stands as paused with a code of its own while the flow works on it. Every round gives a sign of life first, looks at batch and
 * send behind it, and claims only soon after it: nobody takes the send over before the signs have stayed away for much longer.
 * Between a send's creation and its settling no action writes its state, so a person who cancels it does so for good.
 * A batch is marked as posted before the request, so a run that dies leaves it to become unknown when its lease is over.
 */
import {
  after,
  connector,
  ENDED,
  FAILED,
  forEach,
  inOrder,
  set,
  status,
  until,
  wait,
  when,
  type Actions,
} from './definition';
import {
  BATCH,
  CLAIM_MINUTES,
  configurationId,
  FLOW_FAILED,
  FLOW_REFUSED,
  FLOW_SENDING,
  SEND,
  sendId,
} from './journal';
import { shareActions } from './shares';
import type { VariableReader } from './variables';

const THROTTLED_CODES = ['0x80072322', '0x80072321', '0x80072326'];

const at = "items('For_each_batch')";
const batchId = `body('Batch_ids')[${at}]`;

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

const share = "variables('Shares')[variables('NextShare')]";
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
