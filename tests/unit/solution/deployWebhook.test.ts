/** Room tests. The webhook of a deployment: its settings, its steps beside the handlers they are for, and its requests. */
import { HANDLERS } from '../../../plugins-ts/handlers';
import { RequestRefusedError, SettingsInvalidError } from '../../../solution/tools/deploy/errors';
import { parseSettings } from '../../../solution/tools/deploy/settings';
import { WebApi } from '../../../solution/tools/deploy/webApi';
import { registerWebhook, removeWebhook } from '../../../solution/tools/deploy/webhook';
import { ENDPOINT_ID, WEBHOOK_STEPS } from '../../../solution/tools/deploy/webhookSteps';
import { deployPackage } from './deployPackage';

const KEY = 'a shared key of some length';
const URL_OF_HOST = 'https://hooks.contoso.com/webhook';

const parse = (webhook: unknown, target?: string) =>
  parseSettings(JSON.stringify({ Webhook: webhook }), 'settings.json', deployPackage(), target);

function problemsOf(webhook: unknown, target?: string): readonly string[] {
  try {
    parse(webhook, target);
  } catch (error) {
    if (error instanceof SettingsInvalidError) {
      expect(error.message).not.toContain('secret');
      return error.problems.map(({ path }) => path);
    }
    throw error;
  }
  return [];
}

describe('the webhook section of the settings', () => {
  it('takes an https address, or one of this machine, and a key', () => {
    expect(parse({ Url: URL_OF_HOST, Key: KEY }).webhook).toEqual({ url: URL_OF_HOST, key: KEY });
    expect(problemsOf({ Url: 'http://localhost:8200/webhook', Key: KEY })).toEqual([]);
  });

  it.each<[url: string, target: string, paths: readonly string[]]>([
    [URL_OF_HOST, 'https://org.crm.dynamics.com', []],
    ['https://hooks.contoso.com:443/webhook', 'https://org.crm.dynamics.com', []],
    ['https://hooks.contoso.com:8443/webhook', 'https://org.crm.dynamics.com', ['Webhook.Url']],
    ['http://localhost:8200/webhook', 'https://org.crm.dynamics.com', ['Webhook.Url']],
    ['http://localhost:8200/webhook', 'http://localhost:8181', []],
  ])('judges %s by what %s can call', (Url, target, paths) => {
    expect(problemsOf({ Url, Key: KEY }, target)).toEqual(paths);
  });

  it('is left out when nobody filled it in', () => {
    expect(parse({ Url: '', Key: '' }).webhook).toBeUndefined();
    expect(parse(undefined).webhook).toBeUndefined();
  });

  it.each<[mistake: string, webhook: unknown, paths: readonly string[]]>([
    ['no object', 'secret', ['Webhook']],
    ['an address in clear text', { Url: 'http://hooks.contoso.com', Key: KEY }, ['Webhook.Url']],
    ['no address', { Key: KEY }, ['Webhook.Url']],
    ['a key that could be guessed', { Url: URL_OF_HOST, Key: 'secret' }, ['Webhook.Key']],
    ['a key that is too long', { Url: URL_OF_HOST, Key: 'x'.repeat(2049) }, ['Webhook.Key']],
    ['an address with a user', { Url: 'https://secret@hooks.contoso.com/webhook', Key: KEY }, ['Webhook.Url']],
    ['an address with a password', { Url: 'https://a:secret@hooks.contoso.com', Key: KEY }, ['Webhook.Url']],
    ['a key of two lines', { Url: URL_OF_HOST, Key: `${KEY}\n${KEY}` }, ['Webhook.Key']],
    ['an unknown name', { Url: URL_OF_HOST, Key: KEY, Secret: 1 }, ['Webhook.Secret']],
  ])('refuses %s', (_mistake, webhook, paths) => {
    expect(problemsOf(webhook)).toEqual(paths);
  });
});

describe('the steps of the webhook', () => {
  it('are those that the handlers need, and no others', () => {
    const steps = WEBHOOK_STEPS.map(({ table, message, mode, columns, preImageColumns }) => ({
      table,
      message,
      mode,
      columns,
      preImageColumns,
    }));
    expect(steps).toEqual(HANDLERS.map(({ step }) => step));
  });

  it('have ids that are all different', () => {
    const ids = [ENDPOINT_ID, ...WEBHOOK_STEPS.flatMap(({ id, imageId }) => [id, imageId])];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** Answers by the beginning of the path; 404 for what is not listed, 204 for writes. */
function fakeApi(answers: Readonly<Record<string, readonly [status: number, body: object]>>) {
  const seen: string[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const path = String(input).split('/api/data/v9.2/')[1] ?? '';
    seen.push(`${init?.method} ${path.split('?')[0]}`);
    const known = Object.entries(answers).find(([start]) => `${init?.method} ${path}`.startsWith(start))?.[1];
    if (known) return new Response(JSON.stringify(known[1]), { status: known[0] });
    return new Response(init?.method === 'GET' ? '{}' : null, { status: init?.method === 'GET' ? 404 : 204 });
  };
  return { api: new WebApi({ baseUrl: 'https://org.crm.dynamics.com', fetch }), seen };
}

const FILTERS = [200, { value: [{ sdkmessagefilterid: 'filter', _sdkmessageid_value: 'message' }] }] as const;

describe('registerWebhook', () => {
  it('creates what is not there', async () => {
    const { api, seen } = fakeApi({ 'GET sdkmessagefilters': FILTERS });
    await registerWebhook(api, { url: URL_OF_HOST, key: KEY });
    const posts = seen.filter((request) => request.startsWith('POST'));
    expect(posts).toEqual([
      'POST serviceendpoints',
      ...WEBHOOK_STEPS.flatMap(() => ['POST sdkmessageprocessingsteps', 'POST sdkmessageprocessingstepimages']),
    ]);
  });

  it('changes what is there', async () => {
    const { api, seen } = fakeApi({
      'GET sdkmessagefilters': FILTERS,
      'GET serviceendpoints': [200, {}],
      'GET sdkmessageprocessingstep': [200, {}],
    });
    await registerWebhook(api, { url: URL_OF_HOST, key: KEY });
    expect(seen.filter((request) => request.startsWith('POST'))).toEqual([]);
    expect(seen).toContain(`PATCH serviceendpoints(${ENDPOINT_ID})`);
  });

  it('stops at a refusal, by the name of what was refused and without the key', async () => {
    const { api } = fakeApi({ 'POST serviceendpoints': [403, { error: { code: '0x80040220', message: 'No.' } }] });
    const failed = registerWebhook(api, { url: URL_OF_HOST, key: KEY });
    await expect(failed).rejects.toThrow(RequestRefusedError);
    await expect(failed).rejects.not.toThrow(KEY);
  });

  it('says when the tables of the steps are not there', async () => {
    const { api } = fakeApi({ 'GET sdkmessagefilters': [200, { value: [] }] });
    await expect(registerWebhook(api, { url: URL_OF_HOST, key: KEY })).rejects.toThrow('obm_send');
  });
});

describe('removeWebhook', () => {
  it('deletes the steps before the endpoint, and passes over what is gone', async () => {
    const { api, seen } = fakeApi({ [`DELETE sdkmessageprocessingsteps(${WEBHOOK_STEPS[0]?.id})`]: [404, {}] });
    await removeWebhook(api);
    expect(seen).toEqual([
      ...WEBHOOK_STEPS.map(({ id }) => `DELETE sdkmessageprocessingsteps(${id})`),
      `DELETE serviceendpoints(${ENDPOINT_ID})`,
    ]);
  });
});
