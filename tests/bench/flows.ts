/**
 * Room tests. What the flow engine costs beside the same work in plain JavaScript, in one run: a Select over 100,000 items, and a
 * loop of three actions, whose cost of one round may not grow with the number of rounds.
 */
import { compileFlow } from '../../sandbox/flows/engine';
import type { FlowObject } from '../../sandbox/flows/expressions';
import { after, answers, compose, connector, flowFile, run } from '../sandbox/flows/engine/flows';

const ITEMS = 100_000;
/** As many resolved cases as the flows' own tests have, and four times that. */
const ROUNDS = [2_345, 4 * 2_345] as const;
/** Each counts with the quietest of so many runs. */
const RUNS = 5;
const MOST_GROWTH = 2;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Milliseconds by the clock of the quietest run. */
async function quietest(work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let count = 0; count < RUNS; count += 1) {
    const began = performance.now();
    await work();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}

const select: FlowObject = {
  index: '@item()',
  text: "@concat('n', string(item()))",
  even: '@equals(mod(item(), 2), 0)',
};

/** Appends to a list and calls a connector that answers at once. */
function loopOf(rounds: number): FlowObject {
  return {
    List: { type: 'InitializeVariable', inputs: { variables: [{ name: 'list', type: 'array', value: [] }] } },
    Loop: {
      type: 'Foreach',
      foreach: `@range(0, ${rounds})`,
      actions: {
        Append: { type: 'AppendToArrayVariable', inputs: { name: 'list', value: { id: "@items('Loop')" } } },
        Call: connector('Op', { parameters: { 'item/id': "@items('Loop')" } }, after('Append')),
        Look: compose("@outputs('Call')?['statusCode']", after('Call')),
      },
      ...after('List'),
    },
  };
}

/** Measures, prints a table, then one line of JSON. */
export async function runFlowsBenchmark(): Promise<void> {
  const selecting = compileFlow(
    flowFile({ Make: { type: 'Select', inputs: { from: `@range(0, ${ITEMS})`, select } } }),
  );
  const selectMs = await quietest(() => run(selecting));
  const plainMs = await quietest(() =>
    Array.from({ length: ITEMS }, (_, index) => ({ index, text: `n${index}`, even: index % 2 === 0 })),
  );
  const perRound: number[] = [];
  for (const rounds of ROUNDS) {
    const flow = compileFlow(flowFile(loopOf(rounds)));
    const ms = await quietest(() => run(flow, { callConnector: answers({ statusCode: 204 }) }));
    perRound.push((ms * 1_000) / rounds);
  }
  const growth = (perRound[1] ?? 0) / (perRound[0] ?? 1);
  print(`The quietest of ${RUNS} runs, by the clock.`);
  print(
    `Select over ${ITEMS} items: ${selectMs.toFixed(0)} ms, ${(selectMs / plainMs).toFixed(1)} times plain JavaScript.`,
  );
  ROUNDS.forEach((rounds, index) =>
    print(`A round of three actions in a loop of ${rounds}: ${(perRound[index] ?? 0).toFixed(0)} µs.`),
  );
  const met = growth <= MOST_GROWTH;
  print(
    `Four times the rounds cost at most ${MOST_GROWTH} times as much each: ${met ? 'met' : 'missed'} (${growth.toFixed(2)}).`,
  );
  print(
    JSON.stringify({
      benchmark: 'flows',
      figures: { selectMs, plainMs, microsecondsPerRound: perRound },
      aims: { growth: { atMost: MOST_GROWTH, is: growth, met } },
    }),
  );
}
