/** Room sandbox/dataverse, solutions. Web resources with the bytes that their file in the zip holds. */
import { invalidCustomizations } from './faults';
import type { SolutionZip } from './readZip';
import type { ComponentRow } from './solutionPackage';
import { bareId, child, children, childText, wholeNumber, type Element } from './xml';

/** Default of the organisation setting "Set file size limit for attachments". */
const MAX_BYTES = 5 * 1024 * 1024;

/** @throws {SolutionImportError} when a file is missing or too large, or the element lacks id, name or type */
export function readWebResources(customizations: Element, zip: SolutionZip): ComponentRow[] {
  return children(child(customizations, 'WebResources'), 'WebResource').map((element) => toRow(element, zip));
}

function toRow(element: Element, zip: SolutionZip): ComponentRow {
  const name = childText(element, 'Name');
  const component = { type: 'Web Resource', name: name ?? '' };
  const needed = (key: string): string => {
    const text = childText(element, key);
    if (text === undefined) throw invalidCustomizations(`The web resource ${component.name} has no ${key}.`, component);
    return text;
  };
  const entry = needed('FileName').replace(/^\//, '');
  const size = zip.bytes(entry).length;
  if (size > MAX_BYTES) {
    throw invalidCustomizations(
      `The web resource ${component.name} has ${size} bytes; at most ${MAX_BYTES} are taken.`,
      component,
    );
  }
  return {
    table: 'webresource',
    id: bareId(needed('WebResourceId')),
    ...component,
    uniqueColumn: 'name',
    values: {
      name: needed('Name'),
      displayname: childText(element, 'DisplayName') ?? null,
      description: childText(element, 'Description') ?? null,
      webresourcetype: wholeNumber(needed('WebResourceType')) ?? 0,
      languagecode: wholeNumber(childText(element, 'LanguageCode')) ?? null,
      content: zip.base64(entry),
      dependencyxml: childText(element, 'DependencyXml') ?? null,
    },
  };
}
