/** Builder: the texts of a resx file by key, as the platform hands them to a script or control. */
import { readFileSync } from 'node:fs';
import { DOMParser } from '@xmldom/xmldom';

export function readResx(path: string): ReadonlyMap<string, string> {
  const document = new DOMParser().parseFromString(readFileSync(path, 'utf8'), 'text/xml');
  return new Map(
    Array.from(document.getElementsByTagName('data')).map((data) => [
      data.getAttribute('name') ?? '',
      data.getElementsByTagName('value')[0]?.textContent ?? '',
    ]),
  );
}

/** Gives a text by its key; a key that the file lacks is an error, so that no test passes over one. */
export const translatorOf =
  (texts: ReadonlyMap<string, string>) =>
  (key: string): string => {
    const text = texts.get(key);
    if (text === undefined) throw new Error(`no text for the key ${key}`);
    return text;
  };
