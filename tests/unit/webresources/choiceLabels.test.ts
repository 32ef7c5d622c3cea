/** Room tests. Labels of choice columns read from metadata answers in the shape that the documentation shows. */
import { readChoiceLabels } from '../../../webresources/gateways/choiceLabels';
import type { WebApiHttp, WebApiRequest } from '../../../outbound/dataverse/webApi';

const CRM = 'Microsoft.Dynamics.CRM';
const option = (Value: number, labels: Record<number, string>) => ({
  Value,
  Label: {
    LocalizedLabels: Object.entries(labels).map(([code, Label]) => ({ Label, LanguageCode: Number(code) })),
    UserLocalizedLabel: null,
  },
});
const HIGH = option(1, { 1033: 'High', 1057: 'Tinggi' });

/** Answers by the last part of the path before the query. */
function answering(answers: Readonly<Record<string, unknown>>): { http: WebApiHttp; asked: WebApiRequest[] } {
  const asked: WebApiRequest[] = [];
  const http: WebApiHttp = {
    async send(request) {
      asked.push(request);
      const answer = Object.entries(answers).find(([end]) => request.path.split('?')[0]?.endsWith(end))?.[1];
      return { kind: 'response', status: answer === undefined ? 404 : 200, text: JSON.stringify(answer) };
    },
  };
  return { http, asked };
}
const kinds = (columns: Readonly<Record<string, string>>) => ({
  value: Object.entries(columns).map(([LogicalName, kind]) => ({
    '@odata.type': `#${CRM}.${kind}AttributeMetadata`,
    LogicalName,
  })),
});

describe('reading the labels of choices', () => {
  it('asks nothing for no columns', async () => {
    const { http, asked } = answering({});
    expect(await readChoiceLabels(http, 'incident', [])).toEqual(new Map());
    expect(asked).toEqual([]);
  });

  it('asks what the columns are, then each of them under its own type', async () => {
    const { http, asked } = answering({
      '/Attributes': kinds({ prioritycode: 'Picklist', statecode: 'State' }),
      PicklistAttributeMetadata: { OptionSet: { Options: [HIGH] }, GlobalOptionSet: null },
      StateAttributeMetadata: { OptionSet: { Options: [option(0, { 1033: 'Active' })] } },
    });
    const labels = await readChoiceLabels(http, 'incident', ['prioritycode', 'statecode']);
    expect(asked.map(({ path }) => path)).toEqual([
      "EntityDefinitions(LogicalName='incident')/Attributes?$select=LogicalName" +
        "&$filter=LogicalName eq 'prioritycode' or LogicalName eq 'statecode'",
      `EntityDefinitions(LogicalName='incident')/Attributes(LogicalName='prioritycode')/${CRM}.PicklistAttributeMetadata` +
        '?$select=LogicalName&$expand=OptionSet,GlobalOptionSet',
      `EntityDefinitions(LogicalName='incident')/Attributes(LogicalName='statecode')/${CRM}.StateAttributeMetadata` +
        '?$select=LogicalName&$expand=OptionSet,GlobalOptionSet',
    ]);
    expect(labels.get('prioritycode')?.get(1)).toEqual(
      new Map([
        [1033, 'High'],
        [1057, 'Tinggi'],
      ]),
    );
    expect(labels.get('statecode')?.get(0)).toEqual(new Map([[1033, 'Active']]));
  });

  it('takes the options of a shared choice, and the two of a two-option column', async () => {
    const { http } = answering({
      '/Attributes': kinds({ shared: 'MultiSelectPicklist', merged: 'Boolean' }),
      MultiSelectPicklistAttributeMetadata: { OptionSet: null, GlobalOptionSet: { Options: [HIGH] } },
      BooleanAttributeMetadata: {
        OptionSet: { TrueOption: option(1, { 1057: 'Ya' }), FalseOption: option(0, { 1057: 'Tidak' }) },
        GlobalOptionSet: null,
      },
    });
    const labels = await readChoiceLabels(http, 'incident', ['shared', 'merged']);
    expect(labels.get('shared')?.get(1)?.get(1057)).toBe('Tinggi');
    expect([0, 1].map((value) => labels.get('merged')?.get(value)?.get(1057))).toEqual(['Tidak', 'Ya']);
  });

  it('leaves out a column that is no choice, and keeps an option without labels', async () => {
    const { http, asked } = answering({
      '/Attributes': kinds({ title: 'String', prioritycode: 'Picklist' }),
      PicklistAttributeMetadata: { OptionSet: { Options: [{ Value: 1, Label: null }] } },
    });
    const labels = await readChoiceLabels(http, 'incident', ['title', 'prioritycode', 'gone']);
    expect(asked).toHaveLength(2);
    expect(labels).toEqual(new Map([['prioritycode', new Map([[1, new Map()]])]]));
  });

  it('passes a refusal on as an error of ours', async () => {
    const http: WebApiHttp = { send: async () => ({ kind: 'response', status: 403, text: '' }) };
    await expect(readChoiceLabels(http, 'incident', ['prioritycode'])).rejects.toMatchObject({
      code: 'permission-denied',
    });
  });
});
