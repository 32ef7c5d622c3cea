/**
 * Room sandbox/dataverse, labels. What a change of localizable columns means: it is about the text of one language, and only that of
 * the base language is in the row. Emptying that one empties the others.
 * Source: Microsoft Learn, "Localize product property values", create or update records. That users of another language change the
 * texts of theirs is how translations of components are seen to work (inferred); products refuse them.
 */
import type { ColumnValue, Guid, RequestContext } from '../contracts';
import type { Table } from '../model';
import type { RowStore } from '../rows/rowStore';
import { BASE_LANGUAGE } from './baseLanguage';
import { languageOfUser } from './languages';

type Values = Readonly<Record<string, ColumnValue>>;

/**
 * Keeps the texts of the language that the change is made in.
 * @returns what the row itself takes
 */
export function writeLabels(store: RowStore, table: Table, id: Guid, values: Values, context: RequestContext): Values {
  const columns = table.columns.filter((one) => one.isLocalizable && values[one.logicalName] !== undefined);
  if (columns.length === 0) return values;
  const language = context.language ?? languageOfUser(store, context.userId);
  const own: Record<string, ColumnValue> = { ...values };
  for (const { logicalName } of columns) {
    const text = values[logicalName];
    const isEmpty = typeof text !== 'string' || text === '';
    if (language !== BASE_LANGUAGE) {
      store.labels.put(table.logicalName, id, logicalName, language, isEmpty ? null : text);
      delete own[logicalName];
    } else if (isEmpty) store.labels.removeColumn(table.logicalName, id, logicalName);
  }
  return own;
}
