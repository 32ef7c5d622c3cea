/** What an action throws, by its code; `undefined` when it throws nothing, so that a missing error fails the test. */
export function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return (error as { code?: unknown } | null)?.code ?? 'error-without-code';
  }
  return undefined;
}
