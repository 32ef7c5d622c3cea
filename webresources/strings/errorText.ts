/**
 * Room webresources/strings. Errors in the user's language. Those without a text here carry the server's own words,
 * which the server has written in the user's language where it can.
 */
import { shownName } from '../../outbound/errors';
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
  'budget-ledger-damaged': 'errorBudgetDamaged',
  'budget-unavailable': 'errorBudgetUnavailable',
  'configuration-missing': 'errorConfigurationMissing',
  connection: 'errorNoAnswer',
  'contact-list-damaged': 'errorContactListDamaged',
  'exclusion-page-invalid': 'errorExclusionPage',
  'host-missing': 'errorHostMissing',
  'host-timeout': 'errorHostTimeout',
  'host-unreachable': 'errorHostUnreachable',
  'lease-expired': 'errorLeaseExpired',
  'not-sent': 'errorNotSent',
  'outcome-not-recorded': 'errorOutcomeNotRecorded',
  'outcome-unclear': 'errorOutcomeUnclear',
  'permission-denied': 'errorPermissionDenied',
  'request-repeated': 'errorRequestRepeated',
  'row-missing': 'errorRowMissing',
  'send-not-confirmed': 'errorSendNotConfirmed',
  'state-unknown': 'errorStateUnknown',
  'template-missing': 'errorTemplateMissing',
  timeout: 'errorNoAnswer',
};

type Values = Readonly<Record<string, unknown>>;

const slugOf = ({ slug }: Values): string => `{${shownName(String(slug))}}`;

/** Sentences that name something which only the error itself knows. */
const ERROR_TEXT_WITH_VALUE: Readonly<
  Record<string, { readonly key: TextKey; readonly value: (error: Values) => string }>
> = {
  'budget-clock-differs': { key: 'errorBudgetClock', value: ({ minutesAhead }) => String(minutesAhead) },
  'runner-setting-invalid': { key: 'errorRunnerSetting', value: ({ variable }) => String(variable) },
  'slug-repeated': { key: 'errorSlugRepeated', value: slugOf },
  'slug-reserved': { key: 'errorSlugReserved', value: slugOf },
};

/** A failure by code: our text where there is one, else the words it came with. */
export function toShown(code: string, message: string): ShownError {
  const key = ERROR_TEXT[code];
  return { code, message: key === undefined ? message : text(key) };
}

/** Whatever was thrown, ready to be shown. */
export function toShownError(thrown: unknown): ShownError {
  const error = toOutboundError(thrown);
  const withValue = ERROR_TEXT_WITH_VALUE[error.code];
  if (!withValue) return toShown(error.code, error.message);
  return { code: error.code, message: text(withValue.key, withValue.value({ ...error })) };
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
