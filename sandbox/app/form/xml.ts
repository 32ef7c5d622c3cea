/** Room sandbox/app. The little of XML that the form host reads, over the browser's DOMParser or one that is given. */
import { XmlInvalidError } from './errors';

/** The part of an element that is read here; DOM elements and those of other parsers fit. */
export interface XmlElement {
  readonly nodeName: string;
  readonly nodeType: number;
  readonly childNodes: ArrayLike<unknown>;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

export interface XmlParser {
  parseFromString(text: string, mimeType: 'text/xml'): { readonly documentElement: unknown };
}

/**
 * Parses a document and gives its root.
 * @param what names the document in the error, such as `FormXml`.
 * @throws {XmlInvalidError} when the text is not well-formed.
 */
export function parseXml(text: string, what: string, parser: XmlParser = new DOMParser()): XmlElement {
  let root: XmlElement | null;
  try {
    root = parser.parseFromString(text.replace(/^\uFEFF/, ''), 'text/xml').documentElement as XmlElement | null;
  } catch (cause) {
    throw new XmlInvalidError(what, cause instanceof Error ? cause.message : 'it is not well-formed', { cause });
  }
  if (!root) throw new XmlInvalidError(what, 'it is empty');
  // Browsers report a broken document as an element instead of an exception.
  const problem = find(root, 'parsererror');
  if (problem)
    throw new XmlInvalidError(what, (problem.textContent ?? '').trim().split('\n')[0] ?? 'it is not well-formed');
  return root;
}

const isElement = (node: unknown): node is XmlElement => (node as { nodeType?: unknown } | null)?.nodeType === 1;

/** Child elements, of one name or all, in order. */
export function children(element: XmlElement | undefined, name?: string): XmlElement[] {
  if (!element) return [];
  return Array.from(element.childNodes)
    .filter(isElement)
    .filter((child) => name === undefined || child.nodeName === name);
}

/** First child element of that name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return children(element, name)[0];
}

/** First element of that name among the element and everything below it, in document order. */
export function find(element: XmlElement, name: string): XmlElement | undefined {
  if (element.nodeName === name) return element;
  for (const below of children(element)) {
    const found = find(below, name);
    if (found) return found;
  }
  return undefined;
}

/** Every element of that name below the element, in document order. */
export function findAll(element: XmlElement, name: string): XmlElement[] {
  return children(element).flatMap((below) => [...(below.nodeName === name ? [below] : []), ...findAll(below, name)]);
}

/** Text of an element without surrounding blanks; empty when there is no element. */
export const textOf = (element: XmlElement | undefined): string => (element?.textContent ?? '').trim();

/** An xs:boolean attribute; `fallback` when absent. */
export function booleanAttribute(element: XmlElement, name: string, fallback: boolean): boolean {
  const value = element.getAttribute(name);
  if (value === null || value === '') return fallback;
  return value === 'true' || value === '1';
}

/** A whole-number attribute; `fallback` when absent or no number. */
export function numberAttribute(element: XmlElement, name: string, fallback: number): number {
  const value = Number.parseInt(element.getAttribute(name) ?? '', 10);
  return Number.isNaN(value) ? fallback : value;
}

/** Lower case without braces, the way ids are compared here. */
export const normalizeId = (id: string | null | undefined): string => (id ?? '').replace(/[{}]/g, '').toLowerCase();
