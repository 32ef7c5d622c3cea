/**
 * Room sandbox/dataverse, Web API. Values as a person reads them: labels of choices, names of rows, dates, numbers and
 * money.
 * Differs from the platform: one format per language instead of the user's own format settings.
 */
import type { ColumnValue, RequestContext, RowReference } from '../contracts';
import { shownText } from '../labels/labelSql';
import { BASE_LANGUAGE } from '../labels/baseLanguage';
import { languageOfUser } from '../labels/languages';
import type { Column, Labels, Table } from '../model';
import type { OpenedDataverse } from '../open';
import { isChoice, isLookup } from '../storage/columnStorage';
import { quoteName } from '../storage/database';
import type { TimeZone } from '../time/timeZone';
import { UTC } from '../time/timeZone';

const LOCALES: Readonly<Record<number, string>> = { 1033: 'en-US', 1057: 'id-ID' };

/** The language a user reads. */
export const languageOf = ({ store }: OpenedDataverse, { userId }: RequestContext): number =>
  languageOfUser(store, userId);

export const labelIn = (labels: Labels, language: number): string =>
  labels[String(language)] ?? labels[String(BASE_LANGUAGE)] ?? Object.values(labels)[0] ?? '';

interface ShownRow {
  readonly values: Readonly<Record<string, ColumnValue>>;
}

const isReference = (value: ColumnValue | undefined): value is RowReference =>
  typeof value === 'object' && value !== null && 'id' in value;

/** Formats the values of one answer. Names of rows are read for all of them at once. */
export class ValueFormatter {
  private readonly names = new Map<string, string>();
  private readonly symbols = new Map<string, string>();
  private readonly locale: string;

  constructor(
    private readonly dataverse: OpenedDataverse,
    private readonly language: number,
    private readonly zone: TimeZone = UTC,
  ) {
    this.locale = LOCALES[language] ?? 'en-US';
  }

  /** Reads the names of every row that the values refer to. */
  prepare(rows: readonly ShownRow[]): void {
    const wanted = new Map<string, Set<string>>();
    for (const row of rows) {
      for (const value of Object.values(row.values)) {
        if (!isReference(value) || this.names.has(`${value.table} ${value.id}`)) continue;
        const ids = wanted.get(value.table) ?? new Set();
        wanted.set(value.table, ids.add(value.id));
      }
    }
    for (const [tableName, ids] of wanted) {
      const table = this.dataverse.metadata.table(tableName);
      const column = this.dataverse.metadata.column(tableName, table?.primaryName ?? '');
      if (!table || !column) continue;
      const id = quoteName(table.primaryId);
      const sql = `SELECT ${id}, ${this.nameIn(table, column)} FROM ${quoteName(tableName)} WHERE ${id} IN (SELECT value FROM json_each(?))`;
      for (const [rowId, name] of this.dataverse.database.all(sql, [JSON.stringify([...ids])])) {
        if (name !== null) this.names.set(`${tableName} ${rowId}`, String(name));
      }
    }
  }

  /** The name of a row, in the user's language where names have languages. */
  private nameIn({ logicalName, primaryId, primaryName }: Table, { isLocalizable }: Column): string {
    const stored = quoteName(primaryName);
    if (!isLocalizable || this.language === BASE_LANGUAGE) return stored;
    const { language } = this;
    return shownText({ table: logicalName, primaryId, column: primaryName, source: logicalName, language }, stored);
  }

  /** @returns undefined where the platform gives no formatted value */
  format(column: Column, value: ColumnValue | undefined, row: ShownRow['values']): string | undefined {
    if (value === null || value === undefined) return undefined;
    if (isLookup(column)) return isReference(value) ? this.names.get(`${value.table} ${value.id}`) : undefined;
    if (isChoice(column)) return this.label(column, Number(value));
    switch (column.type) {
      case 'Boolean':
        return this.label(column, value === true ? 1 : 0) ?? (value === true ? 'Yes' : 'No');
      case 'MultiSelectPicklist':
        return (value as readonly number[]).map((one) => this.label(column, one) ?? String(one)).join('; ');
      case 'Integer':
      case 'BigInt':
        return new Intl.NumberFormat(this.locale).format(Number(value));
      case 'Decimal':
      case 'Double':
        return this.number(Number(value), column.precision ?? 2);
      case 'Money':
        return this.money(Number(value), column.precision ?? 2, row.transactioncurrencyid);
      case 'DateTime':
        return this.date(column, String(value));
      case 'EntityName': {
        const table = this.dataverse.metadata.table(String(value));
        return table ? labelIn(table.displayName, this.language) : undefined;
      }
      default:
        return undefined;
    }
  }

  private label(column: Column, value: number): string | undefined {
    const option = this.dataverse.metadata.options(column).find((one) => one.value === value);
    return option && labelIn(option.label, this.language);
  }

  private number(value: number, digits: number): string {
    return new Intl.NumberFormat(this.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
      value,
    );
  }

  private money(value: number, digits: number, currency: ColumnValue | undefined): string {
    return `${isReference(currency) ? this.symbol(currency) : '$'}${this.number(value, digits)}`;
  }

  private symbol(currency: RowReference): string {
    const kept = this.symbols.get(currency.id);
    if (kept !== undefined) return kept;
    const symbol = String(this.dataverse.rows.find(currency.table, currency.id)?.values.currencysymbol ?? '$');
    this.symbols.set(currency.id, symbol);
    return symbol;
  }

  private date(column: Column, value: string): string {
    const isUserLocal = (column.dateBehavior ?? 'UserLocal') === 'UserLocal';
    const time = isUserLocal ? this.zone.toLocal(Date.parse(value)) : new Date(value);
    const day: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'numeric', day: 'numeric', timeZone: 'UTC' };
    const dayOnly = column.dateBehavior === 'DateOnly' || column.format === 'DateOnly';
    // Intl separates time and AM with a narrow blank; the platform uses a plain one.
    const hours: Intl.DateTimeFormatOptions = { ...day, hour: 'numeric', minute: '2-digit' };
    const text = new Intl.DateTimeFormat(this.locale, dayOnly ? day : hours).format(time);
    return text.replaceAll('\u202f', ' ').replace(', ', ' ');
  }
}
