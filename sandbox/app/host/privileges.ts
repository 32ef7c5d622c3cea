/** Room sandbox/app. What the signed-in user may do, as the session tells it: for ribbon rules, commands and code components. */
import type { Session } from './hostData';

/** Levels by their names in ribbons. Source: Microsoft Learn, "EntityPrivilegeRule Element". */
const LEVELS: Readonly<Record<string, number>> = { none: 0, basic: 1, local: 2, deep: 4, global: 8 };

export interface Privileges {
  /** Ids of the user's roles. */
  readonly roles: readonly string[];
  /**
   * May the user do that with rows of the table?
   * @param right `Create`, `Read`, `Write` and so on
   * @param level at least so deep: `Basic`, `Local`, `Deep` or `Global`. Default: any
   */
  onTable(table: string, right: string, level?: string): boolean;
  /** Has the user the privilege, by its name with `prv`? */
  has(name: string): boolean;
}

/** Names are compared without regard to case. */
export function createPrivileges({ privileges, roles, tablePrivileges }: Session): Privileges {
  const names = new Set(Object.keys(privileges).map((name) => name.toLowerCase()));
  return {
    roles: roles.map(({ id }) => id),
    onTable(table, right, level = 'Basic') {
      const rights = Object.entries(tablePrivileges[table.toLowerCase()] ?? {});
      const depth = rights.find(([name]) => name.toLowerCase() === right.toLowerCase())?.[1] ?? 0;
      // A level that ribbons do not know is not reached by anybody.
      return depth > 0 && depth >= (LEVELS[level.toLowerCase()] ?? Number.POSITIVE_INFINITY);
    },
    has: (name) => names.has(name.toLowerCase()),
  };
}
