/**
 * Room outbound, templates. Cuts a template's text into plain text and slugs, with the place of every problem, so that
 * an editor can mark the very characters. One pass, linear time, whatever the text.
 */
import { BUILT_IN_SUBJECTS, slugKey, slugName, type SlugName } from './slugName';

/** Positions are UTF-16 units; `end` is exclusive. The tokens' ranges cover the source without gap or overlap. */
export type TemplateToken =
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number }
  | {
      readonly kind: 'slug';
      /** As written inside the braces. */
      readonly name: SlugName;
      /** With the braces. */
      readonly raw: string;
      readonly start: number;
      readonly end: number;
    };

/** What is wrong with braces; stable names that callers branch on. */
export type TemplateProblemCode =
  /** `{` without its `}` on the same line. */
  | 'unclosed-brace'
  /** `}` without a `{` before it. */
  | 'unopened-brace'
  /** Nothing, or only blanks, between the braces, single or doubled. */
  | 'empty-slug'
  /** Braces within braces that are not a built-in slug such as `{FullName{Customer}}`. */
  | 'nested-slug'
  /** A blank in the name. Whether the platform still resolves such a name is not documented. */
  | 'blank-in-slug';

/** One mistake in the braces of a text. Positions are UTF-16 units; `end` is exclusive. */
export interface TemplateProblem {
  readonly code: TemplateProblemCode;
  readonly start: number;
  readonly end: number;
  /** The name concerned, where there is one: for `nested-slug` the innermost name. */
  readonly slug?: SlugName;
}

/** A text cut into tokens. The tokens' texts, joined, are the source. */
export interface ParsedTemplate {
  readonly source: string;
  readonly tokens: readonly TemplateToken[];
  /** In order of `start`. */
  readonly problems: readonly TemplateProblem[];
  /** The content variables `{{1}}`, in order of appearance; empty unless the caller asked for them. */
  readonly contentVariables: readonly ContentVariablePlace[];
}

