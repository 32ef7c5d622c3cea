import fc from 'fast-check';
import { isReservedSlug } from '../../../../outbound/contactList/reservedNames';
import { contactWriter, serializeContactList, toWire } from '../../../../outbound/contactList/wire';
import type { EntityRelationshipName } from '../../../../outbound/contactList/regardingRelationship';
import { slugName } from '../../../../outbound/templates/slugName';
import { codeOf, messageOf } from '../../../builders/errors';
import { contactListItem, slugs } from '../../../builders/recipients';
import { anyItem } from './anyItem';

const configurationId = '0c000000-0000-4000-8000-000000000001';
const regarding = {
  id: '10000000-0000-4000-8000-000000000001',
  entityRelationshipName: 'incident_msdyn_ocoutboundmessages' as EntityRelationshipName,
};
const reserved = [
  'regardingobjectid',
  'entityrelationshipname',
  'msdyn_ocoutboundconfigurationid',
  '__proto__',
  'constructor',
  'prototype',
];

describe('toWire', () => {
  it('writes an SMS item as the article does', () => {
    const item = contactListItem({
      recipientNumber: '+6281234567890',
      locale: '1057',
      regarding,
      slugs: slugs({ CustomerName: 'Siti', CaseName: 'Parcel lost' }),
    });
    expect(JSON.parse(JSON.stringify(toWire(item, configurationId)))).toEqual({
      tocontactid: '+6281234567890',
      optin: true,
      locale: '1057',
      contextitems: {
        msdyn_ocoutboundconfigurationid: configurationId,
        regardingobjectid: regarding.id,
        entityrelationshipname: 'incident_msdyn_ocoutboundmessages',
        CustomerName: 'Siti',
        CaseName: 'Parcel lost',
      },
    });
  });

  it('writes a WhatsApp content template with its parameters beside the context items', () => {
    const contentTemplate = {
      parameters: new Map([
        [1, 'Siti'],
        [2, 'Parcel lost'],
      ]),
    };
    expect(toWire(contactListItem({ slugs: new Map(), contentTemplate }), configurationId)).toMatchObject({
      contextitems: { msdyn_ocoutboundconfigurationid: configurationId },
      sendastemplate: true,
      templateparameters: { '1': 'Siti', '2': 'Parcel lost' },
    });
  });

  it('writes the older channelid only for an item that has one', () => {
    expect(toWire(contactListItem({ channelId: 'SMS' }), configurationId)).toMatchObject({ channelid: 'SMS' });
    expect(toWire(contactListItem(), configurationId)).not.toHaveProperty('channelid');
  });

  it('leaves out what an item does not have', () => {
    expect(Object.keys(toWire(contactListItem(), configurationId))).toEqual(['tocontactid', 'optin', 'contextitems']);
    expect(toWire(contactListItem(), configurationId).contextitems).not.toHaveProperty('regardingobjectid');
  });

  it.each(reserved.flatMap((name) => [name, name.toUpperCase(), ` ${name}`, name.replace('o', 'O')]))(
    'refuses a slug called %s',
    (name) => {
      const item = contactListItem({ slugs: new Map([[slugName(name), 'x']]) });
      expect(codeOf(() => toWire(item, configurationId))).toBe('slug-reserved');
    },
  );

  it('keeps its sentences short and on one line, whatever a slug is called', () => {
    const padding = ' \n'.repeat(500_000);
    const longName = `Case\u202e${'a'.repeat(1_000_000)}`;
    for (const names of [[`${padding}constructor`], [longName, longName.toUpperCase()]]) {
      const item = { recipientNumber: '+62', optIn: true, slugs: new Map(names.map((name) => [slugName(name), 'x'])) };
      const message = messageOf(() => toWire(item, configurationId));
      expect(message?.length).toBeLessThan(250);
      expect(message).not.toMatch(/[\n\u202e]/);
    }
  });

  it('refuses two slugs that differ only in case', () => {
    const item = contactListItem({ slugs: slugs({ CaseName: 'a', casename: 'b' }) });
    expect(codeOf(() => toWire(item, configurationId))).toBe('slug-repeated');
  });

  it('keeps names of an object’s own prototype as values, and changes no prototype', () => {
    const item = contactListItem({ slugs: slugs({ hasOwnProperty: 'a', toString: 'b' }) });
    const { contextitems } = JSON.parse(JSON.stringify(toWire(item, configurationId)));
    expect(contextitems).toMatchObject({ hasOwnProperty: 'a', toString: 'b' });
    expect(Object.getPrototypeOf(contextitems)).toBe(Object.prototype);
  });

  it('keeps the platform’s keys and every slug through the text, whatever the slugs are', () => {
    const names = fc.uniqueArray(
      fc.string().filter((name) => !isReservedSlug(name)),
      { selector: (name) => name.toLowerCase() },
    );
    fc.assert(
      fc.property(names, fc.string({ unit: 'binary' }), (list, value) => {
        const item = contactListItem({ regarding, slugs: new Map(list.map((name) => [slugName(name), value])) });
        const [contact] = JSON.parse(serializeContactList([item], configurationId));
        expect(contact.contextitems.msdyn_ocoutboundconfigurationid).toBe(configurationId);
        expect(contact.contextitems.regardingobjectid).toBe(regarding.id);
        expect(contact.contextitems.entityrelationshipname).toBe(regarding.entityRelationshipName);
        for (const name of list) expect(contact.contextitems[name]).toBe(value);
        expect(Object.keys(contact.contextitems)).toHaveLength(list.length + 3);
      }),
    );
  });
});

describe('contactWriter', () => {
  it('writes what toWire says, item after item', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 6 }), (items) => {
        const write = contactWriter(configurationId);
        for (const item of items) {
          expect(JSON.parse(write(item))).toEqual(JSON.parse(JSON.stringify(toWire(item, configurationId))));
        }
      }),
    );
  });

  it('checks the names of every item, also after one with other names of the same number', () => {
    const write = contactWriter(configurationId);
    write(contactListItem({ slugs: slugs({ A: 'x', B: 'y' }) }));
    const reservedItem = contactListItem({ slugs: slugs({ A: 'x', constructor: 'y' }) });
    const repeatedItem = contactListItem({ slugs: slugs({ A: 'x', a: 'y' }) });
    expect(codeOf(() => write(reservedItem))).toBe('slug-reserved');
    expect(codeOf(() => write(reservedItem))).toBe('slug-reserved');
    expect(codeOf(() => write(repeatedItem))).toBe('slug-repeated');
  });
});
