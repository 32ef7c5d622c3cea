/**
 * Room sandbox/app. The host's own commands under the ids that they have on the platform, so that a solution can hide them
 * with a HideCustomAction (Microsoft Learn, "Define ribbon custom actions").
 */
import type { Privileges } from '../host/privileges';
import type { Ribbon, RibbonPlace } from './ribbonModel';

export type StandardCommandKey =
  'new' | 'save' | 'saveAndClose' | 'delete' | 'refresh' | 'resolveCase' | 'reactivateCase';

const PLACE_NAMES: Readonly<Record<RibbonPlace, string>> = { grid: 'HomepageGrid', form: 'Form', subgrid: 'SubGrid' };

/**
 * Last parts of the ids, as exported ribbons of the platform show them; those of forms are inferred from the grid's and
 * from what makers hide. A command hides with any of them, as a button hides with the menu around it. Differs from the
 * platform: commands that are not here cannot be hidden.
 */
const COMMAND_NAMES: Readonly<Record<RibbonPlace, Partial<Record<StandardCommandKey, readonly string[]>>>> = {
  grid: {
    new: ['NewRecord'],
    delete: ['Delete', 'DeleteMenu'],
    refresh: ['RefreshModernButton'],
    resolveCase: ['Resolve'],
    reactivateCase: ['Reactivate'],
  },
  form: {
    new: ['NewRecord'],
    save: ['Save'],
    saveAndClose: ['SaveAndClose'],
    delete: ['Delete'],
    resolveCase: ['Resolve'],
    reactivateCase: ['Reactivate'],
  },
  subgrid: { new: ['AddNewStandard'] },
};

/** What a command does with the rows; without the privilege to any row it is not there. */
const RIGHTS: Partial<Readonly<Record<StandardCommandKey, string>>> = {
  new: 'Create',
  delete: 'Delete',
  resolveCase: 'Write',
  reactivateCase: 'Write',
};

/** Whether the user may use the command on any row of the table at all. @param privileges absent: everything is allowed */
export function isAllowed(privileges: Privileges | undefined, table: string, key: StandardCommandKey): boolean {
  const right = RIGHTS[key];
  return right === undefined || (privileges?.onTable(table, right) ?? true);
}

const ANY_TABLE = '{!EntityLogicalName}';

/** Whether a solution hides the command there: on this table, or on every table. */
export function isHidden(
  { hidden }: Pick<Ribbon, 'hidden'>,
  place: RibbonPlace,
  table: string,
  key: StandardCommandKey,
): boolean {
  const names = COMMAND_NAMES[place][key] ?? [];
  return [table, ANY_TABLE].some((owner) =>
    names.some((name) => hidden.has(`Mscrm.${PLACE_NAMES[place]}.${owner}.${name}`)),
  );
}
