/** Room sandbox/dataverse, Web API. DeleteFile: takes a file out of its column, by the id that the column has. */
import type { Operation, RowReference } from '../../contracts';
import { rowDoesNotExist } from '../../errors';
import { clearFile, FILE_ATTACHMENT } from '../../files/fileColumns';
import type { OpenedDataverse } from '../../open';

export const deleteFile = (dataverse: OpenedDataverse): Operation => ({
  name: 'DeleteFile',
  kind: 'action',
  parameters: [{ name: 'FileId', type: 'Edm.Guid' }],
  run({ parameters, context }) {
    const id = String(parameters['FileId']).toLowerCase();
    const file = dataverse.rows.find(FILE_ATTACHMENT, id);
    if (!file) throw rowDoesNotExist(FILE_ATTACHMENT, id);
    const { objectid, regardingfieldname } = file.values;
    dataverse.rows.transaction(() =>
      clearFile(dataverse, context, objectid as RowReference, String(regardingfieldname)),
    );
  },
});
