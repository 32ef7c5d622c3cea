/** Room tests. Rows read through dataverse-ify over a plain object in place of Xrm.WebApi. */
import { createRowClient, type RowClient, type WebApiRow } from '../../../webresources/gateways/dataverseClient';
import { readRecipientRows } from '../../../webresources/gateways/recipientRows';
import { readActiveConfigurations, readMessageTemplate } from '../../../webresources/gateways/templates';
import type { WebApiHttp, WebApiRequest } from '../../../outbound/dataverse/webApi';
import { parseRecipientSources } from '../../../outbound/recipients/parseRecipientSources';
import { RECIPIENT_SOURCES, type RecipientSource } from '../../../outbound/recipients/recipientSources';

type ReadMultiple = (table: string, query: string) => Promise<{ entities: unknown[]; nextLink?: string }>;

function webApi(retrieveMultipleRecords: ReadMultiple): RowClient {
  return createRowClient({ retrieveMultipleRecords } as unknown as Xrm.WebApi);
}

describe('reading rows', () => {
  it('follows the pages with the query part of the next link only', async () => {
    const asked: string[] = [];
    const client = webApi((_table, query) => {
      asked.push(query);
      return Promise.resolve(
        asked.length === 1
          ? { entities: [{ a: 1 }], nextLink: 'https://contoso.test/api/data/v9.2/contacts?$select=a&$skiptoken=2' }
          : { entities: [{ a: 2 }] },
      );
    });
    expect(await client.readRows('contact', '?$select=a')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(asked).toEqual(['?$select=a', '?$select=a&$skiptoken=2']);
  });

  it('turns a rejection of the host into an error of ours', async () => {
    const client = webApi(() => Promise.reject({ errorCode: 2147746336, message: 'x' }));
    await expect(client.readRows('contact', '?$select=a')).rejects.toMatchObject({ code: 'permission-denied' });
  });
});

describe('reading recipients', () => {
  const ids = Array.from({ length: 120 }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
  const noHttp: WebApiHttp = { send: () => Promise.reject(new Error('not expected')) };

  /** Answers with the rows asked for, last first, without the ones that are gone. */
  function answering(gone: readonly string[] = []): { rows: RowClient; queries: string[] } {
    const queries: string[] = [];
    const rows: RowClient = {
      readRows(_table, query) {
        queries.push(query);
        const asked = [...query.matchAll(/incidentid eq ([0-9a-f-]+)/g)].map((match) => match[1] ?? '');
        return Promise.resolve(
          asked
            .filter((id) => !gone.includes(id))
            .reverse()
            .map((incidentid) => ({ incidentid })),
        );
      },
    };
    return { rows, queries };
  }

  it('asks in groups of at most 50 and gives the rows in the order of the selection', async () => {
    const { rows, queries } = answering();
    const asked: number[] = [];
    const found = await readRecipientRows({ rows, http: noHttp }, RECIPIENT_SOURCES.incident, ids, (count) =>
      asked.push(count),
    );
    expect(queries.map((query) => query.match(/incidentid eq/g)?.length)).toEqual([50, 50, 20]);
    expect(asked).toEqual([50, 100, 120]);
    expect(found.map((row) => row['incidentid'])).toEqual(ids);
  });

  it('leaves out rows that no longer exist', async () => {
    const { rows } = answering([ids[3] ?? '']);
    const found = await readRecipientRows({ rows, http: noHttp }, RECIPIENT_SOURCES.incident, ids.slice(0, 5));
    expect(found.map((row) => row['incidentid'])).toEqual([ids[0], ids[1], ids[2], ids[4]]);
  });

  const attributes = (names: readonly string[]): WebApiHttp => ({
    send: () =>
      Promise.resolve({
        kind: 'response',
        status: 200,
        text: JSON.stringify({ value: names.map((LogicalName) => ({ LogicalName })) }),
      }),
  });

  it('asks again without a column that this environment does not have', async () => {
    const { rows, queries } = answering();
    const refusing: RowClient = {
      ...rows,
      readRows: (table, query) =>
        query.includes('mspp_userpreferredlcid')
          ? Promise.reject(new Error('no such property'))
          : rows.readRows(table, query),
    };
    const http = attributes(['contactid', 'mobilephone']);
    const found = await readRecipientRows({ rows: refusing, http }, RECIPIENT_SOURCES.incident, ids.slice(0, 60));
    expect(found).toHaveLength(60);
    expect(queries).toHaveLength(2);
  });

  it('lets a refusal stand when no column is missing', async () => {
    const refusing = { readRows: () => Promise.reject(new Error('refused')) } as unknown as RowClient;
    const http = attributes(['mspp_userpreferredlcid']);
    await expect(
      readRecipientRows({ rows: refusing, http }, RECIPIENT_SOURCES.incident, ids.slice(0, 1)),
    ).rejects.toThrow('refused');
  });
});

describe('reading recipients whose values have labels', () => {
  const source = parseRecipientSources(
    JSON.stringify({
      sources: {
        new_visit: {
          id: 'new_visitid',
          name: 'new_name',
          recipients: [{ id: 'new_visitid', number: 'new_phone', consent: 'new_no', names: { full: 'new_name' } }],
          slugs: { Kind: { column: 'new_kind', kind: 'choice' } },
        },
      },
    }),
  ).get('new_visit') as RecipientSource;
  const noRows = { readRows: () => Promise.reject(new Error('not expected')) } as unknown as RowClient;

  it('asks for them, under the set that the table has', async () => {
    const asked: WebApiRequest[] = [];
    const row = { new_visitid: 'a', 'new_kind@OData.Community.Display.V1.FormattedValue': 'Follow-up' };
    const http: WebApiHttp = {
      send(request) {
        asked.push(request);
        const answer = request.path.startsWith('EntityDefinitions(')
          ? { EntitySetName: 'new_visites' }
          : { value: [row] };
        return Promise.resolve({ kind: 'response', status: 200, text: JSON.stringify(answer) });
      },
    };
    expect(await readRecipientRows({ rows: noRows, http }, source, ['a'])).toEqual([row]);
    expect(asked[0]?.path).toBe("EntityDefinitions(LogicalName='new_visit')?$select=EntitySetName");
    expect(asked[1]?.path).toMatch(/^new_visites\?\$select=.*new_kind.*&\$filter=new_visitid eq a$/);
    expect(asked[1]?.headers).toEqual({
      Prefer: 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"',
    });
  });

  it('passes a refusal on as an error of ours', async () => {
    const http: WebApiHttp = { send: () => Promise.resolve({ kind: 'response', status: 403, text: '' }) };
    await expect(readRecipientRows({ rows: noRows, http }, source, ['a'])).rejects.toMatchObject({
      code: 'permission-denied',
    });
  });
});

/** Rows by table, whatever the query. */
const tables = (content: Readonly<Record<string, readonly WebApiRow[]>>): RowClient => ({
  readRows: (table) => Promise.resolve([...(content[table] ?? [])]),
});

describe('configurations and templates', () => {
  it('are read with their channel type and template', async () => {
    const rows = tables({
      msdyn_ocoutboundconfiguration: [
        {
          msdyn_ocoutboundconfigurationid: 'c1',
          msdyn_name: 'Solved',
          msdyn_channel: 192340000,
          msdyn_showinactivities: true,
          msdyn_messagetemplate: { msdyn_ocsystemmessageid: 't1', msdyn_name: 'Case solved' },
        },
        {
          msdyn_ocoutboundconfigurationid: 'c2',
          msdyn_name: 'No template',
          msdyn_channel: 192300000,
          msdyn_messagetemplate: null,
        },
      ],
    });
    expect(await readActiveConfigurations(rows)).toEqual([
      {
        id: 'c1',
        name: 'Solved',
        showInTimeline: true,
        channelType: 'SMS',
        template: { id: 't1', name: 'Case solved' },
      },
      { id: 'c2', name: 'No template', showInTimeline: false, channelType: 'WhatsApp' },
    ]);
  });

  it('take the language of a localized text from its number, else from its language row', async () => {
    const rows = tables({
      msdyn_ocsystemmessage: [
        {
          '@odata.etag': 'W/"5"',
          msdyn_name: 'T',
          msdyn_messagetext: 'Hi',
          msdyn_defaultlanguage: { msdyn_localeid: 1033 },
        },
      ],
      msdyn_oclocalizationdata: [
        { msdyn_localizedtext: 'Halo', msdyn_languagecode: 1057 },
        { msdyn_localizedtext: 'Hej', msdyn_languagecode: 0, msdyn_customerlanguageid: { msdyn_localeid: 1030 } },
        { msdyn_localizedtext: 'lost', msdyn_languagecode: null, msdyn_customerlanguageid: null },
      ],
    });
    expect(await readMessageTemplate(rows, 't1')).toEqual({
      id: 't1',
      name: 'T',
      version: 'W/"5"',
      texts: {
        defaultText: 'Hi',
        defaultLcid: 1033,
        localizedTexts: new Map([
          [1057, 'Halo'],
          [1030, 'Hej'],
        ]),
      },
    });
  });

  it('refuse a template that is gone', async () => {
    await expect(readMessageTemplate(tables({}), 't1')).rejects.toMatchObject({ code: 'row-missing' });
  });
});
