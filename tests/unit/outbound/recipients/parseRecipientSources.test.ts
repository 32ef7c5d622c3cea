import fc from 'fast-check';
import {
  parseRecipientSources,
  RecipientSourcesInvalidError,
} from '../../../../outbound/recipients/parseRecipientSources';
import { toODataOptions, toRecipientQuery } from '../../../../outbound/recipients/recipientQuery';
import { BUILT_IN_SOURCES, findRecipientSource } from '../../../../outbound/recipients/recipientSources';
import { toCandidate } from '../../../../outbound/recipients/toCandidates';

type Json = Record<string, unknown>;

const patient: Json = {
  id: 'new_patientid',
  name: 'new_name',
  recipients: [
    {
      path: [{ property: 'new_Guardian', table: 'contact' }],
      id: 'contactid',
      number: ['mobilephone', 'telephone1'],
      consent: { column: 'new_smsoptin', allowedWhen: true },
      names: { full: 'fullname', first: 'firstname' },
      locale: 'new_language',
      country: 'new_country',
      final: true,
    },
    { id: 'new_patientid', number: 'new_phone', consent: 'donotphone', names: { full: 'new_name' } },
  ],
  slugs: { Ward: 'new_ward', Visit: { column: 'new_visit', kind: 'date-time' } },
};
const parse = (sources: unknown) => parseRecipientSources(JSON.stringify({ sources }));

