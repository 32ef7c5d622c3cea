import { startCompetition, type Competition, type CompetitionOptions, type SendPlanned } from './competition';
import { ascending, HOUR_MS, mostInAnHour } from './posts';

const LIMIT = 30_000;
const OPTIONS: CompetitionOptions = {
  start: '2026-11-22T19:20:00.000Z',
  limits: { limit: LIMIT, eventReserve: 0 },
  hasServerClock: true,
};

const compete = async (sends: readonly SendPlanned[], hours: number, options: Partial<CompetitionOptions> = {}) => {
  const competition = startCompetition(sends, { ...OPTIONS, ...options });
  await competition.time.runUntil(competition.start + hours * HOUR_MS);
  return competition;
};

const endless = (perSecond: number, index: number): SendPlanned => ({
  id: `send-${index}`,
  requests: 200_000,
  perSecond,
});

const allPosts = ({ posts }: Competition): number[] => ascending([...posts.values()].flat());

/** Posts by hour since the start, or since the full hour. */
function byHour(times: readonly number[], start: number, hours: number): number[] {
  const counts = Array.from({ length: hours }, () => 0);
  for (const time of times) {
    const hour = Math.floor((time - start) / HOUR_MS);
    if (hour < hours) counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return counts;
}

function expectFullUse(competition: Competition, hours: number): void {
  const all = allPosts(competition);
  expect(mostInAnHour(all)).toBeLessThanOrEqual(LIMIT);
  for (const count of byHour(all, competition.start, hours)) expect(count).toBeGreaterThanOrEqual(0.99 * LIMIT);
}

function expectThirds({ posts, start }: Competition, hours: number): void {
  for (const times of posts.values()) {
    for (const count of byHour(times, start, hours))
      expect(Math.abs(count - LIMIT / 3)).toBeLessThan(0.02 * (LIMIT / 3));
  }
}

describe('three sends that compete for the allowance', () => {
  it('use at least 99 % of it in every hour, at most all of it in any sliding hour, a third each', async () => {
    const competition = await compete([20, 25, 30].map(endless), 4);
    expectFullUse(competition, 4);
    expectThirds(competition, 4);
    const clockHours = byHour(allPosts(competition), Date.parse('2026-11-22T19:00:00.000Z'), 5);
    expect(Math.max(...clockHours)).toBeLessThanOrEqual(LIMIT);
  }, 60_000);

  it('get a third each though one is four times as fast, or has more runners', async () => {
    const sends = [10, 20, 40].map(endless).map((send, index) => ({ ...send, runners: index === 0 ? 2 : 1 }));
    const competition = await compete(sends, 2);
    expectFullUse(competition, 2);
    expectThirds(competition, 2);
  }, 60_000);

  it('use the allowance evenly when together they are hardly faster than it', async () => {
    const competition = await compete([3.1, 3.1, 3.1].map(endless), 3);
    expectFullUse(competition, 3);
    const all = allPosts(competition);
    const last = all.filter((time) => time >= competition.start + 1.5 * HOUR_MS);
    const inOneHour = last.filter((time) => time < competition.start + 2.5 * HOUR_MS);
    expect(inOneHour.length).toBeGreaterThanOrEqual(0.99 * LIMIT);
  }, 60_000);

  it('leave to the fast what a slow one cannot use, and to the slow one what it can', async () => {
    const competition = await compete([2, 20, 30].map(endless), 3);
    expectFullUse(competition, 3);
    const [slow, ...fast] = [...competition.posts.values()].map((times) => byHour(times, competition.start, 3));
    // It books two at a time; with the time that takes it does not quite make 7,200.
    for (const count of slow ?? []) expect(count).toBeGreaterThan(5_700);
    for (const counts of fast) for (const count of counts) expect(count).toBeGreaterThan(11_000);
  }, 60_000);

  it('share with one that comes later, and get its share when it is through', async () => {
    const sends = [
      { id: 'early', requests: 200_000, perSecond: 25 },
      { id: 'late', requests: 200_000, perSecond: 25, startsAt: 1.5 * HOUR_MS },
      { id: 'short', requests: 12_000, perSecond: 25, startsAt: 1.5 * HOUR_MS },
    ];
    const competition = await compete(sends, 5);
    expectFullUse(competition, 5);
    const [early, late] = [...competition.posts.values()].map((times) => byHour(times, competition.start, 5));
    expect(competition.waiting('short')).toBe(0);
    expect(early?.[0]).toBe(LIMIT);
    expect(Math.abs((early?.[4] ?? 0) - LIMIT / 2)).toBeLessThan(0.02 * LIMIT);
    expect(Math.abs((late?.[4] ?? 0) - LIMIT / 2)).toBeLessThan(0.02 * LIMIT);
  }, 60_000);
});

describe('runners whose clocks are wrong', () => {
  const clocks = [90_000, 0, -200_000].map((clockAhead, index) => ({ ...endless(20, index), runners: 2, clockAhead }));

  it('keep to the allowance by the server’s time, whenever they come', async () => {
    const sends = clocks.map((send, index) => ({ ...send, startsAt: (2 - index) * 0.6 * HOUR_MS }));
    const competition = await compete(sends, 3);
    expectFullUse(competition, 3);
  }, 60_000);

  it('are by no more than the clocks differ too early without the server’s time', async () => {
    const competition = await compete(clocks, 2, { hasServerClock: false });
    expect(mostInAnHour(allPosts(competition), HOUR_MS - 290_000)).toBeLessThanOrEqual(LIMIT);
  }, 60_000);
});
