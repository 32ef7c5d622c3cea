/**
 * A world for the dispatcher: a journal, a platform, a budget, runners and people. Every call of a runner or a person waits in a
 * list until the test lets it happen, so that any order of events can be played, and any runner can vanish at any of them.
 */
import type { InvokeAnswer } from '../../../../../outbound/invoke/classifyAnswer';
import { createInvoker, type ClaimedRow } from '../../../../../outbound/invoke/gateway';
import { INFERRED_SIGNATURE } from '../../../../../outbound/invoke/signature';
import type { Granted, RequestBudget } from '../../../../../outbound/sends/budget/requestBudget';
import type { DispatchOptions } from '../../../../../outbound/sends/dispatch/dispatchHost';
import { dispatchSend } from '../../../../../outbound/sends/dispatch/dispatchSend';
import { planSend } from '../../../../../outbound/sends/planSend';
import { reconcile } from '../../../../../outbound/sends/reconcile';
import type { JournalBatch, SendJournal } from '../../../../../outbound/sends/sendJournal';
import { canMoveBatch } from '../../../../../outbound/sends/states';
import { CONFIGURATION_ID, MemoryJournal, SEND_ID, type MemoryBatch } from '../../../../builders/memoryJournal';
import { contactList } from '../../../../builders/recipients';

/**
 * What becomes of a call. `fail-after`: done, but its answer is lost; `twice`: the connection delivers it again later;
 * `crash-before`, `crash-after`: the runner vanishes, and the call did not, or did, arrive. What else it had under way may still
 * arrive later.
 */
export type Fate = 'ok' | 'fail-before' | 'fail-after' | 'twice' | 'crash-before' | 'crash-after';

/**
 * What the platform does with a request. Without an answer it is carried out, or not, or some time `late`; or the whole request
 * `arrives-late`, and nothing has happened until then.
 */
export type Service =
  | { readonly kind: 'accepts' }
  | { readonly kind: 'answers'; readonly status: number; readonly executes: boolean; readonly errorCode?: string }
  | { readonly kind: 'throttles'; readonly retryAfterMs: number }
  | { readonly kind: 'silent'; readonly cause: string; readonly executes: boolean | 'late' | 'arrives-late' };

interface Call {
  readonly actor: Actor;
  readonly name: string;
  /** Milliseconds since 1970 of the world at which a wait is over. */
  readonly due?: number;
  happen(fate: Fate, service: Service): void;
}

export interface Actor {
  readonly name: string;
  /** Does its gateway let the action run only if the row is still as it was claimed, and mark the row before? */
  readonly isGuarded: boolean;
  /** What its clock shows beyond the world's. */
  skewMs: number;
  isAlive: boolean;
  isDone: boolean;
}

export interface WorldOptions {
  readonly batchCount: number;
  /** Runners whose gateway is guarded; `mixed`: every second one. */
  readonly guarded: 'all' | 'none' | 'mixed';
  readonly hasBudget: boolean;
}

export const LEASE_MS = 60_000;
const GRANT_MS = 10_000;
const START = Date.parse('2025-03-05T10:00:00Z');

export class World {
  readonly calls: Call[] = [];
  readonly actors: Actor[] = [];
  readonly journal: MemoryJournal;
  /** By batch: requests that the platform carried out. */
  readonly accepted = new Map<string, number>();
  /** By batch: how often a person chose that it may be sent again. */
  readonly choices = new Map<string, number>();
  /** Sentences about what must not happen. */
  readonly broken: string[] = [];
  /** Did every call so far happen once, and every answer come back? */
  isCalm = true;
  /** Claims whose row the guard of a request has changed: the action may have run for them. */
  private readonly reached = new Set<string>();
  private readonly unguardedClaims = new Set<string>();
  private held: Call[] = [];
  private now = START;
  private ids = 0;
  private postedCount = 0;
  private grantedCount = 0;

