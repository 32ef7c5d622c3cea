/** Room tests. Faults on demand, over real connections. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contact, openService, type TestService, type TestServiceOptions } from './openService';

const NUMBER = '+6281200000001';

let service: TestService;
const open = async (options?: TestServiceOptions): Promise<TestService> => (service = await openService(options));
afterEach(() => service.close());

const body = () => ({
  OutboundSettingsRecord: { msdyn_ocoutboundconfigurationid: service.configurationId },
  ContactList: JSON.stringify([contact()]),
});
const order = (fault: Record<string, unknown>): Promise<Response> => service.post('/lab/faults', fault);
const lastCall = async () => (await service.calls()).calls.at(-1);

describe('a fault on demand', () => {
  it.each([
    ['throttle', 429, 'throttled'],
    ['refuse', 400, 'refused'],
    ['error', 500, 'failed'],
  ])('%s answers %i, sends nothing, and is over after one call', async (kind, status, outcome) => {
    await open();
    expect((await order({ kind })).status).toBe(201);
    expect(await service.refusal([contact()])).toMatchObject({ status });
    expect((await service.handsets()).total).toBe(0);
    expect(await lastCall()).toMatchObject({ outcome, status, fault: kind });
    await service.invoke([contact()]);
    expect(await service.texts(NUMBER)).toHaveLength(1);
  });

  it('throttle says how long to wait', async () => {
    await open();
    await order({ kind: 'throttle', retryAfterSeconds: 17 });
    expect((await service.refusal([contact()])).retryAfterSeconds).toBe(17);
  });

  it('strikes the call it is ordered for, as often as ordered', async () => {
    await open();
    await order({ kind: 'refuse', atCall: 2, times: 2 });
    await service.invoke([contact()]);
    await service.refusal([contact()]);
    await service.refusal([contact()]);
    await service.invoke([contact()]);
    expect(await service.texts(NUMBER)).toHaveLength(2);
  });

  it('delay does the work and answers', async () => {
    await open();
    await order({ kind: 'delay', delayMs: 1 });
    expect((await service.post('/invoke', body())).status).toBe(204);
    expect(await service.texts(NUMBER)).toHaveLength(1);
    expect(await lastCall()).toMatchObject({ outcome: 'accepted', fault: 'delay' });
  });

  it('lost-answer does the work once and cuts the connection', async () => {
    await open();
    // A kept-alive connection from before the order, as a browser has.
    expect((await service.post('/invoke', body())).status).toBe(204);
    await order({ kind: 'lost-answer' });
    await expect(service.post('/invoke', body())).rejects.toThrow('fetch failed');
    expect(await service.texts(NUMBER)).toHaveLength(2);
    expect(await lastCall()).toMatchObject({ outcome: 'accepted', fault: 'lost-answer' });
    expect((await service.post('/invoke', body())).status).toBe(204);
  });

  it('exit-after-acceptance is refused by a server that may not be ended', async () => {
    await open();
    const answer = await order({ kind: 'exit-after-acceptance' });
    expect(answer.status).toBe(409);
    expect(((await answer.json()) as { error: { code: string } }).error.code).toBe('exit-not-allowed');
  });

  it('exit-after-acceptance ends the process after the work is kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'omnichannel-'));
    const file = join(folder, 'dataverse.db');
    let exits = 0;
    await open({ file, allowExit: true, exit: () => (exits += 1) });
    await order({ kind: 'exit-after-acceptance' });
    await service.invoke([contact()]);
    expect(exits).toBe(1);
    await service.close();
    await open({ file });
    expect(await service.texts(NUMBER)).toHaveLength(1);
    expect(await lastCall()).toMatchObject({ outcome: 'accepted', fault: 'exit-after-acceptance' });
    rmSync(folder, { recursive: true });
  });

  it.each([
    [{}, 'fault-kind-unknown'],
    [{ kind: 'explode' }, 'fault-kind-unknown'],
    [{ kind: 'delay', atCall: 0 }, 'fault-number-invalid'],
    [{ kind: 'delay', times: 1.5 }, 'fault-number-invalid'],
    [{ kind: 'delay', delayMs: '5' }, 'fault-number-invalid'],
  ])('refuses the order %j with a code', async (fault, code) => {
    await open();
    const answer = await order(fault);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: { code: string } }).error.code).toBe(code);
  });

  it('can be listed and taken back', async () => {
    await open();
    await order({ kind: 'refuse', atCall: 3 });
    const pending = async () =>
      ((await (await fetch(`${service.url}/lab/faults`)).json()) as { faults: unknown[] }).faults;
    expect(await pending()).toMatchObject([{ kind: 'refuse', atCall: 3, times: 1 }]);
    await fetch(`${service.url}/lab/faults`, { method: 'DELETE' });
    expect(await pending()).toEqual([]);
  });
});

describe('the log of calls', () => {
  it('shows counts and outcomes, and numbers and texts only in full', async () => {
    await open();
    await service.invoke([contact()]);
    const brief = await service.calls();
    expect(brief).toMatchObject({
      total: 1,
      calls: [{ at: '2026-01-15T08:00:00.000Z', contactCount: 1, outcome: 'accepted', status: 204 }],
    });
    expect(JSON.stringify(brief)).not.toMatch(/6281200000001|Sari/);
    expect((await service.calls('?full=true')).calls[0]?.contacts).toMatchObject([
      { number: NUMBER, outcome: 'sent', text: 'Hello Sari, case Refund' },
    ]);
  });

  it('comes in pages, oldest first', async () => {
    await open();
    for (let call = 0; call < 3; call += 1) await service.invoke([contact()]);
    const first = await service.calls('?top=2');
    const second = await service.calls(`?top=2&after=${first.next}`);
    expect([first.calls.length, second.calls.length, second.next]).toEqual([2, 1, undefined]);
  });

  it('can be cleared', async () => {
    await open();
    await service.invoke([contact()]);
    await fetch(`${service.url}/lab/calls`, { method: 'DELETE' });
    expect(await service.calls()).toMatchObject({ total: 0, calls: [] });
  });

  it('makes the hour’s limit survive a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'omnichannel-'));
    const file = join(folder, 'dataverse.db');
    await open({ file, maxRequestsPerHour: 1 });
    await service.invoke([contact()]);
    await service.close();
    await open({ file, maxRequestsPerHour: 1 });
    expect(await service.refusal([contact()])).toMatchObject({ status: 429 });
    rmSync(folder, { recursive: true });
  });
});
