/**
 * Room solution. Lint rules for the conditions of a fetch: the operator suits the column, and has what it compares with.
 */
import { attribute, children, type Element } from '../xml';
import { optionsOf } from './columnValues';
import type { LintContext } from './context';

type Add = (code: 'operator' | 'option-unknown', message: string) => void;

/**
 * Operators that compare with a time: with none given, or with so many units before or after now.
 * Source: Microsoft Learn, "FetchXml condition operator values", "Datetime operators".
 */
const TIME = {
  operator:
    /^(yesterday|today|tomorrow|on(-or-(before|after))?|(last|this|next|olderthan)-.+|in-(or-(before|after)-)?fiscal-.+)$/,
  counting: /^(last|next|olderthan)-x-/,
  count: /^[1-9]\d*$/,
} as const;

/** How many values an operator takes at least; none where it is not named. Source as above. */
function fewestValues(operator: string): number {
  if (/^(not-)?between$/.test(operator)) return 2;
  return /^((not-)?(in|like|begin-with|end-with|contain-values)|begins-with|ends-with|eq|neq?|[gl][te]|on(-or-(before|after))?)$/.test(
    operator,
  )
    ? 1
    : 0;
}

/** Operators that ask whether a choice is one of the values. */
const OF_CHOICES = /^(eq|neq?|(not-)?in)$/;

/** Values that are written in a condition, or below it. */
const valuesOf = (condition: Element): string[] => [
  ...[attribute(condition, 'value')].filter((value) => value !== undefined),
  ...children(condition, 'value').map((item) => (item.textContent ?? '').trim()),
];

/** @param table logical name of the table that the condition is about. */
export function lintCondition(condition: Element, table: string, context: LintContext, add: Add): void {
  const name = attribute(condition, 'attribute') ?? '';
  const operator = attribute(condition, 'operator') ?? '';
  const values = valuesOf(condition);
  const type = context.columnsOf(table)?.get(name)?.type;
  if (TIME.operator.test(operator) && type !== undefined && type !== 'datetime') {
    add('operator', `"${operator}" compares times, and ${name} of ${table} holds none (${type}).`);
  }
  if (values.length < fewestValues(operator) && attribute(condition, 'valueof') === undefined) {
    add('operator', `"${operator}" on ${name} of ${table} compares with nothing. Give it a value.`);
  }
  if (TIME.counting.test(operator) && !TIME.count.test(values[0] ?? '')) {
    add('operator', `"${operator}" takes a whole number above 0, not "${values[0] ?? ''}".`);
  }
  const options = OF_CHOICES.test(operator) ? optionsOf(context, table, name) : undefined;
  for (const strange of options ? values.filter((value) => !options.includes(value)) : []) {
    add('option-unknown', `${name} of ${table} has no option ${strange}. Write one that it has.`);
  }
}
