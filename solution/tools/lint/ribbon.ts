/**
 * Room solution. Lint rules for ribbon changes: ids, labels, icons, commands and rules must resolve.
 */
import type { SourceFile, TableSource } from '../readSource';
import { attribute, child, children, descendants, type Element } from '../xml';
import { repeated, type Finding, type LintContext } from './context';
import { lintCall } from './scripts';
import { tableProblem } from './tableNames';

const BASE_LANGUAGE = '1033';
const WEB_RESOURCE = '$webresource:';
const LABEL = '$LocLabels:';

type Add = (code: string, message: string) => void;

/** Values of a CrmParameter. Source: RibbonTypes.xsd; Microsoft Learn, "Pass data from a page as a parameter to ribbon actions". */
const PARAMETERS = new Set([
  ...['PrimaryControl', 'PrimaryControlId', 'PrimaryEntityTypeCode', 'PrimaryEntityTypeName', 'PrimaryItemIds'],
  ...[
    'FirstPrimaryItemId',
    'SelectedControl',
    'SelectedEntityTypeCode',
    'SelectedEntityTypeName',
    'FirstSelectedItemId',
  ],
  ...['All', 'Selected', 'Unselected'].flatMap((items) =>
    ['Count', 'Ids', 'References'].map((what) => `SelectedControl${items}Item${what}`),
  ),
  ...['CommandProperties', 'OrgName', 'OrgLcid', 'UserLcid'],
]);

/** The ribbon's template places a control under these; under any other it is not laid out. */
const ALIASES = new Set(['o1', 'o2']);

/** Elements that define something by `Id`. */
const DEFINITIONS = ['CustomAction', 'Button', 'CommandDefinition', 'LocLabel'];

const idOf = (element: Element): string => attribute(element, 'Id') ?? '';

/** A HideCustomAction names itself by another attribute (Microsoft Learn, "HideCustomAction"). */
const hideIdOf = (element: Element): string => attribute(element, 'HideActionId') ?? '';

/** Elements inside `RuleDefinitions`, where rules are defined; elsewhere the same names refer to them. */
function definedRules(ribbon: Element, list: string, rule: string): Element[] {
  const definitions = child(ribbon, 'RuleDefinitions');
  const rules = definitions && child(definitions, list);
  return rules ? children(rules, rule) : [];
}

function lintIds(ribbon: Element, table: TableSource, prefix: string, add: Add): void {
  const ids = [
    ...DEFINITIONS.flatMap((name) => descendants(ribbon, name).map(idOf)),
    ...descendants(ribbon, 'HideCustomAction').map(hideIdOf),
    ...definedRules(ribbon, 'DisplayRules', 'DisplayRule').map(idOf),
    ...definedRules(ribbon, 'EnableRules', 'EnableRule').map(idOf),
  ];
  for (const id of repeated(ids)) add('id-twice', `The ribbon id ${id} is used twice. Rename one.`);
  const start = `${prefix.replace(/_$/, '')}.${table.logicalName}.`;
  for (const id of ids) {
    if (!id.startsWith(start)) {
      add('ribbon-id-prefix', `Ribbon ids are shared by the whole organization: "${id}" must start with "${start}".`);
    }
  }
}

function lintReferences(ribbon: Element, { webResources }: LintContext, add: Add): void {
  const labels = new Map(descendants(ribbon, 'LocLabel').map((label) => [idOf(label), label]));
  for (const element of descendants(ribbon)) {
    for (const { value } of Array.from(element.attributes)) {
      if (value.startsWith(LABEL)) {
        const label = labels.get(value.slice(LABEL.length));
        const titles = label ? descendants(label, 'Title') : [];
        const base = titles.find((title) => attribute(title, 'languagecode') === BASE_LANGUAGE);
        if (!label) add('ribbon-label-missing', `${value} has no LocLabel. Add one.`);
        else if (!base || !attribute(base, 'description')) {
          add('ribbon-label-base', `${value} has no English (1033) title. Add it; other languages fall back to it.`);
        }
      }
      if (value.startsWith(WEB_RESOURCE) && !webResources.has(value.slice(WEB_RESOURCE.length))) {
        add('ribbon-web-resource-missing', `${value} is no web resource of the solution. Add it or mend the name.`);
      }
    }
  }
}

