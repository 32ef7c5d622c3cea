/**
 * Room sandbox/flows. A text of a definition, read: plain text, `@expression`, or text with `@{expression}` inside, and
 * whole JSON values of such texts. Escapes: `@@` at the start stands for `@` and makes the whole text plain; `@@{` elsewhere
 * stands for `@{`. Sources: Microsoft Learn, "Workflow Definition Language schema"; Azure/LogicAppsUX (parser) for the escapes.
 */
import { ExpressionError, ExpressionSyntaxError, ValueTooDeepError } from './errors';
import type { ExpressionNode } from './parseExpression';
import { parseExpression } from './parseExpression';
import type { FlowValue } from './values';
import { isArray, isObject, MAX_VALUE_DEPTH } from './values';

export type Template =
  | { readonly kind: 'text'; readonly text: string }
  /** The value keeps its type. */
  | { readonly kind: 'expression'; readonly root: ExpressionNode }
  /** The value is text. */
  | { readonly kind: 'interpolation'; readonly parts: readonly (string | ExpressionNode)[] };

/** A JSON value whose texts are read; `path` is the way to it, in the form of `ExpressionPlace`. */
export type CompiledValue =
  | { readonly kind: 'constant'; readonly value: FlowValue }
  | { readonly kind: 'template'; readonly template: Template; readonly path: string }
  | { readonly kind: 'array'; readonly items: readonly CompiledValue[] }
  | { readonly kind: 'object'; readonly members: readonly CompiledMember[] };

export interface CompiledMember {
  readonly name: Template;
  readonly value: CompiledValue;
  readonly path: string;
}

function parseInterpolation(text: string): Template {
  const parts: (string | ExpressionNode)[] = [];
  let plainFrom = 0;
  let at = text.indexOf('@{');
  while (at >= 0) {
    if (text[at - 1] === '@') {
      parts.push(text.slice(plainFrom, at));
      plainFrom = at + 1;
    } else {
      if (plainFrom < at) parts.push(text.slice(plainFrom, at));
      const { root, end } = parseExpression(text, at + 2);
      if (text[end] !== '}') throw new ExpressionSyntaxError("'}' was expected behind the expression", end);
      parts.push(root);
      plainFrom = end + 1;
    }
    at = text.indexOf('@{', Math.max(plainFrom, at + 1));
  }
  if (plainFrom < text.length) parts.push(text.slice(plainFrom));
  if (parts.every((part) => typeof part === 'string')) return { kind: 'text', text: parts.join('') };
  return { kind: 'interpolation', parts };
}

/** @throws {ExpressionError} with a position in `text` */
export function parseTemplate(text: string): Template {
  if (!text.startsWith('@') || text.startsWith('@{')) {
    return text.includes('@{') ? parseInterpolation(text) : { kind: 'text', text };
  }
  if (text.startsWith('@@')) return { kind: 'text', text: text.slice(1) };
  const { root, end } = parseExpression(text, 1);
  if (end < text.length) throw new ExpressionSyntaxError('the expression should end here', end);
  return { kind: 'expression', root };
}

const pointerPart = (name: string): string => name.replace(/~/g, '~0').replace(/\//g, '~1');

function parseAt(text: string, path: string): Template {
  try {
    return parseTemplate(text);
  } catch (error) {
    throw error instanceof ExpressionError ? error.locate({ path }) : error;
  }
}

function compile(value: FlowValue, path: string, depth: number): CompiledValue {
  if (depth > MAX_VALUE_DEPTH) throw new ValueTooDeepError(MAX_VALUE_DEPTH).locate({ path });
  if (typeof value === 'string') {
    const template = parseAt(value, path);
    return template.kind === 'text' ? { kind: 'constant', value: template.text } : { kind: 'template', template, path };
  }
  const inner = (name: string): string => (path ? `${path}/${pointerPart(name)}` : pointerPart(name));
  if (isArray(value)) {
    return { kind: 'array', items: value.map((item, index) => compile(item, inner(String(index)), depth + 1)) };
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(([name, member]): CompiledMember => {
      const memberPath = inner(name);
      return { name: parseAt(name, memberPath), value: compile(member, memberPath, depth + 1), path: memberPath };
    });
    return { kind: 'object', members };
  }
  return { kind: 'constant', value };
}

/**
 * Reads every text of a JSON value, names of properties too; compile once, evaluate for every item.
 * @throws {ExpressionError} with position and path: what is not an expression, unknown and unsupported functions, wrong
 * numbers of arguments
 */
export const compileValue = (value: FlowValue): CompiledValue => compile(value, '', 0);