/** Where a numbered variable of a WhatsApp content template stands, braces included. */
export interface ContentVariablePlace {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** How a text is read. */
export interface ParseOptions {
  /**
   * Takes `{{1}}` for a numbered variable of a WhatsApp content template (plain text here: the provider fills it),
   * instead of reporting doubled braces. Source: Twilio, "Using variables with Content API". @default false
   */
  readonly contentVariables?: boolean;
}

/** What stands at an opening brace. `next` is where reading goes on. */
type BraceReading =
  | { readonly kind: 'slug'; readonly name: SlugName; readonly next: number; readonly problem?: TemplateProblem }
  | { readonly kind: 'variable'; readonly number: number; readonly next: number }
  | { readonly kind: 'problem'; readonly problem: TemplateProblem; readonly next: number };

const SUBJECT_KEYS: ReadonlySet<string> = new Set(BUILT_IN_SUBJECTS.map(slugKey));
const ONLY_BLANKS = /^\s*$/;
const BLANK = /\s/;
const VARIABLE_NUMBER = /^[1-9]\d{0,2}$/;

/** The tokens and problems of a text. Never throws: an invalid template is an answer, not an exception. */
export function parseTemplate(text: string, { contentVariables = false }: ParseOptions = {}): ParsedTemplate {
  const tokens: TemplateToken[] = [];
  const problems: TemplateProblem[] = [];
  const variables: ContentVariablePlace[] = [];
  let textStart = 0;
  let position = nextBrace(text, 0);

  const endText = (end: number): void => {
    if (end > textStart) tokens.push({ kind: 'text', text: text.slice(textStart, end), start: textStart, end });
  };

  while (position < text.length) {
    if (text[position] === '}') {
      problems.push({ code: 'unopened-brace', start: position, end: position + 1 });
      position = nextBrace(text, position + 1);
      continue;
    }
    const reading = readBrace(text, position, contentVariables);
    if (reading.kind === 'slug') {
      endText(position);
      tokens.push({
        kind: 'slug',
        name: reading.name,
        raw: text.slice(position, reading.next),
        start: position,
        end: reading.next,
      });
      textStart = reading.next;
    }
    if (reading.kind === 'variable') variables.push({ number: reading.number, start: position, end: reading.next });
    else if (reading.problem) problems.push(reading.problem);
    position = nextBrace(text, reading.next);
  }
  endText(text.length);
  return { source: text, tokens, problems, contentVariables: variables };
}

/** The names in a template: each once without regard to case, in its first spelling, in order of appearance. */
export function slugNames(parsed: ParsedTemplate): SlugName[] {
  const byKey = new Map<string, SlugName>();
  for (const token of parsed.tokens) {
    if (token.kind === 'slug' && !byKey.has(slugKey(token.name))) byKey.set(slugKey(token.name), token.name);
  }
  return [...byKey.values()];
}

/**
 * Reads what begins with the `{` at `start`. Looks at most two braces ahead and returns behind everything it looked at,
 * or at the next `{`, so that no character is looked at more than a fixed number of times.
 */
function readBrace(text: string, start: number, contentVariables: boolean): BraceReading {
  const first = nextStop(text, start + 1);
  if (text[first] === '}') return readSingle(text, start, first);
  if (text[first] !== '{') return unclosed(start, first);

  const second = nextStop(text, first + 1);
  if (text[second] !== '}' || text[second + 1] !== '}') return unclosed(start, first);
  return readTwoLevels(text, start, first, second, contentVariables);
}

function readSingle(text: string, start: number, close: number): BraceReading {
  const end = close + 1;
  const name = slugName(text.slice(start + 1, close));
  if (ONLY_BLANKS.test(name)) return empty(start, end);
  if (BLANK.test(name)) {
    return { kind: 'slug', name, next: end, problem: { code: 'blank-in-slug', start, end, slug: name } };
  }
  return { kind: 'slug', name, next: end };
}

/** `{outer{inner}}`: a built-in slug, a content variable `{{1}}`, or braces within braces. */
function readTwoLevels(
  text: string,
  start: number,
  innerOpen: number,
  innerClose: number,
  contentVariables: boolean,
): BraceReading {
  const end = innerClose + 2;
  const outer = text.slice(start + 1, innerOpen);
  const inner = text.slice(innerOpen + 1, innerClose);
  if (contentVariables && outer === '' && VARIABLE_NUMBER.test(inner)) {
    return { kind: 'variable', number: Number(inner), next: end };
  }
  if (SUBJECT_KEYS.has(slugKey(inner.trim())) && !ONLY_BLANKS.test(outer)) {
    const name = slugName(text.slice(start + 1, end - 1));
    if (BLANK.test(name)) {
      return { kind: 'slug', name, next: end, problem: { code: 'blank-in-slug', start, end, slug: name } };
    }
    return { kind: 'slug', name, next: end };
  }
  if (ONLY_BLANKS.test(outer) && ONLY_BLANKS.test(inner)) return empty(start, end);
  return { kind: 'problem', problem: { code: 'nested-slug', start, end, slug: slugName(inner) }, next: end };
}

const unclosed = (start: number, next: number): BraceReading => ({
  kind: 'problem',
  problem: { code: 'unclosed-brace', start, end: start + 1 },
  next,
});

const empty = (start: number, end: number): BraceReading => ({
  kind: 'problem',
  problem: { code: 'empty-slug', start, end },
  next: end,
});

/** The next brace, or the text's end. */
function nextBrace(text: string, from: number): number {
  for (let position = from; position < text.length; position += 1) {
    const character = text[position];
    if (character === '{' || character === '}') return position;
  }
  return text.length;
}

/** The next brace or line break, or the text's end: a slug never reaches over a line, so one `{` spoils one line only. */
function nextStop(text: string, from: number): number {
  for (let position = from; position < text.length; position += 1) {
    const character = text[position];
    if (character === '{' || character === '}' || character === '\n' || character === '\r') return position;
  }
  return text.length;
}
