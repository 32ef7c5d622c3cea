/**
 * Room sandbox/dataverse, solutions. Texts of components in several languages: those beside the base language's, as rows keep them.
 */
import type { EmbeddedDataverse, Guid, RowLabels } from '../contracts';
import { textTooLong } from '../errors';
import { BASE_LANGUAGE } from '../labels/baseLanguage';
import type { Labels } from '../model';

/** What a file says in other languages than the base language. Columns and languages without a text are left out. */
export function rowLabels(texts: Readonly<Record<string, Labels>>): RowLabels {
  const columns = Object.entries(texts).map(([column, labels]) => {
    const others = Object.entries(labels).filter(([code, text]) => Number(code) !== BASE_LANGUAGE && text !== '');
    return [column, Object.fromEntries(others)] as const;
  });
  return Object.fromEntries(columns.filter(([, labels]) => Object.keys(labels).length > 0));
}

const inOrder = (labels: RowLabels): string =>
  JSON.stringify(
    Object.keys(labels)
      .sort()
      .map((column) => [column, Object.entries(labels[column] ?? {}).sort(([one], [other]) => (one < other ? -1 : 1))]),
  );

export const hasSameLabels = (one: RowLabels, other: RowLabels): boolean => inOrder(one) === inOrder(other);

function assertLabelsFit({ metadata }: EmbeddedDataverse, table: string, labels: RowLabels): void {
  const columns = metadata.table(table)?.columns.filter(({ logicalName }) => logicalName in labels) ?? [];
  for (const { logicalName, maxLength = Number.MAX_SAFE_INTEGER } of columns) {
    for (const { length } of Object.values(labels[logicalName] ?? {}))
      if (length > maxLength) throw textTooLong(logicalName, table, length, maxLength);
  }
}

/** Puts the labels in the place of those that the row has. @throws {DataverseError} for a text that its column has no room for */
export function writeRowLabels(dataverse: EmbeddedDataverse, table: string, id: Guid, labels: RowLabels): void {
  assertLabelsFit(dataverse, table, labels);
  dataverse.labels.replace(table, id, labels);
}
