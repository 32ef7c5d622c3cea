/**
 * Room solution, deploy. Signs in with Microsoft's library: a person by device code, a pipeline by client secret. Secrets come from
 * environment variables only, because arguments are seen by every process of the machine. Tokens stay in memory unless a cache
 * file is asked for.
 *
 * Source: Microsoft Learn, "MSAL Node", and "Use OAuth authentication with Microsoft Dataverse".
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import {
  ConfidentialClientApplication,
  PublicClientApplication,
  type AuthenticationResult,
  type Configuration,
  type ICachePlugin,
  type INetworkModule,
} from '@azure/msal-node';
import { EnvironmentUnreachableError } from '../errors';
import { SignInFailedError } from './errors';
import { isLoopback } from './webApi';

/**
 * The registration that all of Microsoft's Power Apps samples share, for trying out. Source: Microsoft Learn, "Quick Start: Web API
 * sample (C#)". That it takes device codes is inferred from its being a public client. Organizations register their own.
 */
export const SAMPLE_CLIENT_ID = '51f81489-12ee-4a9e-aaae-a2591f45987d';

export interface SignInOptions {
  /** Address of the environment. */
  readonly url: string;
  /** Where secrets come from; `process.env`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Public client for people. Default: `SAMPLE_CLIENT_ID`. */
  readonly clientId?: string;
  /** Directory of the organization. Default for people: whichever they sign in with. */
  readonly tenant?: string;
  /** File that keeps the tokens between runs, readable by its owner only. Default: none. */
  readonly cacheFile?: string;
  /** Shows a person where to enter which code. */
  readonly say: (text: string) => void;
  /** Default: the library's own. */
  readonly network?: INetworkModule;
}

/** Sign-in hosts of the national clouds. Source: Microsoft Learn, "National clouds" and "Datacenter regions" of Dataverse. */
const AUTHORITIES: readonly (readonly [environments: RegExp, authority: string])[] = [
  [/\.(microsoftdynamics|appsplatform)\.us$/, 'https://login.microsoftonline.us'],
  [/\.dynamics\.cn$/, 'https://login.partner.microsoftonline.cn'],
];
const PUBLIC_AUTHORITY = 'https://login.microsoftonline.com';

/** Where to sign in for an environment. */
export function authorityOf(url: string, tenant: string): string {
  const { hostname } = new URL(url);
  const host = AUTHORITIES.find(([environments]) => environments.test(hostname))?.[1] ?? PUBLIC_AUTHORITY;
  return `${host}/${tenant}`;
}

const EMPTY_CACHE = '{}';

/** A file that is not there, or holds no cache, is an empty one: the person signs in anew, and nothing of its text is told. */
function readCache(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    const cache: unknown = JSON.parse(text);
    return typeof cache === 'object' && cache !== null && !Array.isArray(cache) ? text : EMPTY_CACHE;
  } catch {
    return EMPTY_CACHE;
  }
}

/** Replaces the file as a whole: one that others can read would keep its permissions when written over. */
function writeForOwner(file: string, text: string): void {
  const written = `${file}.${randomUUID()}`;
  try {
    writeFileSync(written, text, { mode: 0o600, flag: 'wx' });
    renameSync(written, file);
  } catch (error) {
    rmSync(written, { force: true });
    throw error;
  }
}

function fileCache(file: string): ICachePlugin {
  return {
    beforeCacheAccess({ tokenCache }) {
      try {
        tokenCache.deserialize(readCache(file));
      } catch {
        tokenCache.deserialize(EMPTY_CACHE);
      }
      return Promise.resolve();
    },
    afterCacheAccess(context) {
      if (context.cacheHasChanged) writeForOwner(file, context.tokenCache.serialize());
      return Promise.resolve();
    },
  };
}

/** Codes of the library for a sign-in host that did not answer. Source: the messages of MSAL's ClientAuthErrorCodes. */
const NETWORK_CODES = new Set([
  'network_error',
  'endpoints_resolution_error',
  'openid_config_error',
  'no_network_connectivity',
]);

