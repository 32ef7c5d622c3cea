/**
 * Room solution. Lint rules over all files: labels in every language, well-formed ids, equal versions.
 */
import { attribute, children, childText, descendants, parseXml, type Element } from '../xml';
import { allFiles, type Finding, type LintContext } from './context';

const BASE_LANGUAGE = '1033';
const languageOf = (element: Element): string | undefined =>
  attribute(element, 'languagecode') ?? attribute(element, 'LCID');
const textOf = (element: Element): string =>
  attribute(element, 'description') ?? attribute(element, 'Title') ?? attribute(element, 'Text') ?? '';

/** Characters that no screen shows; line breaks and tabs are fair. */
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

function lintLabelsOf(root: Element, file: string, languages: readonly string[]): Finding[] {
  return [root, ...descendants(root)].flatMap((parent) => {
    const labels = children(parent).filter((item) => languageOf(item) !== undefined && item.tagName !== 'Library');
    if (labels.length === 0) return [];
    const written = labels.map(languageOf);
    const base = labels.find((item) => languageOf(item) === BASE_LANGUAGE);
    const what = `${parent.tagName} "${base ? textOf(base) : textOf(labels[0] ?? parent)}"`;
    const missing = languages.filter((language) => !written.includes(language));
    const strange = written.filter((language) => language !== undefined && !languages.includes(language));
    return [
      ...missing.map((language) => ({
        code: 'label-missing',
        file,
        message: `${what} has no text in language ${language}. Add it.`,
      })),
      ...strange.map((language) => ({
        code: 'label-language-unlisted',
        file,
        message: `${what} has a text in language ${language}, which Languages does not list.`,
      })),
      ...labels
        .filter((item) => CONTROL_CHARACTER.test(textOf(item)))
        .map((item) => ({
          code: 'label-control-character',
          file,
          message: `A ${parent.tagName} text in language ${languageOf(item) ?? ''} holds a control character. Write it anew.`,
        })),
      ...labels
        .filter((item) => textOf(item).trim() === '')
        .map((item) => ({
          code: 'label-empty',
          file,
          message: `A ${parent.tagName} text in language ${languageOf(item) ?? ''} is empty. Write it.`,
        })),
    ];
  });
}

/** Every label stands in every language of the solution. */
export function lintLabels({ source, languages }: LintContext): Finding[] {
  const variables = source.environmentVariables.map(({ path, text }) => ({ path, root: parseXml(text, path) }));
  return [...allFiles(source), ...variables].flatMap(({ path, root }) => lintLabelsOf(root, path, languages));
}

const GUID = /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i;
const GOOD_GUID = /^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/;
const EMPTY_GUID = /^[{}0-]+$/;
/** Attributes that hold ids of controls' classes, which exports write in mixed case, or of no component. */
const NOT_COMPONENT_IDS = new Set(['classid']);

function badGuids(element: Element): string[] {
  const attributes = Array.from(element.attributes).filter((item) => !NOT_COMPONENT_IDS.has(item.name));
  // A custom control description starts with the class id of the column's own control.
  const skip = element.tagName === 'customControl' || element.tagName === 'LookupType';
  const values = [...(skip ? [] : attributes.map((item) => item.value))];
  // The app refers to its icon without braces, as exports do.
  if (children(element).length === 0 && element.parentNode?.nodeName !== 'AppModule')
    values.push(element.textContent ?? '');
  return values.filter((value) => GUID.test(value) && (!GOOD_GUID.test(value) || EMPTY_GUID.test(value)));
}

/** GUIDs are lower case, in braces, and not all zero. */
export const lintGuids = ({ source }: LintContext): Finding[] =>
  allFiles(source).flatMap(({ path, root }) =>
    [root, ...descendants(root)].flatMap(badGuids).map((value) => ({
      code: 'guid-form',
      file: path,
      message: `The id ${value} must be lower case in braces and not all zero.`,
    })),
  );

/** The solution's version is the package's with a fourth number 0. */
export function lintVersions({ source, packageVersion }: LintContext): Finding[] {
  const manifest = descendants(source.manifest.root, 'SolutionManifest')[0];
  const version = manifest ? childText(manifest, 'Version') : '';
  if (packageVersion === undefined || version === `${packageVersion}.0`) return [];
  return [
    {
      code: 'version-differs',
      file: source.manifest.path,
      message: `The solution has version ${version}, package.json ${packageVersion}. Set it to ${packageVersion}.0.`,
    },
  ];
}
