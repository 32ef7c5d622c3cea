/**
 * Room sandbox/flows. Runs that cause each other: what a run writes may set off runs, of its own flow too, and that would go on
 * for ever. Differs from the platform: its flow checker warns of such a flow (rule flow-avoid-recursive-loop), and nothing is
 * published that stops one which runs. The limit here is that of its workflows: Microsoft Learn, "Best practices for workflow
 * processes", avoid infinite loops (16 times in a short time).
 */
import type { FlowFault } from '../contracts';
import { flowProblem } from './problems';

/** Runs of one flow, each caused by the one before. */
export const MAX_LINKS = 16;
/** Runs of one flow in all that one run of it has caused, when each causes several. */
export const MAX_CAUSED = 1000;
/** What began longer ago counts no more. */
const REMEMBERED_MS = 60 * 60 * 1000;

/** One run, and what it was caused by. */
export interface RunLink {
  readonly flowId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly cause?: RunLink;
  /** Runs of the same flow that it has caused, also through others. */
  caused: number;
}

interface Request {
  readonly link: RunLink;
  readonly at: number;
}

/** Why a run is not begun, for its flow. */
export const LOOP_PROBLEM = flowProblem('set-itself-off', String(MAX_LINKS), String(MAX_CAUSED));
/** Why a run is not begun, for the run. */
export const LOOP: FlowFault = { code: 'InfiniteLoop', message: LOOP_PROBLEM.message };

export class RunChains {
  /** By the correlation id that a request of a run carried, oldest first. */
  private readonly requests = new Map<string, Request>();

  constructor(private readonly clock: () => Date) {}

  /** The link of a run that is about to begin; `undefined` when its flow runs in a loop. */
  next(flowId: string, cause: RunLink | undefined): RunLink | undefined {
    const startedAt = this.clock().getTime();
    const isRecent = (link: RunLink): boolean => link.startedAt + REMEMBERED_MS > startedAt;
    const own: RunLink[] = [];
    for (let link = cause; link && isRecent(link); link = link.cause) if (link.flowId === flowId) own.push(link);
    const first = own.at(-1);
    if (first) {
      if (own.length >= MAX_LINKS || first.caused >= MAX_CAUSED) return undefined;
      first.caused += 1;
    }
    return { flowId, startedAt, caused: 0, ...(cause && isRecent(cause) ? { cause } : {}) };
  }

  /** A request that a run makes will carry this id, and so does all that it causes. */
  told(correlationId: string, link: RunLink): void {
    const at = this.clock().getTime();
    for (const [id, request] of this.requests) {
      if (request.at + REMEMBERED_MS > at) break;
      this.requests.delete(id);
    }
    this.requests.set(correlationId, { link, at });
  }

  /** The run that a write goes back to. */
  causeOf(correlationId: string | undefined): RunLink | undefined {
    return correlationId === undefined ? undefined : this.requests.get(correlationId)?.link;
  }

  clear(): void {
    this.requests.clear();
  }
}
