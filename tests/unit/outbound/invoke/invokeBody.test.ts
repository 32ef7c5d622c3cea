import { toInvokeBody } from '../../../../outbound/invoke/invokeBody';
import { INFERRED_SIGNATURE, type ActionSignature } from '../../../../outbound/invoke/signature';
import { serializeContactList } from '../../../../outbound/contactList/wire';
import { codeOf } from '../../../builders/errors';
import { contactList } from '../../../builders/recipients';

const id = '0c000000-0000-4000-8000-000000000001';
const text = serializeContactList(contactList(2), id);
const collectionOf = (type: string): ActionSignature => ({
  ...INFERRED_SIGNATURE,
  contactListEncoding: 'collection',
  contactListType: `Collection(${type})`,
});

describe('toInvokeBody', () => {
  it('names the configuration as an entity and the list as JSON text', () => {
    expect(toInvokeBody(INFERRED_SIGNATURE, id, text)).toEqual({
      OutboundSettingsRecord: {
        '@odata.type': 'Microsoft.Dynamics.CRM.msdyn_ocoutboundconfiguration',
        msdyn_ocoutboundconfigurationid: id,
      },
      ContactList: text,
    });
  });

  it('names the configuration by its id where the action takes an id', () => {
    const signature: ActionSignature = { ...INFERRED_SIGNATURE, settingsParameter: 'Id', settingsEncoding: 'id' };
    expect(toInvokeBody(signature, id, text)).toEqual({ Id: id, ContactList: text });
  });

  it('gives open types their type at every level', () => {
    const body = toInvokeBody(collectionOf('mscrm.expando'), id, text);
    expect(body.ContactList).toMatchObject([
      {
        '@odata.type': 'Microsoft.Dynamics.CRM.expando',
        contextitems: { '@odata.type': 'Microsoft.Dynamics.CRM.expando', CustomerName: 'Siti Rahayu' },
      },
      {},
    ]);
  });

  it('gives a collection of texts one text a contact', () => {
    const list = toInvokeBody(collectionOf('Edm.String'), id, text).ContactList as string[];
    expect(list.map((element) => JSON.parse(element))).toEqual(JSON.parse(text));
  });

  it.each(['', '{', '{}', '"text"'])('refuses the stored text %j where a collection is wanted', (stored) => {
    expect(codeOf(() => toInvokeBody(collectionOf('mscrm.expando'), id, stored))).toBe('contact-list-damaged');
  });
});
