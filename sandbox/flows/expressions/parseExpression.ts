/**
 * Room sandbox/flows. The grammar of one expression, as a tree with positions. Literals, calls, and members of what a call
 * answers; without recursion, so that no nesting can exhaust the stack, and in one pass.
 * Grammar: Microsoft Learn, "Workflow Definition Language schema", section Expressions; where it is silent, the designer's
 * published parser (Azure/LogicAppsUX) is followed: only the result of a call can be opened with `.`, `[` or `?`.
 */
import { ExpressionSyntaxError, ExpressionTooLongError } from './errors';
import type { FlowFunction } from './functions/contracts';
import { bindFunction } from './functions/catalog';
import type { FlowValue } from './values';
import { toFloat, toInteger } from './values';

export interface LiteralNode {
  readonly kind: 'literal';
  readonly value: FlowValue;
  readonly position: number;
}

export interface CallNode {
  readonly kind: 'call';
  readonly function: FlowFunction;
  readonly arguments: readonly ExpressionNode[];
  readonly position: number;
}

/** `target.name`, `target?['name']`, `target[0]`. */
export interface MemberNode {
  readonly kind: 'member';
  readonly target: ExpressionNode;
  readonly key: ExpressionNode;
  /** With `?`: nothing there gives null instead of an error. */
  readonly isSafe: boolean;
  readonly position: number;
}

export type ExpressionNode = LiteralNode | CallNode | MemberNode;

/** Characters of one expression. Source: Microsoft Learn, "Limits of automated, scheduled, and instant flows". */
export const MAX_EXPRESSION_LENGTH = 8_192;

interface CallFrame {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: ExpressionNode[];
  readonly position: number;
}

interface IndexFrame {
  readonly kind: 'index';
  readonly target: ExpressionNode;
  readonly isSafe: boolean;
  readonly position: number;
}

