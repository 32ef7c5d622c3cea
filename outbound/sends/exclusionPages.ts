/**
 * Room outbound, sends. Everybody who was left out of a send and why, as pages of JSON text that fit into a text column: a
 * million people are a few dozen rows. Pages are made and read one by one, so that nobody has to hold them all.
 */
import { OutboundError } from '../errors';

/** One row that was not messaged. */
export interface Exclusion {
  /** The source row. */
  readonly rowId: string;
  /** Such as `no-number` (`EXCLUSION_REASONS`) or `over-size-cap`. */
  readonly reason: string;
  /** Such as `too-short` or `number-opted-out`. */
  readonly detail?: string;
  /** The row that is messaged in this one's place. */
  readonly representedBy?: string;
  /** The row whose opt-out decided for this one. */
  readonly optedOutRow?: string;
}

/** One row of `obm_exclusionpage`. */
export interface ExclusionPage {
  /** From 0, in order. */
  readonly index: number;
  readonly exclusionCount: number;
  /** Shorter than the cap. */
  readonly text: string;
}

/** A text column holds at most so many UTF-16 units (Microsoft Learn, "Types of columns", multiple lines of text). */
export const EXCLUSION_PAGE_CAP = 1_048_576;

const VERSION = 1;

/** One exclusion does not fit into a page: its ids or reasons are no ids and reasons. */
export class ExclusionTooLongError extends OutboundError {
  override readonly name = 'ExclusionTooLongError';
  readonly code = 'exclusion-too-long';
  constructor(readonly length: number) {
    super(
      `An excluded row takes ${length} characters, more than one page of exclusions holds. Choose the recipients again.`,
    );
  }
}

/** The text is no page of exclusions that this version can read. */
export class ExclusionPageInvalidError extends OutboundError {
  override readonly name = 'ExclusionPageInvalidError';
  readonly code = 'exclusion-page-invalid';
  constructor(
    /** Such as `rows[3]`; empty for the whole text. */
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(
      `A page of excluded people cannot be read${path === '' ? '' : ` at ${path}`}. ` +
        'It was edited, or written by a newer version of the solution. Update the solution and read it again.',
      options,
    );
  }
}

/**
 * Cuts exclusions into pages, in order, losing and repeating nobody. Without exclusions there is no page.
 * @param cap a page's text is shorter than that, in UTF-16 units
 * @throws {ExclusionTooLongError} at the exclusion that fits into no page.
 */
export function* toExclusionPages(
  exclusions: Iterable<Exclusion>,
  cap: number = EXCLUSION_PAGE_CAP,
): Generator<ExclusionPage, void, undefined> {
  let index = 0;
  let page = new PageText();
  for (const exclusion of exclusions) {
    if (page.add(exclusion, cap)) continue;
    if (page.count === 0) throw new ExclusionTooLongError(page.lengthWith(exclusion));
    yield { index, exclusionCount: page.count, text: page.text() };
    index += 1;
    page = new PageText();
    if (!page.add(exclusion, cap)) throw new ExclusionTooLongError(page.lengthWith(exclusion));
  }
  if (page.count > 0) yield { index, exclusionCount: page.count, text: page.text() };
}

/**
 * `{"version":1,"words":["no-number"],"rows":[["<row id>",0]]}`: reasons and details are written once a page and named by their
 * place. A row is `[row, reason, detail, representedBy, optedOutRow]`, cut off behind its last value, `null` for a gap.
 */
class PageText {
  count = 0;
  private readonly places = new Map<string, number>();
  private readonly words: string[] = [];
  private readonly rows: string[] = [];
  private length = frame('', '').length;

  /** False when the page would reach the cap; it is unchanged then. */
  add(exclusion: Exclusion, cap: number): boolean {
    const { row, newWords, length } = this.measure(exclusion);
    if (length >= cap) return false;
    for (const word of newWords) {
      this.places.set(word, this.places.size);
      this.words.push(JSON.stringify(word));
    }
    this.rows.push(row);
    this.length = length;
    this.count += 1;
    return true;
  }

  /** What the text's length would be. */
  lengthWith(exclusion: Exclusion): number {
    return this.measure(exclusion).length;
  }

  text(): string {
    return frame(this.words.join(','), this.rows.join(','));
  }

  private measure({ rowId, reason, detail, representedBy, optedOutRow }: Exclusion) {
    const newWords: string[] = [];
    const place = (word: string): number => {
      const known = this.places.get(word);
      if (known !== undefined) return known;
      if (!newWords.includes(word)) newWords.push(word);
      return this.places.size + newWords.indexOf(word);
    };
    const values = [rowId, place(reason), detail === undefined ? null : place(detail), representedBy, optedOutRow];
    while (values.at(-1) === undefined || values.at(-1) === null) values.pop();
    const row = JSON.stringify(values);
    let length = this.length + row.length + (this.count > 0 ? 1 : 0);
    for (const [at, word] of newWords.entries()) {
      length += JSON.stringify(word).length + (this.places.size + at > 0 ? 1 : 0);
    }
    return { row, newWords, length };
  }
}

const frame = (words: string, rows: string): string => `{"version":${VERSION},"words":[${words}],"rows":[${rows}]}`;

/**
 * The exclusions of one page, in order.
 * @throws {ExclusionPageInvalidError}
 */
export function* readExclusionPage(text: string): Generator<Exclusion, void, undefined> {
  const { version, words, rows } = parsePage(text);
  if (version !== VERSION) throw new ExclusionPageInvalidError('version');
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) {
    throw new ExclusionPageInvalidError('words');
  }
  if (!Array.isArray(rows)) throw new ExclusionPageInvalidError('rows');
  for (const [at, row] of (rows as unknown[]).entries()) yield toExclusion(row, words as string[], `rows[${at}]`);
}

function parsePage(text: string): { version?: unknown; words?: unknown; rows?: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ExclusionPageInvalidError('', { cause });
  }
  if (typeof value !== 'object' || value === null) throw new ExclusionPageInvalidError('');
  return value;
}

function toExclusion(row: unknown, words: readonly string[], path: string): Exclusion {
  if (!Array.isArray(row)) throw new ExclusionPageInvalidError(path);
  const [rowId, reasonPlace, detailPlace, representedBy, optedOutRow] = row as unknown[];
  const wordAt = (place: unknown): string | undefined => {
    if (place === undefined || place === null) return undefined;
    const word = typeof place === 'number' ? words[place] : undefined;
    if (word === undefined) throw new ExclusionPageInvalidError(path);
    return word;
  };
  const idOf = (id: unknown): string | undefined => {
    if (id === undefined || id === null) return undefined;
    if (typeof id !== 'string') throw new ExclusionPageInvalidError(path);
    return id;
  };
  const reason = wordAt(reasonPlace);
  if (typeof rowId !== 'string' || reason === undefined) throw new ExclusionPageInvalidError(path);
  const optional = { detail: wordAt(detailPlace), representedBy: idOf(representedBy), optedOutRow: idOf(optedOutRow) };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { rowId, reason, ...Object.fromEntries(given) };
}
