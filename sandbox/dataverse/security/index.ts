/**
 * Room sandbox/dataverse, security. Puts the parts together: the rows of privileges follow tables and roles, and every write and
 * association is asked for its privileges.
 */
import type { RowOperation } from '../pipeline/operation';
import type { RowStore } from '../rows/rowStore';
import type { TableEvents } from '../rows/tableEvents';
import { checkAssociation } from './checkAssociation';
import { checkOperation } from './checkOperation';
import { keepFoundation } from './keepFoundation';
import { followOwners } from './movedOwners';
import { synchronizePrivileges, synchronizeRoles, writeRolePrivileges } from './privilegeRows';
import { Security } from './security';

export interface InstalledSecurity {
  readonly answers: Security;
  /** Stage of the pipeline. @throws {DataverseError} 403 */
  check(operation: RowOperation): void;
  /** To be called once the rows of roles that come with the platform are there. */
  synchronize(): void;
}

export function createSecurity(store: RowStore, events: TableEvents): InstalledSecurity {
  const answers = new Security(store);
  const followTables = (): void => {
    if (synchronizePrivileges(store)) synchronizeRoles(store);
  };
  store.metadata.onChange(() => store.database.transaction(followTables));
  for (const message of ['Create', 'Update'] as const) {
    events.register({ table: 'role', message, stage: 'after', handle: ({ id }) => writeRolePrivileges(store, id) });
  }
  events.registerAssociation({ stage: 'before', handle: (event) => checkAssociation(store, answers, event) });
  keepFoundation(events);
  followOwners(store, events);
  const synchronize = (): void => {
    synchronizePrivileges(store);
    synchronizeRoles(store);
  };
  return { answers, check: (operation) => checkOperation(store, answers, operation), synchronize };
}
