import type { WebApiClient } from './client';
import { ALL_ANNOTATIONS, errorCode, uniqueName } from './client';

const MISSING = '00000000-0000-4000-8000-000000000001';
const LONGER = 'x'.repeat(161);

/** Errors: Microsoft Learn, "Compose HTTP requests and handle errors", and codes that clients in use rely on. */
export function describeErrors(client: () => WebApiClient): void {
  describe('errors', () => {
    let accountId: string;

    beforeAll(async () => {
      accountId = await client().create('accounts', { name: uniqueName('Errors') });
    });

    it.each<[string, string, string, unknown, number, string, string]>([
      [
        'a row that is not there',
        'GET',
        `accounts(${MISSING})`,
        undefined,
        404,
        '0x80040217',
        `With Id = ${MISSING} Does Not Exist`,
      ],
      ['a delete of a row that is not there', 'DELETE', `accounts(${MISSING})`, undefined, 404, '0x80040217', MISSING],
      [
        'an unknown column in $select',
        'GET',
        'accounts?$select=nosuch',
        undefined,
        400,
        '0x80060888',
        "Could not find a property named 'nosuch' on type 'Microsoft.Dynamics.CRM.account'",
      ],
      [
        'an unknown segment',
        'GET',
        'nosuchset',
        undefined,
        404,
        '0x8006088a',
        "Resource not found for the segment 'nosuchset'",
      ],
      [
        'an unknown property',
        'POST',
        'accounts',
        { nosuch: 1 },
        400,
        '0x80048d19',
        "Invalid property 'nosuch' was found in entity 'Microsoft.Dynamics.CRM.account'",
      ],
      [
        'a wrong type',
        'POST',
        'accounts',
        { name: 1 },
        400,
        '0x80048d19',
        "Error identified in Payload provided by the user for Entity :'account",
      ],
      ['a text that is too long', 'POST', 'accounts', { name: LONGER }, 400, '0x80044331', 'name'],
      [
        'a whole number out of range',
        'POST',
        'accounts',
        { name: 'x', numberofemployees: -1 },
        400,
        '0x8004432f',
        'numberofemployees',
      ],
      ['money out of range', 'POST', 'accounts', { name: 'x', revenue: -1 }, 400, '0x80044330', 'revenue'],
      [
        'a choice that does not exist',
        'POST',
        'accounts',
        { name: 'x', industrycode: 4711 },
        400,
        '0x8004431a',
        'industrycode',
      ],
      [
        'a status of another state',
        'POST',
        'accounts',
        { name: 'x', statecode: 0, statuscode: 2 },
        400,
        '0x80048408',
        '2',
      ],
      ['a change of a whole set', 'PATCH', 'accounts', { name: 'x' }, 405, '0x80040227', ''],
      ['a delete of a whole set', 'DELETE', 'accounts', undefined, 405, '0x80040227', ''],
    ])('%s has its own code', async (_what, method, path, body, status, code, named) => {
      const answer = await client().send(method, path, body);
      expect([answer.status, errorCode(answer)]).toEqual([status, code]);
      expect(String((answer.body.error as { message: unknown }).message)).toContain(named);
    });

    it('a second row with the same id has its own code', async () => {
      const answer = await client().send('POST', 'accounts', { accountid: accountId, name: 'again' });
      expect([answer.status, errorCode(answer)]).toEqual([412, '0x80040237']);
    });

    it('another version of the row has its own code', async () => {
      const answer = await client().send('PATCH', `accounts(${accountId})`, { fax: '1' }, { 'if-match': 'W/"1"' });
      expect([answer.status, errorCode(answer)]).toEqual([412, '0x80060882']);
    });

    it('a navigation property in the wrong case is an undeclared property', async () => {
      const answer = await client().send('PATCH', `accounts(${accountId})`, {
        'PrimaryContactId@odata.bind': `/contacts(${MISSING})`,
      });
      expect([answer.status, errorCode(answer)]).toEqual([400, '0x80048d19']);
      expect(answer.text).toContain('undeclared property');
    });

    it('have a body with code and message, and more only with all annotations', async () => {
      const plain = await client().get('accounts?$select=nosuch');
      expect(Object.keys(plain.body.error as object)).toEqual(['code', 'message']);
      const full = await client().get('accounts?$select=nosuch', ALL_ANNOTATIONS);
      expect(Object.keys(full.body.error as object)).toEqual(
        expect.arrayContaining([
          '@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus',
          '@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode',
          '@Microsoft.PowerApps.CDS.HelpLink',
          '@Microsoft.PowerApps.CDS.InnerError.Message',
        ]),
      );
      expect(full.headers.get('odata-version')).toBe('4.0');
    });
  });
}
