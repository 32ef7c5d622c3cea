/**
 * Room outbound, templates. How long a message can become at most, told from the lengths of a recipient's values, so that a
 * message far below its limit need not be written to know that it fits. A slug that stands twice counts twice.
 */
import type { ParsedTemplate } from './parseTemplate';
import { slugKey } from './slugName';

/**
 * A function from one recipient's values, by a slug's name in any letter case, to a number of UTF-16 units that none of the
 * texts passes once rendered with them (`renderTemplate`).
 */
export function slugMessageBound(texts: readonly ParsedTemplate[]): (values: ReadonlyMap<string, string>) => number {
  const longest = longestSource(texts);
  const timesByKey = mostTimes(texts, ({ tokens }) =>
    tokens.flatMap((token) => (token.kind === 'slug' ? [slugKey(token.name)] : [])),
  );
  // A send's recipients share their names, which are few: the key of each is made once.
  const timesByName = new Map<string, number>();
  const timesOf = (name: string): number => {
    const times = timesByKey.get(slugKey(name)) ?? 0;
    timesByName.set(name, times);
    return times;
  };
  return (values) => {
    let length = longest;
    for (const [name, value] of values) length += value.length * (timesByName.get(name) ?? timesOf(name));
    return length;
  };
}

/** The same for content templates: a function from one recipient's values by variable number (`contentPieces`). */
export function contentMessageBound(texts: readonly ParsedTemplate[]): (values: ReadonlyMap<number, string>) => number {
  const longest = longestSource(texts);
  const timesByNumber = mostTimes(texts, ({ contentVariables }) => contentVariables.map(({ number }) => number));
  return (values) => {
    let length = longest;
    for (const [number, value] of values) length += value.length * (timesByNumber.get(number) ?? 0);
    return length;
  };
}

/** With everything in braces: what is left unresolved stays in a message as it stands in its text. */
const longestSource = (texts: readonly ParsedTemplate[]): number =>
  texts.reduce((longest, { source }) => Math.max(longest, source.length), 0);

/** How often each name stands in the text that has it most often. */
function mostTimes<Name>(
  texts: readonly ParsedTemplate[],
  namesOf: (text: ParsedTemplate) => readonly Name[],
): ReadonlyMap<Name, number> {
  const most = new Map<Name, number>();
  for (const text of texts) {
    const times = new Map<Name, number>();
    for (const name of namesOf(text)) times.set(name, (times.get(name) ?? 0) + 1);
    for (const [name, count] of times) most.set(name, Math.max(most.get(name) ?? 0, count));
  }
  return most;
}
