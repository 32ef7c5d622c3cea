import { answerWebhook, type WebhookRequest } from '../../../plugins-ts/answerWebhook';
import { MESSAGE_SIZE_HEADER } from '../../../plugins-ts/executionContext';
import { defineHandler, RefusedByHandlerError } from '../../../plugins-ts/handler';

const KEY = 'a shared key';

const handler = (run: () => void) =>
  defineHandler({
    step: { table: 'account', message: 'Update', mode: 'synchronous', columns: ['name'], preImageColumns: [] },
    run,
  });

const body = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  MessageName: 'Update',
  PrimaryEntityName: 'account',
  PrimaryEntityId: '0F8FAD5B-D9CB-469F-A165-70867728950E',
  OperationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  InputParameters: [],
  ...changes,
});

const request = (changes: Partial<WebhookRequest> = {}): WebhookRequest => ({
  key: KEY,
  headers: {},
  body: body(),
  ...changes,
});

describe('answerWebhook', () => {
  it.each([undefined, '', 'another key'])(
    'turns away a request with the key %p before it reads the body',
    async (key) => {
      const run = jest.fn();
      const answer = await answerWebhook(request({ key, body: 'not even an object' }), {
        key: KEY,
        handlers: [handler(run)],
      });
      expect(answer).toMatchObject({ status: 401, code: 'key-wrong' });
      expect(run).not.toHaveBeenCalled();
    },
  );

  it('runs the handler of the table and message', async () => {
    const run = jest.fn();
    expect(await answerWebhook(request(), { key: KEY, handlers: [handler(run)] })).toMatchObject({ status: 200 });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('answers 204 for an event nobody listens to, so that the platform does not repeat it', async () => {
    const run = jest.fn();
    const answer = await answerWebhook(request({ body: body({ MessageName: 'Delete' }) }), {
      key: KEY,
      handlers: [handler(run)],
    });
    expect(answer).toMatchObject({ status: 204, code: 'no-handler' });
    expect(run).not.toHaveBeenCalled();
  });

  it('gives a refusal its own code and sentence', async () => {
    const refuse = handler(() => {
      throw new RefusedByHandlerError('name-locked', 'The name of this account is locked.');
    });
    expect(await answerWebhook(request(), { key: KEY, handlers: [refuse] })).toEqual({
      status: 400,
      code: 'name-locked',
      message: 'The name of this account is locked.',
    });
  });

  it('never shows what went wrong inside a handler', async () => {
    const broken = handler(() => {
      throw new Error('+6281200000000 could not be read');
    });
    const answer = await answerWebhook(request(), { key: KEY, handlers: [broken] });
    expect(answer).toMatchObject({ status: 500, code: 'handler-failed' });
    expect(answer.message).not.toContain('+62');
  });

  it.each([[null], ['text'], [[]], [{}], [body({ PrimaryEntityId: 7 })], [body({ InputParameters: [{ value: 1 }] })]])(
    'answers 400 to the body %j',
    async (wrong) => {
      const answer = await answerWebhook(request({ body: wrong }), { key: KEY, handlers: [handler(jest.fn())] });
      expect(answer).toMatchObject({ status: 400, code: 'execution-context-invalid' });
    },
  );

  it('refuses a payload that the platform cut, because its columns are missing', async () => {
    const run = jest.fn();
    const cut = request({ headers: { [MESSAGE_SIZE_HEADER]: 'true' } });
    expect(await answerWebhook(cut, { key: KEY, handlers: [handler(run)] })).toMatchObject({
      status: 413,
      code: 'payload-cut',
    });
    expect(run).not.toHaveBeenCalled();
  });
});
