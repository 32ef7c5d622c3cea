/**
 * Room outbound, recipients. What a choice says in the language of the recipient. The labels of a column exist in every
 * language of the organisation; the annotation that comes with a row has one of them, that of whoever reads the row.
 */
import { slugKey, type SlugName } from '../templates/slugName';
import { languageKey, type LanguageTable } from './languages';
import type { RecipientSource } from './recipientSources';

/** Labels of one choice column: by option value, then by LCID. A two-option column has the values 0 and 1. */
export type ChoiceLabels = ReadonlyMap<number, ReadonlyMap<number, string>>;

/** Labels by the logical name of the column, of one table. */
export type ColumnChoiceLabels = ReadonlyMap<string, ChoiceLabels>;

/** Several chosen options, as the Web API gives them: `1,3` (Microsoft Learn, "Use choices columns to store multiple options"). */
const OPTIONS = /^-?\d+(?:,-?\d+)*$/;
/** As in the platform's own formatted values (the same article says semicolon; the blank is inferred). */
const SEPARATOR = '; ';

/**
 * The label of a value: in the reader's language, else in the same language of another region, that with the lowest LCID. Of
 * several chosen options the labels, in their order. `undefined` when one of them has none: nobody reads two languages in one
 * value.
 * @param value as in the JSON of the Web API: a number, true or false, or several numbers as text.
 */
export function choiceText(
  value: unknown,
  labels: ChoiceLabels,
  lcid: number,
  languages: LanguageTable,
): string | undefined {
  const texts: string[] = [];
  for (const option of optionsOf(value)) {
    const text = labelIn(labels.get(option), lcid, languages);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts.length === 0 ? undefined : texts.join(SEPARATOR);
}

function optionsOf(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value === 'boolean') return [value ? 1 : 0];
  return typeof value === 'string' && OPTIONS.test(value) ? value.split(',').map(Number) : [];
}

function labelIn(
  labels: ReadonlyMap<number, string> | undefined,
  lcid: number,
  languages: LanguageTable,
): string | undefined {
  const own = labels?.get(lcid)?.trim();
  if (own) return own;
  const keyOf = (one: number): string => languageKey(languages.byLcid.get(one)?.code ?? '');
  const wantedKey = keyOf(lcid);
  if (labels === undefined || wantedKey === '') return undefined;
  const neighbours = [...labels].filter(([one, label]) => keyOf(one) === wantedKey && label.trim() !== '');
  return neighbours.sort(([one], [other]) => one - other)[0]?.[1].trim();
}

/** Choice columns of a source whose value stands in a message: their labels are worth reading. Each once. */
export function choiceColumns(source: RecipientSource, usedSlugs: readonly SlugName[]): string[] {
  const used = new Set(usedSlugs.map(slugKey));
  const columns = source.rowSlugs.filter(({ slug, kind }) => kind === 'choice' && used.has(slugKey(slug)));
  return [...new Set(columns.map(({ column }) => column))];
}
