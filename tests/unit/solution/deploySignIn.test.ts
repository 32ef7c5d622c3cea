/** Room tests. Signing in, with Microsoft's library and a network that a test answers. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorityOf, SAMPLE_CLIENT_ID, tokenSource, type SignInOptions } from '../../../solution/tools/deploy/signIn';

const URL_OF_ORG = 'https://org.crm.dynamics.com';
const TENANT = '22222222-2222-4222-8222-222222222222';

interface Post {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const ID_TOKEN = `${base64({ alg: 'none' })}.${base64({ oid: 'o1', tid: TENANT, sub: 's1', preferred_username: 'admin@contoso.com' })}.`;

/** Microsoft's sign-in service. @param tokens one answer to each request for a token; the last repeats. */
function service(tokens: readonly Record<string, unknown>[]) {
  const posts: Post[] = [];
  const left = [...tokens];
  const answer = (status: number, body: unknown) => Promise.resolve({ status, headers: {}, body: body as never });
  return {
    posts,
    network: {
      sendGetRequestAsync: (url: string) => {
        const authority = url.replace(/\/v2\.0\/\.well-known.*/, '');
        if (url.includes('/discovery/instance')) return answer(200, { tenant_discovery_endpoint: url, metadata: [] });
        return answer(200, {
          issuer: `${authority}/v2.0`,
          authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
          token_endpoint: `${authority}/oauth2/v2.0/token`,
          jwks_uri: `${authority}/discovery/keys`,
        });
      },
      sendPostRequestAsync: (url: string, options?: { body?: string }) => {
        posts.push({ url, form: Object.fromEntries(new URLSearchParams(options?.body ?? '')) });
        if (url.includes('/devicecode')) {
          return answer(200, {
            device_code: 'd1',
            user_code: 'ABC',
            verification_uri: 'https://microsoft.com/devicelogin',
            expires_in: 900,
            interval: 0,
            message: 'Enter ABC at https://microsoft.com/devicelogin.',
          });
        }
        const body = (left.length > 1 ? left.shift() : left[0]) ?? {};
        return answer('error' in body ? 400 : 200, body);
      },
    },
  };
}

const TOKEN = { token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600, access_token: 'T1' };
const PERSON = {
  ...TOKEN,
  id_token: ID_TOKEN,
  refresh_token: 'R1',
  client_info: base64({ uid: 'o1', utid: TENANT }),
  scope: `${URL_OF_ORG}/.default`,
};
const SECRET = { DATAVERSE_CLIENT_ID: 'c1', DATAVERSE_CLIENT_SECRET: 's3cret', DATAVERSE_TENANT_ID: TENANT };

const source = (options: Partial<SignInOptions>) =>
  tokenSource({ url: URL_OF_ORG, variables: {}, say: () => undefined, ...options });

