import { REQUEST_TEXT_CAP, separateOverSize } from '../../../../outbound/contactList/sizeCap';
import { serializeContactList } from '../../../../outbound/contactList/wire';
import { contactListItem, slugs } from '../../../builders/recipients';

const configurationId = '0c000000-0000-4000-8000-000000000001';
const itemOf = (length: number) => contactListItem({ slugs: slugs({ CaseName: 'a'.repeat(length) }) });
const room = REQUEST_TEXT_CAP - serializeContactList([itemOf(0)], configurationId).length;

describe('separateOverSize', () => {
  it('keeps an item whose request is one character under the cap, and excludes one that reaches it', () => {
    const [under, reaching] = [itemOf(room - 1), itemOf(room)];
    const { items, excluded } = separateOverSize([reaching, under], configurationId);
    expect(items).toEqual([under]);
    expect(serializeContactList(items, configurationId)).toHaveLength(131_071);
    expect(excluded).toEqual([{ item: reaching, position: 0, reason: 'over-size-cap', length: 131_070 }]);
  });

  it('counts characters as they are written: a quotation mark takes two', () => {
    const quotes = contactListItem({ slugs: slugs({ CaseName: '"'.repeat(room / 2 + 1) }) });
    expect(separateOverSize([quotes], configurationId).excluded).toHaveLength(1);
  });
});
