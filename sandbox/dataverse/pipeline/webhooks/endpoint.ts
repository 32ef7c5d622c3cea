/**
 * Room sandbox/dataverse, pipeline. Where a webhook is and how the call proves itself: the columns of `serviceendpoint`.
 * Source of the values: Microsoft Learn, table reference "ServiceEndpoint"; the XML of header and query authentication is what the
 * public plug-in registration tools write.
 */
import type { StoredRow } from '../../contracts';
import { DataverseError, missingArgument, NotSupportedBySandboxError } from '../../errors';
import { attribute, children, parseXml } from '../../solutions/xml';
import type { WebhookMessage } from './message';

/** `contract`. */
export const WEBHOOK = 8;
/** `authtype`. */
const AUTH = { key: 4, header: 5, query: 6 } as const;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What is posted. */
export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Endpoint = Pick<StoredRow, 'values'>;

/** @throws {NotSupportedBySandboxError} for what is no webhook of this machine, by name */
export function toPost({ values }: Endpoint, message: WebhookMessage): WebhookPost {
  const url = new URL(webhookUrl(String(values.url ?? '')));
  const headers: Record<string, string> = { ...message.headers };
  const authValue = typeof values.authvalue === 'string' ? values.authvalue : '';
  switch (values.authtype) {
    case AUTH.key:
      url.searchParams.set('code', authValue);
      break;
    case AUTH.header:
      for (const [name, value] of readSettings(authValue)) headers[name] = value;
      break;
    case AUTH.query:
      for (const [name, value] of readSettings(authValue)) url.searchParams.set(name, value);
      break;
    default:
      throw new NotSupportedBySandboxError(`webhooks with authentication type ${String(values.authtype)}`);
  }
  return { url: url.href, headers, body: message.body };
}

/**
 * Any port of this machine. Differs from the platform: it calls ports 80 and 443 of any public host.
 * @throws {NotSupportedBySandboxError}
 */
function webhookUrl(text: string): string {
  if (!URL.canParse(text)) throw new NotSupportedBySandboxError('a webhook without a complete address');
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') throw new NotSupportedBySandboxError(`webhooks over ${protocol}`);
  if (!LOOPBACK.has(hostname))
    throw new NotSupportedBySandboxError(`webhooks outside of this machine: it does not call ${hostname}`);
  return text;
}

/** `<settings><setting name="K" value="V"/></settings>` */
function readSettings(xml: string): (readonly [name: string, value: string])[] {
  const root = parseXml(xml, 'authvalue');
  return children(root, 'setting').map(
    (setting) => [attribute(setting, 'name') ?? '', attribute(setting, 'value') ?? ''] as const,
  );
}

/** What a row of `serviceendpoint` will be has to make sense. @throws {DataverseError} and never with the secret in it */
export function assertEndpoint(values: StoredRow['values']): void {
  if (values.contract !== WEBHOOK)
    throw new NotSupportedBySandboxError(`service endpoints with contract ${String(values.contract)}; webhooks have 8`);
  // One that a solution brings may get its address later.
  if (typeof values.url === 'string' && !URL.canParse(values.url))
    throw missingArgument('A webhook needs a complete address in url.');
  const takesSettings = values.authtype === AUTH.header || values.authtype === AUTH.query;
  if (values.authtype !== AUTH.key && !takesSettings)
    throw missingArgument('The authtype of a webhook is 4 (key), 5 (header) or 6 (query string).');
  if (!takesSettings || typeof values.authvalue !== 'string') return;
  try {
    if (readSettings(values.authvalue).every(([name]) => name !== '')) return;
  } catch {
    // Said below without the text, which is secret.
  }
  throw new DataverseError(
    400,
    '0x80040203',
    'The authvalue of header and query authentication is <settings><setting name="…" value="…"/></settings>.',
  );
}
