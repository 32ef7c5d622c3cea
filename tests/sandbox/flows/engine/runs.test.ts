/** Room tests. A run as a whole: how it ends, what it is given, whom it asks and answers, what is hidden of it. */
import type { FlowResponse } from '../../../../sandbox/flows/engine';
import {
  compileFlow,
  evaluateTrigger,
  meetsConditions,
  resolveParameters,
  runFlow,
} from '../../../../sandbox/flows/engine';
import type { FlowObject, FlowValue } from '../../../../sandbox/flows/expressions';
import {
  after,
  answers,
  compose,
  connector,
  failing,
  flowFile,
  hostOf,
  noAnswer,
  resultOf,
  run,
  runActions,
  stoppedClock,
} from './flows';

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

describe('cancelling a run', () => {
  it('ends what runs, skips what has not begun, and tells the connector', async () => {
    const controller = new AbortController();
    let told: AbortSignal | undefined;
    const running = runActions(
      {
        Before: compose(1),
        Loop: {
          type: 'Foreach',
          foreach: [1, 2],
          actions: { Call: connector('Op'), Behind: compose(2, after('Call')) },
          ...after('Before'),
        },
        Last: compose(3, after('Loop', 'Succeeded', 'Failed', 'Skipped', 'TimedOut')),
      },
      { clock: stoppedClock(), signal: controller.signal, callConnector: (call) => ((told = call.signal), noAnswer()) },
    );
    await until(() => told !== undefined);
    controller.abort();
    const ran = await running;
    expect(ran.outcome).toMatchObject({ status: 'Cancelled', error: { code: 'WorkflowRunCancelled' } });
    expect(ran.statuses).toEqual({
      Before: 'Succeeded',
      Call: 'Cancelled',
      Behind: 'Skipped',
      Loop: 'Cancelled',
      Last: 'Skipped',
    });
    expect(told?.aborted).toBe(true);
  });

  it('begins nothing when it was cancelled before', async () => {
    const ran = await runActions({ A: compose(1) }, { signal: AbortSignal.abort() });
    expect([ran.outcome.status, ran.statuses]).toEqual(['Cancelled', { A: 'Skipped' }]);
  });
});

describe('the word of an action that begins', () => {
  it('comes before anything is done for it and before what is inside of it, and never of one that is skipped', async () => {
    const told: string[] = [];
    await runActions(
      {
        Loop: { type: 'Foreach', foreach: [7, 8], actions: { Call: connector('Op') } },
        Bad: failing(after('Loop')),
        Skipped: compose(1, after('Bad')),
      },
      {
        callConnector: () => (told.push('the call'), answers({})()),
        onActionBegin: ({ name, path, rounds }) => told.push(`${[...path, name].join('/')} ${rounds.join()} begins`),
        onAction: ({ name, rounds, status }) => told.push(`${name} ${rounds.join()} ${status}`),
      },
    );
    expect(told).toEqual([
      'Loop  begins',
      'Loop/Call 0 begins',
      'the call',
      'Call 0 Succeeded',
      'Loop/Call 1 begins',
      'the call',
      'Call 1 Succeeded',
      'Loop  Succeeded',
      'Bad  begins',
      'Bad  Failed',
      'Skipped  Skipped',
    ]);
  });
});

describe('limit.timeout', () => {
  it('ends a scope with all in it, and lets what runs after a timeout go on', async () => {
    const ran = await runActions({
      Slow: {
        type: 'Scope',
        limit: { timeout: 'PT5M' },
        actions: {
          Wait: { type: 'Wait', inputs: { interval: { count: 1, unit: 'Hour' } } },
          Next: compose(1, after('Wait')),
        },
      },
      Late: compose(2, after('Slow', 'TimedOut')),
    });
    expect(ran.statuses).toEqual({ Wait: 'Cancelled', Next: 'Skipped', Slow: 'TimedOut', Late: 'Succeeded' });
    expect(ran.outcome.status).toBe('Succeeded');
    expect(ran.record('Slow').endTime.getTime() - ran.record('Slow').startTime.getTime()).toBe(300_000);
  });
});

