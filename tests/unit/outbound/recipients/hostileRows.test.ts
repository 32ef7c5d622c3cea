/** Room tests. From any row to a decision: nothing a column can hold stops a send, loses anybody, or reaches a prototype. */
import fc from 'fast-check';
import { decideRecipients } from '../../../../outbound/recipients/decideRecipients';
import { toLanguageTable } from '../../../../outbound/recipients/languages';
import { reportLanguages } from '../../../../outbound/recipients/negotiateLocale';
import { parseRecipientSources } from '../../../../outbound/recipients/parseRecipientSources';
import { recipientNegotiator } from '../../../../outbound/recipients/previewMessages';
import { VALUE_KINDS, type RecipientSource } from '../../../../outbound/recipients/recipientSources';
import { toCandidates, type SourceRow } from '../../../../outbound/recipients/toCandidates';
import { codeOf } from '../../../builders/errors';
import { eligibleRecipients } from '../../../builders/recipients';

const languages = toLanguageTable([{ lcid: 1057, code: 'id-id', name: 'Indonesian - Indonesia' }]);
const template = { defaultText: 'Halo', defaultLcid: 1057, localizedTexts: new Map() };

/** A source that reads every kind of value and every optional column. */
const everything = parseRecipientSources(
  JSON.stringify({
    sources: {
      new_thing: {
        id: 'id',
        name: 'name',
        recipients: [
          {
            path: [{ property: 'Person', table: 'contact' }],
            id: 'id',
            number: ['number', 'name'],
            consent: { column: 'consent', allowedWhen: true },
            names: { full: 'name', first: 'first', last: 'last' },
            locale: 'locale',
            country: 'country',
            timeZone: 'zone',
          },
          { id: 'id', number: 'number', consent: 'donotphone', names: { full: 'name' }, locale: 'locale' },
        ],
        slugs: Object.fromEntries(VALUE_KINDS.map((kind, index) => [`Slug${index}`, { column: 'value', kind }])),
      },
    },
  }),
).get('new_thing') as RecipientSource;

const decide = (rows: readonly SourceRow[]) =>
  decideRecipients(toCandidates(everything, rows, { languages }), { defaultCountry: 'ID' });

const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '+6281234567890',
    '0812 3456 7890',
    'id-ID',
    'Asia/Jakarta',
    '2026-03-12',
  ),
);
const value = fc.oneof(hostileText, fc.anything({ withNullPrototype: true }));
const COLUMNS = ['name', 'number', 'consent', 'donotphone', 'locale', 'country', 'zone', 'value', '_value_value'];
const columns = fc.dictionary(fc.constantFrom(...COLUMNS, '__proto__', 'constructor', 'toString'), value);
const row = fc
  .tuple(columns, fc.option(columns), fc.boolean())
  .map(([own, person, optIn]) => ({ ...own, Person: person && { ...person, consent: optIn } }));
const rows = fc.array(row).map((list) => list.map((facts, index) => ({ ...facts, id: `row-${index}` })));

describe('rows of any content', () => {
  it('get one decision each, in order, and nobody is eligible twice', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const decisions = decide(list);
        expect(decisions.map(({ candidate }) => candidate.sourceId)).toEqual(list.map(({ id }) => id));
        const numbers = eligibleRecipients(decisions).map(({ recipientNumber }) => recipientNumber);
        expect(new Set(numbers).size).toBe(numbers.length);
        const negotiated = eligibleRecipients(decisions).map(recipientNegotiator(template, languages, 'SMS'));
        expect(reportLanguages(negotiated).reduce((sum, { count }) => sum + count, 0)).toBe(numbers.length);
      }),
    );
  });

  it('get the same decisions whenever they are decided', () => {
    fc.assert(fc.property(rows, (list) => expect(decide(list)).toEqual(decide(list))));
  });

  it('reach nobody without a consent that is a yes or no', () => {
    fc.assert(
      fc.property(rows, (list) => {
        for (const { consent } of eligibleRecipients(decide(list))) expect(consent.value).not.toBe('not-read');
      }),
    );
  });

  it('change no prototype', () => {
    const [polluting] = JSON.parse('[{"id":"1","Person":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}]') as [
      SourceRow,
    ];
    decide([polluting]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('are refused without a key, whatever else they hold', () => {
    expect(codeOf(() => decide([{ Person: null }]))).toBe('source-row-invalid');
  });

  it.each(['x', ' ', '0', '+', '\u0000', '\u202e', '{', '٣', '0812 ', 'id-', 'A/', '2026-03-12T'])(
    'are decided at once with a megabyte of %j in every column',
    (unit) => {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
      const facts = Object.fromEntries(COLUMNS.map((column) => [column, text]));
      const [decision] = decide([{ ...facts, id: 'row', Person: { ...facts, id: 'person', consent: true } }]);
      expect(decision).toMatchObject({ kind: 'excluded' });
    },
  );
});
