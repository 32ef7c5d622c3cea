/**
 * Room plugins-ts. Keeps the journal honest on the server: a batch moves only as outbound/sends/states.ts allows, whoever
 * writes it, and a batch that may have been sent keeps the contact list and hash it was sent with.
 */
import { SEND_BATCH } from '../../outbound/dataverse/names';
import { hashText } from '../../outbound/sends/planBatches';
import { BATCH_STATES, batchStateOf, canMoveBatch, storedBatchState } from '../../outbound/sends/states';
import type { Attributes } from '../executionContext';
import { defineHandler, RefusedByHandlerError } from '../handler';

const FROZEN_COLUMNS = [SEND_BATCH.contactList, SEND_BATCH.hash, SEND_BATCH.contactCount] as const;

export const guardSendBatch = defineHandler({
  step: {
    table: SEND_BATCH.table,
    message: 'Update',
    mode: 'synchronous',
    columns: [SEND_BATCH.state, ...FROZEN_COLUMNS],
    // Without the list: with it the event of a full batch could be larger than the platform sends.
    preImageColumns: [SEND_BATCH.state, SEND_BATCH.hash, SEND_BATCH.contactCount],
  },
  run({ target, preImage }) {
    if (!target || !preImage) {
      throw new RefusedByHandlerError(
        'image-missing',
        'The step is registered without its row or pre-image, so nothing can be checked.',
      );
    }
    refuseWrongMove(target, preImage);
    refuseChangedFreeze(target, preImage);
  },
});

function refuseWrongMove(target: Attributes, preImage: Attributes): void {
  const option = target[SEND_BATCH.state];
  if (option === undefined) return;
  const from = storedBatchState(preImage[SEND_BATCH.state]);
  const to = batchStateOf(option);
  if (from === to || canMoveBatch(from, to)) return;
  const allowed = BATCH_STATES[from].next.join(', ') || 'nothing';
  throw new RefusedByHandlerError(
    'batch-move-refused',
    `A batch that is ${from} cannot become ${to}; allowed: ${allowed}.`,
  );
}

/** Clearing the list is retention's right; putting another one in its place would falsify what was sent. */
function refuseChangedFreeze(target: Attributes, preImage: Attributes): void {
  if (storedBatchState(preImage[SEND_BATCH.state]) === 'waiting') return;
  const changed = FROZEN_COLUMNS.find((column) => {
    const value = target[column];
    if (value === undefined) return false;
    if (column !== SEND_BATCH.contactList) return value !== (preImage[column] ?? null);
    return value !== null && (typeof value !== 'string' || hashText(value) !== preImage[SEND_BATCH.hash]);
  });
  if (changed === undefined) return;
  throw new RefusedByHandlerError(
    'batch-frozen',
    `The column ${changed} of a batch cannot change once a runner has claimed it.`,
  );
}
