/** Room sandbox, browser side. Keeps a page from going back in time when answers come in another order than they were asked for. */

/** Asks for the newest state of one thing; the answer, or `undefined` when one that was asked for later has come before it. */
export type AskForNewest = <T>(thing: string, question: () => Promise<T>) => Promise<T | undefined>;

/** @returns a function that numbers what it asks, thing by thing. Errors of a question that was overtaken are dropped like its answer. */
export function newestAnswers(): AskForNewest {
  const lastTaken = new Map<string, number>();
  let asked = 0;
  return async (thing, question) => {
    asked += 1;
    const number = asked;
    const isOvertaken = (): boolean => (lastTaken.get(thing) ?? 0) > number;
    try {
      const answer = await question();
      if (isOvertaken()) return undefined;
      lastTaken.set(thing, number);
      return answer;
    } catch (error) {
      if (isOvertaken()) return undefined;
      throw error;
    }
  };
}