describe('parameters', () => {
  const declared = {
    'Batch size (x_size)': { type: 'Int', defaultValue: 100 },
    Name: { type: 'String' },
    $authentication: { type: 'SecureObject' },
  };
  const actions = { Result: compose("@{parameters('Name')} @{parameters('Batch size (x_size)')}") };

  it('come from the host, or from the default', async () => {
    const definition = { parameters: declared };
    expect(await resultOf(actions, { definition, parameters: { Name: 'a' } })).toBe('a 100');
    const given = { Name: 'a', 'Batch size (x_size)': 5 };
    expect(await resultOf(actions, { definition, parameters: given })).toBe('a 5');
  });

  it.each<[string, FlowObject]>([
    ['parameter-missing', {}],
    ['parameter-type', { Name: 1 }],
  ])('stop the run before it begins: %s', async (code, parameters) => {
    const flow = compileFlow(flowFile(actions, { parameters: declared }));
    await expect(runFlow(flow, hostOf({ parameters }))).rejects.toMatchObject({ code });
  });
});

describe('the trigger', () => {
  const facts = { now: () => new Date(0), random: () => 0, newGuid: () => 'id' };
  const trigger = { name: 'row', type: 'OpenApiConnectionWebhook', secure: { inputs: false, outputs: false } };
  const webhook = (more: FlowObject): FlowObject =>
    flowFile(
      {},
      {
        parameters: { Table: { type: 'String', defaultValue: 'things' } },
        triggers: { row: { type: 'OpenApiConnectionWebhook', ...more } },
      },
    );

  it('gives its inputs with the parameters put in', () => {
    const inputs = {
      parameters: { 'subscriptionRequest/entityname': "@parameters('Table')", 'subscriptionRequest/message': 1 },
    };
    const flow = compileFlow(webhook({ inputs }));
    const parameters = resolveParameters(flow);
    expect(evaluateTrigger(flow.trigger, { ...facts, parameters }).inputs).toEqual({
      parameters: { 'subscriptionRequest/entityname': 'things', 'subscriptionRequest/message': 1 },
    });
  });

  it.each([
    [5, true],
    [6, false],
  ])('starts a run when all of its conditions hold: %j %j', (value, expected) => {
    const conditions = [{ expression: "@equals(triggerBody()?['n'], 5)" }, { expression: '@true' }];
    const flow = compileFlow(webhook({ conditions }));
    const record = { ...trigger, outputs: { body: { n: value } } };
    expect(meetsConditions(flow.trigger, { ...facts, parameters: new Map(), trigger: record })).toBe(expected);
  });

  it('is read by the actions', async () => {
    expect(await resultOf({ Result: compose("@triggerOutputs()?['body/text']") })).toBe('hello');
    expect(await resultOf({ Result: compose("@workflow()?['run']?['name']") })).toBe('run-1');
  });
});

describe('Response and child flows', () => {
  const answering = { Answer: { type: 'Response', kind: 'Http', inputs: { statusCode: 201, body: { ok: '@true' } } } };

  it('answers who waits, once', async () => {
    const given: FlowResponse[] = [];
    const ran = await runActions(
      { ...answering, Again: { ...answering.Answer, ...after('Answer') } },
      { onResponse: (response) => given.push(response) },
    );
    expect(given).toEqual([{ statusCode: 201, headers: {}, body: { ok: true } }]);
    expect(ran.statuses).toEqual({ Answer: 'Succeeded', Again: 'Skipped' });
  });

  it('is skipped when nobody waits', async () => {
    expect((await runActions(answering)).record('Answer').error?.code).toBe('ActionResponseSkipped');
  });

  const child = {
    Child: { type: 'Workflow', inputs: { host: { workflowReferenceName: 'flow-id' }, body: { n: '@add(1, 1)' } } },
  };

  it('hands its inputs to the child flow and reads its answer', async () => {
    const parent = { ...child, Result: compose("@body('Child')", after('Child')) };
    const startChildFlow = async ({
      workflowReferenceName,
      body,
    }: {
      workflowReferenceName: string;
      body: FlowValue;
    }) => {
      const inner = compileFlow(flowFile({ Answer: { type: 'Response', inputs: { body: "@triggerBody()?['n']" } } }));
      let response: FlowResponse = { statusCode: 500, headers: {}, body: null };
      const trigger = { name: 'manual', type: 'Request', outputs: { body }, secure: { inputs: false, outputs: false } };
      await run(inner, { trigger, onResponse: (given) => (response = given) });
      return { ...response, headers: { flow: workflowReferenceName } };
    };
    expect(await resultOf(parent, { startChildFlow })).toBe(2);
  });

  it('fails by name where other flows cannot be started, and with the answer of one that failed', async () => {
    expect((await runActions(child)).record('Child').error?.code).toBe('flow-not-supported');
    const startChildFlow = (): Promise<FlowResponse> => Promise.resolve({ statusCode: 502, headers: {}, body: null });
    expect((await runActions(child, { startChildFlow })).record('Child')).toMatchObject({
      status: 'Failed',
      code: 'BadGateway',
    });
  });
});

