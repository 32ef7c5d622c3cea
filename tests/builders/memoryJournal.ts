/** A journal in memory: sends and batches with versions as a database keeps them. Calls can be made to fail before or after they were done. */
import { postedOnOf } from '../../outbound/sends/claims';
import { canMoveBatch, type BatchState } from '../../outbound/sends/states';
import type { SendPlan } from '../../outbound/sends/planSend';
import type {
  BatchDecision,
  BatchRecord,
  Claim,
  ClaimedBatch,
  ClaimResult,
  ExpiredState,
  JournalBatch,
  JournalSend,
  RecordResult,
  SendChange,
  SendJournal,
} from '../../outbound/sends/sendJournal';

export const SEND_ID = '5e000000-0000-4000-8000-000000000001';
export const CONFIGURATION_ID = '0c000000-0000-4000-8000-000000000001';

/** A row as it is kept. */
export interface MemoryBatch extends JournalBatch {
  readonly contactList: string;
  readonly answeredOn?: Date;
  readonly resolvedBy?: string;
}

/** A send with what is written to it and not read back. */
export type MemorySend = JournalSend & Omit<SendChange, 'state' | 'scheduledOn' | 'startBy'>;

export type JournalCall = 'readSend' | 'changeSend' | 'readBatches' | 'claim' | 'record' | 'expire' | 'resolve';

export class MemoryJournal implements SendJournal {
  private readonly batches = new Map<string, MemoryBatch>();
  private send: MemorySend | undefined;
  readonly records: { readonly index: number; readonly record: BatchRecord }[] = [];
  readonly claims: { readonly index: number; readonly claim: Claim }[] = [];
  /** Asked at each call; `before` fails without doing anything, `after` loses the answer. */
  fails: (call: JournalCall, index: number) => boolean | 'before' | 'after' = () => false;

  constructor(plan: SendPlan, excluded = 0) {
    this.send = {
      id: SEND_ID,
      state: 'sending',
      outboundConfigurationId: CONFIGURATION_ID,
      audience: plan.contactCount + excluded,
      excluded,
      batchCount: plan.batches.length,
      etag: '1',
    };
    for (const { index, contactCount, contactList, hash } of plan.batches) {
      const id = `batch-${index}`;
      const facts = { id, sendId: SEND_ID, index, contactCount, contactList, hash };
      this.batches.set(id, { ...facts, state: 'waiting', attempts: 0, etag: '1' });
    }
  }

  all(): MemoryBatch[] {
    return [...this.batches.values()].sort((one, other) => one.index - other.index);
  }

  states(): BatchState[] {
    return this.all().map(({ state }) => state);
  }

  batch(id: string): MemoryBatch | undefined {
    return this.batches.get(id);
  }

  row(): MemorySend {
    if (!this.send) throw new Error('the send was deleted');
    return this.send;
  }

  change(index: number, change: Partial<MemoryBatch>): MemoryBatch {
    const before = this.batches.get(`batch-${index}`);
    if (!before) throw new Error(`no batch ${index}`);
    const after = { ...before, ...change, etag: nextEtag(before) };
    this.batches.set(after.id, after);
    return after;
  }

  changeRow(change: Partial<MemorySend>): void {
    this.send = { ...this.row(), ...change, etag: nextEtag(this.row()) };
  }

  delete(index: number): void {
    this.batches.delete(`batch-${index}`);
  }

  deleteSend(): void {
    this.send = undefined;
  }

  readSend(sendId: string): Promise<JournalSend | undefined> {
    return this.call('readSend', -1, () => (sendId === this.send?.id ? this.send : undefined));
  }

  changeSend(send: JournalSend, { scheduledOn, startBy, ...change }: SendChange): Promise<JournalSend | undefined> {
    return this.call('changeSend', -1, () => {
      if (this.send?.etag !== send.etag) return undefined;
      const times = {
        ...(scheduledOn !== undefined && { scheduledOn: scheduledOn ?? undefined }),
        ...(startBy !== undefined && { startBy: startBy ?? undefined }),
      };
      this.changeRow({ ...change, state: change.state ?? this.send.state, ...times });
      return this.send;
    });
  }

