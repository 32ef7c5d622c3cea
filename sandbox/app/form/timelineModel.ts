/**
 * Room sandbox/app. What a timeline shows: activities regarding a row, newest first, each with the text that its own
 * table holds. Decided from metadata, so that any activity table of any publisher shows.
 */
import type { Column } from '../../dataverse/model';
import type { HostServices, TableInfo, WebApiRow } from '../contracts';
import { formText } from './strings';
import { FORMATTED } from './values';

export interface TimelineItem {
  readonly id: string;
  readonly table: string;
  readonly typeLabel: string;
  readonly subject: string;
  /** Plain text, never markup. */
  readonly text: string;
  readonly status: string;
  readonly owner: string;
  readonly when: Date | undefined;
}

/** Columns of the base activity table to show, as far as the metadata has them. */
const BASE_COLUMNS = [
  'activityid',
  'activitytypecode',
  'subject',
  'description',
  'createdon',
  'actualend',
  'statecode',
  'statuscode',
  'ownerid',
];

const SHORTEST_TEXT = 500;

/**
 * Columns of an activity table that can hold the message itself, best first: those of its own (not the base table's)
 * that are long, preferring names that speak of text. `msdyn_ocmessagetext` of Microsoft's outbound message is found
 * this way.
 */
export function textColumns(activity: TableInfo, base: TableInfo): string[] {
  const baseNames = new Set(base.table.columns.map((column) => column.logicalName));
  const score = (column: Column): number =>
    (/text|body|message|content/.test(column.logicalName) ? 1_000_000 : 0) + (column.maxLength ?? 0);
  return activity.table.columns
    .filter((column) => column.validForRead && !baseNames.has(column.logicalName))
    .filter(
      (column) => (column.type === 'Memo' || column.type === 'String') && (column.maxLength ?? 0) >= SHORTEST_TEXT,
    )
    .filter((column) => !/params|json|reason|url|header/.test(column.logicalName))
    .sort((a, b) => score(b) - score(a))
    .map((column) => column.logicalName);
}

/** Activity tables that a timeline is limited to; undefined means all. */
export function activityTypes(parameters: Readonly<Record<string, string>>): ReadonlySet<string> | undefined {
  const names = (parameters.UClientActivities ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  return names.length > 0 ? new Set(names) : undefined;
}

/** The activities regarding a row, newest first, at most `limit`. */
export async function readTimeline(
  services: HostServices,
  regardingId: string,
  types: ReadonlySet<string> | undefined,
  limit: number,
): Promise<TimelineItem[]> {
  const base = await services.tableInfo('activitypointer');
  const known = new Map(base.table.columns.map((column) => [column.logicalName, column]));
  const select = BASE_COLUMNS.filter((name) => known.has(name)).map((name) =>
    name === 'ownerid' ? '_ownerid_value' : name,
  );
  const { entities } = await services.api.retrieveMultiple(
    'activitypointer',
    `?$select=${select.join(',')}&$filter=_regardingobjectid_value eq ${regardingId}&$orderby=createdon desc`,
    5000,
  );
  const shown = entities.filter((row) => !types || types.has(String(row.activitytypecode))).slice(0, limit);
  const tables = [...new Set(shown.map((row) => String(row.activitytypecode)))];
  const details = new Map(
    await Promise.all(
      tables.map(async (table) => [table, await readDetails(services, table, base, regardingId)] as const),
    ),
  );
  return shown.map((row) => toItem(row, details.get(String(row.activitytypecode)), services.user.languageId));
}

/** What an activity's own table says about it. */
interface OwnColumns {
  readonly text: string;
  /** Status reasons have other numbers and names in every activity table than in the base table. */
  readonly status: string;
}

interface TypeDetails {
  readonly label: string;
  readonly rows: ReadonlyMap<string, OwnColumns>;
}

async function readDetails(
  services: HostServices,
  table: string,
  base: TableInfo,
  regardingId: string,
): Promise<TypeDetails> {
  const info = await services.tableInfo(table);
  const columns = textColumns(info, base);
  const id = info.table.primaryId;
  const status = info.table.columns.some((column) => column.logicalName === 'statuscode') ? ['statuscode'] : [];
  const { entities } = await services.api.retrieveMultiple(
    table,
    `?$select=${[id, ...status, ...columns].join(',')}&$filter=_regardingobjectid_value eq ${regardingId}`,
    5000,
  );
  const rows = entities.map((row): [string, OwnColumns] => {
    const text = columns.map((column) => row[column]).find((value) => typeof value === 'string' && value.trim() !== '');
    return [
      String(row[id]).toLowerCase(),
      { text: typeof text === 'string' ? text : '', status: formattedOf(row, 'statuscode') },
    ];
  });
  return { label: services.label(info.table.displayName) || table, rows: new Map(rows) };
}

const formattedOf = (row: WebApiRow, name: string): string => String(row[name + FORMATTED] ?? '');

const dateOf = (value: unknown): Date | undefined => {
  const date = typeof value === 'string' ? new Date(value) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
};

function toItem(row: WebApiRow, details: TypeDetails | undefined, languageId: number): TimelineItem {
  const id = String(row.activityid).toLowerCase();
  const table = String(row.activitytypecode);
  const own = details?.rows.get(id);
  return {
    id,
    table,
    typeLabel: details?.label ?? table,
    subject: String(row.subject ?? '') || formText(languageId, 'noSubject'),
    text: String(row.description ?? '') || (own?.text ?? ''),
    status: own?.status || formattedOf(row, 'statecode'),
    owner: formattedOf(row, '_ownerid_value'),
    when: dateOf(row.createdon),
  };
}
