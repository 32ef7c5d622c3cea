/** Room sandbox/dataverse, Web API. The messages that every client may call without any solution. */
import type { Operation } from '../../contracts';
import type { OpenedDataverse } from '../../open';
import { closeIncident } from './closeIncident';
import type { CollectionMessage } from './collectionMessage';
import { createMultiple } from './createMultiple';
import { initializeFrom } from './initializeFrom';
import { retrieveCurrentOrganization } from './retrieveCurrentOrganization';
import { retrieveVersion } from './retrieveVersion';
import { updateMultiple } from './updateMultiple';
import { upsertMultiple } from './upsertMultiple';
import { whoAmI } from './whoAmI';

/** Bound to the set of any table, by name. */
export const COLLECTION_MESSAGES: ReadonlyMap<string, CollectionMessage> = new Map(
  [createMultiple, updateMultiple, upsertMultiple].map((message) => [message.name, message]),
);

export const builtInOperations = (dataverse: OpenedDataverse): Operation[] => [
  whoAmI(dataverse),
  retrieveVersion(),
  retrieveCurrentOrganization(dataverse),
  initializeFrom(dataverse),
  ...(dataverse.metadata.table('incidentresolution') ? [closeIncident(dataverse)] : []),
];
