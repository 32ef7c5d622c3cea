/**
 * Room webresources/gateways. The labels of choice columns in every language of the organisation, read from metadata once a
 * send: what comes with the rows is in the language of whoever reads them.
 * Source: Microsoft Learn, "Query table definitions using the Web API" (attributes cast to their type, `OptionSet` and
 * `GlobalOptionSet` expanded); entity types BooleanOptionSetMetadata, OptionMetadata and LocalizedLabel.
 */
import { requireSuccess, type WebApiHttp } from '../../outbound/dataverse/webApi';
import type { ChoiceLabels, ColumnChoiceLabels } from '../../outbound/recipients/choiceLabels';

interface Attribute {
  readonly '@odata.type'?: string;
  readonly LogicalName: string;
}

interface Option {
  readonly Value: number;
  readonly Label?: {
    readonly LocalizedLabels?: readonly { readonly Label: string; readonly LanguageCode: number }[] | null;
  } | null;
}

interface OptionSet {
  readonly Options?: readonly Option[];
  /** Two-option columns have these two in place of a list. */
  readonly TrueOption?: Option | null;
  readonly FalseOption?: Option | null;
}

interface ChoiceAttribute {
  readonly OptionSet?: OptionSet | null;
  readonly GlobalOptionSet?: OptionSet | null;
}

/** Types with options: each has its own cast. */
const CHOICE_TYPES: ReadonlySet<string> = new Set(
  ['Picklist', 'MultiSelectPicklist', 'State', 'Status', 'Boolean'].map(
    (name) => `Microsoft.Dynamics.CRM.${name}AttributeMetadata`,
  ),
);

/**
 * Labels of these columns; one that is no choice, or that the table does not have, is left out. One request asks what kind of
 * choice each of them is, and one more for each column. Nothing is asked for no columns.
 * @throws {OutboundError} when the metadata cannot be read.
 */
export async function readChoiceLabels(
  http: WebApiHttp,
  table: string,
  columns: readonly string[],
): Promise<ColumnChoiceLabels> {
  if (columns.length === 0) return new Map();
  const attributes = `EntityDefinitions(LogicalName='${table}')/Attributes`;
  const filter = columns.map((column) => `LogicalName eq '${column}'`).join(' or ');
  const { value } = await read<{ value: readonly Attribute[] }>(
    http,
    `${attributes}?$select=LogicalName&$filter=${filter}`,
  );
  const labels = new Map<string, ChoiceLabels>();
  for (const { LogicalName: column, '@odata.type': odataType = '' } of value) {
    const type = odataType.slice(1);
    if (!CHOICE_TYPES.has(type)) continue;
    const path = `${attributes}(LogicalName='${column}')/${type}`;
    labels.set(
      column,
      toChoiceLabels(await read(http, `${path}?$select=LogicalName&$expand=OptionSet,GlobalOptionSet`)),
    );
  }
  return labels;
}

/** The column's own options, or those of the choice that it shares with others. */
function toChoiceLabels({ OptionSet: own, GlobalOptionSet: shared }: ChoiceAttribute): ChoiceLabels {
  const ownOptions = optionsOf(own);
  const options = ownOptions.length > 0 ? ownOptions : optionsOf(shared);
  return new Map(
    options.map(({ Value, Label }) => [
      Value,
      new Map((Label?.LocalizedLabels ?? []).map((label) => [label.LanguageCode, label.Label])),
    ]),
  );
}

function optionsOf(optionSet: OptionSet | null | undefined): readonly Option[] {
  const { Options = [], TrueOption, FalseOption } = optionSet ?? {};
  return [...Options, ...(FalseOption ? [FalseOption] : []), ...(TrueOption ? [TrueOption] : [])];
}

const read = async <T>(http: WebApiHttp, path: string): Promise<T> =>
  JSON.parse(await requireSuccess(http, { method: 'GET', path })) as T;
