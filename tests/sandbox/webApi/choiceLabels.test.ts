/** Room tests. Labels of choices in the recipient's language, read over the sandbox's Web API with Microsoft's tables. */
import { parseRecipientSources } from '../../../outbound/recipients/parseRecipientSources';
import { toLanguageTable } from '../../../outbound/recipients/languages';
import { toCandidate } from '../../../outbound/recipients/toCandidates';
import { createNodeHttp } from '../../../plugins-ts/webApiHttp';
import { readChoiceLabels } from '../../../webresources/gateways/choiceLabels';
import { openSandboxHost, type SandboxHost } from '../../contract/webApi/openSandboxHost';

let host: SandboxHost;

beforeAll(async () => {
  host = await openSandboxHost();
});
afterAll(() => host.close());

const read = (table: string, columns: readonly string[]) =>
  readChoiceLabels(createNodeHttp({ baseUrl: new URL(host.serviceRoot).origin, timeoutMs: 10_000 }), table, columns);

describe('labels of choices over the Web API', () => {
  it('come in both languages for a choice, a state, a status and a two-option column', async () => {
    const labels = await read('incident', ['prioritycode', 'statecode', 'statuscode', 'isescalated']);
    const both = (column: string, value: number) =>
      [1033, 1057].map((lcid) => labels.get(column)?.get(value)?.get(lcid));
    expect(both('prioritycode', 1)).toEqual(['High', 'Tinggi']);
    expect(both('statecode', 1)).toEqual(['Resolved', 'Terselesaikan']);
    expect(both('statuscode', 5)).toEqual(['Problem Solved', 'Masalah selesai']);
    expect(both('isescalated', 0)).toEqual(['No', 'Tidak']);
    expect(both('isescalated', 1)).toEqual(['Yes', 'Ya']);
  });

  it('come for a choice that columns share, and not for a column that is none', async () => {
    const labels = await read('contact', ['mspp_userpreferredlcid', 'fullname']);
    expect([...labels.keys()]).toEqual(['mspp_userpreferredlcid']);
    expect(labels.get('mspp_userpreferredlcid')?.get(1057)?.size).toBe(2);
  });

  it('make one case’s priority read in the language of whoever gets the message', async () => {
    const source = parseRecipientSources(
      JSON.stringify({
        sources: {
          incident: {
            id: 'incidentid',
            name: 'title',
            recipients: [
              { id: 'incidentid', number: 'phone', consent: 'no', names: { full: 'title' }, locale: 'locale' },
            ],
            slugs: { Priority: { column: 'prioritycode', kind: 'choice' } },
          },
        },
      }),
    ).get('incident')!;
    const context = {
      languages: toLanguageTable([
        { lcid: 1033, code: 'en-us', name: 'English' },
        { lcid: 1057, code: 'id-id', name: 'Indonesian' },
      ]),
      choiceLabels: await read('incident', ['prioritycode']),
    };
    const priority = (locale: string) =>
      Object.fromEntries(toCandidate(source, { incidentid: 'a', prioritycode: 3, locale }, context).slugs).Priority;
    expect(['id-ID', 'en-US'].map(priority)).toEqual(['Rendah', 'Low']);
  });
});
