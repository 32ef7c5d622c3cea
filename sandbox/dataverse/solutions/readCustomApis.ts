/**
 * Room sandbox/dataverse, solutions. Custom APIs with their parameters and response properties, from the folder `customapis`.
 * Source: Microsoft Learn, "Create a custom API with solution files".
 */
import { toStableId } from '../platform/ids';
import { invalidCustomizations } from './faults';
import type { SolutionZip } from './readZip';
import { rowLabels } from './rowLabels';
import type { ComponentRow } from './solutionPackage';
import { attribute, child, childText, flag, labels, parseXml, wholeNumber, type Element } from './xml';

const API = /^customapis\/([^/]+)\/customapi\.xml$/;
const PARTS = [
  {
    pattern: /^customapis\/([^/]+)\/customapirequestparameters\/([^/]+)\/customapirequestparameter\.xml$/,
    table: 'customapirequestparameter',
    type: 'Custom API Request Parameter',
  },
  {
    pattern: /^customapis\/([^/]+)\/customapiresponseproperties\/([^/]+)\/customapiresponseproperty\.xml$/,
    table: 'customapiresponseproperty',
    type: 'Custom API Response Property',
  },
] as const;

const apiId = (uniqueName: string): string => toStableId(`customapi/${uniqueName.toLowerCase()}`);

/** APIs before their parts. @throws {SolutionImportError} when a file names something else than its folder */
export function readCustomApis(zip: SolutionZip): ComponentRow[] {
  const apis = zip.names.filter((name) => API.test(name)).map((entry) => toApi(entry, zip.text(entry)));
  const parts = PARTS.flatMap((part) =>
    zip.names.filter((name) => part.pattern.test(name)).map((entry) => toPart(part, entry, zip.text(entry))),
  );
  return [...apis, ...parts];
}

const labelsOf = (element: Element): ComponentRow['labels'] =>
  rowLabels({
    displayname: labels(child(element, 'displayname'), 'label'),
    description: labels(child(element, 'description'), 'label'),
  });

/** Name and texts that all three kinds have. */
function described(element: Element): ComponentRow['values'] {
  const text = (name: string): string | undefined =>
    attribute(child(element, name), 'default') ?? childText(element, name);
  const uniqueName = attribute(element, 'uniquename') ?? '';
  return {
    uniquename: uniqueName,
    name: childText(element, 'name') ?? uniqueName,
    displayname: text('displayname') ?? uniqueName,
    description: text('description') ?? uniqueName,
  };
}

function named(element: Element, entry: string, folder: string, type: string): { type: string; name: string } {
  const name = attribute(element, 'uniquename') ?? '';
  if (name === '' || name.toLowerCase() !== folder.toLowerCase())
    throw invalidCustomizations(`${type} ${name} has to be in a folder of its own name, not in ${entry}.`, {
      type,
      name,
    });
  return { type, name };
}

function toApi(entry: string, xml: string): ComponentRow {
  const element = parseXml(xml, entry);
  const identity = named(element, entry, API.exec(entry)?.[1] ?? '', 'Custom API');
  const yes = (name: string): boolean => flag(childText(element, name)) ?? false;
  return {
    table: 'customapi',
    id: apiId(identity.name),
    ...identity,
    uniqueColumn: 'uniquename',
    labels: labelsOf(element),
    values: {
      ...described(element),
      allowedcustomprocessingsteptype: wholeNumber(childText(element, 'allowedcustomprocessingsteptype')) ?? 0,
      bindingtype: wholeNumber(childText(element, 'bindingtype')) ?? 0,
      boundentitylogicalname: childText(element, 'boundentitylogicalname') ?? null,
      executeprivilegename: childText(element, 'executeprivilegename') ?? null,
      isfunction: yes('isfunction'),
      isprivate: yes('isprivate'),
      workflowsdkstepenabled: yes('workflowsdkstepenabled'),
    },
  };
}

function toPart({ pattern, table, type }: (typeof PARTS)[number], entry: string, xml: string): ComponentRow {
  const element = parseXml(xml, entry);
  const [, api = '', folder = ''] = pattern.exec(entry) ?? [];
  const identity = named(element, entry, folder, type);
  return {
    table,
    id: toStableId(`${table}/${api.toLowerCase()}/${identity.name.toLowerCase()}`),
    ...identity,
    labels: labelsOf(element),
    values: {
      ...described(element),
      type: wholeNumber(childText(element, 'type')) ?? 10,
      logicalentityname: childText(element, 'logicalentityname') ?? null,
      ...(table === 'customapirequestparameter' ? { isoptional: flag(childText(element, 'isoptional')) ?? false } : {}),
    },
    references: { customapiid: { table: 'customapi', id: apiId(api) } },
  };
}
