/**
 * Room sandbox/app. Reads the built manifest of a component-framework control. Elements follow Microsoft Learn,
 * "Component manifest schema reference".
 */
import { ControlNotSupportedError, XmlInvalidError } from '../form/errors';
import type { XmlElement, XmlParser } from '../form/xml';
import { booleanAttribute, child, children, find, parseXml, textOf } from '../form/xml';

export interface ManifestProperty {
  readonly name: string;
  /** `SingleLine.Text`, `Multiple`, `OptionSet`, …; the first of the group when the property takes several types. */
  readonly ofType: string;
  readonly usage: 'bound' | 'input' | 'output';
  readonly isRequired: boolean;
  readonly defaultValue?: string;
}

export interface ControlManifest {
  readonly namespace: string;
  readonly constructorName: string;
  readonly version: string;
  readonly controlType: 'standard' | 'virtual';
  readonly properties: readonly ManifestProperty[];
  /** Paths beside the manifest. */
  readonly code: string;
  readonly css: readonly string[];
  readonly resx: readonly string[];
  readonly platformLibraries: readonly { readonly name: string; readonly version: string }[];
  readonly hasDataSet: boolean;
  /** Events that the control raises, from `<event>`. */
  readonly events: readonly string[];
}

/**
 * @throws {XmlInvalidError} when it is no control manifest.
 */
export function parseManifest(xml: string, parser?: XmlParser): ControlManifest {
  const control = find(parseXml(xml, 'The control manifest', parser), 'control');
  const namespace = control?.getAttribute('namespace') ?? '';
  const constructorName = control?.getAttribute('constructor') ?? '';
  if (!control || !namespace || !constructorName) {
    throw new XmlInvalidError('The control manifest', 'it has no <control> with namespace and constructor');
  }
  const groups = new Map(
    children(control, 'type-group').map((group) => [
      group.getAttribute('name') ?? '',
      children(group, 'type').map(textOf),
    ]),
  );
  const resources = child(control, 'resources');
  const paths = (name: string): string[] => children(resources, name).map((one) => one.getAttribute('path') ?? '');
  return {
    namespace,
    constructorName,
    version: control.getAttribute('version') ?? '',
    controlType: control.getAttribute('control-type') === 'virtual' ? 'virtual' : 'standard',
    properties: children(control, 'property').map((property) => parseProperty(property, groups)),
    code: paths('code')[0] ?? 'bundle.js',
    css: paths('css'),
    resx: paths('resx'),
    platformLibraries: children(resources, 'platform-library').map((library) => ({
      name: library.getAttribute('name') ?? '',
      version: library.getAttribute('version') ?? '',
    })),
    hasDataSet: children(control, 'data-set').length > 0,
    events: children(control, 'event').map((event) => event.getAttribute('name') ?? ''),
  };
}

function parseProperty(property: XmlElement, groups: ReadonlyMap<string, string[]>): ManifestProperty {
  const usage = property.getAttribute('usage');
  const defaultValue = property.getAttribute('default-value');
  const group = groups.get(property.getAttribute('of-type-group') ?? '');
  return {
    name: property.getAttribute('name') ?? '',
    ofType: property.getAttribute('of-type') || group?.[0] || 'SingleLine.Text',
    usage: usage === 'input' || usage === 'output' ? usage : 'bound',
    isRequired: booleanAttribute(property, 'required', false),
    ...(defaultValue !== null && defaultValue !== '' ? { defaultValue } : {}),
  };
}

const parts = (version: string): number[] => version.split('.').map(Number);

function isWithin(version: string, from: string, to: string): boolean {
  const compare = (a: string, b: string): number => {
    const [left, right] = [parts(a), parts(b)];
    for (let index = 0; index < 3; index += 1) {
      const difference = (left[index] ?? 0) - (right[index] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return compare(version, from) >= 0 && compare(version, to) <= 0;
}

/**
 * Refuses what this host cannot run, by name. Versions are those that pcf-scripts 1.51 accepts and builds against the
 * globals React 16 and Fluent 8 that the page offers.
 * @throws {ControlNotSupportedError}
 */
export function checkSupported(controlName: string, manifest: ControlManifest): void {
  if (manifest.hasDataSet)
    throw new ControlNotSupportedError(controlName, 'the sandbox does not show data-set controls');
  for (const { name, version } of manifest.platformLibraries) {
    const isKnown =
      (name === 'React' && isWithin(version, '16.8.0', '16.14.0')) ||
      (name === 'Fluent' && isWithin(version, '8.0.0', '8.121.1'));
    if (!isKnown)
      throw new ControlNotSupportedError(
        controlName,
        `the sandbox does not offer the platform library ${name} ${version}`,
      );
  }
}
