/**
 * Room solution. The part `[Content_Types].xml` of a solution zip: one default a file extension, one override for every
 * part without one.
 */
import { byName } from './readSource';

const NAMESPACE = 'http://schemas.openxmlformats.org/package/2006/content-types';
const TYPE = 'application/octet-stream';

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Text of `[Content_Types].xml` for these parts: byte order mark, declaration, one line, as exports have it. */
export function contentTypes(paths: readonly string[]): string {
  const extensions = new Set<string>();
  const withoutExtension: string[] = [];
  for (const path of paths) {
    const dot = fileName(path).lastIndexOf('.');
    if (dot === -1) withoutExtension.push(path);
    else
      extensions.add(
        fileName(path)
          .slice(dot + 1)
          .toLowerCase(),
      );
  }
  const defaults = [...extensions]
    .sort(byName)
    .map((extension) => `<Default Extension="${extension}" ContentType="${TYPE}" />`);
  const overrides = withoutExtension
    .sort(byName)
    .map((path) => `<Override PartName="/${path}" ContentType="${TYPE}" />`);
  return `\uFEFF<?xml version="1.0" encoding="utf-8"?><Types xmlns="${NAMESPACE}">${[...defaults, ...overrides].join('')}</Types>`;
}
