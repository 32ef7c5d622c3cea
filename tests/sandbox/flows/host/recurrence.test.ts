/** Room tests. Flows that the clock starts: when they are due, and what a moved clock and a restart do to them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Recurrence } from '../../../../sandbox/flows/triggers/contracts';
import { nextOccurrence } from '../../../../sandbox/flows/triggers/nextOccurrence';
import { call, flowId, flowZip, recurrence, type Json } from './flowZip';
import { NOON, openFlows, type Flows } from './openFlows';

const at = (text: string): Date => new Date(text);

/** The first occurrences of a recurrence that was turned on at noon on Monday, 2 March 2026. */
function occurrences(value: Recurrence, count: number, after = NOON): string[] {
  const found: string[] = [];
  for (let now = after; found.length < count;) {
    const next = nextOccurrence(value, NOON, now);
    if (!next) break;
    found.push(next.toISOString().replace(':00.000Z', 'Z'));
    now = next;
  }
  return found;
}

describe('nextOccurrence', () => {
  it.each<[string, Recurrence, string[]]>([
    [
      'counts from when it was turned on',
      { frequency: 'Minute', interval: 5 },
      ['2026-03-02T12:05Z', '2026-03-02T12:10Z'],
    ],
    [
      'waits for a start time that is to come',
      { frequency: 'Hour', interval: 6, startTime: '2026-03-05T08:30:00Z' },
      ['2026-03-05T08:30Z', '2026-03-05T14:30Z'],
    ],
    [
      'keeps the rhythm of a start time that is over',
      { frequency: 'Day', interval: 2, startTime: '2026-02-27T09:00:00Z' },
      ['2026-03-03T09:00Z', '2026-03-05T09:00Z'],
    ],
    [
      'takes the last day of months that are shorter',
      { frequency: 'Month', interval: 1, startTime: '2026-01-31T06:00:00Z' },
      ['2026-03-31T06:00Z', '2026-04-30T06:00Z', '2026-05-31T06:00Z'],
    ],
    [
      'takes hours and minutes of a schedule in the order of the day',
      { frequency: 'Day', interval: 1, schedule: { hours: [17, 9], minutes: [30, 0] } },
      ['2026-03-02T17:00Z', '2026-03-02T17:30Z', '2026-03-03T09:00Z', '2026-03-03T09:30Z'],
    ],
    [
      'takes days of the week',
      { frequency: 'Week', interval: 1, schedule: { weekDays: [1, 5], hours: [8], minutes: [0] } },
      ['2026-03-06T08:00Z', '2026-03-09T08:00Z', '2026-03-13T08:00Z'],
    ],
    [
      'takes every second week from the one of the start',
      { frequency: 'Week', interval: 2, schedule: { weekDays: [1], hours: [8], minutes: [0] } },
      ['2026-03-16T08:00Z', '2026-03-30T08:00Z'],
    ],
    [
      'means hours of its time zone',
      { frequency: 'Day', interval: 1, timeZone: 'SE Asia Standard Time', schedule: { hours: [8], minutes: [0] } },
      ['2026-03-03T01:00Z', '2026-03-04T01:00Z'],
    ],
    [
      'means a start time without offset in its time zone',
      { frequency: 'Day', interval: 1, timeZone: 'SE Asia Standard Time', startTime: '2026-03-01T08:00:00' },
      ['2026-03-03T01:00Z'],
    ],
  ])('%s', (_name, value, expected) => {
    expect(occurrences(value, expected.length)).toEqual(expected);
  });

  it('stays at the same time of day when clocks are put forward, and runs once when they are put back', () => {
    const daily: Recurrence = {
      frequency: 'Day',
      interval: 1,
      timeZone: 'W. Europe Standard Time',
      schedule: { hours: [9], minutes: [0] },
    };
    expect(occurrences(daily, 2, at('2026-03-28T00:00:00Z'))).toEqual(['2026-03-28T08:00Z', '2026-03-29T07:00Z']);
    expect(occurrences(daily, 2, at('2026-10-24T00:00:00Z'))).toEqual(['2026-10-24T07:00Z', '2026-10-25T08:00Z']);
    const interval: Recurrence = { ...daily, schedule: undefined, startTime: '2026-03-01T09:00:00' };
    expect(occurrences(interval, 2, at('2026-03-28T00:00:00Z'))).toEqual(['2026-03-28T08:00Z', '2026-03-29T07:00Z']);
  });

  it('goes on with the next day when a day has no such time', () => {
    const atNight: Recurrence = {
      frequency: 'Day',
      interval: 1,
      timeZone: 'W. Europe Standard Time',
      schedule: { hours: [2], minutes: [30] },
    };
    expect(occurrences(atNight, 2, at('2026-03-28T12:00:00Z'))).toEqual(['2026-03-30T00:30Z', '2026-03-31T00:30Z']);
  });

  it('passes over what was missed, however long ago', () => {
    const often: Recurrence = { frequency: 'Minute', interval: 1, startTime: '2020-01-01T00:00:30Z' };
    expect(nextOccurrence(often, NOON, at('2026-03-02T12:00:00Z'))).toEqual(at('2026-03-02T12:00:30Z'));
  });
});

