/**
 * Room sandbox/data. The sample cases: open, resolved and canceled, of people and of companies, some people with several.
 */
import type { Row, RowReference } from '../dataverse/contracts';
import { AWKWARD_TITLES, titlesOf } from './caseTitles';
import type { People, Person } from './people';
import type { SeededRandom } from './random';
import { hoursBefore, reference, sampleId, type SampleRow } from './sampleRow';

/** States of a case with their usual status. Source: Microsoft Learn, entity reference of incident. */
const ACTIVE_STATUSES = [1, 1, 1, 2, 3, 4] as const;
const RESOLVED_STATUSES = [5, 5, 5, 1000] as const;

const ACTIVE = 330;
const RESOLVED = 440;
const CANCELED = 20;

const HOURS_OF_HISTORY = 24 * 60;

/** Every so many cases has a company as its customer, or an awkward title. */
const COMPANY_EVERY = 7;
const AWKWARD_EVERY = 23;

export const sampleCases = (random: SeededRandom, people: People, now: Date): SampleRow[] => {
  const states = random.shuffle([
    ...Array.from({ length: ACTIVE }, () => 0),
    ...Array.from({ length: RESOLVED }, () => 1),
    ...Array.from({ length: CANCELED }, () => 2),
  ]);
  // Per state, everybody has one case before somebody gets a second: a send to all of a view reaches many people.
  const askers = [0, 1, 2].map(() => random.shuffle(people.people));
  const asked = [0, 0, 0];
  return states.map((state, index) => {
    const key = index + 1;
    const turn = asked[state] ?? 0;
    asked[state] = turn + 1;
    const asker = askers[state]?.[turn % people.people.length] as Person;
    const isCompany = key % COMPANY_EVERY === 0;
    const about = isCompany ? companyCustomer(random, people, key) : personCustomer(asker);
    return {
      table: 'incident',
      id: sampleId('incident', key),
      values: {
        ...about.values,
        title: titleOf(random, about.lcid, key),
        description: key % 3 === 0 ? 'Reported through the customer portal.' : undefined,
        prioritycode: 1 + random.below(3),
        caseorigincode: 1 + random.below(3),
        casetypecode: 1 + random.below(3),
        ...stateOf(random, state),
        overriddencreatedon: hoursBefore(now, 1 + random.below(HOURS_OF_HISTORY)),
      },
    };
  });
};

interface About {
  readonly values: Row & { readonly customerid: RowReference };
  readonly lcid: number;
}

const personCustomer = (person: Person): About => ({
  values: { customerid: reference('contact', person.key) },
  lcid: person.country.lcid,
});

/** Half of the cases of companies name the contact to talk to; for the others it is the company's primary contact, or nobody. */
function companyCustomer(random: SeededRandom, { accounts, people }: People, key: number): About {
  const account = random.pick(accounts);
  const contact = key % 2 === 0 ? people.find((person) => person.key === account.primaryContact) : undefined;
  return {
    values: {
      customerid: reference('account', account.key),
      primarycontactid: contact && reference('contact', contact.key),
    },
    lcid: account.country.lcid,
  };
}

function titleOf(random: SeededRandom, lcid: number, key: number): string {
  if (key % AWKWARD_EVERY === 0) return AWKWARD_TITLES[(key / AWKWARD_EVERY) % AWKWARD_TITLES.length] ?? '';
  return random.pick(titlesOf(lcid));
}

function stateOf(random: SeededRandom, statecode: number): Row {
  if (statecode === 0) return { statecode, statuscode: random.pick(ACTIVE_STATUSES) };
  return { statecode, statuscode: statecode === 1 ? random.pick(RESOLVED_STATUSES) : 6 };
}
