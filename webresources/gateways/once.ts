/** Room webresources/gateways. Reads what does not change while a page is open once, unless it failed. */

/** The answer of the first call that succeeds, for all calls. */
export function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= read().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}
