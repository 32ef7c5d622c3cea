/**
 * Room tests. A person who steps in while a flow works on its send, at every step of the real flow and after any wait. Who resumes it,
 * with a runner that then goes on: nobody is messaged twice. Who cancels it: it stays canceled, and one request at most follows. What the law takes for granted is one thing: between the check before a claim and
 * the claim's arrival lies less time than the hold leaves.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { BATCH_STATE_OPTION, SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import { cancelSend } from '../../../../outbound/sends/controls';
import { FLOW_CLAIM_MINUTES, FLOW_HOLD_MINUTES } from '../../../../outbound/sends/flowHold';
import { dataverseConnector } from '../../../../sandbox/flows/connectors/dataverse';
import type { CallConnector, ConnectorCall } from '../../../../sandbox/flows/contracts';
import { compileFlow, runFlow } from '../../../../sandbox/flows/engine';
import { readJson, type FlowObject } from '../../../../sandbox/flows/expressions';
import { flowFileName } from '../../../../solution/tools/generateFlows';
import { CLAIM_MINUTES, HOLD_MINUTES } from '../../../../solution/tools/flows/journal';
import { OUR_SOURCE } from '../../../../solution/tools/pack';
import { journalOf } from '../../../support/journal';
import { TEST_DAY } from '../../../support/sandbox';
import { resumeSend } from './resumeSend';
import { numberOf, SEND_ACTION, ShippedFlows } from './shippedFlows';

jest.setTimeout(240_000);

const PEOPLE = 101;
const { accepted } = BATCH_STATE_OPTION;
/** Seconds that an answer to a throttled request asks for: longer than the hold. */
const LONG_WAIT = 45 * 60;
const JUST_HELD = FLOW_HOLD_MINUTES * 60 - 1;
const JUST_OVER = FLOW_HOLD_MINUTES * 60 + 1;
/** The most that may lie between the check and the claim's arrival. */
const LATEST_CLAIM = (FLOW_HOLD_MINUTES - FLOW_CLAIM_MINUTES) * 60 - 1;

const flow = compileFlow(
  readJson(readFileSync(join(OUR_SOURCE.folder, 'Workflows', flowFileName('CasesResolved')), 'utf8')) as FlowObject,
);

/** Where a flow stands: before or after a call, or waiting. */
interface Moment {
  readonly isClaimUnderWay: boolean;
  readonly isWaiting?: boolean;
}

let flows: ShippedFlows;
let userId: string;
beforeAll(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY);
  flows.sandbox.clock.stop();
  for (let index = 0; index < PEOPLE; index += 1) flows.addCase({ number: numberOf(index) });
  userId = String((await flows.api('GET', 'WhoAmI')).body.UserId);
});
afterAll(() => flows.close());

const isClaim = ({ operationId, parameters }: ConnectorCall): boolean =>
  operationId === 'UpdateOnlyRecord' && 'item/obm_claimedon' in parameters;

/** Runs the flow; `happens` is asked at every moment from the first on in which a person can see the send. */
async function run(happens: (moment: Moment) => Promise<void>): Promise<void> {
  const { sandbox } = flows;
  const ask = dataverseConnector({ serverUrl: () => sandbox.url, userId });
  let isThere = false;
  const callConnector: CallConnector = async (call) => {
    if (isThere) await happens({ isClaimUnderWay: isClaim(call) });
    const answer = await ask(call);
    isThere ||= call.parameters.entityName === 'obm_sends';
    if (isThere) await happens({ isClaimUnderWay: false });
    return answer;
  };
  const configuration = sandbox.dataverse.rows.findWhere('msdyn_ocoutboundconfiguration', {})[0]?.values.msdyn_name;
  const key = [...flow.parameters.keys()].find((name) => name.includes('obm_FlowCasesResolvedConfiguration')) ?? '';
  await runFlow(flow, {
    trigger: { name: 'manual', type: 'Request', outputs: { body: {} }, secure: { inputs: false, outputs: false } },
    parameters: { [key]: String(configuration) },
    callConnector,
    clock: {
      now: () => sandbox.clock.now(),
      at(time, action) {
        const ms = time.getTime() - sandbox.clock.now().getTime();
        if (ms <= 0) return sandbox.clock.at(time, action);
        // Limits of calls, loops and runs: the platform holds this flow up, and does not end it.
        if (ms !== LONG_WAIT * 1000) return () => undefined;
        // The wait that the answer asked for: its time comes, and a person comes before the flow.
        flows.pass(ms / 1000);
        void happens({ isClaimUnderWay: false, isWaiting: true }).then(action);
        return () => undefined;
      },
    },
    random: () => 0.5,
    newGuid: randomUUID,
    workflow: { run: { name: randomUUID() } },
  });
}

interface Result {
  /** Moments in which a person could have come. */
  readonly moments: number;
  readonly isTakenOver: boolean;
}

/** No send, no share, no message. */
function forgetAll(): void {
  const { rows } = flows.sandbox.dataverse;
  for (const table of [
    'obm_budgetshare',
    'obm_exclusionpage',
    'obm_sendbatch',
    'obm_send',
    'msdyn_ocoutboundmessage',
  ]) {
    for (const { id } of rows.findWhere(table, {})) rows.delete(table, id);
  }
}

