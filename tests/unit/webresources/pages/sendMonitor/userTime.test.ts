/** Room tests. Times in the user's own zone: what a field says is what is meant. */
import fc from 'fast-check';
import { createUserTime } from '../../../../../webresources/pages/sendMonitor/userTime';

const NOW = new Date('2026-03-05T02:00:00Z');
/** Copenhagen's summer time of 2026, written out: the test's machine may be anywhere. */
const copenhagen = (instant: Date): number =>
  instant >= new Date('2026-03-29T01:00:00Z') && instant < new Date('2026-10-25T01:00:00Z') ? 120 : 60;
const language = () => 'en';

describe('the user’s time', () => {
  it('is that of their personal options, whatever the browser’s is', () => {
    const time = createUserTime(420, copenhagen, NOW, language);
    expect(time.toInstant('2026-03-06T08:30')).toEqual(new Date('2026-03-06T01:30:00Z'));
    expect(time.zone(NOW)).toBe('UTC+07:00');
  });

  it('knows summer time where the browser is in the same zone', () => {
    const time = createUserTime(60, copenhagen, NOW, language);
    expect(time.toInstant('2026-03-28T08:00')).toEqual(new Date('2026-03-28T07:00:00Z'));
    expect(time.toInstant('2026-03-29T08:00')).toEqual(new Date('2026-03-29T06:00:00Z'));
    expect(time.zone(new Date('2026-07-01T00:00:00Z'))).toBe('UTC+02:00');
    // The hour before it begins.
    expect(time.toInstant('2026-03-29T01:30')).toEqual(new Date('2026-03-29T00:30:00Z'));
  });

  it('names zones behind UTC and with half hours', () => {
    expect(createUserTime(-210, () => 0, NOW, language).zone(NOW)).toBe('UTC-03:30');
  });

  it('is the browser’s where the host does not say', () => {
    expect(createUserTime(undefined, () => 60, NOW, language).toLocal(NOW)).toBe('2026-03-05T03:00');
  });

  it.each(['', '2026-03-06', '2026-13-06T08:30', 'tomorrow'])('takes %j for no time', (local) => {
    expect(createUserTime(60, copenhagen, NOW, language).toInstant(local)).toBeUndefined();
  });

  it('gives back the minute that was written, outside the hour that summer time skips or repeats', () => {
    const time = createUserTime(60, copenhagen, NOW, language);
    const minute = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2026, 11, 31) / 60_000 });
    fc.assert(
      fc.property(minute, (minutes) => {
        const instant = new Date(minutes * 60_000);
        const near = [Date.UTC(2026, 9, 25, 1), Date.UTC(2026, 2, 29, 1)].some(
          (change) => Math.abs(instant.getTime() - change) <= 3_600_000,
        );
        fc.pre(!near);
        expect(time.toInstant(time.toLocal(instant))).toEqual(instant);
      }),
    );
  });
});
