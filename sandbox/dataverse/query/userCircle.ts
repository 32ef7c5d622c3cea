/**
 * Room sandbox/dataverse. What operators want to know around a user: teams, people below, language, clock and calendar. Each is
 * read when it is asked for.
 */
import type { Guid } from '../contracts';
import { languageOfUser } from '../labels/languages';
import type { Column } from '../model';
import type { RowStore } from '../rows/rowStore';
import { isLookup } from '../storage/columnStorage';
import type { FiscalCalendar } from '../time/fiscalCalendar';
import { DEFAULT_FISCAL_CALENDAR, PERIOD_MONTHS } from '../time/fiscalCalendar';
import type { TimeZone } from '../time/timeZone';
import { UTC, zoneOfCode } from '../time/timeZone';
import type { OperatorContext } from './operators';
import type { Hierarchy } from './queryModel';

type UserCircle = Pick<OperatorContext, 'teamIds' | 'subordinateIds' | 'language' | 'calendar' | 'hierarchyOf'>;

/** The time zone of a user's settings; without any, clocks show UTC. */
export function zoneOfUser(store: RowStore, userId: Guid): TimeZone {
  if (!store.metadata.column('usersettings', 'timezonecode')) return UTC;
  const code = store.find('usersettings', userId)?.values.timezonecode;
  return (typeof code === 'number' ? zoneOfCode(code) : undefined) ?? UTC;
}

function fiscalCalendarOf(store: RowStore): FiscalCalendar {
  if (!store.metadata.column('organization', 'fiscalperiodtype')) return DEFAULT_FISCAL_CALENDAR;
  const { fiscalcalendarstart, fiscalperiodtype } = store.findWhere('organization', {})[0]?.values ?? {};
  const start = typeof fiscalcalendarstart === 'string' ? new Date(fiscalcalendarstart) : undefined;
  const { startMonth, startDay, periodMonths } = DEFAULT_FISCAL_CALENDAR;
  return {
    startMonth: start?.getUTCMonth() ?? startMonth,
    startDay: start?.getUTCDate() ?? startDay,
    periodMonths: PERIOD_MONTHS[Number(fiscalperiodtype)] ?? periodMonths,
  };
}

/** The users below, level by level; whoever is met twice counts once. */
function subordinatesOf(store: RowStore, userId: Guid): Guid[] {
  if (!store.metadata.column('systemuser', 'parentsystemuserid')) return [];
  const found = new Set<Guid>([userId]);
  for (const manager of found) {
    for (const below of store.referencing('systemuser', 'parentsystemuserid', { table: 'systemuser', id: manager }))
      found.add(below);
  }
  found.delete(userId);
  return [...found];
}

/** The tree of a column's own table (for its primary id), or of the table that the lookup points at. */
function hierarchyOf({ metadata }: RowStore, table: string, column: Column): Hierarchy | undefined {
  const isOwn = column.logicalName === metadata.table(table)?.primaryId;
  const tree = metadata.table((isOwn ? table : isLookup(column) ? column.targets?.[0] : undefined) ?? '');
  if (!tree) return undefined;
  const own = metadata
    .manyToOne(tree.logicalName)
    .find((one) => one.isHierarchical && one.referencedTable === tree.logicalName);
  return own && { table: tree.logicalName, primaryId: tree.primaryId, parent: own.referencingColumn };
}

export const readUserCircle = (store: RowStore, userId: Guid): UserCircle => ({
  teamIds: () =>
    store.metadata.table('teammembership')
      ? store.findWhere('teammembership', { systemuserid: userId }).map((row) => String(row.values.teamid))
      : [],
  subordinateIds: () => subordinatesOf(store, userId),
  language: () => languageOfUser(store, userId),
  calendar: () => ({ zone: zoneOfUser(store, userId), fiscal: fiscalCalendarOf(store) }),
  hierarchyOf: (table, column) => hierarchyOf(store, table, column),
});
