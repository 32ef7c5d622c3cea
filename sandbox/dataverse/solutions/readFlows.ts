/**
 * Room sandbox/dataverse, solutions. Cloud flows: the `Workflow` element and the file with the definition beside it. Other
 * processes (classic workflows, dialogs, business rules, desktop flows) are named as not run.
 */
import { invalidCustomizations } from './faults';
import type { SolutionZip } from './readZip';
import { rowLabels } from './rowLabels';
import type { ComponentRow } from './solutionPackage';
import {
  attribute,
  bareId,
  child,
  childText,
  children,
  descriptions,
  localizedNames,
  singleLabel,
  wholeNumber,
  type Element,
} from './xml';

const MODERN_FLOW = 5;

/** Is this process a cloud flow, so that the sandbox runs it? */
export const isCloudFlow = (workflow: Element): boolean => wholeNumber(childText(workflow, 'Category')) === MODERN_FLOW;

/** @throws {SolutionImportError} when a definition is missing, has a byte order mark or is no flow */
export const readFlows = (customizations: Element, zip: SolutionZip): ComponentRow[] =>
  children(child(customizations, 'Workflows'), 'Workflow')
    .filter(isCloudFlow)
    .map((workflow) => toRow(workflow, zip));

function toRow(workflow: Element, zip: SolutionZip): ComponentRow {
  const id = bareId(attribute(workflow, 'WorkflowId') ?? '');
  const name = attribute(workflow, 'Name') ?? singleLabel(localizedNames(workflow)) ?? id;
  const component = { type: 'Workflow', name };
  const file = childText(workflow, 'JsonFileName')?.replace(/^\//, '');
  if (id === '' || file === undefined) {
    throw invalidCustomizations(`The flow ${name} has no WorkflowId or no JsonFileName.`, component);
  }
  const number = (element: string): number | undefined => wholeNumber(childText(workflow, element));
  const yes = (element: string): boolean => childText(workflow, element) === '1';
  const description = singleLabel(descriptions(workflow)) ?? attribute(workflow, 'Description');
  return {
    table: 'workflow',
    id,
    ...component,
    labels: rowLabels({ name: localizedNames(workflow), description: descriptions(workflow) }),
    values: {
      name,
      description: description ?? null,
      category: MODERN_FLOW,
      modernflowtype: number('ModernFlowType') ?? 0,
      type: number('Type') ?? 1,
      mode: number('Mode') ?? 0,
      scope: number('Scope') ?? 4,
      runas: number('RunAs') ?? 1,
      primaryentity: childText(workflow, 'PrimaryEntity') ?? 'none',
      clientdata: definitionOf(file, zip, component),
      billingcontext: childText(workflow, 'BillingContext') ?? null,
      introducedversion: childText(workflow, 'IntroducedVersion') ?? null,
      ondemand: yes('OnDemand'),
      subprocess: yes('Subprocess'),
      triggeroncreate: yes('TriggerOnCreate'),
      triggerondelete: yes('TriggerOnDelete'),
      asyncautodelete: yes('AsyncAutodelete'),
      syncworkflowlogonfailure: yes('SyncWorkflowLogOnFailure'),
      istransacted: yes('IsTransacted'),
    },
    // Whether a flow is on belongs to whoever runs the environment: a newer version does not turn it on or off.
    initialValues: { statecode: number('StateCode') ?? 0, statuscode: number('StatusCode') ?? 1 },
  };
}

/** Source: Microsoft Learn, "Work with cloud flows using code", clientdata. */
function definitionOf(file: string, zip: SolutionZip, component: { type: string; name: string }): string {
  const text = zip.text(file);
  const refuse = (what: string): never => {
    throw invalidCustomizations(`Flow clientdata is in invalid format: ${file} ${what}.`, component);
  };
  if (zip.bytes(file)[0] === 0xef) return refuse('begins with a byte order mark');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    return refuse(`is not JSON (${(cause as Error).message})`);
  }
  const { properties, schemaVersion } = (parsed ?? {}) as { properties?: unknown; schemaVersion?: unknown };
  if (typeof schemaVersion !== 'string') return refuse("lacks the required property 'schemaVersion'");
  if (typeof properties !== 'object' || properties === null) return refuse("lacks the required property 'properties'");
  return text;
}
