import {
  BATCH_STATES,
  batchStateOf,
  canMoveBatch,
  canMoveSend,
  RESOLUTIONS,
  SEND_STATES,
  sendStateOf,
} from '../../../../outbound/sends/states';
import { codeOf } from '../../../builders/errors';

describe('batch states', () => {
  it('lets an unknown or accepted batch never go back to claimed', () => {
    expect(canMoveBatch('unknown', 'claimed')).toBe(false);
    expect(BATCH_STATES.accepted.next).toEqual([]);
  });

  it('are claimed only from waiting', () => {
    const before = Object.entries(BATCH_STATES).filter(([, { next }]) => next.includes('claimed'));
    expect(before.map(([state]) => state)).toEqual(['waiting']);
  });

  it('are read from their option values', () => {
    for (const [state, { option }] of Object.entries(BATCH_STATES)) expect(batchStateOf(option)).toBe(state);
  });
});

describe('resolutions', () => {
  it('move batches as the states allow, and never to claimed', () => {
    for (const { from, to } of Object.values(RESOLUTIONS)) expect(canMoveBatch(from, to)).toBe(true);
  });
});

describe('send states', () => {
  it('are read from their option values', () => {
    for (const [state, { option }] of Object.entries(SEND_STATES)) expect(sendStateOf(option)).toBe(state);
  });

  it('end in finished and canceled', () => {
    expect(canMoveSend('sending', 'finished')).toBe(true);
    expect(SEND_STATES.finished.next).toEqual([]);
    expect(SEND_STATES.canceled.next).toEqual([]);
  });

  it.each([null, undefined, 0, '841200000', 841200099])('refuse %j', (option) => {
    expect(codeOf(() => sendStateOf(option))).toBe('state-unknown');
  });
});
