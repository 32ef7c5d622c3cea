/**
 * Room sandbox/dataverse, labels. The texts of localizable columns in other languages than the base language. Those of the base
 * language are in the rows themselves.
 */
import type { Guid, LabelService, RowLabels, StoredRow } from '../contracts';
import type { SqlDatabase } from '../storage/database';
import { foldedForStorage } from '../storage/foldText';
import { BASE_LANGUAGE } from './baseLanguage';
import { LABEL_DEFINITION, LABEL_TABLE } from './labelSql';

export class LabelStore implements LabelService {
  constructor(private readonly database: SqlDatabase) {
    database.define(LABEL_DEFINITION);
  }

  of(table: string, id: Guid): RowLabels {
    const sql = `SELECT "column", language, text FROM "${LABEL_TABLE}" WHERE "table" = ? AND id = ? ORDER BY "column", language`;
    const labels: Record<string, Record<string, string>> = {};
    for (const [column, language, text] of this.database.all(sql, [table, id]))
      (labels[String(column)] ??= {})[String(language)] = String(text);
    return labels;
  }

  replace(table: string, id: Guid, labels: RowLabels): void {
    this.removeRow(table, id);
    for (const [column, texts] of Object.entries(labels)) {
      for (const [language, text] of Object.entries(texts)) {
        if (Number(language) !== BASE_LANGUAGE) this.put(table, id, column, Number(language), text);
      }
    }
  }

  inLanguage(table: string, rows: readonly StoredRow[], language: number): StoredRow[] {
    if (language === BASE_LANGUAGE || rows.length === 0) return [...rows];
    const sql = `SELECT id, "column", text FROM "${LABEL_TABLE}" WHERE "table" = ? AND language = ? AND id IN (SELECT value FROM json_each(?))`;
    const found = this.database.all(sql, [table, language, JSON.stringify(rows.map(({ id }) => id))]);
    const texts = new Map<string, Record<string, string>>();
    for (const [id, column, text] of found)
      texts.set(String(id), { ...texts.get(String(id)), [String(column)]: String(text) });
    return rows.map((row) => ({ ...row, values: { ...row.values, ...texts.get(row.id) } }));
  }

  /** An empty text takes the label away. */
  put(table: string, id: Guid, column: string, language: number, text: string | null): void {
    if (text === null || text === '') {
      const place = [table, id, column, language];
      const sql = `DELETE FROM "${LABEL_TABLE}" WHERE "table" = ? AND id = ? AND "column" = ? AND language = ?`;
      this.database.run(sql, place);
      return;
    }
    this.database.run(
      `INSERT INTO "${LABEL_TABLE}" ("table", id, "column", language, text, folded) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT ("table", id, "column", language) DO UPDATE SET text = excluded.text, folded = excluded.folded`,
      [table, id, column, language, text, foldedForStorage(text)],
    );
  }

  removeColumn(table: string, id: Guid, column: string): void {
    this.database.run(`DELETE FROM "${LABEL_TABLE}" WHERE "table" = ? AND id = ? AND "column" = ?`, [
      table,
      id,
      column,
    ]);
  }

  removeRow(table: string, id: Guid): void {
    this.database.run(`DELETE FROM "${LABEL_TABLE}" WHERE "table" = ? AND id = ?`, [table, id]);
  }
}
