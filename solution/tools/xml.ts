/**
 * Room solution. Reads the XML of the unpacked source and writes it in the form of a platform export: no declaration, no
 * byte order mark, two spaces a level, CRLF line ends.
 */
import { readFileSync } from 'node:fs';
import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import { SourceInvalidError } from './errors';

export type { Element } from '@xmldom/xmldom';

const ELEMENT = 1;
const TEXT = 3;
const CDATA = 4;
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** The root element of XML text. @throws {SourceInvalidError} naming `file` when the text is not well-formed. */
export function parseXml(text: string, file: string): Element {
  try {
    const parser = new DOMParser({
      onError: (_level, message) => {
        throw new Error(message);
      },
    });
    const root = parser.parseFromString(text.replace(/^\uFEFF/, ''), 'text/xml').documentElement;
    if (!root) throw new Error('no root element');
    return root;
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0] ?? 'unreadable';
    throw new SourceInvalidError(file, `not well-formed XML (${reason}).`, { cause });
  }
}

/** The root element of an XML file. @throws {SourceInvalidError} */
export const readXml = (file: string): Element => parseXml(readFileSync(file, 'utf8'), file);

const isElement = (node: Node): node is Element => node.nodeType === ELEMENT;

/** Child elements, all or those of one name. */
export function children(parent: Element, name?: string): Element[] {
  const found: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    if (isElement(node) && (name === undefined || node.tagName === name)) found.push(node);
  }
  return found;
}

/** The first child element of that name. */
export const child = (parent: Element, name: string): Element | undefined => children(parent, name)[0];

/** Text of the first child element of that name; empty when there is none. */
export const childText = (parent: Element, name: string): string => child(parent, name)?.textContent ?? '';

/** All elements below, all or those of one name, in document order. */
export function descendants(parent: Element, name = '*'): Element[] {
  const found: Element[] = [];
  // Not getElementsByTagName: its list is kept up to date with the document, at several times the cost of one walk.
  const walk = (element: Element): void => {
    for (const item of children(element)) {
      if (name === '*' || item.tagName === name) found.push(item);
      walk(item);
    }
  };
  walk(parent);
  return found;
}

/** An attribute's value; absent when the element does not carry it. */
export const attribute = (element: Element, name: string): string | undefined =>
  element.hasAttribute(name) ? (element.getAttribute(name) ?? '') : undefined;

const escapeText = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#xD;');

const escapeAttribute = (text: string): string =>
  escapeText(text).replace(/"/g, '&quot;').replace(/\n/g, '&#xA;').replace(/\t/g, '&#x9;');

/** A node of the output: an element of the source, or one that the packer puts around several. */
export type XmlPart = Element | Wrapper;

/** An element that the packer makes. */
export interface Wrapper {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly parts: readonly XmlPart[];
}

const isWrapper = (part: XmlPart): part is Wrapper => 'parts' in part;

function attributesOf(part: XmlPart): string {
  const pairs: [string, string][] = isWrapper(part)
    ? Object.entries(part.attributes ?? {})
    : Array.from(part.attributes).map((item) => [item.name, item.value]);
  return pairs.map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`).join('');
}

/** Appends the lines of a part. */
function writeLines(part: XmlPart, depth: number, lines: string[]): void {
  const indent = '  '.repeat(depth);
  const name = isWrapper(part) ? part.name : part.tagName;
  const open = `${indent}<${name}${attributesOf(part)}`;
  const parts = isWrapper(part) ? part.parts : children(part);
  if (parts.length > 0) {
    lines.push(`${open}>`);
    for (const item of parts) writeLines(item, depth + 1, lines);
    lines.push(`${indent}</${name}>`);
    return;
  }
  const text = isWrapper(part) ? '' : textOf(part);
  lines.push(text === '' ? `${open} />` : `${open}>${escapeText(text)}</${name}>`);
}

/** Text of an element without child elements; white space alone counts as none. */
function textOf(element: Element): string {
  const text = Array.from(element.childNodes)
    .filter((node) => node.nodeType === TEXT || node.nodeType === CDATA)
    .map((node) => node.nodeValue ?? '')
    .join('');
  return text.trim() === '' ? '' : text;
}

/** XML text in export form. Comments of the source are left out. */
export function toExportXml(part: XmlPart): string {
  const lines: string[] = [];
  writeLines(part, 0, lines);
  return lines.join('\r\n').replace(/\r?\n/g, '\r\n');
}

/** The same element without the namespace declaration that every source file repeats on its root. */
export function withoutXsi(element: Element): Element {
  if (element.getAttribute('xmlns:xsi') === XSI) element.removeAttribute('xmlns:xsi');
  return element;
}
