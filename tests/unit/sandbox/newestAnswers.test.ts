/** Room tests. Answers that come in another order than they were asked for. */
import fc from 'fast-check';
import { newestAnswers } from '../../../sandbox/newestAnswers';

describe('newestAnswers', () => {
  it('never goes back: what is taken was asked for later than what was taken before, and the last question counts', async () => {
    const questions = fc.array(fc.record({ thing: fc.constantFrom('list', 'open'), fails: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
    });
    const order = questions.chain((asked) =>
      fc.record({
        asked: fc.constant(asked),
        arrivals: fc.shuffledSubarray([...asked.keys()], { minLength: asked.length }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(order, async ({ asked, arrivals }) => {
        const ask = newestAnswers();
        const taken: Record<string, number[]> = { list: [], open: [] };
        const failed: number[] = [];
        const arrive: (() => void)[] = [];
        const ended = asked.map(async ({ thing, fails }, index) => {
          const answer = new Promise<number>((resolve, reject) => {
            arrive[index] = () => (fails ? reject(new Error('no answer')) : resolve(index));
          });
          try {
            const found = await ask(thing, () => answer);
            if (found !== undefined) taken[thing]?.push(found);
          } catch {
            failed.push(index);
          }
        });
        for (const index of arrivals) {
          arrive[index]?.();
          await ended[index];
        }
        const lastOf = (wanted: string, failing: boolean): number =>
          asked.reduce((last, { thing, fails }, index) => (thing === wanted && fails === failing ? index : last), -1);
        for (const [thing, numbers] of Object.entries(taken)) {
          expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
          const last = lastOf(thing, false);
          expect(numbers.at(-1) ?? -1).toBe(last);
          // A failure is told unless a later answer made it old.
          const told = failed.filter((index) => asked[index]?.thing === thing);
          const lastFailed = lastOf(thing, true);
          if (lastFailed > last) expect(told).toContain(lastFailed);
        }
      }),
    );
  });
});
