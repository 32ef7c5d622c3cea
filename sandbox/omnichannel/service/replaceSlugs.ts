/**
 * Room sandbox/omnichannel/service. Puts values in place of the slugs of a text (`{CaseName}`, `{FullName{Customer}}`)
 * and of the numbered variables of a WhatsApp content template (`{{1}}`).
 */

export interface Replaced {
  readonly text: string;
  /** Names without a value, as first written, in order and once each (without regard to case). The text keeps them. */
  readonly unresolved: readonly string[];
}

/** A name in braces, with at most one braced qualifier in it: `{CaseName}`, `{FullName{Customer}}`, `{OCContext.key}`. */
const SLUG = /\{([^{}]+(?:\{[^{}]*\}[^{}]*)?)\}/g;

const VARIABLE = /\{\{([^{}]+)\}\}/g;

/**
 * Keys of `contextitems` that the service itself reads; they are no slugs (inferred).
 * Source of the names: Microsoft Learn, "Configure outbound messaging".
 */
const OWN_KEYS: ReadonlySet<string> = new Set([
  'entityrelationshipname',
  'regardingobjectid',
  'msdyn_ocoutboundconfigurationid',
]);

/**
 * Replaces every slug whose name is among the context items, without regard to case ("Slug names are not case-sensitive",
 * Microsoft Learn, "Configure outbound messaging"). Values are never searched for slugs themselves.
 */
export function replaceSlugs(text: string, contextItems: ReadonlyMap<string, string>): Replaced {
  const values = new Map<string, string>();
  for (const [name, value] of contextItems) {
    const key = name.toLowerCase();
    if (!OWN_KEYS.has(key)) values.set(key, value);
  }
  return replace(text, SLUG, (name) => values.get(name.toLowerCase()));
}

/** Replaces the variables of a content template by the template parameters of the same key. */
export const replaceVariables = (text: string, parameters: ReadonlyMap<string, string>): Replaced =>
  replace(text, VARIABLE, (key) => parameters.get(key.trim()));

function replace(text: string, pattern: RegExp, valueOf: (name: string) => string | undefined): Replaced {
  const unresolved = new Map<string, string>();
  const replaced = text.replace(pattern, (written, name: string) => {
    const value = valueOf(name);
    if (value === undefined && !unresolved.has(name.toLowerCase())) unresolved.set(name.toLowerCase(), name);
    return value ?? written;
  });
  return { text: replaced, unresolved: [...unresolved.values()] };
}
