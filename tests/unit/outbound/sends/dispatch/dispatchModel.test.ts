import fc from 'fast-check';
import {
  cancelSend,
  pauseSend,
  resolveUnknown,
  resumeSend,
  retryRefused,
  type ControlResult,
} from '../../../../../outbound/sends/controls';
import { reconcile } from '../../../../../outbound/sends/reconcile';
import { canMoveSend } from '../../../../../outbound/sends/states';
import { SEND_ID } from '../../../../builders/memoryJournal';
import { LEASE_MS, World, type Fate, type Service, type WorldOptions } from './dispatchWorld';

const ACCEPTS: Service = { kind: 'accepts' };

const fate = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Fate>('ok') },
  { weight: 4, arbitrary: fc.constantFrom<Fate>('fail-before', 'fail-after', 'twice') },
  { weight: 2, arbitrary: fc.constantFrom<Fate>('crash-before', 'crash-after') },
);

const service = fc.oneof<fc.Arbitrary<Service>[]>(
  fc.constant(ACCEPTS),
  fc.constant(ACCEPTS),
  fc.record({
    kind: fc.constant('answers' as const),
    status: fc.constantFrom(400, 404, 422),
    executes: fc.constant(false),
  }),
  fc.constant({ kind: 'answers', status: 403, executes: false, errorCode: '0x80040220' } as const),
  fc.record({
    kind: fc.constant('answers' as const),
    status: fc.constantFrom(408, 500, 502, 503, 504),
    executes: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('throttles' as const), retryAfterMs: fc.integer({ min: 0, max: 90_000 }) }),
  fc.record({
    kind: fc.constant('silent' as const),
    cause: fc.constantFrom('timeout', 'connection-lost', 'ECONNRESET'),
    executes: fc.constantFrom<(boolean | 'late' | 'arrives-late')[]>(true, false, 'late', 'arrives-late'),
  }),
);

type Event =
  | { readonly kind: 'step'; readonly pick: number; readonly fate: Fate; readonly service: Service }
  | { readonly kind: 'runner'; readonly concurrency: number }
  | { readonly kind: 'jump'; readonly pick: number; readonly ms: number }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'person'; readonly does: PersonDoes; readonly pick: number };

type PersonDoes = 'pauses' | 'resumes' | 'cancels' | 'retries' | 'sent' | 'not-sent' | 'send-again';

