/**
 * Room outbound, templates. What fills the variables of WhatsApp content templates, as an administrator writes it in JSON.
 * Whatever is wrong is refused with the path of the mistake; nothing is guessed and no key is passed over.
 */
import { OutboundError, shownName } from '../errors';
import {
  isContentTemplateName,
  MAX_CONTENT_VARIABLE_VALUE_LENGTH,
  MAX_CONTENT_VARIABLES,
  toContentVariables,
  type ContentVariables,
  type ContentVariableSource,
} from './contentTemplate';
import { slugName } from './slugName';

/** A mistake in the JSON of content variables. */
export class ContentVariablesInvalidError extends OutboundError {
  override readonly name = 'ContentVariablesInvalidError';
  readonly code = 'content-variables-invalid';
  /** @param path of the mistake: `HX0123456789abcdef0123456789abcdef.2.text`; empty for the text as a whole. */
  constructor(
    readonly path: string,
    readonly expected: string,
  ) {
    super(`Content variables${path === '' ? '' : `, at ${path}`}: expected ${expected}.`);
  }
}

/** Variables by the SID of their content template. */
export interface ContentVariablesBySid {
  /** The variables of the template with this name; `undefined` when nothing is said about it. Letter case does not count. */
  find(templateName: string): ContentVariables | undefined;
}

/** Far above what an environment variable holds; nothing longer is parsed. UTF-16 units. */
const MAX_LENGTH = 100_000;
/** Names of own slugs, and the built-in ones with their subject: `CaseName`, `FullName{Customer}`. */
const SLUG_NAME = /^[A-Za-z][A-Za-z0-9_.]{0,99}(?:\{[A-Za-z]{1,20}\})?$/;
const VARIABLE_KEY = /^[1-9]\d{0,2}$/;

/**
 * Variables by content template. An empty text says nothing about any.
 *
 * ```json
 * { "HX0123456789abcdef0123456789abcdef": { "1": "CustomerName", "2": { "text": "Toko Maju" } } }
 * ```
 *
 * A text is the name of a slug, an object with `text` the same text for everybody.
 * @throws {ContentVariablesInvalidError} which names the path of the first mistake.
 */
export function parseContentVariables(json: string): ContentVariablesBySid {
  const bySid = new Map<string, ContentVariables>();
  const result: ContentVariablesBySid = { find: (templateName) => bySid.get(templateName.trim().toLowerCase()) };
  if (json.length > MAX_LENGTH) throw new ContentVariablesInvalidError('', `at most ${MAX_LENGTH} characters`);
  if (json.trim() === '') return result;
  for (const [sid, variables] of readEntries(parseJson(json), '')) {
    const path = shownName(sid);
    if (!isContentTemplateName(sid)) {
      throw new ContentVariablesInvalidError(path, 'the SID of a content template: HX and 32 hexadecimal digits');
    }
    const key = sid.trim().toLowerCase();
    if (bySid.has(key)) throw new ContentVariablesInvalidError(path, 'each content template once');
    bySid.set(key, readVariables(variables, path));
  }
  return result;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new ContentVariablesInvalidError('', 'a JSON text');
  }
}

const readVariables = (value: unknown, path: string): ContentVariables =>
  toContentVariables(
    readEntries(value, path).map(([key, source]): [string, ContentVariableSource] => {
      const at = `${path}.${shownName(key)}`;
      if (!VARIABLE_KEY.test(key) || Number(key) > MAX_CONTENT_VARIABLES) {
        throw new ContentVariablesInvalidError(at, `the number of a variable, from 1 to ${MAX_CONTENT_VARIABLES}`);
      }
      return [key, readSource(source, at)];
    }),
  );

function readSource(value: unknown, path: string): ContentVariableSource {
  if (typeof value === 'string') {
    if (!SLUG_NAME.test(value)) throw new ContentVariablesInvalidError(path, 'the name of a slug without its braces');
    return { kind: 'slug', slug: slugName(value) };
  }
  const entries = new Map(readEntries(value, path));
  for (const key of entries.keys()) {
    if (key !== 'text') throw new ContentVariablesInvalidError(`${path}.${shownName(key)}`, 'only the keys text');
  }
  const text = entries.get('text');
  if (typeof text !== 'string' || text === '' || text.length > MAX_CONTENT_VARIABLE_VALUE_LENGTH) {
    throw new ContentVariablesInvalidError(
      `${path}.text`,
      `a text of 1 to ${MAX_CONTENT_VARIABLE_VALUE_LENGTH} characters`,
    );
  }
  return { kind: 'text', text };
}

function readEntries(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ContentVariablesInvalidError(path, 'an object');
  }
  return Object.entries(value);
}
