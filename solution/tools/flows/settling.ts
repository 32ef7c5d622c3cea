/**
 * Room solution, flows. The end of a flow's send: its row is brought in line with its batches, also when the flow itself fails.
 */
import {
  after,
  compose,
  connector,
  ENDED,
  inOrder,
  select,
  status,
  when,
  type Action,
  type Actions,
  type Json,
} from './definition';
import {
  BATCH,
  CONFIGURATION_MISSING,
  FLOW_FAILED,
  FLOW_REFUSED,
  FLOW_SENDING,
  SEND,
  sendId,
  TEMPLATE_MISSING,
  WRITING_TEXT,
} from './journal';
import { MAX_CONTACTS } from './people';

const FAILED_TEXT =
  'The cloud flow ended before everything was sent. Resume the send, and what waits is sent from here.';
const STOPPED_TEXT =
  'The service refuses what the cloud flow sends. Look at the error of the refused batch, mend it, then resume the send.';

const TEXTS: Readonly<Record<string, string>> = {
  [FLOW_REFUSED]: STOPPED_TEXT,
  [CONFIGURATION_MISSING]:
    'The outbound configuration of this send was deleted. Restore it, or cancel the rest of the send.',
  [TEMPLATE_MISSING]:
    'The outbound configuration has lost its message template. Choose one in the configuration, then resume the send.',
};

/** Counts of a state, in contacts: every batch is full but the last. */
function contactsIn(state: number, states: string, list: string): string {
  const batches = `sub(length(split(join(${states}, ','), '${state}')), 1)`;
  const lastIsIn = `equals(last(${states}), ${state})`;
  const room = `sub(${MAX_CONTACTS}, coalesce(last(${list})?['obm_contactcount'], ${MAX_CONTACTS}))`;
  return `sub(mul(${MAX_CONTACTS}, ${batches}), if(${lastIsIn}, ${room}, 0))`;
}

/** Expressions over the batches as they were read. */
interface Outcomes {
  readonly list: string;
  readonly states: string;
  /** The send, as it was read with them; null where all batches are gone. */
  readonly send: string;
  readonly count: (state: keyof typeof BATCH) => string;
  readonly hasWaiting: string;
}

const outcomesOf = (suffix: string): Outcomes => {
  const list = `body('Read_outcomes${suffix}')?['value']`;
  const count = (state: keyof typeof BATCH): string => `outputs('Counts${suffix}')?['${state}']`;
  return {
    list,
    states: `body('States_of_batches${suffix}')`,
    send: `first(${list})?['obm_sendid']`,
    count,
    hasWaiting: `greater(${count('waiting')}, 0)`,
  };
};

const readActions = (suffix: string): Actions =>
  inOrder({
    [`Read_outcomes${suffix}`]: connector(
      'ListRecords',
      {
        entityName: 'obm_sendbatches',
        $select: 'obm_index,obm_state,obm_contactcount',
        $expand: 'obm_sendid($select=obm_state,obm_stopcode,obm_stoptext)',
        $filter: `@concat('_obm_sendid_value eq ', ${sendId})`,
        $orderby: 'obm_index asc',
      },
      { atLeast: 5000, isOpen: true },
    ),
    [`States_of_batches${suffix}`]: select(
      `@${outcomesOf(suffix).list}`,
      `@if(equals(item()?['obm_state'], ${BATCH.claimed}), ${BATCH.unknown}, item()?['obm_state'])`,
      { isOpen: true },
    ),
  });

function countAction(suffix: string): Action {
  const { list, states } = outcomesOf(suffix);
  const counts = (['accepted', 'refused', 'unknown', 'waiting'] as const).map((name) => [
    name,
    `@${contactsIn(BATCH[name], states, list)}`,
  ]);
  return compose(Object.fromEntries(counts) as Json, { isOpen: true });
}