function mistake(json: string): RecipientSourcesInvalidError {
  try {
    parseRecipientSources(json);
  } catch (error) {
    if (error instanceof RecipientSourcesInvalidError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parseRecipientSources', () => {
  it.each(['', ' \n', '{"sources":{}}'])('keeps the built-in sources for %j', (json) => {
    expect([...parseRecipientSources(json)]).toEqual([...BUILT_IN_SOURCES]);
  });

  it('adds a table beside the built-in ones', () => {
    const sources = parse({ new_patient: patient });
    expect([...sources.keys()]).toEqual(['incident', 'contact', 'account', 'lead', 'new_patient']);
    expect(findRecipientSource('new_patient', sources)).toEqual({
      table: 'new_patient',
      idColumn: 'new_patientid',
      nameColumn: 'new_name',
      regardingRelationship: 'new_patient_msdyn_ocoutboundmessages',
      routes: [
        {
          path: [{ navigationProperty: 'new_Guardian', table: 'contact' }],
          table: 'contact',
          idColumn: 'contactid',
          numberColumns: ['mobilephone', 'telephone1'],
          consentColumn: 'new_smsoptin',
          consentAllowedWhen: true,
          localeColumn: 'new_language',
          countryColumn: 'new_country',
          names: { full: 'fullname', first: 'firstname' },
          isFinal: true,
        },
        {
          path: [],
          table: 'new_patient',
          idColumn: 'new_patientid',
          numberColumns: ['new_phone'],
          consentColumn: 'donotphone',
          names: { full: 'new_name' },
        },
      ],
      rowSlugs: [
        { slug: 'Ward', column: 'new_ward' },
        { slug: 'Visit', column: 'new_visit', kind: 'date-time' },
      ],
    });
  });

  it('puts a definition in the place of the built-in one of its table, and leaves the built-in one itself alone', () => {
    const before = JSON.stringify([...BUILT_IN_SOURCES]);
    const sources = parse({ contact: { ...patient, id: 'contactid', slugs: {} } });
    expect(sources.get('contact')).toMatchObject({ rowSlugs: [], nameColumn: 'new_name' });
    expect(JSON.stringify([...BUILT_IN_SOURCES])).toBe(before);
  });

  it('gives sources that rows can be read and resolved with', () => {
    const source = parse({ new_patient: patient }).get('new_patient')!;
    expect(toODataOptions(toRecipientQuery(source))).toBe(
      '$select=new_patientid,new_name,new_ward,new_visit,new_phone,donotphone&$expand=' +
        'new_Guardian($select=contactid,fullname,firstname,mobilephone,telephone1,new_smsoptin,new_language,new_country)',
    );
    const row = { new_patientid: '1', new_Guardian: { contactid: '2', telephone1: '0812', new_smsoptin: true } };
    expect(toCandidate(source, row)).toMatchObject({
      person: { table: 'contact', id: '2' },
      numberColumn: 'new_Guardian.telephone1',
      optIn: true,
    });
  });

  const withRecipient = (facts: Json): string =>
    JSON.stringify({
      sources: { incident: { ...patient, recipients: [{ ...(patient.recipients as Json[])[1], ...facts }] } },
    });
  const withSource = (facts: Json): string => JSON.stringify({ sources: { incident: { ...patient, ...facts } } });

  it.each<[string, string, string]>([
    ['a number that is not a column', withRecipient({ number: 7 }), 'sources.incident.recipients[0].number'],
    ['a second number that is none', withRecipient({ number: ['a', ''] }), 'sources.incident.recipients[0].number[1]'],
    ['no number column', withRecipient({ number: [] }), 'sources.incident.recipients[0].number'],
    ['an unknown key', withRecipient({ numbr: 'x' }), 'sources.incident.recipients[0].numbr'],
    ['no consent', withRecipient({ consent: undefined }), 'sources.incident.recipients[0].consent'],
    [
      'a consent that does not say which value allows',
      withRecipient({ consent: { column: 'new_sms' } }),
      'sources.incident.recipients[0].consent.allowedWhen',
    ],
    ['a locale of null', withRecipient({ locale: null }), 'sources.incident.recipients[0].locale'],
    ['a table the path does not end at', withRecipient({ table: 'lead' }), 'sources.incident.recipients[0].table'],
    [
      'a step without its table',
      withRecipient({ path: [{ property: 'a' }] }),
      'sources.incident.recipients[0].path[0].table',
    ],
    ['OData in a column’s place', withRecipient({ number: 'x)&$filter=1' }), 'sources.incident.recipients[0].number'],
    ['no recipients', withSource({ recipients: [] }), 'sources.incident.recipients'],
    ['a list in a source’s place', JSON.stringify({ sources: { incident: [] } }), 'sources.incident'],
    ['no sources', '{}', 'sources'],
    ['another key beside the sources', '{"sources":{},"version":1}', 'version'],
    ['a table that is no logical name', '{"sources":{"New Patient":{}}}', 'sources.New Patient'],
    ['a kind nobody knows', withSource({ slugs: { A: { column: 'a', kind: 'x' } } }), 'sources.incident.slugs.A.kind'],
    ['a slug with a brace', withSource({ slugs: { 'A}': 'a' } }), 'sources.incident.slugs.A}'],
    ['a reserved slug', withSource({ slugs: { RegardingObjectId: 'a' } }), 'sources.incident.slugs.RegardingObjectId'],
    ['a slug of the person', withSource({ slugs: { customername: 'a' } }), 'sources.incident.slugs.customername'],
    ['two slugs that differ in case', withSource({ slugs: { a: 'a', A: 'a' } }), 'sources.incident.slugs.A'],
    ['a text that is not JSON', '{', ''],
    ['JSON that is no object', '[]', ''],
    ['a key of every object’s prototype', '{"sources":{"__proto__":{"id":"x"}}}', 'sources.__proto__'],
    ['a table called constructor', '{"sources":{"constructor":{}}}', 'sources.constructor'],
    ['a column called constructor', withSource({ id: 'constructor' }), 'sources.incident.id'],
    ['a text of a megabyte', `"${'x'.repeat(1_000_000)}"`, ''],
    ['ten thousand brackets', '['.repeat(10_000) + ']'.repeat(10_000), ''],
  ])('refuses %s and names the path', (_what, json, path) => {
    const error = mistake(json);
    expect({ code: error.code, path: error.path }).toEqual({ code: 'recipient-sources-invalid', path });
    expect(error.message).toContain(path);
  });

  it('says what was expected', () => {
    expect(mistake(withRecipient({ number: 7 })).message).toBe(
      'Recipient sources, at sources.incident.recipients[0].number: expected the logical name of a column.',
    );
  });

  it('does not repeat a hostile key', () => {
    const { message } = mistake(JSON.stringify({ [`\n\u202e${'x'.repeat(10_000)}`]: 1 }));
    expect(message.length).toBeLessThan(200);
    expect(message).toMatch(/^[ -~]*$/);
  });

  it('ends every JSON value in sources or in its own error, and changes no prototype', () => {
    fc.assert(
      fc.property(fc.json(), fc.json({ maxDepth: 4 }), (whole, part) => {
        for (const json of [whole, `{"sources":${part}}`, `{"sources":{"incident":${part}}}`]) {
          try {
            expect(parseRecipientSources(json).get('incident')).toBeDefined();
          } catch (error) {
            expect(error).toBeInstanceOf(RecipientSourcesInvalidError);
          }
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });
});
