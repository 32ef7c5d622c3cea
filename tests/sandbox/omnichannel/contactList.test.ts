/** Room tests. Reading the ContactList of a call. */
import { readContactList } from '../../../sandbox/omnichannel/service/contactList';

const item = { tocontactid: '+6281200000001', optin: true };
const read = (value: unknown) => readContactList(value, 'ContactList');

/** Status, code and text of the fault; fails when there is none. */
function faultOf(work: () => unknown): { status: number; code: string; message: string } {
  try {
    work();
  } catch (error) {
    return error as { status: number; code: string; message: string };
  }
  throw new Error('Nothing was thrown.');
}

describe('readContactList', () => {
  it('reads JSON text', () => {
    const [contact] = read(
      JSON.stringify([
        {
          tocontactid: '+6281200000001',
          optin: false,
          locale: '1057',
          contextitems: { CaseName: 'Refund', Count: 3, Gone: null },
          sendastemplate: true,
          templateparameters: { 1: 'a' },
        },
      ]),
    );
    expect(contact).toEqual({
      number: '+6281200000001',
      optIn: false,
      locale: '1057',
      contextItems: new Map([
        ['CaseName', 'Refund'],
        ['Count', '3'],
      ]),
      sendAsTemplate: true,
      templateParameters: new Map([['1', 'a']]),
    });
  });

  it('reads a collection of objects, and one of JSON texts', () => {
    expect(read([item])).toEqual(read([JSON.stringify(item)]));
    expect(read([item])).toHaveLength(1);
  });

  it('takes an empty list', () => {
    expect(read('[]')).toEqual([]);
  });

  it.each([null, '', '  '])('takes the locale %j for none', (locale) => {
    expect(read([{ ...item, locale }])[0]?.locale).toBeUndefined();
  });

  it('takes 100 contacts and refuses 101', () => {
    expect(read(Array.from({ length: 100 }, () => item))).toHaveLength(100);
    const fault = faultOf(() => read(Array.from({ length: 101 }, () => item)));
    expect(fault.status).toBe(400);
    expect(fault.message).toContain('101');
  });

  it.each([
    ['bad JSON', '[{"tocontactid"'],
    ['an object', '{"tocontactid":"+6281200000001"}'],
    ['a text', '"hello"'],
    ['nothing', undefined],
    ['null', null],
    ['an item that is no object', [17]],
    ['an item without tocontactid', [{ optin: true }]],
    ['a blank tocontactid', [{ ...item, tocontactid: '  ' }]],
    ['a tocontactid that is a number', [{ ...item, tocontactid: 6281200000001 }]],
    ['an item without optin', [{ tocontactid: '+6281200000001' }]],
    ['an optin that is text', [{ ...item, optin: 'true' }]],
    ['context items that are a list', [{ ...item, contextitems: ['x'] }]],
    ['a context item that is an object', [{ ...item, contextitems: { a: {} } }]],
    ['a sendastemplate that is text', [{ ...item, sendastemplate: 'yes' }]],
  ])('refuses %s with 400 and a code', (_what, value) => {
    expect(faultOf(() => read(value))).toMatchObject({ status: 400, code: '0x80040203' });
  });

  it('says which item is wrong, without repeating its number or texts', () => {
    const { message } = faultOf(() => read([item, { tocontactid: '+6281299999999', optin: 'maybe' }]));
    expect(message).toContain('ContactList[1].optin');
    expect(message).not.toMatch(/6281299999999|maybe/);
  });
});
