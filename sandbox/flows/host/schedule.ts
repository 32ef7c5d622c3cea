/**
 * Room sandbox/flows. Recurrences on the sandbox's clock. When the next one is due is kept in SQL, so that the rhythm outlives
 * the process; occurrences that nobody was there for are passed over, and only the next one runs.
 */
import type { SandboxClock } from '../../clock';
import type { SqlConnection } from '../../dataverse/contracts';
import type { Recurrence } from '../triggers/contracts';
import { nextOccurrence, runsAtOnce } from '../triggers/nextOccurrence';

export class Schedule {
  private readonly orders = new Map<string, () => void>();

  constructor(
    private readonly sql: SqlConnection,
    private readonly clock: SandboxClock,
    /** A recurrence is due. */
    private readonly due: (flowId: string) => void,
  ) {}

  /** Begins, or goes on with the rhythm that the same recurrence had. */
  start(flowId: string, recurrence: Recurrence): void {
    const text = JSON.stringify(recurrence);
    const now = this.clock.now();
    const [[kept, keptNext] = []] = this.sql.all('SELECT recurrence, next_at FROM flows_recurrence WHERE flow_id = ?', [
      flowId,
    ]);
    const previous = kept === text ? new Date(String(keptNext)) : undefined;
    const next = previous
      ? previous > now
        ? previous
        : nextOccurrence(recurrence, previous, now)
      : first(recurrence, now);
    this.order(flowId, recurrence, next);
  }

  /** Forgets the rhythm: a flow that is turned on again begins anew. */
  stop(flowId: string): void {
    this.orders.get(flowId)?.();
    this.orders.delete(flowId);
    this.sql.run('DELETE FROM flows_recurrence WHERE flow_id = ?', [flowId]);
  }

  /** Takes the orders back; what is kept stays for the next start. */
  close(): void {
    for (const takeBack of this.orders.values()) takeBack();
    this.orders.clear();
  }

  /** ISO 8601, UTC. */
  nextOf(flowId: string): string | undefined {
    const [[next] = []] = this.sql.all('SELECT next_at FROM flows_recurrence WHERE flow_id = ?', [flowId]);
    return typeof next === 'string' ? next : undefined;
  }

  private order(flowId: string, recurrence: Recurrence, next: Date | undefined): void {
    this.orders.get(flowId)?.();
    this.orders.delete(flowId);
    if (!next) return;
    this.sql.run(
      'INSERT INTO flows_recurrence (flow_id, recurrence, next_at) VALUES (?, ?, ?) ON CONFLICT (flow_id) DO UPDATE SET recurrence = excluded.recurrence, next_at = excluded.next_at',
      [flowId, JSON.stringify(recurrence), next.toISOString()],
    );
    this.orders.set(
      flowId,
      this.clock.at(next, () => {
        // The next one first: whatever the run does, the rhythm goes on.
        this.order(flowId, recurrence, nextOccurrence(recurrence, next, this.clock.now()));
        this.due(flowId);
      }),
    );
  }
}

const first = (recurrence: Recurrence, now: Date): Date | undefined =>
  runsAtOnce(recurrence) ? now : nextOccurrence(recurrence, now, now);
