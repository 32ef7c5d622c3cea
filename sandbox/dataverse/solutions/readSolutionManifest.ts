/** Room sandbox/dataverse, solutions. solution.xml: who made the solution, its version, its roots and what it needs. */
import { invalidCustomizations } from './faults';
import { rowLabels } from './rowLabels';
import type { RequiredComponent, RootComponent, SolutionManifest } from './solutionPackage';
import {
  attribute,
  bareId,
  child,
  childText,
  children,
  descend,
  descriptions,
  localizedNames,
  parseXml,
  singleLabel,
  wholeNumber,
  type Element,
} from './xml';

const VERSION = /^\d+(\.\d+){1,3}$/;
const PREFIX = /^[a-z][a-z0-9]{1,7}$/i;

/** @throws {SolutionImportError} when the file is malformed or lacks what an import needs */
export function readSolutionManifest(text: string): SolutionManifest {
  const manifest = child(parseXml(text, 'solution.xml'), 'SolutionManifest');
  if (!manifest) throw invalidCustomizations('solution.xml has no SolutionManifest.');
  const uniqueName = needed(manifest, 'UniqueName');
  const version = needed(manifest, 'Version');
  if (!VERSION.test(version))
    throw invalidCustomizations(`The solution version ${version} is not made of two to four numbers.`);
  const names = localizedNames(manifest);
  return {
    uniqueName,
    friendlyName: singleLabel(names) ?? uniqueName,
    description: singleLabel(descriptions(manifest)),
    labels: rowLabels({ friendlyname: names, description: descriptions(manifest) }),
    version,
    isManaged: readManaged(needed(manifest, 'Managed')),
    publisher: readPublisher(child(manifest, 'Publisher')),
    rootComponents: children(child(manifest, 'RootComponents'), 'RootComponent').map(toRootComponent),
    requiredComponents: children(child(manifest, 'MissingDependencies'), 'MissingDependency').map(toRequired),
  };
}

function needed(element: Element, name: string): string {
  const text = childText(element, name);
  if (text === undefined) throw invalidCustomizations(`solution.xml has no ${name} in ${element.nodeName}.`);
  return text;
}

function readManaged(text: string): boolean {
  if (text === '0' || text === '1') return text === '1';
  throw invalidCustomizations(`Managed is ${text}; a solution zip has 0 (unmanaged) or 1 (managed).`);
}

function readPublisher(publisher: Element | undefined): SolutionManifest['publisher'] {
  if (!publisher) throw invalidCustomizations('solution.xml has no Publisher.');
  const uniqueName = needed(publisher, 'UniqueName');
  const prefix = needed(publisher, 'CustomizationPrefix');
  if (!PREFIX.test(prefix) || prefix.toLowerCase() === 'mscrm') {
    throw invalidCustomizations(
      `The customization prefix ${prefix} is not valid: two to eight letters or digits, the first a letter, and not mscrm.`,
    );
  }
  return {
    uniqueName,
    friendlyName: singleLabel(localizedNames(publisher)) ?? uniqueName,
    description: singleLabel(descriptions(publisher)),
    prefix,
    optionValuePrefix: wholeNumber(childText(publisher, 'CustomizationOptionValuePrefix')),
    email: childText(publisher, 'EMailAddress'),
    website: childText(publisher, 'SupportingWebsiteUrl'),
  };
}

function toRootComponent(element: Element): RootComponent {
  const type = wholeNumber(attribute(element, 'type'));
  if (type === undefined)
    throw invalidCustomizations(
      `A RootComponent has the type ${attribute(element, 'type') ?? '(none)'}, which is no number.`,
    );
  const id = attribute(element, 'id');
  return {
    type,
    schemaName: attribute(element, 'schemaName'),
    ...(id === undefined ? {} : { id: bareId(id) }),
    behavior: wholeNumber(attribute(element, 'behavior')) ?? 0,
  };
}

function toRequired(dependency: Element): RequiredComponent {
  const required = descend(dependency, 'Required');
  const id = attribute(required, 'id');
  return {
    type: attribute(required, 'type') ?? '',
    schemaName: attribute(required, 'schemaName'),
    ...(id === undefined ? {} : { id: bareId(id) }),
    displayName: attribute(required, 'displayName'),
    parentSchemaName: attribute(required, 'parentSchemaName'),
    solution: attribute(required, 'solution'),
  };
}