const SPACE = /\s*/y;
const IDENTIFIER = /[^\s.,(){}@[\]?']+/y;
const NUMBER = /[+-]?(?:\d+(\.\d*)?|(\.\d+))([eE][+-]?\d+)?/y;
const OPENERS = new Set(['.', '[', '?']);
const WORDS: ReadonlyMap<string, FlowValue> = new Map<string, FlowValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Parser {
  private readonly frames: (CallFrame | IndexFrame)[] = [];
  index: number;

  constructor(
    private readonly text: string,
    private readonly start: number,
  ) {
    this.index = start;
  }

  parse(): ExpressionNode {
    for (;;) {
      const operand = this.readOperand();
      if (operand === undefined) continue;
      const whole = this.close(operand);
      if (whole) return whole;
    }
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.index;
    const match = pattern.exec(this.text);
    if (!match) return null;
    this.index = pattern.lastIndex;
    if (this.index - this.start > MAX_EXPRESSION_LENGTH) this.refuseLength();
    return match;
  }

  /** The next character that is no space; empty at the end. */
  private peek(): string {
    this.match(SPACE);
    return this.text[this.index] ?? '';
  }

  private skip(character: string): boolean {
    if (this.peek() !== character) return false;
    this.index += 1;
    return true;
  }

  private refuseLength(): never {
    throw new ExpressionTooLongError(this.text.length - this.start, MAX_EXPRESSION_LENGTH);
  }

  private refuse(wanted: string): never {
    const found = this.text[this.index];
    const what = found === undefined ? 'the end' : `the character '${found}'`;
    throw new ExpressionSyntaxError(`${wanted} was expected and ${what} was found`, this.index);
  }

  /** A literal or a call without arguments; undefined when a call was opened and its first argument comes next. */
  private readOperand(): ExpressionNode | undefined {
    const first = this.peek();
    const position = this.index;
    if (first === "'") return { kind: 'literal', value: this.readString(), position };
    if (/[\d+.-]/.test(first)) return { kind: 'literal', value: this.readNumber(), position };
    const name = this.match(IDENTIFIER)?.[0];
    if (name === undefined) return this.refuse('A value');
    if (name.startsWith('"')) {
      throw new ExpressionSyntaxError('texts stand between single quotes, not double ones', position);
    }
    const word = WORDS.get(name.toLowerCase());
    if (word !== undefined) return { kind: 'literal', value: word, position };
    if (!this.skip('(')) return this.refuse(`'(' behind the function name '${name}'`);
    const frame: CallFrame = { kind: 'call', name, arguments: [], position };
    if (this.skip(')')) return this.toCall(frame);
    this.frames.push(frame);
    return undefined;
  }

  private toCall({ name, arguments: given, position }: CallFrame): CallNode {
    return { kind: 'call', function: bindFunction(name, given.length, position), arguments: given, position };
  }

  /** Ends what the operand ends; answers the whole tree, or undefined when another operand comes next. */
  private close(operand: ExpressionNode): ExpressionNode | undefined {
    let node = operand;
    for (;;) {
      const opened = this.readMembers(node);
      if (opened === undefined) return undefined;
      node = opened;
      const frame = this.frames.pop();
      if (!frame) return node;
      if (frame.kind === 'index') {
        if (!this.skip(']')) return this.refuse("']'");
        node = { kind: 'member', target: frame.target, key: node, isSafe: frame.isSafe, position: frame.position };
      } else {
        frame.arguments.push(node);
        if (this.skip(',')) {
          this.frames.push(frame);
          return undefined;
        }
        if (!this.skip(')')) return this.refuse("',' or ')'");
        node = this.toCall(frame);
      }
    }
  }

  /** Everything of the form `.name`; undefined when a bracket was opened and its content comes next. */
  private readMembers(operand: ExpressionNode): ExpressionNode | undefined {
    let node = operand;
    while (OPENERS.has(this.peek())) {
      const position = this.index;
      if (node.kind === 'literal') {
        throw new ExpressionSyntaxError('only the result of a function has properties and elements', position);
      }
      const isSafe = this.skip('?');
      if (this.skip('.')) {
        this.match(SPACE);
        const keyPosition = this.index;
        const name = this.match(IDENTIFIER)?.[0];
        if (name === undefined) return this.refuse('The name of a property');
        const key: LiteralNode = { kind: 'literal', value: name, position: keyPosition };
        node = { kind: 'member', target: node, key, isSafe, position };
      } else if (this.skip('[')) {
        this.frames.push({ kind: 'index', target: node, isSafe, position });
        return undefined;
      } else return this.refuse("'.' or '[' behind '?'");
    }
    return node;
  }

  private readString(): string {
    const opening = this.index;
    const parts: string[] = [];
    let from = opening + 1;
    for (;;) {
      const quote = this.text.indexOf("'", from);
      if (quote < 0) throw new ExpressionSyntaxError('a text is not closed', opening);
      parts.push(this.text.slice(from, quote));
      if (this.text[quote + 1] !== "'") {
        this.index = quote + 1;
        return parts.join("'");
      }
      from = quote + 2;
    }
  }

  private readNumber(): FlowValue {
    const position = this.index;
    const match = this.match(NUMBER);
    if (!match) return this.refuse('A value');
    IDENTIFIER.lastIndex = this.index;
    if (IDENTIFIER.test(this.text)) return this.refuse('The end of the number');
    const [written, fraction, bareFraction, exponent] = match;
    if (fraction === undefined && bareFraction === undefined && exponent === undefined) {
      const integer = toInteger(BigInt(written.replace('+', '')));
      if (integer === undefined) throw new ExpressionSyntaxError('an integer has at most 64 bits', position);
      return integer;
    }
    const float = Number(written);
    if (!Number.isFinite(float)) throw new ExpressionSyntaxError('a number is out of range', position);
    return toFloat(float);
  }
}

/** An expression and the position of the first character behind it that is no space. */
export interface ParsedExpression {
  readonly root: ExpressionNode;
  readonly end: number;
}

/**
 * Reads one expression. What stands behind it is the caller's matter.
 * @param start position of its first character
 * @throws {ExpressionError} with a position in `text`
 */
export function parseExpression(text: string, start = 0): ParsedExpression {
  const parser = new Parser(text, start);
  const root = parser.parse();
  SPACE.lastIndex = parser.index;
  SPACE.exec(text);
  return { root, end: SPACE.lastIndex };
}
