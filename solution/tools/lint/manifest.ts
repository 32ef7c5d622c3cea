/**
 * Room solution. Lint rules for what stands once in a solution: publisher, languages, the flag of both packages, connection
 * references.
 */
import { attribute, child, children, childText, descendants } from '../xml';
import { repeated, type Finding, type LintContext } from './context';

const BASE_LANGUAGE = '1033';
/** Source: Microsoft Learn, "Create a publisher for solutions" (2 to 8 letters or digits, a letter first, not mscrm). */
const PREFIX = /^(?!mscrm)[a-z][a-z0-9]{1,7}$/i;
const OPTION_PREFIX = { first: 10_000, last: 99_999 };
/** Unpacked source that serves both packages. Source: Microsoft Learn, "SolutionPackager tool", section "packagetype". */
const BOTH = '2';
const CONNECTOR = /^\/providers\/Microsoft\.PowerApps\/apis\/shared_\w+$/;

function lintPublisher({ source }: LintContext): Finding[] {
  const { root, path } = source.manifest;
  const text = (name: string): string => descendants(root, name)[0]?.textContent ?? '';
  const found: Finding[] = [];
  const add = (code: string, message: string): void => void found.push({ code, file: path, message });
  if (!PREFIX.test(text('CustomizationPrefix'))) {
    add('publisher-prefix', 'CustomizationPrefix takes 2 to 8 letters and digits, a letter first, and never mscrm.');
  }
  const options = Number(text('CustomizationOptionValuePrefix'));
  if (!(Number.isInteger(options) && options >= OPTION_PREFIX.first && options <= OPTION_PREFIX.last)) {
    add('publisher-prefix', 'CustomizationOptionValuePrefix is a number from 10000 to 99999.');
  }
  if (text('Managed') !== BOTH) {
    add(
      'manifest-managed',
      `Managed is "${text('Managed')}". A source of both packages has 2; the packer writes 1 and 0.`,
    );
  }
  if (!/^\d+(\.\d+){3}$/.test(text('Version'))) {
    add('manifest-version', `The version "${text('Version')}" must be four numbers, such as 1.2.3.0.`);
  }
  if (descendants(root, 'Address').length !== 2) {
    add('manifest-addresses', 'A publisher has two Address elements in every export. Copy them from one.');
  }
  return found;
}

function lintLanguages({ languages, source }: LintContext): Finding[] {
  if (languages.includes(BASE_LANGUAGE)) return [];
  const message = 'Languages must list 1033: labels fall back to English, and the base language needs every label.';
  return [{ code: 'language-base-missing', file: source.customizations.path, message }];
}

function lintConnectionReferences({ prefix, source }: LintContext): Finding[] {
  const { root, path } = source.customizations;
  const section = child(root, 'connectionreferences');
  const references = section ? children(section) : [];
  const found: Finding[] = [];
  const add = (code: string, message: string): void => void found.push({ code, file: path, message });
  const names = references.map((item) => attribute(item, 'connectionreferencelogicalname') ?? '');
  for (const [index, reference] of references.entries()) {
    const name = names[index] ?? '';
    if (!name.startsWith(prefix)) add('prefix-missing', `Connection reference ${name} must start with ${prefix}.`);
    if (!CONNECTOR.test(childText(reference, 'connectorid'))) {
      add(
        'connection-reference-connector',
        `${name} names the connector "${childText(reference, 'connectorid')}". Write /providers/Microsoft.PowerApps/apis/shared_…`,
      );
    }
  }
  for (const name of repeated(names)) add('id-twice', `Connection reference ${name} is written twice. Remove one.`);
  return found;
}

/** The solution's own file says what an import accepts. */
export const lintManifest = (context: LintContext): Finding[] => [
  ...lintPublisher(context),
  ...lintLanguages(context),
  ...lintConnectionReferences(context),
];
