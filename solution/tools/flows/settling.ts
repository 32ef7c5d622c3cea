/**
 * Room solution, flows. The end of a flow's send: its row is brought in line with its batches, also when the flow itself fails.
 */
import { after, compose, connector, ENDED, inOrder, select, status, when, type Actions, type Json } from './definition';
import { BATCH, FLOW_FAILED, FLOW_REFUSED, FLOW_SENDING, SEND, sendId, WRITING_TEXT } from './journal';
import { MAX_CONTACTS } from './people';

const FAILED_TEXT =
  'The cloud flow ended before everything was sent. Resume the send, and what waits is sent from here.';
const STOPPED_TEXT =
  'The service refuses what the cloud flow sends. Look at the error of the refused batch, mend it, then resume the send.';

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
    [`Settle_send${suffix}`]: connector(
      'UpdateOnlyRecord',
      {
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
      },
      { tries: 'briefly' },
    ),
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
