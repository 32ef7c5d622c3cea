/** Room webresources/pages. A send with its batches as the journal has them now, after what a vanished runner or person left undone was done. */
import { expireClaims, settleSend } from '../../../outbound/sends/settleSend';
import type { SendMonitorGateway } from './gateway';
import type { Snapshot } from './monitorState';

/** The send and its batches. `undefined`: it was deleted. Rejects when the journal cannot be read. */
export async function readSnapshot(gateway: SendMonitorGateway, sendId: string): Promise<Snapshot | undefined> {
  const snapshot = await readOnce(gateway, sendId);
  // Somebody may look without being allowed to change: then claims and state stay as they are.
  const isChanged = snapshot !== undefined && (await tidy(gateway, snapshot).catch(() => false));
  return isChanged ? readOnce(gateway, sendId) : snapshot;
}

/** The send before its batches: sums are then at least as new as the state. */
async function readOnce(gateway: SendMonitorGateway, sendId: string): Promise<Snapshot | undefined> {
  const send = await gateway.readSend(sendId);
  return send && { ...send, batches: await gateway.journal.readBatches(sendId) };
}

/** Claims that nobody answers are given up, a send without anything left to send comes to its end, and one in which somebody waits goes on. */
async function tidy({ journal, clock }: SendMonitorGateway, { send, batches }: Snapshot): Promise<boolean> {
  const expired = await expireClaims(journal, batches, clock());
  const isOver = send.state === 'sending' && batches.every(({ state }) => state !== 'waiting' && state !== 'claimed');
  // Somebody let batches wait again, and their connection was lost before the state followed.
  const isLeft = send.state === 'needsAttention' && batches.some(({ state }) => state === 'waiting');
  if (expired.length === 0 && !isOver && !isLeft) return false;
  await settleSend(journal, send.id, clock);
  return true;
}
