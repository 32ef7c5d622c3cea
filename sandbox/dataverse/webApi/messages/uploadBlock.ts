/** Room sandbox/dataverse, Web API. UploadBlock: one block of a file whose upload has begun. */
import type { Operation } from '../../contracts';
import { FileStore } from '../../files/fileStore';
import type { OpenedDataverse } from '../../open';

export const uploadBlock = (dataverse: OpenedDataverse): Operation => ({
  name: 'UploadBlock',
  kind: 'action',
  parameters: [
    { name: 'BlockId', type: 'Edm.String' },
    { name: 'BlockData', type: 'Edm.Binary' },
    { name: 'FileContinuationToken', type: 'Edm.String' },
  ],
  run({ parameters }) {
    const files = new FileStore(dataverse.database, dataverse.newId);
    const token = String(parameters['FileContinuationToken']);
    files.upload(token);
    files.putBlock(token, String(parameters['BlockId']), Buffer.from(String(parameters['BlockData']), 'base64'));
  },
});
