/**
 * Room outbound, sends, budget. Decides how many requests a send gets: never more than the allowance, fairly among the sends that want
 * some, and nothing kept back that nobody else can use.
 */
import { fairShares } from './fairShares';
import {
  addUse,
  advanceLedger,
  bookRequests,
  freeRequests,
  MAX_SENDS,
  nextFreeSlot,
  usedBySend,
  type Ledger,
  type SendUse,
} from './ledger';
import type { BudgetLimits } from './limits';
import type { BudgetRequest } from './requestBudget';
import { SLOT_MS, slotOf, slotStart, WINDOW_SLOTS } from './slots';

/** What a request for an allowance comes to, and the ledger it leaves. */
export interface Decision {
  /** To be written before anything is posted; the very same object when there is nothing to write. */
  readonly ledger: Ledger;
  readonly grant:
    | { readonly kind: 'granted'; readonly count: number; readonly slot: number; readonly booking: number }
    /** Milliseconds since 1970, ledger time. */
    | { readonly kind: 'wait'; readonly until: number };
}

/** Nobody waits longer before asking again: requests may be given back, and competitors may stop. */
export const LONGEST_WAIT_MS = 30_000;

/** A send that has not asked for so long no longer counts as a competitor; longer than anybody is told to wait. */
export const ACTIVE_MS = 75_000;

/** A pace is measured over at least this time. */
const PACE_MS = 10_000;

/** More waiting requests than this make no difference to a share of an hour. */
const MOST_WAITING = 9_999_999;

/**
 * Decides about a request at an instant of ledger time. Requests go to the slot of that instant, or to the ledger's newest when that is
 * later: then some runner's clock is ahead of this one's.
 *
 * Bulk requests share: the others' shares of what is free stay for them, each at most what that send can use, and the rest may be taken. The share evens out what each has used in the window. Event requests take whatever is free. Nobody takes the reserve: it is the cloud flows'.
 */
export function decideGrant(ledger: Ledger, request: BudgetRequest, now: number, limits: BudgetLimits): Decision {
  const slot = Math.max(slotOf(now), ledger.newest);
  const time = Math.max(now, slotStart(slot));
  const current = advanceLedger(ledger, slot);
  const free = freeRequests(current, limits);
  if (request.kind === 'event') {
    const count = Math.min(request.wanted, free);
    return count > 0 ? book(current, request, count) : { ledger, grant: waitFor(current, time, limits) };
  }
  const held = heldForOthers(current, request, time, free);
  // A whole number that was reached through fractions counts as reached.
  const count = Math.max(0, Math.min(request.wanted, Math.floor(free - held + 1e-6)));
  const remembered = { ...current, sends: rememberSend(current, request, count, time) };
  if (count > 0) return book(remembered, request, count);
  return { ledger: { ...remembered, revision: current.revision + 1 }, grant: waitFor(current, time, limits) };
}

function book(ledger: Ledger, { kind }: BudgetRequest, count: number): Decision {
  const booking = ledger.revision + 1;
  return {
    ledger: { ...bookRequests(ledger, kind, count), revision: booking },
    grant: { kind: 'granted', count, slot: ledger.newest, booking },
  };
}

function waitFor(ledger: Ledger, time: number, limits: BudgetLimits): Decision['grant'] {
  // Something is free but held for others: what they leave, and what the next slot frees, is there in the next slot.
  const slot = freeRequests(ledger, limits) > 0 ? ledger.newest + 1 : nextFreeSlot(ledger, limits);
  const latest = time + LONGEST_WAIT_MS;
  return { kind: 'wait', until: slot === undefined ? latest : Math.min(latest, slotStart(slot)) };
}

/** Still wants requests, as far as the ledger knows. */
export const isActive = (send: SendUse, time: number): boolean => send.waiting > 0 && time - send.seen <= ACTIVE_MS;

function heldForOthers(ledger: Ledger, request: BudgetRequest, time: number, free: number): number {
  const others = ledger.sends.filter((send) => send.id !== request.sendId && isActive(send, time));
  const own = ledger.sends.find((send) => send.id === request.sendId);
  const needs = others.map((send) => {
    const used = usedBySend(ledger, send);
    return { used, need: stillUsable(send, used, time) };
  });
  const ownNeed = {
    used: own ? usedBySend(ledger, own) : 0,
    need: Math.min(MOST_WAITING, Math.max(request.wanted, request.waiting)),
  };
  const shares = fairShares([...needs, ownNeed], free);
  return shares.slice(0, -1).reduce((total, share) => total + share, 0);
}

/**
 * Requests a competitor can still use, to be kept for it: what its pace makes in a whole window, less what it has used. A slow send so gets
 * its due though the fast ones could use everything up in minutes, and once it has it nothing idles for it. Before the pace is
 * known: all that waits when the allowance holds it up, else what it last asked for.
 */
function stillUsable(send: SendUse, used: number, time: number): number {
  const pace = paceOf(send, time);
  if (pace === 0) return send.isHungry ? send.waiting : Math.min(send.waiting, send.wanted);
  const inWindow = (pace * WINDOW_SLOTS * SLOT_MS) / 1000;
  return Math.min(send.waiting, Math.max(send.wanted, inWindow - used));
}

/** Requests a second that a send takes when the allowance does not hold it up; 0 while not known. */
export function paceOf(send: SendUse, time: number): number {
  const elapsedMs = time - send.paceFrom;
  if (send.isHungry || elapsedMs < PACE_MS) return send.pace;
  const since = (send.paceCount * 1000) / elapsedMs;
  return send.pace === 0 ? since : Math.min(send.pace, since);
}

function rememberSend(ledger: Ledger, request: BudgetRequest, count: number, time: number): SendUse[] {
  const before = ledger.sends.find((send) => send.id === request.sendId);
  const waiting = Math.max(0, Math.max(request.waiting, request.wanted) - count);
  const after: SendUse = {
    id: request.sendId,
    seen: time,
    waiting: Math.min(MOST_WAITING, waiting),
    wanted: Math.min(MOST_WAITING, request.wanted),
    isHungry: count < request.wanted,
    ...nextPace(before, count, time),
    used: count > 0 ? addUse(ledger, before?.used ?? [], count) : (before?.used ?? []),
  };
  const others = ledger.sends.filter((send) => send.id !== request.sendId && !isForgotten(ledger, send, time));
  return [...mostRelevant(others, time), after];
}

function nextPace(
  before: SendUse | undefined,
  count: number,
  time: number,
): Pick<SendUse, 'pace' | 'paceFrom' | 'paceCount'> {
  if (!before) return { pace: 0, paceFrom: time, paceCount: count };
  if (before.isHungry) return { pace: before.pace, paceFrom: time, paceCount: count };
  const elapsedMs = time - before.paceFrom;
  if (elapsedMs < PACE_MS) {
    return { pace: before.pace, paceFrom: before.paceFrom, paceCount: before.paceCount + count };
  }
  const pace = Math.round((before.paceCount * 100_000) / elapsedMs) / 100;
  return { pace, paceFrom: time, paceCount: count };
}

const isForgotten = (ledger: Ledger, send: SendUse, time: number): boolean =>
  !isActive(send, time) && usedBySend(ledger, send) === 0;

/** Those with an open place: sends that still want something before those that do not, the latest before the earlier. */
function mostRelevant(sends: readonly SendUse[], time: number): SendUse[] {
  if (sends.length < MAX_SENDS) return [...sends];
  const rank = (send: SendUse) => (isActive(send, time) ? 1 : 0);
  return [...sends].sort((one, other) => rank(other) - rank(one) || other.seen - one.seen).slice(0, MAX_SENDS - 1);
}
