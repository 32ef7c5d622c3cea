/** Room sandbox/app. Reads RibbonDiffXml of any solution into a `Ribbon`; what is unknown is kept by name, never dropped. */
import type { Labels } from '../../dataverse/model';
import type { RibbonSource } from '../host/hostData';
import { attribute, childElement, childElements, parseXml } from '../host/xml';
import { parseCall, parseParameter } from './parseCall';
import { parseRules } from './parseRules';
import type {
  CommandDefinition,
  Ribbon,
  RibbonAction,
  RibbonButton,
  RibbonPlace,
  RibbonText,
  RuleNode,
} from './ribbonModel';

const PLACES: Readonly<Record<string, RibbonPlace>> = { homepagegrid: 'grid', subgrid: 'subgrid', form: 'form' };

/** `Mscrm.HomepageGrid.incident.MainTab.Actions.Controls._children` -> main grid of `incident`. */
export function parseLocation(location: string): { place: RibbonPlace; table: string } | undefined {
  const match = /^Mscrm\.(HomepageGrid|SubGrid|Form)\.(\{!EntityLogicalName\}|\w+)\..+\._children$/i.exec(location);
  const place = PLACES[match?.[1]?.toLowerCase() ?? ''];
  const table = match?.[2];
  if (place === undefined || table === undefined) return undefined;
  return { place, table: table.startsWith('{') ? '*' : table.toLowerCase() };
}

function readText(element: Element, ...names: string[]): RibbonText {
  for (const name of names) {
    const text = attribute(element, name);
    if (text === undefined) continue;
    return /^\$LocLabels:/i.test(text) ? { labelId: text.slice(text.indexOf(':') + 1) } : { literal: text };
  }
  return {};
}

function parseAction(element: Element): RibbonAction {
  switch (element.localName) {
    case 'JavaScriptFunction':
      return { kind: 'script', call: parseCall(element) };
    case 'Url': {
      const named = childElements(element).map((parameter) => {
        const value = parseParameter(parameter) ?? { kind: 'constant' as const, value: '' };
        return [parameter.getAttribute('Name') ?? parameter.getAttribute('Value') ?? '', value] as const;
      });
      return { kind: 'url', address: element.getAttribute('Address') ?? '', parameters: named };
    }
    default:
      return { kind: 'refused', what: `action ${element.localName}` };
  }
}

const BUTTON_KINDS = new Set(['Button', 'SplitButton', 'FlyoutAnchor', 'ToggleButton']);

/** Buttons below a control, through menus and their sections. */
function menuControls(element: Element): Element[] {
  return childElements(element).flatMap((child) => {
    if (['Menu', 'MenuSection', 'Controls'].includes(child.localName)) return menuControls(child);
    return [child];
  });
}

type Refuse = (what: string) => void;

interface Place {
  readonly place: RibbonPlace;
  readonly table: string;
  readonly sequence: number;
}

function parseControl(element: Element, at: Place, refuse: Refuse): RibbonButton[] {
  const id = element.getAttribute('Id') ?? '';
  if (!BUTTON_KINDS.has(element.localName)) {
    refuse(`control ${element.localName} (${id})`);
    return [];
  }
  const children = menuControls(element).flatMap((child, index) =>
    parseControl(child, { ...at, sequence: Number(attribute(child, 'Sequence') ?? index) }, refuse),
  );
  return [
    {
      id,
      place: at.place,
      table: at.table,
      sequence: at.sequence,
      command: attribute(element, 'Command'),
      label: readText(element, 'LabelText', 'Alt'),
      tooltip: readText(element, 'ToolTipDescription', 'ToolTipTitle', 'Alt'),
      icon: attribute(element, 'ModernImage') ?? attribute(element, 'Image32by32') ?? attribute(element, 'Image16by16'),
      children: children.sort((a, b) => a.sequence - b.sequence),
    },
  ];
}

