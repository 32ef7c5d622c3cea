/** Room sandbox/dataverse, Web API. CommitFileBlocksUpload: makes the blocks, in the order of the list, the column's file. */
import type { Operation } from '../../contracts';
import { storeFile } from '../../files/fileColumns';
import type { OpenedDataverse } from '../../open';

export const commitFileBlocksUpload = (dataverse: OpenedDataverse): Operation => ({
  name: 'CommitFileBlocksUpload',
  kind: 'action',
  parameters: [
    { name: 'FileName', type: 'Edm.String' },
    { name: 'MimeType', type: 'Edm.String' },
    { name: 'BlockList', type: 'Edm.String', isCollection: true },
    { name: 'FileContinuationToken', type: 'Edm.String' },
  ],
  returns: [
    { name: 'FileId', type: 'Edm.Guid' },
    { name: 'FileSizeInBytes', type: 'Edm.Int64' },
  ],
  run({ parameters, context }) {
    const upload = {
      token: String(parameters['FileContinuationToken']),
      blocks: parameters['BlockList'] as readonly string[],
      fileName: String(parameters['FileName']),
      mimeType: String(parameters['MimeType']),
    };
    const { id, size } = dataverse.rows.transaction(() => storeFile(dataverse, context, upload));
    return { FileId: id, FileSizeInBytes: size };
  },
});
