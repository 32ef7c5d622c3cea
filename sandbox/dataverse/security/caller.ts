/**
 * Room sandbox/dataverse, security. Who makes a request: the administrator, or the user that the browser's session has chosen; and
 * as whom they act, when the request names another user.
 * Source: Microsoft Learn, "Impersonate another user using the Web API" (headers and privilege).
 * Differs from the platform: there is no sign-in, so a session is a choice of the browser.
 */
import type { Guid, RequestContext, StoredRow } from '../contracts';
import { toGuid } from '../rows/coerceValue';
import type { RowStore } from '../rows/rowStore';
import { notAMember, userDisabled } from './faults';
import type { Security } from './security';

/** Cookie that holds the id of the chosen user. */
export const SESSION_COOKIE = 'sandbox-user';

type Headers = Readonly<Record<string, string | undefined>>;

/** The id in the session's cookie, whether there is such a user or not. */
export function sessionUserId(cookies: string | undefined): Guid | undefined {
  for (const pair of (cookies ?? '').split(';')) {
    const [name, value] = pair.split('=');
    if (name?.trim() === SESSION_COOKIE) return toGuid(value?.trim() ?? '');
  }
  return undefined;
}

/** A user who may use the organisation. */
export const isEnabledUser = (row: StoredRow | undefined): boolean =>
  row !== undefined && row.values.isdisabled !== true;

/** @throws {DataverseError} 403 when there is no such user, or they are disabled */
function assertEnabled(store: RowStore, userId: Guid): void {
  const row = store.find('systemuser', userId);
  if (!row) throw notAMember();
  if (!isEnabledUser(row)) throw userDisabled();
}

/**
 * Whom the session has chosen; the administrator when it has chosen nobody, or somebody who is there no longer. One who was disabled
 * since stays who they are, and their requests are refused.
 */
export function sessionUser(store: RowStore, administrator: RequestContext, cookies: string | undefined): Guid {
  const chosen = sessionUserId(cookies);
  if (chosen === undefined || chosen === administrator.userId || !store.metadata.table('systemuser'))
    return administrator.userId;
  return store.exists('systemuser', chosen) ? chosen : administrator.userId;
}

/** Acts as whom the session has chosen. @throws {DataverseError} 403 when they have been disabled since */
export function sessionContext(
  store: RowStore,
  administrator: RequestContext,
  cookies: string | undefined,
): RequestContext {
  const userId = sessionUser(store, administrator, cookies);
  if (userId === administrator.userId) return administrator;
  assertEnabled(store, userId);
  return { userId };
}

/**
 * The context of a request.
 * @throws {DataverseError} 403 when the named user is not a member, either of them is disabled, or the caller may not act as others
 */
export function contextOfRequest(
  store: RowStore,
  security: Security,
  administrator: RequestContext,
  headers: Headers,
): RequestContext {
  const named = headers['mscrmcallerid'] ?? headers['callerobjectid'];
  const cookies = headers['cookie'];
  if (named === undefined && cookies === undefined) return administrator;
  const caller = sessionContext(store, administrator, cookies);
  if (named === undefined || named.trim() === '') return caller;
  const userId = headers['mscrmcallerid'] === undefined ? userOfObject(store, named) : toGuid(named);
  if (userId === undefined) throw notAMember();
  assertEnabled(store, userId);
  if (userId === caller.userId) return caller;
  security.require(caller, 'prvActOnBehalfOfAnotherUser');
  return { userId, callerId: caller.userId };
}

/** Differs from the platform: the id of a user's row is taken as well where no user has that object id. */
function userOfObject(store: RowStore, objectId: string): Guid | undefined {
  const id = toGuid(objectId);
  if (id === undefined || !store.metadata.column('systemuser', 'azureactivedirectoryobjectid')) return id;
  return store.findWhere('systemuser', { azureactivedirectoryobjectid: id })[0]?.id ?? id;
}
