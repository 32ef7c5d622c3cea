/** Room tests. Loading the sample data into a real embedded Dataverse. */
import { randomUUID } from 'node:crypto';
import { loadSampleData, sampleData } from '../../../../sandbox/data';
import { openDataverse, type OpenedDataverse } from '../../../../sandbox/dataverse/open';
import { registerPlatformEvents } from '../../../../sandbox/dataverse/platform/events';

const NOW = new Date('2026-01-15T08:00:00Z');

let dataverse: OpenedDataverse;
beforeEach(() => {
  dataverse = openDataverse({ file: ':memory:', clock: () => NOW, newId: randomUUID });
  registerPlatformEvents(dataverse);
});
afterEach(() => dataverse.close());

const count = (table: string): number => dataverse.rows.findWhere(table, {}).length;

describe('loadSampleData', () => {
  it('writes every sample row under its id', () => {
    const { rows } = loadSampleData(dataverse, { now: NOW });
    const sample = sampleData({ now: NOW });
    expect(rows).toBe(sample.length);
    expect(sample.filter(({ table, id }) => !dataverse.rows.find(table, id))).toEqual([]);
  });

  it('keeps the states of cases and the dates of their past', () => {
    loadSampleData(dataverse, { now: NOW });
    const cases = dataverse.rows.findWhere('incident', {});
    const states = cases.map(({ values }) => `${String(values['statecode'])}/${String(values['statuscode'])}`);
    expect(new Set(states)).toEqual(new Set(['0/1', '0/2', '0/3', '0/4', '1/5', '1/1000', '2/6']));
    expect(cases.filter(({ values }) => String(values['createdon']) >= NOW.toISOString())).toEqual([]);
  });

  it('leaves nothing behind when a row cannot be written', () => {
    dataverse.registerTableEvent({
      table: 'incident',
      message: 'Create',
      stage: 'before',
      handle: () => {
        throw new Error('No cases today.');
      },
    });
    expect(() => loadSampleData(dataverse, { now: NOW })).toThrow('No cases today.');
    expect([count('contact'), count('account'), count('msdyn_ocoutboundconfiguration')]).toEqual([0, 0, 0]);
  });

  it('writes nothing the second time, also when a person has deleted sample rows', () => {
    loadSampleData(dataverse, { now: NOW });
    const [first] = dataverse.rows.findWhere('incident', {});
    dataverse.rows.delete('incident', first!.id);
    const left = count('incident');
    expect(loadSampleData(dataverse, { now: NOW })).toEqual({ rows: 0 });
    expect(count('incident')).toBe(left);
  });

  it('makes good at the next start what failed before', () => {
    let fails = true;
    dataverse.registerTableEvent({
      table: 'incident',
      message: 'Create',
      stage: 'before',
      handle: () => {
        if (fails) throw new Error('Killed.');
      },
    });
    expect(() => loadSampleData(dataverse, { now: NOW })).toThrow('Killed.');
    fails = false;
    expect(loadSampleData(dataverse, { now: NOW }).rows).toBe(sampleData({ now: NOW }).length);
  });
});
