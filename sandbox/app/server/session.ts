/**
 * Room sandbox/app, server side. Who is signed in: whom the browser has chosen, with the language kept in the user settings.
 * Differs from the platform: there is no sign-in, a browser chooses any user; until it does, it is the seeded administrator.
 */
import type { EmbeddedDataverse, StoredRow } from '../../dataverse/contracts';
import { zoneOfCode } from '../../dataverse/time/timeZone';
import type { ContentState, SandboxUser, Session } from '../host/hostData';

const BASE_LANGUAGE = 1033;
const VERSION = '9.2.0.0';

const textOf = (row: StoredRow | undefined, column: string): string | undefined => {
  const value = row?.values[column];
  return typeof value === 'string' && value !== '' ? value : undefined;
};
const numberOf = (row: StoredRow | undefined, column: string): number | undefined => {
  const value = row?.values[column];
  return typeof value === 'number' && value > 0 ? value : undefined;
};

/**
 * The session of a browser; defaults stand in for settings that no row holds.
 * @param cookies its `Cookie` header; without one it is the administrator's
 */
export function readSession(dataverse: EmbeddedDataverse, cookies?: string): Omit<Session, keyof ContentState> {
  const { users } = dataverse;
  const { userId } = users.ofSession(cookies);
  const has = (table: string): boolean => dataverse.metadata.table(table) !== undefined;
  const user = has('systemuser') ? dataverse.rows.find('systemuser', userId) : undefined;
  const organization = has('organization') ? dataverse.rows.findWhere('organization', {})[0] : undefined;
  const code = has('usersettings') ? dataverse.rows.find('usersettings', userId)?.values.timezonecode : undefined;
  const zone = typeof code === 'number' ? zoneOfCode(code) : undefined;
  const now = dataverse.clock().getTime();
  const organizationLanguageId = numberOf(organization, 'languagecode') ?? BASE_LANGUAGE;
  return {
    userId,
    userName: textOf(user, 'fullname') ?? 'System Administrator',
    languageId: readLanguageId(dataverse, cookies),
    organizationName: textOf(organization, 'name') ?? 'sandbox',
    organizationId: organization?.id ?? '00000000-0000-0000-0000-000000000000',
    organizationLanguageId,
    ...(zone === undefined
      ? {}
      : { timeZoneOffsetMinutes: Math.round((zone.toLocal(now) - now) / 60_000), timeZoneCode: Number(code) }),
    version: VERSION,
    isAdministrator: users.isAdministrator(userId),
    roles: users.roles(userId),
    privileges: users.privileges(userId),
    tablePrivileges: users.tablePrivileges(userId),
    users: readUsers(dataverse),
  };
}

/** LCID of the session's user interface. */
export function readLanguageId(dataverse: EmbeddedDataverse, cookies?: string): number {
  const { userId } = dataverse.users.ofSession(cookies);
  const has = (table: string): boolean => dataverse.metadata.table(table) !== undefined;
  const settings = has('usersettings') ? dataverse.rows.find('usersettings', userId) : undefined;
  const organization = has('organization') ? dataverse.rows.findWhere('organization', {})[0] : undefined;
  return numberOf(settings, 'uilanguageid') ?? numberOf(organization, 'languagecode') ?? BASE_LANGUAGE;
}

/** Who reads, and in which language. */
export interface Reader {
  /** The browser's `Cookie` header. */
  readonly cookies?: string;
  /** LCID. */
  readonly languageId: number;
}

/** The session's user, in their language, or in that of the test switch `lcid` of the query. */
export function readReader(dataverse: EmbeddedDataverse, query: unknown, cookies?: string): Reader {
  const asked = Number((query as { readonly lcid?: unknown } | undefined)?.lcid);
  return { cookies, languageId: Number.isInteger(asked) && asked > 0 ? asked : readLanguageId(dataverse, cookies) };
}

/** Keeps the user's language in their settings row, where the Web API's labels follow it. */
export function writeLanguage(dataverse: EmbeddedDataverse, languageId: number, cookies?: string): void {
  const { userId } = dataverse.users.ofSession(cookies);
  if (dataverse.rows.find('usersettings', userId)) {
    dataverse.rows.update('usersettings', userId, { uilanguageid: languageId });
  } else {
    dataverse.rows.create('usersettings', { systemuserid: userId, uilanguageid: languageId });
  }
}

/** Everybody whom a browser may choose, by name. */
export const readUsers = (dataverse: EmbeddedDataverse): SandboxUser[] =>
  dataverse.users
    .enabled()
    .map((row) => ({
      id: row.id,
      name: textOf(row, 'fullname') ?? textOf(row, 'domainname') ?? row.id,
      title: textOf(row, 'title') ?? '',
    }))
    .sort((left, right) => left.name.localeCompare(right.name));
