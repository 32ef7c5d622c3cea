/** Room sandbox/dataverse, Web API. InitializeFileBlocksUpload: begins to put a file into a column, block by block. */
import type { Operation } from '../../contracts';
import { FileStore } from '../../files/fileStore';
import type { OpenedDataverse } from '../../open';
import { fileTarget } from './fileTarget';

export const initializeFileBlocksUpload = (dataverse: OpenedDataverse): Operation => ({
  name: 'InitializeFileBlocksUpload',
  kind: 'action',
  parameters: [
    { name: 'Target', type: 'mscrm.crmbaseentity' },
    { name: 'FileAttributeName', type: 'Edm.String' },
    { name: 'FileName', type: 'Edm.String' },
  ],
  returns: [{ name: 'FileContinuationToken', type: 'Edm.String' }],
  run({ parameters, context }) {
    const place = fileTarget(dataverse, parameters, context);
    const files = new FileStore(dataverse.database, dataverse.newId);
    return { FileContinuationToken: files.begin({ ...place, fileName: String(parameters['FileName']) }) };
  },
});
