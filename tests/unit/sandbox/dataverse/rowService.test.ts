import type { OpenedDataverse } from '../../../../sandbox/dataverse/open';
import { CAPTAIN, codeOf, openFixture, ship } from './fixture';

describe('row service', () => {
  let dataverse: OpenedDataverse;
  beforeEach(() => {
    dataverse = openFixture();
  });
  afterEach(() => dataverse.close());

  const valuesOf = (table: string, id: string) => dataverse.rows.find(table, id)?.values;

  describe('creating', () => {
    it('stamps who, when, owner, state and defaults', () => {
      const id = ship(dataverse, { name: 'Ada' });
      expect(valuesOf('ship', id)).toMatchObject({
        shipid: id,
        createdon: '2026-03-11T12:00:00Z',
        modifiedby: { table: 'systemuser', id: CAPTAIN },
        ownerid: { table: 'systemuser', id: CAPTAIN },
        owninguser: { table: 'systemuser', id: CAPTAIN },
        statecode: 0,
        statuscode: 1,
        insured: true,
        crew: null,
      });
    });

    it('stores each type in its own form', () => {
      const fleet = dataverse.rows.create('fleet', { name: 'North' });
      const id = ship(dataverse, {
        name: 'Ada',
        fleetid: { table: 'fleet', id: fleet.toUpperCase() },
        draught: 2.345,
        launched: '2020-02-29T23:59:59Z',
        docked: '2026-03-01T10:00:00.987+07:00',
        cargo: [3, 1, 3],
        log: '',
      });
      expect(valuesOf('ship', id)).toMatchObject({
        fleetid: { table: 'fleet', id: fleet },
        draught: 2.35,
        launched: '2020-02-29',
        docked: '2026-03-01T03:00:00Z',
        cargo: [1, 3],
        log: null,
      });
    });

    it('takes the creation date that a migration overrides', () => {
      const id = ship(dataverse, { name: 'Old', overriddencreatedon: '2001-01-01T00:00:00Z' });
      expect(valuesOf('ship', id)?.createdon).toBe('2001-01-01T00:00:00Z');
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['an unknown column', { nosuch: 1 }, '0x80048d19'],
      ['a text that is too long', { name: 'x'.repeat(21) }, '0x80044331'],
      ['a number for a text', { name: 1 }, '0x80048d19'],
      ['a fraction for a whole number', { crew: 1.5 }, '0x80048d19'],
      ['a number out of range', { crew: 101 }, '0x8004432f'],
      ['a decimal out of range', { draught: -0.01 }, '0x80044330'],
      ['a choice that is none', { kind: 9 }, '0x8004431a'],
      ['a day that does not exist', { launched: '2026-02-31' }, '0x80048d19'],
      ['a lookup to the wrong table', { fleetid: { table: 'ship', id: CAPTAIN } }, '0x80048d19'],
      ['a lookup to no row', { fleetid: { table: 'fleet', id: CAPTAIN } }, '0x80040217'],
      ['a status of another state', { statecode: 0, statuscode: 2 }, '0x80048408'],
      ['an empty required column', { hull: null }, '0x80040203'],
      ['a bad id', { shipid: 'x' }, '0x80048d19'],
    ])('refuses %s and keeps nothing', (_what, values, code) => {
      expect(codeOf(() => ship(dataverse, { name: 'Bad', ...(values as object) }))).toBe(code);
      expect(dataverse.rows.findWhere('ship', {})).toEqual([]);
    });

    it('names the alternate key that is taken, also where no text is in it', () => {
      const known = dataverse.metadata.table('ship');
      if (!known) throw new TypeError('There is no ship.');
      const keys = [
        { logicalName: 'crewkey', columns: ['crew'] },
        { logicalName: 'kindkey', columns: ['kind', 'launched'] },
      ];
      dataverse.metadata.save({ tables: [{ ...known, columns: [], keys }] });
      ship(dataverse, { crew: 5, kind: 1, launched: '2020-01-01' });
      expect(() => ship(dataverse, { crew: 5 })).toThrow('The entity key crewkey');
      expect(() => ship(dataverse, { crew: 6, kind: 1, launched: '2020-01-01' })).toThrow('The entity key kindkey');
    });

    it('refuses a second row with the same id or the same alternate key, in whatever case and accent', () => {
      const id = ship(dataverse, { name: 'One', callsign: 'Ålesund' });
      expect(codeOf(() => ship(dataverse, { shipid: id, name: 'Two' }))).toBe('0x80040237');
      expect(codeOf(() => ship(dataverse, { name: 'Two', callsign: 'ÅLESUND' }))).toBe('0x80060892');
      ship(dataverse, { name: 'Two' });
      ship(dataverse, { name: 'Three' });
    });
  });

  describe('updating', () => {
    it('changes the named columns only and raises the version', () => {
      const id = ship(dataverse, { name: 'Ada', crew: 5 });
      const before = dataverse.rows.find('ship', id);
      dataverse.rows.update('ship', id, { crew: 6, name: undefined });
      const after = dataverse.rows.find('ship', id);
      expect(after?.values).toMatchObject({ name: 'Ada', crew: 6 });
      expect(after?.versionNumber).toBeGreaterThan(before?.versionNumber ?? 0);
    });

    it('enters the default status of a state', () => {
      const id = ship(dataverse, { name: 'Ada' });
      dataverse.rows.update('ship', id, { statecode: 1 });
      expect(valuesOf('ship', id)).toMatchObject({ statecode: 1, statuscode: 2 });
      expect(codeOf(() => dataverse.rows.update('ship', id, { statuscode: 1 }))).toBe('0x80048408');
    });

    it('refuses to update and delete what is not there', () => {
      expect(codeOf(() => dataverse.rows.update('ship', CAPTAIN, { crew: 1 }))).toBe('0x80040217');
      expect(codeOf(() => dataverse.rows.delete('ship', CAPTAIN))).toBe('0x80040217');
    });
  });

  describe('deleting', () => {
    it('deletes, unlinks or refuses as the relationship says', () => {
      const fleet = dataverse.rows.create('fleet', { name: 'North' });
      const flagship = ship(dataverse, { name: 'Flag', fleetid: { table: 'fleet', id: fleet } });
      const escort = ship(dataverse, { name: 'Escort', escortid: { table: 'ship', id: flagship } });
      dataverse.rows.delete('fleet', fleet);
      expect(dataverse.rows.find('ship', flagship)).toBeUndefined();
      expect(valuesOf('ship', escort)?.escortid).toBeNull();

      const guarded = dataverse.rows.create('fleet', { name: 'South' });
      const inside = ship(dataverse, { name: 'Inside', fleetid: { table: 'fleet', id: guarded } });
      dataverse.rows.update('ship', escort, { escortid: { table: 'fleet', id: guarded } });
      expect(codeOf(() => dataverse.rows.delete('fleet', guarded))).toBe('0x80040227');
      expect(dataverse.rows.find('ship', inside)).toBeDefined();
    });
  });

  describe('activities', () => {
    it('shows an activity as activitypointer too, with its parties, and deletes both with the regarding row', () => {
      const regarding = ship(dataverse, { name: 'Ada' });
      const id = dataverse.rows.create('voyage', {
        subject: 'To Bergen',
        distance: 7,
        regardingobjectid: { table: 'ship', id: regarding },
        to: [{ party: { table: 'ship', id: regarding } }],
      });
      expect(valuesOf('activitypointer', id)).toMatchObject({
        subject: 'To Bergen',
        activitytypecode: 'voyage',
        regardingobjectid: { table: 'ship', id: regarding },
      });
      expect(valuesOf('voyage', id)?.to).toEqual([{ party: { table: 'ship', id: regarding } }]);
      dataverse.rows.update('activitypointer', id, { subject: 'To Oslo', statecode: 1 });
      expect(valuesOf('voyage', id)).toMatchObject({ subject: 'To Oslo', statecode: 1, statuscode: 2, distance: 7 });
      dataverse.rows.delete('ship', regarding);
      for (const table of ['voyage', 'activitypointer']) expect(dataverse.rows.find(table, id)).toBeUndefined();
      expect(dataverse.rows.findWhere('activityparty', {})).toEqual([]);
    });

    it('replaces only the party list that an update names', () => {
      const party = ship(dataverse, { name: 'Ada' });
      const id = dataverse.rows.create('voyage', { subject: 'x', to: [{ party: { table: 'ship', id: party } }] });
      dataverse.rows.update('voyage', id, { subject: 'y' });
      expect(valuesOf('voyage', id)?.to).toHaveLength(1);
      dataverse.rows.update('voyage', id, { to: [] });
      expect(valuesOf('voyage', id)?.to).toEqual([]);
    });
  });

  describe('events', () => {
    it('lets a handler change the values before the write and see the row as it was', () => {
      const seen: unknown[] = [];
      dataverse.registerTableEvent({
        table: 'ship',
        message: 'Update',
        stage: 'before',
        handle: (event) => {
          seen.push(event.before?.values.crew);
          event.values.log = `crew ${String(event.values.crew)}`;
        },
      });
      const id = ship(dataverse, { name: 'Ada', crew: 1 });
      dataverse.rows.update('ship', id, { crew: 2 });
      expect(seen).toEqual([1]);
      expect(valuesOf('ship', id)?.log).toBe('crew 2');
    });

    it('undoes the write when a later handler fails', () => {
      dataverse.registerTableEvent({
        table: 'ship',
        message: 'Create',
        stage: 'after',
        handle: () => {
          throw new Error('no berth');
        },
      });
      expect(() => ship(dataverse, { name: 'Ada' })).toThrow('no berth');
      expect(dataverse.rows.findWhere('ship', {})).toEqual([]);
    });
  });

  it('undoes everything of a transaction that fails, and only the inner part of one that is caught', () => {
    const { rows } = dataverse;
    expect(() =>
      rows.transaction(() => {
        ship(dataverse, { name: 'Lost' });
        throw new Error('storm');
      }),
    ).toThrow('storm');
    rows.transaction(() => {
      ship(dataverse, { name: 'Kept' });
      expect(codeOf(() => ship(dataverse, { name: 'Bad', crew: 1000 }))).toBe('0x8004432f');
    });
    expect(rows.findWhere('ship', {}).map((row) => row.values.name)).toEqual(['Kept']);
  });

  it('finds rows by equal values, oldest first', () => {
    ship(dataverse, { name: 'Zoë', crew: 1 });
    ship(dataverse, { name: 'zoe', crew: 2 });
    ship(dataverse, { name: 'Bob', crew: 1, insured: false });
    const crews = (where: Record<string, string | number | boolean | null>) =>
      dataverse.rows.findWhere('ship', where).map((row) => row.values.name);
    expect(crews({ name: 'ZOE' })).toEqual(['Zoë', 'zoe']);
    expect(crews({ crew: 1, insured: true })).toEqual(['Zoë']);
    expect(crews({ kind: null })).toHaveLength(3);
  });
});
