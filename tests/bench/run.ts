/** Room tests. Runs a benchmark by its name: `tsx tests/bench/run.ts plan`. Without a known name it lists them and fails. */
import { runDispatchBenchmark } from './dispatch';
import { runFlowsBenchmark } from './flows';
import { runPackBenchmark } from './pack';
import { runPlanBenchmark } from './plan';
import { runWebApiBenchmark } from './webapi';

const BENCHMARKS: ReadonlyMap<string, () => Promise<void>> = new Map([
  ['dispatch', runDispatchBenchmark],
  ['flows', runFlowsBenchmark],
  ['pack', runPackBenchmark],
  ['plan', runPlanBenchmark],
  ['webapi', runWebApiBenchmark],
]);

async function main(name: string | undefined): Promise<void> {
  const run = name === undefined ? undefined : BENCHMARKS.get(name);
  if (!run) {
    process.stderr.write(`Benchmarks: ${[...BENCHMARKS.keys()].join(', ')}\n`);
    process.exitCode = 1;
    return;
  }
  await run();
}

void main(process.argv[2]);
