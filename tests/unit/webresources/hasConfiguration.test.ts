/** Room tests. The enable rule that asks the server: is there a configuration to send with, asked as rarely as can be. */
import { keptAnswer } from '../../../webresources/commands/keptAnswer';
import type * as SendOutbound from '../../../webresources/commands/sendOutbound';
import { initialiseXrm } from './xrmHost';

/** The command's script as a freshly loaded page has it. */
async function loadCommand(): Promise<typeof SendOutbound> {
  jest.resetModules();
  return import('../../../webresources/commands/sendOutbound');
}

describe('an answer that is kept', () => {
  let clock = 0;
  const kept = (ask: () => Promise<boolean>, otherwise = false): (() => Promise<boolean>) => {
    clock = 0;
    return keptAnswer({ ask, otherwise: () => otherwise, now: () => clock, askAgainAfterMs: 1000 });
  };

  it('is asked for once when it is yes, however often and however late the ribbon wants it', async () => {
    const ask = jest.fn(() => Promise.resolve(true));
    const answer = kept(ask);
    expect(await Promise.all([answer(), answer()])).toEqual([true, true]);
    clock = 1e9;
    expect(await answer()).toBe(true);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('is asked for again some time after a no, and then stays yes', async () => {
    const answers = [false, true];
    const ask = jest.fn(() => Promise.resolve(answers.shift() ?? false));
    const answer = kept(ask);
    expect(await answer()).toBe(false);
    clock = 999;
    expect(await answer()).toBe(false);
    expect(ask).toHaveBeenCalledTimes(1);
    clock = 1000;
    expect(await answer()).toBe(true);
    clock = 1e9;
    expect(await answer()).toBe(true);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('counts the time from when a slow answer came', async () => {
    let reply: (answer: boolean) => void = () => undefined;
    const ask = jest.fn(() => new Promise<boolean>((resolve) => (reply = resolve)));
    const answer = kept(ask);
    const first = answer();
    clock = 5000;
    const second = answer();
    reply(false);
    expect(await Promise.all([first, second])).toEqual([false, false]);
    clock = 5999;
    expect(await answer()).toBe(false);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it.each([true, false])('says %p while the question fails, and asks again after the same time', async (otherwise) => {
    const ask = jest.fn<Promise<boolean>, []>(() => Promise.reject(new Error('lost')));
    const answer = kept(ask, otherwise);
    expect(await answer()).toBe(otherwise);
    expect(await answer()).toBe(otherwise);
    expect(ask).toHaveBeenCalledTimes(1);
    ask.mockResolvedValue(true);
    clock = 1000;
    expect(await answer()).toBe(true);
  });
});

describe('the enable rule hasConfiguration', () => {
  const asking = (answer: () => Promise<unknown>): jest.Mock => {
    const retrieve = jest.fn(answer);
    initialiseXrm().WebApi.retrieveMultipleRecords = retrieve as never;
    return retrieve;
  };

  it('asks for one active configuration, once for all places of the ribbon', async () => {
    const retrieve = asking(() => Promise.resolve({ entities: [{}] }));
    const { hasConfiguration } = await loadCommand();
    expect(await Promise.all([hasConfiguration(), hasConfiguration(), hasConfiguration()])).toEqual([true, true, true]);
    expect(retrieve.mock.calls).toEqual([
      ['msdyn_ocoutboundconfiguration', '?$select=msdyn_ocoutboundconfigurationid&$filter=statecode eq 0&$top=1'],
    ]);
  });

  it('hides the button when there is none', async () => {
    asking(() => Promise.resolve({ entities: [] }));
    const { hasConfiguration } = await loadCommand();
    expect(await hasConfiguration()).toBe(false);
  });

  it('hides the button from who may not read configurations', async () => {
    // 0x80040220, PrivilegeDenied, as the client API gives it.
    asking(() => Promise.reject(Object.assign(new Error('denied'), { errorCode: -2147220960 })));
    const { hasConfiguration } = await loadCommand();
    expect(await hasConfiguration()).toBe(false);
  });

  it('hides nothing when nobody answered: the dialog says why', async () => {
    asking(() => Promise.reject(new TypeError('Failed to fetch')));
    const { hasConfiguration } = await loadCommand();
    expect(await hasConfiguration()).toBe(true);
  });

  it('never throws, not even outside an app', async () => {
    asking(() => {
      throw new Error('no such API');
    });
    const { hasConfiguration } = await loadCommand();
    expect(await hasConfiguration()).toBe(true);
  });
});
