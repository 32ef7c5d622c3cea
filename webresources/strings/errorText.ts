/**
 * Room webresources/strings. Errors in the user's language. Those without a text here carry the server's own words,
 * which the server has written in the user's language where it can.
 */
import { toOutboundError } from '../gateways/hostErrors';
import type { SettingsInvalidError } from '../gateways/settings';
import { text } from '../gateways/texts';
import { settingText } from './settingText';
import type { TextKey } from './textKeys';

/** An error as a person reads it. */
export interface ShownError {
  readonly code: string;
  /** A sentence to act on. */
  readonly message: string;
}

const ERROR_TEXT: Readonly<Record<string, TextKey>> = {
  'action-missing': 'errorActionMissing',
  'action-shape-unknown': 'errorActionShape',
  'batch-damaged': 'errorBatchDamaged',
  'configuration-missing': 'errorConfigurationMissing',
  connection: 'errorNoAnswer',
  'host-missing': 'errorHostMissing',
  'host-timeout': 'errorHostTimeout',
  'host-unreachable': 'errorHostUnreachable',
  'lease-expired': 'errorLeaseExpired',
  'not-sent': 'errorNotSent',
  'outcome-not-recorded': 'errorOutcomeNotRecorded',
  'permission-denied': 'errorPermissionDenied',
  'request-repeated': 'errorRequestRepeated',
  'row-missing': 'errorRowMissing',
  'template-missing': 'errorTemplateMissing',
  timeout: 'errorNoAnswer',
};

/** A failure by code: our text where there is one, else the words it came with. */
export function toShown(code: string, message: string): ShownError {
  const key = ERROR_TEXT[code];
  return { code, message: key === undefined ? message : text(key) };
}

/** Whatever was thrown, ready to be shown. */
export function toShownError(thrown: unknown): ShownError {
  const { code, message } = toOutboundError(thrown);
  return toShown(code, message);
}

/** Whatever was thrown, one notice for each thing to mend: environment variables may have several mistakes. */
export function toShownErrors(thrown: unknown): ShownError[] {
  if (!isSettingsInvalid(thrown)) return [toShownError(thrown)];
  return thrown.problems.map((problem) => ({ code: problem.code, message: settingText(problem) }));
}

const isSettingsInvalid = (thrown: unknown): thrown is SettingsInvalidError =>
  (thrown as { code?: unknown } | null | undefined)?.code === 'settings-invalid';

/** "The server cannot be reached. (host-unreachable)" */
export function errorSentence(thrown: unknown): string {
  const { code, message } = toShownError(thrown);
  return text('errorWithCode', message, code);
}
