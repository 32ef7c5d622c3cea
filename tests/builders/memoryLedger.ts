/** A ledger store in memory: conditions hold as in a database, and every request can be watched, held up, made to fail or to be repeated. */
import type { LedgerRead, LedgerRow, LedgerStore, StoredLedgerRow } from '../../outbound/sends/budget/ledgerStore';

export type LedgerOperation = 'readLatestHour' | 'writeHour' | 'createHour';

export class MemoryLedger implements LedgerStore {
  readonly rows = new Map<string, StoredLedgerRow>();
  private version = 0;
  /** Awaited before the work of each request. */
  before: (operation: LedgerOperation) => Promise<void> | void = () => undefined;
  /** Awaited between the work and its answer; what it throws loses the answer. */
  after: (operation: LedgerOperation) => Promise<void> | void = () => undefined;
  /** The connection repeats the request, and the answer to the second is the one that arrives. */
  repeats: (operation: LedgerOperation) => boolean = () => false;
  /** The server's clock, as its `Date` header gives it; without one the runners' own clocks count. */
  serverClock: (() => Date) | undefined;

  latest(): StoredLedgerRow | undefined {
    return [...this.rows.values()].reduce<StoredLedgerRow | undefined>(
      (latest, row) => (latest && latest.hour > row.hour ? latest : row),
      undefined,
    );
  }

  /** Puts a row there as somebody else would. */
  put(row: LedgerRow): void {
    this.version += 1;
    this.rows.set(row.hour, { ...row, etag: `W/"${this.version}"` });
  }

  async readLatestHour(): Promise<LedgerRead> {
    return this.request('readLatestHour', () => {
      const row = this.latest();
      const serverTime = this.serverClock && new Date(Math.floor(this.serverClock().getTime() / 1000) * 1000);
      return { ...(row && { row }), ...(serverTime && { serverTime }) };
    });
  }

  async writeHour({ etag, ...row }: StoredLedgerRow): Promise<'written' | 'changed'> {
    return this.request('writeHour', () => {
      if (this.rows.get(row.hour)?.etag !== etag) return 'changed';
      this.put(row);
      return 'written';
    });
  }

  async createHour(row: LedgerRow): Promise<'created' | 'exists'> {
    return this.request('createHour', () => {
      if (this.rows.has(row.hour)) return 'exists';
      this.put(row);
      return 'created';
    });
  }

  private async request<T>(operation: LedgerOperation, work: () => T): Promise<T> {
    await this.before(operation);
    let answer = work();
    if (this.repeats(operation)) answer = work();
    await this.after(operation);
    return answer;
  }
}
