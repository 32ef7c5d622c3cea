/** Room sandbox/app. Reading and writing XML in the browser: elements by name, and one error for what is not XML. */

/** A text that should be XML is not. */
export class XmlInvalidError extends Error {
  override readonly name = 'XmlInvalidError';
  readonly code = 'xml-invalid';
  constructor(subject: string, detail: string) {
    super(`The ${subject} is not well-formed XML: ${detail}`);
  }
}

/** The root element of a document. `subject` names the text in the error. @throws {XmlInvalidError} */
export function parseXml(text: string, subject: string): Element {
  const document = new DOMParser().parseFromString(text.replace(/^\uFEFF/, ''), 'application/xml');
  const failure = document.getElementsByTagName('parsererror')[0];
  if (failure) throw new XmlInvalidError(subject, (failure.textContent ?? '').trim().split('\n')[0] ?? '');
  return document.documentElement;
}

/** Child elements, of one name when it is given. */
export const childElements = (parent: Element | undefined, name?: string): Element[] =>
  parent ? Array.from(parent.children).filter((child) => name === undefined || child.localName === name) : [];

/** First child element of that name. */
export const childElement = (parent: Element | undefined, name: string): Element | undefined =>
  childElements(parent, name)[0];

/** An attribute's text; undefined when it is absent or empty. */
export function attribute(element: Element, name: string): string | undefined {
  const value = element.getAttribute(name);
  return value === null || value === '' ? undefined : value;
}

export const serializeXml = (element: Element): string => new XMLSerializer().serializeToString(element);
