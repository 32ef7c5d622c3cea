/**
 * Room solution. Lint rules for what columns may hold: options that differ, defaults that are options, states of status
 * reasons, ranges that numbers can be in.
 */
import { attribute, child, children, childText, type Element } from '../xml';
import type { SourceFile, TableSource } from '../readSource';
import { columnElements, isOwnTable, repeated, type Finding, type LintContext } from './context';

type Add = (code: string, message: string) => void;

/** Columns whose default is one option. */
const WITH_DEFAULT: ReadonlySet<string> = new Set(['picklist', 'bit']);
const NO_DEFAULT = '-1';

/**
 * Lowest and highest numbers of a type. Source: Microsoft Learn, SDK reference of IntegerAttributeMetadata,
 * DecimalAttributeMetadata, DoubleAttributeMetadata and MoneyAttributeMetadata, MinSupportedValue and MaxSupportedValue.
 */
const BOUNDS: Readonly<Record<string, readonly [lowest: number, highest: number]>> = {
  int: [-2_147_483_648, 2_147_483_647],
  decimal: [-100_000_000_000, 100_000_000_000],
  float: [-100_000_000_000, 100_000_000_000],
  money: [-922_337_203_685_477, 922_337_203_685_477],
};

/** Elements of a list inside a choice, such as `options/option`. */
function listed(choice: Element, list: string, item: string): Element[] {
  const found = child(choice, list);
  return found ? children(found, item) : [];
}

const valuesOf = (items: readonly Element[]): string[] => items.map((item) => attribute(item, 'value') ?? '');

/** Values that a column of ours can hold; `undefined` where it is no choice, or one that the solution does not carry. */
export function optionsOf({ source }: LintContext, table: string, column: string): readonly string[] | undefined {
  const own = source.tables.find(({ logicalName }) => logicalName === table);
  const element = own && columnElements(own).find((item) => childText(item, 'LogicalName') === column);
  if (!element || childText(element, 'Type') === 'bit') return undefined;
  const named = childText(element, 'OptionSetName');
  const choice =
    child(element, 'optionset') ?? source.choices.find(({ root }) => attribute(root, 'Name') === named)?.root;
  return (
    choice &&
    valuesOf([
      ...listed(choice, 'options', 'option'),
      ...listed(choice, 'states', 'state'),
      ...listed(choice, 'statuses', 'status'),
    ])
  );
}

function lintOptions(choice: Element, add: Add): void {
  for (const [list, item] of [
    ['options', 'option'],
    ['states', 'state'],
    ['statuses', 'status'],
  ] as const) {
    for (const value of repeated(valuesOf(listed(choice, list, item)))) {
      add(
        'option-value-twice',
        `${attribute(choice, 'Name') ?? ''} has two options of value ${value}. Give one another value.`,
      );
    }
  }
}

function lintDefault(column: Element, choices: ReadonlyMap<string, Element>, add: Add): void {
  const value = child(column, 'AppDefaultValue')?.textContent;
  const choice = child(column, 'optionset') ?? choices.get(childText(column, 'OptionSetName'));
  if (value == null || value === NO_DEFAULT || !choice || !WITH_DEFAULT.has(childText(column, 'Type'))) return;
  const options = valuesOf(listed(choice, 'options', 'option'));
  if (!options.includes(value)) {
    add(
      'default-no-option',
      `Column ${childText(column, 'LogicalName')} has the default "${value}", which is no option. Write one of ${options.join(', ')}, or -1 for none.`,
    );
  }
}

function lintRange(column: Element, add: Add): void {
  const bounds = BOUNDS[childText(column, 'Type')];
  const texts = ['MinValue', 'MaxValue'].map((name) => child(column, name)?.textContent?.trim());
  const [lowest, highest] = texts;
  if (!bounds || lowest === undefined || highest === undefined) return;
  const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));
  const fits = isNumber(lowest) && isNumber(highest) && bounds[0] <= Number(lowest) && Number(highest) <= bounds[1];
  if (!fits || Number(lowest) >= Number(highest)) {
    add(
      'column-range',
      `Column ${childText(column, 'LogicalName')} takes numbers from "${lowest}" to "${highest}". Write MinValue below MaxValue, both from ${bounds[0]} to ${bounds[1]}.`,
    );
  }
}

/** Each status reason belongs to a state, and each state starts with a status reason of its own. */
function lintStates(columns: readonly Element[], add: Add): void {
  const listOf = (type: string, list: string): Element[] | undefined => {
    const choice = columns
      .filter((column) => childText(column, 'Type') === type)
      .map((column) => child(column, 'optionset'))[0];
    return choice && listed(choice, list, type);
  };
  const states = listOf('state', 'states');
  const statuses = listOf('status', 'statuses');
  if (!states || !statuses) return;
  const values = valuesOf(states);
  for (const status of statuses) {
    const state = attribute(status, 'state') ?? '';
    if (!values.includes(state)) {
      add(
        'status-without-state',
        `Status ${attribute(status, 'value') ?? ''} belongs to the state "${state}", which is none. Write one of ${values.join(', ')}.`,
      );
    }
  }
  for (const state of states) {
    const value = attribute(state, 'value') ?? '';
    const first = attribute(state, 'defaultstatus') ?? '';
    if (!statuses.some((item) => attribute(item, 'value') === first && attribute(item, 'state') === value)) {
      add(
        'state-default-status',
        `State ${value} starts with the status "${first}", which is none of its own. Name one of them.`,
      );
    }
  }
}

function lintTable(table: TableSource, choices: ReadonlyMap<string, Element>): Finding[] {
  const found: Finding[] = [];
  const add: Add = (code, message) => void found.push({ code, file: table.entity.path, message });
  const columns = columnElements(table);
  for (const column of columns) {
    const choice = child(column, 'optionset');
    if (choice) lintOptions(choice, add);
    lintDefault(column, choices, add);
    lintRange(column, add);
  }
  lintStates(columns, add);
  return found;
}

function lintChoice({ root, path }: SourceFile): Finding[] {
  const found: Finding[] = [];
  lintOptions(root, (code, message) => void found.push({ code, file: path, message }));
  return found;
}

/** What a column may hold, it can hold. */
export function lintColumnValues({ source }: LintContext): Finding[] {
  const choices = new Map(source.choices.map(({ root }) => [attribute(root, 'Name') ?? '', root]));
  return [
    ...source.tables.filter(isOwnTable).flatMap((table) => lintTable(table, choices)),
    ...source.choices.flatMap(lintChoice),
  ];
}
