import { describeAddresses } from './addressContract';
import { describeAddressing } from './addressingContract';
import { describeAggregates } from './aggregateContract';
import { describeAnswers } from './answerContract';
import { describeBatches } from './batchContract';
import { describeBulkMessages } from './bulkContract';
import type { WebApiHost } from './client';
import { WebApiClient } from './client';
import { describeDefinitions } from './definitionContract';
import { describeErrors } from './errorContract';
import { describeFetchXml } from './fetchContract';
import { describeHeaders } from './headerContract';
import { describeLocalizedColumns } from './localizedContract';
import { describeManyToMany } from './manyToManyContract';
import { describeMetadata } from './metadataContract';
import { describeReads } from './readContract';
import { describeWrites } from './writeContract';

/** What every host of the Dataverse Web API has to do, sandbox or live organisation. Written from the documentation. */
export function describeWebApiContract(hostName: string, open: () => Promise<WebApiHost>): void {
  describe(`Web API of ${hostName}`, () => {
    let host: WebApiHost;
    let client: WebApiClient;

    beforeAll(async () => {
      host = await open();
      client = new WebApiClient(host);
    });

    afterAll(async () => {
      await client.cleanUp();
      await host.close();
    });

    const current = (): WebApiClient => client;
    describeAddresses(current);
    describeHeaders(current);
    describeErrors(current);
    describeBatches(current);
    describeWrites(current);
    describeReads(current);
    describeFetchXml(current);
    describeAggregates(current);
    describeBulkMessages(current);
    describeAnswers(current);
    describeDefinitions(current);
    describeMetadata(current);
    describeManyToMany(current);
    describeAddressing(current);
    describeLocalizedColumns(current);
  });
}