/** The library's error in our words; a lost network is told as such, because an import that runs is watched through it. */
function failure(error: unknown, authority: string): SignInFailedError | EnvironmentUnreachableError {
  const { name, errorCode, message } = error as { name?: string; errorCode?: string; message?: string };
  const sentence = (message ?? '').split('\n')[0] || (errorCode ?? 'no reason was given.');
  const isNetwork = name === 'TypeError' || (errorCode !== undefined && NETWORK_CODES.has(errorCode));
  return isNetwork
    ? new EnvironmentUnreachableError(authority, sentence, { cause: error })
    : new SignInFailedError(sentence, { cause: error });
}

function tokenOf(result: AuthenticationResult | null): string {
  if (!result?.accessToken) throw new SignInFailedError('the answer had no token.');
  return result.accessToken;
}

type TokenSource = () => Promise<string>;

function bySecret(configuration: Configuration, scopes: string[]): TokenSource {
  const client = new ConfidentialClientApplication(configuration);
  // The library answers from its memory until shortly before the token ends.
  return async () => tokenOf(await client.acquireTokenByClientCredential({ scopes }));
}

function byDeviceCode(configuration: Configuration, scopes: string[], say: (text: string) => void): TokenSource {
  const client = new PublicClientApplication(configuration);
  return async () => {
    const [account] = await client.getTokenCache().getAllAccounts();
    if (account) {
      try {
        return tokenOf(await client.acquireTokenSilent({ account, scopes }));
      } catch (error) {
        // Signed out meanwhile, or asked for a second factor: the person signs in again.
        if ((error as Error).name !== 'InteractionRequiredAuthError') throw error;
      }
    }
    return tokenOf(
      await client.acquireTokenByDeviceCode({ scopes, deviceCodeCallback: ({ message }) => say(message) }),
    );
  };
}

function required(variables: SignInOptions['variables'], name: string): string {
  const value = variables[name];
  if (!value) throw new SignInFailedError(`the environment variable ${name} is needed beside DATAVERSE_CLIENT_SECRET.`);
  return value;
}

/** What a bearer token is made of. Source: RFC 6750, section 2.1. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/** No two sign-ins at once, and errors in our words. */
function guarded(source: TokenSource, authority: string): TokenSource {
  let pending: Promise<string> | undefined;
  return () =>
    (pending ??= source()
      .catch((error: unknown) => {
        throw error instanceof SignInFailedError ? error : failure(error, authority);
      })
      .finally(() => (pending = undefined)));
}

/**
 * What gives tokens for an environment; `undefined` for a sandbox on this machine, which asks for none. In this order:
 * `DATAVERSE_TOKEN`, a client secret (`DATAVERSE_CLIENT_SECRET`, `DATAVERSE_CLIENT_ID`, `DATAVERSE_TENANT_ID`), a device code.
 * @throws {SignInFailedError} at once when a variable is missing or no token, later when the sign-in fails.
 */
export function tokenSource(options: SignInOptions): TokenSource | undefined {
  const { url, variables, clientId = SAMPLE_CLIENT_ID, cacheFile, say, network } = options;
  const token = variables['DATAVERSE_TOKEN']?.trim();
  if (token) {
    if (!TOKEN.test(token)) throw new SignInFailedError('DATAVERSE_TOKEN is no token: one has no blanks and one line.');
    return () => Promise.resolve(token);
  }
  if (isLoopback(url)) return undefined;
  const secret = variables['DATAVERSE_CLIENT_SECRET'];
  const tenant = options.tenant ?? (secret ? required(variables, 'DATAVERSE_TENANT_ID') : 'organizations');
  const scopes = [`${new URL(url).origin}/.default`];
  const authority = authorityOf(url, tenant);
  const configuration: Configuration = {
    auth: {
      clientId: secret ? required(variables, 'DATAVERSE_CLIENT_ID') : clientId,
      authority,
      ...(secret ? { clientSecret: secret } : {}),
    },
    ...(cacheFile === undefined ? {} : { cache: { cachePlugin: fileCache(cacheFile) } }),
    ...(network ? { system: { networkClient: network } } : {}),
  };
  const source = secret ? bySecret(configuration, scopes) : byDeviceCode(configuration, scopes, say);
  return guarded(source, authority);
}
