/**
 * Room sandbox/dataverse, solutions. Webhooks and the steps that call them. Plug-in steps, other service endpoints and steps of messages
 * that the sandbox does not have are named as not run. Source of the elements: the public schema CustomizationsSolution.xsd; that a
 * step names its endpoint in `EventHandler` is inferred from it.
 */
import { toStableId } from '../platform/ids';
import { filterId, KNOWN_MESSAGES } from '../pipeline/steps/messageFilters';
import { WEBHOOK } from '../pipeline/webhooks/endpoint';
import { invalidCustomizations } from './faults';
import type { ComponentRow } from './solutionPackage';
import { attribute, bareId, child, children, childText, wholeNumber, type Element } from './xml';

/** `EventHandlerTypeCode`: the type code of service endpoints. */
const TO_ENDPOINT = 4618;

const handlerOf = (step: Element): string => bareId(childText(step, 'EventHandler') ?? '');

const messageOf = (step: Element): string | undefined =>
  KNOWN_MESSAGES.get(bareId(childText(step, 'SdkMessageId') ?? ''));

/** Does the step call a webhook at an event that the sandbox has? */
export const isWebhookStep = (step: Element): boolean =>
  wholeNumber(childText(step, 'EventHandlerTypeCode')) === TO_ENDPOINT &&
  handlerOf(step) !== '' &&
  messageOf(step) !== undefined;

export const isWebhook = (endpoint: Element): boolean => wholeNumber(childText(endpoint, 'Contract')) === WEBHOOK;

/** Endpoints, then their steps, then the steps' images. @throws {SolutionImportError} for a component without an id */
export function readSteps(customizations: Element): ComponentRow[] {
  const steps = children(child(customizations, 'SdkMessageProcessingSteps'), 'SdkMessageProcessingStep').filter(
    isWebhookStep,
  );
  return [
    ...children(child(customizations, 'ServiceEndpoints'), 'ServiceEndpoint').filter(isWebhook).map(toEndpoint),
    ...steps.map(toStep),
    ...steps.flatMap(toImages),
  ];
}

function identify(element: Element, idAttribute: string, type: string): { id: string; type: string; name: string } {
  const id = bareId(attribute(element, idAttribute) ?? '');
  const name = attribute(element, 'Name') ?? id;
  if (id === '') throw invalidCustomizations(`A component of type ${type} has no ${idAttribute}.`, { type, name });
  return { id, type, name };
}

/** The secret is never in a package; whoever runs the environment sets it, and often the address. */
function toEndpoint(endpoint: Element): ComponentRow {
  const number = (name: string, otherwise: number): number => wholeNumber(childText(endpoint, name)) ?? otherwise;
  const text = (name: string): string | null => childText(endpoint, name) ?? null;
  const identity = identify(endpoint, 'ServiceEndpointId', 'Service Endpoint');
  return {
    table: 'serviceendpoint',
    ...identity,
    values: {
      name: identity.name,
      description: text('Description'),
      connectionmode: number('ConnectionMode', 1),
      contract: WEBHOOK,
      authtype: number('AuthType', 4),
      messageformat: number('MessageFormat', 2),
      userclaim: number('UserClaim', 1),
      path: text('Path'),
      solutionnamespace: text('SolutionNamespace'),
      namespaceaddress: text('NamespaceAddress'),
      url: text('Url'),
      introducedversion: text('IntroducedVersion'),
    },
  };
}

function toStep(step: Element): ComponentRow {
  const number = (name: string, otherwise: number): number => wholeNumber(childText(step, name)) ?? otherwise;
  const message = messageOf(step) ?? '';
  const table = childText(step, 'PrimaryEntity')?.toLowerCase();
  const identity = identify(step, 'SdkMessageProcessingStepId', 'SDK Message Processing Step');
  return {
    table: 'sdkmessageprocessingstep',
    ...identity,
    values: {
      name: identity.name,
      description: childText(step, 'Description') ?? null,
      stage: number('Stage', 40),
      mode: number('Mode', 0),
      rank: number('Rank', 1),
      asyncautodelete: childText(step, 'AsyncAutoDelete') === '1',
      filteringattributes: childText(step, 'FilteringAttributes') ?? null,
      configuration: childText(step, 'Configuration') ?? null,
      invocationsource: number('InvocationSource', 0),
      supporteddeployment: number('SupportedDeployment', 0),
      introducedversion: childText(step, 'IntroducedVersion') ?? null,
    },
    references: {
      eventhandler: { table: 'serviceendpoint', id: handlerOf(step) },
      sdkmessageid: { table: 'sdkmessage', id: bareId(childText(step, 'SdkMessageId') ?? '') },
      ...(table === undefined || table === 'none'
        ? {}
        : { sdkmessagefilterid: { table: 'sdkmessagefilter', id: filterId(message, table) } }),
    },
    // Whether a step is on belongs to whoever runs the environment.
    initialValues: { statecode: number('StateCode', 0) },
  };
}

function toImages(step: Element): ComponentRow[] {
  const stepId = bareId(attribute(step, 'SdkMessageProcessingStepId') ?? '');
  return children(child(step, 'SdkMessageProcessingStepImages'), 'SdkMessageProcessingStepImage').map((image) => {
    const alias = childText(image, 'EntityAlias') ?? '';
    const name = attribute(image, 'Name') ?? childText(image, 'Name') ?? alias;
    const id =
      attribute(image, 'SdkMessageProcessingStepImageId') ?? childText(image, 'SdkMessageProcessingStepImageId');
    return {
      table: 'sdkmessageprocessingstepimage',
      id: id === undefined ? toStableId(`sdkmessageprocessingstepimage/${stepId}/${alias}`) : bareId(id),
      type: 'SDK Message Processing Step Image',
      name,
      values: {
        name,
        entityalias: alias,
        imagetype: wholeNumber(childText(image, 'ImageType')) ?? 0,
        attributes: childText(image, 'Attributes') ?? null,
        messagepropertyname: childText(image, 'MessagePropertyName') ?? 'Target',
        relatedattributename: childText(image, 'RelatedAttributeName') ?? null,
      },
      references: { sdkmessageprocessingstepid: { table: 'sdkmessageprocessingstep', id: stepId } },
    };
  });
}
