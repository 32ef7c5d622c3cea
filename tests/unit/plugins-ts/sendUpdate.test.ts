/** Room tests. The server lets a send move as the table of states says, and no other way. */
import { SEND, SEND_STATE_OPTION } from '../../../outbound/dataverse/names';
import { SEND_STATES, type SendState } from '../../../outbound/sends/states';
import type { Attributes, ExecutionContext } from '../../../plugins-ts/executionContext';
import { guardSend } from '../../../plugins-ts/handlers/send.update';
import { codeOf } from '../../builders/errors';

const event = (target: Attributes | undefined, preImage: Attributes | undefined): ExecutionContext => ({
  message: 'Update',
  table: SEND.table,
  id: 'id',
  operationId: 'operation',
  stepId: 'step',
  depth: 1,
  target,
  preImage,
});
const stateRow = (state: SendState): Attributes => ({ [SEND.state]: SEND_STATE_OPTION[state] });
const refusalOf = (target: Attributes | undefined, preImage: Attributes | undefined) =>
  codeOf(() => guardSend.run(event(target, preImage)));

const STATES = Object.keys(SEND_STATES) as SendState[];

describe('guardSend', () => {
  it.each(STATES.flatMap((from) => STATES.map((to) => [from, to] as const)))(
    'lets a send go from %s to %s exactly when the table of states does',
    (from, to) => {
      const isAllowed = from === to || SEND_STATES[from].next.includes(to);
      expect(refusalOf(stateRow(to), stateRow(from))).toBe(isAllowed ? undefined : 'send-move-refused');
    },
  );

  it('has nothing against a change of other columns', () => {
    expect(refusalOf({ [SEND.acceptedCount]: 1 }, stateRow('canceled'))).toBeUndefined();
  });

  it('refuses a state this version does not know, and an emptied one', () => {
    expect(refusalOf({ [SEND.state]: 1 }, stateRow('sending'))).toBe('state-unknown');
    expect(refusalOf({ [SEND.state]: null }, stateRow('sending'))).toBe('state-unknown');
  });

  it('refuses to judge without the row before', () => {
    expect(refusalOf(stateRow('canceled'), undefined)).toBe('image-missing');
  });
});
