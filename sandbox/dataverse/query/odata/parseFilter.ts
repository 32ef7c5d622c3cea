/**
 * Room sandbox/dataverse. `$filter` as a tree. Knows the grammar of Dataverse's dialect only: which names exist is
 * decided when the tree is bound to a table.
 */
import { ODataSyntaxError } from './syntaxError';
import type { Token } from './tokens';
import { tokenize } from './tokens';

export type LiteralType = 'string' | 'guid' | 'date' | 'datetime' | 'number' | 'boolean' | 'null' | 'enum';

export interface Literal {
  readonly kind: 'literal';
  readonly type: LiteralType;
  /** As written, strings without quotes. */
  readonly text: string;
  readonly position: number;
}

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

export type FilterExpression =
  | Literal
  | {
      readonly kind: 'logical';
      readonly operator: 'and' | 'or';
      readonly operands: readonly FilterExpression[];
      readonly position: number;
    }
  | { readonly kind: 'not'; readonly operand: FilterExpression; readonly position: number }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: FilterExpression;
      readonly right: FilterExpression;
      readonly position: number;
    }
  | { readonly kind: 'path'; readonly segments: readonly string[]; readonly position: number }
  | { readonly kind: 'alias'; readonly name: string; readonly position: number }
  | { readonly kind: 'list'; readonly items: readonly FilterExpression[]; readonly position: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly { readonly name?: string; readonly value: FilterExpression }[];
      readonly position: number;
    }
  | {
      readonly kind: 'lambda';
      readonly quantifier: 'any' | 'all';
      /** Path of the collection. */
      readonly path: readonly string[];
      /** Absent in `x/any()`. */
      readonly variable?: string;
      readonly body?: FilterExpression;
      readonly position: number;
    };

const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const MAX_DEPTH = 100;

class FilterParser {
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    base: number,
  ) {
    this.tokens = tokenize(text, base);
  }

  parse(): FilterExpression {
    const expression = this.or();
    if (this.peek.kind !== 'end') this.fail(`Syntax error: '${this.peek.text}' was not expected`);
    return expression;
  }

  private get peek(): Token {
    return this.tokens[this.next] as Token;
  }

  private take(): Token {
    const token = this.peek;
    if (token.kind !== 'end') this.next += 1;
    return token;
  }

  private fail(detail: string): never {
    throw new ODataSyntaxError(detail, this.peek.position, this.text);
  }

  private isNext(text: string): boolean {
    return this.peek.kind !== 'string' && this.peek.text === text;
  }

  private expect(text: string): Token {
    if (!this.isNext(text)) {
      this.fail(
        `Syntax error: '${text}' was expected${this.peek.kind === 'end' ? '' : ` instead of '${this.peek.text}'`}`,
      );
    }
    return this.take();
  }

  private logical(operator: 'and' | 'or', operand: () => FilterExpression): FilterExpression {
    const position = this.peek.position;
    const operands = [operand()];
    while (this.isNext(operator)) {
      this.take();
      operands.push(operand());
    }
    return operands.length === 1
      ? (operands[0] as FilterExpression)
      : { kind: 'logical', operator, operands, position };
  }

  private or(): FilterExpression {
    return this.logical('or', () => this.logical('and', () => this.unary()));
  }

  private unary(): FilterExpression {
    const { position } = this.peek;
    if (!this.isNext('not')) return this.comparison();
    this.take();
    return { kind: 'not', operand: this.nested(() => this.unary()), position };
  }

  private nested<T>(parse: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.fail('The expression is nested too deeply');
    const result = parse();
    this.depth -= 1;
    return result;
  }

  private comparison(): FilterExpression {
    const left = this.operand();
    const { text, position, kind } = this.peek;
    if (kind !== 'name' || !COMPARISONS.has(text)) return left;
    this.take();
    return { kind: 'compare', operator: text as Comparison, left, right: this.operand(), position };
  }

  private operand(): FilterExpression {
    const token = this.peek;
    switch (token.kind) {
      case 'string':
      case 'guid':
      case 'date':
      case 'datetime':
      case 'number':
      case 'enum':
        this.take();
        return { kind: 'literal', type: token.kind, text: token.text, position: token.position };
      case 'alias':
        this.take();
        return { kind: 'alias', name: token.text, position: token.position };
      case 'name':
        return this.name();
      case 'punctuation':
        if (token.text === '(') {
          this.take();
          const inner = this.nested(() => this.or());
          this.expect(')');
          return inner;
        }
        if (token.text === '[') return this.list();
        return this.fail(`Syntax error: '${token.text}' was not expected`);
      case 'end':
        return this.fail('Syntax error: the expression ends where a value was expected');
    }
  }

  private list(): FilterExpression {
    const { position } = this.expect('[');
    const items: FilterExpression[] = [];
    while (!this.isNext(']')) {
      if (items.length > 0) this.expect(',');
      items.push(this.operand());
    }
    this.expect(']');
    return { kind: 'list', items, position };
  }

  private name(): FilterExpression {
    const first = this.take();
    const { position, text } = first;
    if (text === 'null') return { kind: 'literal', type: 'null', text, position };
    if (text === 'true' || text === 'false') return { kind: 'literal', type: 'boolean', text, position };
    if (this.isNext('(')) return this.call(text, position);
    const segments = [text];
    while (this.isNext('/')) {
      this.take();
      const segment = this.take();
      if (segment.kind !== 'name') this.fail('Syntax error: a property name was expected');
      if ((segment.text === 'any' || segment.text === 'all') && this.isNext('(')) {
        return this.lambda(segment.text, segments, position);
      }
      segments.push(segment.text);
    }
    return { kind: 'path', segments, position };
  }

  private lambda(quantifier: 'any' | 'all', path: readonly string[], position: number): FilterExpression {
    this.expect('(');
    if (this.isNext(')') && quantifier === 'any') {
      this.take();
      return { kind: 'lambda', quantifier, path, position };
    }
    const variable = this.take();
    if (variable.kind !== 'name') this.fail('Syntax error: the name of a range variable was expected');
    this.expect(':');
    const body = this.nested(() => this.or());
    this.expect(')');
    return { kind: 'lambda', quantifier, path, variable: variable.text, body, position };
  }

  private call(name: string, position: number): FilterExpression {
    this.expect('(');
    const given: { name?: string; value: FilterExpression }[] = [];
    while (!this.isNext(')')) {
      if (given.length > 0) this.expect(',');
      const isNamed = this.peek.kind === 'name' && this.tokens[this.next + 1]?.text === '=';
      if (isNamed) {
        const parameter = this.take().text;
        this.expect('=');
        given.push({ name: parameter, value: this.nested(() => this.operand()) });
      } else given.push({ value: this.nested(() => this.or()) });
    }
    this.expect(')');
    return { kind: 'call', name, arguments: given, position };
  }
}

/**
 * The tree of a filter.
 * @param base added to every position, when the text is a part of a longer one
 * @throws {ODataSyntaxError} with the position
 */
export const parseFilter = (text: string, base = 0): FilterExpression => new FilterParser(text, base).parse();

/** The single value of a parameter alias or key: a literal or a list. */
export const parseOperand = (text: string, base = 0): FilterExpression => parseFilter(text, base);
