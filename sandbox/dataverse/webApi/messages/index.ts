/** Room sandbox/dataverse, Web API. The messages that every client may call without any solution. */
import type { Operation } from '../../contracts';
import type { OpenedDataverse } from '../../open';
import { securityOperations } from '../../security/messages';
import { resolveReference } from '../path';
import { closeIncident } from './closeIncident';
import type { CollectionMessage } from './collectionMessage';
import { commitFileBlocksUpload } from './commitFileBlocksUpload';
import { createMultiple } from './createMultiple';
import { deleteFile } from './deleteFile';
import { downloadBlock } from './downloadBlock';
import { getTimeZoneCodeByLocalizedName } from './getTimeZoneCodeByLocalizedName';
import { initializeFileBlocksDownload } from './initializeFileBlocksDownload';
import { initializeFileBlocksUpload } from './initializeFileBlocksUpload';
import { initializeFrom } from './initializeFrom';
import { localTimeFromUtcTime } from './localTimeFromUtcTime';
import { retrieveAvailableLanguages } from './retrieveAvailableLanguages';
import { retrieveCurrentOrganization } from './retrieveCurrentOrganization';
import { retrieveLocLabels } from './retrieveLocLabels';
import { retrieveProvisionedLanguages } from './retrieveProvisionedLanguages';
import { retrieveTotalRecordCount } from './retrieveTotalRecordCount';
import { retrieveVersion } from './retrieveVersion';
import { setLocLabels } from './setLocLabels';
import { updateMultiple } from './updateMultiple';
import { uploadBlock } from './uploadBlock';
import { upsertMultiple } from './upsertMultiple';
import { utcTimeFromLocalTime } from './utcTimeFromLocalTime';
import { whoAmI } from './whoAmI';

/** Bound to the set of any table, by name. */
export const COLLECTION_MESSAGES: ReadonlyMap<string, CollectionMessage> = new Map(
  [createMultiple, updateMultiple, upsertMultiple].map((message) => [message.name, message]),
);

/** Beside them those about privileges. */
export const builtInOperations = (dataverse: OpenedDataverse): Operation[] => [
  whoAmI(dataverse),
  retrieveVersion(),
  retrieveCurrentOrganization(dataverse),
  retrieveProvisionedLanguages(),
  retrieveAvailableLanguages(),
  retrieveLocLabels(dataverse),
  setLocLabels(dataverse),
  retrieveTotalRecordCount(dataverse),
  localTimeFromUtcTime(),
  utcTimeFromLocalTime(),
  getTimeZoneCodeByLocalizedName(),
  initializeFrom(dataverse),
  initializeFileBlocksUpload(dataverse),
  uploadBlock(dataverse),
  commitFileBlocksUpload(dataverse),
  initializeFileBlocksDownload(dataverse),
  downloadBlock(dataverse),
  deleteFile(dataverse),
  ...securityOperations(dataverse.store, dataverse.rows, dataverse.security, (reference) =>
    resolveReference(dataverse, reference),
  ),
  ...(dataverse.metadata.table('incidentresolution') ? [closeIncident(dataverse)] : []),
];