const sendNow = () => flows.sandbox.dataverse.rows.findWhere('obm_send', {})[0];

/** One send, from its beginning to its end, with a person who comes at each moment after so many seconds; `undefined`: nobody comes. */
async function play(secondsAt: (place: number, isWaiting: boolean) => number | undefined): Promise<Result> {
  const { rows } = flows.sandbox.dataverse;
  forgetAll();
  let moments = 0;
  let isTakenOver = false;
  await run(async ({ isClaimUnderWay, isWaiting = false }) => {
    const seconds = secondsAt(moments, isWaiting);
    moments += 1;
    if (seconds === undefined) return;
    flows.pass(isClaimUnderWay ? Math.min(seconds, LATEST_CLAIM) : seconds);
    const { kind } = await resumeSend(flows, sendNow()?.id ?? '');
    isTakenOver ||= kind === 'moved';
  });
  const numbers = rows
    .findWhere('msdyn_ocoutboundmessage', {})
    .map(({ values }) => String(values.msdyn_ocreceiverchannelid));
  expect(numbers.length).toBe(new Set(numbers).size);
  // Whoever got nothing is in a batch that says so: to be decided, or waiting for a person.
  const open = rows.findWhere('obm_sendbatch', {}).filter(({ values }) => values.obm_state !== accepted);
  if (open.length === 0) expect(numbers.length).toBe(PEOPLE);
  return { moments, isTakenOver };
}

it('holds in the flow what the monitor goes by', () => {
  expect([HOLD_MINUTES, CLAIM_MINUTES]).toEqual([FLOW_HOLD_MINUTES, FLOW_CLAIM_MINUTES]);
});

describe('a person who resumes a send while its flow sends', () => {
  it('is refused at every step of a flow that gives signs of life', async () => {
    const { moments, isTakenOver } = await play(() => 0);
    expect(moments).toBeGreaterThan(20);
    expect(isTakenOver).toBe(false);
  });

  it('messages nobody twice when the hold is over, whichever step the flow is at', async () => {
    const { moments } = await play(() => undefined);
    let takenOver = 0;
    for (let place = 0; place < moments; place += 1) {
      const { isTakenOver } = await play((at) => (at === place ? JUST_OVER : undefined));
      if (isTakenOver) takenOver += 1;
    }
    expect(takenOver).toBeGreaterThan(moments / 2);
  });

  it('messages nobody twice while the flow waits as a throttled request asks', async () => {
    await flows.order('throttle', SEND_ACTION, { atCall: 1, retryAfterSeconds: LONG_WAIT });
    const { isTakenOver } = await play((_, isWaiting) => (isWaiting ? 0 : undefined));
    expect(isTakenOver).toBe(true);
  });

  it('messages nobody twice, however often they come and whatever time passes between', async () => {
    const seconds = fc.oneof(
      { weight: 12, arbitrary: fc.constant(undefined) },
      { weight: 3, arbitrary: fc.integer({ min: 0, max: FLOW_HOLD_MINUTES * 60 }) },
      { weight: 1, arbitrary: fc.constantFrom(JUST_HELD, JUST_OVER, LATEST_CLAIM, FLOW_CLAIM_MINUTES * 60) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(seconds, { minLength: 30, maxLength: 60 }), async (waits) => {
        await play((place) => waits[place]);
      }),
      { numRuns: 8, seed: 20_260_302 },
    );
  });
});

describe('a person who cancels a send while its flow works on it', () => {
  const count = (table: string): number => flows.sandbox.dataverse.rows.findWhere(table, {}).length;

  /** @returns how often the person could have come, and what was sent */
  async function cancelAt(place: number): Promise<{ moments: number; messages: number }> {
    forgetAll();
    let moments = 0;
    let mostMessages = PEOPLE;
    await run(async () => {
      if (moments++ !== place) return;
      const { kind } = await cancelSend(journalOf(flows.sandbox.url), sendNow()?.id ?? '', {
        by: 'Citra',
        on: flows.sandbox.clock.now(),
      });
      // The batch for which the flow has looked at the send already is not called back.
      if (kind === 'moved') mostMessages = count('msdyn_ocoutboundmessage') + 100;
    });
    expect(count('msdyn_ocoutboundmessage')).toBeLessThanOrEqual(mostMessages);
    const { obm_state: state, obm_waitingcount: waiting } = sendNow()?.values ?? {};
    if (state !== SEND_STATE_OPTION.canceled) expect([state, waiting]).toEqual([SEND_STATE_OPTION.finished, 0]);
    return { moments, messages: count('msdyn_ocoutboundmessage') };
  }

  it('ends it for good at every step, and one batch at most is still sent', async () => {
    const { moments } = await cancelAt(-1);
    const sent: number[] = [];
    for (let place = 0; place < moments; place += 1) sent.push((await cancelAt(place)).messages);
    expect(new Set(sent)).toEqual(new Set([0, 100, PEOPLE]));
  });
});
