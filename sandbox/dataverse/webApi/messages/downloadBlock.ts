/** Room sandbox/dataverse, Web API. DownloadBlock: some bytes of a file whose download has begun. */
import type { Operation, RowReference } from '../../contracts';
import { missingArgument } from '../../errors';
import { FILE_ATTACHMENT } from '../../files/fileColumns';
import { BLOCK_BYTES, FileStore } from '../../files/fileStore';
import type { OpenedDataverse } from '../../open';

export const downloadBlock = (dataverse: OpenedDataverse): Operation => ({
  name: 'DownloadBlock',
  kind: 'action',
  parameters: [
    { name: 'Offset', type: 'Edm.Int64', isOptional: true },
    { name: 'BlockLength', type: 'Edm.Int64', isOptional: true },
    { name: 'FileContinuationToken', type: 'Edm.String' },
  ],
  returns: [{ name: 'Data', type: 'Edm.Binary' }],
  run({ parameters, context }) {
    const file = dataverse.rows.find(FILE_ATTACHMENT, String(parameters['FileContinuationToken']));
    if (!file) throw missingArgument('The FileContinuationToken does not belong to a download that is under way.');
    dataverse.security.requireReadable(context, file.values.objectid as RowReference);
    const start = Number(parameters['Offset'] ?? 0);
    const length = Number(parameters['BlockLength'] ?? 0);
    // The code is inferred.
    if (start < 0 || length < 0) throw missingArgument('Offset and BlockLength cannot be negative.');
    const files = new FileStore(dataverse.database, dataverse.newId);
    const bytes = files.read(file.id, start, length > 0 ? length : BLOCK_BYTES);
    return { Data: bytes.toString('base64') };
  },
});
