/**
 * Room solution. Lint rule: nothing that is packed holds what looks like a key, a token or a password. A public solution once
 * leaked its function keys as defaults of environment variables.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Finding, LintContext } from './context';

/** What a secret looks like, and what a person calls it. */
const SECRETS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a storage or bus key', /\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{20,}={0,2}/i],
  ['a signed address', /[?&]sig=[A-Za-z0-9%+/]{20,}/],
  ['a function key', /[?&]code=[A-Za-z0-9_%+/-]{30,}/],
  ['a token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./],
  ['a password or secret', /["']?(?:client_?secret|password|api_?key)["']?\s*[:=]\s*["'][^"'\s{}@]{8,}["']/i],
];

/** File types that can hold a readable secret. */
const READABLE = /\.(js|html|css|resx|xml|json)$/;

function secretsIn(file: string, text: string): Finding[] {
  return SECRETS.filter(([, pattern]) => pattern.test(text)).map(([name]) => ({
    code: 'secret-in-source',
    file,
    message: `The file holds what looks like ${name}. Remove it, make it invalid where it was issued, and let an administrator enter it.`,
  }));
}

/** Nothing packed is a secret. */
export function lintSecrets({ source }: LintContext): Finding[] {
  return [
    ...source.environmentVariables.flatMap(({ path, text }) => secretsIn(path, text)),
    ...source.flows.flatMap(({ definitionPath, definition }) => secretsIn(definitionPath, definition ?? '')),
    ...source.webResources
      .filter(({ name, contentFile }) => READABLE.test(name) && existsSync(contentFile))
      .flatMap(({ path, contentFile }) => secretsIn(path, readFileSync(contentFile, 'utf8'))),
  ];
}
