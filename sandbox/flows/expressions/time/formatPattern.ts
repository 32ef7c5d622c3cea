/**
 * Room sandbox/flows. The format strings of .NET dates as a list of parts. Sources: Microsoft Learn, "Standard date and time
 * format strings" and "Custom date and time format strings".
 */

export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  /** A letter and how often it is written. */
  | { readonly kind: 'field'; readonly letter: string; readonly count: number };

/** Patterns of one letter that are the same in every locale. */
const INVARIANT: Readonly<Record<string, string>> = {
  o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss.fffffffK",
  O: "yyyy'-'MM'-'dd'T'HH':'mm':'ss.fffffffK",
  r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  R: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
  u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
};

/** Those of en-US. */
const AMERICAN: Readonly<Record<string, string>> = {
  d: 'M/d/yyyy',
  D: 'dddd, MMMM d, yyyy',
  f: 'dddd, MMMM d, yyyy h:mm tt',
  F: 'dddd, MMMM d, yyyy h:mm:ss tt',
  g: 'M/d/yyyy h:mm tt',
  G: 'M/d/yyyy h:mm:ss tt',
  m: 'MMMM d',
  M: 'MMMM d',
  t: 'h:mm tt',
  T: 'h:mm:ss tt',
  U: 'dddd, MMMM d, yyyy h:mm:ss tt',
  y: 'MMMM yyyy',
  Y: 'MMMM yyyy',
};

/** What a single letter stands for: a pattern, `local` when it depends on a locale other than en-US, or undefined. */
export function standardPattern(
  letter: string,
  locale: string,
): { pattern: string; isInvariant: boolean } | 'local' | undefined {
  const invariant = INVARIANT[letter];
  if (invariant !== undefined) return { pattern: invariant, isInvariant: true };
  const american = AMERICAN[letter];
  if (american === undefined) return undefined;
  return locale === 'en-US' ? { pattern: american, isInvariant: false } : 'local';
}

const FIELD = /([dfFghHKmMstyz])\1*/y;

/** A custom pattern in parts; undefined when a quote is not closed or a `\` or `%` stands at the end. */
export function parsePattern(pattern: string): readonly PatternPart[] | undefined {
  const parts: PatternPart[] = [];
  let index = 0;
  while (index < pattern.length) {
    const character = pattern.charAt(index);
    FIELD.lastIndex = index;
    const field = FIELD.exec(pattern);
    if (field) {
      const [run, letter = ''] = field;
      const count = letter === 'K' ? 1 : run.length;
      parts.push({ kind: 'field', letter, count });
      index += count;
    } else if (character === "'" || character === '"') {
      const end = pattern.indexOf(character, index + 1);
      if (end < 0) return undefined;
      parts.push({ kind: 'literal', text: pattern.slice(index + 1, end) });
      index = end + 1;
    } else if (character === '\\' || character === '%') {
      if (index + 1 >= pattern.length) return undefined;
      if (character === '\\') parts.push({ kind: 'literal', text: pattern.charAt(index + 1) });
      index += character === '\\' ? 2 : 1;
    } else {
      parts.push(character === '/' ? { kind: 'field', letter: '/', count: 1 } : { kind: 'literal', text: character });
      index += 1;
    }
  }
  return parts;
}