describe('what the history hides', () => {
  const secure = (...properties: string[]): FlowObject => ({ runtimeConfiguration: { secureData: { properties } } });
  const flagsOf = async (actions: FlowObject, definition: FlowObject = {}): Promise<Record<string, string>> => {
    const { records } = await runActions(actions, { definition });
    const words = records.map(({ name, secure: { inputs, outputs } }) => [
      name,
      [inputs && 'inputs', outputs && 'outputs'].filter(Boolean).join(' '),
    ]);
    return Object.fromEntries(words) as Record<string, string>;
  };

  it('is what the definition says, while the values go on', async () => {
    const actions = {
      Call: connector('Op', {}, secure('inputs', 'outputs')),
      Result: compose("@outputs('Call')?['body']", after('Call')),
    };
    expect(await resultOf(actions, { callConnector: answers({ body: 'number' }) })).toBe('number');
    expect(await flagsOf(actions)).toMatchObject({ Call: 'inputs outputs' });
  });

  it('is also the inputs of who uses hidden outputs, and the outputs of who hands them on', async () => {
    const flags = await flagsOf({
      Numbers: compose(['1'], secure('outputs')),
      Compose: compose("@outputs('Numbers')", after('Numbers')),
      Select: { type: 'Select', inputs: { from: "@outputs('Numbers')", select: '@item()' }, ...after('Numbers') },
      Call: connector('Op', { parameters: { a: "@{first(outputs('Numbers'))}" } }, after('Numbers')),
      Far: compose("@outputs('Compose')", after('Compose')),
      Other: compose(1),
    });
    expect(flags).toEqual({
      Numbers: 'outputs',
      Compose: 'inputs outputs',
      Select: 'inputs',
      Call: 'inputs',
      Far: '',
      Other: '',
    });
  });

  it('is what a hidden trigger gave, too, and covers skipped actions', async () => {
    const triggers = { manual: { type: 'Request', kind: 'Button', inputs: {}, ...secure('outputs') } };
    const flags = await flagsOf(
      {
        Read: compose("@triggerBody()?['text']"),
        Bad: failing(after('Read')),
        Skipped: compose('@triggerBody()', after('Bad')),
      },
      { triggers },
    );
    expect(flags).toEqual({ Read: 'inputs outputs', Bad: '', Skipped: 'inputs outputs' });
  });
});

describe('a run', () => {
  it('does the same again, given the same clock, chance, ids and answers', async () => {
    const flow = compileFlow(
      flowFile({
        Id: compose('@guid()'),
        Chance: compose('@rand(1, 1000)'),
        Loop: {
          type: 'Foreach',
          foreach: '@range(0, 20)',
          runtimeConfiguration: { concurrency: { repetitions: 7 } },
          actions: { Call: connector('Op', { parameters: { n: "@items('Loop')" } }) },
        },
      }),
    );
    const once = () => {
      let seed = 1;
      const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
      return run(flow, { random, callConnector: answers({ statusCode: 500 }) });
    };
    expect((await once()).records).toEqual((await once()).records);
  });
});
