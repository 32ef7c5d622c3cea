/**
 * Room sandbox/dataverse, security. What an organisation cannot be without: its own row, the role that may do everything, and the
 * user that nobody could make again. Organisations come and go with their environment, and only users that are disabled can be
 * deleted. Source: Microsoft Learn, table reference "Organization", messages, and "Delete users from your environment".
 * Codes and texts of the others are inferred.
 */
import type { TableEvent } from '../contracts';
import { ADMINISTRATOR_ID, SYSTEM_ADMINISTRATOR_ROLE } from '../platform/ids';
import type { TableEvents } from '../rows/tableEvents';
import { enabledUserStays, lastAdministrator, lastRole, writesNoSuchTable } from './faults';

type Rule = (event: TableEvent) => void;

const keepOrganization: Rule = ({ table, message }) => {
  if (message !== 'Update') throw writesNoSuchTable(message, table);
};

const keepAdministratorRole: Rule = ({ id, message }) => {
  if (id === SYSTEM_ADMINISTRATOR_ROLE && message !== 'Create') throw lastRole();
};

const keepUsers: Rule = ({ id, message, values, before }) => {
  const isLeaving = message === 'Delete' || values.isdisabled === true;
  if (id === ADMINISTRATOR_ID && isLeaving) throw lastAdministrator();
  if (message === 'Delete' && before?.values.isdisabled !== true) throw enabledUserStays();
};

const RULES: Readonly<Record<string, Rule>> = {
  organization: keepOrganization,
  role: keepAdministratorRole,
  systemuser: keepUsers,
};

/** The platform itself may write all of it. */
export function keepFoundation(events: TableEvents): void {
  for (const [table, rule] of Object.entries(RULES)) {
    const handle = (event: TableEvent): void => {
      if (!event.context.isSystem) rule(event);
    };
    for (const message of ['Create', 'Update', 'Delete'] as const)
      events.register({ table, message, stage: 'before', handle });
  }
}
