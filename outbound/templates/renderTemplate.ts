/**
 * Room outbound, templates. Replaces the slugs of a parsed template by one recipient's values, and says which slugs had
 * a value and which had none.
 */
import type { ParsedTemplate } from './parseTemplate';
import { slugKey, type SlugName } from './slugName';

/** What one recipient would read. Every slug of the template is in exactly one of the three lists. */
export interface RenderedMessage {
  readonly text: string;
  /** Slugs replaced by a value; each once, first spelling. */
  readonly replaced: readonly SlugName[];
  /** Slugs replaced by an empty value: the text has a hole there. */
  readonly empty: readonly SlugName[];
  /** Slugs nobody gave a value for; they stay in the text with their braces, as the platform leaves them. */
  readonly unresolved: readonly SlugName[];
}

/**
 * The text for one recipient. Names match without regard to case (when two keys differ only in case, the first counts).
 * A value is inserted as it is: braces inside a value are text, never slugs.
 */
export function renderTemplate(parsed: ParsedTemplate, values: ReadonlyMap<string, string>): RenderedMessage {
  const valueByKey = new Map<string, string>();
  for (const [name, value] of values) {
    if (!valueByKey.has(slugKey(name))) valueByKey.set(slugKey(name), value);
  }
  const firstSpelling = new Map<string, SlugName>();
  const parts: string[] = [];
  for (const token of parsed.tokens) {
    if (token.kind === 'text') {
      parts.push(token.text);
      continue;
    }
    const key = slugKey(token.name);
    if (!firstSpelling.has(key)) firstSpelling.set(key, token.name);
    parts.push(valueByKey.get(key) ?? token.raw);
  }
  const namesWhere = (holds: (value: string | undefined) => boolean): SlugName[] =>
    [...firstSpelling].filter(([key]) => holds(valueByKey.get(key))).map(([, name]) => name);
  return {
    text: parts.join(''),
    replaced: namesWhere((value) => value !== undefined && value !== ''),
    empty: namesWhere((value) => value === ''),
    unresolved: namesWhere((value) => value === undefined),
  };
}
