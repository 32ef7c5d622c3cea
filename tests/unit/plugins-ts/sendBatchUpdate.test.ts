import { BATCH_STATE_OPTION, SEND_BATCH } from '../../../outbound/dataverse/names';
import { BATCH_STATES, type BatchState } from '../../../outbound/sends/states';
import type { Attributes, ExecutionContext } from '../../../plugins-ts/executionContext';
import { guardSendBatch } from '../../../plugins-ts/handlers/sendBatch.update';

const before = (state: BatchState): Attributes => ({
  [SEND_BATCH.state]: BATCH_STATE_OPTION[state],
  [SEND_BATCH.contactList]: '[]',
  [SEND_BATCH.hash]: 'a',
  [SEND_BATCH.contactCount]: 1,
});

const event = (target: Attributes | undefined, preImage: Attributes | undefined): ExecutionContext => ({
  message: 'Update',
  table: SEND_BATCH.table,
  id: 'id',
  operationId: 'operation',
  stepId: 'step',
  depth: 1,
  target,
  preImage,
});

function codeOf(target: Attributes | undefined, preImage: Attributes | undefined): string {
  try {
    void guardSendBatch.run(event(target, preImage));
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const STATES = Object.keys(BATCH_STATES) as BatchState[];

describe('guardSendBatch', () => {
  it.each(STATES.flatMap((from) => STATES.map((to) => [from, to] as const)))(
    'lets a batch go from %s to %s exactly when the table of states does',
    (from, to) => {
      const expected = from === to || BATCH_STATES[from].next.includes(to) ? 'allowed' : 'batch-move-refused';
      expect(codeOf({ [SEND_BATCH.state]: BATCH_STATE_OPTION[to] }, before(from))).toBe(expected);
    },
  );

  it('never lets an unknown batch be claimed again by a program', () => {
    expect(codeOf({ [SEND_BATCH.state]: BATCH_STATE_OPTION.claimed }, before('unknown'))).toBe('batch-move-refused');
  });

  it('keeps the contact list of a claimed batch', () => {
    expect(codeOf({ [SEND_BATCH.contactList]: '[1]' }, before('claimed'))).toBe('batch-frozen');
    expect(codeOf({ [SEND_BATCH.hash]: 'b' }, before('accepted'))).toBe('batch-frozen');
  });

  it('lets retention clear the contact list, and a plan change a waiting one', () => {
    expect(codeOf({ [SEND_BATCH.contactList]: null }, before('accepted'))).toBe('allowed');
    expect(codeOf({ [SEND_BATCH.contactList]: '[1]' }, before('waiting'))).toBe('allowed');
  });

  it('lets a person decide about a batch whose state was emptied, and no program claim it', () => {
    const emptied = { ...before('waiting'), [SEND_BATCH.state]: null };
    expect(codeOf({ [SEND_BATCH.state]: BATCH_STATE_OPTION.refused }, emptied)).toBe('allowed');
    expect(codeOf({ [SEND_BATCH.state]: BATCH_STATE_OPTION.claimed }, emptied)).toBe('batch-move-refused');
    expect(codeOf({ [SEND_BATCH.contactList]: '[1]' }, emptied)).toBe('batch-frozen');
  });

  it('refuses a state this version does not know', () => {
    expect(codeOf({ [SEND_BATCH.state]: 1 }, before('waiting'))).toBe('state-unknown');
  });

  it('refuses to judge without the row before', () => {
    expect(codeOf({ [SEND_BATCH.state]: BATCH_STATE_OPTION.claimed }, undefined)).toBe('image-missing');
  });
});
