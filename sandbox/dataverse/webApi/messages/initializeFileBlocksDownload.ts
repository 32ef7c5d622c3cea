/**
 * Room sandbox/dataverse, Web API. InitializeFileBlocksDownload: begins to read a column's file, block by block. The token names
 * the file; what it may be used for is asked again for every block.
 */
import type { Operation } from '../../contracts';
import { missingArgument } from '../../errors';
import { findFile } from '../../files/fileColumns';
import type { OpenedDataverse } from '../../open';
import { fileTarget } from './fileTarget';

export const initializeFileBlocksDownload = (dataverse: OpenedDataverse): Operation => ({
  name: 'InitializeFileBlocksDownload',
  kind: 'action',
  parameters: [
    { name: 'Target', type: 'mscrm.crmbaseentity' },
    { name: 'FileAttributeName', type: 'Edm.String' },
  ],
  returns: [
    { name: 'FileContinuationToken', type: 'Edm.String' },
    { name: 'FileSizeInBytes', type: 'Edm.Int64' },
    { name: 'FileName', type: 'Edm.String' },
    { name: 'IsChunkingSupported', type: 'Edm.Boolean' },
  ],
  run({ parameters, context }) {
    const { target, column } = fileTarget(dataverse, parameters, context);
    const file = findFile(dataverse, target, column);
    if (!file) throw missingArgument(`The column '${column}' of the row holds no file.`);
    return {
      FileContinuationToken: file.id,
      FileSizeInBytes: file.values.filesizeinbytes,
      FileName: file.values.filename,
      IsChunkingSupported: true,
    };
  },
});
