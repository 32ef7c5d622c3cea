/**
 * Room solution, flows. From batches to requests: batch after batch is claimed, posted once and recorded.
 *
 * A connector cannot name the version of a row it changes (`If-Match`), so a flow's send is never shared with other runners: it
 * stands as paused with a code of its own while the flow works on it. Every round gives a sign of life first, looks at batch and
 * send behind it, and claims only soon after it: nobody takes the send over before the signs have stayed away for much longer.
 * Between a send's creation and its settling no action writes its state, so a person who cancels it does so for good.
 * A batch is marked as posted before the request, so a run that dies leaves it to become unknown when its lease is over. Its outcome
 * is written while lease and hold surely last, and never by the connector's own repetition: what comes later could overwrite what a
 * person decided, or a runner did.
 */
import {
  after,
  askedWait,
  connector,
  ENDED,
  FAILED,
  forEach,
  inOrder,
  mayComeLater,
  set,
  status,
  statusCodeOf,
  until,
  wait,
  when,
  type Actions,
} from './definition';
import {
  BATCH,
  CALL_MINUTES,
  CLAIM_MINUTES,
  CONFIGURATION_MISSING,
  configurationId,
  FLOW_FAILED,
  FLOW_REFUSED,
  FLOW_SENDING,
  HOLD_MINUTES,
  SEND,
  sendId,
  TEMPLATE_MISSING,
} from './journal';
import { refusedShareActions, shareActions, takeShareActions } from './shares';
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
                    takeShareActions(),
                    shareActions(variables),
                  ),
                  If_the_share_is_ours: when(
                    `and(equals(${status('Take_share')}, 'Succeeded'), ${isInTime})`,
                    attemptActions(variables),
                    refusedShareActions(),
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

const statusCode = statusCodeOf('Send_messages');
const errorCode =
  "if(startsWith(string(coalesce(body('Send_messages'), '')), '{'), " +
  "string(coalesce(body('Send_messages')?['error']?['code'], '')), '')";
const isThrottled =
  `and(not(equals(${status('Send_messages')}, 'Succeeded')), or(equals(${statusCode}, 429), ` +
  `contains(createArray(${THROTTLED_CODES.map((code) => `'${code}'`).join(', ')}), toLower(${errorCode}))))`;
const isRefused = `and(greaterOrEquals(${statusCode}, 400), less(${statusCode}, 500), not(equals(${statusCode}, 408)))`;

/** Nobody can have taken the send over since it was found to be ours, nor can anybody before the claim is made. */
const isInTime = `less(ticks(utcNow()), ticks(addMinutes(actions('Give_sign_of_life')?['startTime'], ${CLAIM_MINUTES})))`;

/** Nobody else changes the batch before its lease, and nobody takes the send over before the hold is over. */
const isRecordInTime = (variables: VariableReader): string => {
  const until = (action: string, minutes: string): string =>
    `less(ticks(utcNow()), ticks(addMinutes(actions('${action}')?['startTime'], ${minutes})))`;
  const lease = variables.number('obm_ClaimLeaseMinutes');
  return (
    `and(${until('Claim_batch', `sub(${lease}, ${CALL_MINUTES})`)}, ` +
    `${until('Give_sign_of_life', String(HOLD_MINUTES - CALL_MINUTES))})`
  );
};

/** The outcome of the request, as the batch keeps it. */
function recordOutcome() {
  const outcome =
    `if(equals(${status('Send_messages')}, 'Succeeded'), ${BATCH.accepted}, if(${isThrottled}, ${BATCH.waiting}, ` +
    `if(${isRefused}, ${BATCH.refused}, ${BATCH.unknown})))`;
  const unlessThrottled = (value: string): string => `@if(${isThrottled}, null, ${value})`;
  const isAccepted = `equals(${status('Send_messages')}, 'Succeeded')`;
  return connector(
    'UpdateOnlyRecord',
    {
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
    },
    { tries: 'once' },
  );
}

const mayRecordAgain = mayComeLater(statusCodeOf('Record_outcome'));

/** One claim, one request, one record. */
function attemptActions(variables: VariableReader): Actions {
  const isInTimeYet = `and(${mayRecordAgain}, ${isRecordInTime(variables)})`;
  const isOpen = "empty(variables('StopCode'))";
  const isSeen = `equals(${status('Look_at_the_claim')}, 'Succeeded')`;
  // An answer that failed may be a text, which has no properties.
  const isClaimed = `if(${isSeen}, equals(body('Look_at_the_claim')?['obm_state'], ${BATCH.claimed}), false)`;
  return inOrder({
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
      { tries: 'once' },
    ),
    Send_messages: connector(
      'PerformUnboundAction',
      {
        actionName: 'msdyn_InvokeOutboundAPI',
        'item/OutboundSettingsRecord/msdyn_ocoutboundconfigurationid': `@${configurationId}`,
        'item/ContactList': contactList(variables),
      },
      { tries: 'once' },
    ),
    If_the_outcome_is_in_time: after(
      when(
        isRecordInTime(variables),
        inOrder({ Record_outcome: recordOutcome() }),
        inOrder({ Note_that_it_is_too_late: set('StopCode', FLOW_FAILED) }),
      ),
      { Send_messages: ['Succeeded', 'Failed', 'TimedOut'] },
    ),
    // Until it is: a claim whose outcome nobody wrote becomes unknown, and nothing is sent behind it.
    Note_that_nothing_is_recorded: after(set('StopCode', FLOW_FAILED), {
      If_the_outcome_is_in_time: ['Failed', 'TimedOut'],
    }),
    Until_it_is_recorded: until(
      `@or(${isOpen}, not(${isInTimeYet}))`,
      { count: 3, timeout: 'PT1H' },
      inOrder({
        If_it_may_be_recorded_again: when(
          mayRecordAgain,
          inOrder({ Wait_to_record_again: wait(`@min(240, ${askedWait('Record_outcome', 20)})`, 'Second') }),
        ),
        // The record whose answer was lost may have come through, and a person may have decided since.
        Look_at_the_claim: connector(
          'GetItem',
          { entityName: 'obm_sendbatches', recordId: `@${batchId}`, $select: 'obm_state' },
          { tries: 'once', isOpen: true },
        ),
        If_it_is_open_yet: after(
          when(`and(${isClaimed}, ${isInTimeYet})`, inOrder({ Record_again: recordOutcome() })),
          { Look_at_the_claim: ENDED },
        ),
        // What a loop does after a round that failed is nowhere said, so no round fails.
        If_it_is_recorded: after(
          when(
            `or(equals(${status('Record_again')}, 'Succeeded'), and(${isSeen}, not(${isClaimed})))`,
            inOrder({ Note_that_it_is_recorded: set('StopCode', '') }),
          ),
          { If_it_is_open_yet: ENDED },
        ),
      }),
    ),
    If_throttled: after(
      when(
        `and(${isThrottled}, ${isOpen})`,
        inOrder({
          Wait_as_asked: wait(`@${askedWait('Send_messages', 30)}`, 'Second'),
        }),
        inOrder({
          If_it_was_refused: when(`and(${isRefused}, ${isOpen})`, refusalActions()),
          End_batch: set('IsBatchDone', true),
        }),
      ),
      { If_the_outcome_is_in_time: ['Succeeded', 'Failed', 'TimedOut'], Until_it_is_recorded: ENDED },
    ),
    Note_a_failure: after(
      // A claim that was throttled was not made: the next round begins it anew.
      set('StopCode', `@if(equals(${statusCodeOf('Claim_batch')}, 429), '', '${FLOW_FAILED}')`),
      { If_throttled: FAILED },
    ),
  });
}

