/**
 * Room sandbox/dataverse, security. The refusals, with the platform's codes and texts. Source of the text: error reports of live
 * organisations ("Principal user (Id=…, type=8, roleCount=…, privilegeCount=…, accessMode=0), is missing … privilege").
 * Differs from the platform: a row out of reach is refused like a missing privilege, where it has texts about the row as well.
 */
import type { Guid } from '../contracts';
import { DataverseError } from '../errors';
import type { Table } from '../model';

/** Who is refused. */
export interface RefusedPrincipal {
  readonly userId: Guid;
  readonly roleCount: number;
  readonly privilegeCount: number;
}

/** @param privilegeId absent when there is no such privilege */
export function missingPrivilege(
  principal: RefusedPrincipal,
  privilege: string,
  privilegeId: Guid | undefined,
  table?: Table,
): DataverseError {
  const { userId, roleCount, privilegeCount } = principal;
  const subject = table
    ? ` on OTC=${table.objectTypeCode} for entity '${table.logicalName}' (LocalizedName='${table.displayName['1033'] ?? table.logicalName}')`
    : '';
  return new DataverseError(
    403,
    '0x80040220',
    `Principal user (Id=${userId}, type=8, roleCount=${roleCount}, privilegeCount=${privilegeCount}, accessMode=0), is missing ${privilege} privilege (Id=${privilegeId ?? 'none'})${subject}. context.Caller=${userId}`,
  );
}

/** A caller id that names nobody of the organisation. */
export const notAMember = (): DataverseError =>
  new DataverseError(403, '0x80072560', 'The user is not a member of the organization.');

/** Code and text as live organisations answer; source: error reports of public projects. */
export const userDisabled = (): DataverseError =>
  new DataverseError(403, '0x80040225', 'The specified user is disabled.');

export const writesNoSuchTable = (message: string, table: string): DataverseError =>
  new DataverseError(
    400,
    '0x80040800',
    `The '${message}' method does not support entities of type '${table}'. MessageProcessorCache returned MessageProcessor.Empty.`,
  );

/** The user and the role that keep the organisation in somebody's hands (codes and texts inferred). */
export const lastAdministrator = (): DataverseError =>
  new DataverseError(
    400,
    '0x80040203',
    'The administrator of the sandbox cannot be deleted, disabled or without the System Administrator role: nobody could undo it.',
  );

export const lastRole = (): DataverseError =>
  new DataverseError(400, '0x80040203', 'The role System Administrator cannot be changed or deleted.');

export const enabledUserStays = (): DataverseError =>
  new DataverseError(400, '0x80040203', 'Only users that are disabled can be deleted.');
