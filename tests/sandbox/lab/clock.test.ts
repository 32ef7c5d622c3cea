/** Room tests. The clock over HTTP: moving it moves rows, and whoever waits for a time. */
import { openLabSandbox, type LabSandbox } from './openLabSandbox';

const NOON = Date.parse('2026-03-02T12:00:00Z');

let lab: LabSandbox;
let machine: number;
beforeEach(async () => {
  machine = NOON;
  lab = await openLabSandbox({ clock: () => new Date(machine) });
});
afterEach(() => lab.sandbox.close());

const put = (body: object) => lab.send('PUT', '/lab/clock', body);
const createdOn = async (): Promise<string> => {
  const answer = await lab.api('POST', 'accounts', { name: 'A' }, { prefer: 'return=representation' });
  return String(answer.body['createdon']);
};

describe('the clock of the lab', () => {
  it('shows the time, moves to a time and by a time, and rows are of that time', async () => {
    expect((await lab.send('GET', '/lab/clock')).body).toEqual({
      now: '2026-03-02T12:00:00.000Z',
      isStopped: false,
      aheadMs: 0,
    });
    await put({ byMs: 90_000 });
    expect(await createdOn()).toBe('2026-03-02T12:01:30Z');
    expect((await put({ to: '2026-04-01T00:00:00+02:00' })).body).toMatchObject({ now: '2026-03-31T22:00:00.000Z' });
    expect(await createdOn()).toBe('2026-03-31T22:00:00Z');
  });

  it('stands still until it is let run, and can be moved meanwhile', async () => {
    await put({ isStopped: true });
    machine += 60_000;
    expect(await createdOn()).toBe('2026-03-02T12:00:00Z');
    await put({ byMs: 1000, isStopped: false });
    machine += 1000;
    expect((await lab.send('GET', '/lab/clock')).body).toEqual({
      now: '2026-03-02T12:00:02.000Z',
      isStopped: false,
      aheadMs: -59_000,
    });
  });

  it('wakes who waits for a time that it is moved past, in the order of the times', async () => {
    const woken: string[] = [];
    const { clock } = lab.sandbox;
    const both = new Promise<void>((done) => {
      clock.at(new Date(NOON + 7_200_000), () => {
        woken.push('later');
        done();
      });
    });
    clock.at(new Date(NOON + 3_600_000), () => woken.push('sooner'));
    await put({ byMs: 86_400_000 });
    await both;
    expect(woken).toEqual(['sooner', 'later']);
  });

  it('moves the windows of the service protection', async () => {
    await lab.send('PUT', '/lab/limits', { requests: 1 });
    await lab.api('GET', 'WhoAmI');
    expect((await lab.api('GET', 'WhoAmI')).status).toBe(429);
    await put({ byMs: 300_000 });
    expect((await lab.api('GET', 'WhoAmI')).status).toBe(200);
  });

  it.each([
    [{}, 400, 'clock-order-invalid'],
    [{ isStopped: 'yes' }, 400, 'clock-order-invalid'],
    [{ isStopped: true, advanceMs: 5 }, 400, 'clock-order-invalid'],
    [{ to: '2026-03-03T00:00:00Z', byMs: 5 }, 400, 'clock-order-invalid'],
    [{ to: 'tomorrow' }, 400, 'clock-time-invalid'],
    [{ to: '2026-13-40T00:00:00Z' }, 400, 'clock-time-invalid'],
    [{ byMs: -1 }, 400, 'clock-time-invalid'],
    [{ byMs: 1e15 }, 400, 'clock-time-invalid'],
    [{ to: '2026-03-02T11:59:59Z' }, 409, 'clock-moved-back'],
  ])('refuses %j and does nothing', async (order, status, code) => {
    expect(await lab.refusal('PUT', '/lab/clock', order)).toEqual([status, code]);
    expect((await lab.send('GET', '/lab/clock')).body).toMatchObject({ isStopped: false, aheadMs: 0 });
  });
});
