/**
 * Room solution, flows. The organisation's allowance as flows draw on it: a request needs a share, which is a row of
 * `obm_budgetshare` with a number below the reserve for events. The alternate key lets of many runs one create it; a row may be made
 * anew when its hour and a quarter are over, and of many runs that want to, one succeeds in deleting that very row. So each number
 * stands for one request in any hour.
 */
import {
  after,
  askedWait,
  compose,
  connector,
  ENDED,
  FAILED,
  filter,
  inOrder,
  mayComeLater,
  select,
  set,
  status,
  statusCodeOf,
  wait,
  when,
  type Actions,
} from './definition';
import { FLOW_FAILED } from './journal';
import type { VariableReader } from './variables';

/** An hour, and a quarter: as long as a flow can take between its share and the end of its request. */
const SHARE_SECONDS = 4_500;
/** Numbers of shares; a larger reserve is used up to here. */
const MOST_SHARES = 5_000;

const share = "variables('Shares')[variables('NextShare')]";

/** Takes the next share that is known, unless another run is faster. */
export const takeShareActions = (): Actions =>
  inOrder({
    If_the_share_was_used: when(
      `not(empty(${share}?['id']))`,
      inOrder({
        Delete_used_share: connector(
          'DeleteRecord',
          { entityName: 'obm_budgetshares', recordId: `@${share}?['id']` },
          { tries: 'once', isOpen: true },
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
      { tries: 'once', isOpen: true },
    ),
    Go_to_the_next_share: after(
      { type: 'IncrementVariable', inputs: { name: 'NextShare', value: 1 } },
      { Take_share: ENDED },
    ),
  });

/** What comes of a share that was not taken: another run that was faster has it, it can be taken later, or none can be. */
export function refusedShareActions(): Actions {
  const hasFailed = (action: string): string => `contains(createArray('Failed', 'TimedOut'), ${status(action)})`;
  const code = "coalesce(outputs('Take_share')?['statusCode'], outputs('Delete_used_share')?['statusCode'], 0)";
  const isAnothers =
    `or(contains(createArray(409, 412), ${code}), ` +
    `and(${hasFailed('Delete_used_share')}, equals(${statusCodeOf('Delete_used_share')}, 404)))`;
  return inOrder({
    If_the_share_was_refused: when(
      `and(or(${hasFailed('Take_share')}, ${hasFailed('Delete_used_share')}), not(${isAnothers}))`,
      inOrder({
        If_it_can_be_taken_later: when(
          mayComeLater(code),
          inOrder({ Wait_to_take_a_share: wait(`@${askedWait('Take_share', 30)}`, 'Second') }),
          inOrder({ Note_that_shares_are_refused: set('StopCode', FLOW_FAILED) }),
        ),
      }),
    ),
  });
}

/** Looks for shares that nobody has, in an order of chance, so that runs at the same time do not want the same ones. */
export function shareActions(variables: VariableReader): Actions {
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