  readBatches(): Promise<readonly JournalBatch[]> {
    return this.call('readBatches', -1, () => this.all().map(withoutContacts));
  }

  claimBatch(batch: JournalBatch, claim: Claim): Promise<ClaimResult> {
    return this.call('claim', batch.index, (): ClaimResult => {
      const row = this.batches.get(batch.id);
      if (row?.state === 'claimed' && row.claimedBy === claim.claimedBy) {
        return { kind: 'claimed', batch: { ...row, claimedBy: claim.claimedBy, leaseExpiresOn: claim.leaseExpiresOn } };
      }
      if (row?.etag !== batch.etag) return { kind: 'lost' };
      this.claims.push({ index: batch.index, claim });
      const { claimedBy, leaseExpiresOn } = claim;
      const postedOn = postedOnOf(claim);
      const claimed = this.change(batch.index, { state: 'claimed', claimedBy, leaseExpiresOn, postedOn });
      return { kind: 'claimed', batch: { ...claimed, claimedBy, leaseExpiresOn } };
    });
  }

  recordOutcome(batch: ClaimedBatch, record: BatchRecord): Promise<RecordResult> {
    return this.call('record', batch.index, (): RecordResult => {
      const row = this.batches.get(batch.id);
      if (!row) return { kind: 'superseded' };
      const { state, attempts, answeredOn, errorCode } = record;
      const holder = state === 'waiting' ? undefined : batch.claimedBy;
      const isSame = row.answeredOn?.getTime() === answeredOn.getTime() && row.attempts === attempts;
      if (row.state === state && row.claimedBy === holder && isSame) {
        return { kind: 'recorded', batch: withoutContacts(row) };
      }
      const isOurs = row.state === 'claimed' || (row.state === 'unknown' && state !== 'waiting');
      if (row.claimedBy !== batch.claimedBy || !isOurs) return { kind: 'superseded' };
      this.records.push({ index: batch.index, record });
      const change = { state, attempts, answeredOn, errorCode, ...(state === 'waiting' && NOBODY) };
      return { kind: 'recorded', batch: withoutContacts(this.change(batch.index, change)) };
    });
  }

  expireClaim(batch: JournalBatch, state: ExpiredState, at: Date): Promise<boolean> {
    return this.call('expire', batch.index, () => {
      if (this.batches.get(batch.id)?.etag !== batch.etag) return false;
      const unknown = { answeredOn: at, errorCode: 'lease-expired' };
      this.change(batch.index, { state, ...(state === 'waiting' ? NOBODY : unknown) });
      return true;
    });
  }

  resolveBatch(batch: JournalBatch, { state, resolution, resolvedBy }: BatchDecision): Promise<boolean> {
    return this.call('resolve', batch.index, () => {
      const row = this.batches.get(batch.id);
      if (row?.etag !== batch.etag) return false;
      if (!canMoveBatch(row.state, state)) throw new Error(`${row.state} cannot become ${state}`);
      this.change(batch.index, { state, resolution, resolvedBy, ...(state === 'waiting' && NOBODY) });
      return true;
    });
  }

  private async call<T>(call: JournalCall, index: number, act: () => T): Promise<T> {
    const failure = this.fails(call, index);
    if (failure === true || failure === 'before') throw new Error('journal unreachable');
    const result = act();
    if (failure === 'after') throw new Error('answer lost');
    return result;
  }
}

const NOBODY = { claimedBy: undefined, leaseExpiresOn: undefined };

const nextEtag = ({ etag }: { readonly etag: string }): string => String(Number(etag) + 1);

function withoutContacts(batch: MemoryBatch): JournalBatch {
  const { id, sendId, index, state, contactCount, hash, attempts, errorCode, resolution, etag } = batch;
  const { claimedBy, leaseExpiresOn, postedOn, clearedOn } = batch;
  const facts = { id, sendId, index, state, contactCount, hash, attempts, errorCode, resolution, etag };
  return { ...facts, claimedBy, leaseExpiresOn, postedOn, clearedOn };
}