describe('tokenSource', () => {
  it('signs nobody in to the sandbox of this machine', () => {
    expect(source({ url: 'http://localhost:8181' })).toBeUndefined();
  });

  it('takes a token that the pipeline has already', async () => {
    expect(await source({ variables: { DATAVERSE_TOKEN: 'given' } })?.()).toBe('given');
  });

  it.each(['eyJ.secret\npart', 'eyJ.secret…', 'Bearer eyJ.secret', 'eyJ secret'])(
    'refuses a token that is none before anybody is asked, and does not repeat it: %j',
    (token) => {
      const refused = (): unknown => source({ variables: { DATAVERSE_TOKEN: token } });
      expect(refused).toThrow(expect.objectContaining({ code: 'sign-in-failed' }));
      expect(refused).not.toThrow(/secret/);
    },
  );

  it('takes a token with the line break that ends a file', async () => {
    expect(await source({ variables: { DATAVERSE_TOKEN: 'given\n' } })?.()).toBe('given');
  });

  it('signs a pipeline in by its secret, once for many requests', async () => {
    const { posts, network } = service([TOKEN]);
    const token = source({ variables: SECRET, network });
    expect([await token?.(), await token?.()]).toEqual(['T1', 'T1']);
    expect(posts).toHaveLength(1);
    expect(posts[0]?.url).toContain(`https://login.microsoftonline.com/${TENANT}/`);
    expect(posts[0]?.form).toMatchObject({
      grant_type: 'client_credentials',
      client_id: 'c1',
      client_secret: 's3cret',
    });
    expect(posts[0]?.form.scope).toContain(`${URL_OF_ORG}/.default`);
  });

  it.each(['DATAVERSE_CLIENT_ID', 'DATAVERSE_TENANT_ID'])('says that %s is missing', (name) => {
    expect(() => source({ variables: { ...SECRET, [name]: '' } })).toThrow(
      expect.objectContaining({ code: 'sign-in-failed', message: expect.stringContaining(name) as string }) as Error,
    );
  });

  it('signs a person in by a code, and asks no second time', async () => {
    const { posts, network } = service([PERSON]);
    const said: string[] = [];
    const token = source({ network, say: (text) => void said.push(text) });
    expect([await token?.(), await token?.()]).toEqual(['T1', 'T1']);
    expect(said).toEqual(['Enter ABC at https://microsoft.com/devicelogin.']);
    expect(posts[0]?.url).toContain('https://login.microsoftonline.com/organizations/');
    expect(posts[0]?.form.client_id).toBe(SAMPLE_CLIENT_ID);
  });

  it('takes the client and the directory of the organization', async () => {
    const { posts, network } = service([PERSON]);
    await source({ network, clientId: 'own', tenant: TENANT })?.();
    expect(posts[0]?.url).toContain(`/${TENANT}/`);
    expect(posts[0]?.form.client_id).toBe('own');
  });

  it('keeps tokens in no file unless asked, and then for the owner alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    const cacheFile = join(folder, 'cache.json');
    try {
      const first = service([PERSON]);
      await source({ network: first.network })?.();
      expect(existsSync(cacheFile)).toBe(false);
      await source({ network: first.network, cacheFile })?.();
      expect(readFileSync(cacheFile, 'utf8')).toContain('R1');
      expect(statSync(cacheFile).mode & 0o077).toBe(0);
      const second = service([PERSON]);
      expect(await source({ network: second.network, cacheFile })?.()).toBe('T1');
      expect(second.posts).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([
    ['empty', ''],
    ['cut off', '{"RefreshToken":{"x":{"secret":"S3CRET'],
    ['no JSON', 'S3CRET of somebody'],
    ['no object', '["S3CRET"]'],
    ['of another form', '{"Account":5,"RefreshToken":{"x":null},"AccessToken":"S3CRET"}'],
    ['a cache of nobody', '{}'],
  ])('signs in anew where the cache file is %s, and closes it to others', async (_what, text) => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    const cacheFile = join(folder, 'cache.json');
    try {
      writeFileSync(cacheFile, text);
      chmodSync(cacheFile, 0o644);
      const said: string[] = [];
      const say = (line: string) => void said.push(line);
      expect(await source({ network: service([PERSON]).network, cacheFile, say })?.()).toBe('T1');
      expect(said.join()).not.toContain('S3CRET');
      expect(statSync(cacheFile).mode & 0o077).toBe(0);
      expect(readdirSync(folder)).toEqual(['cache.json']);
      const second = service([PERSON]);
      expect(await source({ network: second.network, cacheFile })?.()).toBe('T1');
      expect(second.posts).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('tells why a sign-in failed, without the secret', async () => {
    const { network } = service([
      {
        error: 'invalid_client',
        error_description: 'AADSTS7000215: Invalid client secret provided.',
        error_codes: [7000215],
      },
    ]);
    const failed = await source({ variables: SECRET, network })?.().catch((error: unknown) => error as Error);
    expect(failed).toMatchObject({ code: 'sign-in-failed' });
    expect(String(failed)).toContain('AADSTS7000215');
    expect(String(failed)).not.toContain('s3cret');
  });

  it('tells a sign-in host that does not answer as a lost network', async () => {
    const network = {
      sendGetRequestAsync: () => Promise.reject(new TypeError('fetch failed')),
      sendPostRequestAsync: () => Promise.reject(new TypeError('fetch failed')),
    };
    await expect(source({ variables: SECRET, network })?.()).rejects.toMatchObject({ code: 'environment-unreachable' });
  });
});

describe('authorityOf', () => {
  it.each([
    ['https://org.crm4.dynamics.com', 'https://login.microsoftonline.com/t'],
    ['https://org.crm9.dynamics.com', 'https://login.microsoftonline.com/t'],
    ['https://org.crm.microsoftdynamics.us', 'https://login.microsoftonline.us/t'],
    ['https://org.crm.appsplatform.us', 'https://login.microsoftonline.us/t'],
    ['https://org.crm.dynamics.cn', 'https://login.partner.microsoftonline.cn/t'],
    ['https://org.crm.dynamics.cn.example.com', 'https://login.microsoftonline.com/t'],
  ])('signs in for %s at %s', (url, authority) => {
    expect(authorityOf(url, 't')).toBe(authority);
  });
});
