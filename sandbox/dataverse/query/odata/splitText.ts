/** Room sandbox/dataverse. Cuts OData text at separators, but not inside quotes, parentheses, brackets or braces. */
import { ODataSyntaxError } from './syntaxError';

export interface TextPart {
  readonly text: string;
  readonly position: number;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** @param base added to every position */
export function splitText(text: string, separator: string, base = 0): TextPart[] {
  const parts: TextPart[] = [];
  const open: string[] = [];
  let quoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] as string;
    if (character === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (character === separator && open.length === 0) {
      parts.push({ text: text.slice(start, index), position: start + base });
      start = index + 1;
    } else if (CLOSING[character] !== undefined) open.push(CLOSING[character]);
    else if (character === ')' || character === ']' || character === '}') {
      if (open.pop() !== character)
        throw new ODataSyntaxError(`Syntax error: '${character}' closes nothing`, index + base, text);
    }
  }
  if (quoted) throw new ODataSyntaxError('There is an unterminated string literal', start + base, text);
  if (open.length > 0)
    throw new ODataSyntaxError(`Syntax error: '${open.at(-1)}' was expected`, text.length + base, text);
  parts.push({ text: text.slice(start), position: start + base });
  return parts;
}
