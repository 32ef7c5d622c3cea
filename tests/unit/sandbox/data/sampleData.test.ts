/** Room tests. The sample data: the same in every run, and with every trouble that real data has. */
import { BUSINESS_UNIT_ID } from '../../../../sandbox/dataverse/platform/ids';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { sampleData, type SampleRow } from '../../../../sandbox/data';
import { COUNTRIES } from '../../../../sandbox/data/countries';
import type { RowReference } from '../../../../sandbox/dataverse/contracts';

const NOW = new Date('2026-01-15T08:00:00Z');
const rows = sampleData({ now: NOW });
const of = (table: string): SampleRow[] => rows.filter((row) => row.table === table);
const contacts = of('contact');
const accounts = of('account');
const cases = of('incident');

const text = (row: SampleRow, column: string): string => String(row.values[column] ?? '');
const numbers = contacts.map((row) => text(row, 'mobilephone')).filter((number) => number !== '');
const countryCode = (row: SampleRow): CountryCode =>
  COUNTRIES.find(({ name }) => name === row.values['address1_country'])?.code as CountryCode;

/** The number in E.164 if it can be read as one of its country. */
const readNumber = (row: SampleRow): string | undefined => {
  const parsed = parsePhoneNumberFromString(text(row, 'mobilephone').normalize('NFKC'), countryCode(row));
  return parsed?.isValid() ? parsed.number : undefined;
};

