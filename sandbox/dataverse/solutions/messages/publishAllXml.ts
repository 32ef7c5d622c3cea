/**
 * Room sandbox/dataverse, solutions. PublishAllXml.
 * Differs from the platform: every change is published as it is written, so there is nothing left to do.
 */
import type { Operation } from '../../contracts';

export const publishAllXml = (): Operation => ({
  name: 'PublishAllXml',
  kind: 'action',
  parameters: [],
  run: () => undefined,
});
