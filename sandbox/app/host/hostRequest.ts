/** Room sandbox/app. Requests to the host's own helper addresses under `/_host/`. */
import { messageOf } from './errors';

/** The host refused something, or its server did not answer. */
export class HostRequestError extends Error {
  override readonly name = 'HostRequestError';
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

async function send(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch((cause: unknown) => {
    throw new HostRequestError('server-not-reached', `The sandbox did not answer: ${messageOf(cause)}`, { cause });
  });
  if (response.ok) return response;
  const answer = (await response.json().catch(() => undefined)) as
    { error?: { code?: string; message?: string } } | undefined;
  throw new HostRequestError(
    answer?.error?.code ?? 'host-refused',
    answer?.error?.message ?? `The sandbox answered ${response.status}.`,
  );
}

/** JSON from a helper address. @throws {HostRequestError} */
export const readHostJson = async <T>(path: string): Promise<T> =>
  (await send(path, { headers: { Accept: 'application/json' } })).json() as Promise<T>;

/** What makes a helper address answer in the language of the address that is shown, where that names one. */
export const languageQuery = (lcid: number | undefined): string => (lcid === undefined ? '' : `?lcid=${lcid}`);

/** Makes the browser another user's, until it is closed or chooses again. @throws {HostRequestError} */
export async function chooseUser(userId: string): Promise<void> {
  await send('/_host/session/user', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ userId }),
  });
}

/** Keeps the user's language on the server. @throws {HostRequestError} */
export async function saveLanguage(languageId: number): Promise<void> {
  await send('/_host/session/language', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ languageId }),
  });
}
