/**
 * Room solution. Lint rules for built control manifests and for how a form describes a control to its host.
 * Source: Microsoft Learn, "control element", "platform-library element" and "external-service-usage element" of the manifest.
 */
import { existsSync } from 'node:fs';
import { readControlManifest, type ControlSource, type FormFile } from '../readSource';
import { attribute, child, childText, children, descendants, type Element } from '../xml';
import { repeated, type Finding, type LintContext } from './context';

/** Dashes that look like a hyphen and are none. */
const DASHES = /[\u2010-\u2015\u2212]/;
/** Phone, tablet, web: what `formFactor` may be. */
const FORM_FACTORS = ['0', '1', '2'];

function lintManifest(control: ControlSource): Finding[] {
  const found: Finding[] = [];
  const add = (code: string, message: string): void => void found.push({ code, file: control.path, message });
  const manifest = readControlManifest(control);
  const root = child(manifest, 'control');
  if (!root) return found;
  if (attribute(root, 'api-version') === undefined || !child(root, 'built-by')) {
    add(
      'control-not-built',
      `The manifest of ${control.name} is the one that was written, not the one that was built. Run "npm run build".`,
    );
  }
  const libraries = descendants(root, 'platform-library').map((item) => attribute(item, 'name'));
  if (attribute(root, 'control-type') === 'virtual' && !libraries.includes('React')) {
    add('control-library-missing', `${control.name} is a virtual control and needs the platform-library React.`);
  }
  const external = descendants(root, 'external-service-usage').some((item) => attribute(item, 'enabled') === 'true');
  if (external) {
    add('control-premium', `${control.name} uses an external service, which asks for a premium licence. Disable it.`);
  }
  const texts = [root, ...descendants(root)].flatMap((item) => [
    attribute(item, 'display-name-key') ?? '',
    attribute(item, 'description-key') ?? '',
  ]);
  if (texts.some((text) => DASHES.test(text))) {
    add('control-dash', `A text in the manifest of ${control.name} holds a dash that is no hyphen. Write a hyphen.`);
  }
  return found;
}

function lintDescription(
  description: Element,
  host: Element | undefined,
  add: (code: string, message: string) => void,
) {
  const name = attribute(description, 'forControl') ?? '';
  const [plain, ...customs] = children(description, 'customControl');
  const parameters = plain && child(plain, 'parameters');
  const column = parameters ? childText(parameters, 'datafieldname') : '';
  const fits =
    plain !== undefined &&
    attribute(plain, 'name') === undefined &&
    (!host ||
      (attribute(plain, 'id')?.toLowerCase() === attribute(host, 'classid')?.toLowerCase() &&
        column === (attribute(host, 'datafieldname') ?? '')));
  if (!fits) {
    add(
      'control-description-default',
      `controlDescription ${name} must start with the column's own control: its class id and its datafieldname.`,
    );
  }
  const factors = customs.map((item) => attribute(item, 'formFactor') ?? '');
  if (repeated(factors).length > 0 || FORM_FACTORS.some((factor) => !factors.includes(factor))) {
    add(
      'control-form-factor',
      `controlDescription ${name} must describe the control once for phone (0), tablet (1) and web (2).`,
    );
  }
}

function lintDescriptions({ form, path }: FormFile): Finding[] {
  const found: Finding[] = [];
  const add = (code: string, message: string): void => void found.push({ code, file: path, message });
  const hosts = descendants(form, 'control');
  const descriptions = descendants(form, 'controlDescription');
  const idOf = (item: Element): string => (attribute(item, 'forControl') ?? '').toLowerCase();
  for (const description of descriptions) {
    const host = hosts.find((item) => attribute(item, 'uniqueid')?.toLowerCase() === idOf(description));
    lintDescription(description, host, add);
  }
  for (const id of repeated(descriptions.map(idOf))) {
    add('control-description-twice', `Two controlDescriptions are for the control ${id}. Remove one.`);
  }
  return found;
}

/** Controls are imported, and forms show them on every device. */
export const lintControls = ({ source }: LintContext): Finding[] => [
  // A control that is not built has its own finding.
  ...source.controls.filter((control) => existsSync(control.builtFile('ControlManifest.xml'))).flatMap(lintManifest),
  ...source.tables.flatMap(({ forms }) => forms.flatMap(lintDescriptions)),
];
