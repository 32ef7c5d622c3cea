/** What an action throws, by its code; `undefined` when it throws nothing, so that a missing error fails the test. */
export function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return (error as { code?: unknown } | null)?.code ?? 'error-without-code';
  }
  return undefined;
}

/** The sentence of what an action throws; `undefined` when it throws nothing. */
export function messageOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}
