/**
 * Room tests. One run of a shipped flow in the flow engine itself, call by call: whatever has to happen before or instead of a call
 * happens there. Waits take no time but the clock's.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataverseConnector } from '../../../../sandbox/flows/connectors/dataverse';
import type { ConnectorAnswer, ConnectorCall, RunOutcome } from '../../../../sandbox/flows/contracts';
import { compileFlow, runFlow } from '../../../../sandbox/flows/engine';
import { readJson, type FlowObject } from '../../../../sandbox/flows/expressions';
import { flowFileName } from '../../../../solution/tools/generateFlows';
import { OUR_SOURCE } from '../../../../solution/tools/pack';
import type { ShippedFlows } from './shippedFlows';

/** Answers a call; `ask` carries it out. */
export type Around = (call: ConnectorCall, ask: () => Promise<ConnectorAnswer>) => Promise<ConnectorAnswer>;

const MAX_CALL_MS = 120_000;
/** From here on a time is the limit of a loop or a run, and no wait. */
const LEAST_LIMIT_MS = 3_600_000;

const compiled = (slug: string) =>
  compileFlow(readJson(readFileSync(join(OUR_SOURCE.folder, 'Workflows', flowFileName(slug)), 'utf8')) as FlowObject);

/** Runs "Cases resolved". The sandbox's clock has to stand still. */
export async function directRun(flows: ShippedFlows, around: Around): Promise<RunOutcome> {
  const { sandbox } = flows;
  const { clock, dataverse } = sandbox;
  const flow = compiled('CasesResolved');
  const userId = String((await flows.api('GET', 'WhoAmI')).body.UserId);
  const ask = dataverseConnector({ serverUrl: () => sandbox.url, userId });
  const [configuration] = dataverse.rows.findWhere('msdyn_ocoutboundconfiguration', {});
  const values = new Map(
    dataverse.rows
      .findWhere('environmentvariablevalue', {})
      .map(({ values }) => [String(values.schemaname), String(values.value)]),
  );
  values.set('obm_FlowCasesResolvedConfiguration', String(configuration?.values.msdyn_name));
  const parameters = [...flow.parameters.keys()].flatMap((key) => {
    const value = values.get(/\((obm_\w+)\)$/.exec(key)?.[1] ?? '');
    return value === undefined ? [] : [[key, /^\d+$/.test(value) ? Number(value) : value] as const];
  });
  return runFlow(flow, {
    trigger: { name: 'manual', type: 'Request', outputs: { body: {} }, secure: { inputs: false, outputs: false } },
    parameters: Object.fromEntries(parameters),
    callConnector: (call) => around(call, () => ask(call)),
    clock: {
      now: () => clock.now(),
      at(time, action) {
        const ms = time.getTime() - clock.now().getTime();
        if (ms <= 0) return clock.at(time, action);
        if (ms === MAX_CALL_MS || ms >= LEAST_LIMIT_MS) return () => undefined;
        let isTakenBack = false;
        setImmediate(() => {
          if (isTakenBack) return;
          flows.pass(ms / 1000);
          action();
        });
        return () => {
          isTakenBack = true;
        };
      },
    },
    random: () => 0.999,
    newGuid: randomUUID,
    workflow: { run: { name: randomUUID() } },
  });
}

/** The answer of a server that says no, or not now. */
export const answerWith = (statusCode: number, headers: Readonly<Record<string, string>> = {}): ConnectorAnswer => ({
  statusCode,
  headers,
  body: { error: { code: '0x80040220', message: 'Not so.' } },
});

const changes = ({ operationId, parameters }: ConnectorCall, column: string): boolean =>
  operationId === 'UpdateOnlyRecord' && `item/${column}` in parameters;

export const isPost = ({ operationId }: ConnectorCall): boolean => operationId === 'PerformUnboundAction';
export const isClaim = (call: ConnectorCall): boolean => changes(call, 'obm_postedon');
/** The outcome of a request. */
export const isRecord = (call: ConnectorCall): boolean => changes(call, 'obm_answeredon');
/** The sums of a send at its end. */
export const isSettling = (call: ConnectorCall): boolean =>
  changes(call, 'obm_acceptedcount') && !changes(call, 'obm_batchcount');
