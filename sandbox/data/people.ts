/**
 * Room sandbox/data. The sample contacts and accounts. How many of them carry which trouble (no number, a malformed one,
 * a shared one, an opt-out, one name only) is fixed, so that tests and demonstrations can count on it.
 */
import type { Row } from '../dataverse/contracts';
import { COUNTRIES, type Country } from './countries';
import { writeNumber, type NumberStyle } from './phoneNumbers';
import type { SeededRandom } from './random';
import { hoursBefore, reference, sampleId, type SampleRow } from './sampleRow';

/** How many contacts write their number in which way; the others are in E.164. */
const STYLES: Readonly<Record<Exclude<NumberStyle, 'e164'>, number>> = {
  missing: 24,
  malformed: 27,
  national: 36,
  doubleZero: 14,
  spaced: 40,
  fullWidth: 10,
};

const OPTED_OUT = 38;
/** Contacts that give the number of the person before them: families and shared phones. */
const SHARED_NUMBER = 24;
/** Contacts without a preferred language, and ones whose language is not their country's. */
const NO_LANGUAGE = 40;
const OTHER_LANGUAGE = 25;
const ENGLISH = 1033;

const HOURS_OF_HISTORY = 24 * 700;

/** One sample person, before becoming a row. */
export interface Person {
  readonly key: number;
  readonly country: Country;
  /** Which number of the country is theirs. */
  readonly numberIndex: number;
  readonly fullName: string;
}

export interface People {
  readonly rows: readonly SampleRow[];
  readonly people: readonly Person[];
  readonly accounts: readonly SampleAccount[];
}

/** What the cases need to know of an account. */
export interface SampleAccount {
  readonly key: number;
  readonly country: Country;
  readonly name: string;
  /** Key of its primary contact. */
  readonly primaryContact?: number;
}

/** Contacts first, then accounts. */
export function samplePeople(random: SeededRandom, now: Date): People {
  const people = COUNTRIES.flatMap((country) =>
    Array.from({ length: country.contacts }, (_, index) => ({ country, index })),
  );
  const order = random.shuffle(people.map((_, position) => position));
  const styles = assignStyles(order);
  const optedOut = new Set(random.shuffle(order).slice(0, OPTED_OUT));
  // Only people who can be reached share: a shared wrong number shows nothing.
  const sharing = new Set(
    order
      .filter((position) => position > 0 && !styles.has(position) && !styles.has(position - 1))
      .slice(0, SHARED_NUMBER),
  );
  const noLanguage = new Set(random.shuffle(order).slice(0, NO_LANGUAGE));
  const otherLanguage = new Set(random.shuffle(order).slice(0, OTHER_LANGUAGE));

  const persons: Person[] = [];
  const rows: SampleRow[] = [];
  for (const [position, { country, index }] of people.entries()) {
    const before = persons[position - 1];
    const shares = sharing.has(position) && before?.country === country;
    const name = nameOf(random, country, index);
    const person = {
      key: position + 1,
      country,
      numberIndex: shares && before ? before.numberIndex : index + 1,
      fullName: [name.firstname, name.lastname].filter(Boolean).join(' '),
    };
    persons.push(person);
    rows.push(
      contactRow(person, {
        ...name,
        mobilephone: writeNumber(
          country,
          person.numberIndex,
          styles.get(position) ?? (shares && index % 2 === 0 ? 'spaced' : 'e164'),
        ),
        donotphone: optedOut.has(position),
        mspp_userpreferredlcid: noLanguage.has(position)
          ? undefined
          : otherLanguage.has(position)
            ? ENGLISH
            : country.lcid,
        address1_city: random.pick(country.cities),
        overriddencreatedon: hoursBefore(now, random.below(HOURS_OF_HISTORY)),
      }),
    );
  }
  const accounts = sampleAccounts(random, persons, now);
  return { people: persons, accounts: accounts.accounts, rows: [...rows, ...accounts.rows] };
}

function assignStyles(order: readonly number[]): Map<number, NumberStyle> {
  const styles = new Map<number, NumberStyle>();
  let next = 0;
  for (const [style, count] of Object.entries(STYLES)) {
    for (const position of order.slice(next, next + count)) styles.set(position, style as NumberStyle);
    next += count;
  }
  return styles;
}

interface Name {
  readonly firstname?: string;
  readonly lastname: string;
}

/** Every fifth person of a country that knows single names has one; it stands in the last name, which is required. */
function nameOf(random: SeededRandom, country: Country, index: number): Name {
  if (country.singleNames.length > 0 && index % 5 === 4) return { lastname: random.pick(country.singleNames) };
  return { firstname: random.pick(country.firstNames), lastname: random.pick(country.lastNames) };
}

function contactRow(person: Person, values: Row): SampleRow {
  return {
    table: 'contact',
    id: sampleId('contact', person.key),
    values: { ...values, emailaddress1: `customer${person.key}@example.com`, address1_country: person.country.name },
  };
}

/** How an account can be reached. */
const ACCOUNT_KINDS = [
  { primaryContact: true, number: false },
  { primaryContact: true, number: true },
  { primaryContact: false, number: true },
  { primaryContact: false, number: false },
  { primaryContact: true, number: false },
] as const;

function sampleAccounts(random: SeededRandom, people: readonly Person[], now: Date) {
  const accounts: SampleAccount[] = [];
  const rows: SampleRow[] = [];
  for (const { country, name, index } of COUNTRIES.flatMap((country) =>
    country.companies.map((name, index) => ({ country, name, index })),
  )) {
    const key = accounts.length + 1;
    const kind = ACCOUNT_KINDS[key % ACCOUNT_KINDS.length] ?? ACCOUNT_KINDS[0];
    const compatriots = people.filter((person) => person.country === country);
    const primaryContact = kind.primaryContact ? random.pick(compatriots).key : undefined;
    accounts.push({ key, country, name, primaryContact });
    rows.push({
      table: 'account',
      id: sampleId('account', key),
      values: {
        name,
        accountnumber: `ACC-${String(key).padStart(4, '0')}`,
        telephone1: kind.number
          ? // After the numbers of the country's people.
            writeNumber(country, country.contacts + 1 + index, key % 4 === 0 ? 'national' : 'e164')
          : undefined,
        primarycontactid: primaryContact === undefined ? undefined : reference('contact', primaryContact),
        address1_city: random.pick(country.cities),
        address1_country: country.name,
        overriddencreatedon: hoursBefore(now, random.below(HOURS_OF_HISTORY)),
      },
    });
  }
  return { accounts, rows };
}
