/** Room sandbox/app. String resources of controls: RESX files by language, named `<anything>.<LCID>.resx`. */
import type { XmlParser } from '../form/xml';
import { child, children, parseXml, textOf } from '../form/xml';

/** The texts of a RESX file by key. @throws {XmlInvalidError} */
export function parseResx(xml: string, parser?: XmlParser): Record<string, string> {
  const root = parseXml(xml, 'The string resource', parser);
  return Object.fromEntries(
    children(root, 'data').map((data) => [data.getAttribute('name') ?? '', textOf(child(data, 'value'))]),
  );
}

/** Paths to load for a language: its own file if there is one, and before it the fallback to 1033, else to the first. */
export function resxPaths(paths: readonly string[], languageId: number): string[] {
  const of = (lcid: number): string[] => paths.filter((path) => path.endsWith(`.${lcid}.resx`));
  const own = of(languageId);
  const fallback = of(1033).length > 0 ? of(1033) : paths.slice(0, 1);
  return [...fallback.filter((path) => !own.includes(path)), ...own];
}
