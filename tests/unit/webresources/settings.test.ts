/** Room tests. Environment variables as typed values, and every mistake in them as a sentence. */
import type { RowClient, WebApiRow } from '../../../webresources/gateways/dataverseClient';
import {
  readSettings,
  SETTING,
  toSettings,
  type SettingName,
  type SettingsInvalidError,
} from '../../../webresources/gateways/settings';
import { toShownErrors } from '../../../webresources/strings/errorText';
import { initialiseXrm } from './xrmHost';

const SID = `HX${'0123456789abcdef'.repeat(2)}`;

/** Answers with these definitions and notes the queries. */
function answering(definitions: readonly WebApiRow[]): { rows: RowClient; queries: string[] } {
  const queries: string[] = [];
  const rows: RowClient = {
    readRows(table, query) {
      queries.push(`${table}${query}`);
      return Promise.resolve([...definitions]);
    },
  };
  return { rows, queries };
}

const definition = (schemaname: string, defaultvalue: string | null, ...values: (string | null)[]): WebApiRow => ({
  schemaname,
  defaultvalue,
  environmentvariabledefinition_environmentvariablevalue: values.map((value) => ({ value })),
});

const settingsOf = (texts: Partial<Record<SettingName, string>>) => toSettings((name) => texts[name] ?? '');

function problemsOf(texts: Partial<Record<SettingName, string>>) {
  try {
    settingsOf(texts);
  } catch (error) {
    return (error as SettingsInvalidError).problems.map(({ variable, code, path }) => [variable, code, path]);
  }
  return [];
}

describe('reading the settings', () => {
  it('takes one request', async () => {
    const { rows, queries } = answering([]);
    await readSettings(rows);
    expect(queries).toHaveLength(1);
    for (const name of Object.values(SETTING)) expect(queries[0]).toContain(name);
  });

  it('gives what holds without any environment variable', async () => {
    const settings = await readSettings(answering([]).rows);
    expect(settings).toMatchObject({
      defaultCountry: 'ID',
      optOutBlocksNumber: true,
      timeZone: 'UTC',
      withChannelId: false,
    });
    expect([...settings.sources.keys()]).toEqual(['incident', 'contact', 'account', 'lead']);
    expect(settings.allowList).toBeUndefined();
    expect(settings.contactListEncoding).toBeUndefined();
  });

  it('takes the value of the environment, else the default of the definition, in any letter case of the name', async () => {
    const { rows } = answering([
      definition('OBM_DEFAULTCOUNTRY', 'ID', 'dk'),
      definition('obm_InvokeContactListEncoding', 'Collection'),
      definition('obm_TestAllowList', null),
      definition('obm_TimeZone', 'UTC', ' Asia/Jakarta '),
    ]);
    expect(await readSettings(rows)).toMatchObject({
      defaultCountry: 'DK',
      contactListEncoding: 'collection',
      allowList: undefined,
      timeZone: 'Asia/Jakarta',
    });
  });
});

describe('the values', () => {
  it.each([
    ['yes', true],
    ['No', false],
    ['TRUE', true],
    ['false', false],
  ])('understand %s', (text, meaning) => {
    const settings = settingsOf({ obm_OptOutHoldsForNumber: text, obm_SendChannelId: text });
    expect([settings.optOutBlocksNumber, settings.withChannelId]).toEqual([meaning, meaning]);
  });

  it('read an allow-list in the national format of the default country', () => {
    const { allowList } = settingsOf({ obm_DefaultCountry: 'ID', obm_TestAllowList: '0812-3456-7890' });
    expect([...(allowList ?? [])]).toEqual(['+6281234567890']);
  });

  it('find the variables of a content template by its SID', () => {
    const json = JSON.stringify({ [SID]: { '1': 'CaseName' } });
    expect(settingsOf({ obm_ContentVariables: json }).contentVariables.find(SID)?.size).toBe(1);
  });
});