function parseCustomAction(element: Element, refuse: Refuse): RibbonButton[] {
  const location = element.getAttribute('Location') ?? '';
  const at = parseLocation(location);
  if (!at) {
    refuse(`location ${location}`);
    return [];
  }
  const controls = childElements(childElement(element, 'CommandUIDefinition'));
  return controls.flatMap((control) =>
    parseControl(
      control,
      { ...at, sequence: Number(attribute(control, 'Sequence') ?? attribute(element, 'Sequence') ?? 0) },
      refuse,
    ),
  );
}

const ruleIds = (command: Element, list: string, rule: string): string[] =>
  childElements(childElement(command, list), rule).map((element) => element.getAttribute('Id') ?? '');

const parseCommand = (element: Element): CommandDefinition => ({
  id: element.getAttribute('Id') ?? '',
  enableRules: ruleIds(element, 'EnableRules', 'EnableRule'),
  displayRules: ruleIds(element, 'DisplayRules', 'DisplayRule'),
  actions: childElements(childElement(element, 'Actions')).map(parseAction),
});

function parseLabels(root: Element): Array<[string, Labels]> {
  return childElements(childElement(root, 'LocLabels'), 'LocLabel').map((label) => [
    label.getAttribute('Id') ?? '',
    Object.fromEntries(
      childElements(childElement(label, 'Titles'), 'Title').map((title) => [
        title.getAttribute('languagecode') ?? '',
        title.getAttribute('description') ?? '',
      ]),
    ),
  ]);
}

/** Rules of the platform that solutions use by name, by what their names say (their definitions are inferred). */
const PLATFORM_ENABLE_RULES: ReadonlyArray<readonly [id: string, nodes: readonly RuleNode[]]> = [
  [
    'Mscrm.SelectionCountExactlyOne',
    [{ kind: 'selectionCount', minimum: 1, maximum: 1, invert: false, fallback: false }],
  ],
  [
    'Mscrm.SelectionCountAtLeastOne',
    [{ kind: 'selectionCount', minimum: 1, maximum: Number.POSITIVE_INFINITY, invert: false, fallback: false }],
  ],
  ['Mscrm.FormStateNotNew', [{ kind: 'formState', state: 'Create', invert: true, fallback: false }]],
];

/** All ribbons of an environment as one. @throws {XmlInvalidError} naming the table and solution. */
export function parseRibbon(sources: readonly RibbonSource[]): Ribbon {
  const buttons: RibbonButton[] = [];
  const refused: Array<{ table: string; what: string }> = [];
  const hidden = new Set<string>();
  const commands = new Map<string, CommandDefinition>();
  const enableRules = new Map<string, readonly RuleNode[]>(PLATFORM_ENABLE_RULES);
  const displayRules = new Map<string, readonly RuleNode[]>();
  const labels = new Map<string, Labels>();
  for (const { xml, table, solution } of sources) {
    if (xml.trim() === '') continue;
    const root = parseXml(xml, `ribbon of ${table || 'the application'} in the solution ${solution}`);
    const refuse = (what: string): void => void refused.push({ table, what });
    for (const action of childElements(childElement(root, 'CustomActions'))) {
      if (action.localName === 'HideCustomAction') hidden.add(action.getAttribute('Location') ?? '');
      else if (action.localName === 'CustomAction') buttons.push(...parseCustomAction(action, refuse));
      else refuse(`custom action ${action.localName}`);
    }
    for (const element of childElements(childElement(root, 'CommandDefinitions'), 'CommandDefinition')) {
      const command = parseCommand(element);
      commands.set(command.id, command);
    }
    const rules = childElement(root, 'RuleDefinitions');
    for (const rule of childElements(childElement(rules, 'EnableRules'), 'EnableRule'))
      enableRules.set(rule.getAttribute('Id') ?? '', parseRules(rule, 'enable'));
    for (const rule of childElements(childElement(rules, 'DisplayRules'), 'DisplayRule'))
      displayRules.set(rule.getAttribute('Id') ?? '', parseRules(rule, 'display'));
    for (const [id, titles] of parseLabels(root)) labels.set(id, titles);
  }
  return { buttons, commands, enableRules, displayRules, labels, hidden, refused };
}
