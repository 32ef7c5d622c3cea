/** A database that cannot grow: SQLite undoes the whole transaction then, also where only a part of it would be given up. */
import { openFixture, ship } from './fixture';

it('keeps nothing of a transaction on a full disk, tells nobody of it, and goes on when there is room', () => {
  const dataverse = openFixture();
  const { database, rows } = dataverse;
  const told: string[] = [];
  dataverse.onRowChange(({ table }) => told.push(table));
  const before = rows.findWhere('ship', {}).length;
  const pages = Number(database.first('PRAGMA page_count')?.[0]);
  database.first(`PRAGMA max_page_count = ${pages + 3}`);

  const fill = (): void => {
    for (let count = 0; count < 100; count += 1) ship(dataverse, { log: 'x'.repeat(1000) });
  };
  expect(fill).toThrow('full');
  told.length = 0;
  const kept = rows.findWhere('ship', {}).length;
  const givesUpAPart = (): void =>
    rows.transaction(() => {
      rows.create('fleet', { name: 'First' });
      expect(() => rows.transaction(fill)).toThrow('full');
      rows.create('fleet', { name: 'Second' });
    });
  expect(givesUpAPart).toThrow('undone');
  expect([rows.findWhere('fleet', {}), rows.findWhere('ship', {}).length, told]).toEqual([[], kept, []]);
  expect(kept).toBeGreaterThan(before);

  database.first('PRAGMA max_page_count = 1000000');
  rows.create('fleet', { name: 'Third' });
  expect([rows.findWhere('fleet', {}).length, told]).toEqual([1, ['fleet']]);
  dataverse.close();
});
