/**
 * Room solution. Lint rules for environment variable definitions: their form, their type, and a default of that type.
 * Source of the types: Microsoft Learn, "environmentvariabledefinition", column Type.
 */
import { children, childText, parseXml } from '../xml';
import type { TextFile } from '../readSource';
import type { Finding, LintContext } from './context';

const TEXT = '100000000';
const NUMBER = '100000001';
const YES_NO = '100000002';
const JSON_TEXT = '100000003';
const DATA_SOURCE = '100000004';
const SECRET = '100000005';

/** An object or a list: a bare number or word would be a value of another type. */
function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** Does a default fit the type? */
const FITS: Readonly<Record<string, (text: string) => boolean>> = {
  [TEXT]: () => true,
  [NUMBER]: (text) => /^-?\d+(\.\d+)?$/.test(text),
  [YES_NO]: (text) => text === 'yes' || text === 'no',
  [JSON_TEXT]: isJson,
  [DATA_SOURCE]: () => true,
  [SECRET]: () => false,
};

function lintVariable({ name, path, text }: TextFile): Finding[] {
  const found: Finding[] = [];
  const add = (code: string, message: string): void => void found.push({ code, file: path, message });
  if (!text.startsWith('<environmentvariabledefinition')) {
    add('variable-text-form', 'The file starts with its element: no byte order mark, no XML declaration.');
  }
  const root = parseXml(text, path);
  const names = children(root).map((item) => item.tagName);
  if (names.join() !== [...names].sort().join()) {
    add('variable-text-form', `The elements of ${name} must stand in alphabetical order, as exports have them.`);
  }
  const type = childText(root, 'type');
  const fits = FITS[type];
  const value = childText(root, 'defaultvalue');
  if (!fits) {
    add('variable-type', `${name} has the type "${type}", which does not exist. Text is ${TEXT}.`);
  } else if (value !== '' && !fits(value)) {
    add(
      type === SECRET ? 'secret-in-source' : 'variable-default',
      type === SECRET
        ? `${name} is a secret and must not have a default. Remove it.`
        : `The default of ${name} is no value of its type. Mend it: a number, yes or no, or a JSON object or list.`,
    );
  }
  return found;
}

/** Variables arrive with a type and a default that the platform can read. */
export const lintVariables = ({ source }: LintContext): Finding[] => source.environmentVariables.flatMap(lintVariable);
