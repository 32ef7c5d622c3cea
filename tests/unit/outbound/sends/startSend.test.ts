import { decideStart } from '../../../../outbound/sends/startSend';
import { SEND_STATES, type SendState } from '../../../../outbound/sends/states';

const at = (minutes: number): Date => new Date(Date.parse('2025-03-05T10:00:00Z') + minutes * 60_000);

describe('decideStart', () => {
  it('waits until the scheduled time, starts from it on, and through the last moment of the window', () => {
    const send = { state: 'scheduled' as const, scheduledOn: at(0), startBy: at(30) };
    expect(decideStart(send, at(-1))).toEqual({ kind: 'wait', until: at(0) });
    expect(decideStart(send, at(0))).toEqual({ kind: 'start' });
    expect(decideStart(send, at(30))).toEqual({ kind: 'start' });
    expect(decideStart(send, new Date(at(30).getTime() + 1))).toEqual({ kind: 'window-missed' });
  });

  it('never misses a window that has no end, and starts at once without a time', () => {
    expect(decideStart({ state: 'scheduled', scheduledOn: at(0) }, at(99_999))).toEqual({ kind: 'start' });
    expect(decideStart({ state: 'scheduled' }, at(0))).toEqual({ kind: 'start' });
  });

  it('goes on with a send that has started, whatever its times say', () => {
    expect(decideStart({ state: 'sending', scheduledOn: at(9), startBy: at(-9) }, at(0))).toEqual({ kind: 'start' });
  });

  it('starts no send in any other state', () => {
    const others = (Object.keys(SEND_STATES) as SendState[]).filter(
      (state) => state !== 'sending' && state !== 'scheduled',
    );
    for (const state of others) expect(decideStart({ state }, at(0))).toEqual({ kind: 'not-startable', state });
  });
});