/** Would all that follows be refused as well? Deleting a template empties the lookup of the configurations that name it. */
const refusalActions = (): Actions =>
  inOrder({
    Look_for_configuration: connector(
      'GetItem',
      {
        entityName: 'msdyn_ocoutboundconfigurationes',
        recordId: `@${configurationId}`,
        $select: '_msdyn_messagetemplate_value',
      },
      { tries: 'briefly', isOpen: true },
    ),
    Note_whether_all_are_refused: after(
      set(
        'StopCode',
        `@if(equals(${statusCodeOf('Look_for_configuration')}, 404), '${CONFIGURATION_MISSING}', ` +
          `if(and(equals(${status('Look_for_configuration')}, 'Succeeded'), ` +
          `equals(body('Look_for_configuration')?['_msdyn_messagetemplate_value'], null)), '${TEMPLATE_MISSING}', ` +
          `if(contains(createArray(401, 403, 404), ${statusCode}), '${FLOW_REFUSED}', '')))`,
      ),
      { Look_for_configuration: ENDED },
    ),
  });

function contactList(variables: VariableReader): string {
  const encoding = `toLower(${variables.text('obm_InvokeContactListEncoding')})`;
  return `@if(equals(${encoding}, 'collection'), outputs('Batches')[${at}], string(outputs('Batches')[${at}]))`;
}
