/**
 * Room plugins-ts. Keeps the journal honest on the server: a send moves only as outbound/sends/states.ts allows, whoever writes it,
 * so that nobody lets a canceled or finished send go on.
 */
import { SEND } from '../../outbound/dataverse/names';
import { canMoveSend, SEND_STATES, sendStateOf } from '../../outbound/sends/states';
import { defineHandler, RefusedByHandlerError } from '../handler';

export const guardSend = defineHandler({
  step: {
    table: SEND.table,
    message: 'Update',
    mode: 'synchronous',
    columns: [SEND.state],
    preImageColumns: [SEND.state],
  },
  run({ target, preImage }) {
    if (!target || !preImage) {
      throw new RefusedByHandlerError(
        'image-missing',
        'The step is registered without its row or pre-image, so nothing can be checked.',
      );
    }
    const option = target[SEND.state];
    if (option === undefined) return;
    const from = sendStateOf(preImage[SEND.state]);
    const to = sendStateOf(option);
    if (from === to || canMoveSend(from, to)) return;
    const allowed = SEND_STATES[from].next.join(', ') || 'nothing';
    throw new RefusedByHandlerError(
      'send-move-refused',
      `A send that is ${from} cannot become ${to}; allowed: ${allowed}.`,
    );
  },
});
