/** Room tests. Definitions that nobody would write: every one is refused by name or runs to its end. */
import * as fc from 'fast-check';
import { FlowNotSupportedError, NoAnswerError } from '../../../../sandbox/flows/contracts';
import type { CompiledFlow } from '../../../../sandbox/flows/engine';
import { compileFlow, FlowDefinitionError } from '../../../../sandbox/flows/engine';
import type { FlowObject, FlowValue } from '../../../../sandbox/flows/expressions';
import { answers, connector, flowFile, run } from './flows';

const TYPES = [
  'AppendToArrayVariable',
  'AppendToStringVariable',
  'Compose',
  'DecrementVariable',
  'Foreach',
  'If',
  'IncrementVariable',
  'InitializeVariable',
  'Join',
  'OpenApiConnection',
  'ParseJson',
  'Query',
  'Response',
  'Scope',
  'Select',
  'SetVariable',
  'Switch',
  'Table',
  'Terminate',
  'Until',
  'Wait',
  'Workflow',
];
const NAMES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'manual', 'toString', '__proto__', ''];

const expression = fc.constantFrom(
  '@true',
  '@false',
  '@null',
  '@range(0, 3)',
  "@variables('v')",
  "@outputs('A')",
  "@body('B')",
  "@result('C')",
  "@items('D')",
  '@item()',
  "@iterationIndexes('E')",
  '@div(1, 0)',
  '@concat(',
  "@{outputs('A')}",
  "@triggerBody()?['text']",
  "@parameters('$connections')",
  '@guid()',
);

const { value } = fc.letrec<{ value: FlowValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(expression, fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.double()),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('from', 'select', 'and', 'equals', 'a', 'value'), tie('value'), { maxKeys: 3 }),
  ),
}));

const inputs = fc.record(
  {
    name: fc.constantFrom('v', 'w'),
    value,
    from: value,
    select: value,
    where: expression,
    joinWith: fc.string(),
    content: value,
    schema: fc.constantFrom({}, { type: 'object' }, { items: {} }),
    runStatus: fc.constantFrom('Failed', 'Done'),
    interval: fc.record({ count: fc.integer({ min: -1, max: 9 }), unit: fc.constantFrom('Hour', 'Month', 'Age') }),
    variables: fc.constant([{ name: 'v', type: 'array', value: [1] }]),
  },
  { requiredKeys: [] },
);

const runAfter = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.subarray(['Succeeded', 'Failed', 'Skipped', 'TimedOut', 'Lost']),
  { maxKeys: 2 },
);

const parts = {
  type: fc.constantFrom(...TYPES, ...TYPES, 'Nothing'),
  inputs: fc.oneof(value, inputs, fc.constant(connector('Op').inputs)),
  expression: fc.oneof(expression, value),
  foreach: fc.oneof(expression, fc.constant([1, 2])),
  limit: fc.record({ count: fc.integer({ min: 1, max: 5 }), timeout: fc.constantFrom('PT5S', 'P1D', 'never') }),
  runAfter,
};

/** Actions nested at most that deep. */
function actionsTo(depth: number): fc.Arbitrary<FlowObject> {
  if (depth === 0) return fc.constant({});
  const inside = actionsTo(depth - 1);
  const nesting = {
    actions: inside,
    else: fc.record({ actions: inside }),
    cases: fc.record({ one: fc.record({ case: fc.constantFrom(1, 'a'), actions: inside }) }),
  };
  const action = fc.record({ ...parts, ...nesting }, { requiredKeys: ['type'] });
  return fc
    .dictionary(fc.constantFrom(...NAMES), action, { maxKeys: 4 })
    .map((sketch) => sketch as unknown as FlowObject);
}

const actions = actionsTo(3);

/** Undefined: refused by name. */
function compiled(file: FlowValue): CompiledFlow | undefined {
  try {
    return compileFlow(file);
  } catch (error) {
    if (error instanceof FlowDefinitionError || error instanceof FlowNotSupportedError) return undefined;
    throw error;
  }
}

describe('any definition', () => {
  it('is refused by name or runs to its end, with a record of every action outside of loops', async () => {
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(actions, async (sketch) => {
        const flow = compiled(flowFile(sketch));
        if (!flow) return;
        ran += 1;
        const callConnector = answers({ statusCode: 503 }, new NoAnswerError('timeout', 'slow'), {
          body: { value: [1] },
        });
        const { outcome, records } = await run(flow, { callConnector });
        expect(['Succeeded', 'Failed', 'Cancelled', 'TimedOut']).toContain(outcome.status);
        expect(records.filter(({ code }) => code === 'InternalServerError')).toEqual([]);
        const told = new Set(records.map(({ name }) => name));
        for (const { name } of flow.actions.actions) expect(told).toContain(name);
      }),
      { numRuns: 600 },
    );
    expect(ran).toBeGreaterThan(50);
  }, 60_000);

  it('may be any value at all', () => {
    fc.assert(
      fc.property(value, fc.jsonValue(), actions, (one, other, third) => {
        for (const file of [
          one,
          other as FlowValue,
          { properties: one },
          { properties: { definition: other as FlowValue } },
        ]) {
          expect(compiled(file)).toBeUndefined();
        }
        compiled(flowFile({}, { triggers: third }));
      }),
      { numRuns: 1_000 },
    );
  });
});
