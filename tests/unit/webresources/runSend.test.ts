/** Room tests. A confirmed send from its last look to its outcome, without the dialog around it. */
import { ActionMissingError } from '../../../outbound/invoke/signature';
import { LedgerDamagedError } from '../../../outbound/sends/budget/budgetErrors';
import { planSend } from '../../../outbound/sends/planSend';
import type { PreparedSend } from '../../../webresources/pages/sendOutbound/prepareSend';
import { continueSend, runSend } from '../../../webresources/pages/sendOutbound/runSend';
import type { DialogState } from '../../../webresources/pages/sendOutbound/sendState';
import { contactList } from '../../builders/recipients';
import { cases } from './dialogDriver';
import { CONFIGURATION, fakeGateway } from './fakeGateway';

function confirmed() {
  const gateway = fakeGateway(cases(2));
  const plan = planSend({ items: contactList(2), outboundConfigurationId: CONFIGURATION.id });
  const state = {
    kind: 'prepared',
    configurations: [CONFIGURATION],
    configuration: CONFIGURATION,
    template: gateway.template,
    prepared: { plan, selected: 2 } as PreparedSend,
  } as const;
  const shown: DialogState[] = [];
  const show = (next: DialogState): void => void shown.push(next);
  return { gateway, state, shown, show, run: () => runSend(gateway, 'incident', state, show) };
}

describe('a confirmed send', () => {
  it('is not written when its configuration was changed since the preview', async () => {
    const { gateway, shown, run } = confirmed();
    gateway.configurations = [{ ...CONFIGURATION, showInTimeline: !CONFIGURATION.showInTimeline }];
    await run();
    expect(shown.at(-1)).toMatchObject({ kind: 'prepared', notStarted: { code: 'changed-since-preview' } });
    expect([gateway.sends, gateway.calls]).toEqual([[], []]);
  });

  it('is not written when nothing could be sent from here', async () => {
    const { gateway, shown, run } = confirmed();
    gateway.dispatchSetup = () => Promise.reject(new ActionMissingError('msdyn_InvokeOutboundAPI'));
    await run();
    expect(shown.at(-1)).toMatchObject({ kind: 'prepared', notStarted: { code: 'action-missing' } });
    expect(gateway.sends).toEqual([]);
  });

  it('for which no request can be booked says what is wrong with the ledger: waiting alone would not mend it', async () => {
    const { gateway, shown, run } = confirmed();
    const setup = gateway.dispatchSetup.bind(gateway);
    const budget = {
      reserve: () => Promise.reject(new LedgerDamagedError('bulk[3]', 'a whole number')),
      release: async () => undefined,
    };
    gateway.dispatchSetup = async (configuration) => {
      const { host, options } = await setup(configuration);
      return { host: { ...host, budget }, options };
    };
    await run();
    expect(shown.at(-1)).toMatchObject({ kind: 'finished', problems: [{ code: 'budget-ledger-damaged' }] });
    expect(gateway.calls).toEqual([]);
  });

  it('that cannot go on says why, and can be tried once more', async () => {
    const { gateway, shown, show, run } = confirmed();
    await run();
    const finished = shown.at(-1);
    if (finished?.kind !== 'finished') throw new Error('not finished');
    gateway.dispatchSetup = () => Promise.reject(new ActionMissingError('msdyn_InvokeOutboundAPI'));
    await continueSend(gateway, finished, show);
    expect(shown.at(-1)).toMatchObject({ kind: 'finished', problems: [{ code: 'action-missing' }] });
  });
});
