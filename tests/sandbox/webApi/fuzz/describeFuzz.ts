/** Room tests. What has to hold for every random request, whatever the kind. `FUZZ_RUNS=…` and `FUZZ_SEED=…` for other runs. */
import * as fc from 'fast-check';
import { CANARY, openFuzzHost, type FuzzHost } from './fuzzHost';
import type { RawAnswer } from './rawConnection';
import type { FuzzRequest, RequestGrammar } from './requests';

const SEED = Number(process.env.FUZZ_SEED ?? 20260301);
/** By the clock, as a client waits for its answer. */
const LONGEST_WAIT_MS = 1000;
const MAY_BE_5XX = 501;

function faultOf({ status, contentType, text }: RawAnswer, ms: number): string | undefined {
  if (status >= 500 && status !== MAY_BE_5XX) return `answered ${status}`;
  if (/HTTP\/1\.1 50[0235-9]/.test(text)) return 'answered 500 inside a batch';
  if (text.includes(CANARY) || text.includes(CANARY.slice(0, 30))) return "gave out another user's row";
  if (status >= 400 && contentType.includes('json') && text !== '') {
    JSON.parse(text);
    if (/\.ts:\d|node_modules|SqliteError|SQLITE/.test(text)) return `told about its inside: ${text}`;
  }
  return ms > LONGEST_WAIT_MS ? `took ${ms.toFixed(0)} ms` : undefined;
}

/** @param runs how many requests of each kind */
export function describeFuzz(
  name: string,
  runs: number,
  kinds: Readonly<Record<string, (grammar: RequestGrammar) => fc.Arbitrary<FuzzRequest>>>,
): void {
  const numRuns = Math.ceil((Number(process.env.FUZZ_RUNS ?? 20_000) / 20_000) * runs);

  describe(`the Web API under random ${name}`, () => {
    let host: FuzzHost;

    beforeAll(async () => {
      host = await openFuzzHost();
    });

    afterAll(() => host.close());

    it.each(Object.entries(kinds))(
      'answers each %s in time, without a crash, and gives out and changes nothing of others',
      async (_kind, toRequest) => {
        await fc.assert(
          fc.asyncProperty(toRequest(host.requests), async (request) => {
            const started = performance.now();
            const answer = await host.connection.send(request, host.session);
            const fault = faultOf(answer, performance.now() - started);
            if (fault !== undefined) throw new Error(`${fault}: ${request.method} ${request.target}`);
          }),
          { numRuns, seed: SEED },
        );
        expect(host.damage()).toEqual([]);
      },
      300_000,
    );
  });
}