const event = fc.oneof<{ weight: number; arbitrary: fc.Arbitrary<Event> }[]>(
  { weight: 60, arbitrary: fc.record({ kind: fc.constant('step'), pick: fc.nat(40), fate, service }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('runner'), concurrency: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('jump'),
      pick: fc.nat(3),
      ms: fc.integer({ min: -2 * LEASE_MS, max: 2 * LEASE_MS }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('time'), ms: fc.integer({ min: 1, max: 2 * LEASE_MS }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('person'),
      does: fc.constantFrom<PersonDoes[]>(
        'pauses',
        'resumes',
        'resumes',
        'cancels',
        'retries',
        'sent',
        'not-sent',
        'send-again',
        'send-again',
      ),
      pick: fc.nat(5),
    }),
  },
);

function letPersonAct(world: World, does: PersonDoes, pick: number): void {
  world.startPerson((journal, on) => {
    const decider = { by: 'somebody', on };
    if (does === 'pauses') return pauseSend(journal, SEND_ID);
    if (does === 'resumes') return resumeSend(journal, SEND_ID, decider);
    if (does === 'cancels') return cancelSend(journal, SEND_ID, decider);
    if (does === 'retries') return retryRefused(journal, SEND_ID, decider);
    const open = world.journal.all().filter(({ state }) => state === 'unknown');
    const batch = open[pick % Math.max(1, open.length)];
    return batch ? resolveUnknown(journal, SEND_ID, batch.id, does, decider) : Promise.resolve();
  });
}

async function play(world: World, happening: Event): Promise<void> {
  switch (happening.kind) {
    case 'step':
      return world.step(happening.pick, happening.fate, happening.service);
    case 'runner':
      if (world.runnersAlive.length < 4) world.startRunner(happening.concurrency);
      return;
    case 'jump': {
      const actor = world.runnersAlive[happening.pick];
      if (actor) actor.skewMs = happening.ms;
      return;
    }
    case 'time':
      return world.pass(happening.ms);
    case 'person':
      return letPersonAct(world, happening.does, happening.pick);
  }
}

const MAX_STEPS = 20_000;

/** Everything under way happens, in order, and the platform accepts. */
async function comeToRest(world: World): Promise<void> {
  for (let steps = 0; world.calls.length > 0; steps += 1) {
    if (steps > MAX_STEPS) throw new Error('the runners do not come to rest');
    await world.step(0, 'ok', ACCEPTS);
  }
}

/** Every lease is over, whatever clock it was made by, and somebody works on what is left. */
async function comeAlong(world: World): Promise<void> {
  world.pass(10 * LEASE_MS);
  world.startRunner(1);
  await comeToRest(world);
}

/**
 * Nobody is at work and somebody waits: then a person can cancel the send, and has the control that the monitor offers to let it go on,
 * after which a runner sends to everybody who waited.
 */
async function expectWayOn(world: World): Promise<void> {
  const isSomebodyWaiting = (): boolean => world.journal.states().includes('waiting');
  const { state } = world.journal.row();
  if (!isSomebodyWaiting() || state === 'canceled') return;
  expect(canMoveSend(state, 'canceled')).toBe(true);
  if (state !== 'sending') {
    let result: ControlResult | undefined;
    world.startPerson(async (journal, on) => {
      result = await resumeSend(journal, SEND_ID, { by: 'somebody', on });
    });
    await comeToRest(world);
    expect([state, result]).toEqual([state, expect.objectContaining({ kind: 'moved' })]);
  }
  world.startRunner(1);
  await comeToRest(world);
  expect(isSomebodyWaiting()).toBe(false);
}

const seed = Number(process.env['DISPATCH_MODEL_SEED'] ?? 20_250_305);
const numRuns = Number(process.env['DISPATCH_MODEL_RUNS'] ?? 600);

const facts = fc.record({
  batchCount: fc.integer({ min: 1, max: 6 }),
  guarded: fc.constantFrom<('all' | 'none' | 'mixed')[]>('all', 'none', 'mixed'),
  hasBudget: fc.boolean(),
});
const history = fc.array(event, { maxLength: 160, size: 'max' });
/** What a person begins when all is quiet, and after how many of its calls the connection breaks. */
const brokenDecision = fc.record({
  does: fc.constantFrom<PersonDoes[]>('pauses', 'resumes', 'retries', 'sent', 'not-sent', 'send-again'),
  pick: fc.nat(5),
  calls: fc.nat(8),
  breaks: fc.constantFrom<Fate>('fail-before', 'fail-after', 'crash-before', 'crash-after'),
});

async function decideInPart(
  world: World,
  { does, pick, calls, breaks }: { does: PersonDoes; pick: number; calls: number; breaks: Fate },
): Promise<void> {
  letPersonAct(world, does, pick);
  for (let call = 0; call < calls; call += 1) await world.step(0, 'ok', ACCEPTS);
  await world.step(0, breaks, ACCEPTS);
  await comeToRest(world);
}

/** What becomes of the requests of runners that vanished. */
const orphans = fc.constantFrom('arrive', 'are lost', 'arrive last');

/** Everything happens, and then whatever is under way comes to its end. */
async function playToRest(
  options: WorldOptions,
  events: readonly Event[],
  ofOrphans: 'arrive' | 'are lost' | 'arrive last',
): Promise<World> {
  const world = new World(options);
  world.startRunner(2);
  for (const happening of events) {
    await play(world, happening);
    expect(world.broken).toEqual([]);
  }
  if (ofOrphans === 'are lost') world.dropOrphans();
  if (ofOrphans === 'arrive last') world.holdOrphans();
  await comeToRest(world);
  return world;
}

describe('dispatchSend, with up to four runners, people, crashes and any answers', () => {
  it('never has a number accepted twice unless a person chose it, keeps the sums, and ends every batch', async () => {
    await fc.assert(
      fc.asyncProperty(facts, history, orphans, async (options, events, ofOrphans) => {
        const world = await playToRest(options, events, ofOrphans);
        if (world.isCalm) expectNothingLeftBehind(world);
        await comeAlong(world);
        // Requests of vanished runners arrive after their claims were given up, and others have worked on the batches.
        world.releaseOrphans();
        await comeToRest(world);
        await comeAlong(world);
        expect(world.broken).toEqual([]);
        expectStatedOutcomes(world);
      }),
      { numRuns, seed },
    );
  }, 60_000);

  it('leaves nobody waiting whom a person could not have sent to, or canceled, whatever came before', async () => {
    await fc.assert(
      fc.asyncProperty(facts, history, orphans, brokenDecision, async (options, events, ofOrphans, decision) => {
        const world = await playToRest(options, events, ofOrphans);
        await decideInPart(world, decision);
        await expectWayOn(world);
        expect(world.broken).toEqual([]);
      }),
      { numRuns, seed },
    );
  }, 60_000);
});

/** Runners that end in peace leave no claim, and sums that are right. */
function expectNothingLeftBehind(world: World): void {
  const rows = world.journal.all();
  const send = world.journal.row();
  expect(rows.filter(({ state }) => state === 'claimed')).toEqual([]);
  const { accepted, refused, unknown, waiting } = reconcile({ ...send, batches: rows });
  expect(send.counts).toEqual({ accepted, refused, unknown, waiting });
}

function expectStatedOutcomes(world: World): void {
  const rows = world.journal.all();
  const send = world.journal.row();
  expect(world.runnersAlive).toEqual([]);
  expect(rows.filter(({ state }) => state === 'claimed')).toEqual([]);
  const isHeld = send.state === 'paused' || send.state === 'canceled';
  if (!isHeld) expect(rows.filter(({ state }) => state === 'waiting')).toEqual([]);
  const { accepted, refused, unknown, waiting } = reconcile({ ...send, batches: rows });
  expect(send.counts).toEqual({ accepted, refused, unknown, waiting });
  if (!isHeld) expect(send.state).toBe(refused + unknown > 0 ? 'needsAttention' : 'finished');
  for (const { id, state, resolution } of rows) {
    // Nobody is called accepted whom neither the platform nor a person did.
    if (state === 'accepted') expect(resolution === 'sent' || world.countOf(world.accepted, id) > 0).toBe(true);
  }
}
