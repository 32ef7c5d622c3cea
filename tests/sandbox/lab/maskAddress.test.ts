/** Room tests. What is left of an address: names and ids, and nothing about a person. */
import fc from 'fast-check';
import { maskAddress } from '../../../sandbox/lab/traces/maskAddress';

const ID = '0f3a3f1e-8c1b-4f0e-9b53-2d8a6b1f9c11';
const shown = (address: string): string => {
  const { path, query } = maskAddress(address);
  return query === undefined ? path : `${path}?${query}`;
};

describe('maskAddress', () => {
  it.each([
    [`/api/data/v9.2/contacts(${ID})?$select=fullname`, `/api/data/v9.2/contacts(${ID})?$select=fullname`],
    [`/api/data/v9.2/contacts(emailaddress1='a@b.example')`, `/api/data/v9.2/contacts(emailaddress1='…')`],
    [
      `/api/data/v9.2/contacts?$filter=lastname eq 'O''Neil' and statecode eq 0`,
      `/api/data/v9.2/contacts?$filter=lastname eq '…' and statecode eq …`,
    ],
    [
      `/api/data/v9.2/contacts?$filter=contains(fullname,%27Ng%27)%20and%20address1_line2%20ne%20null`,
      `/api/data/v9.2/contacts?$filter=contains(fullname,'…') and address1_line2 ne null`,
    ],
    [
      `/api/data/v9.2/contacts?$filter=_parentcustomerid_value+eq+${ID}`,
      `/api/data/v9.2/contacts?$filter=_parentcustomerid_value eq ${ID}`,
    ],
    [`/api/data/v9.2/contacts?$filter=fullname eq 'open`, `/api/data/v9.2/contacts?$filter=fullname eq '…'`],
    [`/api/data/v9.2/contacts?fetchXml=<fetch><entity/></fetch>`, `/api/data/v9.2/contacts?fetchXml=…`],
    [`/api/data/v9.2/F(A=@p)?@p='Sari'`, `/api/data/v9.2/F(A=@p)?@p=…`],
    [`/phones/api/handsets/%2B6281234567890`, `/phones/api/handsets/…`],
    [`/phones/api/handsets?search=Sari`, `/phones/api/handsets?search=…`],
    [`/api/data/v9.2/contacts?Sari Dewi`, `/api/data/v9.2/contacts?…`],
    [`/api/data/v9.2/contacts?$filter=%E0%A4%A`, `/api/data/v9.2/contacts?$filter=…`],
    [`/api/data/v9.2/contacts('%E0%A4%A')`, `/api/data/v9.2…`],
  ])('%s gives %s', (address, expected) => {
    expect(shown(address)).toBe(expected);
  });

  it('keeps nothing of a query that was not understood', () => {
    expect(maskAddress('/api/data/v9.2/contacts?$filter=fullname eq Sari Dewi', false)).toEqual({
      path: '/api/data/v9.2/contacts',
      query: '…',
    });
  });

  it('never keeps a phone number, wherever it stands', () => {
    const number = fc.stringMatching(/^[1-9]\d{7,13}$/);
    const place = fc.constantFrom(
      (value: string) => `/phones/api/handsets/${encodeURIComponent(`+${value}`)}`,
      (value: string) => `/phones/api/${value}/replies`,
      (value: string) => `/api/data/v9.2/contacts(mobilephone='+${value}')`,
      (value: string) => `/api/data/v9.2/contacts(mobilephone=${value})`,
      (value: string) => `/api/data/v9.2/contacts?$filter=mobilephone eq '${value}'`,
      (value: string) => `/api/data/v9.2/contacts?$filter=mobilephone%20eq%20${value}`,
      (value: string) => `/api/data/v9.2/contacts?$filter=mobilephone eq '+${value} or telephone1 eq ${value}`,
      (value: string) => `/api/data/v9.2/contacts?$expand=x($filter=a eq '${value}';$top=${value})`,
      (value: string) => `/api/data/v9.2/contacts?$search=${value}&x${value}=1`,
      (value: string) => `/api/data/v9.2/contacts?@p1=%27${value}%27&$filter=a eq @p1`,
      (value: string) => `/x${value}/y-${value}.z`,
    );
    fc.assert(
      fc.property(number, place, (value, toAddress) => {
        expect(shown(toAddress(value))).not.toContain(value);
      }),
      { numRuns: 500 },
    );
  });
});
