/**
 * Room sandbox/omnichannel. Knows who has which phone number: contacts and accounts by the digits of their phone columns.
 * Differs from the platform: numbers are compared by their last digits, so that `0812-…` and `+62 812…` are one phone.
 */
import type { EmbeddedDataverse, RowReference, StoredRow } from '../dataverse/contracts';
import { referenceOf, textOf } from './rowValues';

export interface Customer extends RowReference {
  readonly name: string;
}

interface Entry {
  readonly customer: Customer;
  /** Digits with the country code, if the number was written with one. */
  readonly international?: string;
}

/** Long enough to tell people apart, short enough to leave out country code and trunk zero. */
const COMPARED_DIGITS = 8;

const SOURCES = [
  { table: 'contact', name: 'fullname', numbers: ['mobilephone', 'telephone1'] },
  { table: 'account', name: 'name', numbers: ['telephone1'] },
] as const;

/** `+62 812-34` and `0062 812 34` give `6281234`; a national number gives `undefined`. */
function internationalDigits(written: string): string | undefined {
  const text = written.normalize('NFKC').trim();
  const digits = text.replace(/\D/g, '');
  if (text.startsWith('+')) return digits;
  return digits.startsWith('00') ? digits.slice(2) : undefined;
}

function comparedDigits(written: string): string | undefined {
  const digits = written.normalize('NFKC').replace(/\D/g, '');
  return digits.length < COMPARED_DIGITS ? undefined : digits.slice(-COMPARED_DIGITS);
}

export class CustomerDirectory {
  private entries: Map<string, Entry[]> | undefined;

  constructor(private readonly dataverse: EmbeddedDataverse) {
    dataverse.onRestore(() => (this.entries = undefined));
    for (const { table } of SOURCES) {
      for (const message of ['Create', 'Update', 'Delete'] as const) {
        dataverse.registerTableEvent({ table, message, stage: 'after', handle: () => (this.entries = undefined) });
      }
    }
  }

  /**
   * The customer behind a number: of those who have it, one the regarding row belongs to, else the first by age.
   * `undefined` when nobody has it.
   */
  find(number: string, regarding?: RowReference): Customer | undefined {
    const key = comparedDigits(number);
    const sharing = key === undefined ? [] : (this.index().get(key) ?? []);
    const digits = internationalDigits(number);
    const candidates = sharing.filter(({ international }) => international === undefined || international === digits);
    const near = regarding ? this.customersOf(regarding) : [];
    const chosen =
      candidates.find(({ customer }) => near.includes(customer.id)) ??
      candidates.find(({ international }) => international === digits) ??
      candidates[0];
    return chosen?.customer;
  }

  /** Ids of the row itself, its customer, its contact, and the primary contact of its account. */
  private customersOf(regarding: RowReference): string[] {
    const row = this.dataverse.rows.find(regarding.table, regarding.id);
    if (!row) return [];
    const customer = referenceOf(row.values, 'customerid');
    const account =
      regarding.table === 'account' ? row : customer?.table === 'account' ? this.account(customer) : undefined;
    return [
      regarding,
      referenceOf(row.values, 'primarycontactid'),
      customer,
      account && referenceOf(account.values, 'primarycontactid'),
    ].flatMap((reference) => (reference ? [reference.id] : []));
  }

  private account(reference: RowReference): StoredRow | undefined {
    return this.dataverse.rows.find('account', reference.id);
  }

  private index(): Map<string, Entry[]> {
    if (this.entries) return this.entries;
    const entries = new Map<string, Entry[]>();
    for (const { table, name, numbers } of SOURCES) {
      for (const row of this.dataverse.rows.findWhere(table, {})) {
        for (const column of numbers) {
          const written = textOf(row.values, column);
          const key = written === undefined ? undefined : comparedDigits(written);
          if (written === undefined || key === undefined) continue;
          const customer = { table, id: row.id, name: textOf(row.values, name) ?? written };
          entries.set(key, [...(entries.get(key) ?? []), { customer, international: internationalDigits(written) }]);
        }
      }
    }
    this.entries = entries;
    return entries;
  }
}
