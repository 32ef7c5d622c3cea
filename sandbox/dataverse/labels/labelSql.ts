/**
 * Room sandbox/dataverse, labels. Localizable columns in SQL: the text of one language where the row has one, else the base
 * language's, which is the stored value. Source: Microsoft Learn, "Localize product property values", retrieve and query.
 */
import { quoteName } from '../storage/database';

/** Texts of localizable columns in other languages than the base language, by row, column and language. */
export const LABEL_TABLE = 'sandbox$label';

export const LABEL_DEFINITION = `CREATE TABLE IF NOT EXISTS "${LABEL_TABLE}" ("table" TEXT NOT NULL, id TEXT NOT NULL, "column" TEXT NOT NULL, language INTEGER NOT NULL, text TEXT NOT NULL, folded TEXT, PRIMARY KEY ("table", id, "column", language))`;

/** One localizable column of a source of a statement. */
export interface LabelPlace {
  readonly table: string;
  readonly primaryId: string;
  readonly column: string;
  /** The table's alias in the statement. */
  readonly source: string;
  readonly language: number;
}

// Names come from metadata only, and quoteName refuses anything else.
const literal = (name: string): string => `'${quoteName(name).slice(1, -1)}'`;

function labelOf(place: LabelPlace, expression: string): string {
  const { table, primaryId, column, source, language } = place;
  const id = `${quoteName(source)}.${quoteName(primaryId)}`;
  return `(SELECT ${expression} FROM "${LABEL_TABLE}" AS label WHERE label."table" = ${literal(table)} AND label.id = ${id} AND label."column" = ${literal(column)} AND label.language = ${Math.trunc(language)})`;
}

/** The text that is shown. @param stored the expression of the base language's text */
export const shownText = (place: LabelPlace, stored: string): string =>
  `coalesce(${labelOf(place, 'label.text')}, ${stored})`;

/** What comparisons and orders look at. @param stored the base language's expression, as `comparableText` gives it */
export const comparableLabel = (place: LabelPlace, stored: string): string =>
  `coalesce(${labelOf(place, 'coalesce(label.folded, label.text)')}, ${stored.replace(/ COLLATE NOCASE$/, '')}) COLLATE NOCASE`;
