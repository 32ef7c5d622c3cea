/** Runners that post as fast as they can and may, on virtual time and over a ledger with answer times of a real server. */
import { createRequestBudget } from '../../../../../outbound/sends/budget/createRequestBudget';
import type { BudgetLimits } from '../../../../../outbound/sends/budget/limits';
import type { RequestBudget } from '../../../../../outbound/sends/budget/requestBudget';
import { MemoryLedger } from '../../../../builders/memoryLedger';
import { VirtualTime } from './virtualTime';
import { repeatableRandom } from '../../../../support/repeatableRandom';

export interface SendPlanned {
  readonly id: string;
  readonly requests: number;
  /** Of each runner. */
  readonly perSecond: number;
  readonly runners?: number;
  /** Milliseconds after the start. */
  readonly startsAt?: number;
  /** Milliseconds by which its clocks are ahead. */
  readonly clockAhead?: number;
}

export interface Competition {
  readonly time: VirtualTime;
  readonly start: number;
  readonly ledger: MemoryLedger;
  /** Times of the posts by send. */
  readonly posts: ReadonlyMap<string, number[]>;
  readonly waiting: (sendId: string) => number;
}

export interface CompetitionOptions {
  readonly start: string;
  readonly limits: BudgetLimits;
  readonly hasServerClock?: boolean;
}

/** The sends are on their way; let time pass with `time.runUntil`. */
export function startCompetition(sends: readonly SendPlanned[], options: CompetitionOptions): Competition {
  const start = Date.parse(options.start);
  const time = new VirtualTime(start);
  const random = repeatableRandom(5);
  const ledger = new MemoryLedger();
  ledger.before = () => time.wait(10 + 40 * random());
  ledger.after = () => time.wait(10 + 20 * random());
  if (options.hasServerClock) ledger.serverClock = time.clock;
  const posts = new Map<string, number[]>();
  const left = new Map<string, number>();
  for (const send of sends) {
    posts.set(send.id, []);
    left.set(send.id, send.requests);
    for (let runner = 0; runner < (send.runners ?? 1); runner += 1) {
      const clock = () => new Date(time.now + (send.clockAhead ?? 0));
      const budget = createRequestBudget({ store: ledger, clock, wait: time.wait, limits: options.limits });
      void time.wait(send.startsAt ?? 0).then(() => run(send, budget, clock));
    }
  }

  async function run({ id, perSecond }: SendPlanned, budget: RequestBudget, clock: () => Date): Promise<void> {
    for (;;) {
      const waiting = left.get(id) ?? 0;
      if (waiting === 0) return;
      const grant = await budget.reserve({
        sendId: id,
        wanted: Math.min(waiting, Math.ceil(perSecond)),
        waiting,
        kind: 'bulk',
      });
      if (grant.kind === 'wait') {
        await time.wait(grant.until.getTime() - clock().getTime());
        continue;
      }
      const apartMs = 1000 / perSecond;
      const inTime = Math.ceil((grant.useBefore.getTime() - clock().getTime()) / apartMs);
      const used = Math.max(0, Math.min(grant.count, inTime, left.get(id) ?? 0));
      left.set(id, (left.get(id) ?? 0) - used);
      for (let index = 0; index < used; index += 1) posts.get(id)?.push(time.now + index * apartMs);
      await time.wait(used * apartMs);
      await budget.release(grant, grant.count - used);
    }
  }

  return { time, start, ledger, posts, waiting: (sendId) => left.get(sendId) ?? 0 };
}
