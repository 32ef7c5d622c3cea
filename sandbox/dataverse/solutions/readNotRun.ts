/**
 * Room sandbox/dataverse, solutions. What real packages may carry and the sandbox has no engine for. Everything is named
 * one by one, so that nobody takes a successful import for a running flow.
 */
import { isCloudFlow } from './readFlows';
import { isWebhook, isWebhookStep } from './readSteps';
import type { SolutionZip } from './readZip';
import type { ImportWarning } from './solutionPackage';
import { attribute, bareId, child, children, childText, type Element } from './xml';

export interface NotRunParts {
  readonly warnings: readonly ImportWarning[];
  /** Keys of root components that are covered by a warning: `29:<id>`. */
  readonly keys: ReadonlySet<string>;
}

interface Section {
  /** Element under the root, and its items (any element when absent). */
  readonly section: string;
  readonly item?: string;
  readonly type: string;
  /** Component type of a root; none when the component is never a root. */
  readonly componentType?: number;
  readonly idAttribute?: string;
  readonly idElement?: string;
  /** Those that are run all the same. */
  readonly isRun?: (item: Element) => boolean;
}

const SECTIONS: readonly Section[] = [
  {
    section: 'Workflows',
    item: 'Workflow',
    type: 'Workflow',
    componentType: 29,
    idAttribute: 'WorkflowId',
    isRun: isCloudFlow,
  },
  {
    section: 'SolutionPluginAssemblies',
    item: 'PluginAssembly',
    type: 'Plug-in Assembly',
    componentType: 91,
    idAttribute: 'PluginAssemblyId',
  },
  {
    section: 'SdkMessageProcessingSteps',
    item: 'SdkMessageProcessingStep',
    type: 'SDK Message Processing Step',
    componentType: 92,
    idAttribute: 'SdkMessageProcessingStepId',
    isRun: isWebhookStep,
  },
  {
    section: 'ServiceEndpoints',
    item: 'ServiceEndpoint',
    type: 'Service Endpoint',
    componentType: 95,
    idAttribute: 'ServiceEndpointId',
    isRun: isWebhook,
  },
  {
    section: 'FieldSecurityProfiles',
    type: 'Field Security Profile',
    componentType: 70,
    idAttribute: 'fieldsecurityprofileid',
  },
  { section: 'Templates', type: 'Template' },
  { section: 'EntityMaps', type: 'Entity Map' },
  { section: 'OrganizationSettings', type: 'Organization Setting' },
  { section: 'Dashboards', type: 'Dashboard', componentType: 60, idElement: 'FormId' },
  { section: 'InteractionCentricDashboards', type: 'Interactive Dashboard', componentType: 60, idElement: 'FormId' },
  { section: 'CanvasApps', type: 'Canvas App', componentType: 300 },
  { section: 'Connectors', type: 'Connector', componentType: 372 },
  { section: 'AIModels', type: 'AI Model', componentType: 401, idElement: 'msdyn_aimodelid' },
  { section: 'EntityDataProviders', type: 'Entity Data Provider' },
];

/** Sections that readers take, or that hold nothing to import. */
const READ_SECTIONS = new Set(
  'Entities Roles RibbonDiffXml EntityRelationships optionsets WebResources CustomControls AppModuleSiteMaps AppModules connectionreferences EntityImageConfigs AttributeImageConfigs Languages'.split(
    ' ',
  ),
);

/** Folders of component-framework parts, with the file that each component has. */
const FOLDERS = [
  { pattern: /^appactions\/([^/]+)\/appaction\.xml$/, type: 'App Action' },
  { pattern: /^Reports\/([^/]+)$/, type: 'Report' },
  { pattern: /^bots\/([^/]+)\/bot\.xml$/, type: 'Bot' },
  { pattern: /^Formulas\/([^/]+)$/, type: 'Formula' },
] as const;

const NOT_RUN = 'Not run by the sandbox.';

export function readNotRun(customizations: Element, zip: SolutionZip): NotRunParts {
  const warnings: ImportWarning[] = [];
  const keys = new Set<string>();
  for (const section of SECTIONS) {
    for (const item of children(child(customizations, section.section), section.item)) {
      if (section.isRun?.(item)) continue;
      const id =
        (section.idAttribute && attribute(item, section.idAttribute)) ??
        (section.idElement && childText(item, section.idElement));
      const name = nameOf(item) ?? id ?? section.section;
      warnings.push({ type: section.type, name, text: NOT_RUN });
      if (section.componentType === undefined) continue;
      keys.add(`${section.componentType}:${name.toLowerCase()}`);
      if (id) keys.add(`${section.componentType}:${bareId(id)}`);
    }
  }
  for (const element of children(customizations)) {
    if (READ_SECTIONS.has(element.nodeName) || SECTIONS.some(({ section }) => section === element.nodeName)) continue;
    if (children(element).length > 0) warnings.push({ type: 'Section', name: element.nodeName, text: NOT_RUN });
  }
  for (const entity of children(child(customizations, 'Entities'), 'Entity')) {
    for (const part of ['HierarchyRules', 'CustomControlDefaultConfigs']) {
      if (children(child(entity, part)).length > 0) {
        warnings.push({ type: part, name: childText(entity, 'Name') ?? '', text: NOT_RUN });
      }
    }
  }
  for (const { pattern, type } of FOLDERS) {
    for (const entry of zip.names) {
      const name = pattern.exec(entry)?.[1];
      if (name !== undefined) warnings.push({ type, name, text: NOT_RUN });
    }
  }
  return { warnings, keys };
}

const NAME_ATTRIBUTES = ['Name', 'name', 'FullName', 'connectionreferencelogicalname'];
const NAME_ELEMENTS = ['Name', 'msdyn_name', 'name'];

function nameOf(item: Element): string | undefined {
  const fromAttribute = NAME_ATTRIBUTES.map((name) => attribute(item, name)).find(
    (text) => text !== undefined && text !== '',
  );
  return fromAttribute ?? NAME_ELEMENTS.map((name) => childText(item, name)).find((text) => text !== undefined);
}