  constructor(readonly options: WorldOptions) {
    const items = contactList(options.batchCount);
    this.journal = new MemoryJournal(planSend({ items, outboundConfigurationId: CONFIGURATION_ID, batchSize: 1 }), 3);
  }

  startRunner(concurrency: number): void {
    const actor = this.newActor('runner');
    const options: DispatchOptions = {
      claimedBy: actor.name,
      concurrency,
      leaseMs: LEASE_MS,
      budgetChunk: 4,
    };
    const host = {
      journal: this.journalFor(actor),
      invoker: this.invokerFor(actor),
      ...(this.options.hasBudget && { budget: this.budgetFor(actor) }),
      clock: () => this.clockOf(actor),
      wait: (ms: number) => this.call(actor, 'wait', () => undefined, this.now + ms),
      newId: () => String((this.ids += 1)),
    };
    void dispatchSend(host, SEND_ID, options).then(
      () => {
        actor.isDone = true;
      },
      () => this.broken.push('a run rejected'),
    );
  }

  /** A person at work: what they do is made of calls as well. */
  startPerson(act: (journal: SendJournal, now: Date) => Promise<unknown>): void {
    const actor = this.newActor('person');
    act(this.journalFor(actor), this.clockOf(actor)).then(
      () => {
        actor.isDone = true;
      },
      () => {
        actor.isDone = true;
      },
    );
  }

  get runnersAlive(): Actor[] {
    return this.actors.filter(({ isAlive, isDone, name }) => isAlive && !isDone && name.startsWith('runner'));
  }

  /** Lets one call happen and everything that follows without a further call. */
  async step(pick: number, fate: Fate, service: Service): Promise<void> {
    const call = this.calls.splice(pick % Math.max(1, this.calls.length), 1)[0];
    if (!call) return;
    if (call.due !== undefined) this.now = Math.max(this.now, call.due);
    if (fate !== 'ok') this.isCalm = false;
    call.happen(fate, service);
    await settled();
    this.check();
  }

  pass(ms: number): void {
    this.now += ms;
  }

  /** What is under way of runners that vanished never arrives. */
  dropOrphans(): void {
    const alive = this.calls.filter(({ actor }) => actor.isAlive);
    this.calls.splice(0, this.calls.length, ...alive);
  }

  /** What is under way of runners that vanished arrives when everything else is over. */
  holdOrphans(): void {
    this.held = this.calls.filter(({ actor }) => !actor.isAlive);
    this.dropOrphans();
  }

  releaseOrphans(): void {
    this.calls.push(...this.held.splice(0));
  }

  countOf(counts: Map<string, number>, batchId: string): number {
    return counts.get(batchId) ?? 0;
  }

  /** What has to hold at every moment. */
  check(): void {
    const rows = this.journal.all();
    const { audience, excluded } = this.journal.row();
    const counts = reconcile({ audience, excluded, batches: rows });
    const { accepted, refused, unknown, waiting, missing } = counts;
    if (missing !== 0 || accepted + excluded + refused + unknown + waiting !== audience) this.broken.push('sums');
    for (const row of rows) this.checkRow(row);
    if (this.options.hasBudget && this.postedCount > this.grantedCount) this.broken.push('posted more than granted');
  }

  private checkRow({ id, state }: MemoryBatch): void {
    const accepted = this.countOf(this.accepted, id);
    const choices = this.countOf(this.choices, id);
    if (accepted > 1 + choices) this.broken.push(`${id} accepted ${accepted} times after ${choices} choices`);
    if (choices > 0) return;
    if (accepted > 0 && (state === 'waiting' || state === 'refused')) {
      this.broken.push(`${id} was accepted and is ${state}`);
    }
  }

  private newActor(kind: string): Actor {
    const count = this.actors.length;
    const { guarded } = this.options;
    const isGuarded = guarded === 'all' || (guarded === 'mixed' && count % 2 === 0);
    const actor = { name: `${kind}-${count}`, isGuarded, skewMs: 0, isAlive: true, isDone: false };
    this.actors.push(actor);
    return actor;
  }

