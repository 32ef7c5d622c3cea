/** Room tests. One tab drives a send once, whoever asks it to meanwhile, and no further when it is left. */
import { act } from '@testing-library/react';
import type { BatchOutcome } from '../../../../../outbound/invoke/classifyAnswer';
import { accepted, journalOf } from '../../../../builders/dispatchRun';
import { FakeMonitor, NOW, open, press } from './monitorDriver';

const HOUR_MS = 3_600_000;

/** Nine requests, the first ones of which are answered when the test says so. */
function slowSend() {
  const gateway = new FakeMonitor(journalOf(9, 1));
  const answers: ((outcome: BatchOutcome) => void)[] = [];
  gateway.outcomes = Array.from({ length: 4 }, () => new Promise<BatchOutcome>((resolve) => answers.push(resolve)));
  const answer = (): Promise<void> => act(async () => answers.forEach((resolve) => resolve(accepted)));
  return { gateway, answer };
}

describe('a tab that sends', () => {
  it('does not begin a second time when a person has something sent again', async () => {
    const { gateway, answer } = slowSend();
    gateway.journal.change(8, { state: 'unknown', errorCode: 'timeout', claimedBy: 'gone' });
    await open(gateway);
    await press('Send from this tab too');
    await press('Send again: request 9');
    await press('I accept that');
    await press('Yes, send again');
    expect(gateway.setups).toBe(1);
    await answer();
    expect(gateway.journal.states()).toEqual(Array.from({ length: 9 }, () => 'accepted'));
    expect(new Set(gateway.posted).size).toBe(9);
  });

  it('does not begin a second time when the time comes while a person starts it', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'scheduled', scheduledOn: new Date(NOW.getTime() + HOUR_MS) });
    const setup = gateway.dispatchSetup.bind(gateway);
    let ready: () => void = () => undefined;
    const isReady = new Promise<void>((resolve) => (ready = resolve));
    let asked = 0;
    gateway.dispatchSetup = async () => {
      asked += 1;
      await isReady;
      return setup();
    };
    await open(gateway);
    await press('Start now');
    await press('Yes, start now');
    gateway.now = new Date(NOW.getTime() + HOUR_MS);
    await gateway.ring(HOUR_MS + 1);
    await act(async () => ready());
    expect(asked).toBe(1);
    expect(gateway.posted.length).toBe(3);
  });

  it('claims nothing more when it is left; what is under way is still recorded', async () => {
    const { gateway, answer } = slowSend();
    const page = await open(gateway);
    await press('Send from this tab too');
    page.unmount();
    await answer();
    expect(gateway.posted).toHaveLength(4);
    expect(gateway.journal.states()).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'accepted',
      ...Array(5).fill('waiting'),
    ]);
  });
});
