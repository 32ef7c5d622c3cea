/**
 * Room sandbox/flows. One flow started by another: what it is given, and what it answers. Source: Microsoft Learn, "Create child
 * flows" (a child is an instant flow and answers by its Response action); codes as Azure Logic Apps has them.
 */
import type { StoredRow } from '../../dataverse/contracts';
import type { OpenedDataverse } from '../../dataverse/open';
import { FlowNotSupportedError } from '../contracts';
import type { ChildFlowCall, FlowResponse } from '../engine';
import { isObject, type FlowObject } from '../expressions';
import { checkInputs, InputsInvalidError } from '../triggers/buttonInputs';
import type { ChildRun } from './flowRunner';
import { FlowNotReadyError, isOn, type LoadedFlow } from './loadFlow';

export interface ChildParts {
  readonly dataverse: OpenedDataverse;
  load(row: StoredRow): LoadedFlow;
  start(flow: LoadedFlow, inputs: FlowObject, child: ChildRun): string | undefined;
}

const refusal = (statusCode: number, code: string, message: string): FlowResponse => ({
  statusCode,
  headers: {},
  body: { error: { code, message } },
});

/** Rejects with {@link FlowNotSupportedError} for a flow that is not started by hand. */
export async function startChild(parts: ChildParts, call: ChildFlowCall, parentRunId: string): Promise<FlowResponse> {
  const id = call.workflowReferenceName.toLowerCase();
  const row = parts.dataverse.rows.find('workflow', id);
  if (!row) return refusal(404, 'WorkflowNotFound', `There is no flow with the id '${id}'.`);
  if (!isOn(row)) return refusal(400, 'WorkflowTriggerIsNotEnabled', 'The child flow is turned off.');
  try {
    const flow = parts.load(row);
    if (flow.trigger.kind !== 'button') throw new FlowNotSupportedError('a child flow that is not an instant one');
    const inputs = checkInputs(flow.trigger.fields, isObject(call.body) ? call.body : {});
    return await answerOf(parts, flow, inputs, parentRunId);
  } catch (error) {
    if (error instanceof InputsInvalidError) return refusal(400, 'TriggerInputSchemaMismatch', error.message);
    if (error instanceof FlowNotReadyError) return refusal(400, 'InvalidTemplate', error.message);
    throw error;
  }
}

/** A flow without a Response is not waited for. */
function answerOf(parts: ChildParts, flow: LoadedFlow, inputs: FlowObject, parentRunId: string): Promise<FlowResponse> {
  return new Promise((resolve) => {
    const started = parts.start(flow, inputs, {
      parentRunId,
      onResponse: resolve,
      onEnd: () => resolve(refusal(502, 'NoResponse', 'The child flow ended without a response.')),
    });
    if (started === undefined) resolve(refusal(400, 'ConditionsNotMet', 'A condition of the trigger does not hold.'));
    const answers = [...flow.compiled.nodes.values()].some(({ type }) => type === 'Response');
    if (!answers) resolve({ statusCode: 202, headers: {}, body: null });
  });
}
