/**
 * Room sandbox/flows. What a flow waits for, from its trigger with the parameters in. What the sandbox does not do (other
 * connectors, polling, other kinds of requests) is refused by name when the flow is turned on, and not left out.
 */
import type { MetadataService } from '../../dataverse/contracts';
import { DATAVERSE_API } from '../connectors/dataverse';
import { FlowNotSupportedError } from '../contracts';
import type { CompiledFlow } from '../engine/compileFlow';
import { evaluateTrigger, type TriggerFacts } from '../engine/triggers';
import { isObject, type FlowObject, type FlowValue } from '../expressions';
import { readFields } from './buttonInputs';
import { TriggerInvalidError, type FlowTrigger } from './contracts';
import { readRecurrence } from './readRecurrence';
import { readSubscription } from './rowSubscription';

const objectOf = (value: FlowValue | undefined): FlowObject => (value !== undefined && isObject(value) ? value : {});
const textOf = (value: FlowValue | undefined): string => (typeof value === 'string' ? value : '');

/**
 * @throws {TriggerInvalidError}
 * @throws {FlowNotSupportedError}
 * @throws {ExpressionError} for an expression in it that fails
 */
export function readTrigger(flow: CompiledFlow, facts: TriggerFacts, metadata: MetadataService): FlowTrigger {
  const { trigger } = flow;
  const { inputs, recurrence } = evaluateTrigger(trigger, facts);
  switch (trigger.type) {
    case 'OpenApiConnectionWebhook':
      assertRowOperation(flow, objectOf(objectOf(inputs).host));
      return {
        kind: 'row',
        subscription: readSubscription(trigger.name, objectOf(objectOf(inputs).parameters), metadata),
      };
    case 'Recurrence':
      return { kind: 'recurrence', recurrence: readRecurrence(trigger.name, objectOf(recurrence)) };
    case 'Request':
      if (trigger.kind !== 'Button') {
        throw new FlowNotSupportedError(`a trigger of the type Request and the kind '${trigger.kind ?? ''}'`);
      }
      return { kind: 'button', fields: readFields(trigger.name, objectOf(trigger.schema)) };
    default:
      throw new FlowNotSupportedError(`a trigger of the type '${trigger.type}'`);
  }
}

function assertRowOperation({ trigger, connectionReferences }: CompiledFlow, host: FlowObject): void {
  const api = textOf(host.apiId).split('/').at(-1) ?? '';
  if (api !== DATAVERSE_API) throw new FlowNotSupportedError(`a trigger of the connector '${api}'`);
  const operation = textOf(host.operationId);
  if (operation !== 'SubscribeWebhookTrigger') {
    throw new FlowNotSupportedError(`the trigger operation '${operation}' of the Dataverse connector`);
  }
  const connection = textOf(host.connectionName);
  if (!connectionReferences.has(connection)) {
    throw new TriggerInvalidError(trigger.name, `uses the connection '${connection}', which is not declared`);
  }
}
