/**
 * Room sandbox/app, server side. Pages of the sandbox's own beside the app (phones, lab, flows): the HTML around an application, its
 * styles, and a content security policy that lets nothing in from elsewhere.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { EmbeddedDataverse } from '../../dataverse/contracts';
import { readPageLanguage, type PageLanguage } from './pageLanguage';

export interface StandalonePage {
  /** The address below the root, the id of the element that the application fills, and its script: `/_host/<name>.js`. */
  readonly name: string;
  /** A file, for what standalonePage.css does not say. */
  readonly styles: string;
  text(language: string, key: 'title' | 'loading' | 'needsScripts'): string;
}

/** Everything from this server; the style elements that Fluent 8 makes carry the nonce. */
const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');

/** `platform.js` brings React and Fluent as globals, the page's own script is the application. */
const markup = (
  { name, text }: StandalonePage,
  nonce: string,
  { tag, direction }: PageLanguage,
): string => `<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(tag, 'title')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_host/fonts.css">
<link rel="stylesheet" href="/${name}/page.css">
<link rel="stylesheet" href="/${name}/${name}.css">
</head>
<body>
<div id="${name}"><p role="status">${text(tag, 'loading')}</p></div>
<noscript>${text(tag, 'needsScripts')}</noscript>
<script src="/${name}/styleNonce.js" nonce="${nonce}"></script>
<script src="/_host/platform.js"></script>
<script src="/_host/${name}.js"></script>
</body>
</html>
`;

/** `GET /<name>` and the files beside it. */
export function registerStandalonePage(
  server: FastifyInstance,
  dataverse: EmbeddedDataverse,
  page: StandalonePage,
): void {
  const { name, styles } = page;
  server.get(`/${name}`, (request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .header('x-content-type-options', 'nosniff')
      .type('text/html; charset=utf-8')
      .send(markup(page, nonce, readPageLanguage(dataverse, request.query, request.headers.cookie)));
  });
  const serve = (path: string, file: string, type: string): void => {
    const content = readFileSync(file, 'utf8');
    server.get(path, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(content));
  };
  serve(`/${name}/page.css`, join(__dirname, 'standalonePage.css'), 'text/css');
  serve(`/${name}/${name}.css`, styles, 'text/css');
  serve(`/${name}/styleNonce.js`, join(__dirname, 'styleNonce.js'), 'text/javascript');
}
