/**
 * Room solution. Answers whether a name of a table can be right. The tables of the base platform are not all listed here: a
 * name that nobody knows counts as wrong only where it would have to be ours or listed, or where it is a slip of the pen.
 */
import { attribute, descendants } from '../xml';
import type { LintContext } from './context';
import { BASE_TABLES } from './platformTables';

/** Tables of the platform whose names are one letter away from another's. */
const NO_SLIPS: ReadonlySet<string> = new Set(['contract']);

/** Tables that the source has or lists as a dependency, and those of every environment, by logical name. */
function knownTables({ source }: LintContext): Set<string> {
  const required = descendants(source.manifest.root, 'Required').filter((item) => attribute(item, 'type') === '1');
  return new Set([
    ...BASE_TABLES,
    ...source.tables.map((table) => table.logicalName),
    ...required.map((item) => (attribute(item, 'schemaName') ?? '').toLowerCase()),
  ]);
}

/** Is one word the other with one letter added, left out, changed, or two neighbours swapped? */
function isSlip(word: string, meant: string): boolean {
  let start = 0;
  while (start < Math.min(word.length, meant.length) && word[start] === meant[start]) start += 1;
  const left = word.slice(start);
  const right = meant.slice(start);
  const swapped = left.length > 1 && `${left[1] ?? ''}${left[0] ?? ''}${left.slice(2)}` === right;
  return left.slice(1) === right || left === right.slice(1) || left.slice(1) === right.slice(1) || swapped;
}

/**
 * What is wrong with a table's name, as a sentence that says what to do; undefined for a table that may well be there. Names
 * with an underscore belong to a publisher: ours must be in the source, those of others among the missing dependencies.
 */
export function tableProblem(context: LintContext, name: string): string | undefined {
  const known = knownTables(context);
  if (known.has(name.toLowerCase()) || NO_SLIPS.has(name)) return undefined;
  if (name.startsWith(context.prefix)) return `"${name}" is no table of the solution. Mend the name.`;
  if (name.includes('_'))
    return `"${name}" is no table that the solution lists. Mend the name, or add a MissingDependency.`;
  const meant = [...known].find((table) => isSlip(name, table));
  return meant && `"${name}" is no table. Write "${meant}".`;
}
