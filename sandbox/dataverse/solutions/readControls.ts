/** Room sandbox/dataverse, solutions. Component-framework controls: built manifest and every file beside it. */
import { invalidCustomizations } from './faults';
import type { SolutionZip } from './readZip';
import type { ControlPart } from './solutionPackage';
import { attribute, child, children, childText, parseXml, type Element } from './xml';

const MANIFEST = 'ControlManifest.xml';

/** @throws {SolutionImportError} when a manifest is missing, malformed or names files that are not in the zip */
export function readControls(customizations: Element, zip: SolutionZip): ControlPart[] {
  return children(child(customizations, 'CustomControls'), 'CustomControl').map((element) => {
    const name = childText(element, 'Name') ?? '';
    const component = { type: 'Custom Control', name };
    const fileName = (childText(element, 'FileName') ?? '').replace(/^\//, '');
    if (!fileName.endsWith(`/${MANIFEST}`)) {
      throw invalidCustomizations(
        `The control ${name} has the manifest ${fileName}; its name has to end in ${MANIFEST}.`,
        component,
      );
    }
    const folder = fileName.slice(0, -MANIFEST.length);
    const manifest = zip.text(fileName);
    const control = child(parseXml(manifest, fileName), 'control');
    if (!control) throw invalidCustomizations(`${fileName} has no control element.`, component);
    const files = zip.names.filter((entry) => entry.startsWith(folder) && entry !== fileName);
    for (const path of resourcePaths(control)) {
      if (!files.includes(`${folder}${path}`)) {
        throw invalidCustomizations(
          `The control ${name} names the resource ${path}, which is not in the zip.`,
          component,
        );
      }
    }
    return {
      name,
      version: attribute(control, 'version') ?? '',
      manifest,
      dataTypes: [...new Set(children(control, 'property').flatMap((property) => typesOf(property, control)))].join(
        ',',
      ),
      files: new Map(files.map((entry) => [entry.slice(folder.length), zip.base64(entry)])),
      platformLibraries: children(child(control, 'resources'), 'platform-library').map((library) => ({
        name: attribute(library, 'name') ?? '',
        version: attribute(library, 'version') ?? '',
      })),
    };
  });
}

/** Types that a property takes: its own, or those of the group it names. */
function typesOf(property: Element, control: Element): string[] {
  const own = attribute(property, 'of-type');
  if (own !== undefined && own !== '') return [own];
  const named = attribute(property, 'of-type-group');
  const group = children(control, 'type-group').find((item) => attribute(item, 'name') === named);
  return children(group, 'type').flatMap((type) => type.textContent?.trim() || []);
}

const resourcePaths = (control: Element): string[] =>
  children(child(control, 'resources'))
    .map((resource) => attribute(resource, 'path'))
    .filter((path): path is string => path !== undefined);
