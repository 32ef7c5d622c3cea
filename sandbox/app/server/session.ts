/**
 * Room sandbox/app, server side. Who is signed in: the seeded administrator, with the language kept in the user settings.
 * Differs from the platform: there is no sign-in, everybody acts as the same user.
 */
import type { EmbeddedDataverse, StoredRow } from '../../dataverse/contracts';
import type { Session } from '../host/hostData';

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

/** The session of the seeded administrator; defaults stand in for settings that no row holds. */
export function readSession(dataverse: EmbeddedDataverse): Session {
  const { userId } = dataverse.administrator;
  const has = (table: string): boolean => dataverse.metadata.table(table) !== undefined;
  const user = has('systemuser') ? dataverse.rows.find('systemuser', userId) : undefined;
  const settings = has('usersettings') ? dataverse.rows.find('usersettings', userId) : undefined;
  const organization = has('organization') ? dataverse.rows.findWhere('organization', {})[0] : undefined;
  const organizationLanguageId = numberOf(organization, 'languagecode') ?? BASE_LANGUAGE;
  return {
    userId,
    userName: textOf(user, 'fullname') ?? 'System Administrator',
    languageId: numberOf(settings, 'uilanguageid') ?? organizationLanguageId,
    organizationName: textOf(organization, 'name') ?? 'sandbox',
    organizationId: organization?.id ?? '00000000-0000-0000-0000-000000000000',
    organizationLanguageId,
    version: VERSION,
  };
}

/** Keeps the user's language in their settings row, where the Web API's labels follow it. */
export function writeLanguage(dataverse: EmbeddedDataverse, languageId: number): void {
  const { userId } = dataverse.administrator;
  if (dataverse.rows.find('usersettings', userId)) {
    dataverse.rows.update('usersettings', userId, { uilanguageid: languageId });
  } else {
    dataverse.rows.create('usersettings', { systemuserid: userId, uilanguageid: languageId });
  }
}
