/** A small organisation of units, users, teams, roles and rows, and who in it may do what, decided row by row without any SQL. */
import { randomUUID } from 'node:crypto';
import type { Row, RowReference } from '../../../sandbox/dataverse/contracts';
import { openDataverse, type OpenedDataverse } from '../../../sandbox/dataverse/open';
import { BUSINESS_UNIT_ID } from '../../../sandbox/dataverse/platform/ids';
import { registerPlatformEvents } from '../../../sandbox/dataverse/platform/events';
import { builtInOperations } from '../../../sandbox/dataverse/webApi/messages';
import { dispatch } from '../../../sandbox/dataverse/webApi/dispatch';
import { toErrorAnswer } from '../../../sandbox/dataverse/webApi/errorAnswer';
import type { ApiResponse } from '../../../sandbox/dataverse/webApi/exchange';
import '../../support/wholeServer';

export type Level = 'Basic' | 'Local' | 'Deep' | 'Global';

export interface RolePlan {
  /** Levels by privilege. */
  readonly privileges: Readonly<Record<string, Level>>;
  /** 0: a team's user-level privileges are for what the team owns only. */
  readonly isInherited?: 0 | 1;
}

/** Units are numbered: 0 is the root, and `units[n - 1]` is the parent of unit n. Everything else is numbered from 0. */
export interface WorldPlan {
  readonly units: readonly number[];
  readonly roles: readonly RolePlan[];
  readonly users: readonly { readonly unit: number; readonly roles: readonly number[] }[];
  readonly teams: readonly {
    readonly unit: number;
    readonly roles: readonly number[];
    readonly members: readonly number[];
  }[];
}

/** The index of a user, or of a team behind the users. */
export type OwnerIndex = number;

export interface World {
  readonly units: readonly string[];
  readonly users: readonly string[];
  readonly teams: readonly string[];
  readonly roles: readonly string[];
  /** A reference to an owner. */
  owner(index: OwnerIndex): RowReference;
  /** May the user do that with a row of this owner? `row` absent: with any row at all. */
  may(user: number, privilege: string, owner?: OwnerIndex): boolean;
}

export function openOrganisation(): OpenedDataverse {
  const dataverse = openDataverse({ file: ':memory:', clock: () => new Date(), newId: randomUUID });
  registerPlatformEvents(dataverse);
  for (const operation of builtInOperations(dataverse)) dataverse.registerOperation(operation);
  return dataverse;
}

export function buildWorld({ rows }: OpenedDataverse, plan: WorldPlan): World {
  const unit = (id: string): RowReference => ({ table: 'businessunit', id });
  const units = [BUSINESS_UNIT_ID];
  for (const parent of plan.units) {
    const id = rows.create('businessunit', { name: 'Unit', parentbusinessunitid: unit(units[parent] ?? '') });
    units.push(id);
  }
  const roles = plan.roles.map(({ privileges, isInherited = 1 }) =>
    rows.create('role', {
      name: 'Role',
      isinherited: isInherited,
      businessunitid: unit(BUSINESS_UNIT_ID),
      privilegesxml: rolePrivileges(privileges),
    }),
  );
  const users = plan.users.map(({ unit: place }, index) =>
    rows.create('systemuser', {
      lastname: `User ${index}`,
      domainname: `user${index}@sandbox.example`,
      businessunitid: unit(units[place] ?? ''),
    }),
  );
  const teams = plan.teams.map(({ unit: place }) =>
    rows.create('team', { name: 'Team', businessunitid: unit(units[place] ?? '') }),
  );
  const role = (index: number): RowReference => ({ table: 'role', id: roles[index] ?? '' });
  plan.users.forEach((user, index) => {
    for (const one of new Set(user.roles))
      rows.associate('systemuserroles_association', { table: 'systemuser', id: users[index] ?? '' }, role(one));
  });
  plan.teams.forEach((team, index) => {
    const target = { table: 'team', id: teams[index] ?? '' };
    for (const one of new Set(team.roles)) rows.associate('teamroles_association', target, role(one));
    for (const one of new Set(team.members))
      rows.associate('teammembership_association', target, { table: 'systemuser', id: users[one] ?? '' });
  });
  return {
    units,
    users,
    teams,
    roles,
    owner: (index) =>
      index < users.length
        ? { table: 'systemuser', id: users[index] ?? '' }
        : { table: 'team', id: teams[index - users.length] ?? '' },
    may: (user, privilege, owner) => decide(plan, user, privilege, owner),
  };
}

