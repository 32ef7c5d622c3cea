/** Room sandbox/app. Reads the conditions of one enable or display rule. */
import { attribute, childElements } from '../host/xml';
import { parseCall } from './parseCall';
import type { RuleNode } from './ribbonModel';

const isTrue = (element: Element, name: string): boolean =>
  ['true', '1'].includes((element.getAttribute(name) ?? '').toLowerCase());

const appliesTo = (element: Element): 'primary' | 'selected' =>
  element.getAttribute('AppliesTo') === 'PrimaryEntity' ? 'primary' : 'selected';

type Condition = RuleNode extends infer Node
  ? Node extends RuleNode
    ? Omit<Node, 'invert' | 'fallback'>
    : never
  : never;

function parseCondition(element: Element, owner: 'enable' | 'display'): Condition {
  const name = element.localName;
  switch (name) {
    case 'SelectionCountRule':
      return {
        kind: 'selectionCount',
        minimum: Number(attribute(element, 'Minimum') ?? 0),
        maximum: Number(attribute(element, 'Maximum') ?? Number.POSITIVE_INFINITY),
      };
    case 'FormStateRule':
      return { kind: 'formState', state: element.getAttribute('State') ?? '' };
    case 'CustomRule':
      // RibbonCore.xsd allows custom rules in enable rules only.
      return owner === 'enable'
        ? { kind: 'custom', call: parseCall(element) }
        : { kind: 'refused', what: 'CustomRule inside a DisplayRule' };
    case 'ValueRule':
      return { kind: 'value', field: element.getAttribute('Field') ?? '', value: element.getAttribute('Value') ?? '' };
    case 'OrRule':
      return {
        kind: 'or',
        alternatives: childElements(element, 'Or').map((alternative) => parseRules(alternative, owner)),
      };
    case 'EntityRule':
      return { kind: 'entity', table: attribute(element, 'EntityName')?.toLowerCase(), appliesTo: appliesTo(element) };
    case 'RecordPrivilegeRule':
    case 'EntityPrivilegeRule':
      return {
        kind: 'privilege',
        table: attribute(element, 'EntityName')?.toLowerCase(),
        appliesTo: appliesTo(element),
        privilege: element.getAttribute('PrivilegeType') ?? '',
        depth: attribute(element, 'PrivilegeDepth'),
      };
    case 'MiscellaneousPrivilegeRule':
      return { kind: 'miscellaneousPrivilege', name: element.getAttribute('PrivilegeName') ?? '' };
    case 'CommandClientTypeRule':
      return { kind: 'constant', value: element.getAttribute('Type') === 'Modern' };
    case 'CrmClientTypeRule':
      return { kind: 'constant', value: element.getAttribute('Type') === 'Web' };
    case 'SkuRule':
      return { kind: 'constant', value: element.getAttribute('Sku') !== 'OnPremise' };
    case 'CrmOfflineAccessStateRule':
      return { kind: 'constant', value: element.getAttribute('State') === 'Online' };
    default:
      return { kind: 'refused', what: name };
  }
}

/** The conditions inside a rule; all of them must hold. */
export function parseRules(rule: Element, owner: 'enable' | 'display'): RuleNode[] {
  return childElements(rule).map((element) => ({
    ...parseCondition(element, owner),
    invert: isTrue(element, 'InvertResult'),
    fallback: isTrue(element, 'Default'),
  }));
}
