/** Room tests. What the sandbox's own log and phones say about a send, read over HTTP. */
import type { CallPage, ContactResult, LoggedCall } from '../../sandbox/omnichannel/store/callLog';
import type { Handset, HandsetMessage } from '../../sandbox/omnichannel/store/handsets';

async function getJson<T>(address: string): Promise<T> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}.`);
  return (await answer.json()) as T;
}

/** The service's own log of calls, oldest first, contacts included. */
export async function readCalls(url: string): Promise<readonly LoggedCall[]> {
  const page = await getJson<CallPage>(`${url}/lab/calls?full=true`);
  if (page.calls.length !== page.total) throw new Error('The log has more than one page; read the next ones too.');
  return page.calls;
}

/** Every contact the service sent a message to, in order. */
export async function sentContacts(url: string): Promise<readonly ContactResult[]> {
  const calls = await readCalls(url);
  return calls.flatMap((call) => call.contacts ?? []).filter((contact) => contact.outcome === 'sent');
}

export const readHandset = (url: string, number: string): Promise<Handset & { messages: readonly HandsetMessage[] }> =>
  getJson(`${url}/phones/api/handsets/${encodeURIComponent(number)}`);

/** The case that an outbound message activity is about. */
export async function caseOfActivity(url: string, activityId: string): Promise<string> {
  const row = await getJson<{ _regardingobjectid_value: string }>(
    `${url}/api/data/v9.2/msdyn_ocoutboundmessages(${activityId})?$select=_regardingobjectid_value`,
  );
  return row._regardingobjectid_value;
}

/** Orders a fault of the simulated service. */
export async function orderFault(url: string, order: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await fetch(`${url}/lab/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  if (!answer.ok) throw new Error(`The lab refused the fault: ${await answer.text()}`);
}
