/**
 * Room sandbox/app. May the signed-in user write one row? Privileges that reach no row or every row answer at once, for the others the
 * Web API is asked. Source: Microsoft Learn, "RetrievePrincipalAccess Function" and "AccessRights EnumType".
 */
import { WebApiError } from './errors';
import type { Privileges } from './privileges';
import type { HostWebApiClient } from './webApiClient';
import { bareId, sendRequest } from './webApiClient';

const FORBIDDEN = 403;

/** @throws {WebApiError} when the row is not there, or nobody answers */
export async function mayWriteRow(
  { api, privileges, userId }: { api: HostWebApiClient; privileges: Privileges; userId: string },
  table: string,
  id: string,
): Promise<boolean> {
  // Tables without privileges of their own are open to everybody: whoever sees a row of another table has Read.
  if (privileges.onTable(table, 'Write', 'Global') || !privileges.onTable(table, 'Read')) return true;
  if (!privileges.onTable(table, 'Write')) return false;
  const target = encodeURIComponent(JSON.stringify({ '@odata.id': await api.address(table, id) }));
  const path = `systemusers(${bareId(userId)})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@t)?@t=${target}`;
  try {
    const { AccessRights: rights } = (await (await sendRequest(path)).json()) as { AccessRights: string };
    return rights.split(', ').includes('WriteAccess');
  } catch (error) {
    // Whoever may not look at users cannot ask; the server still refuses to save what may not be written.
    if (error instanceof WebApiError && error.status === FORBIDDEN) return true;
    throw error;
  }
}
