/** Room sandbox/lab. HTTP of the lab's page: the page itself with a strict content security policy, and its stream of news. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { readPageLanguage, type PageLanguage } from '../app/server/pageLanguage';
import type { EmbeddedDataverse } from '../dataverse/contracts';
import { contentSecurityPolicy } from '../omnichannel/phones/page';
import type { LabNews } from './labNews';
import { labText } from './page/strings';

/** The script that hands Fluent the nonce is the one of the phones' page. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  'lab.css': ['page/lab.css', 'text/css'],
  'styleNonce.js': ['../omnichannel/phones/styleNonce.js', 'text/javascript'],
};

/** The page. `platform.js` brings React and Fluent as globals, `lab.js` is the application. */
const labPage = (nonce: string, { tag, direction }: PageLanguage): string => `<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${labText(tag, 'title')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_host/fonts.css">
<link rel="stylesheet" href="/lab/lab.css">
</head>
<body>
<div id="lab"><p role="status">${labText(tag, 'loading')}</p></div>
<noscript>${labText(tag, 'needsScripts')}</noscript>
<script src="/lab/styleNonce.js" nonce="${nonce}"></script>
<script src="/_host/platform.js"></script>
<script src="/_host/lab.js"></script>
</body>
</html>
`;

/** `GET /lab` and what it needs. */
export function registerLabPage(server: FastifyInstance, dataverse: EmbeddedDataverse, news: LabNews): void {
  server.get('/lab', (request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .header('x-content-type-options', 'nosniff')
      .type('text/html; charset=utf-8')
      .send(labPage(nonce, readPageLanguage(dataverse, request.query, request.headers.cookie)));
  });
  for (const [name, [file, type]] of Object.entries(FILES)) {
    const content = readFileSync(join(__dirname, file), 'utf8');
    server.get(`/lab/${name}`, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(content));
  }
  server.get('/lab/changes', (_request, reply) => news.stream(reply));
}
