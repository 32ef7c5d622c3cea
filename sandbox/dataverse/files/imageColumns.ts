/**
 * Room sandbox/dataverse, files. Image columns: a picture beside the other values of its row, as base64, and the three columns that
 * come with it. Source: Microsoft Learn, "Use image column data" and "Work with image column definitions using code".
 * Differs from the platform: the picture is shown as it came, not cropped to 144 by 144 pixels, and its time stamp counts milliseconds.
 */
import type { ColumnValue, Guid } from '../contracts';
import { imageNotProcessed, notThePrimaryImage } from '../errors';
import type { Column, Table } from '../model';

/** `MaxSizeInKB` of a column whose definition says nothing. */
export const DEFAULT_IMAGE_SIZE_IN_KB = 10_240;

const companion = (column: Column, ending: string, type: Column['type'], more: Partial<Column> = {}): Column => ({
  logicalName: `${column.logicalName}${ending.toLowerCase()}`,
  schemaName: `${column.schemaName}${ending}`,
  type,
  displayName: column.displayName,
  required: 'None',
  validForCreate: false,
  validForUpdate: false,
  validForRead: true,
  ...more,
});

/** The columns that an image column brings along. */
export const imageCompanions = (column: Column): readonly Column[] => [
  companion(column, 'Id', 'Uniqueidentifier'),
  companion(column, '_Timestamp', 'BigInt'),
  companion(column, '_URL', 'String', { maxLength: 200, format: 'Url' }),
];

/** The one image that can be given with a new row: the table's first while none is marked. */
export function primaryImageOf({ columns }: Table): Column | undefined {
  const images = columns.filter(({ type }) => type === 'Image');
  return images.find(({ isPrimaryImage }) => isPrimaryImage) ?? images[0];
}

/** How the files of each kind begin. */
const KINDS: readonly (readonly [mimeType: string, ...beginnings: string[]])[] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF87a', 'GIF89a'],
  ['image/bmp', 'BM'],
  ['image/tiff', 'II*\0', 'MM\0*'],
];

/** `image/png` and the like; `undefined` for what is no picture that image columns take. */
export function mimeTypeOfImage(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 8).toString('latin1');
  return KINDS.find(([, ...beginnings]) => beginnings.some((one) => start.startsWith(one)))?.[0];
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The picture as it is stored. @throws {DataverseError} for what is none, and for one that is too large */
export function toStoredImage(table: string, column: Column, text: string): string {
  const bytes = BASE64.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  const limit = (column.maxSizeInKb ?? DEFAULT_IMAGE_SIZE_IN_KB) * 1024;
  if (bytes.length > limit) {
    const inMb = (size: number): number => Math.floor(size / 1024 / 1024);
    throw imageNotProcessed(
      `File size is too big. MaxSize: ${inMb(limit)} MB, Uploaded filesize: ${inMb(bytes.length)} MB.`,
    );
  }
  if (mimeTypeOfImage(bytes) === undefined) {
    throw imageNotProcessed(
      `Update image properties failed for logicalName: ${table}, attribute: ${column.logicalName}`,
    );
  }
  return bytes.toString('base64');
}

/** Completes the values of a row in which pictures are set or taken away. @throws {DataverseError} for another than the primary image of a new row */
export function stampImages(
  table: Table,
  values: Record<string, ColumnValue>,
  { isNew, clock, newId }: { readonly isNew: boolean; readonly clock: () => Date; readonly newId: () => Guid },
): void {
  for (const column of table.columns) {
    const { logicalName, type } = column;
    const picture = values[logicalName];
    if (type !== 'Image' || picture === undefined) continue;
    if (isNew && picture !== null && column !== primaryImageOf(table))
      throw notThePrimaryImage(logicalName, table.logicalName);
    const time = clock().getTime();
    const id = newId();
    const address = new URLSearchParams({
      Entity: table.logicalName,
      Attribute: logicalName,
      Id: id,
      Timestamp: String(time),
    });
    values[`${logicalName}id`] = picture === null ? null : id;
    values[`${logicalName}_timestamp`] = picture === null ? null : time;
    values[`${logicalName}_url`] = picture === null ? null : `/Image/download.aspx?${address.toString()}`;
  }
}
