/** Room sandbox/lab. HTTP of the lab's page: the page itself, and its stream of news. */
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { registerStandalonePage } from '../app/server/standalonePage';
import type { EmbeddedDataverse } from '../dataverse/contracts';
import type { LabNews } from './labNews';
import { labText } from './page/strings';

/** `GET /lab` and what it needs. */
export function registerLabPage(server: FastifyInstance, dataverse: EmbeddedDataverse, news: LabNews): void {
  registerStandalonePage(server, dataverse, {
    name: 'lab',
    styles: join(__dirname, 'page/lab.css'),
    text: labText,
  });
  server.get('/lab/changes', (_request, reply) => news.stream(reply));
}
