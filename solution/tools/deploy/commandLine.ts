/**
 * Room solution, deploy. Reads the command line of `npm run deploy`.
 */
import { parseArgs } from 'node:util';
import { UsageError } from './errors';
import { isLoopback } from './webApi';

/** Where `npm start` puts the sandbox. */
export const SANDBOX_URL = 'http://localhost:8181';

export const USAGE = `Usage: npm run deploy -- [--url https://org.crm.dynamics.com] [options] [solution.zip]

  --url          environment; without it the sandbox of npm start, at ${SANDBOX_URL}
  --settings     JSON file with values of environment variables and connection references, and the webhook
  --client-id    application id of your own public client, for signing in by device code
  --tenant       directory to sign in to, by id or domain
  --token-cache  file that keeps the sign-in for the next run; treat it like a password
  --overwrite    replaces unmanaged changes of the same components
  --timeout      minutes for the questions before, and again for the import or the removal (60)
  --uninstall    removes the solution, with all its rows; needs --yes

Pipelines sign in with DATAVERSE_CLIENT_ID, DATAVERSE_TENANT_ID and DATAVERSE_CLIENT_SECRET of the process's environment,
or with a token in DATAVERSE_TOKEN.`;

export interface DeployArguments {
  readonly url: string;
  /** Default: our managed zip. */
  readonly file?: string;
  readonly settings?: string;
  readonly clientId?: string;
  readonly tenant?: string;
  readonly cacheFile?: string;
  readonly overwrite: boolean;
  readonly timeoutMs: number;
  readonly uninstall: boolean;
  readonly yes: boolean;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        url: { type: 'string', default: SANDBOX_URL },
        settings: { type: 'string' },
        'client-id': { type: 'string' },
        tenant: { type: 'string' },
        'token-cache': { type: 'string' },
        overwrite: { type: 'boolean', default: false },
        timeout: { type: 'string', default: '60' },
        uninstall: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** Only the origin: people copy addresses with a path from the browser. */
function toOrigin(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(`--url takes an address such as https://org.crm.dynamics.com, not "${text}".`);
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(text))) {
    throw new UsageError('--url has to begin with https://; only a sandbox on this machine is reached without.');
  }
  if (url.username !== '' || url.password !== '') throw new UsageError('--url carries no user and no password.');
  return url.origin;
}

/** `undefined` when only help is asked for. @throws {UsageError} */
export function readArguments(argv: readonly string[]): DeployArguments | undefined {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  if (positionals.length > 1) throw new UsageError('Only one solution zip at a time.');
  const minutes = Number(values.timeout);
  if (!Number.isFinite(minutes) || minutes <= 0) throw new UsageError('--timeout takes a number of minutes above 0.');
  if (values.yes && !values.uninstall) throw new UsageError('--yes belongs to --uninstall.');
  if (values.uninstall && values.settings !== undefined)
    throw new UsageError('--settings does not go with --uninstall.');
  return {
    url: toOrigin(values.url),
    file: positionals[0],
    settings: values.settings,
    clientId: values['client-id'],
    tenant: values.tenant,
    cacheFile: values['token-cache'],
    overwrite: values.overwrite,
    timeoutMs: minutes * 60_000,
    uninstall: values.uninstall,
    yes: values.yes,
  };
}
