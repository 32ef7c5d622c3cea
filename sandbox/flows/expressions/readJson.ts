/** Room sandbox/flows. Reads JSON text without losing what JavaScript's own reader loses: `5.0` and integers of 64 bits. */
import { ValueTooDeepError } from './errors';
import type { FlowValue } from './values';
import { MAX_VALUE_DEPTH, toFloat, toInteger } from './values';

/** The text is not JSON. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  constructor(readonly position: number) {
    super(`The text is not JSON at character ${position}.`);
  }
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

class JsonReader {
  private index = 0;
  constructor(private readonly text: string) {}

  readAll(): FlowValue {
    const value = this.readValue(0);
    this.match(SPACE);
    if (this.index < this.text.length) throw new JsonTextError(this.index);
    return value;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.index;
    const match = pattern.exec(this.text);
    if (match) this.index = pattern.lastIndex;
    return match;
  }

  /** Steps over one character when it is the next one behind spaces. */
  private skip(character: string): boolean {
    this.match(SPACE);
    if (this.text[this.index] !== character) return false;
    this.index += 1;
    return true;
  }

  private expect(character: string): void {
    if (!this.skip(character)) throw new JsonTextError(this.index);
  }

  private readValue(depth: number): FlowValue {
    if (depth > MAX_VALUE_DEPTH) throw new ValueTooDeepError(MAX_VALUE_DEPTH);
    if (this.skip('{')) return this.readObject(depth);
    if (this.skip('[')) return this.readArray(depth);
    if (this.text[this.index] === '"') return this.readString();
    const word = this.match(WORD)?.[0];
    if (word) return word === 'null' ? null : word === 'true';
    return this.readNumber();
  }

  private readObject(depth: number): FlowValue {
    const members: [string, FlowValue][] = [];
    if (this.skip('}')) return {};
    do {
      this.match(SPACE);
      const name = this.readString();
      this.expect(':');
      members.push([name, this.readValue(depth + 1)]);
    } while (this.skip(','));
    this.expect('}');
    return Object.fromEntries(members);
  }

  private readArray(depth: number): FlowValue {
    const items: FlowValue[] = [];
    if (this.skip(']')) return items;
    do items.push(this.readValue(depth + 1));
    while (this.skip(','));
    this.expect(']');
    return items;
  }

  private readString(): string {
    const start = this.index;
    const end = this.endOfString(start);
    this.index = end;
    try {
      return JSON.parse(this.text.slice(start, end)) as string;
    } catch {
      throw new JsonTextError(start);
    }
  }

  /** Position behind the closing quote. */
  private endOfString(start: number): number {
    if (this.text[start] !== '"') throw new JsonTextError(start);
    for (let index = start + 1; index < this.text.length; index += 1) {
      const character = this.text[index];
      if (character === '"') return index + 1;
      if (character === '\\') index += 1;
    }
    throw new JsonTextError(start);
  }

  private readNumber(): FlowValue {
    const match = this.match(NUMBER);
    if (!match) throw new JsonTextError(this.index);
    if (match[1] === undefined && match[2] === undefined && match[0].length <= 20) {
      const integer = toInteger(BigInt(match[0]));
      if (integer !== undefined) return integer;
    }
    const float = Number(match[0]);
    if (!Number.isFinite(float)) throw new JsonTextError(this.index);
    return toFloat(float);
  }
}

/** @throws {JsonTextError} @throws {ValueTooDeepError} */
export const readJson = (text: string): FlowValue => new JsonReader(text).readAll();
