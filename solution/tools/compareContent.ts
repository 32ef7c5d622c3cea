/**
 * Room solution. Compares what two tools made of one solution: the same content, whatever the white space, the order of the
 * attributes, and the order of components that stand beside each other.
 */
import { byName } from './readSource';
import { children, parseXml, withoutXsi, type Element } from './xml';

/** Elements whose children are components of equal rank: a packer lists them as the disk does. */
const UNORDERED: ReadonlySet<string> = new Set([
  'AppModuleComponents',
  'AppModules',
  'AppModuleSiteMaps',
  'CustomControls',
  'Entities',
  'EntityRelationships',
  'forms',
  'FormXml',
  'MissingDependencies',
  'optionsets',
  'Roles',
  'savedqueries',
  'RootComponents',
  'Visualizations',
  'WebResources',
  'Workflows',
]);

/** Part that each tool writes in its own way; the packer's tests hold ours. */
const CONTENT_TYPES = '[Content_Types].xml';

function canonical(element: Element, depth = 0): string {
  const attributes = Array.from(element.attributes)
    .map(({ name, value }) => `${name}=${JSON.stringify(value)}`)
    .sort(byName);
  const parts = children(element).map((part) => canonical(part, depth + 1));
  if (UNORDERED.has(element.tagName)) parts.sort(byName);
  const text = parts.length === 0 ? (element.textContent ?? '').trim() : '';
  const indent = ' '.repeat(depth);
  return [`${indent}${[element.tagName, ...attributes].join(' ')}${text === '' ? '' : ` ${text}`}`, ...parts].join(
    '\n',
  );
}

/** The first line in which two texts differ, from each. */
function firstDifference(a: string, b: string): string {
  const [left, right] = [a.split('\n'), b.split('\n')];
  const line = left.findIndex((text, index) => text !== right[index]);
  const at = line === -1 ? left.length : line;
  return `"${(left[at] ?? 'nothing').trim()}" and "${(right[at] ?? 'nothing').trim()}"`;
}

function differenceOf(name: string, a: Uint8Array, b: Uint8Array): string | undefined {
  if (Buffer.compare(a, b) === 0) return undefined;
  if (!name.endsWith('.xml')) return 'the bytes differ';
  const [left = '', right = ''] = [a, b].map((bytes) =>
    canonical(withoutXsi(parseXml(new TextDecoder().decode(bytes), name))),
  );
  return left === right ? undefined : firstDifference(left, right);
}

/** Sentences about what two sets of named parts do not share; none when their content is the same. */
export function differencesOf(
  ours: ReadonlyMap<string, Uint8Array>,
  theirs: ReadonlyMap<string, Uint8Array>,
): string[] {
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => name !== CONTENT_TYPES).sort(byName);
  return names.flatMap((name) => {
    const [a, b] = [ours.get(name), theirs.get(name)];
    if (!a || !b) return [`${name} is only in ${a ? 'ours' : 'theirs'}.`];
    const difference = differenceOf(name, a, b);
    return difference === undefined ? [] : [`${name}: ${difference}.`];
  });
}
