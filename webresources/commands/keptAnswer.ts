/**
 * Room webresources/commands. The answer of an enable rule that has to ask the server. The ribbon evaluates its rules at every
 * refresh and every change of the selection; the question is asked once.
 */

export interface KeptAnswerOptions {
  ask(): Promise<boolean>;
  /** What holds while the question cannot be answered. */
  otherwise(error: unknown): boolean;
  /** Milliseconds since any moment. */
  now(): number;
  /** How long anything but a yes is kept, so that a no ends without a reload. */
  readonly askAgainAfterMs: number;
}

/**
 * A yes is kept for the session: as long as the app's page stays loaded. A no, and a question without an answer, are kept for
 * `askAgainAfterMs`. Calls while the question is out wait for the one answer. Never rejects.
 */
export function keptAnswer({ ask, otherwise, now, askAgainAfterMs }: KeptAnswerOptions): () => Promise<boolean> {
  let kept: Promise<boolean> | undefined;
  let staleFrom = Number.POSITIVE_INFINITY;
  const staleSoon = (): void => {
    staleFrom = now() + askAgainAfterMs;
  };
  const read = async (): Promise<boolean> => {
    try {
      const answer = await ask();
      if (!answer) staleSoon();
      return answer;
    } catch (error) {
      staleSoon();
      return otherwise(error);
    }
  };
  return () => {
    if (kept === undefined || now() >= staleFrom) {
      staleFrom = Number.POSITIVE_INFINITY;
      kept = read();
    }
    return kept;
  };
}