const FLOW = flowId(1);
const actions: Json = {
  Note: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': "@utcNow('HH:mm')" }),
};

describe('a flow with a recurrence', () => {
  let flows: Flows;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flows-recurrence-'));
  });
  afterEach(async () => {
    await flows.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function begin(value: Json): Promise<void> {
    flows = await openFlows({ file: join(folder, 'data.db') });
    await flows.importZip(flowZip([{ id: FLOW, name: 'Nightly', trigger: recurrence(value), actions }]));
    flows.connect();
    await flows.turnOn(FLOW);
  }
  const move = (text: string): void => flows.sandbox.clock.moveTo(at(`2026-03-02T${text}:00Z`));
  const restart = async (clock: Date): Promise<void> => {
    await flows.close();
    flows = await openFlows({ file: join(folder, 'data.db'), clock: () => clock });
  };

  it('without a start time runs at once, and then when the clock passes', async () => {
    await begin({ frequency: 'Hour', interval: 1 });
    expect((await flows.ended(FLOW)).triggerKind).toBe('Scheduled');
    move('12:59');
    expect(await flows.runs(FLOW)).toHaveLength(1);
    move('13:00');
    await flows.ended(FLOW, 2);
    expect(flows.names()).toEqual(['12:00', '13:00']);
    expect((await flows.flow(FLOW)).nextRun).toBe('2026-03-02T14:00:00.000Z');
  });

  it('runs once, not five times, when the clock leaps over five occurrences', async () => {
    await begin({ frequency: 'Hour', interval: 1, startTime: '2026-03-02T13:00:00Z' });
    move('17:30');
    await flows.ended(FLOW);
    await flows.sandbox.flows.idle();
    expect(flows.names()).toEqual(['17:30']);
    expect((await flows.flow(FLOW)).nextRun).toBe('2026-03-02T18:00:00.000Z');
  });

  it('no longer runs when it is turned off', async () => {
    await begin({ frequency: 'Hour', interval: 1, startTime: '2026-03-02T13:00:00Z' });
    await flows.turnOff(FLOW);
    move('15:00');
    await flows.sandbox.flows.idle();
    expect(await flows.runs(FLOW)).toEqual([]);
  });

  it('keeps its rhythm over a restart and passes over what was missed meanwhile', async () => {
    await begin({ frequency: 'Hour', interval: 2 });
    await flows.ended(FLOW);
    await restart(at('2026-03-02T15:00:00Z'));
    await flows.sandbox.flows.idle();
    expect(flows.names()).toEqual(['12:00']);
    expect((await flows.flow(FLOW)).nextRun).toBe('2026-03-02T16:00:00.000Z');
    move('16:00');
    await flows.ended(FLOW, 2);
    expect(flows.names()).toEqual(['12:00', '16:00']);
  });
});
