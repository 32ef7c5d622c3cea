/** A journal in memory: claims by version as a database would, and can be told to fail. */
import type { BatchRecord, BatchStore, Claim, ClaimResult, JournalBatch } from '../../outbound/sends/journal';
import type { SendPlan } from '../../outbound/sends/planSend';

export class MemoryJournal implements BatchStore {
  private readonly batches = new Map<string, JournalBatch>();
  readonly records: { readonly index: number; readonly record: BatchRecord }[] = [];
  readonly claims: { readonly index: number; readonly claim: Claim }[] = [];
  /** Asked at each write; true makes it fail. */
  fails: (operation: 'claim' | 'record', index: number) => boolean = () => false;

  constructor(plan: SendPlan) {
    for (const { index, contactCount, contactList, hash } of plan.batches) {
      const id = `batch-${index}`;
      this.batches.set(id, { id, index, state: 'waiting', contactCount, contactList, hash, attempts: 0, etag: '1' });
    }
  }

  all(): JournalBatch[] {
    return [...this.batches.values()].sort((one, other) => one.index - other.index);
  }

  change(index: number, change: Partial<JournalBatch>): JournalBatch {
    const before = this.batches.get(`batch-${index}`);
    if (!before) throw new Error(`no batch ${index}`);
    const after = { ...before, ...change, etag: String(Number(before.etag) + 1) };
    this.batches.set(after.id, after);
    return after;
  }

  async readBatches(): Promise<JournalBatch[]> {
    return this.all();
  }

  async claimBatch(batch: JournalBatch, claim: Claim): Promise<ClaimResult> {
    if (this.fails('claim', batch.index)) throw new Error('journal unreachable');
    if (this.batches.get(batch.id)?.etag !== batch.etag) return { kind: 'lost' };
    this.claims.push({ index: batch.index, claim });
    return { kind: 'claimed', batch: this.change(batch.index, { state: 'claimed' }) };
  }

  async recordOutcome(batch: JournalBatch, record: BatchRecord): Promise<JournalBatch> {
    if (this.fails('record', batch.index)) throw new Error('journal unreachable');
    this.records.push({ index: batch.index, record });
    return this.change(batch.index, { state: record.state, attempts: record.attempts });
  }
}
