/** Room sandbox/dataverse. The words of an OData expression, each with its position. */
import { ODataSyntaxError } from './syntaxError';

export type TokenKind =
  'string' | 'guid' | 'date' | 'datetime' | 'number' | 'name' | 'alias' | 'enum' | 'punctuation' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Strings without their quotes; everything else as written. */
  readonly text: string;
  readonly position: number;
}

const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['guid', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy],
  ['datetime', /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,12})?)?(Z|[+-]\d{2}:\d{2})?(?!\w)/iy],
  ['date', /\d{4}-\d{2}-\d{2}(?![\w-])/y],
  ['number', /[+-]?\d+(\.\d+)?(e[+-]?\d+)?[mdfl]?(?![\w.])/iy],
  ['alias', /@[A-Za-z_]\w*/y],
  ['enum', /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+'(?:[^']|'')*'/y],
  ['name', /[A-Za-z_$][\w$]*(?:\.[A-Za-z_]\w*)*/y],
  ['punctuation', /[(),/:=[\]]/y],
];

function readString(text: string, start: number, base: number): { readonly value: string; readonly end: number } {
  const quote = text[start];
  let value = '';
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] !== quote) value += text[index];
    else if (text[index + 1] === quote) {
      value += quote;
      index += 1;
    } else return { value, end: index + 1 };
  }
  throw new ODataSyntaxError('There is an unterminated string literal', start + base, text);
}

/** @param base added to every position, when the text is a part of a longer one */
export function tokenize(text: string, base = 0): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  while (index < text.length) {
    if (/\s/.test(text[index] ?? '')) {
      index += 1;
      continue;
    }
    if (text[index] === "'" || text[index] === '"') {
      const { value, end } = readString(text, index, base);
      tokens.push({ kind: 'string', text: value, position: index + base });
      index = end;
      continue;
    }
    let found: Token | undefined;
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = index;
      const match = pattern.exec(text);
      if (match) {
        found = { kind, text: match[0], position: index + base };
        break;
      }
    }
    if (!found) throw new ODataSyntaxError(`Syntax error: character '${text[index]}' is not valid`, index + base, text);
    tokens.push(found);
    index += found.text.length;
  }
  tokens.push({ kind: 'end', text: '', position: text.length + base });
  return tokens;
}