describe('mistakes', () => {
  const everyMistake: Partial<Record<SettingName, string>> = {
    obm_InvokeContactListEncoding: 'xml',
    obm_RecipientSources: '{"sources":{"incident":{"id":5}}}',
    obm_TestAllowList: '+6281234567890\nhello',
    obm_OptOutHoldsForNumber: 'maybe',
    obm_TimeZone: 'Jakarta time',
    obm_SendChannelId: '2',
    obm_ContentVariables: `{"${SID}":{"1":{"text":""}}}`,
  };

  it('are found in every variable at once, each with its code and path', () => {
    expect(problemsOf(everyMistake)).toEqual([
      ['obm_InvokeContactListEncoding', 'setting-choice-invalid', ''],
      ['obm_RecipientSources', 'recipient-sources-invalid', 'sources.incident.id'],
      ['obm_TestAllowList', 'allow-list-invalid', '2'],
      ['obm_OptOutHoldsForNumber', 'setting-choice-invalid', ''],
      ['obm_TimeZone', 'time-zone-invalid', ''],
      ['obm_SendChannelId', 'setting-choice-invalid', ''],
      ['obm_ContentVariables', 'content-variables-invalid', `${SID}.1.text`],
    ]);
  });

  it('in the default country leave national numbers of the allow-list for later', () => {
    expect(problemsOf({ obm_DefaultCountry: 'Nowhere', obm_TestAllowList: '0812' })).toEqual([
      ['obm_DefaultCountry', 'default-country-invalid', ''],
    ]);
  });

  it.each([
    [1033, 'The environment variable obm_RecipientSources has a mistake at sources.incident.id.'],
    [1057, 'Variabel lingkungan obm_RecipientSources memiliki kesalahan di sources.incident.id.'],
  ])('are sentences in the language %s that name the variable and the path', (lcid, beginning) => {
    initialiseXrm(lcid);
    let shown: { code: string; message: string }[] = [];
    try {
      settingsOf(everyMistake);
    } catch (error) {
      shown = toShownErrors(error);
    }
    expect(shown.map(({ code }) => code)).toEqual(problemsOf(everyMistake).map(([, code]) => code));
    expect(shown[1]?.message.startsWith(beginning)).toBe(true);
    for (const { message } of shown) expect(message).not.toMatch(/hello|maybe|Jakarta time/);
  });

  const source = (facts: Record<string, unknown>) =>
    JSON.stringify({
      sources: {
        new_visit: {
          id: 'new_visitid',
          name: 'new_name',
          recipients: [{ id: 'new_visitid', number: 'new_phone', consent: 'new_no', names: { full: 'new_name' } }],
          ...facts,
        },
      },
    });

  it.each<[SettingName, string]>([
    ['obm_RecipientSources', '{'],
    ['obm_RecipientSources', '[]'],
    ['obm_RecipientSources', ' '.repeat(100_001)],
    ['obm_RecipientSources', '{"source":{}}'],
    ['obm_RecipientSources', '{"sources":{"No Table":{}}}'],
    ['obm_RecipientSources', source({ recipients: [] })],
    ['obm_RecipientSources', source({ relationship: 'no name' })],
    ['obm_RecipientSources', source({ slugs: { 'a b': 'new_a' } })],
    ['obm_RecipientSources', source({ slugs: { regardingobjectid: 'new_a' } })],
    ['obm_RecipientSources', source({ slugs: { FirstName: 'new_a' } })],
    ['obm_RecipientSources', source({ slugs: { A: 'new_a', a: 'new_a' } })],
    ['obm_RecipientSources', source({ slugs: { A: { column: 'new_a', kind: 'colour' } } })],
    ['obm_RecipientSources', source({ recipients: [{ table: 'contact' }] })],
    ['obm_RecipientSources', source({ recipients: [{ path: [{ property: 'x', table: '5' }] }] })],
    ['obm_RecipientSources', '{"sources":{"__proto__":{}}}'],
    ['obm_ContentVariables', '{"Hello":{}}'],
    ['obm_ContentVariables', `{"${SID}":{},"${SID.toUpperCase()}":{}}`],
    ['obm_ContentVariables', `{"${SID}":{"0":"A"}}`],
    ['obm_ContentVariables', `{"${SID}":{"1":"{A}"}}`],
    ['obm_ContentVariables', `{"${SID}":{"1":{"texts":"A"}}}`],
  ])('leave no English in an Indonesian sentence: %s %#', (name, value) => {
    initialiseXrm(1057);
    let shown: string[] = [];
    try {
      settingsOf({ [name]: value });
    } catch (error) {
      shown = toShownErrors(error).map(({ message }) => message);
    }
    expect(shown).toHaveLength(1);
    const expected = shown[0]?.split('Yang diharapkan').at(-1);
    expect(expected).not.toMatch(/\b(?:the|only|one|of|each|another|least|most|from|an object|a (?:JSON|text|list))\b/);
  });
});
