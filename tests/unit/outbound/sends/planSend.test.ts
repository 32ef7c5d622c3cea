import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { hashText, MAX_CONTACTS_PER_REQUEST } from '../../../../outbound/sends/planBatches';
import { planSend } from '../../../../outbound/sends/planSend';
import { codeOf } from '../../../builders/errors';
import { contactList, contactListItem } from '../../../builders/recipients';
import { mobileNumber } from '../../../builders/rows';

const outboundConfigurationId = '0c000000-0000-4000-8000-000000000001';
const plan = (count: number, batchSize?: number) =>
  planSend({ items: contactList(count), outboundConfigurationId, ...(batchSize !== undefined && { batchSize }) });

describe('planSend', () => {
  it('cuts 250 contacts into 100, 100 and 50 and keeps their order', () => {
    const { batches, contactCount } = plan(250);
    expect(batches.map((batch) => batch.contactCount)).toEqual([100, 100, 50]);
    expect(batches.map((batch) => batch.index)).toEqual([0, 1, 2]);
    expect(batches.flatMap((batch) => batch.items)).toEqual(contactList(250));
    expect(contactCount).toBe(250);
  });

  it('needs no request for nobody', () => {
    expect(plan(0)).toMatchObject({ batches: [], contactCount: 0 });
  });

  it.each([0, -1, 1.5, 101, Number.NaN])('refuses a batch size of %s', (size) => {
    expect(codeOf(() => plan(1, size))).toBe('batch-size-invalid');
  });

  it('hashes the very bytes that will be posted', () => {
    const [batch] = plan(3).batches;
    expect(batch?.hash).toBe(
      createHash('sha256')
        .update(batch?.contactList ?? '', 'utf8')
        .digest('hex'),
    );
  });

  it('hashes texts outside ASCII as UTF-8', () => {
    const text = 'Halo 😀 مرحبا';
    expect(hashText(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });

  it('changes its hash with the configuration, the order and the batch size', () => {
    const items = contactList(4);
    const hashes = [
      planSend({ items, outboundConfigurationId }),
      planSend({ items, outboundConfigurationId: '0c000000-0000-4000-8000-000000000002' }),
      planSend({ items: [...items].reverse(), outboundConfigurationId }),
      planSend({ items, outboundConfigurationId, batchSize: 2 }),
    ].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(4);
  });

  it('loses nobody and repeats nobody, in batches of at most 100', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 450 }),
        fc.integer({ min: 1, max: MAX_CONTACTS_PER_REQUEST }),
        (count, size) => {
          const { batches } = plan(count, size);
          const posted = batches.flatMap((batch) => JSON.parse(batch.contactList) as { tocontactid: string }[]);
          expect(posted.map((contact) => contact.tocontactid)).toEqual(
            Array.from({ length: count }, (_, index) => mobileNumber(index)),
          );
          for (const batch of batches) {
            expect(batch.contactCount).toBeGreaterThan(0);
            expect(batch.contactCount).toBeLessThanOrEqual(size);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('gives the same bytes for the same items', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 20 }), (names) => {
        const items = () =>
          names.map((name, index) =>
            contactListItem({
              recipientNumber: mobileNumber(index),
              slugs: new Map([['CustomerName' as never, name]]),
            }),
          );
        expect(planSend({ items: items(), outboundConfigurationId })).toEqual(
          planSend({ items: items(), outboundConfigurationId }),
        );
      }),
    );
  });
});