export const rolePrivileges = (privileges: Readonly<Record<string, Level>>): string =>
  `<RolePrivileges>${Object.entries(privileges)
    .map(([name, level]) => `<RolePrivilege name="${name}" level="${level}"/>`)
    .join('')}</RolePrivileges>`;

/** Role by role, as the documentation tells it. */
function decide(plan: WorldPlan, user: number, privilege: string, owner: OwnerIndex | undefined): boolean {
  const me = plan.users[user];
  if (!me) return false;
  const teamOwner = (index: number): OwnerIndex => plan.users.length + index;
  const myTeams = plan.teams.flatMap((team, index) => (team.members.includes(user) ? [index] : []));
  const grants = [
    ...me.roles.map((role) => ({ role, unit: me.unit, owners: [user, ...myTeams.map(teamOwner)] })),
    ...myTeams.flatMap((index) =>
      (plan.teams[index]?.roles ?? []).map((role) => ({
        role,
        unit: plan.teams[index]?.unit ?? 0,
        owners: plan.roles[role]?.isInherited === 0 ? [teamOwner(index)] : [user, ...myTeams.map(teamOwner)],
      })),
    ),
  ];
  const place = (index: OwnerIndex): number =>
    (index < plan.users.length ? plan.users[index]?.unit : plan.teams[index - plan.users.length]?.unit) ?? 0;
  return grants.some(({ role, unit, owners }) => {
    const level = plan.roles[role]?.privileges[privilege];
    if (level === undefined) return false;
    if (owner === undefined || level === 'Global' || owners.includes(owner)) return true;
    if (level === 'Local') return place(owner) === unit;
    return level === 'Deep' && isWithin(plan, place(owner), unit);
  });
}

function isWithin({ units }: WorldPlan, unit: number, above: number): boolean {
  if (unit === above) return true;
  return unit > 0 && isWithin({ units } as WorldPlan, units[unit - 1] ?? 0, above);
}

export interface Request {
  readonly method?: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Reply = Pick<ApiResponse, 'status'> & { readonly body: Record<string, unknown>; readonly text: string };

/** Sends a request as a user, without a network. */
export async function ask(dataverse: OpenedDataverse, userId: string | undefined, request: Request): Promise<Reply> {
  const answer = await Promise.resolve()
    .then(() => send(dataverse, userId, request))
    .catch((error: unknown) => toErrorAnswer(error));
  return toReply(answer);
}

/** The same for requests that need no waiting, so that it can stand inside a transaction. */
export function askAtOnce(dataverse: OpenedDataverse, userId: string | undefined, request: Request): Reply {
  try {
    const answer = send(dataverse, userId, request);
    if (answer instanceof Promise) throw new TypeError('The request takes time.');
    return toReply(answer);
  } catch (error) {
    return toReply(toErrorAnswer(error));
  }
}

const send = (dataverse: OpenedDataverse, userId: string | undefined, request: Request) =>
  dispatch(dataverse, {
    method: request.method ?? 'GET',
    path: request.path,
    queryString: request.query ?? '',
    headers: { ...(userId === undefined ? {} : { cookie: `sandbox-user=${userId}` }), ...request.headers },
    serviceRoot: 'http://localhost/api/data/v9.2/',
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });

const toReply = ({ status, body = '' }: ApiResponse): Reply => ({
  status,
  text: body,
  get body() {
    return JSON.parse(body) as Record<string, unknown>;
  },
});

export const errorOf = (reply: Reply): { code: string; message: string } =>
  (reply.body as { error: { code: string; message: string } }).error;

/** Undoes everything that the work did, and gives what it gave. */
export function andUndo<T>({ rows }: OpenedDataverse, work: () => T): T {
  class Undone extends Error {
    constructor(readonly result: T) {
      super('undone');
    }
  }
  try {
    rows.transaction(() => {
      throw new Undone(work());
    });
  } catch (error) {
    if (error instanceof Undone) return error.result as T;
    throw error;
  }
  throw new TypeError('The transaction was kept.');
}

export const createAs = ({ rows }: OpenedDataverse, table: string, values: Row, owner: RowReference): string =>
  rows.create(table, { ...values, ownerid: owner });
