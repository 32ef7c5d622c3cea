/** Room sandbox, browser side. Hears on a page what a stream of server-sent events (eventStream.ts) says has changed. */

/**
 * Calls back when something changed; with `undefined` when anything may have: when it begins to hear, which is later than the
 * page's first questions, and when the connection was lost and found.
 * @param property under which the events have the names
 * @returns a function that stops it.
 */
export function listenForEvents<Name extends string>(
  address: string,
  property: string,
  onChange: (names: readonly Name[] | undefined) => void,
): () => void {
  const source = new EventSource(address);
  source.addEventListener('open', () => onChange(undefined));
  source.addEventListener('changed', (event) => {
    const data = JSON.parse((event as MessageEvent<string>).data) as Record<string, Name[]>;
    onChange(data[property] ?? []);
  });
  return () => source.close();
}
