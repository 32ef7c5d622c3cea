/**
 * Room solution. Says where a file of the unpacked source really lies, by SolutionPackager's mapping file, so that
 * Microsoft's packer and ours read the same one.
 *
 * Source of the format: Microsoft Learn, "SolutionPackager tool", section "Use the /map command argument". That relative
 * paths start at the unpacked folder was found by running SolutionPackager 9.1.1.146.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MapInvalidError } from './errors';
import { attribute, children, readXml } from './xml';

type Directive = { readonly kind: 'Folder' | 'FileToFile' | 'FileToPath'; readonly map: string; readonly to: string };

/** Resolves paths of one unpacked folder. */
export interface SourceMap {
  /** Absolute path where the file really lies: mapped if a directive matches, else its place in the source. */
  resolve(path: string): string;
}

const KINDS = new Set(['Folder', 'FileToFile', 'FileToPath']);
const withSlashes = (path: string): string => path.replace(/\\/g, '/');
const escapePattern = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');

/** Reads a mapping file. @throws {MapInvalidError} */
function readDirectives(file: string): Directive[] {
  const root = readXml(file);
  if (root.tagName !== 'Mapping') throw new MapInvalidError(file, 'the root element must be Mapping.');
  return children(root).map((element) => {
    const map = attribute(element, 'map');
    const to = attribute(element, 'to');
    if (!KINDS.has(element.tagName)) {
      throw new MapInvalidError(file, `${element.tagName} is none of Folder, FileToFile and FileToPath.`);
    }
    if (!map || !to) throw new MapInvalidError(file, `${element.tagName} needs the attributes map and to.`);
    return { kind: element.tagName as Directive['kind'], map: withSlashes(map), to: withSlashes(to) };
  });
}

/** `A/**\/*.js` as an expression whose group is the part of the path below `A/`; a pattern may start at any folder. */
function toExpression(pattern: string): RegExp {
  const star = pattern.indexOf('**/');
  const fixed = star === -1 ? pattern.slice(0, pattern.lastIndexOf('/') + 1) : pattern.slice(0, star);
  const rest = star === -1 ? pattern.slice(fixed.length) : pattern.slice(star + 3);
  const name = escapePattern(rest)
    .replace(/\*\\\.\*/g, '[^/]*')
    .replace(/\*/g, '[^/]*');
  return new RegExp(`(?:^|/)${escapePattern(fixed)}(${star === -1 ? '' : '(?:[^/]+/)*'}${name})$`, 'i');
}

/** The file that `**` in a target stands for: the first that exists, in the order of the names. */
function findBelow(folder: string, rest: string): string | undefined {
  if (existsSync(join(folder, rest))) return join(folder, rest);
  if (!existsSync(folder)) return undefined;
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const found = findBelow(join(folder, name), rest);
    if (found) return found;
  }
  return undefined;
}

function apply(directive: Directive, path: string, folder: string): string | undefined {
  if (directive.kind === 'Folder') {
    const prefix = `${directive.map.replace(/\/$/, '')}/`;
    if (!path.toLowerCase().startsWith(prefix.toLowerCase())) return undefined;
    return resolve(folder, directive.to, path.slice(prefix.length));
  }
  const match = toExpression(directive.map).exec(path);
  if (!match) return undefined;
  if (directive.kind === 'FileToPath') return resolve(folder, directive.to.replace(/\*\*\/?$/, ''), match[1] ?? '');
  const [head = '', tail] = directive.to.split('**/');
  return tail === undefined
    ? resolve(folder, head)
    : (findBelow(resolve(folder, head), tail) ?? resolve(folder, head, tail));
}

/** Reads the map of an unpacked folder. Without a map file every file lies in the source. */
export function readSourceMap(folder: string, mapFile?: string): SourceMap {
  const directives = mapFile === undefined ? [] : readDirectives(mapFile);
  return {
    resolve(path) {
      for (const directive of directives) {
        const mapped = apply(directive, path, folder);
        if (mapped) return mapped;
      }
      return join(folder, path);
    },
  };
}
