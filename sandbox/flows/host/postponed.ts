/**
 * Room sandbox/flows. Runs that are to start later (`postponeuntil`), on the sandbox's clock. They are kept in SQL with what their
 * trigger told, so that they outlive the process; what is secure is not kept, and such a run is lost with the process, but not in
 * silence.
 */
import type { SandboxClock } from '../../clock';
import type { SqlConnection } from '../../dataverse/contracts';
import { readJson, writeJson, type FlowValue } from '../expressions';
import { flowProblem, type FlowProblem } from './problems';
import type { RunLink } from './runChains';

export interface PostponedRun {
  readonly flowId: string;
  readonly until: Date;
  readonly outputs: FlowValue;
  readonly areOutputsSecure: boolean;
  readonly cause?: RunLink;
}

export interface PostponedParts {
  readonly sql: SqlConnection;
  readonly clock: SandboxClock;
  readonly newId: () => string;
  /** Does all of it, or nothing when the process ends. */
  readonly together: (work: () => void) => void;
  /** The time has come. */
  readonly due: (flowId: string, outputs: FlowValue, cause: RunLink | undefined) => void;
  /** A run cannot be started any more, with the reason. */
  readonly lost: (flowId: string, problem: FlowProblem) => void;
}

export class PostponedRuns {
  private readonly orders = new Set<() => void>();

  constructor(private readonly parts: PostponedParts) {}

  add(run: PostponedRun): void {
    const id = this.parts.newId();
    this.parts.sql.run('INSERT INTO flows_postponed (id, flow_id, due_at, outputs) VALUES (?, ?, ?, ?)', [
      id,
      run.flowId,
      run.until.toISOString(),
      run.areOutputsSecure ? null : writeJson(run.outputs),
    ]);
    this.order(id, run);
  }

  /** Takes up what the last process left. */
  resume(): void {
    const kept = this.parts.sql.all('SELECT id, flow_id, due_at, outputs FROM flows_postponed ORDER BY due_at, rowid');
    for (const [id, flow, dueAt, outputs] of kept) {
      const flowId = String(flow);
      if (typeof outputs === 'string') {
        this.order(String(id), { flowId, until: new Date(String(dueAt)), outputs: readJson(outputs) });
        continue;
      }
      this.forget(String(id));
      this.parts.lost(flowId, flowProblem('postponed-lost', String(dueAt)));
    }
  }

  /** Takes the orders back; what is kept stays for the next start. */
  close(): void {
    for (const takeBack of this.orders) takeBack();
    this.orders.clear();
  }

  private order(id: string, { flowId, until, outputs, cause }: Omit<PostponedRun, 'areOutputsSecure'>): void {
    const takeBack = this.parts.clock.at(until, () => {
      this.orders.delete(takeBack);
      this.parts.together(() => {
        this.forget(id);
        this.parts.due(flowId, outputs, cause);
      });
    });
    this.orders.add(takeBack);
  }

  private forget(id: string): void {
    this.parts.sql.run('DELETE FROM flows_postponed WHERE id = ?', [id]);
  }
}
