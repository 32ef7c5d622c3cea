/**
 * Room sandbox/dataverse, security. Answers who may do what, from what is kept about users until something they depend on changes.
 * Source: Microsoft Learn, "How access to a record is determined" and "Impersonate another user using the Web API".
 * Differs from the platform: rows are not shared, there are no access teams and no hierarchy security.
 */
import type { ColumnValue, Guid, RequestContext, RowReference } from '../contracts';
import type { Table } from '../model';
import type { ReadAccess } from '../query/queryModel';
import { READS_EVERYTHING } from '../query/queryModel';
import type { RowStore } from '../rows/rowStore';
import { missingPrivilege } from './faults';
import { placeOf } from './place';
import type { AccessRight, Depth } from './privilegeNames';
import { ownershipOf, privilegeName } from './privilegeNames';
import { hasSecurity, privilegeId } from './privilegeRows';
import { reaches } from './reach';
import { createReadAccess } from './readAccess';
import { readUserSecurity, type UserSecurity } from './userSecurity';

/** Tables whose rows decide what users may do. */
const DECIDING: ReadonlySet<string> = new Set([
  'businessunit',
  'privilege',
  'role',
  'roleprivileges',
  'systemuser',
  'systemuserroles',
  'team',
  'teammembership',
  'teamroles',
]);

type Values = Readonly<Record<string, ColumnValue | undefined>>;

export class Security {
  private readonly users = new Map<Guid, UserSecurity>();
  private readonly accesses = new Map<Guid, ReadAccess>();
  private metadataVersion = 0;
  private rollbacks = 0;
  private isKept = false;

  constructor(private readonly store: RowStore) {
    store.onWrite((table) => {
      if (DECIDING.has(table)) this.forget();
    });
  }

  /** What is kept about a user. */
  of(userId: Guid): UserSecurity {
    this.refresh();
    const known = this.users.get(userId);
    if (known) return known;
    const security = readUserSecurity(this.store, userId);
    this.users.set(userId, security);
    return security;
  }

  /** No question needs to be asked: the platform itself, or System Administrators only. */
  mayEverything(context: RequestContext): boolean {
    if (context.isSystem) return true;
    this.refresh();
    return !this.isKept || this.actors(context).every(({ isAdministrator }) => isAdministrator);
  }

  /** @throws {DataverseError} 403 when one of those who act has not got the privilege */
  require(context: RequestContext, privilege: string, table?: Table): void {
    if (this.mayEverything(context)) return;
    for (const user of this.actors(context)) {
      if (!user.reach(privilege)) throw this.refusal(user, privilege, table);
    }
  }

  /** @throws {DataverseError} 403 when one of those who act has not got the privilege at this level */
  requireDepth(context: RequestContext, privilege: string, depth: Depth): void {
    if (this.mayEverything(context)) return;
    for (const user of this.actors(context)) {
      if ((user.reach(privilege)?.depth ?? 0) < depth) throw this.refusal(user, privilege);
    }
  }

  /** Has everybody who acts the privilege, however far it reaches? */
  has(context: RequestContext, privilege: string): boolean {
    return this.mayEverything(context) || this.actors(context).every((user) => user.reach(privilege) !== undefined);
  }

  /** @throws {DataverseError} 403 when the row is out of the reach of one of those who act */
  requireOn(context: RequestContext, right: AccessRight, table: Table, values: Values): void {
    if (this.mayEverything(context)) return;
    const outOfReach = this.whoCannot(context, right, table, values);
    if (outOfReach) throw this.refusal(outOfReach, this.nameOf(right, table), table);
  }

  mayOn(context: RequestContext, right: AccessRight, table: Table, values: Values): boolean {
    return this.mayEverything(context) || this.whoCannot(context, right, table, values) === undefined;
  }

  /** @throws {DataverseError} 403 for a row that may not be read. A row that is not there is nobody's secret. */
  requireReadable(context: RequestContext, { table: logicalName, id }: RowReference): void {
    if (this.mayEverything(context)) return;
    const { table } = this.store.access(logicalName);
    const values = this.store.find(logicalName, id)?.values;
    if (values) this.requireOn(context, 'Read', table, values);
    else this.requireAnywhere(context, 'Read', table);
  }

  mayRead(context: RequestContext, { table: logicalName, id }: RowReference): boolean {
    if (this.mayEverything(context)) return true;
    const { table } = this.store.access(logicalName);
    return this.mayOn(context, 'Read', table, this.store.find(logicalName, id)?.values ?? {});
  }

  /** @throws {DataverseError} 403 without the right to any row of the table */
  requireAnywhere(context: RequestContext, right: AccessRight, table: Table): void {
    const ownership = ownershipOf(table);
    if (ownership === 'intersect' || ownership === 'open') return;
    this.require(context, this.nameOf(right, table), table);
  }

  /** What queries of the context see. */
  readAccess(context: RequestContext): ReadAccess {
    if (this.mayEverything(context)) return READS_EVERYTHING;
    const [user, caller] = this.actors(context).map((actor) => this.accessOf(actor));
    if (!user || !caller) return user ?? READS_EVERYTHING;
    return {
      restrict(table, source) {
        const conditions = [user.restrict(table, source), caller.restrict(table, source)];
        const present = conditions.filter((one) => one !== undefined);
        return present.length <= 1 ? present[0] : { kind: 'and', conditions: present };
      },
    };
  }

  refusal(user: UserSecurity, privilege: string, table?: Table) {
    const isKnown = this.store.exists('privilege', privilegeId(privilege));
    return missingPrivilege(user, privilege, isKnown ? privilegeId(privilege) : undefined, table);
  }

  /** Everybody whose privileges count: the user, and who acts as them. */
  private actors({ userId, callerId }: RequestContext): UserSecurity[] {
    return callerId === undefined || callerId === userId ? [this.of(userId)] : [this.of(userId), this.of(callerId)];
  }

  private whoCannot(
    context: RequestContext,
    right: AccessRight,
    table: Table,
    values: Values,
  ): UserSecurity | undefined {
    const ownership = ownershipOf(table);
    if (ownership === 'intersect' || ownership === 'open') return undefined;
    const place = placeOf(this.store, table, values);
    return this.actors(context).find((user) => {
      const reach = user.reach(this.nameOf(right, table));
      return !reach || !reaches(reach, place);
    });
  }

  /** A party is a part of its activity, so to change one is to change the activity. */
  private nameOf(right: AccessRight, table: Table): string {
    if (ownershipOf(table) !== 'party') return privilegeName(right, table);
    return right === 'Read' ? 'prvReadActivity' : 'prvWriteActivity';
  }

  private accessOf(user: UserSecurity): ReadAccess {
    const known = this.accesses.get(user.userId);
    if (known) return known;
    const access = createReadAccess(this.store.metadata, user, (privilege, table) =>
      this.refusal(user, privilege, table),
    );
    this.accesses.set(user.userId, access);
    return access;
  }

  private forget(): void {
    this.users.clear();
    this.accesses.clear();
  }

  /** What was read in a transaction that was undone, or with other definitions, is not true any more. */
  private refresh(): void {
    const { metadata, database } = this.store;
    if (metadata.version === this.metadataVersion && database.rollbacks === this.rollbacks) return;
    this.metadataVersion = metadata.version;
    this.rollbacks = database.rollbacks;
    this.isKept = hasSecurity(this.store);
    this.forget();
  }
}
