/**
 * Room webresources/gateways. The solution's environment variables as typed values, with the defaults that hold without them.
 * Every mistake in them is collected, so that it is seen before anything is sent.
 */
import { VARIABLE_DEFINITION, variablesQuery, variableTexts } from '../../outbound/dataverse/environmentVariables';
import { isOutboundError, OutboundError } from '../../outbound/errors';
import { isContactListEncoding, type ActionSignature } from '../../outbound/invoke/signature';
import { parseAllowList, type AllowList, type AllowListInvalidError } from '../../outbound/recipients/allowList';
import {
  parseRecipientSources,
  type RecipientSourcesInvalidError,
} from '../../outbound/recipients/parseRecipientSources';
import { toDefaultCountry } from '../../outbound/recipients/phoneNumber';
import type { RecipientSources } from '../../outbound/recipients/recipientSources';
import { toTimeZone } from '../../outbound/recipients/valueText';
import {
  parseContentVariables,
  type ContentVariablesBySid,
  type ContentVariablesInvalidError,
} from '../../outbound/templates/parseContentVariables';
import type { RowClient } from './dataverseClient';

/** Schema names of the variables. */
export const SETTING = {
  defaultCountry: 'obm_DefaultCountry',
  contactListEncoding: 'obm_InvokeContactListEncoding',
  recipientSources: 'obm_RecipientSources',
  testAllowList: 'obm_TestAllowList',
  optOutHoldsForNumber: 'obm_OptOutHoldsForNumber',
  timeZone: 'obm_TimeZone',
  sendChannelId: 'obm_SendChannelId',
  contentVariables: 'obm_ContentVariables',
} as const;

export type SettingName = (typeof SETTING)[keyof typeof SETTING];

/** What an administrator may set. */
export interface OutboundSettings {
  /** ISO 3166 code of the country whose numbers are written without a country code; `ID` unless set. */
  readonly defaultCountry: string;
  /**
   * How the send action takes the list; absent: decided by its declared type. Read here for the sentence about a mistake in it:
   * requests are made by `readRunnerSettings`.
   */
  readonly contactListEncoding?: ActionSignature['contactListEncoding'];
  /** Tables whose rows can be messaged: the built-in ones, and those of the setting. */
  readonly sources: RecipientSources;
  /** While present, nobody else is ever eligible. */
  readonly allowList?: AllowList;
  /** Does an opt-out on one row hold for every row with its number? */
  readonly optOutBlocksNumber: boolean;
  /** IANA name. */
  readonly timeZone: string;
  /** Name the channel type with each contact, as services of before 2025 want it. */
  readonly withChannelId: boolean;
  /** What fills the variables of WhatsApp content templates. */
  readonly contentVariables: ContentVariablesBySid;
}

/** A mistake in one environment variable. The value is not in it. */
export interface SettingProblem {
  readonly variable: SettingName;
  /** Stable kebab-case name of what is wrong. */
  readonly code: string;
  /** Where in the value: `sources.incident.recipients[0].number`; empty for the value as a whole. */
  readonly path: string;
  /** What has to stand there, in English; other languages are made from it where they know it. */
  readonly expected: string;
}

/** Environment variables have mistakes; nothing is sent until they are mended. */
export class SettingsInvalidError extends OutboundError {
  override readonly name = 'SettingsInvalidError';
  readonly code = 'settings-invalid';
  constructor(readonly problems: readonly SettingProblem[]) {
    super(`Environment variables have mistakes: ${problems.map(({ variable }) => variable).join(', ')}.`);
  }
}

const DEFAULT_COUNTRY = 'ID';

/**
 * Reads all variables in one request: the environment's value, else the definition's default, else ours.
 * @throws {SettingsInvalidError} which names every variable with a mistake.
 */
export async function readSettings(rows: RowClient): Promise<OutboundSettings> {
  const definitions = await rows.readRows(VARIABLE_DEFINITION.table, variablesQuery(Object.values(SETTING)));
  return toSettings(variableTexts(definitions));
}

/**
 * Settings from the variables' texts, empty where nothing is set.
 * @throws {SettingsInvalidError} which names every variable with a mistake.
 */
export function toSettings(textOf: (name: SettingName) => string): OutboundSettings {
  const problems: SettingProblem[] = [];
  const read = <T>(variable: SettingName, parse: (text: string) => T, otherwise: T): T => {
    try {
      return parse(textOf(variable));
    } catch (error) {
      if (!isOutboundError(error)) throw error;
      problems.push({ variable, ...toProblem(error) });
      return otherwise;
    }
  };
  const defaultCountry = read<string | undefined>(SETTING.defaultCountry, readCountry, undefined);
  const settings: OutboundSettings = {
    defaultCountry: defaultCountry ?? DEFAULT_COUNTRY,
    contactListEncoding: read(SETTING.contactListEncoding, readEncoding, undefined),
    sources: read<RecipientSources>(SETTING.recipientSources, (text) => parseRecipientSources(text), new Map()),
    // Whether a national number is one is not known without its country.
    allowList:
      defaultCountry === undefined
        ? undefined
        : read(SETTING.testAllowList, (text) => parseAllowList(text, defaultCountry), undefined),
    optOutBlocksNumber: read(SETTING.optOutHoldsForNumber, (text) => readYesNo(text, true), true),
    timeZone: read(SETTING.timeZone, toTimeZone, ''),
    withChannelId: read(SETTING.sendChannelId, (text) => readYesNo(text, false), false),
    contentVariables: read(SETTING.contentVariables, parseContentVariables, parseContentVariables('')),
  };
  if (problems.length > 0) throw new SettingsInvalidError(problems);
  return settings;
}

/** A value that is none of the few a variable may have. */
class ChoiceInvalidError extends OutboundError {
  override readonly name = 'ChoiceInvalidError';
  readonly code = 'setting-choice-invalid';
  constructor(readonly expected: string) {
    super(`Expected ${expected}.`);
  }
}

function readCountry(text: string): string {
  const country = (text || DEFAULT_COUNTRY).toUpperCase();
  toDefaultCountry(country);
  return country;
}

/** Yes/no variables hold `yes` or `no`; other hosts write `true` and `false`. */
function readYesNo(text: string, otherwise: boolean): boolean {
  if (text === '') return otherwise;
  if (/^(?:yes|true|1)$/i.test(text)) return true;
  if (/^(?:no|false|0)$/i.test(text)) return false;
  throw new ChoiceInvalidError('yes or no');
}

function readEncoding(text: string): OutboundSettings['contactListEncoding'] {
  const encoding = text.toLowerCase();
  if (encoding === '') return undefined;
  if (isContactListEncoding(encoding)) return encoding;
  throw new ChoiceInvalidError('text or collection');
}

type Mistake =
  | RecipientSourcesInvalidError
  | ContentVariablesInvalidError
  | AllowListInvalidError
  | ChoiceInvalidError
  | OutboundError;

/** What a parser of the domain refused, with its place. */
function toProblem(error: Mistake): Omit<SettingProblem, 'variable'> {
  const { code } = error;
  if ('entry' in error) {
    const path = error.entry === 0 ? '' : String(error.entry);
    return { code, path, expected: 'phone numbers such as +6281234567890, one a line' };
  }
  if ('expected' in error) return { code, path: 'path' in error ? error.path : '', expected: error.expected };
  const expected =
    code === 'time-zone-invalid'
      ? 'the IANA name of a time zone such as Asia/Jakarta'
      : 'a two-letter country code such as ID';
  return { code, path: '', expected };
}
