import fc from 'fast-check';
import type { ContactListItem } from '../../../../outbound/contactList/contactListItem';
import {
  isOverSizeCap,
  postedLength,
  REQUEST_RESERVE,
  REQUEST_TEXT_CAP,
  RequestRoom,
} from '../../../../outbound/contactList/sizeCap';
import { contactWriter } from '../../../../outbound/contactList/wire';
import { toInvokeBody } from '../../../../outbound/invoke/invokeBody';
import { INFERRED_SIGNATURE, type ActionSignature } from '../../../../outbound/invoke/signature';
import { planBatches } from '../../../../outbound/sends/planBatches';
import { contactListItem, slugs } from '../../../builders/recipients';
import { mobileNumber } from '../../../builders/rows';
import { anyItem } from './anyItem';

const configurationId = '0c000000-0000-4000-8000-000000000001';
const write = contactWriter(configurationId);
const contactOf = (value: string) => write(contactListItem({ slugs: slugs({ CaseName: value }) }));
const collectionOf = (type: string): ActionSignature => ({
  ...INFERRED_SIGNATURE,
  contactListEncoding: 'collection',
  contactListType: `Collection(${type})`,
});
/** Every way in which the list can be posted. */
const SIGNATURES: readonly ActionSignature[] = [
  INFERRED_SIGNATURE,
  { ...INFERRED_SIGNATURE, settingsParameter: 'P'.repeat(128), contactListParameter: 'L'.repeat(128) },
  collectionOf('mscrm.expando'),
  collectionOf('mscrm.crmbaseentity'),
  collectionOf('mscrm.other'),
  collectionOf('Edm.String'),
];

const bodyLength = (signature: ActionSignature, contactList: string): number =>
  JSON.stringify(toInvokeBody(signature, configurationId, contactList)).length;

/** Items of every content, some of them so large that few fit into a request: plain, or with much to escape. */
const sizedItems = fc
  .array(
    fc.tuple(
      fc.oneof(anyItem, fc.constant(contactListItem())),
      fc.oneof({ weight: 4, arbitrary: fc.nat(500) }, fc.nat(8000), fc.integer({ min: 15_000, max: 70_000 })),
      fc.constantFrom('a', '"', '\\', '\u0001', '\ud800', '\u2028', 'é', '😀'),
    ),
    { minLength: 1, maxLength: 120 },
  )
  .map((parts) =>
    parts.map(([item, length, unit], index): ContactListItem => ({
      ...item,
      recipientNumber: mobileNumber(index),
      slugs: new Map([...item.slugs, ...slugs({ 'A slug of its own': unit.repeat(length) })]),
    })),
  );

describe('the size cap', () => {
  it('keeps a request under the cap: one that would reach it takes no further contact', () => {
    const first = 'x'.repeat(70_000);
    const left = REQUEST_TEXT_CAP - REQUEST_RESERVE - postedLength(first);
    const second = 'x'.repeat(left - postedLength(''));
    expect(postedLength(second)).toBe(left);
    const room = new RequestRoom();
    room.add(first);
    expect([room.takes(second), room.takes(second.slice(1))]).toEqual([false, true]);
  });

  it('holds for the body that is posted, however the action takes the list', () => {
    fc.assert(
      fc.property(sizedItems, (items) => {
        let planned = 0;
        let excluded = 0;
        const onExcluded = () => (excluded += 1);
        for (const { contactList, contactCount } of planBatches(items, {
          outboundConfigurationId: configurationId,
          onExcluded,
        })) {
          planned += contactCount;
          for (const signature of SIGNATURES) {
            expect(bodyLength(signature, contactList)).toBeLessThan(REQUEST_TEXT_CAP);
          }
        }
        expect(planned + excluded).toBe(items.length);
      }),
      { numRuns: 40 },
    );
  });

  it('holds for open types too, whose names take more than there is to escape', () => {
    const items = Array.from({ length: 300 }, (_, index) =>
      contactListItem({ recipientNumber: mobileNumber(index), slugs: slugs({ CaseName: 'a'.repeat(1200) }) }),
    );
    for (const { contactList } of planBatches(items, { outboundConfigurationId: configurationId })) {
      expect(bodyLength(collectionOf('mscrm.expando'), contactList)).toBeLessThan(REQUEST_TEXT_CAP);
    }
  });

  it('counts a quotation mark in a value as the four characters it takes in the body', () => {
    const more = (value: string) => postedLength(contactOf(value)) - postedLength(contactOf(''));
    expect(more('"'.repeat(1000)) - more('a'.repeat(1000))).toBeGreaterThan(2900 - 141);
    const body = bodyLength(INFERRED_SIGNATURE, `[${contactOf('"'.repeat(1000))}]`);
    expect(body - bodyLength(INFERRED_SIGNATURE, `[${contactOf('')}]`)).toBe(4000);
  });

  it('lets a contact pass that is one character under it, and none that reaches it', () => {
    const room = REQUEST_TEXT_CAP - REQUEST_RESERVE - postedLength(contactOf(''));
    expect(isOverSizeCap(contactOf('a'.repeat(room - 1)))).toBe(false);
    expect(isOverSizeCap(contactOf('a'.repeat(room)))).toBe(true);
  });
});

describe('RequestRoom', () => {
  it('gives the answer of counting every contact, though it counts few', () => {
    const anyContact = fc
      .tuple(fc.constantFrom('a', '"', '\\'), fc.oneof(fc.nat(300), fc.nat(60_000)))
      .map(([unit, length]) => contactOf(unit.repeat(length)));
    fc.assert(
      fc.property(fc.array(anyContact, { maxLength: 60 }), (contacts) => {
        const room = new RequestRoom();
        let length = REQUEST_RESERVE;
        for (const contact of contacts) {
          const takes = length + postedLength(contact) < REQUEST_TEXT_CAP;
          expect(room.takes(contact)).toBe(takes);
          if (!takes) continue;
          room.add(contact);
          length += postedLength(contact);
        }
      }),
      { numRuns: 60 },
    );
  });
});