/** Writes the sums, and what is given. */
const writeSums = ({ count }: Outcomes, more: Readonly<Record<string, Json>> = {}): Action =>
  connector(
    'UpdateOnlyRecord',
    {
      entityName: 'obm_sends',
      recordId: `@${sendId}`,
      'item/obm_acceptedcount': `@${count('accepted')}`,
      'item/obm_refusedcount': `@${count('refused')}`,
      'item/obm_unknowncount': `@${count('unknown')}`,
      'item/obm_waitingcount': `@${count('waiting')}`,
      ...more,
    },
    { tries: 'briefly' },
  );

/**
 * Brings the send's row in line with its batches. Its state is written only when nothing of it waits and it is the flow's still: a
 * person may have stepped in since it was read. Where people are open, their batches are looked at once more behind the writing, and
 * the sums follow what was decided meanwhile.
 */
export function settleActions(suffix = ''): Actions {
  const seen = outcomesOf(suffix);
  const again = outcomesOf(`${suffix}_again`);
  const isOurs =
    `or(empty(${seen.list}), and(equals(${seen.send}?['obm_state'], ${SEND.paused}), ` +
    `equals(${seen.send}?['obm_stopcode'], '${FLOW_SENDING}')))`;
  const open = `add(add(${seen.count('refused')}, ${seen.count('unknown')}), ${seen.count('waiting')})`;
  const isOpen = `greater(${open}, 0)`;
  // Rows of batches that were deleted: nobody can say any more what became of their people.
  const isMissing = `not(equals(add(${open}, ${seen.count('accepted')}), length(body('Eligible'))))`;
  const stopCode = `if(empty(variables('StopCode')), '${FLOW_FAILED}', variables('StopCode'))`;
  const stopText = Object.entries(TEXTS).reduce(
    (otherwise, [code, text]) => `if(equals(variables('StopCode'), '${code}'), '${text}', ${otherwise})`,
    `'${FAILED_TEXT}'`,
  );
  const isPausedYet = `equals(${again.send}?['obm_state'], ${SEND.paused})`;
  const hasChanged =
    `or(not(equals(join(${seen.states}, ','), join(${again.states}, ','))), ` +
    `and(${seen.hasWaiting}, not(${isPausedYet})))`;
  const ifPausedYet = (column: string): string => `@if(${isPausedYet}, ${again.send}?['${column}'], null)`;
  return inOrder({
    ...readActions(suffix),
    [`Counts${suffix}`]: countAction(suffix),
    [`If_it_is_over${suffix}`]: when(
      `and(${isOurs}, not(${seen.hasWaiting}))`,
      inOrder({
        [`Settle_send${suffix}`]: writeSums(seen, {
          'item/obm_state': `@if(or(${isOpen}, ${isMissing}), ${SEND.needsAttention}, ${SEND.finished})`,
          'item/obm_stopcode': null,
          'item/obm_stoptext': null,
          'item/obm_finishedon': '@utcNow()',
        }),
      }),
      inOrder({
        [`If_it_waits${suffix}`]: when(
          isOurs,
          inOrder({
            [`Settle_what_waits${suffix}`]: writeSums(seen, {
              'item/obm_stopcode': `@${stopCode}`,
              'item/obm_stoptext': `@${stopText}`,
            }),
          }),
          inOrder({ [`Settle_sums${suffix}`]: writeSums(seen) }),
        ),
      }),
    ),
    [`If_people_are_open${suffix}`]: when(
      isOpen,
      inOrder({
        ...readActions(`${suffix}_again`),
        [`If_it_has_changed${suffix}`]: when(
          hasChanged,
          inOrder({
            [`Counts${suffix}_again`]: countAction(`${suffix}_again`),
            [`Settle_again${suffix}`]: writeSums(again, {
              'item/obm_stopcode': ifPausedYet('obm_stopcode'),
              'item/obm_stoptext': ifPausedYet('obm_stoptext'),
            }),
          }),
        ),
      }),
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
