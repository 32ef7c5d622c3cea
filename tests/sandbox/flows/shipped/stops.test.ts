/** Room tests. What a flow stops for instead of trying it again and again, what it waits for, and what it says then. */
import { BATCH_STATE_OPTION, SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import type { ConnectorCall } from '../../../../sandbox/flows/contracts';
import { TEST_DAY } from '../../../support/sandbox';
import { answerWith, directRun, isRecord, type Around } from './directRun';
import { resumeSend } from './resumeSend';
import { numberOf, received, ShippedFlows, sumsOf } from './shippedFlows';

jest.setTimeout(120_000);

const { accepted, refused, waiting } = BATCH_STATE_OPTION;

let flows: ShippedFlows;
beforeEach(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY);
  flows.sandbox.clock.stop();
  for (let index = 0; index < 250; index += 1) flows.addCase({ number: numberOf(index) });
});
afterEach(() => flows.close());

const states = async (): Promise<unknown[]> => (await flows.batches()).map((batch) => batch.obm_state);
const isOfShares = ({ operationId, parameters }: ConnectorCall, operation: string): boolean =>
  operationId === operation && parameters.entityName === 'obm_budgetshares';

describe('a share of the request allowance', () => {
  /** Seconds between the run's tries for a share, which are answered so until the list is over. */
  async function triesBehind(operation: string, ...answers: readonly number[]): Promise<number[]> {
    const { clock } = flows.sandbox;
    const left = [...answers];
    const times: number[] = [];
    await directRun(flows, (call, ask) => {
      if (!isOfShares(call, operation)) return ask();
      times.push(clock.now().getTime() / 1000);
      const answer = left.shift();
      return answer === undefined ? ask() : Promise.resolve(answerWith(answer));
    });
    return times.slice(1).map((time, at) => time - (times[at] ?? 0));
  }

  it.each([403, 400])('stops the flow at once when it is refused with %d', async (status) => {
    expect(await triesBehind('CreateRecord', status)).toEqual([]);
    const send = await flows.sendOf();
    expect([send.obm_state, send.obm_stopcode]).toEqual([SEND_STATE_OPTION.paused, 'cloud-flow-failed']);
    expect(sumsOf(send)).toMatchObject({ waiting: 250 });
    expect(await received(flows)).toEqual([]);
  });

  it.each([429, 503])('is waited for behind the status %d', async (status) => {
    expect(await triesBehind('CreateRecord', status)).toEqual([30, 0, 0]);
    expect(await received(flows)).toHaveLength(250);
  });

  it.each([409, 412])('that another run was faster to take is left to it without a wait: %d', async (status) => {
    expect(await triesBehind('CreateRecord', status)).toEqual([0, 0, 0]);
    expect(await received(flows)).toHaveLength(250);
  });

  it.each([
    [404, 'without a wait, when another run was faster', 0, 250],
    [429, 'behind a wait, when the request is throttled', 30, 250],
    [403, 'never, when that is refused', undefined, 0],
  ])('that was used is made anew behind %d %s', async (status, _, seconds, messages) => {
    const { rows } = flows.sandbox.dataverse;
    for (let number = 0; number < 4; number += 1) rows.create('obm_budgetshare', { obm_number: number });
    flows.pass(2 * 3_600);
    flows.setVariables({ obm_EventReserve: '4' });
    expect((await triesBehind('DeleteRecord', status))[0]).toBe(seconds);
    expect(await received(flows)).toHaveLength(messages);
  });
});

/** Something happens once, when the first batch is about to be recorded. */
function behindFirstBatch(happens: () => void): Around {
  let hasHappened = false;
  return (call, ask) => {
    if (isRecord(call) && !hasHappened) {
      hasHappened = true;
      happens();
    }
    return ask();
  };
}

describe.each([
  ['template', 'msdyn_ocsystemmessage', 'template-missing', /lost its message template/],
  ['configuration', 'msdyn_ocoutboundconfiguration', 'configuration-missing', /configuration .* was deleted/],
])('a send whose %s is deleted while a flow sends it', (...[, table, code, text]) => {
  it('is paused behind one refused batch, and says so', async () => {
    const { rows } = flows.sandbox.dataverse;
    await directRun(
      flows,
      behindFirstBatch(() => {
        for (const { id } of rows.findWhere(table, {})) rows.delete(table, id);
      }),
    );
    expect(await states()).toEqual([accepted, refused, waiting]);
    const send = await flows.sendOf();
    expect([send.obm_state, send.obm_stopcode]).toEqual([SEND_STATE_OPTION.paused, code]);
    expect(send.obm_stoptext).toMatch(text);
    expect(sumsOf(send)).toMatchObject({ accepted: 100, refused: 100, waiting: 50 });
  });
});

describe('a send that was stopped because its template was gone', () => {
  it('goes on where it stopped when the template is chosen anew', async () => {
    const { rows } = flows.sandbox.dataverse;
    const [template] = rows.findWhere('msdyn_ocsystemmessage', {});
    const chosen = { table: 'msdyn_ocsystemmessage', id: template?.id ?? '' };
    await directRun(
      flows,
      behindFirstBatch(() =>
        rows.update('msdyn_ocoutboundconfiguration', flows.configurationId, { msdyn_messagetemplate: null }),
      ),
    );
    rows.update('msdyn_ocoutboundconfiguration', flows.configurationId, { msdyn_messagetemplate: chosen });
    await resumeSend(flows, String((await flows.sendOf()).obm_sendid));
    expect((await states())[2]).toBe(accepted);
  });
});
