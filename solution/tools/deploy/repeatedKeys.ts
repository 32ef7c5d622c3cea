/**
 * Room solution, deploy. Finds names that an object of a JSON text has twice. `JSON.parse` keeps the last of them without a word, so a
 * value that a person sees in the file would not be the one that is set.
 */

interface Level {
  /** Names so far; absent for a list. */
  readonly names?: Set<string>;
  readonly path: string;
  /** Name or place of what comes next. */
  at: string;
  index: number;
}

/** Strings with the colon that makes them a name, and what opens, closes and separates. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\],]/g;

/** @param text JSON without mistakes. @returns the path of each repetition, such as `Webhook.Url`. */
export function repeatedKeys(text: string): string[] {
  const found: string[] = [];
  const levels: Level[] = [];
  for (const [token, quoted, colon] of text.matchAll(TOKENS)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      const path = level ? `${level.path}${level.at}` : '';
      levels.push(token === '{' ? { names: new Set(), path, at: '', index: 0 } : { path, at: '[0]', index: 0 });
    } else if (token === '}' || token === ']') {
      levels.pop();
    } else if (level && token === ',' && !level.names) {
      level.index += 1;
      level.at = `[${level.index}]`;
    } else if (level?.names && quoted !== undefined && colon !== undefined) {
      const name = JSON.parse(quoted) as string;
      level.at = level.path === '' ? name : `.${name}`;
      if (level.names.has(name)) found.push(`${level.path}${level.at}`);
      level.names.add(name);
    }
  }
  return found;
}