describe('sampleData', () => {
  it('gives the same rows for the same time', () => {
    expect(sampleData({ now: NOW })).toEqual(rows);
  });

  it('moves only the dates when the time moves', () => {
    const later = sampleData({ now: new Date('2027-03-01T00:00:00Z') });
    const withoutDates = ({ table, id, values }: SampleRow) => ({
      table,
      id,
      values: { ...values, overriddencreatedon: undefined },
    });
    expect(later.map(withoutDates)).toEqual(rows.map(withoutDates));
    expect(later).not.toEqual(rows);
  });

  it('has ids that are unique and are GUIDs', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const { id } of rows)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('names no row before it comes', () => {
    const own = new Set(rows.map(({ table }) => table));
    const known = new Set<string>([BUSINESS_UNIT_ID]);
    for (const { id, values } of rows) {
      for (const value of Object.values(values)) {
        const reference = value as RowReference | null;
        if (typeof reference === 'object' && reference !== null && own.has(reference.table))
          expect(known).toContain(reference.id);
      }
      known.add(id);
    }
  });

  it('dates nothing after the time it counts back from', () => {
    const dates = rows.map((row) => text(row, 'overriddencreatedon')).filter(Boolean);
    expect(dates.length).toBeGreaterThan(1000);
    expect(dates.filter((date) => date > NOW.toISOString())).toEqual([]);
  });

  it('has at least 400 contacts, 50 accounts and 500 cases', () => {
    expect(contacts.length).toBeGreaterThanOrEqual(400);
    expect(accounts.length).toBeGreaterThanOrEqual(50);
    expect(cases.length).toBeGreaterThanOrEqual(500);
  });

  it('has at least 300 active and 400 resolved cases', () => {
    const inState = (state: number): number => cases.filter((row) => row.values['statecode'] === state).length;
    expect(inState(0)).toBeGreaterThanOrEqual(300);
    expect(inState(1)).toBeGreaterThanOrEqual(400);
    expect(inState(2)).toBeGreaterThan(0);
  });

  it('lives in at least eight countries, Indonesia first', () => {
    expect(new Set(contacts.map(countryCode)).size).toBeGreaterThanOrEqual(8);
    expect(contacts.slice(0, 200).every((row) => countryCode(row) === 'ID')).toBe(true);
  });

  it.each([
    ['no number', () => contacts.filter((row) => text(row, 'mobilephone') === '').length, 20],
    [
      'a number that is none',
      () => contacts.filter((row) => text(row, 'mobilephone') !== '' && !readNumber(row)).length,
      20,
    ],
    ['words for a number', () => numbers.filter((number) => /^\D+$/.test(number)).length, 5],
    ['a number that is too short', () => numbers.filter((number) => /^\+?\d{1,6}$/.test(number)).length, 3],
    ['letters in a number', () => numbers.filter((number) => /\d.*[A-Z]/.test(number)).length, 2],
    ['a national number', () => numbers.filter((number) => /^0[1-9]/.test(number)).length, 25],
    ['an Indonesian number such as 0812-…', () => numbers.filter((number) => /^08\d\d-\d/.test(number)).length, 8],
    ['a 00 prefix', () => numbers.filter((number) => /^00[1-9]/.test(number)).length, 10],
    ['blanks or hyphens in a number', () => numbers.filter((number) => /^\+\d+ .*\d/.test(number)).length, 30],
    ['a number in full-width digits', () => numbers.filter((number) => /[０-９]/.test(number)).length, 8],
    ['an opt-out', () => contacts.filter((row) => row.values['donotphone'] === true).length, 30],
    [
      'no preferred language',
      () => contacts.filter((row) => row.values['mspp_userpreferredlcid'] === undefined).length,
      30,
    ],
    ['one name only', () => contacts.filter((row) => row.values['firstname'] === undefined).length, 40],
    [
      'a name written from right to left',
      () => contacts.filter((row) => /\p{Script=Arabic}/u.test(text(row, 'lastname'))).length,
      30,
    ],
  ])('has contacts with %s', (_trouble, count, least) => {
    expect(count()).toBeGreaterThanOrEqual(least);
  });

  it('has people who share a number, some writing it differently', () => {
    const writtenAs = new Map<string, Set<string>>();
    let shared = 0;
    for (const row of contacts) {
      const number = readNumber(row);
      if (number === undefined) continue;
      const spellings = writtenAs.get(number) ?? new Set<string>();
      if (spellings.size > 0) shared += 1;
      writtenAs.set(number, spellings.add(text(row, 'mobilephone')));
    }
    expect(shared).toBeGreaterThanOrEqual(15);
    expect([...writtenAs.values()].filter((spellings) => spellings.size > 1).length).toBeGreaterThanOrEqual(5);
  });

  it('has at least 300 people who can be messaged at a number of their own', () => {
    const reachable = contacts.filter((row) => row.values['donotphone'] !== true).map(readNumber);
    expect(new Set(reachable.filter(Boolean)).size).toBeGreaterThanOrEqual(300);
  });

  it('reaches at least 250 people through resolved cases and 150 through active ones', () => {
    const byId = new Map(contacts.map((row) => [row.id, row]));
    const numbersIn = (state: number): Set<string> => {
      const found = new Set<string>();
      for (const { values } of cases) {
        const person = byId.get((values['customerid'] as RowReference).id);
        if (values['statecode'] !== state || !person || person.values['donotphone'] === true) continue;
        const number = readNumber(person);
        if (number !== undefined) found.add(number);
      }
      return found;
    };
    expect(numbersIn(1).size).toBeGreaterThanOrEqual(250);
    expect(numbersIn(0).size).toBeGreaterThanOrEqual(150);
  });

  it.each([
    ['with an emoji', /\p{Extended_Pictographic}/u, 20],
    ['that looks like markup', /<\w+>/, 2],
    ['with quotation marks', /"/, 3],
    ['with an apostrophe', /'/, 2],
    ['with braces', /\{\w+/, 2],
    ['written from right to left', /\p{Script=Arabic}/u, 30],
    ['in Japanese', /\p{Script=Han}/u, 5],
  ])('has case titles %s', (_kind, pattern, least) => {
    expect(cases.filter((row) => pattern.test(text(row, 'title'))).length).toBeGreaterThanOrEqual(least);
  });

  it('has titles no longer than the column takes', () => {
    expect(cases.filter((row) => text(row, 'title').length > 200)).toEqual([]);
    expect(cases.filter((row) => text(row, 'title') === '')).toEqual([]);
  });

  it('has cases of companies with and without a primary contact, and companies with a number of their own', () => {
    const companyCases = cases.filter((row) => (row.values['customerid'] as RowReference).table === 'account');
    const byId = new Map(accounts.map((row) => [row.id, row]));
    const withContact = companyCases.filter(
      (row) => byId.get((row.values['customerid'] as RowReference).id)?.values['primarycontactid'],
    );
    expect(withContact.length).toBeGreaterThanOrEqual(20);
    expect(companyCases.length - withContact.length).toBeGreaterThanOrEqual(10);
    expect(accounts.filter((row) => row.values['telephone1'] !== undefined).length).toBeGreaterThanOrEqual(10);
    expect(
      accounts.filter((row) => !row.values['telephone1'] && !row.values['primarycontactid']).length,
    ).toBeGreaterThanOrEqual(5);
  });

  it('brings one active configuration with a template in English and Indonesian', () => {
    const [template] = of('msdyn_ocsystemmessage');
    const [localized] = of('msdyn_oclocalizationdata');
    const [configuration] = of('msdyn_ocoutboundconfiguration');
    expect(configuration?.values['msdyn_messagetemplate']).toEqual({
      table: 'msdyn_ocsystemmessage',
      id: template?.id,
    });
    expect(localized?.values['msdyn_systemmessageid']).toEqual({ table: 'msdyn_ocsystemmessage', id: template?.id });
    expect(localized?.values['msdyn_languagecode']).toBe(1057);
  });
});
