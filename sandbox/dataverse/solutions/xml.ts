/**
 * Room sandbox/dataverse, solutions. The XML of a solution: strict parsing that names the line of a mistake, and the few
 * ways in which the readers look at elements.
 */
import { DOMParser, XMLSerializer, type Element } from '@xmldom/xmldom';
import type { Labels } from '../model';
import { malformedXml } from './faults';

export type { Element };

const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * Parses one file of a solution.
 * @param entry its name, for the error
 * @throws {SolutionImportError} `malformed-xml` with the line
 */
export function parseXml(text: string, entry: string): Element {
  const problems: { message: string; line: number | undefined }[] = [];
  const parser = new DOMParser({
    onError: (_level, message, context: { locator?: { lineNumber?: number } } | undefined) => {
      problems.push({ message: message.split('\n')[0] ?? message, line: context?.locator?.lineNumber });
      // Warnings are mistakes too (an attribute without quotes, for one); the first is the one to tell.
      throw new TypeError(message);
    },
  });
  try {
    const root = parser.parseFromString(text.replace(BYTE_ORDER_MARK, ''), 'text/xml').documentElement;
    if (root) return root;
  } catch (cause) {
    const first = problems[0];
    const locator = (cause as { locator?: { lineNumber?: number } }).locator;
    // The parser counts from the element that is open at the mistake, and gives 0 when there is none.
    throw malformedXml(
      entry,
      (first?.line ?? locator?.lineNumber) || undefined,
      first?.message ?? (cause as Error).message,
      {
        cause,
      },
    );
  }
  throw malformedXml(entry, undefined, 'it is empty');
}

/** Child elements, of one name or all, in order. Names keep their case. */
export function children(element: Element | undefined, name?: string): Element[] {
  const found: Element[] = [];
  for (let node = element?.firstChild ?? null; node; node = node.nextSibling) {
    if (node.nodeType === 1 && (name === undefined || node.nodeName === name)) found.push(node as Element);
  }
  return found;
}

/** First child element of that name. */
export const child = (element: Element | undefined, name: string): Element | undefined => children(element, name)[0];

/** The element that a path of child names leads to. */
export const descend = (element: Element | undefined, ...names: readonly string[]): Element | undefined =>
  names.reduce<Element | undefined>((at, name) => child(at, name), element);

/** Text of a child element, trimmed; `undefined` when there is no such child or it is empty or nil. */
export function childText(element: Element | undefined, name: string): string | undefined {
  const text = child(element, name)?.textContent?.trim();
  return text === undefined || text === '' ? undefined : text;
}

export const attribute = (element: Element | undefined, name: string): string | undefined =>
  element?.getAttribute(name) ?? undefined;

/** `1`, `True` and `true` are yes; anything else that is there is no. */
export function flag(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text === '1' || text.toLowerCase() === 'true';
}

/** Whole number; `undefined` when the text is none. */
export function wholeNumber(text: string | undefined): number | undefined {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Lower case and without braces. */
export const bareId = (id: string): string => id.trim().replace(/[{}]/g, '').toLowerCase();

/** Texts per language of elements such as `<LocalizedName description="…" languagecode="1033" />`. */
export function labels(parent: Element | undefined, name: string): Labels {
  const found: Record<string, string> = {};
  for (const element of children(parent, name)) {
    const language = attribute(element, 'languagecode');
    const description = attribute(element, 'description');
    if (language !== undefined && description !== undefined) found[language] = description;
  }
  return found;
}

/** `LocalizedNames` of a component. */
export const localizedNames = (component: Element): Labels =>
  labels(child(component, 'LocalizedNames'), 'LocalizedName');

/** `Descriptions` of a component. */
export const descriptions = (component: Element): Labels => labels(child(component, 'Descriptions'), 'Description');

/** The text that the row itself holds: the base language's, English, else the first there is. */
export const singleLabel = (texts: Labels): string | undefined => texts['1033'] ?? Object.values(texts)[0];

const serializer = new XMLSerializer();

/** The element as text. */
export const serialize = (element: Element): string => serializer.serializeToString(element);
