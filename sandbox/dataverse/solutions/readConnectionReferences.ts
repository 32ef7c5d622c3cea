/** Room sandbox/dataverse, solutions. Connection references: which connector a flow asks, while whose connection it is comes later. */
import { toStableId } from '../platform/ids';
import { invalidCustomizations } from './faults';
import type { ComponentRow } from './solutionPackage';
import { attribute, child, children, childText, wholeNumber, type Element } from './xml';

/** @throws {SolutionImportError} when a reference has no name or no connector */
export const readConnectionReferences = (customizations: Element): ComponentRow[] =>
  children(child(customizations, 'connectionreferences'), 'connectionreference').map(toRow);

function toRow(element: Element): ComponentRow {
  const name = attribute(element, 'connectionreferencelogicalname') ?? '';
  const connector = childText(element, 'connectorid');
  const component = { type: 'Connection Reference', name };
  if (name === '' || connector === undefined) {
    throw invalidCustomizations(`The connection reference '${name}' has no name or no connectorid.`, component);
  }
  return {
    table: 'connectionreference',
    id: toStableId(`connectionreference/${name.toLowerCase()}`),
    ...component,
    uniqueColumn: 'connectionreferencelogicalname',
    values: {
      connectionreferencelogicalname: name,
      connectionreferencedisplayname: childText(element, 'connectionreferencedisplayname') ?? name,
      connectorid: connector,
      description: childText(element, 'description') ?? null,
      promptingbehavior: wholeNumber(childText(element, 'promptingbehavior')) ?? 0,
    },
  };
}
