/** Room sandbox, browser side. Hears on a page what a stream of server-sent events (eventStream.ts) says has changed. */

/**
 * Calls back when something changed; with `undefined` after the connection was lost and found, when anything may have.
 * @param property under which the events have the names
 * @returns a function that stops it.
 */
export function listenForEvents<Name extends string>(
  address: string,
  property: string,
  onChange: (names: readonly Name[] | undefined) => void,
): () => void {
  const source = new EventSource(address);
  let wasLost = false;
  source.addEventListener('error', () => (wasLost = true));
  source.addEventListener('open', () => {
    if (wasLost) onChange(undefined);
    wasLost = false;
  });
  source.addEventListener('changed', (event) => {
    const data = JSON.parse((event as MessageEvent<string>).data) as Record<string, Name[]>;
    onChange(data[property] ?? []);
  });
  return () => source.close();
}
