import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ContactListItem } from '../../../../outbound/contactList/contactListItem';
import { parseContactList } from '../../../../outbound/contactList/parseContactList';
import {
  isOverSizeCap,
  postedLength,
  REQUEST_RESERVE,
  REQUEST_TEXT_CAP,
  type OverSizeExclusion,
} from '../../../../outbound/contactList/sizeCap';
import { contactWriter, serializeContactList } from '../../../../outbound/contactList/wire';
import { planBatches, type PlannedBatch, type PlanTotals } from '../../../../outbound/sends/planBatches';
import { planSend } from '../../../../outbound/sends/planSend';
import { codeOf } from '../../../builders/errors';
import { contactList, contactListItem, slugs } from '../../../builders/recipients';
import { mobileNumber } from '../../../builders/rows';
import { anyItem } from '../contactList/anyItem';

const outboundConfigurationId = '0c000000-0000-4000-8000-000000000001';
const write = contactWriter(outboundConfigurationId);

function collect(items: Iterable<ContactListItem>, facts: { batchSize?: number } = {}) {
  const excluded: OverSizeExclusion[] = [];
  const planned = planBatches(items, {
    outboundConfigurationId,
    onExcluded: (exclusion) => excluded.push(exclusion),
    ...facts,
  });
  const batches: PlannedBatch[] = [];
  let step = planned.next();
  for (; !step.done; step = planned.next()) batches.push(step.value);
  return { batches, totals: step.value, excluded };
}

/** Items of which some are large, and some too large for any request. */
const sizedItems = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.nat(400) }, fc.nat(70_000), fc.integer({ min: 125_000, max: 140_000 })), {
    maxLength: 150,
  })
  .map((lengths) =>
    lengths.map((length, index) =>
      contactListItem({ recipientNumber: mobileNumber(index), slugs: slugs({ CaseName: 'a'.repeat(length) }) }),
    ),
  );

describe('planBatches', () => {
  it('loses nobody, repeats nobody, keeps the order and both limits, whatever the sizes are', () => {
    fc.assert(
      fc.property(sizedItems, fc.integer({ min: 1, max: 100 }), (items, batchSize) => {
        const { batches, totals, excluded } = collect(items, { batchSize });
        for (const batch of batches) {
          expect(batch.contactCount).toBeGreaterThan(0);
          expect(batch.contactCount).toBeLessThanOrEqual(batchSize);
          expect(batch.contactList.length).toBeLessThan(REQUEST_TEXT_CAP);
          expect(batch.contactList).toBe(serializeContactList(batch.items, outboundConfigurationId));
        }
        const fate = new Map<ContactListItem, number>();
        const planned = batches.flatMap((batch) => batch.items);
        for (const item of [...planned, ...excluded.map(({ item }) => item)]) fate.set(item, (fate.get(item) ?? 0) + 1);
        expect(items.map((item) => fate.get(item))).toEqual(items.map(() => 1));
        expect(excluded.map(({ item }) => item)).toEqual(items.filter((item) => isOverSizeCap(write(item))));
        for (const { position, item, length } of excluded) {
          expect([items[position], postedLength(write(item))]).toEqual([item, length]);
        }
        expect(totals).toMatchObject({ batchCount: batches.length, contactCount: planned.length });
        expect(batches.map(({ index }) => index)).toEqual(batches.map((_, index) => index));
      }),
      { numRuns: 30 },
    );
  });

  it('fills a batch as far as the limits allow: the next item would pass one of them', () => {
    fc.assert(
      fc.property(sizedItems, (items) => {
        const { batches } = collect(items);
        batches.slice(1).forEach((batch, at) => {
          const before = batches[at] as PlannedBatch;
          const [next] = batch.items as [ContactListItem];
          const together = [...before.items, next].reduce(
            (sum, item) => sum + postedLength(write(item)),
            REQUEST_RESERVE,
          );
          expect(before.contactCount === 100 || together >= REQUEST_TEXT_CAP).toBe(true);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('gives the plan of planSend, from a list, a generator and an asynchronous source', async () => {
    const items = contactList(250);
    const plan = planSend({ items, outboundConfigurationId });
    const fromGenerator = collect(
      (function* () {
        yield* items;
      })(),
    );
    const arriving = planBatches(
      (async function* () {
        yield* items;
      })(),
      { outboundConfigurationId },
    );
    const arrived: PlannedBatch[] = [];
    let step = await arriving.next();
    for (; !step.done; step = await arriving.next()) arrived.push(step.value);
    expect(fromGenerator.batches).toEqual(plan.batches);
    expect(arrived).toEqual(plan.batches);
    const totals: PlanTotals = { batchCount: 3, contactCount: 250, hash: plan.hash };
    expect([fromGenerator.totals, step.value]).toEqual([totals, totals]);
  });

  it('reads no item before the batch it belongs to is wanted', () => {
    let read = 0;
    const source = function* () {
      for (const item of contactList(1000)) {
        read += 1;
        yield item;
      }
    };
    const planned = planBatches(source(), { outboundConfigurationId });
    expect(read).toBe(0);
    planned.next();
    expect(read).toBe(100);
    planned.next();
    expect(read).toBe(200);
  });

  it('ends with an error at an item over the size cap of which nobody takes note', () => {
    const items = [contactListItem(), contactListItem({ slugs: slugs({ CaseName: 'a'.repeat(131_072) }) })];
    expect(codeOf(() => planSend({ items, outboundConfigurationId }))).toBe('over-size-cap');
  });

  it.each([0, -1, 1.5, 101, Number.NaN])('refuses a batch size of %s', (batchSize) => {
    expect(codeOf(() => collect([], { batchSize }))).toBe('batch-size-invalid');
  });

  it('gives the same bytes and hashes under repetition, and its texts read back as the items', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (items, batchSize) => {
        const { batches, totals } = collect(items, { batchSize });
        expect(collect(structuredClone(items), { batchSize })).toEqual({ batches, totals, excluded: [] });
        expect(batches.flatMap((batch) => parseContactList(batch.contactList).items)).toEqual(items);
      }),
    );
  });

  it('gives the hash that is written down here, in whatever time zone and locale', () => {
    const script = [
      "const { planSend } = require('./outbound/sends/planSend');",
      "const slugs = new Map([['CustomerName', 'Çiğdem İI 😀'], ['CaseName', '\\u2028\"\\\\']]);",
      "const items = Array.from({ length: 3 }, (_, at) => ({ recipientNumber: '+6281210000' + at, optIn: true, locale: '1055', slugs }));",
      `console.log(planSend({ items, outboundConfigurationId: '${outboundConfigurationId}' }).hash);`,
    ].join('\n');
    const root = join(__dirname, '../../../..');
    const run = (env: NodeJS.ProcessEnv) =>
      execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, ...env },
      }).trim();
    const hashes = [
      run({ TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' }),
      run({ TZ: 'America/Anchorage', LC_ALL: 'C' }),
    ];
    const expected = 'e5775756618f616d617d05e8ff665e33788b30945a0e627650425cbf1312987f';
    expect(hashes).toEqual([expected, expected]);
  });
});
