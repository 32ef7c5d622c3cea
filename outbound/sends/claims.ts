/**
 * Room outbound, sends. What a claim tells of its request when nobody answers any more: surely never posted, or possibly sent.
 * Every host that keeps a journal asks here, so that all of them mean the same.
 */
import type { Claim, ExpiredState, JournalBatch } from './sendJournal';

/**
 * What a claim writes as `postedOn`. A guarded request sets it by itself in the moment before the action is called, so the
 * claim empties it (`undefined`). An unguarded one leaves no trace, so its claim counts as posted from the beginning.
 */
export const postedOnOf = ({ isGuarded, claimedOn }: Claim): Date | undefined => (isGuarded ? undefined : claimedOn);

/**
 * What becomes of a batch because the lease of its claim is over; `undefined`: nothing, the claim holds or there is none.
 *
 * - `unknown`: its request was posted, or may have been: nobody tries it again but a person.
 * - `waiting`: its request never changed the row, so the action was not called for this claim. It never will be: the move back
 *   changes the row's version, and a request that arrives later finds another one than its `If-Match` names.
 *
 * The move has to name the version that was judged (`JournalBatch.etag`): the request may be changing the row right now.
 */
export function stateAfterLease(
  { state, leaseExpiresOn, postedOn }: Pick<JournalBatch, 'state' | 'leaseExpiresOn' | 'postedOn'>,
  now: Date,
): ExpiredState | undefined {
  if (state !== 'claimed') return undefined;
  // No lease: made by a version that knew neither leases nor `postedOn`.
  if (leaseExpiresOn === undefined) return 'unknown';
  if (leaseExpiresOn.getTime() >= now.getTime()) return undefined;
  return postedOn === undefined ? 'waiting' : 'unknown';
}
