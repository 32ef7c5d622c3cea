/**
 * Room sandbox/dataverse, files. Files and the columns that hold them: the column has the file's id, a column beside it the
 * file's name, and a row of `fileattachment` says the rest. Source: Microsoft Learn, "Use file column data".
 */
import type { EmbeddedDataverse, Guid, RequestContext, RowReference, StoredRow } from '../contracts';
import { asSystem } from '../contracts';
import { badPayload, missingArgument, NotSupportedBySandboxError, rowDoesNotExist } from '../errors';
import type { Column } from '../model';
import { defineFileTables, FileStore } from './fileStore';

export const FILE_ATTACHMENT = 'fileattachment';

/** `MaxSizeInKB` of a column whose definition says nothing. Source: Microsoft Learn, "File columns". */
export const DEFAULT_MAX_SIZE_IN_KB = 32_768;

export const fileNameColumn = (column: string): string => `${column}_name`;

/** The column that a file column brings along. */
export const toFileNameColumn = (column: Column): Column => ({
  logicalName: fileNameColumn(column.logicalName),
  schemaName: `${column.schemaName}_Name`,
  type: 'String',
  displayName: {},
  required: 'None',
  maxLength: 256,
  format: 'Text',
  validForCreate: false,
  validForUpdate: false,
  validForRead: true,
});

/** Content goes with its row of `fileattachment`. Once per opened Dataverse. */
export function registerFiles(dataverse: EmbeddedDataverse): void {
  defineFileTables(dataverse.database);
  const files = new FileStore(dataverse.database, dataverse.newId);
  dataverse.registerTableEvent({
    table: FILE_ATTACHMENT,
    message: 'Delete',
    stage: 'after',
    handle: ({ id }) => files.remove(id),
  });
}

/** @throws {DataverseError} when the table has no file column of that name */
export function requireFileColumn({ metadata }: EmbeddedDataverse, table: string, name: string): Column {
  const column = metadata.table(table)?.columns.find((one) => one.logicalName === name.toLowerCase());
  if (column?.type === 'Image')
    throw new NotSupportedBySandboxError(`blocks of images (${table}.${column.logicalName})`);
  if (column?.type !== 'File') throw badPayload(table, `'${name}' is not a file column of ${table}.`);
  return column;
}

/** The file that a column holds. @throws {DataverseError} when there is no such row */
export function findFile(
  { rows }: EmbeddedDataverse,
  { table, id }: RowReference,
  column: string,
): StoredRow | undefined {
  const row = rows.find(table, id);
  if (!row) throw rowDoesNotExist(table, id);
  const file = row.values[column];
  return typeof file === 'string' ? rows.find(FILE_ATTACHMENT, file) : undefined;
}

/** Can the text be sent as the type of a file? Printable ASCII is all that a header takes. */
export const isMimeType = (text: unknown): text is string => typeof text === 'string' && /^[\x20-\x7e]+$/.test(text);

export interface FinishedUpload {
  readonly token: string;
  /** In their order. */
  readonly blocks: readonly string[];
  readonly fileName: string;
  readonly mimeType: string;
}

/**
 * Puts an uploaded file into its column, in the place of the one before. Call inside a transaction.
 * @throws {DataverseError} also for a type that no header could carry; its code is inferred
 */
export function storeFile(
  dataverse: EmbeddedDataverse,
  context: RequestContext,
  { token, blocks, fileName, mimeType }: FinishedUpload,
): { readonly id: Guid; readonly size: number } {
  if (mimeType !== '' && !isMimeType(mimeType))
    throw missingArgument('The MimeType is not written in printable ASCII.');
  const files = new FileStore(dataverse.database, dataverse.newId);
  const { target, column } = files.upload(token);
  const { maxSizeInKb = DEFAULT_MAX_SIZE_IN_KB } = requireFileColumn(dataverse, target.table, column);
  const before = findFile(dataverse, target, column);
  const id = dataverse.newId();
  const size = files.commit(token, blocks, id, maxSizeInKb * 1024);
  const attachment = {
    fileattachmentid: id,
    filename: fileName,
    filesizeinbytes: size,
    mimetype: mimeType,
    objectid: target,
    objecttypecode: target.table,
    regardingfieldname: column,
  };
  dataverse.rows.create(FILE_ATTACHMENT, attachment, asSystem(context));
  dataverse.rows.update(target.table, target.id, { [column]: id, [fileNameColumn(column)]: fileName }, context);
  if (before) dataverse.rows.delete(FILE_ATTACHMENT, before.id, asSystem(context));
  return { id, size };
}

/** Empties a file column. Call inside a transaction. */
export function clearFile(
  dataverse: EmbeddedDataverse,
  context: RequestContext,
  target: RowReference,
  column: string,
): void {
  const before = findFile(dataverse, target, column);
  dataverse.rows.update(target.table, target.id, { [column]: null, [fileNameColumn(column)]: null }, context);
  if (before) dataverse.rows.delete(FILE_ATTACHMENT, before.id, asSystem(context));
}
