import fc from 'fast-check';
import { parseContactList } from '../../../../outbound/contactList/parseContactList';
import { serializeContactList } from '../../../../outbound/contactList/wire';
import { codeOf, messageOf } from '../../../builders/errors';
import { anyItem } from './anyItem';

const configurationId = '0c000000-0000-4000-8000-000000000001';
const contact = (facts: object = {}, contextitems: object = {}) =>
  JSON.stringify([{ tocontactid: '+6281234567890', optin: true, contextitems, ...facts }]);

describe('parseContactList', () => {
  it('reads back what was written, whatever the items are', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 8 }), (items) => {
        const parsed = parseContactList(serializeContactList(items, configurationId));
        expect(parsed.items).toEqual(items);
        expect(parsed.outboundConfigurationIds).toEqual(items.map(() => configurationId));
        const again = parseContactList(serializeContactList(parsed.items, configurationId));
        expect(again).toEqual(parsed);
      }),
    );
  });

  it('reads a contact without context items', () => {
    const parsed = parseContactList('[{"tocontactid":"+6281234567890","optin":false}]');
    expect(parsed.items).toEqual([{ recipientNumber: '+6281234567890', optIn: false, slugs: new Map() }]);
    expect(parsed.outboundConfigurationIds).toStrictEqual([undefined]);
  });

  it('takes sendastemplate for a text with slugs when it is false, but with no parameters then', () => {
    const [item] = parseContactList(contact({ sendastemplate: false }, { CaseName: 'x' })).items;
    expect(item?.contentTemplate).toBeUndefined();
    const withParameters = contact({ sendastemplate: false, templateparameters: {} });
    expect(codeOf(() => parseContactList(withParameters))).toBe('contact-list-invalid');
  });

  it.each([
    ['a text that is no JSON', '[', ''],
    ['an object', '{}', ''],
    ['a contact that is a text', '["a"]', '[0]'],
    ['a number that is none', contact({ tocontactid: 62 }), '[0].tocontactid'],
    ['a consent as text', contact({ optin: 'true' }), '[0].optin'],
    ['a locale as number', contact({ locale: 1057 }), '[0].locale'],
    ['an unknown channel', contact({ channelid: 'Fax' }), '[0].channelid'],
    ['context items in an array', contact({ contextitems: [] }), '[0].contextitems'],
    ['a slug’s value as number', contact({}, { CaseName: 1 }), '[0].contextitems["CaseName"]'],
    ['half a regarding', contact({}, { regardingobjectid: 'x' }), '[0].contextitems.entityrelationshipname'],
    ['the other half', contact({}, { entityrelationshipname: 'x' }), '[0].contextitems.regardingobjectid'],
    ['parameters without their flag', contact({ templateparameters: {} }), '[0].sendastemplate'],
    ['a flag without parameters', contact({ sendastemplate: true }), '[0].templateparameters'],
    [
      'a parameter called by a name',
      contact({ sendastemplate: true, templateparameters: { one: 'a' } }),
      '[0].templateparameters["one"]',
    ],
  ])('refuses %s and names the place', (_what, text, path) => {
    expect(() => parseContactList(text)).toThrow(expect.objectContaining({ code: 'contact-list-invalid', path }));
  });

  it.each(['RegardingObjectId', 'EntityRelationshipName', 'CONSTRUCTOR', 'prototype'])(
    'refuses a context item called %s',
    (name) => {
      expect(codeOf(() => parseContactList(contact({}, { [name]: 'x' })))).toBe('slug-reserved');
    },
  );

  it('refuses two context items that differ only in case, as it would refuse to write them', () => {
    expect(codeOf(() => parseContactList(contact({}, { CaseName: 'a', casename: 'b' })))).toBe('slug-repeated');
  });

  it('keeps its sentence short and on one line, whatever a context item is called', () => {
    const name = `Case\u202e\n${'a'.repeat(1_000_000)}`;
    const message = messageOf(() => parseContactList(contact({}, { [name]: 1 })));
    expect(message?.length).toBeLessThan(250);
    expect(message).not.toMatch(/[\n\u202e]/);
  });

  it('refuses __proto__ as it stands in a text, and changes no prototype', () => {
    const text = '[{"tocontactid":"+62","optin":true,"contextitems":{"__proto__":{"polluted":"yes"}}}]';
    expect(codeOf(() => parseContactList(text))).toBe('slug-reserved');
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});
