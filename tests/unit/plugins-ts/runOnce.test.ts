import type { ExecutionContext } from '../../../plugins-ts/executionContext';
import { defineHandler, RefusedByHandlerError } from '../../../plugins-ts/handler';
import { runOnce } from '../../../plugins-ts/runOnce';

const context = (changes: Partial<ExecutionContext> = {}): ExecutionContext => ({
  message: 'Update',
  table: 'account',
  id: 'row',
  operationId: 'operation',
  stepId: 'step',
  depth: 1,
  ...changes,
});

const handlerOf = (run: () => void | Promise<void>) =>
  defineHandler({
    step: { table: 'account', message: 'Update', mode: 'synchronous', columns: ['name'], preImageColumns: [] },
    run,
  });

describe('runOnce', () => {
  it('runs a handler once for an event that is delivered twice, at the same time or later', async () => {
    const run = jest.fn();
    const [handler] = runOnce([handlerOf(run)]);
    await Promise.all([handler?.run(context()), handler?.run(context())]);
    await handler?.run(context());
    expect(run).toHaveBeenCalledTimes(1);
  });

  it.each([{ operationId: 'another' }, { stepId: 'another' }, { id: 'another' }])(
    'takes %j for another event',
    async (change) => {
      const run = jest.fn();
      const [handler] = runOnce([handlerOf(run)]);
      await handler?.run(context());
      await handler?.run(context(change));
      expect(run).toHaveBeenCalledTimes(2);
    },
  );

  it('refuses again what it has refused, and tries again what has broken', async () => {
    const refuse = jest.fn(() => {
      throw new RefusedByHandlerError('locked', 'It is locked.');
    });
    const [refusing] = runOnce([handlerOf(refuse)]);
    const broken = jest.fn().mockRejectedValueOnce(new Error('broken')).mockResolvedValueOnce(undefined);
    const [mending] = runOnce([handlerOf(broken)]);
    await expect(refusing?.run(context())).rejects.toThrow('It is locked.');
    await expect(refusing?.run(context())).rejects.toThrow('It is locked.');
    expect(refuse).toHaveBeenCalledTimes(1);
    await expect(mending?.run(context())).rejects.toThrow('broken');
    await mending?.run(context());
    expect(broken).toHaveBeenCalledTimes(2);
  });

  it('forgets the oldest events first', async () => {
    const run = jest.fn();
    const [handler] = runOnce([handlerOf(run)], 2);
    for (const operationId of ['one', 'two', 'three', 'three', 'one']) await handler?.run(context({ operationId }));
    expect(run).toHaveBeenCalledTimes(4);
  });
});
