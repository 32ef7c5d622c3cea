import fc from 'fast-check';
import { choiceColumns, choiceText, type ChoiceLabels } from '../../../../outbound/recipients/choiceLabels';
import { toLanguageTable } from '../../../../outbound/recipients/languages';
import { parseRecipientSources } from '../../../../outbound/recipients/parseRecipientSources';
import { usedSlugs } from '../../../../outbound/recipients/previewMessages';
import type { RecipientSource } from '../../../../outbound/recipients/recipientSources';
import { toCandidate, type CandidateContext } from '../../../../outbound/recipients/toCandidates';
import { toContentVariables } from '../../../../outbound/templates/contentTemplate';
import { slugName } from '../../../../outbound/templates/slugName';
import { contactRow } from '../../../builders/rows';

const languages = toLanguageTable([
  { lcid: 1033, code: 'en-us', name: 'English' },
  { lcid: 1041, code: 'ja-jp', name: 'Japanese' },
  { lcid: 1057, code: 'id-id', name: 'Indonesian' },
  { lcid: 2057, code: 'en-gb', name: 'British English' },
  { lcid: 3081, code: 'en-au', name: 'Australian English' },
]);
const labels: ChoiceLabels = new Map([
  [
    0,
    new Map([
      [1033, 'No'],
      [1057, 'Tidak'],
    ]),
  ],
  [
    1,
    new Map([
      [1033, 'High'],
      [1057, ' Tinggi '],
    ]),
  ],
  [
    2,
    new Map([
      [1033, 'Low'],
      [3081, 'Lowish'],
    ]),
  ],
  [3, new Map([[1057, ' ']])],
]);
const textOf = (value: unknown, lcid: number) => choiceText(value, labels, lcid, languages);

describe('the text of a choice', () => {
  it('is its label in the reader’s language', () => {
    expect([textOf(1, 1033), textOf(1, 1057)]).toEqual(['High', 'Tinggi']);
  });

  it('is the label of the same language in another region, that with the lowest LCID', () => {
    expect([textOf(2, 2057), textOf(2, 3081)]).toEqual(['Low', 'Lowish']);
  });

  it('is unknown without a label in the language, and for an option that is not one', () => {
    expect([textOf(2, 1057), textOf(3, 1057), textOf(1, 1041), textOf(9, 1033), textOf(1, 9999)]).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('is that of 1 and 0 for yes and no', () => {
    expect([textOf(true, 1057), textOf(false, 1057)]).toEqual(['Tinggi', 'Tidak']);
  });

  it('has every label of several options in their order, or none', () => {
    expect(textOf('0,1', 1057)).toBe('Tidak; Tinggi');
    expect(textOf('1,2', 1057)).toBeUndefined();
  });

  it('is unknown for whatever is no option at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.object(), fc.constantFrom(null, undefined, '', '1,', '1;2')), (value) => {
        if (typeof value !== 'string' || !/^-?\d+(,-?\d+)*$/.test(value)) expect(textOf(value, 1033)).toBeUndefined();
      }),
    );
  });
});

describe('a candidate’s choices', () => {
  const source = parseRecipientSources(
    JSON.stringify({
      sources: {
        new_visit: {
          id: 'new_visitid',
          name: 'new_name',
          recipients: [
            {
              path: [{ property: 'new_Patient', table: 'contact' }],
              id: 'contactid',
              number: 'mobilephone',
              consent: 'donotphone',
              names: { full: 'fullname' },
              locale: 'mspp_userpreferredlcid',
            },
          ],
          slugs: {
            Priority: { column: 'new_priority', kind: 'choice' },
            Urgent: { column: 'new_urgent', kind: 'choice' },
            Again: { column: 'new_priority', kind: 'choice' },
            Doctor: { column: 'new_doctor', kind: 'lookup' },
          },
        },
      },
    }),
  ).get('new_visit') as RecipientSource;
  const FORMATTED = '@OData.Community.Display.V1.FormattedValue';
  const slugsOf = (facts: object, context: CandidateContext = {}) =>
    Object.fromEntries(
      toCandidate(
        source,
        {
          new_visitid: 'v1',
          new_priority: 1,
          [`new_priority${FORMATTED}`]: 'Hoch',
          new_urgent: true,
          [`new_urgent${FORMATTED}`]: 'Ja',
          _new_doctor_value: 'd1',
          [`_new_doctor_value${FORMATTED}`]: 'Dr. Sari',
          new_Patient: contactRow({ mspp_userpreferredlcid: 1057 }),
          ...facts,
        },
        { languages, choiceLabels: new Map([['new_priority', labels]]), ...context },
      ).slugs,
    );

  it('speak the recipient’s language where the labels were read, and the reader’s where they were not', () => {
    expect(slugsOf({})).toMatchObject({ Priority: 'Tinggi', Again: 'Tinggi', Urgent: 'Ja', Doctor: 'Dr. Sari' });
  });

  it('speak the language of the text they will stand in, once that is known', () => {
    expect(slugsOf({}, { readingLcid: () => 1033 }).Priority).toBe('High');
  });

  it('fall back to what came with the row without a label or a language, then to the number', () => {
    expect(slugsOf({ new_priority: 2, [`new_priority${FORMATTED}`]: 'Niedrig' }).Priority).toBe('Niedrig');
    expect(slugsOf({}, { readingLcid: () => undefined }).Priority).toBe('Hoch');
    expect(slugsOf({ new_priority: 2, [`new_priority${FORMATTED}`]: undefined }).Priority).toBe('2');
  });

  it('stay empty where nothing is chosen', () => {
    expect(slugsOf({ new_priority: null, [`new_priority${FORMATTED}`]: undefined }).Priority).toBe('');
  });

  it('have labels worth reading only where a message uses them, each column once', () => {
    const columns = (text: string) =>
      choiceColumns(source, usedSlugs({ defaultText: '', localizedTexts: new Map([[1057, text]]) }));
    expect(columns('{priority} {Again} {Doctor} {CustomerName}')).toEqual(['new_priority']);
    expect(columns('{Doctor}')).toEqual([]);
    const variables = toContentVariables([
      ['1', { kind: 'slug', slug: slugName('urgent') }],
      ['2', { kind: 'text', text: '{Priority}' }],
    ]);
    const template = { defaultText: '{{1}} {{2}} {Priority}', localizedTexts: new Map<number, string>() };
    expect(choiceColumns(source, usedSlugs(template, variables))).toEqual(['new_urgent']);
  });
});