/** A label that nothing shows is a text that somebody keeps translating. */
function lintUnusedLabels(ribbon: Element, add: Add): void {
  const used = new Set(
    descendants(ribbon).flatMap(({ attributes }) => Array.from(attributes).map(({ value }) => value)),
  );
  for (const label of descendants(ribbon, 'LocLabel')) {
    if (!used.has(`${LABEL}${idOf(label)}`)) {
      add('ribbon-label-unused', `No control shows the label ${idOf(label)}. Remove it.`);
    }
  }
}

function lintCommands(ribbon: Element, add: Add): void {
  const commands = new Set(descendants(ribbon, 'CommandDefinition').map(idOf));
  for (const button of descendants(ribbon, 'Button')) {
    const command = attribute(button, 'Command') ?? '';
    if (!commands.has(command))
      add('ribbon-command-missing', `Button ${idOf(button)} uses the command ${command}, which is not defined.`);
    if (!attribute(button, 'Alt'))
      add('ribbon-alt-missing', `Button ${idOf(button)} needs Alt; publishing fails without it.`);
    if (!attribute(button, 'LabelText'))
      add('ribbon-button-label', `Button ${idOf(button)} says nothing. Give it LabelText.`);
    if (!ALIASES.has(attribute(button, 'TemplateAlias') ?? ''))
      add('ribbon-alias', `Button ${idOf(button)} has no place on the bar. Give it TemplateAlias "o1" or "o2".`);
  }
  const rules = {
    EnableRule: new Set(definedRules(ribbon, 'EnableRules', 'EnableRule').map(idOf)),
    DisplayRule: new Set(definedRules(ribbon, 'DisplayRules', 'DisplayRule').map(idOf)),
  };
  for (const command of descendants(ribbon, 'CommandDefinition')) {
    if (
      children(command)
        .map((item) => item.tagName)
        .join() !== 'EnableRules,DisplayRules,Actions'
    ) {
      add(
        'ribbon-command-shape',
        `Command ${idOf(command)} needs EnableRules, DisplayRules and Actions, in this order.`,
      );
    }
    const actions = child(command, 'Actions');
    if (actions && children(actions).length === 0) {
      add('ribbon-command-empty', `Command ${idOf(command)} does nothing. Give it an action.`);
    }
    for (const name of ['EnableRule', 'DisplayRule'] as const) {
      for (const rule of descendants(command, name)) {
        if (!rules[name].has(idOf(rule))) {
          add('ribbon-rule-missing', `Command ${idOf(command)} uses the ${name} ${idOf(rule)}, which is not defined.`);
        }
      }
    }
  }
  for (const rule of definedRules(ribbon, 'DisplayRules', 'DisplayRule')) {
    if (descendants(rule, 'CustomRule').length > 0) {
      add('ribbon-custom-display-rule', `${idOf(rule)}: a CustomRule works inside an EnableRule only. Move it.`);
    }
  }
}

/** A rule that no command asks for decides nothing. */
function lintUnusedRules(ribbon: Element, add: Add): void {
  for (const name of ['EnableRule', 'DisplayRule']) {
    const used = new Set(
      descendants(ribbon, 'CommandDefinition').flatMap((command) => descendants(command, name).map(idOf)),
    );
    for (const id of definedRules(ribbon, `${name}s`, name).map(idOf)) {
      if (!used.has(id)) add('ribbon-rule-unused', `No command uses the ${name} ${id}. Use it or remove it.`);
    }
  }
}