  private clockOf({ skewMs }: Actor): Date {
    return new Date(this.now + skewMs);
  }

  /** A promise that is settled when the test lets the call happen, and never when the actor vanished. */
  private call<T>(actor: Actor, name: string, act: (service: Service) => T | Promise<T>, due?: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const happen = (fate: Fate, service: Service): void => {
        if (fate === 'crash-before' && actor.isAlive) return this.vanish(actor);
        if (fate === 'fail-before' && actor.isAlive && due === undefined) return reject(new Error(`${name} failed`));
        const result = Promise.resolve(act(service));
        if (!actor.isAlive) return void result.catch(() => undefined);
        if (fate === 'crash-after') {
          result.catch(() => undefined);
          return this.vanish(actor);
        }
        if (fate === 'twice' && due === undefined && (actor.isGuarded || name !== 'invoke')) {
          void this.call({ ...actor, isAlive: false }, name, act);
        }
        const isLost = fate === 'fail-after' && due === undefined;
        result.then((value) => (isLost ? reject(new Error(`${name} lost its answer`)) : resolve(value)), reject);
      };
      this.calls.push({ actor, name, due, happen });
    });
  }

  private vanish(actor: Actor): void {
    actor.isAlive = false;
    const kept = this.calls.filter((call) => call.actor !== actor || call.due === undefined);
    this.calls.splice(0, this.calls.length, ...kept);
  }

  private journalFor(actor: Actor): SendJournal {
    const { journal } = this;
    const watched = <T>(batch: JournalBatch, isPerson: boolean, write: () => Promise<T>): Promise<T> => {
      const from = journal.batch(batch.id)?.state;
      // Nothing of the journal in memory waits: what it writes is written when the call returns.
      const result = write();
      const to = journal.batch(batch.id)?.state;
      if (from && to && from !== to) this.checkMove(batch.id, from, to, isPerson);
      return result;
    };
    return {
      readSend: (sendId) => this.call(actor, 'readSend', () => journal.readSend(sendId)),
      changeSend: (send, change) => this.call(actor, 'changeSend', () => journal.changeSend(send, change)),
      readBatches: () => this.call(actor, 'readBatches', () => journal.readBatches()),
      claimBatch: (batch, claim) =>
        this.call(actor, 'claim', () => {
          if (!actor.isGuarded) this.unguardedClaims.add(claim.claimedBy);
          return watched(batch, false, () => journal.claimBatch(batch, claim));
        }),
      recordOutcome: (batch, record) =>
        this.call(actor, 'record', () => watched(batch, false, () => journal.recordOutcome(batch, record))),
      expireClaim: (batch, state, at) =>
        this.call(actor, 'expire', async () => {
          const claimedBy = journal.batch(batch.id)?.claimedBy ?? '';
          const isMoved = await watched(batch, false, () => journal.expireClaim(batch, state, at));
          if (isMoved) this.checkExpired(batch.id, claimedBy, state);
          return isMoved;
        }),
      resolveBatch: (batch, decision) =>
        this.call(actor, 'resolve', async () => {
          const isMoved = await watched(batch, true, () => journal.resolveBatch(batch, decision));
          const isChoice = decision.resolution === 'send-again' || decision.resolution === 'not-sent';
          if (isMoved && isChoice) this.choices.set(batch.id, this.countOf(this.choices, batch.id) + 1);
          return isMoved;
        }),
    };
  }

  private checkMove(id: string, from: MemoryBatch['state'], to: MemoryBatch['state'], isPerson: boolean): void {
    if (!canMoveBatch(from, to)) this.broken.push(`${id} went from ${from} to ${to}`);
    if (!isPerson && to === 'waiting' && from !== 'claimed') this.broken.push(`a runner let ${from} ${id} wait again`);
  }

  /** Unknown are those the action may have run for, and nobody else. */
  private checkExpired(id: string, claimedBy: string, to: MemoryBatch['state']): void {
    const mayHaveRun = this.unguardedClaims.has(claimedBy) || this.reached.has(claimedBy);
    if (mayHaveRun !== (to === 'unknown'))
      this.broken.push(`${id} was ${mayHaveRun ? 'posted' : 'not posted'} and is ${to}`);
  }

  private invokerFor(actor: Actor) {
    return createInvoker(
      {
        isGuarded: actor.isGuarded,
        invokeOutbound: (_body, claimed) => {
          this.notePost(actor, claimed);
          return this.call(actor, 'invoke', (service) => this.serve(service, claimed, actor));
        },
      },
      INFERRED_SIGNATURE,
      CONFIGURATION_ID,
    );
  }

  private notePost(actor: Actor, claimed: ClaimedRow): void {
    this.postedCount += 1;
    const { leaseExpiresOn } = claimed as ClaimedRow & { leaseExpiresOn: Date };
    if (this.clockOf(actor) >= leaseExpiresOn) this.broken.push(`${claimed.id} was posted after its lease`);
  }

  private serve(service: Service, claimed: ClaimedRow, actor: Actor): InvokeAnswer {
    const ghost: Actor = { ...actor, isAlive: false };
    if (service.kind === 'silent' && service.executes === 'arrives-late') {
      void this.call(ghost, 'invoke', () => this.serve({ kind: 'accepts' }, claimed, ghost));
      return { kind: 'no-answer', cause: service.cause };
    }
    const row = this.journal.batch(claimed.id);
    if (actor.isGuarded && row?.etag !== claimed.etag) return { kind: 'repeated' };
    const etag = actor.isGuarded && row ? this.mark(row, claimed, actor) : undefined;
    const execute = (): void => {
      this.accepted.set(claimed.id, this.countOf(this.accepted, claimed.id) + 1);
    };
    switch (service.kind) {
      case 'accepts':
        execute();
        return { kind: 'response', status: 204, etag };
      case 'answers':
        if (service.executes) execute();
        return { kind: 'response', status: service.status, errorCode: service.errorCode, etag };
      case 'throttles':
        return { kind: 'response', status: 429, retryAfterMs: service.retryAfterMs, etag };
      case 'silent': {
        if (service.executes === true) execute();
        if (service.executes === 'late') void this.call(ghost, 'action', execute);
        return { kind: 'no-answer', cause: service.cause };
      }
    }
  }

  /** The change that a guarded request makes before the action. */
  private mark(row: MemoryBatch, { attempts }: ClaimedRow, actor: Actor): string {
    if (row.claimedBy !== undefined) this.reached.add(row.claimedBy);
    return this.journal.change(row.index, { attempts: attempts + 1, postedOn: this.clockOf(actor) }).etag;
  }

  private budgetFor(actor: Actor): RequestBudget {
    let bookings = 0;
    const released = new Set<unknown>();
    return {
      reserve: ({ sendId, wanted, kind }) =>
        this.call(actor, 'reserve', (service) => {
          const now = this.clockOf(actor).getTime();
          if (service.kind === 'throttles') return { kind: 'wait' as const, until: new Date(now + 5000) };
          const count = Math.min(wanted, 2);
          this.grantedCount += count;
          const grant: Granted = {
            kind: 'granted',
            count,
            useBefore: new Date(now + GRANT_MS),
            slot: 0,
            sendId,
            requestKind: kind,
            booking: (bookings += 1),
          };
          return grant;
        }),
      release: (grant, unused) =>
        this.call(actor, 'release', () => {
          if (!released.has(grant)) this.grantedCount -= unused;
          released.add(grant);
        }),
    };
  }
}

/** Resolves when everything has run that waits for no call. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