/** What commands and rules are about and are given, and what a choice of rules needs. */
function lintRules(ribbon: Element, context: LintContext, add: Add): void {
  for (const rule of descendants(ribbon)) {
    const table = attribute(rule, 'EntityName');
    const problem = table && tableProblem(context, table);
    if (problem) add('ribbon-table', `An ${rule.tagName} asks about a table that is not there: ${problem}`);
    const library = attribute(rule, 'Library') ?? '';
    if (context.webResources.has(library)) {
      add(
        'ribbon-library',
        `The library "${library}" is not found by its bare name. Write "${WEB_RESOURCE}${library}".`,
      );
    }
  }
  for (const parameter of descendants(ribbon, 'CrmParameter')) {
    const value = attribute(parameter, 'Value') ?? '';
    if (!PARAMETERS.has(value)) {
      add('ribbon-parameter-unknown', `The platform passes no "${value}". Name one of its parameters.`);
    }
  }
  for (const rule of descendants(ribbon, 'OrRule')) {
    if (children(rule, 'Or').length < 2) {
      add('ribbon-or-rule', 'An OrRule chooses between at least two Or. Add one, or take the rule out of it.');
    }
  }
}

function lintPlaces(ribbon: Element, table: TableSource, add: Add): void {
  for (const action of descendants(ribbon, 'CustomAction')) {
    const location = attribute(action, 'Location') ?? '';
    if (!location.endsWith('.Controls._children') || location.split('.')[2] !== table.logicalName) {
      add(
        'ribbon-location',
        `${idOf(action)}: "${location}" puts nothing on the bar of ${table.logicalName}. It names the table and ends with ".Controls._children".`,
      );
    }
  }
}

/** What is hidden is one control of this table's bars, never a whole place. */
function lintHidden(ribbon: Element, table: TableSource, add: Add): void {
  const ofTable = new RegExp(`^Mscrm\\.(HomepageGrid|SubGrid|Form)\\.${table.logicalName}\\.\\w[\\w.]*$`);
  const hidden = descendants(ribbon, 'HideCustomAction');
  for (const action of hidden) {
    const location = attribute(action, 'Location') ?? '';
    if (!ofTable.test(location) || location.endsWith('._children')) {
      add(
        'ribbon-hide-location',
        `${hideIdOf(action)}: "${location}" is no control on a bar of ${table.logicalName}. Name one, such as "Mscrm.HomepageGrid.${table.logicalName}.NewRecord".`,
      );
    }
  }
  for (const location of repeated(hidden.map((action) => attribute(action, 'Location') ?? ''))) {
    add('ribbon-hidden-twice', `${location} is hidden twice. Remove one HideCustomAction.`);
  }
}

function lintRibbonFile(file: SourceFile, table: TableSource, context: LintContext): Finding[] {
  const found: Finding[] = [];
  const add: Add = (code, message) => void found.push({ code, file: file.path, message });
  lintIds(file.root, table, context.prefix, add);
  lintReferences(file.root, context, add);
  lintUnusedLabels(file.root, add);
  lintCommands(file.root, add);
  lintRules(file.root, context, add);
  lintUnusedRules(file.root, add);
  lintPlaces(file.root, table, add);
  lintHidden(file.root, table, add);
  const calls = [...descendants(file.root, 'JavaScriptFunction'), ...descendants(file.root, 'CustomRule')];
  return [
    ...found,
    ...calls
      .map((call) => ({
        library: (attribute(call, 'Library') ?? '').replace(WEB_RESOURCE, ''),
        functionName: attribute(call, 'FunctionName') ?? '',
      }))
      .filter(({ library }) => context.webResources.has(library))
      .flatMap(({ library, functionName }) => lintCall(context, file.path, library, functionName)),
  ];
}

/** Buttons appear, say something, and do something. */
export const lintRibbons = (context: LintContext): Finding[] =>
  context.source.tables.flatMap((table) => (table.ribbon ? lintRibbonFile(table.ribbon, table, context) : []));
